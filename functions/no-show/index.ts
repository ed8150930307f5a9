import { listen } from '../../shared/aws/listen.ts';
import { diary } from '../../shared/aws/this-office.ts';
import { wake } from '../../shared/aws/wake.ts';
import { WakeUp } from '../../shared/domain/clock.ts';
import { log } from '../../shared/log.ts';

/**
 * A wake-up call when silence has lasted long enough: a session without any sign of contact ten minutes in is stored as
 * deemed cancelled, a hold nobody answered as expired; with a sign, staff are asked to settle it [K-6-5, A-6-4, D-5, D-10].
 */
export const handler = listen(WakeUp, async ({ booking, kind }, now) => {
  const found = await wake(booking, await diary.office(), { prompts: ['no-show'], ends: true }, now);
  log({ booking, kind, state: found?.state });
});
