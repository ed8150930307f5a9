import { receive } from '../../shared/aws/receive.ts';
import { office } from '../../shared/aws/this-office.ts';
import { applicationOf } from '../../shared/domain/application.ts';
import { confirm, type Tentative } from '../../shared/domain/booking.ts';
import { firstTool } from '../../shared/domain/office.ts';
import { staffPost } from '../../shared/http/serve.ts';
import { bookingJson } from './lists.ts';

const { staff: Entry } = applicationOf(office);

/**
 * [K-F-1, D-4] What a person says on the phone or at the counter becomes a tentative booking while they wait; [K-6-2, K-6-4,
 * A-6-2] the next session, agreed on in a session, is definitive at once.
 */
export const enter = staffPost('/staff/bookings', { body: Entry }, async ({ body, key, staff }, now) => {
  const { channel, lateReason, ...application } = body;
  const definitive = (tentative: Tentative) =>
    confirm(office, undefined, tentative, { session: tentative.held, tool: firstTool(office), lateReason }, now);

  const received = await receive(
    application,
    {
      channel,
      actor: { kind: 'staff', id: staff },
      ...(lateReason !== undefined && { lateReason }),
      ...(channel === 'session' && { settle: definitive }),
    },
    { key, body: JSON.stringify(body) },
    now,
  );
  if ('refused' in received) return received;

  const { booking } = received;
  return {
    status: 201,
    booking: booking.id,
    json: bookingJson(booking),
    headers: { Location: `/staff/bookings/${booking.id}` },
  };
});
