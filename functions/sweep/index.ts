import * as z from 'zod';
import { answer } from '../../shared/aws/answer.ts';
import { deliver, pendingIn as unsent } from '../../shared/aws/deliver.ts';
import type { OfficeBook } from '../../shared/aws/diary.ts';
import { listen } from '../../shared/aws/listen.ts';
import { mails } from '../../shared/aws/mails.ts';
import { NotSent } from '../../shared/aws/post-office.ts';
import { bookings, diary, office, outbox, refusals } from '../../shared/aws/this-office.ts';
import { announce, asksForAttention, wake } from '../../shared/aws/wake.ts';
import { askedAgain, mayHeal, meetingOwed } from '../../shared/domain/at-tool.ts';
import { asOf, type Booking, isOver, Prompt, touched } from '../../shared/domain/booking.ts';
import { openDaysBetween } from '../../shared/domain/calendar.ts';
import { promiseBroken } from '../../shared/domain/clock.ts';
import { isTelling } from '../../shared/domain/history.ts';
import { NoticeKind, noticeAsOf } from '../../shared/domain/notices.ts';
import { dateOf, type Instant, instant, MINUTE } from '../../shared/domain/time.ts';
import { log, logFailure } from '../../shared/log.ts';
import { pendingIn, waits } from '../../shared/mail/mail-in.ts';

/** What `dispatch` is left to do by itself before the sweep takes it up, and when somebody is called to look why. */
const LEFT_ALONE = 2 * MINUTE;
const STUCK = 30 * MINUTE;
/** An answer that comes later than this helps nobody; staff see in their list that it did not go out. */
const GIVEN_UP = 120 * MINUTE;

const HOUR = 60 * MINUTE;
const EVERY = 5 * MINUTE;

/**
 * [A-6-3] A booking as it is written to have `meetings` look at it, which acts on what is written: one whose meeting the tool did not make and
 * may make now, one that has left a meeting there; and once an hour one that waits, whose record may have been lost or
 * whose tool has been set up since.
 */
const attended = (booking: Booking, book: OfficeBook, now: Instant): Booking | undefined => {
  if (booking.state !== 'confirmed' && booking.state !== 'cancelled') return undefined;
  if (booking.state === 'confirmed' && isOver(booking, now)) return undefined;
  const asked = booking.state === 'confirmed' && mayHeal(booking, now) ? askedAgain(booking, 'system') : booking;
  if (!meetingOwed(office, book.counsellors, asked)) return undefined;
  if (asked !== booking) return asked;
  const waits = booking.state === 'confirmed' && booking.meeting.state === 'wanted';
  const left = waits && now < booking.confirmedAt + LEFT_ALONE;
  return left || (waits && now % HOUR >= EVERY) ? undefined : touched(booking);
};

/**
 * Every five minutes: whatever timers, stream or SES lost is made up for. Open bookings are looked at by the clock,
 * notices still unsent are sent, people no mail will reach in time are put on the call list, and what was found is
 * reported in one line, with how long no mail has come in, which the office's alarms read. Refusals that have served their purpose
 * are forgotten [D-14]. One booking that fails stops no other.
 */
export const handler = listen(z.unknown(), async (_, now) => {
  const book = await diary.office();
  const open = await bookings.open();
  const stored = await bookings.stored(open);
  let failed = open.length - stored.length;
  const each = async <T>(things: readonly T[], use: (thing: T) => Promise<void>): Promise<void> => {
    for (const thing of things)
      await use(thing).catch((error: unknown) => {
        failed++;
        logFailure(error);
      });
  };

  let broken = 0;
  await each(stored, async (booking) => {
    if (promiseBroken(office, asOf(office, booking, now, book), now)) broken++;
    if (!asksForAttention(booking, book, now)) return;
    const found = await wake(booking.id, book, { prompts: Prompt.options, ends: true }, now);
    if (found) await announce(found, book, now);
  });

  await each(stored, async (booking) => {
    const looked = attended(booking, book, now);
    if (!looked || (await bookings.mark(booking, looked))) return;
    // Somebody was faster, also this sweep itself just now, and may have left it as it was at the tool.
    const [changed] = await bookings.stored([booking.id]);
    const anew = changed && attended(changed, book, now);
    if (anew) await bookings.mark(changed, anew);
  });

  let calls = 0;
  let stuck = 0;
  let refused = false;
  const owed = await outbox.unsettled();
  failed += owed.unreadable;
  await each(owed.acts, async ({ entry, ...act }) => {
    const booking = await bookings.find(act.booking, now);
    if (!booking) return;
    const pending = unsent(entry.notices);
    if (pending.length > 0 && now >= entry.at + LEFT_ALONE && !refused) {
      await deliver(act, book, now).catch((error: unknown) => {
        // Where SES refuses all, the rest waits for the next sweep. Anything else is this one's own fault.
        if (error instanceof NotSent) refused ||= error.forAll;
        else failed++;
        logFailure(error, { booking: act.booking });
      });
    }
    for (const kind of NoticeKind.options.filter((kind) => entry.notices[kind]))
      await outbox.advance(act, kind, (notice) => {
        const actual = noticeAsOf(office, booking, entry, kind, notice, now);
        return actual === notice ? undefined : actual;
      });
    if (NoticeKind.options.some((kind) => isTelling(kind) && entry.notices[kind]?.state === 'to-be-phoned'))
      await outbox.settle(act.booking, now);
    const left = Object.values((await outbox.read(act))?.notices ?? {});
    calls += left.filter(({ state }) => state === 'to-be-phoned').length;
    if (now >= entry.at + STUCK) stuck += left.filter(({ state }) => state === 'pending').length;
  });

  const received = await mails.open();
  await each(received, async (mail) => {
    const { id, receivedAt } = mail;
    const pending = pendingIn(mail);
    if (pending.length === 0 || now < receivedAt + LEFT_ALONE || refused) return;
    await answer(id, now).catch((error: unknown) => {
      if (error instanceof NotSent) refused ||= error.forAll;
      else failed++;
      logFailure(error, { mail: id });
    });
    if (now < receivedAt + GIVEN_UP) return;
    for (const kind of pending)
      await mails.advance(id, kind, (notice) =>
        notice.state === 'pending' && !(notice.leasedUntil && now < notice.leasedUntil)
          ? { state: 'failed', why: 'unsent', at: now, tries: notice.tries }
          : undefined,
      );
  });

  await each(await refusals.forgettable(now), (person) => refusals.forget(person, now));

  // Whoever was asked back has the next word; everybody else waits for a person.
  const mailsLeft = received.filter(
    (mail) =>
      waits(mail) &&
      mail.notices.ask === undefined &&
      openDaysBetween(office, book.closures, dateOf(mail.receivedAt), dateOf(now)) > 0,
  ).length;
  // Nothing kept is longer silent than anything is kept.
  const lastMail = (await mails.lastAt()) ?? instant(now - office.retention.rawMailDays * 24 * 60 * MINUTE);
  const silent = openDaysBetween(office, book.closures, dateOf(lastMail), dateOf(now));
  const mailSilence = silent >= office.mail.silentDays ? 1 : 0;

  const found = { open: open.length, broken, calls, stuck, failed, mailsLeft, mailSilence };
  log(found);
  return found;
});
