import type { Office } from '../domain/office.ts';

/** Every office of this deployment. Each is loaded alone: a function carries all of them and reads only its own. */
const registry = {
  kabe: async () => (await import('./kabe.ts')).kabe,
  aomori: async () => (await import('./aomori.ts')).aomori,
} satisfies Record<string, () => Promise<Office>>;

export const officeIds = Object.keys(registry);

/** The office of this id; an unknown id is a mistake in the deployment, not something a visitor can cause. */
export const officeOf = async (id: string): Promise<Office> => {
  const load = new Map<string, () => Promise<Office>>(Object.entries(registry)).get(id);
  if (!load) throw new Error(`no office "${id}"; there are: ${officeIds.join(', ')}`);
  return load();
};
