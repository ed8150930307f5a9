import * as z from 'zod';
import { fetchMail } from '../../shared/aws/mail-store.ts';
import { mails } from '../../shared/aws/mails.ts';
import { receive } from '../../shared/aws/receive.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { applicationOf } from '../../shared/domain/application.ts';
import { complete } from '../../shared/domain/applying.ts';
import { Reference } from '../../shared/domain/booking.ts';
import { consentTo } from '../../shared/domain/person.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { termsAt, withPublished } from '../../shared/domain/terms.ts';
import { staffGet, staffPost } from '../../shared/http/serve.ts';
import { bodyOf, MailIn, waits } from '../../shared/mail/mail-in.ts';
import { openMail } from '../../shared/mail/reading/opened-mail.ts';
import { readingOf } from '../../shared/mail/reading/read-mail.ts';
import { bookingJson } from './lists.ts';

const mailJson = (mail: MailIn) => {
  const { revision: _revision, ...rest } = z.encode(MailIn, mail);
  return rest;
};

/** Mails that wait for a person, the oldest first; or everything received that is still kept, the newest first. */
export const list = staffGet(
  '/staff/mails',
  { query: z.strictObject({ which: z.enum(['waiting', 'all']).default('waiting') }) },
  async ({ query }, now) => ({
    status: 200,
    json: { mails: (query.which === 'all' ? await mails.all(now) : (await mails.open()).filter(waits)).map(mailJson) },
  }),
);

/** One mail: its text as long as it is kept, what was read of it and why not more, and that as the body of a booking. */
export const showMail = staffGet('/staff/mails/{id}', {}, async ({ path }) => {
  const mail = await mails.find(path['id'] ?? '');
  if (!mail) return refuse('mail-not-found');
  const raw = await fetchMail(mail.object);
  const opened = raw?.whole ? openMail(raw.bytes) : undefined;
  if (!opened) return { status: 200, json: { ...mailJson(mail), text: null } };
  const reading = readingOf(opened, office, (await diary.office()).closures, mail.receivedAt);
  return {
    status: 200,
    json: {
      ...mailJson(mail),
      text: [opened.text, opened.enclosed].filter((text) => text !== '').join('\n\n'),
      read: reading,
      prefilled: bodyOf(office, reading),
    },
  };
});

/** `completes` names the phone hold the mail belongs to. */
const Entry = applicationOf(office).mail.extend({ completes: Reference.optional() });

/**
 * [K-F-2, K-6-2, A-6-2, D-4] A mail becomes a booking by a person who has read it: a new one, or the phone hold it completes. The
 * mail is the agreement to the current terms. A mail becomes one booking only, also where it was acted on before.
 */
export const book = staffPost('/staff/mails/{id}/booking', { body: Entry }, async ({ path, body, staff }, now) => {
  const mail = await mails.find(path['id'] ?? '');
  if (!mail) return refuse('mail-not-found');
  const { completes, lateReason, ...application } = body;
  const terms = termsAt(withPublished(office, (await diary.office()).terms), now).version;
  const consented = { ...application, consent: { terms, accepted: true as const } };
  const actor = { kind: 'staff', id: staff } as const;
  const once = { key: `mail:${mail.id}`, body: JSON.stringify(body) };

  if (completes !== undefined) {
    const hold = await bookings.upToDate(completes, now);
    if (!hold) return refuse('booking-not-found');
    if (hold.state !== 'tentative' || hold.terms !== undefined) return refuse('not-possible-now');
    const completed = complete(office, hold, consented, undefined, now);
    if ('refused' in completed) return completed;
    const consent = consentTo(office, terms, { channel: 'mail', mail: mail.messageId }, now);
    const doing = { act: 'completed', actor, channel: 'mail', at: now, consent } as const;
    const stored = await bookings.change(hold, completed, doing, { ...once, salt: '' });
    if ('refused' in stored) return stored;
    await settle(mail.id, staff, 'booked', now, stored.id);
    return { status: 200, booking: stored.id, json: bookingJson(stored) };
  }
  const received = await receive(consented, { channel: 'mail', actor, lateReason, mail: mail.messageId }, once, now);
  if ('refused' in received) return received;
  const { booking } = received;
  await settle(mail.id, staff, 'booked', now, booking.id);
  return {
    status: 201,
    booking: booking.id,
    json: bookingJson(booking),
    headers: { Location: `/staff/bookings/${booking.id}` },
  };
});

/** A person has answered a mail, or there is nothing to be done about it. */
export const settleMail = staffPost(
  '/staff/mails/{id}/settlement',
  { body: z.strictObject({ how: z.enum(['answered', 'settled']) }) },
  async ({ path, body, staff }, now) => {
    const mail = await settle(path['id'] ?? '', staff, body.how, now);
    return mail ? { status: 200, json: mailJson(mail) } : refuse('mail-not-found');
  },
);

/** Who settled a mail first, did; saying so again changes nothing. */
const settle = async (
  id: string,
  by: string,
  how: NonNullable<MailIn['settled']>['how'],
  at: Parameters<typeof mails.all>[0],
  booking?: Reference,
): Promise<MailIn | undefined> =>
  (await mails.change(id, (mail) =>
    mail.settled && mail.booking === (booking ?? mail.booking)
      ? undefined
      : { ...mail, settled: { at, by, how }, ...(booking && { booking }) },
  )) ?? mails.find(id);
