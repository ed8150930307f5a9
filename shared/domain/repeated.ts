import { MINUTE } from './time.ts';

/** How a request's key begins that a form without one was given: it is made of what the form says. */
const OF_FORM = 'form:';

export const keyOfForm = (hash: string): string => `${OF_FORM}${hash}`;
export const isKeyOfForm = (key: string): boolean => key.startsWith(OF_FORM);

/** For how long a request is known again; one of a form that says the same, which may be meant anew, while people press twice. */
export const rememberedFor = (key: string): number => (isKeyOfForm(key) ? 10 : 30 * 24 * 60) * MINUTE;
