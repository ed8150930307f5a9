/** Where most people here have their mail. Names shorter than these are one letter from too many others. */
const COMMON =
  'gmail.com yahoo.co.jp icloud.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp ymobile.ne.jp outlook.jp outlook.com hotmail.com hotmail.co.jp nifty.com'.split(
    ' ',
  );
/** One letter from those, or with another ending, and there all the same. */
const OTHERS = 'mail.com email.com ymail.com yahoo.com'.split(' ');
/** Names that have no other address in Japan than the common one, so that another Japanese ending, or half of one, is a mistake. */
const ENDED_WRONG = /^(gmail|yahoo|icloud|docomo|ezweb)\.(?:com?|ne|jp|(?:co|ne|or)\.jp)$/;

/** The domain that was probably meant: one that is common, and one slip of the finger from what was typed, or whose ending was mistaken. */
export const domainMeant = (address: string): string | undefined => {
  const typed = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  if (COMMON.includes(typed) || OTHERS.includes(typed)) return undefined;
  const [, name] = ENDED_WRONG.exec(typed) ?? [];
  return COMMON.find((one) => (name === undefined ? isOneSlip(typed, one) : one.startsWith(`${name}.`)));
};

/** A letter too many, too few or another, or two that changed places. */
const isOneSlip = (typed: string, meant: string): boolean => {
  const shorter = Math.min(typed.length, meant.length);
  let start = 0;
  while (start < shorter && typed[start] === meant[start]) start++;
  let end = 0;
  while (end < shorter - start && typed.at(-1 - end) === meant.at(-1 - end)) end++;
  const [is, was] = [typed.slice(start, typed.length - end), meant.slice(start, meant.length - end)];
  return (is.length <= 1 && was.length <= 1) || (is.length === 2 && is === `${was[1]}${was[0]}`);
};
