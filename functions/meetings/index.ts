import { listen } from '../../shared/aws/listen.ts';
import { StreamEvent, toldBy } from '../../shared/aws/stream.ts';
import { logFailure } from '../../shared/log.ts';
import { settle } from './settle.ts';

/**
 * [A-4, A-6-3] Meetings at a tool whose API makes them follow their bookings. Records come at least once and in order, one at a time for each
 * booking; what one says is only that there is something to look at. The first that fails is reported, so that it and those after
 * it come again; the tool in trouble is no failure of a record.
 */
export const handler = listen(StreamEvent, async ({ Records }, now) => {
  for (const record of Records) {
    try {
      const told = toldBy(record);
      if (told && 'after' in told) await settle(told.after.id, now);
    } catch (error) {
      logFailure(error, { record: record.dynamodb.SequenceNumber });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
});
