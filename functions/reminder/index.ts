import { listen } from '../../shared/aws/listen.ts';
import { diary } from '../../shared/aws/this-office.ts';
import { wake } from '../../shared/aws/wake.ts';
import { WakeUp } from '../../shared/domain/clock.ts';
import { log } from '../../shared/log.ts';

const prompts = ['promise', 'promise-broken', 'ending', 'meeting', 'reminder-day', 'reminder-hour'] as const;

/**
 * A wake-up call before a session, or before a promise breaks: whatever is due by the clock is noted on the booking, and the
 * mails that owes follow [K-F-5, A-6-3, D-12]. Late, repeated or for another version, it finds nothing to do.
 */
export const handler = listen(WakeUp, async ({ booking, kind }, now) => {
  const found = await wake(booking, await diary.office(), { prompts, ends: false }, now);
  log({ booking, kind, state: found?.state });
});
