import * as z from 'zod';
import { Counsellor } from '../../shared/aws/diary.ts';
import { diary, office } from '../../shared/aws/this-office.ts';
import { refuse } from '../../shared/domain/refusal.ts';
import { LocalDate } from '../../shared/domain/time.ts';
import { get, put } from '../../shared/http/serve.ts';

/** Who holds sessions at this office. */
export const counsellors = get('/staff/counsellors', {}, async () => ({
  status: 200,
  json: { counsellors: (await diary.office()).counsellors },
}));

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const Entry = z.strictObject({
  name: Counsellor.shape.name,
  desks: Counsellor.shape.desks.refine(
    (desks) => desks.every((id) => office.desks.some((desk) => desk.id === id)),
    'malformed',
  ),
  weekdays: Counsellor.shape.weekdays.default(EVERY_DAY),
  absences: Counsellor.shape.absences.default([]),
});

/** [K-F-1] Adds a counsellor or changes one. */
export const putCounsellor = put('/staff/counsellors/{id}', { body: Entry }, async ({ path, body, staff }) => {
  if (staff === undefined) return refuse('staff-only');
  const counsellor = Counsellor.safeParse({ id: path['id'], ...body });
  if (!counsellor.success) return refuse('counsellor-unknown');
  await diary.putCounsellor(counsellor.data);
  return { status: 200, json: counsellor.data };
});

/** [D-2] Closes a day, or opens one, beyond the office's calendar. */
export const putClosure = put(
  '/staff/closures/{date}',
  { body: z.strictObject({ kind: z.enum(['closed', 'opened']) }) },
  async ({ path, body, staff }) => {
    if (staff === undefined) return refuse('staff-only');
    const date = LocalDate.safeParse(path['date']);
    if (!date.success) return refuse('outside-timetable');
    await diary.putClosure(date.data, body.kind);
    return { status: 200, json: { date: date.data, kind: body.kind } };
  },
);
