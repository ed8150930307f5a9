import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { Booking } from '../domain/booking.ts';
import { type Owed, owedOf } from './outbox.ts';
import { type Row, withoutKeys } from './table.ts';

/** A batch of the table's stream. What a record holds is read one by one, so that one that cannot be read stops no other. */
export const StreamEvent = z.object({
  Records: z.array(z.object({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) })),
});
type StreamRecord = z.infer<typeof StreamEvent>['Records'][number];

const Image = z.custom<Record<string, AttributeValue>>((value) => typeof value === 'object' && value !== null);
const Change = z.object({ Keys: Image, OldImage: Image.optional(), NewImage: Image.optional() });

export type Told = { readonly before: Booking | undefined; readonly after: Booking } | { readonly owed: Owed };

/** What a record tells: a booking became another, or an act owes notices. Rows that are deleted or of another kind tell nothing. */
export const toldBy = ({ dynamodb }: StreamRecord): Told | undefined => {
  const { Keys, OldImage, NewImage } = Change.parse(dynamodb);
  const keys: Row = unmarshall(Keys);
  if (!NewImage) return undefined;
  if (String(keys['sk']).startsWith('HISTORY#')) return { owed: owedOf(keys) };
  if (keys['sk'] !== 'BOOKING') return undefined;
  const bookingIn = (image: Record<string, AttributeValue>): unknown => withoutKeys(unmarshall(image));
  // What stood there before an update of this system may have had another shape; then everything is set anew.
  const before = OldImage && Booking.safeParse(bookingIn(OldImage)).data;
  return { before, after: Booking.parse(bookingIn(NewImage)) };
};
