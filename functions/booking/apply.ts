import * as z from 'zod';
import { receive } from '../../shared/aws/receive.ts';
import { diary, office } from '../../shared/aws/this-office.ts';
import { grouped } from '../../shared/code.ts';
import { applicationOf } from '../../shared/domain/application.ts';
import { whenToPhone } from '../../shared/domain/telling.ts';
import { isoOf } from '../../shared/domain/time.ts';
import { wishJson } from '../../shared/domain/wording.ts';
import { post } from '../../shared/http/serve.ts';
import { receiptPage } from '../../shared/pages/receipt.ts';
import { formAgain } from './form.ts';

const { SITE: site } = z.object({ SITE: z.url() }).parse(process.env);
const { public: Application } = applicationOf(office);

/** [D-1, D-6] An application by form or JSON: received, tentative, whoever applies and whatever comes of it. */
export const apply = post('/bookings', { body: Application, again: formAgain }, async ({ body, key, source }, now) => {
  const how = { channel: 'form', actor: { kind: 'applicant' }, source } as const;
  const received = await receive(body, how, { key, body: JSON.stringify(body) }, now);
  if ('refused' in received) return received;

  const { booking, code } = received;
  return {
    status: 201,
    headers: { Location: `/bookings/${booking.id}` },
    booking: booking.id,
    json: {
      reference: booking.id,
      code: grouped(code),
      state: 'tentative',
      wishes: booking.wishes.map(wishJson),
      promise: { by: isoOf(booking.promisedBy), phone: office.contact.phone },
    },
    page: async () => {
      const { closures } = await diary.office();
      return receiptPage(office, booking, grouped(code), site, whenToPhone(office, closures, booking, now));
    },
  };
});
