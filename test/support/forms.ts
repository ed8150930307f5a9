/** A form of a page as a browser would send it, with everything it has filled in already. */
export type SentForm = { readonly action: string; readonly fields: Record<string, string>; readonly text: string };

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
};

/** The forms of a page by which something is done. */
export const formsIn = (page: string): SentForm[] =>
  [...page.matchAll(/<form method="post" action="([^"]+)">([\s\S]*?)<\/form>/g)].map(([, action = '', text = '']) => ({
    action,
    text,
    fields: Object.fromEntries(
      [...text.matchAll(/<input [^>]*>/g)]
        .map(([tag]) => tag)
        .filter((tag) => !/ type="(?:radio|checkbox)"/.test(tag) || / checked/.test(tag))
        .flatMap((tag) => {
          const name = attribute(tag, 'name');
          return name === undefined ? [] : [[name, attribute(tag, 'value') ?? '']];
        }),
    ),
  }));

/** What a page says, without its markup. */
export const textOf = (page: string): string =>
  page
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
