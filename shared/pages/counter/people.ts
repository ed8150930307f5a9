import { html } from 'hono/html';
import type { Booking } from '../../domain/booking.ts';
import { timeOf } from '../../domain/day.ts';
import { endOf } from '../../domain/openings.ts';
import { dateOf, type LocalDate } from '../../domain/time.ts';
import { clockText, shortDay } from '../../domain/wording.ts';
import type { Page } from '../layout.ts';
import { stateBadge } from './layout.ts';

/** How a person can be told: by mail, or by phone because there is no address or mail to it came back. */
export type Reach = 'mail' | 'no-address' | 'dead-address';

export const reachTexts = {
  mail: 'メールが届きます',
  'no-address': '電話が要ります（メールアドレスがありません）',
  'dead-address': '電話が要ります（メールが届かないアドレスです）',
} as const satisfies Record<Reach, string>;

/** 14:00〜14:30 */
const clocksOf = (booking: Booking): string => {
  const time = timeOf(booking);
  return time ? `${clockText(time.startsAt)}〜${clockText(endOf(time))}` : '';
};
/** 3月4日（水） 14:00〜14:30 */
export const whenOf = (booking: Booking): string => {
  const time = timeOf(booking);
  return time ? `${shortDay(time.startsAt)} ${clocksOf(booking)}` : '';
};

/**
 * A person with a booking, as one entry of a list: when (the day only where it is another than the page is about), who, in which
 * state, the way to it, and what there is to say.
 */
export const personEntry = (booking: Booking, more: Page | string, day?: LocalDate): Page => {
  const time = timeOf(booking);
  const when = time && dateOf(time.startsAt) === day ? clocksOf(booking) : whenOf(booking);
  return html`<li class="card"><h3>${when}<br>${booking.applicant.name} さん</h3>
<p>${stateBadge(booking.state)} <a href="/staff/bookings/${booking.id}">予約 ${booking.id}</a></p>
${more}</li>`;
};

/** People with bookings, one beside the other. */
export const peopleList = (entries: readonly Page[]): Page => html`<ul class="people">${entries}</ul>`;
