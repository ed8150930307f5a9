import { Office } from '../../shared/domain/office.ts';
import { kabe } from '../../shared/offices/kabe.ts';

/*
 * Two invented offices, unlike the real ones in every respect a policy can differ: they prove that the schema and the rules
 * were not shaped to Kabe and Aomori.
 */

const contact = {
  department: '見本係',
  phone: '03-5555-0100',
  hours: '平日 9:00〜17:00',
  counter: { from: '09:00', to: '17:00' },
  mailbox: 'office@example.com',
  staffMail: 'counter@example.com',
  website: 'https://office.example.com/',
  formOrigins: ['https://form.example.com'],
};

/** 45-minute sessions, three open days before until 17:00, open on Saturdays, three choices, confirmed by the deadline. */
export const saturday = Office.parse({
  ...kabe,
  id: 'saturday',
  name: '見本土曜窓口',
  nameInEnglish: 'Sample Saturday Office',
  contact,
  cellMinutes: 15,
  desks: [
    {
      id: 'counter',
      name: '相談',
      nameInEnglish: 'Counter',
      kinds: ['seeker', 'prospective'],
      timetable: [
        {
          shape: 'sessions',
          weekdays: [2, 6],
          sessions: [
            { from: '09:00', to: '09:45' },
            { from: '09:45', to: '10:30' },
            { from: '13:15', to: '14:00' },
          ],
        },
      ],
      length: { kind: 'exact', minutes: 45 },
    },
  ],
  calendar: {
    closedWeekdays: [7],
    nationalHolidays: true,
    yearEnd: null,
    extraClosed: ['2026-03-14'],
    extraOpen: ['2026-03-20'],
  },
  deadline: { event: 'received', unit: 'open-day', count: 3, until: '17:00' },
  horizonDays: 90,
  applicants: { seeker: { requires: ['number', 'phone'] }, prospective: { requires: ['phone'] } },
  choices: 3,
  cancellation: [{ channels: ['phone', 'mail', 'web'], until: 'start' }],
  promise: { kind: 'open-days-after-application', count: 2 },
  noShowMinutes: 15,
});

/** An hourly deadline on the same day, starts at will in the evening, nothing held before staff confirm. */
export const hourly = Office.parse({
  ...kabe,
  id: 'hourly',
  name: '見本夕方窓口',
  nameInEnglish: 'Sample Evening Office',
  contact: { ...contact, formOrigins: [] },
  cellMinutes: 5,
  desks: [
    {
      id: 'evening',
      name: '夕方',
      nameInEnglish: 'Evening',
      kinds: ['employer'],
      timetable: [
        { shape: 'windows', weekdays: [1, 2, 3, 4, 5], windows: [{ from: '17:00', to: '20:00' }], offerEvery: 15 },
      ],
      length: { kind: 'up-to', minutes: 50, atLeast: 15 },
    },
  ],
  deadline: { event: 'confirmed', unit: 'hour', count: 3, until: '24:00' },
  applicants: { employer: { requires: ['number', 'email'] } },
  holds: 'none',
  expiry: 'start',
  choices: 2,
});
