import * as z from 'zod';
import type { Office } from '../../shared/domain/office.ts';

const demoCounsellors = new Map([
  ['demo-a', '見本 一郎'],
  ['demo-b', '見本 花子'],
]);

/** Through the staff's own route, as staff would; only where there is nobody yet. Resolves to how many were added. */
export const addDemoCounsellors = async (
  url: string,
  token: string,
  desks: Office['desks'],
  zoomUsers: boolean,
): Promise<number> => {
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method: body ? 'PUT' : 'GET',
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const { counsellors } = z.object({ counsellors: z.array(z.unknown()) }).parse(await ask('/staff/counsellors'));
  if (counsellors.length > 0) return 0;
  for (const [id, name] of demoCounsellors) {
    await ask(`/staff/counsellors/${id}`, {
      name,
      desks: desks.map((desk) => desk.id),
      ...(zoomUsers && { zoomUser: `${id}@example.com` }),
    });
  }
  return demoCounsellors.size;
};
