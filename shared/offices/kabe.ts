import { officeFrom } from '../domain/office.ts';
import { kabeTerms } from './terms-kabe.ts';

/** ハローワーク可部: flyer and terms of 22 February 2024. */
export const kabe = officeFrom({
  id: 'kabe',
  name: 'ハローワーク可部',
  nameInEnglish: 'Hello Work Kabe',
  contact: {
    department: '職業相談部門',
    phone: '082-815-8609',
    hours: '平日 8:30〜17:15',
    mailbox: 'kabe-soudan@mhlw.go.jp',
    staffMail: 'kabe-counter@example.jp',
    website: 'https://jsite.mhlw.go.jp/hiroshima-roudoukyoku/',
    formOrigins: [],
  },
  cellMinutes: 30,
  desks: [
    {
      id: 'general',
      name: '職業相談',
      nameInEnglish: 'Job counselling',
      kinds: ['seeker'],
      timetable: [
        {
          shape: 'sessions',
          weekdays: [3],
          sessions: [
            { from: '14:00', to: '14:30' },
            { from: '14:30', to: '15:00' },
            { from: '15:00', to: '15:30' },
            { from: '15:30', to: '16:00' },
          ],
        },
        {
          shape: 'sessions',
          weekdays: [5],
          sessions: [
            { from: '10:00', to: '10:30' },
            { from: '10:30', to: '11:00' },
            { from: '11:00', to: '11:30' },
            { from: '11:30', to: '12:00' },
          ],
        },
      ],
      length: { kind: 'exact', minutes: 30 },
    },
  ],
  calendar: {
    closedWeekdays: [6, 7],
    nationalHolidays: true,
    yearEnd: { from: '12-29', to: '01-03' },
    extraClosed: [],
    extraOpen: [],
  },
  deadline: { event: 'received', unit: 'calendar-day', count: 1, until: '24:00' },
  horizonDays: 60,
  applicants: { seeker: { requires: ['number', 'email', 'phone'] } },
  asksDifficulty: false,
  mail: {
    subject: 'オンライン職業相談希望',
    printed: [
      '原則水曜日14:00～16:00間の30分間、金曜日10:00～12:00間の30分間',
      '水曜日14:00～16:00間の30分間、金曜日10:00～12:00間の30分間',
      '原則として毎週水曜日・金曜日の各30分間',
      '(1) 水曜日 ①14:00~14:30 ②14:30~15:00 ③15:00~15:30 ④15:30~16:00',
      '(2) 金曜日 ①10:00~10:30 ②10:30~11:00 ③11:00~11:30 ④11:30~12:00',
    ],
    phone: '電話番号',
    silentDays: 5,
  },
  byPhone: 'application-follows',
  choices: 1,
  holds: 'first-choice',
  expiry: 'deadline',
  confirmation: 'staff',
  cancellation: [{ channels: ['phone'], until: 'start' }],
  promise: { kind: 'days-before-session', count: 1 },
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
  ],
  instant: null,
  limits: {
    tentative: 1,
    confirmed: 1,
    applicationsPerDay: 10,
    applicationsPerSource: 40,
    unprovenPerDay: 3,
    refusalDays: 365,
  },
  retention: { booking: 'end-of-fiscal-year', rawMailDays: 30, usageDays: 90 },
  terms: kabeTerms,
});
