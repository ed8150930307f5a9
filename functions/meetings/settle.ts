import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { forgetZoomAccount, zoomAccount } from '../../shared/aws/zoom-account.ts';
import { asking, type MeetingOwed, meetingOwed, notRemoved, removed, unmet } from '../../shared/domain/at-tool.ts';
import {
  type Booking,
  type Cancelled,
  type Confirmed,
  isOver,
  meet,
  type Reference,
  type Spare,
} from '../../shared/domain/booking.ts';
import type { History } from '../../shared/domain/history.ts';
import { Unavailable } from '../../shared/domain/refusal.ts';
import { type Instant, instant, MINUTE } from '../../shared/domain/time.ts';
import { log } from '../../shared/log.ts';
import { leavesNone, type Zoom, type ZoomSession, type ZoomTrouble } from '../../shared/meetings/zoom.ts';

/** How often a booking is looked at anew, because somebody changed it meanwhile or one step has led to the next. */
const TRIES = 8;

/**
 * `done`: nothing more now; where Zoom is in trouble the sweep comes again. `asking`: it is noted that Zoom is about to be asked.
 * A meeting: it stands at Zoom, and the booking has changed meanwhile.
 */
type Outcome = 'done' | 'again' | 'asking' | Spare;

/**
 * Does what is owed at Zoom for a booking as it is stored now, whatever the record said that led here, and stores what came of it. A
 * meeting made while somebody changed the booking is what the booking has left there: it is moved or removed at once. Before
 * Zoom is asked for a meeting, that is noted, so that one whose answer nobody heard is found again, whatever becomes of the booking.
 */
export const settle = async (id: Reference, now: Instant): Promise<void> => {
  let unstored: Spare | undefined;
  let first = false;
  for (let tries = 0; tries < TRIES; tries++) {
    const stored = await bookings.find(id, now);
    if (stored?.state !== 'confirmed' && stored?.state !== 'cancelled') return;
    const booking = unstored ? withMeeting(stored, unstored) : stored;
    const { counsellors } = await diary.office();
    const owed = meetingOwed(office, counsellors, booking);
    if (!owed) return;
    const over = isOver(booking, now);
    // What is over nobody enters any more.
    if (over && booking.state === 'confirmed') return;
    const zoom = over ? undefined : await zoomAccount();
    if (!over && !zoom) return log({ booking: id, meeting: 'not-set-up' });
    const outcome: Outcome = zoom ? await bringAbout(zoom, stored, booking, owed, first, now) : 'again';
    if (!zoom) await bookings.mark(stored, removed(booking, owed));
    if (outcome === 'done') return;
    first = outcome === 'asking';
    unstored = typeof outcome === 'object' ? outcome : undefined;
  }
  throw new Unavailable('others changed the booking every time');
};

/** A booking with a meeting that stands for it at Zoom, though that is not stored. */
const withMeeting = <B extends Confirmed | Cancelled>(booking: B, made: Spare): B => ({
  ...booking,
  spares: [...(booking.spares ?? []).filter(({ host }) => host !== made.host), made],
});

const bringAbout = async (
  zoom: Zoom,
  stored: Booking,
  booking: Confirmed | Cancelled,
  owed: MeetingOwed,
  first: boolean,
  now: Instant,
): Promise<Outcome> => {
  const store = async (after: Booking, act: History['act']): Promise<'done' | 'again'> => {
    const doing = { act, actor: { kind: 'system' }, channel: 'system', at: now } as const;
    return 'refused' in (await bookings.change(stored, after, doing)) ? 'again' : 'done';
  };
  const failed = async (trouble: Unanswered, none?: string): Promise<'done' | 'again'> => {
    if (booking.state === 'cancelled' || (owed.do === 'remove' && !owed.first)) {
      const noted = notRemoved(booking, trouble.trouble, now);
      return noted === booking || (await bookings.mark(stored, noted)) ? 'done' : 'again';
    }
    const after = unmet(booking, trouble, none, now);
    const { meeting } = booking;
    const news =
      after.meeting.state === 'failed' && !(meeting.state === 'failed' && meeting.told.includes(trouble.trouble));
    if (news) return store(after, 'meeting-failed');
    return (await bookings.mark(stored, after)) ? 'done' : 'again';
  };

  if (owed.do === 'remove') {
    const trouble = await heeded(booking, now, () => remove(zoom, booking, owed));
    if (trouble) return failed(trouble);
    if (owed.first) await bookings.mark(stored, removed(booking, owed));
    else await store(removed(booking, owed), 'meeting-removed');
    return 'again';
  }
  if (booking.state === 'cancelled') return 'done';

  const { host } = owed;
  if (asking(booking, host) !== booking)
    return (await bookings.mark(stored, asking(booking, host))) ? 'asking' : 'again';
  const asked = sessionOf(booking, host);
  const answer = await heeded(booking, now, () => (owed.do === 'move' ? zoom.move(owed.id, asked) : zoom.make(asked)));
  if ('trouble' in answer) {
    const { trouble } = answer;
    const none = leavesNone(answer) || (first && trouble !== 'unreachable');
    return failed(answer, none ? host : undefined);
  }
  const { id, url, passcode } = answer;
  const met = meet(booking, { state: 'ready', id, url, passcode, host, madeAt: now });
  return (await store(met, 'meeting-made')) === 'done' ? 'done' : { id, host };
};

const sessionOf = ({ id, session }: Confirmed | Cancelled, host: string): ZoomSession => ({
  reference: id,
  host,
  startsAt: session.startsAt,
  minutes: session.minutes,
});

/** Where nobody knows whether there is a meeting, asking for it finds it, and its id. */
const remove = async (
  zoom: Zoom,
  booking: Confirmed | Cancelled,
  { id, host }: Spare,
): Promise<ZoomTrouble | undefined> => {
  if (id !== undefined) return zoom.remove(id);
  const found = await zoom.make(sessionOf(booking, host));
  if (!('trouble' in found)) return zoom.remove(found.id);
  // What is not as it must be is removed as it is found; whoever is no user has no meetings.
  return leavesNone(found) || found.trouble === 'host' ? undefined : found;
};

type Unanswered = ZoomTrouble & { readonly unasked?: true };

/** Zoom that does not answer takes long to do so: for a minute it is not asked again, unless staff have said so. */
let silentUntil: Instant | undefined;

/** Asks Zoom, and says in the log what the office's alarms listen for. */
const heeded = async <Answer extends object | undefined>(
  { id, meeting }: Confirmed | Cancelled,
  now: Instant,
  ask: () => Promise<Answer | ZoomTrouble>,
): Promise<Answer | Unanswered> => {
  const pressed = meeting.state === 'failed' && meeting.again === 'staff';
  const silent = !pressed && silentUntil !== undefined && now < silentUntil;
  const answer: Answer | Unanswered = silent ? { trouble: 'unreachable', unasked: true } : await ask();
  if (!silent) silentUntil = undefined;
  if (!answer || !('trouble' in answer)) return answer;
  const { trouble } = answer;
  if (trouble === 'unreachable' && !silent) silentUntil = instant(now + MINUTE);
  if (trouble === 'credentials') forgetZoomAccount();
  log({
    booking: id,
    ...(trouble === 'recording' || trouble === 'ai' ? { meetingRecorded: 1 } : { meetingFailed: 1 }),
    trouble,
  });
  return answer;
};
