import * as z from 'zod';
import { diaryIn } from '../../shared/aws/diary.ts';
import { officeOf } from '../../shared/offices/index.ts';

const { OFFICE, TABLE } = z.object({ OFFICE: z.string(), TABLE: z.string() }).parse(process.env);

/** The office, and of its table what staff have entered: these pages know no bookings, so they carry nothing that does. */
export const office = await officeOf(OFFICE);
export const diary = diaryIn(TABLE);
