import * as z from 'zod';
import { officeOf } from '../offices/index.ts';
import { bookingsIn } from './bookings.ts';
import { diaryIn } from './diary.ts';
import { instantIn } from './instant.ts';
import { outboxIn } from './outbox.ts';
import { refusalsIn } from './refusals.ts';

const { OFFICE, TABLE: table } = z.object({ OFFICE: z.string(), TABLE: z.string() }).parse(process.env);

/** The office whose function this is, and its table, as the template's environment says. */
export const office = await officeOf(OFFICE);
// Marked pure, so that a function carries only what it uses of them.
export const bookings = /* @__PURE__ */ bookingsIn(table, office);
export const diary = /* @__PURE__ */ diaryIn(table);
export const outbox = /* @__PURE__ */ outboxIn(table, office, bookings);
export const refusals = /* @__PURE__ */ refusalsIn(table);
export const instants = /* @__PURE__ */ instantIn(table, office);
export { table };
