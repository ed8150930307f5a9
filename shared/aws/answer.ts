import { givenBack, type Notice, taken } from '../domain/notices.ts';
import { nearestTo, type Opening } from '../domain/openings.ts';
import type { Instant } from '../domain/time.ts';
import { answerTo } from '../mail/answers.ts';
import { type MailIn, type MailNotice, pendingIn } from '../mail/mail-in.ts';
import { mails } from './mails.ts';
import { openingsNear } from './near.ts';
import { proofOf } from './outbox.ts';
import { NotSent, send } from './post-office.ts';
import { office, outbox } from './this-office.ts';

/** Words to staff about mails in a day; after these many they look at their list anyway. */
const MOST_WORDS = 20;

/**
 * Sends what is owed about a mail: the answer to its sender, the word to staff. Safe to run twice or beside another,
 * as for the notices of a booking; what staff have dealt with meanwhile is not sent any more. Throws the first failure.
 */
export const answer = async (id: string, now: Instant): Promise<void> => {
  const mail = await mails.find(id);
  const failures: unknown[] = [];
  for (const kind of mail ? pendingIn(mail) : []) {
    const leased = await mails.advance(id, kind, (notice) => taken(notice, now));
    if (!leased) continue;
    let outcome: Pick<Notice, 'state' | 'why' | 'proof'>;
    try {
      outcome = await attempt(leased, kind, now);
    } catch (error) {
      if (!(error instanceof NotSent && error.unknown)) await mails.advance(id, kind, givenBack);
      failures.push(error);
      continue;
    }
    await mails.advance(id, kind, ({ state, tries }) =>
      state === 'pending' ? { ...outcome, at: now, tries } : undefined,
    );
  }
  if (failures.length > 0) throw failures[0];
};

const attempt = async (
  mail: MailIn,
  kind: MailNotice,
  now: Instant,
): Promise<Pick<Notice, 'state' | 'why' | 'proof'>> => {
  const toStaff = kind === 'mail-for-staff';
  const to = toStaff ? office.contact.staffMail : mail.from;
  if (mail.settled || to === undefined) return { state: 'dropped', why: 'overtaken' };
  const most = toStaff ? MOST_WORDS : kind === 'ask' ? 1 : office.limits.unprovenPerDay;
  if (!(await outbox.mayReceive(to, kind, most, mail.id, now))) return { state: 'dropped', why: 'too-many' };
  const openings = kind === 'ask' || kind === 'late' ? await openingsFor(mail, now) : [];
  const letter = answerTo(office, kind, to, { mail, openings });
  const name = await send(office, letter, { mail: mail.id, notice: kind }, toStaff ? undefined : mail);
  return name === undefined ? { state: 'failed', why: 'rejected' } : { state: 'sent', proof: proofOf(name) };
};

const OFFERED = 5;

/** Free times near the one wished for, or the next ones. */
const openingsFor = async ({ wished }: MailIn, now: Instant): Promise<Opening[]> => {
  const { near, openings } = await openingsNear(wished, now);
  return nearestTo(near, openings, OFFERED);
};
