import { expect, vi } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { body } from './build.ts';
import { type Following, following, standAt } from './following.ts';
import { formsIn, textOf } from './forms.ts';
import { type Answer, FORM, form, invoke } from './lambda.ts';

/** When the counter opens in these tests: a Monday morning. */
export const NOW = '2026-03-02T09:00:00+09:00';
const offices = { kabe, aomori };
type Name = keyof typeof offices;

let people = 0;
/** One office, two counsellors, and a browser at its counter. */
export const stage = async (name: Name) => {
  vi.resetModules();
  standAt(NOW);
  const office: Following = await following(name);
  const { at, table } = office;
  for (const [id, said] of [
    ['a', '見本 一郎'],
    ['b', '例 花子'],
  ])
    await office.staff(`PUT /staff/counsellors/${id}`, { name: said, desks: ['general'] });
  const browser = { ...FORM, 'sec-fetch-site': 'same-origin' };
  const open = async (path: string) => invoke(at.staff, `GET ${path}`, { headers: browser, staff: '見本' });
  const page = async (reference: string, more = '') => (await open(`/staff/bookings/${reference}${more}`)).text;
  const send = (action: string, fields: Record<string, string>, staff = '見本') =>
    invoke(at.staff, `POST ${action}`, { headers: browser, body: form(fields), staff });
  /** Presses the button of the first form of a page that goes there, with these fields beside those filled in already. */
  const press = async (reference: string, act: string, fields: Record<string, string> = {}, staff = '見本') => {
    const found = formsIn(await page(reference)).find(
      (one) =>
        one.action === `/staff/bookings/${reference}/${act}` &&
        Object.entries(fields).every(([key, value]) => key !== 'outcome' || one.fields[key] === value),
    );
    expect([act, found?.action]).toEqual([act, `/staff/bookings/${reference}/${act}`]);
    return send(found?.action ?? '', { ...found?.fields, ...fields }, staff);
  };
  const applied = async (wishes: object[], more: Parameters<typeof body>[2] = {}) => {
    const { applicant, ...rest } = more;
    const sent = body(offices[name], '', {
      ...rest,
      applicant: { number: `34010-${++people}`, ...applicant },
      wishes,
    });
    const { json } = await invoke(at.booking, 'POST /bookings', { body: sent });
    expect(json.reference, JSON.stringify(json)).toMatch(/^\d{4}-\d{4}$/);
    return json.reference as string;
  };
  const read = async (reference: string) =>
    (await invoke(at.staff, `GET /staff/bookings/${reference}`, { staff: '見本' })).json;
  const confirmed = async (startsAt: string, more = {}) => {
    const reference = await applied([{ startsAt, minutes: 30 }], more);
    await office.staff(`POST /staff/bookings/${reference}/confirmation`, {});
    return reference;
  };
  return { ...office, table, at, open, page, send, press, applied, read, confirmed };
};
export type Stage = Awaited<ReturnType<typeof stage>>;

/** Where an act led the browser; what the page said where it did not happen. */
export const done = (answer: Answer): string =>
  answer.status === 303 ? String(answer.headers['location']) : `${answer.status} ${textOf(answer.text)}`;
