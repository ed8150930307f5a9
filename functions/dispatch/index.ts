import { deliver } from '../../shared/aws/deliver.ts';
import type { OfficeBook } from '../../shared/aws/diary.ts';
import { listen } from '../../shared/aws/listen.ts';
import { NotSent } from '../../shared/aws/post-office.ts';
import { dropWake, setWake } from '../../shared/aws/schedules.ts';
import { StreamEvent, type Told, toldBy } from '../../shared/aws/stream.ts';
import { diary, office } from '../../shared/aws/this-office.ts';
import { consequencesOf, wakeName } from '../../shared/domain/notices.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { log, logFailure } from '../../shared/log.ts';

/**
 * What follows from what was stored: the notices an act owes are sent, wake-up calls set and taken back. Records come at least
 * once and in order; the first that fails is reported, so that it and those after it come again. A mail SES does not
 * take is no failure of the record.
 */
export const handler = listen(StreamEvent, async ({ Records }, now) => {
  let book: OfficeBook | undefined;
  let refused = false;
  for (const record of Records) {
    try {
      const told = toldBy(record);
      book ??= await diary.office();
      if (!told) continue;
      if (!('owed' in told)) await watch(told, book, now);
      else if (!refused) await deliver(told.owed, book, now);
    } catch (error) {
      // SES in trouble holds up nobody's reminders: what is unsent is pending, and the sweep comes every five minutes.
      if (error instanceof NotSent) {
        refused ||= error.forAll;
        logFailure(error);
        continue;
      }
      logFailure(error, { record: record.dynamodb.SequenceNumber });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
});

/** Sets the wake-up calls a booking now needs, and takes back those it needs no more. */
const watch = async (
  { before, after }: Exclude<Told, { owed: unknown }>,
  book: OfficeBook,
  now: Instant,
): Promise<void> => {
  const { wakes, forget } = consequencesOf(office, book.closures, before, after);
  const ahead = wakes.filter(({ at }) => at > now);
  for (const name of forget) await dropWake(name);
  for (const { kind, at } of ahead)
    await setWake(wakeName(after, kind), at, { booking: after.id, version: after.version, kind });
  log({ booking: after.id, state: after.state, set: ahead.length, dropped: forget.length });
};
