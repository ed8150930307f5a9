import { office } from '../../shared/aws/this-office.ts';
import { openedBy } from '../../shared/aws/visitor.ts';
import type { Booking } from '../../shared/domain/booking.ts';
import { mayCallOff } from '../../shared/domain/booking.ts';
import { endOf } from '../../shared/domain/openings.ts';
import { type Instant, isoOf } from '../../shared/domain/time.ts';
import { wishJson } from '../../shared/domain/wording.ts';
import { StatusRequest } from '../../shared/http/api.ts';
import { typedOf } from '../../shared/http/form.ts';
import type { Told } from '../../shared/http/problems.ts';
import { get, post, type Reply } from '../../shared/http/serve.ts';
import type { Page } from '../../shared/pages/layout.ts';
import { codePage, statusPage } from '../../shared/pages/visitor.ts';

const shown = (booking: Booking, code: string, now: Instant): Reply => ({
  status: 200,
  booking: booking.id,
  json: {
    reference: booking.id,
    state: booking.state,
    wishes: booking.wishes.map(wishJson),
    ...('session' in booking && {
      session: {
        startsAt: isoOf(booking.session.startsAt),
        endsAt: isoOf(endOf(booking.session)),
        minutes: booking.session.minutes,
        tool: booking.tool,
      },
    }),
    promise: { by: isoOf(booking.promisedBy), phone: office.contact.phone },
    cancellable: mayCallOff(office, booking, 'web', now),
  },
  page: () => statusPage(office, booking, code, mayCallOff(office, booking, 'web', now)),
});

/** For programs, with the code in the `Booking-Code` header; a browser is asked for the code first. */
export const status = get('/bookings/{reference}', {}, async ({ path, code, html }, now) => {
  const reference = path['reference'] ?? '';
  if (html && code === undefined) return { status: 200, page: () => codePage(office, { reference }) };
  const opened = await openedBy(reference, code ?? '', now);
  return 'refused' in opened ? opened : shown(opened, code ?? '', now);
});

const askAgain = (typed: unknown, problem: Told): Page => codePage(office, typedOf(typed), problem);

/** For people: reference and code in a form, so that the code is never part of an address. */
export const showStatus = post('/bookings/status', { body: StatusRequest, again: askAgain }, async ({ body }, now) => {
  const opened = await openedBy(body.reference, body.code, now);
  return 'refused' in opened ? opened : shown(opened, body.code, now);
});
