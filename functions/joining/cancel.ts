import { office } from '../../shared/aws/this-office.ts';
import { openedBy, throughOf } from '../../shared/aws/visitor.ts';
import { mayCallOff } from '../../shared/domain/booking.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { CodeRequest } from '../../shared/http/api.ts';
import { post } from '../../shared/http/serve.ts';
import { cancelPage } from '../../shared/pages/booking.ts';
import { opened, shown } from './status.ts';

/**
 * [K-6-5, A-6-4, D-8] Shows what would be called off, and asks once more; nothing is stored. Where channel and time forbid it the
 * answer is the phone number, as the act's own would be; of what has ended it says how it stands.
 */
export const cancellationReview = post(
  '/bookings/{reference}/cancellation/review',
  { body: CodeRequest },
  async ({ path, body: { code } }, now) => {
    const found = await openedBy(path['reference'] ?? '', code, now);
    if ('refused' in found) return found;
    if (found.state !== 'tentative' && found.state !== 'confirmed') return shown(found, code, now);
    if (!mayCallOff(office, found, throughOf(code), now)) return refuse('cancel-by-phone');
    return { ...shown(found, code, now), page: () => cancelPage(opened(found, code, now)) };
  },
);
