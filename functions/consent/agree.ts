import { bookings } from '../../shared/aws/this-office.ts';
import { openedBy } from '../../shared/aws/visitor.ts';
import { agree } from '../../shared/domain/booking.ts';
import { consentTo } from '../../shared/domain/person.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { termsAt } from '../../shared/domain/terms.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { Agreement } from '../../shared/http/api.ts';
import { post } from '../../shared/http/serve.ts';
import { termsPage } from '../../shared/pages/terms.ts';
import { withAllTerms } from './terms.ts';

/** [D-11, K-4, A-4] Agreeing again, to the version in force now; the evidence goes to the person and the booking's history. */
export const consents = post('/bookings/{reference}/consents', { body: Agreement }, async ({ path, body }, now) => {
  const opened = await openedBy(path['reference'] ?? '', body.code, now);
  if ('refused' in opened) return opened;
  const office = await withAllTerms();
  const terms = termsAt(office, now);
  if (body.terms !== terms.version) return refuse('terms-changed');

  const booking = await bookings.upToDate(opened.id, now);
  if (booking?.state !== 'tentative' && booking?.state !== 'confirmed') return refuse('not-possible-now');
  const consent = consentTo(office, terms.version, { channel: 'form' }, now);
  const stored = await bookings.change(booking, agree(booking, terms.version), {
    act: 'agreed',
    actor: { kind: 'applicant' },
    channel: 'web',
    at: now,
    consent,
  });
  if ('refused' in stored) return stored;

  return {
    status: 200,
    booking: stored.id,
    json: { reference: stored.id, terms: terms.version, at: isoOf(now) },
    page: () => termsPage(office, terms, { note: '同意を記録しました。' }),
  };
});
