import * as z from 'zod';
import { diary, office } from '../../shared/aws/this-office.ts';
import { openedBy, throughOf } from '../../shared/aws/visitor.ts';
import { referenceFrom } from '../../shared/code.ts';
import { type Booking, mayCallOff } from '../../shared/domain/booking.ts';
import { doorOf } from '../../shared/domain/joining.ts';
import { endOf } from '../../shared/domain/openings.ts';
import { whenToPhone } from '../../shared/domain/telling.ts';
import { termsToAgree, termsToCome, withPublished } from '../../shared/domain/terms.ts';
import { type Instant, isoOf } from '../../shared/domain/time.ts';
import { wishJson } from '../../shared/domain/wording.ts';
import { StatusRequest } from '../../shared/http/api.ts';
import { get, post, type Reply, tell } from '../../shared/http/serve.ts';
import { codePage, type Opened, statusPage } from '../../shared/pages/booking.ts';
import { agreeForm } from '../../shared/pages/consent.ts';
import { termsNews } from '../../shared/pages/terms.ts';

/** What a page about a booking is made from, once it is opened. */
export const opened = (booking: Booking, code: string, now: Instant): Opened => ({
  office,
  booking,
  code,
  through: throughOf(code),
  now,
});

const json = ({ booking, through, now }: Opened) => {
  const door = booking.state === 'confirmed' && doorOf(office, booking);
  return {
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
    cancellable: mayCallOff(office, booking, through, now),
    ...(door && { joining: { from: isoOf(door.from), until: isoOf(door.until) } }),
  };
};

/** How a booking stands, as data and as a page; with the way to agree where other terms are in force, and the word that others will be. */
export const shown = (booking: Booking, code: string, now: Instant): Reply => {
  const view = opened(booking, code, now);
  const page = async () => {
    if (!/^(?:tentative|confirmed|expired)$/.test(booking.state)) return statusPage(view);
    const { terms, closures } = await diary.office();
    const told = { ...view, phoneFrom: whenToPhone(office, closures, booking, now) };
    if (booking.state === 'expired') return statusPage(told);
    const known = withPublished(office, terms);
    const [current, next] = [termsToAgree(known, booking, now), termsToCome(known, now)];
    const agreement = current ? agreeForm(known, booking.id, code, current) : next && termsNews(next);
    return statusPage(told, agreement);
  };
  return { status: 200, booking: booking.id, json: json(view), page };
};

/** Where everybody begins who has a reference and a code. */
export const codeForm = get('/bookings', {}, async () => ({
  status: 200,
  json: { send: 'POST /bookings/status' },
  page: () => codePage(office),
}));

/** For programs, with the code in the `Booking-Code` header; a browser is asked for the code first. */
const byCode = (path: string) =>
  get(path, {}, async ({ path: { reference = '' }, code, html }, now) => {
    if (html && code === undefined)
      return { status: 200, page: () => codePage(office, { reference: referenceFrom(reference) }) };
    const found = await openedBy(reference, code ?? '', now);
    return 'refused' in found ? found : shown(found, code ?? '', now);
  });
export const status = byCode('/bookings/{reference}');
/** Somebody comes back to where they pressed 「参加する」. */
export const joinAddress = byCode('/join/{reference}');

/**
 * The link of a letter. It only shows: machines that look at mail open links too. That its token stands in the path is all
 * right, since no path is logged, our pages tell nobody where they were, and no form carries it on in an address. One that
 * opens nothing gets the same answer whether or not there is such a booking.
 */
export const byLink = get('/bookings/{reference}/{token}', {}, async ({ path }, now) => {
  const { reference = '' } = path;
  // Mail programs take a full stop or a bracket behind the address for a part of it.
  const token = (path['token'] ?? '').replace(/[^\w-].*$/, '');
  const found = await openedBy(reference, token, now);
  if (!('refused' in found)) return shown(found, token, now);
  const told = tell(office, 'booking-not-found');
  const { contact } = office;
  const banner = {
    ...told,
    title: 'このURLでは、予約を開けませんでした',
    detail: `URLが途中で切れているか、前のものです。新しいメールがあれば、そのURLを開いてください。下に予約番号と確認コードを書いても、開けます。どちらもできないときは、お電話ください（${contact.phone}、${contact.hours}）。`,
  };
  const typed = { reference: referenceFrom(reference) };
  return { status: told.status, problem: told, page: () => codePage(office, typed, banner) };
});

const Typed = z.object({ reference: z.string().optional(), code: z.string().optional() }).catch({});

/** For people: reference and code in a form, so that the code is never part of an address. */
export const showStatus = post(
  '/bookings/status',
  { body: StatusRequest, again: (typed, problem) => codePage(office, Typed.parse(typed), problem) },
  async ({ body }, now) => {
    const found = await openedBy(body.reference, body.code, now);
    return 'refused' in found ? found : shown(found, body.code, now);
  },
);
