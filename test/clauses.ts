/*
 * Every clause the system is held to, by the number the tests call it by.
 *
 *   K-6-5   ハローワーク可部, article 6 (5) of its terms     K-F-2   the second step of its flyer
 *   A-6-5   ハローワーク青森, article 6 (5)                  A-62-1  its article 6-2 (1)
 *   D-3     a decision of ours where the terms are silent
 *
 * From a clause to its tests: `grep -rn '\[K-6-5' test` finds the title that begins with it, `grep -rn 'K-6-5[],…]' test` also
 * the titles that name several (`[A-6-4, K-6-5]`, `[K-5-1…6]`). Back again: the id in a failing test's title is a line below.
 */
export const clauses: Record<string, string> = {
  'K-F-1':
    'applying by phone or at the counter, in principle by the day before, makes a tentative booking that holds the session',
  'K-F-2': 'a mail with the given subject and five numbered items follows and completes the phone or counter booking',
  'K-F-3':
    'applying counts as agreeing; the invitation, from the video tool’s own sender, makes the booking definitive',
  'K-F-4': 'on the day: open the URL, enter name and mail address, be ready 5 minutes before',
  'K-F-5': 'no reply by the day before: please phone',
  'K-F-6': 'computer or phone, app or browser, no account; a stable unmetered line and a quiet place',
  'K-F-7': 'for job counselling and web-interview practice; by appointment only; free',
  'K-2-1': 'for people registered at the office who want continuing individual support',
  'K-2-2': 'the applicant has a device with camera and all that is needed to use the video tool',
  'K-2-3': 'the applicant has agreed to the terms',
  'K-3': 'use is free; equipment and line are at the user’s own cost',
  'K-4': 'TeleOffice is used; applying and using counts as agreeing to its terms too',
  'K-5-1': 'a device free of viruses and other compromise',
  'K-5-2': 'connected to the internet, never by a free service of unknown safety or management',
  'K-5-3': 'an operating system still supported, with the latest security patches',
  'K-5-4': 'a personal firewall that is on and allows only what is needed',
  'K-5-5': 'no file-sharing software on the device; no needless software running during the session',
  'K-5-6': 'antivirus software of paid standard, with the latest patterns',
  'K-6-1': 'a session is 30 minutes; its booking is settled, in principle, by the previous day',
  'K-6-2': 'an application by mail has the given subject and five items; later bookings may be made in the session',
  'K-6-3':
    'the invitation goes to the contact address given, with date, time and URL; no reply by the day before: please phone',
  'K-6-4': 'a booking made in the session is definitive at once; its invitation follows',
  'K-6-5': 'cancel by phone; 10 minutes without word is deemed cancelled; future use may then be refused',
  'K-7-1': 'times of use, access history and device identification may be recorded',
  'K-7-2': 'what is recorded is never published in a form that identifies a device',
  'K-8': 'personal data is protected as at the counter; the user keeps 12 (3)',
  'K-9': 'what the office is not liable for',
  'K-10': 'damage from breaking the terms is borne by the user',
  'K-11': 'the user keeps the laws that apply',
  'K-12-1': 'threats, abuse or another purpose: the session may be stopped or refused',
  'K-12-2': 'no recording by any means',
  'K-12-3': 'a private room; an interpreter or helper is announced beforehand',
  'K-12-4': 'app ready and connection checked beforehand; operating system, firewall and browser in order',
  'K-12-5': 'all costs of the line are the user’s: beware of metered contracts',
  'K-13': 'the terms may change; the change, the new text and when it takes effect are announced',
  'K-14': 'Japanese law; Hiroshima District Court',

  'A-2-1': 'for registered or about-to-register job seekers and for HR staff of employers with openings at the office',
  'A-2-2': 'for people for whom coming to the office is difficult; the ground is not stored',
  'A-2-3': 'the applicant has a device with camera and all that is needed to use the video tool',
  'A-2-4': 'the applicant wants continuing individual support',
  'A-2-5': 'a certain necessity of counselling online is expected',
  'A-3': 'use is free; equipment and line are at the user’s own cost',
  'A-4': 'TeleOffice or Zoom is used; with Zoom, applying and using counts as agreeing to its terms too',
  'A-5-1': 'a device free of viruses and other compromise',
  'A-5-2': 'connected to the internet, never by a free service of unknown safety or management',
  'A-5-3': 'an operating system still supported, with the latest security patches',
  'A-5-4': 'a personal firewall that is on and allows only what is needed',
  'A-5-5': 'no file-sharing software on the device; no needless software running during the session',
  'A-5-6': 'antivirus software of paid standard, with the latest patterns',
  'A-6-1': 'a session is up to 40 minutes; its booking is complete, in principle, by two open days before',
  'A-6-2':
    'five items with two choices of time and the registered phone; the timetables of the office and of the Mothers’ Corner',
  'A-6-3':
    'the office settles the time and informs; Zoom: ID and passcode; TeleOffice: mail, then invitation; no reply in 1 open day: please phone',
  'A-6-4':
    'cancel by phone or mail, on the day by phone only; 10 minutes without word is deemed cancelled; future use may then be refused',
  'A-6-5': 'the office may move a booked session',
  'A-62-1': 'an instant session is 30 minutes, for people whose consent is on record, when both sides are free',
  'A-62-2':
    'terms changed since the consent: the latest are shown and agreed to on screen first, or there is no session',
  'A-62-3':
    'the access code goes by My Page or by calling back the registered phone, which cannot be changed with the request',
  'A-7-1': 'times of use, access history and device identification may be recorded',
  'A-7-2': 'what is recorded is never published in a form that identifies a device',
  'A-8': 'personal data is protected as at the counter; the user keeps 12 (3)',
  'A-9': 'what the office is not liable for',
  'A-10': 'damage from breaking the terms is borne by the user',
  'A-11': 'the user keeps the laws that apply',
  'A-12-1': 'threats, abuse or another purpose: the session may be stopped or refused',
  'A-12-2': 'no recording by any means',
  'A-12-3': 'a private room; an interpreter or helper is announced beforehand',
  'A-12-4': 'app ready and connection checked beforehand; operating system, firewall and browser in order',
  'A-12-5': 'all costs of the line are the user’s: beware of metered contracts',
  'A-13': 'the terms may change; the change, the new text and when it takes effect are announced',
  'A-14': 'Japanese law; Aomori District Court',

  'D-1': 'a web form is a further way to apply, under the same rules, with explicit consent to the version shown',
  'D-2':
    'no session on weekends, national holidays, 29 December to 3 January and days the office closes; it may declare extra open days',
  'D-3':
    'the deadline is the end of the previous calendar day (Kabe) or of the second-last open day (Aomori), in Japanese time',
  'D-4': 'staff may accept a late application, with a reason; the public is told to phone',
  'D-5':
    'a tentative booking holds its first choice until settled or expired; expiry is true by the clock, staff are warned before',
  'D-6': 'the public answer to an application is the same whoever the person is',
  'D-7':
    'staff confirm, but for a phone booking completed by its mail or form and for people marked eligible where policy allows',
  'D-8': 'the link that cancels counts as mail: not on the day at Aomori; at Kabe it shows the phone number',
  'D-9': 'an unproven address gets one receipt without free text, at most 3 a day; details only after staff confirmed',
  'D-10':
    'from start + 10:00 a booking without a sign of contact is deemed cancelled; staff can undo it; refusal is a person’s decision',
  'D-11':
    'a confirmed booking stands under the terms agreed to; new terms are announced and needed from the next application',
  'D-12':
    'staff make TeleOffice meetings and enter a checked URL or a tick; Zoom meetings are made by its API; a missing one alarms',
  'D-13': 'one tentative and one confirmed future booking a person by the public channels; staff may add more',
  'D-14': 'data is kept as long as its class says; every stored attribute has a class',
};

/** Clauses no test names yet. The list only ever shrinks: whoever writes the first test of a clause takes it out. */
export const untested: string[] = ['D-14'];
