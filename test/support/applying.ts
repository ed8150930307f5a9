import { expect } from 'vitest';
import { FORM, form, invoke } from './lambda.ts';
import { officeTable } from './table.ts';

/** An office that takes applications by its pages, with one counsellor. */
export const applyingAt = async (office: string, days: { readonly desks: string[]; readonly weekdays: number[] }) => {
  await officeTable(office);
  const { handler: booking } = await import('../../functions/booking/index.ts');
  const { putCounsellor } = await import('../../shared/aws/office-book.ts');
  await putCounsellor({ id: 'a', name: '見本 一郎', ...days, absences: [] });
  return {
    booking,
    open: async (path: string): Promise<string> => {
      const { status, text, cookies } = await invoke(booking, `GET ${path}`, { headers: { accept: 'text/html' } });
      expect([path, status, cookies]).toEqual([path, 200, []]);
      return text;
    },
    send: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      invoke(booking, `POST ${path}`, { headers: { ...FORM, ...headers }, body: form(fields) }),
  };
};
