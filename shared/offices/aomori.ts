import { officeFrom } from '../domain/office.ts';
import { aomoriTerms } from './terms-aomori.ts';

/** ハローワーク青森: terms of 1 May 2023, revised 6 June 2024. */
export const aomori = officeFrom({
  id: 'aomori',
  name: 'ハローワーク青森',
  contact: {
    department: '職業相談部門',
    phone: '017-776-1561',
    hours: '平日 8:30〜17:15',
    mailbox: 'aomori-soudan@example.jp',
    staffMail: 'aomori-counter@example.jp',
    website: 'https://jsite.mhlw.go.jp/aomori-roudoukyoku/',
    formOrigins: [],
  },
  cellMinutes: 10,
  desks: [
    {
      id: 'general',
      name: '職業相談',
      kinds: ['seeker', 'employer', 'prospective'],
      timetable: [
        {
          shape: 'windows',
          weekdays: [1, 2, 3, 4, 5],
          windows: [
            { from: '10:00', to: '12:00' },
            { from: '13:30', to: '15:30' },
          ],
          offerEvery: 10,
        },
      ],
      length: { kind: 'up-to', minutes: 40, atLeast: 10 },
    },
    {
      id: 'mothers',
      name: 'マザーズコーナー',
      alsoCalled: ['マザーズ', 'マザースコーナー'],
      kinds: ['seeker', 'prospective'],
      timetable: [{ shape: 'starts', weekdays: [2, 4], starts: ['11:00', '13:30', '14:30'] }],
      length: { kind: 'up-to', minutes: 40, atLeast: 10 },
    },
  ],
  calendar: {
    closedWeekdays: [6, 7],
    nationalHolidays: true,
    yearEnd: { from: '12-29', to: '01-03' },
    extraClosed: [],
    extraOpen: [],
  },
  deadline: { event: 'received', unit: 'open-day', count: 2, until: '24:00' },
  horizonDays: 60,
  applicants: {
    seeker: { requires: ['number', 'email', 'phone'] },
    employer: { requires: ['number', 'email', 'phone'] },
    prospective: { requires: ['email', 'phone'] },
  },
  asksDifficulty: true,
  mail: {
    subject: null,
    printed: [
      '第2希望まで',
      '○月○日（○曜日）○:○～○:○の間の○分間',
      '平日（月～金）（ただし、祝日、年末年始及び閉庁日を除く）',
      '10：00～12：00、13：30～15：30の間の40分以内',
      '※マザーズコーナーは、火、木曜日（ただし、祝日、年末年始及び閉庁日を除く）',
      '11：00～、13：30～、14：30～開始でいずれも40分以内',
    ],
    phone: '登録してある電話番号',
    silentDays: 5,
  },
  byPhone: 'is-the-application',
  choices: 2,
  holds: 'first-choice',
  expiry: 'deadline',
  confirmation: 'staff',
  cancellation: [
    { channels: ['phone'], until: 'start' },
    { channels: ['mail', 'web'], until: 'day-before' },
  ],
  promise: { kind: 'open-days-after-application', count: 1 },
  noShowMinutes: 10,
  joining: { minutesBefore: 15 },
  reminders: { openDayBefore: '10:00', minutesBefore: 60 },
  warnings: { promise: '13:00', meeting: '09:00' },
  tools: [
    {
      tool: 'teleoffice',
      name: 'TeleOffice',
      termsUrl: 'https://smj.jp.sharp/bs/teleoffice/',
      hosts: ['teleoffice.jp'],
      invitesFrom: 'meetingmanager@teleoffice.jp',
    },
    {
      tool: 'zoom',
      name: 'Zoom',
      termsUrl: 'https://www.zoom.com/ja/trust/terms',
      hosts: ['zoom.us'],
      invitesFrom: null,
    },
  ],
  instant: { minutes: 30, kinds: ['seeker', 'employer'] },
  limits: {
    tentative: 1,
    confirmed: 1,
    applicationsPerDay: 10,
    applicationsPerSource: 40,
    unprovenPerDay: 3,
    refusalDays: 365,
  },
  retention: { booking: 'end-of-fiscal-year', rawMailDays: 30, usageDays: 90 },
  terms: aomoriTerms,
});
