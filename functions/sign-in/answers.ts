import type { OfSignIn } from '../../shared/http/problems.ts';
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

const words = {
  'sign-in-failed': {
    title: 'サインインできませんでした',
    detail:
      'もう一度サインインしてください。サインインを始めてから15分たったときや、別のタブでもサインインを始めたときは、やり直しになります。',
  },
  'sign-in-unavailable': {
    title: 'サインインの画面につながりません',
    detail: '少し待ってから、もう一度サインインしてください。続くときは、システムの担当者に知らせてください。',
  },
} as const satisfies Record<OfSignIn, object>;

/** Why it did not work, and the way to start again. */
export const answerTo = (problem: OfSignIn, to: string): Reply => {
  const told = tell(office, problem, words[problem]);
  return { status: told.status, problem: told, page: () => signInFailedPage(office, told, to) };
};
