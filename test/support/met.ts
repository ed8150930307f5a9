import { newReference } from '../../shared/code.ts';
import { applyFor } from '../../shared/domain/applying.ts';
import { attend, confirm } from '../../shared/domain/booking.ts';
import { firstTool } from '../../shared/domain/office.ts';
import { type Consent, personKey, received } from '../../shared/domain/person.ts';
import { instant, MINUTE } from '../../shared/domain/time.ts';
import { granted } from './bookings.ts';
import { application, counsellor, diaryWith, nobody, on } from './build.ts';

let people = 0;

/** Somebody has come to a session of this office before, years ago and with somebody who is no longer there; of consents only what is said. */
export const haveMet = async (number: string, consent?: Consent): Promise<void> => {
  const { bookings, office } = await import('../../shared/aws/this-office.ts');
  const now = on('2024-07-01T09:00:00+09:00');
  const desk = office.desks[0]?.id ?? '';
  const asked = application(office, '2024-07-10T14:00:00+09:00', {
    applicant: { number },
    consent: { terms: office.terms[0]?.version, accepted: true },
  });
  const { consent: _, ...spoken } = asked;
  const diary = diaryWith([counsellor(`gone-${++people}`, [desk])]);
  const applied = granted(applyFor(office, diary, spoken, nobody, { id: newReference(), channel: 'phone' }, now));
  const session = applied.held;
  const confirmed = granted(confirm(office, undefined, applied, { session, tool: firstTool(office) }, now));
  const ended = granted(attend(confirmed, instant(confirmed.session.startsAt + 20 * MINUTE)));
  const booking = { ...ended, revision: 1 };
  const before = await bookings.person(booking.applicant);
  const doing = { act: 'attended', actor: { kind: 'staff', id: 'demo-staff' }, channel: 'counter', at: now } as const;
  const pointers = { before, after: received(before, booking, consent, now) };
  await bookings.create(
    booking,
    doing,
    pointers,
    { key: `met ${personKey(booking.applicant)} ${people}`, body: '', salt: '' },
    now,
  );
};
