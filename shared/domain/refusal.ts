/**
 * What a person can be refused, by name. A refusal is an ordinary answer, not an error: it says which rule stands against
 * the act. `wish` tells which of several wishes is meant, from 0.
 */
export type Refusal = {
  readonly refused:
    | 'opening-taken'
    | 'past-deadline'
    | 'outside-timetable'
    | 'day-closed'
    | 'no-such-day'
    | 'too-far'
    | 'length-not-offered'
    | 'too-many-wishes'
    | 'applicant-not-served'
    | 'desk-unknown'
    | 'counsellor-unknown'
    | 'hold-differs'
    | 'no-session-yet'
    | 'terms-changed'
    | 'terms-unknown'
    | 'terms-withdrawn'
    | 'agreed-already'
    | 'terms-unusable'
    | 'key-reused'
    | 'too-many-applications'
    | 'booking-not-found'
    | 'mail-not-found'
    | 'cancel-by-phone'
    | 'not-possible-now'
    | 'changed-meanwhile'
    | 'reason-needed'
    | 'meeting-unusable'
    | 'meeting-mixed'
    | 'meeting-of-other'
    | 'meeting-in-use'
    | 'meeting-shared'
    | 'zoom-user-taken'
    | 'refusal-changed'
    | 'refusal-period'
    | 'mail-settled'
    | 'instant-not-offered'
    | 'instant-closed'
    | 'instant-nobody-free'
    | 'instant-not-found'
    | 'instant-taken'
    | 'instant-over'
    | 'session-overlaps'
    | 'staff-only';
  readonly wish?: number;
};

export const refuse = (refused: Refusal['refused'], wish?: number): Refusal =>
  wish === undefined ? { refused } : { refused, wish };

/** The database could not settle the act in time. Whether it happened is unknown: only the same key tells. */
export class Unavailable extends Error {}
