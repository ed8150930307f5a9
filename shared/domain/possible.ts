import { askedAgain } from './at-tool.ts';
import { attend, type Booking, changeTool, deemNoShow, isOver, mayCallOffByOffice } from './booking.ts';
import { addressIsDead, type History } from './history.ts';
import { notHeld } from './instant.ts';
import { type NoticeKind, stillTrue } from './notices.ts';
import type { Office } from './office.ts';
import type { Instant } from './time.ts';

/** What a person can be told once more: what to do next, not that something is over. */
const repeatable = ['invitation', 'moved', 'receipt'] as const satisfies NoticeKind[];

/**
 * [K-6-3, A-6-3, R-15] The notice to send once more to somebody who has not got it: the latest that is still true. Undefined where
 * there is none, while one of its kind is still on its way, and where no address is left that a mail would reach.
 */
export const resendable = (
  office: Office,
  booking: Booking,
  history: readonly History[],
  now: Instant,
): NoticeKind | undefined => {
  if (booking.applicant.email === undefined || addressIsDead(history)) return undefined;
  const told = history
    .toReversed()
    .flatMap(({ notices, version }) => repeatable.filter((kind) => notices[kind]).map((kind) => ({ kind, version })));
  const latest = told.find(({ kind, version }) => stillTrue(office, kind, version, booking, now))?.kind;
  const onItsWay = latest && history.some(({ notices }) => notices[latest]?.state === 'pending');
  return onItsWay ? undefined : latest;
};

/** Everything staff can do about a booking, by the name of the act. */
export type StaffAct =
  | 'confirmation'
  | 'declination'
  | 'withdrawal'
  | 'move'
  | 'cancellation'
  | 'cancellation-by-office'
  | 'meeting'
  | 'meeting-again'
  | 'tool'
  | 'contact'
  | 'companion'
  | 'contact-details'
  | 'attended'
  | 'undo-attended'
  | 'stopped'
  | 'no-show'
  | 'undo-no-show'
  | 'resend';

/** What staff can do about a booking now, by the same rules that would refuse it; pages offer this and nothing else. */
export const possibleActs = (
  office: Office,
  booking: Booking,
  history: readonly History[],
  now: Instant,
): ReadonlySet<StaffAct> => {
  const again: StaffAct[] = resendable(office, booking, history, now) ? ['resend'] : [];
  switch (booking.state) {
    case 'tentative':
      return new Set<StaffAct>(['confirmation', 'declination', 'withdrawal', 'companion', 'contact-details', ...again]);
    case 'confirmed': {
      const ended: StaffAct[] = [
        ...('refused' in attend(booking, now) ? [] : (['stopped'] as const)),
        ...('refused' in attend(booking, now) || notHeld(office, booking, now) ? [] : (['attended'] as const)),
        ...('refused' in deemNoShow(office, booking, now) ? [] : (['no-show'] as const)),
      ];
      const atOnce = booking.channel === 'instant';
      const changed: StaffAct[] = [
        ...(atOnce || isOver(booking, now) ? [] : (['move'] as const)),
        ...(mayCallOffByOffice(booking, now) ? (['cancellation-by-office'] as const) : []),
      ];
      const tools: StaffAct[] = office.tools.some(
        ({ tool }) => tool !== booking.tool && !('refused' in changeTool(office, booking, tool, now)),
      )
        ? ['tool']
        : [];
      const always: StaffAct[] = ['cancellation', 'meeting', 'companion'];
      const reached: StaffAct[] = atOnce ? [] : ['contact', 'contact-details'];
      const asked: StaffAct[] =
        askedAgain(booking, 'staff') !== booking && !isOver(booking, now) ? ['meeting-again'] : [];
      return new Set([...always, ...reached, ...asked, ...changed, ...tools, ...ended, ...again]);
    }
    case 'attended':
      return new Set<StaffAct>(['undo-attended']);
    case 'no-show':
      return new Set<StaffAct>(isUpheld(history) ? ['undo-no-show'] : ['no-show', 'undo-no-show']);
    default:
      return new Set();
  }
};

/** [D-10] Whether staff have looked at a deemed cancellation themselves. */
export const isUpheld = (history: readonly History[]): boolean =>
  history.findLast(({ act }) => act === 'no-show')?.actor.kind === 'staff';
