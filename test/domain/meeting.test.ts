import { describe, expect, test } from 'vitest';
import { isSameMeeting, Meeting, MeetingMade, meetingMade } from '../../shared/domain/meeting.ts';
import type { Office, VideoTool } from '../../shared/domain/office.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';

type Entry = Omit<Parameters<typeof MeetingMade.parse>[0] & object, 'tool'>;
const made = (office: Office, tool: VideoTool, entry: Entry) =>
  meetingMade(office, { email: 'taro@example.com' }, MeetingMade.parse({ ...entry, tool }));
const UNUSABLE = { refused: 'meeting-unusable' };

/** Addresses no meeting of ours has, whatever host is asked for. */
const foreign = (host: string): string[] => [
  `http://${host}/room/1`,
  `ftp://${host}/room/1`,
  `//${host}/room/1`,
  `${host}/room/1`,
  'javascript:alert(1)',
  'data:text/html,hello',
  'https://',
  'こちらから',
  'https://evil.example/',
  `https://${host}.evil.example/`,
  `https://not${host}/`,
  `https://evil.example/${host}`,
  `https://evil.example/?${host}`,
  `https://evil.example#.${host}`,
  `https://evil.example\\.${host}`,
  `https://${host}@evil.example/`,
  `https://staff@${host}/room/1`,
  `https://staff:secret@${host}/room/1`,
  `https://:secret@${host}/room/1`,
];

describe('[D-12] a TeleOffice meeting', () => {
  test.each([
    'https://teleoffice.jp/room/1',
    'https://www.teleoffice.jp/room/1?p=2#a',
    'https://a.b.teleoffice.jp/',
    '  https://teleoffice.jp/room/1  ',
  ])('has the address %j', (url) => {
    expect(made(kabe, 'teleoffice', { url })).toEqual({ state: 'ready', url: url.trim() });
  });

  test.each(foreign('teleoffice.jp'))('has no address like %j, also with the word that the tool has invited', (url) => {
    expect(made(kabe, 'teleoffice', { url })).toEqual(UNUSABLE);
    expect(made(kabe, 'teleoffice', { url, invited: true })).toEqual(UNUSABLE);
  });

  test.each([
    ['the word that TeleOffice has invited', { invited: true }, { state: 'ready' }],
    ['both', { url: 'https://teleoffice.jp/1', invited: true }, { state: 'ready', url: 'https://teleoffice.jp/1' }],
    [
      'codes beside its address',
      { url: 'https://teleoffice.jp/1', id: '123 456 789', passcode: 'a1' },
      { state: 'ready', url: 'https://teleoffice.jp/1', id: '123456789', passcode: 'a1' },
    ],
    ['nothing', {}, UNUSABLE],
    ['an empty field', { url: '' }, UNUSABLE],
    ['the word that nobody is invited', { invited: false }, UNUSABLE],
    ['codes alone', { id: '123456789', passcode: 'a1' }, UNUSABLE],
    ['codes that cannot be typed', { invited: true, id: '12' }, UNUSABLE],
  ])('made known by %s', (_, entry, outcome) => {
    expect(made(kabe, 'teleoffice', entry)).toEqual(outcome);
  });
});

describe('[A-6-3, D-12] a Zoom meeting', () => {
  const url = 'https://us02web.zoom.us/j/12345678901?pwd=abc';
  const whole = { url, id: '12345678901', passcode: 'aB3@_*-' };

  test('is its address, its ID and its passcode', () => {
    expect(made(aomori, 'zoom', whole)).toEqual({ state: 'ready', ...whole });
  });

  test.each(['url', 'id', 'passcode'])('is not usable without its %s, nor by a tick', (missing) => {
    expect(made(aomori, 'zoom', { ...whole, [missing]: undefined })).toEqual(UNUSABLE);
    expect(made(aomori, 'zoom', { ...whole, [missing]: '' })).toEqual(UNUSABLE);
    expect(made(aomori, 'zoom', { ...whole, [missing]: undefined, invited: true })).toEqual(UNUSABLE);
    expect(made(aomori, 'zoom', { invited: true })).toEqual(UNUSABLE);
  });

  test.each(foreign('zoom.us'))('has no address like %j', (url) => {
    expect(made(aomori, 'zoom', { ...whole, url })).toEqual(UNUSABLE);
  });

  test('lies at Zoom, and TeleOffice’s at TeleOffice', () => {
    expect(made(aomori, 'zoom', { ...whole, url: 'https://teleoffice.jp/1' })).toEqual(UNUSABLE);
    expect(made(aomori, 'teleoffice', { url })).toEqual(UNUSABLE);
  });

  test.each([
    'https://us05web.zoom.us/s/12345678901?zak=a',
    'https://zoom.us/j/12345678901?zak=a',
    'https://zoom.us/s/12345678901',
  ])('whose address %j would make the person its host is refused', (url) => {
    expect(made(aomori, 'zoom', { ...whole, url })).toEqual(UNUSABLE);
  });

  test.each([
    'https://us05web.zoom.us/j/11111111111?pwd=a',
    'https://zoom.us/wc/11111111111/join',
    'https://zoom.us/j/1234567890',
    'https://zoom.us/j/123',
  ])('whose address %j leads elsewhere than its ID is refused', (url) => {
    expect(made(aomori, 'zoom', { ...whole, url })).toEqual({ refused: 'meeting-mixed' });
  });

  test('may have an address that names no number', () => {
    const named = { ...whole, url: 'https://zoom.us/my/mihon' };
    expect(made(aomori, 'zoom', named)).toEqual({ state: 'ready', ...named });
  });

  test.each([
    ['the same ID', { id: '12345678901' }, true],
    ['the same address', { url }, true],
    ['the ID in another address', { url: 'https://zoom.us/j/12345678901' }, true],
    ['another ID', { id: '10987654321', url: 'https://zoom.us/j/10987654321' }, false],
    ['a room’s number', { url: 'https://teleoffice.jp/room/1' }, false],
    ['nothing', {}, false],
  ])('is the same meeting as one with %s: %s', (_, other, same) => {
    expect([isSameMeeting(whole, other), isSameMeeting(other, { url })]).toEqual([same, same]);
    expect(isSameMeeting({ url: 'https://teleoffice.jp/other/1' }, other)).toBe(false);
  });

  test.each([
    ['123 4567 8901', '12345678901'],
    ['123-4567-8901', '12345678901'],
    ['１２３　４５６７　８９０１', '12345678901'],
    ['１２３－４５６－７８９', '123456789'],
    ['123456789', '123456789'],
    ['1234567890', '1234567890'],
    ['12345678', undefined],
    ['123456789012', undefined],
    ['12345678a', undefined],
    ['一二三四五六七八九', undefined],
    ['+123456789', undefined],
  ])('with the ID %j has %j', (id, kept) => {
    const entry = { ...whole, url: `https://zoom.us/j/${kept ?? '12345678901'}` };
    expect(made(aomori, 'zoom', { ...entry, id })).toEqual(kept ? { state: 'ready', ...entry, id: kept } : UNUSABLE);
  });

  test.each([
    ['a', true],
    ['1234567890', true],
    ['@_*-aZ09', true],
    [' 123456 ', true],
    ['12345678901', false],
    ['12 34', false],
    ['１２３４', true],
    ['パス', false],
    ['a.b', false],
    ['a\nb', false],
  ])('with the passcode %j is usable: %s', (passcode, usable) => {
    expect(made(aomori, 'zoom', { ...whole, passcode })).toEqual(
      usable ? { state: 'ready', ...whole, passcode: passcode.normalize('NFKC').trim() } : UNUSABLE,
    );
  });
});

describe('what is kept of a meeting', () => {
  test.each([
    'https://teleoffice.jp/a\nb',
    'https://teleoffice.jp/a\r\n\r\nb',
    'https://teleoffice.jp/a b',
    'https://tele\toffice.jp/',
  ])('[R-34] is an address in one piece, never %j', (url) => {
    expect(made(kabe, 'teleoffice', { url })).toEqual(UNUSABLE);
  });

  test.each([
    ['an address of the tool', made(kabe, 'teleoffice', { url: 'https://teleoffice.jp/1' })],
    ['nothing but that the tool has invited', made(kabe, 'teleoffice', { invited: true })],
    ['all of Zoom', made(aomori, 'zoom', { url: 'https://zoom.us/j/123456789', id: '123456789', passcode: 'a' })],
  ])('can be stored: %s', (_, meeting) => {
    expect(Meeting.parse(JSON.parse(JSON.stringify(meeting)))).toEqual(meeting);
  });

  test.each([
    ['an address', { url: `https://teleoffice.jp/${'a'.repeat(500)}` }],
    ['an ID', { id: '1'.repeat(21) }],
    ['a passcode', { passcode: '1'.repeat(21) }],
    ['something nobody asked for', { host: '見本' }],
    ['a tick that is none', { invited: 'yes' }],
  ])('%s too long, or of another kind, is no entry', (_, entry) => {
    expect(MeetingMade.safeParse({ tool: 'zoom', ...entry }).success).toBe(false);
  });

  test('a tool the office does not use is a mistake of the system, not of staff', () => {
    expect(() => made(kabe, 'zoom', { invited: true })).toThrow('does not use zoom');
  });
});
