import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { applyFor } from '../../shared/domain/applying.ts';
import {
  asOf,
  attend,
  type Booking,
  type Confirmed,
  cancel,
  confirm,
  decline,
  meet,
  move,
  stop,
  withdraw,
} from '../../shared/domain/booking.ts';
import type { Meeting } from '../../shared/domain/meeting.ts';
import { firstTool, type Office } from '../../shared/domain/office.ts';
import type { Refusal } from '../../shared/domain/refusal.ts';
import { calendarOf, meetingIdText } from '../../shared/mail/calendar.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { application, counsellor, diaryWith, nobody, on, reference } from '../support/build.ts';
import { saturday } from '../support/offices.ts';

const site = 'https://soudan.example.jp';
const applied = on('2026-03-02T09:00+09:00');
const starts = { kabe: '2026-03-04T14:00+09:00', aomori: '2026-03-05T10:00+09:00', saturday: '2026-03-10T09:00+09:00' };
const done = <T>(outcome: T | Refusal): T => {
  if (typeof outcome === 'object' && outcome !== null && 'refused' in outcome) throw new Error(outcome.refused);
  return outcome;
};

const tentativeAt = (office: Office, startsAt: string) =>
  done(
    applyFor(
      office,
      diaryWith([counsellor('c1', [office.desks[0]?.id ?? ''])]),
      application(office, startsAt),
      nobody,
      { id: reference(), channel: 'form', codeHash: 'hash' },
      applied,
    ),
  );
const confirmedAt = (office: Office, startsAt: string): Confirmed => {
  const tentative = tentativeAt(office, startsAt);
  return done(confirm(office, undefined, tentative, { session: tentative.held, tool: firstTool(office) }, applied));
};
const movedTo = (office: Office, booking: Confirmed, startsAt: string): Confirmed =>
  done(move(office, diaryWith([]), booking, { ...booking.session, startsAt: on(startsAt) }, applied));
const cancelled = (office: Office, booking: Confirmed): Booking =>
  done(cancel(office, booking, { by: 'office', through: 'phone' }, applied));

const file = (office: Office, booking: Booking, at = site) => {
  const calendar = calendarOf(office, booking, at, applied);
  if (!calendar) throw new Error('there is no calendar');
  return calendar;
};
const parsed = (content: string) => new ICAL.Component(ICAL.parse(content));
const eventOf = (content: string) => {
  const [event, another] = parsed(content).getAllSubcomponents('vevent');
  if (!event || another) throw new Error('not one event');
  return new ICAL.Event(event);
};

describe('the calendar of a session', () => {
  test.each([
    [kabe, starts.kabe, '2026-03-04T05:00:00.000Z', '2026-03-04T05:30:00.000Z'],
    [aomori, starts.aomori, '2026-03-05T01:00:00.000Z', '2026-03-05T01:40:00.000Z'],
    [saturday, starts.saturday, '2026-03-10T00:00:00.000Z', '2026-03-10T00:45:00.000Z'],
  ])(
    '[K-6-3, A-6-3] of $name has its start and end in Japanese time, with the zone beside it',
    (office, startsAt, from, to) => {
      const { method, content } = file(office, confirmedAt(office, startsAt));
      const calendar = parsed(content);
      const event = eventOf(content);
      expect(method).toBe('PUBLISH');
      expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
      expect(calendar.getFirstSubcomponent('vtimezone')?.getFirstPropertyValue('tzid')).toBe('Asia/Tokyo');
      expect(event.component.getFirstProperty('dtstart')?.getFirstParameter('tzid')).toBe('Asia/Tokyo');
      expect(event.startDate.toJSDate().toISOString()).toBe(from);
      expect(event.endDate.toJSDate().toISOString()).toBe(to);
      expect(event.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
      expect(event.component.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-03-02T00:00:00Z');
      expect(event.summary).toBe(`オンライン職業相談（${office.name}）`);
      expect(event.description).toContain(office.contact.phone);
    },
  );

  test('[A-6-5] keeps its UID through every move, and its SEQUENCE rises; a cancellation stands above all of them', () => {
    const first = confirmedAt(aomori, starts.aomori);
    const second = movedTo(aomori, first, '2026-03-06T10:00+09:00');
    const third = movedTo(aomori, second, '2026-03-09T10:00+09:00');
    const events = [first, second, third, cancelled(aomori, third)].map((booking) =>
      eventOf(file(aomori, booking).content),
    );
    expect(new Set(events.map(({ uid }) => uid))).toEqual(new Set([`${first.id}@aomori.madoguchi`]));
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });

  test('shows the address and codes of its meeting once they are there', () => {
    const booking = meet(
      { ...confirmedAt(aomori, starts.aomori), tool: 'zoom' },
      { state: 'ready', url: 'https://us02web.zoom.us/j/12345678901?pwd=a,b;c', id: '12345678901', passcode: 'a*B_9' },
    );
    const event = eventOf(file(aomori, booking).content);
    expect(event.component.getFirstPropertyValue('url')).toBe('https://us02web.zoom.us/j/12345678901?pwd=a%2Cb%3Bc');
    expect(event.description).toContain('https://us02web.zoom.us/j/12345678901?pwd=a,b;c');
    expect(event.description).toContain('123 4567 8901');
    expect(event.description).toContain('a*B_9');
  });

  test('[K-F-3] names the sender of the invitation where its address comes from there', () => {
    expect(eventOf(file(kabe, confirmedAt(kabe, starts.kabe)).content).description).toContain(
      'meetingmanager@teleoffice.jp',
    );
  });

  test('carries nothing about the person', () => {
    const { content } = file(kabe, {
      ...confirmedAt(kabe, starts.kabe),
      companion: 'CANARY',
      applicant: { kind: 'seeker', name: 'CANARY', number: 'CANARY', email: 'CANARY', phone: 'CANARY' },
    });
    expect(content).not.toContain('CANARY');
  });

  test.each([
    ['123456789', '123 456 789'],
    ['1234567890', '123 456 7890'],
    ['12345678901', '123 4567 8901'],
  ])('groups the meeting ID %s as %s', (id, text) => {
    expect(meetingIdText(id)).toBe(text);
  });
});

describe('the state of a booking decides', () => {
  const tentative = tentativeAt(kabe, starts.kabe);
  const confirmed = confirmedAt(kabe, starts.kabe);
  const during = on('2026-03-04T14:20+09:00');
  test.each<[string, Booking, 'PUBLISH' | 'CANCEL' | undefined]>([
    ['tentative', tentative, undefined],
    ['withdrawn', withdraw(tentative, applied), undefined],
    ['declined', decline(tentative, 'full', applied), undefined],
    ['expired', asOf(kabe, tentative, tentative.expiresAt), undefined],
    ['confirmed', confirmed, 'PUBLISH'],
    ['attended', done(attend(confirmed, during)), undefined],
    ['cancelled', cancelled(kabe, confirmed), 'CANCEL'],
    ['no-show', asOf(kabe, meet(confirmed, { state: 'ready', madeAt: applied }), during), 'CANCEL'],
    ['stopped', done(stop(confirmed, 'abuse', during)), undefined],
  ])('%s', (_, booking, method) => {
    const calendar = calendarOf(kabe, booking, site, applied);
    expect(calendar?.method).toBe(method);
    if (method === 'CANCEL')
      expect(eventOf(calendar?.content ?? '').component.getFirstPropertyValue('status')).toBe('CANCELLED');
  });
});

/** The names of all properties of all components, in order: what an injected line would change. */
const shape = (component: ICAL.Component): string[] => [
  ...component.getAllProperties().map(({ name }) => `${component.name}.${name}`),
  ...component.getAllSubcomponents().flatMap(shape),
];

const wellFormed = (content: string): void => {
  expect(content.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(content.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect(content.isWellFormed()).toBe(true);
  for (const line of content.split('\r\n')) {
    const octets = Buffer.from(line);
    expect(octets.length).toBeLessThanOrEqual(75);
    expect(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets)).toBe(line);
  }
};

describe('[R-34] hostile text in', () => {
  const evil =
    'x\r\nATTENDEE:mailto:evil@example.com\n\u2028\u2029\u0000\u0085\rEND:VEVENT\r\nBEGIN:VALARM\u000b"^\ud800;:,\\n';
  const access: Meeting = { state: 'ready', url: 'https://teleoffice.jp/a', id: '123456789', passcode: 'abc' };
  const booking = { ...confirmedAt(kabe, starts.kabe), meeting: access };
  const [tool] = kabe.tools;
  const harmless = shape(parsed(file(kabe, booking).content));
  test.each<[string, Office, Booking, string]>([
    ['the office’s name', { ...kabe, name: evil }, booking, site],
    ['the office’s id', { ...kabe, id: evil }, booking, site],
    ['the department', { ...kabe, contact: { ...kabe.contact, department: evil } }, booking, site],
    ['the phone number', { ...kabe, contact: { ...kabe.contact, phone: evil } }, booking, site],
    ['the mailbox', { ...kabe, contact: { ...kabe.contact, mailbox: evil } }, booking, site],
    ['the tool’s name', { ...kabe, tools: tool ? [{ ...tool, name: evil }] : [] }, booking, site],
    ['the meeting’s address', kabe, { ...booking, meeting: { ...access, url: evil } }, site],
    ['the meeting’s ID', kabe, { ...booking, meeting: { ...access, id: evil } }, site],
    ['the passcode', kabe, { ...booking, meeting: { ...access, passcode: evil } }, site],
    ['the site', kabe, booking, evil],
  ])('%s yields no line and no property', (_, office, hostile, at) => {
    const { content } = file(office, hostile, at);
    wellFormed(content);
    expect(shape(parsed(content))).toEqual(harmless);
  });

  test('lines are folded between characters, wherever a character of several octets falls', () => {
    for (let before = 0; before < 80; before++) {
      const name = `${'a'.repeat(before)}${'𠮷野髙é'.repeat(30)}`;
      const { content } = file({ ...kabe, name }, booking);
      wellFormed(content);
      expect(eventOf(content).summary).toBe(`オンライン職業相談（${name}）`);
    }
  });
});
