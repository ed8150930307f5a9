import * as z from 'zod';
import { listen } from '../../shared/aws/listen.ts';
import { logFailure } from '../../shared/log.ts';
import { take } from './take.ts';

const SqsEvent = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** Bookings by mail [K-F-2, K-6-2, A-6-2, A-6-4]: each mail SES has stored, at least once. One that fails comes again and stops no other. */
export const handler = listen(SqsEvent, async ({ Records }, now) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    await take(body, now).catch((error: unknown) => {
      logFailure(error, { message: messageId });
      batchItemFailures.push({ itemIdentifier: messageId });
    });
  }
  return { batchItemFailures };
});
