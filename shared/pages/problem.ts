import { html } from 'hono/html';
import type { Office } from '../domain/office.ts';
import type { Told } from '../http/problems.ts';
import { layout, type Page, problemBanner } from './layout.ts';

/** A problem that no form is there to show. */
export const problemPage = (office: Office, problem: Told): Page =>
  layout(
    office,
    problem.title,
    html`${problemBanner(problem)}
<p><a href="/">最初のページへ</a></p>`,
  );
