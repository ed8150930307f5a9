import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Booking } from '../domain/booking.ts';
import { type Office, toolOf } from '../domain/office.ts';
import { endOf } from '../domain/openings.ts';
import { type Instant, local } from '../domain/time.ts';
import { oneLine } from './blocks.ts';

export type CalendarFile = { readonly method: 'PUBLISH' | 'CANCEL'; readonly content: string };

const ZONE = 'Asia/Tokyo';

/** Japan has had no summer time since 1951. */
const JAPAN = `BEGIN:VTIMEZONE
TZID:${ZONE}
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
TZNAME:JST
END:STANDARD
END:VTIMEZONE`;

/** A session to come is published; one that will not take place is taken back; of one that was held nothing has to be told. */
const methodOf = (booking: Booking): CalendarFile['method'] | undefined => {
  switch (booking.state) {
    case 'confirmed':
      return 'PUBLISH';
    case 'cancelled':
    case 'no-show':
      return 'CANCEL';
    default:
      return undefined;
  }
};

/**
 * [K-6-3, A-6-3, A-6-5, R-34] The session of a booking as a calendar file, without personal data. Its UID never changes; its
 * SEQUENCE is the version, and a cancellation stands one above the session it takes back, as RFC 5546 wants it. The same
 * session sent again, say with its meeting's address, is newer by its DTSTAMP.
 */
export const calendarOf = (
  office: Office,
  booking: Booking,
  site: string,
  stamp: Instant,
): CalendarFile | undefined => {
  const method = methodOf(booking);
  if (method === undefined || !('session' in booking)) return undefined;
  const { session, meeting, version } = booking;
  const { name: tool, invitesFrom } = toolOf(office, booking.tool);
  const { department, phone, hours, mailbox } = office.contact;
  const access = meeting.state === 'ready' && method === 'PUBLISH' ? meeting : undefined;

  const calendar = ical({
    prodId: { company: 'madoguchi', product: 'soudan', language: 'JA' },
    method: ICalCalendarMethod[method],
    timezone: { name: null, generator: () => JAPAN },
  });
  calendar.createEvent({
    id: oneLine(`${booking.id}@${office.id}.madoguchi`),
    sequence: method === 'CANCEL' ? version + 1 : version,
    stamp: local(stamp),
    start: local(session.startsAt),
    end: local(endOf(session)),
    timezone: ZONE,
    summary: oneLine(`オンライン職業相談（${office.name}）`),
    location: oneLine(tool),
    status: method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    organizer: { name: oneLine(office.name), email: oneLine(mailbox) },
    // The library escapes these three here as if an address were text, which would break it; encoded they mean the same.
    ...(access?.url && { url: oneLine(access.url).replace(/[,;\\]/g, encodeURIComponent) }),
    description: [
      `予約番号：${booking.id}`,
      `方法：${tool}`,
      ...(access?.url ? [`URL：${access.url}`] : []),
      ...(access?.id ? [`ミーティングID：${meetingIdText(access.id)}`] : []),
      ...(access?.passcode ? [`パスコード：${access.passcode}`] : []),
      ...(method === 'PUBLISH' && !access?.url && invitesFrom
        ? [`URLは、${invitesFrom} からの招待メールにあります。`]
        : []),
      ...(booking.codeHash ? [`予約の確認：${site}/bookings/${booking.id}`] : []),
      `電話：${phone}（${office.name} ${department}、${hours}）`,
    ]
      .map(oneLine)
      .join('\n'),
  });
  return { method, content: `${calendar}\r\n` };
};

/** 123 4567 8901, as Zoom itself shows it. */
export const meetingIdText = (id: string): string => id.replace(/^(\d{3})(\d{3,4}?)(\d{3,4})$/, '$1 $2 $3');
