import { deliver } from '../../shared/aws/deliver.ts';
import type { OfficeBook } from '../../shared/aws/diary.ts';
import { listen } from '../../shared/aws/listen.ts';
import { dropWake, setWake } from '../../shared/aws/schedules.ts';
import { StreamEvent, type Told, toldBy } from '../../shared/aws/stream.ts';
import { diary, office } from '../../shared/aws/this-office.ts';
import { consequencesOf, wakeName } from '../../shared/domain/notices.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { log, logFailure } from '../../shared/log.ts';

/**
 * What follows from what was stored: the notices an act owes are sent, wake-up calls set and taken back. Records come at least
 * once and in order; the first that fails is reported, so that it and those after it come again.
 */
export const handler = listen(StreamEvent, async ({ Records }, now) => {
  let book: OfficeBook | undefined;
  for (const record of Records) {
    try {
      const told = toldBy(record);
      book ??= await diary.office();
      if (told) await follow(told, book, now);
    } catch (error) {
      logFailure(error, { record: record.dynamodb.SequenceNumber });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
});

const follow = async (told: Told, book: OfficeBook, now: Instant): Promise<void> => {
  if ('owed' in told) return deliver(told.owed, book, now);
  const { before, after } = told;
  const { wakes, forget } = consequencesOf(office, book.closures, before, after);
  const ahead = wakes.filter(({ at }) => at > now);
  for (const name of forget) await dropWake(name);
  for (const { kind, at } of ahead)
    await setWake(wakeName(after, kind), at, { booking: after.id, version: after.version, kind });
  log({ booking: after.id, state: after.state, set: ahead.length, dropped: forget.length });
};
