import * as z from 'zod';

/* Why, in a word staff choose: what is counted and told is a code, and never a health ground. */

/** Why the office says no to an application. */
export const DeclineReason = z.enum([
  'nobody-free',
  'not-eligible',
  'out-of-scope',
  'duplicate',
  'unreachable',
  'other',
]);
/** Why the office calls a session off or moves it [A-6-5]. */
export const OfficeReason = z.enum(['closure', 'counsellor-absent', 'technical', 'asked-by-person', 'other']);
/** [A-62-3] Why staff call a session at once off. */
export const AtOnceReason = z.enum(['unreachable', 'unverified', 'technical', 'asked-by-person', 'other']);
/** [K-12-1, A-12-1] Why a session was stopped. */
export const StopReason = z.enum(['threats', 'abuse', 'other-purpose', 'recording', 'connection', 'other']);
/** [K-6-5, A-6-4, K-12-1, A-12-1, D-10] Why somebody is refused future use for a time. */
export const RefusalReason = z.enum(['no-shows', 'threats', 'abuse', 'other-purpose', 'recording', 'other']);

/** What staff read beside each code. */
export const reasonTexts = {
  'nobody-free': '担当者の空きがない',
  'not-eligible': '対象の方であることを確かめられない',
  'out-of-scope': 'オンライン職業相談では扱えない内容',
  duplicate: '同じ申込みがすでにある',
  unreachable: '連絡がつかない',
  unverified: '本人であることを確かめられない',
  closure: '閉庁・行事のため',
  'counsellor-absent': '担当者の不在のため',
  technical: '通信・機器の不具合のため',
  'asked-by-person': '本人からの申し出',
  threats: '脅迫',
  abuse: '暴言',
  'other-purpose': '就職以外の目的での利用',
  recording: '録画・録音',
  connection: '通信が続けられない',
  'no-shows': '連絡のないキャンセルが続いた',
  other: 'そのほか',
} as const satisfies Record<
  | z.infer<typeof DeclineReason>
  | z.infer<typeof OfficeReason>
  | z.infer<typeof AtOnceReason>
  | z.infer<typeof StopReason>
  | z.infer<typeof RefusalReason>,
  string
>;

const isKnown = (reason: string): reason is keyof typeof reasonTexts => Object.hasOwn(reasonTexts, reason);

/** A reason as people read it; what is no code was written by a person. */
export const reasonText = (reason: string): string => (isKnown(reason) ? reasonTexts[reason] : reason);
