import { bookings, office } from '../../shared/aws/this-office.ts';
import { openedBy } from '../../shared/aws/visitor.ts';
import type { Confirmed } from '../../shared/domain/booking.ts';
import { join, type Use, useOf } from '../../shared/domain/joining.ts';
import { type Refusal, Unavailable } from '../../shared/domain/refusal.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { CodeRequest } from '../../shared/http/api.ts';
import { post, tell } from '../../shared/http/serve.ts';
import { statusPage } from '../../shared/pages/booking.ts';
import { joinPage } from '../../shared/pages/joining.ts';
import { opened } from './status.ts';

const TRIES = 3;

/**
 * [K-7-1, A-7-1, D-10] The use is recorded, the first time together with the sign of contact. Whoever is refused because staff have
 * just acted is decided about anew.
 */
const record = async (reference: string, code: string, use: Use, now: Instant): Promise<Confirmed | Refusal> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const booking = await openedBy(reference, code, now);
    if ('refused' in booking) return booking;
    const joined = join(office, booking, now);
    if ('refused' in joined) return joined;
    if (joined === booking) {
      await bookings.used(joined.id, use);
      return joined;
    }
    const doing = { act: 'in-touch', actor: { kind: 'applicant' }, channel: 'web', at: now, use } as const;
    const stored = await bookings.change(booking, joined, doing);
    if (!('refused' in stored)) return joined;
  }
  throw new Unavailable('others changed the booking every time');
};

/**
 * The person comes in: recorded, and led on to the meeting. Pressed again, it leads on again. While the door is closed, and where no
 * session stands any more, the answer is how the booking stands.
 */
export const press = post('/join/{reference}', { body: CodeRequest }, async ({ path, body, userAgent }, now) => {
  const { code } = body;
  const reference = path['reference'] ?? '';
  const joined = await record(reference, code, useOf(office, userAgent, now), now);
  if ('refused' in joined) {
    const booking = joined.refused === 'not-possible-now' && (await openedBy(reference, code, now));
    if (!booking || 'refused' in booking) return joined;
    const problem = tell(office, 'not-possible-now');
    const page = () => statusPage(opened(booking, code, now));
    return { status: problem.status, booking: booking.id, problem, page };
  }
  const { id, tool, meeting } = joined;
  const { url, id: meetingId, passcode } = meeting.state === 'ready' ? meeting : {};
  return {
    status: 200,
    booking: id,
    json: {
      reference: id,
      tool,
      meeting: { state: meeting.state === 'ready' ? 'ready' : 'wanted', url, id: meetingId, passcode },
    },
    page: () => joinPage({ ...opened(joined, code, now), booking: joined }),
  };
});
