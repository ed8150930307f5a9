import { type Reply, tell } from '../../shared/http/serve.ts';
import { officeOf } from '../../shared/offices/index.ts';
import { signInFailedPage } from '../../shared/pages/sign-in.ts';
import { OFFICE } from './pool.ts';

export const office = await officeOf(OFFICE);

/** A browser goes on from here, with these cookies. */
export const leadTo = (next: string, cookies: readonly string[]): Reply => ({
  status: 303,
  headers: { Location: next },
  cookies,
  text: '',
});

/** Why it did not work, and the way to start again. */
export const answerTo = (problem: 'sign-in-failed' | 'sign-in-unavailable', to: string): Reply => {
  const told = tell(office, problem);
  return { status: told.status, problem: told, page: () => signInFailedPage(office, told, to) };
};
