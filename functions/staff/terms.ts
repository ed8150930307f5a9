import { createHash } from 'node:crypto';
import * as z from 'zod';
import { entered, publish } from '../../shared/aws/office-book.ts';
import { bookings, diary, office } from '../../shared/aws/this-office.ts';
import { noDaysText, typedDays } from '../../shared/domain/days.ts';
import { isUsable, type Office, Terms } from '../../shared/domain/office.ts';
import { type Refusal, refuse } from '../../shared/domain/refusal.ts';
import {
  isTooLong,
  LONGEST_WORDING,
  lastToTakeEffect,
  mayPublish,
  termsToAnnounce,
  withPublished,
} from '../../shared/domain/terms.ts';
import { parseTerms, printTerms, wrongLineText } from '../../shared/domain/terms-text.ts';
import { dateOf, type Instant, type LocalDate } from '../../shared/domain/time.ts';
import { dateText } from '../../shared/domain/wording.ts';
import type { FieldProblem, Told } from '../../shared/http/problems.ts';
import { malformed, type Reply, staffGet, staffPost, tell } from '../../shared/http/serve.ts';
import { type TermsTyped, termsFormPage, termsListPage, termsReviewPage } from '../../shared/pages/counter/terms.ts';
import type { Page } from '../../shared/pages/layout.ts';
import { changesOf } from '../../shared/pages/terms-changes.ts';
import { reachOf } from './reach.ts';

const latestOf = ({ terms }: Office): Terms => {
  const latest = terms.at(-1);
  if (!latest) throw new Error(`office ${office.id} has no terms`);
  return latest;
};

/** In a form, where staff have published no version yet; no version can have this name. */
const NONE = '*';

type Known = {
  readonly all: Office;
  /** The last version that staff have published. */
  readonly after: string | undefined;
};
const known = async (): Promise<Known> => {
  const { terms } = await diary.office();
  return {
    all: withPublished(office, terms),
    after: withPublished({ ...office, terms: [] }, terms).terms.at(-1)?.version,
  };
};

/** [K-13, A-13] Every version of the terms, in force, to come, or gone by. */
export const allTerms = staffGet(
  '/staff/terms',
  { query: z.strictObject({ done: z.string().max(20).optional() }) },
  async ({ query, staff }, now) => {
    const { published } = await entered();
    const all = withPublished(
      office,
      published.map(({ publishedBy: _by, publishedAt: _at, ...terms }) => terms),
    );
    const who = new Map(
      published.map(({ version, publishedBy: by, publishedAt }) => [
        version,
        { by, on: dateText(dateOf(publishedAt)) },
      ]),
    );
    return {
      status: 200,
      json: { terms: all.terms.map(({ version, effectiveFrom }) => ({ version, effectiveFrom })) },
      page: () => termsListPage({ office, staff, now, done: query.done }, all, who),
    };
  },
);

const text = z.string().default('');
const Form = z.strictObject({
  version: text,
  title: text,
  issuedBy: text,
  officialDate: text,
  effectiveFrom: text,
  officialUrl: text,
  hash: text,
  officialText: text,
  wording: text,
});

/** A form for the next version, filled in from the latest. */
export const newTerms = staffGet('/staff/terms/new', {}, async ({ staff }, now) => {
  const { articles, title, issuedBy, officialUrl } = latestOf((await known()).all);
  const typed: TermsTyped = {
    ...Form.parse({ title, issuedBy, officialUrl, wording: printTerms(articles) }),
  };
  return { status: 200, json: typed, page: () => termsFormPage({ office, staff, now }, typed) };
});

/** [K-13, A-13] The hash that names an official text: from its title to its last line, LF line ends and one at the end. */
const hashOf = (official: string): string => {
  const lines = official.split(/\r\n|[\n\r]/);
  const isText = (line: string): boolean => line.trim() !== '';
  const kept = lines.slice(lines.findIndex(isText), lines.findLastIndex(isText) + 1);
  return createHash('sha256')
    .update(`${kept.join('\n')}\n`)
    .digest('hex');
};

const LONGEST_LINE = 200;

/** What was typed as a version of the terms, or everything that has to be put right before it may be published. */
const read = (all: Office, typed: TermsTyped, now: Instant): { terms: Terms } | { errors: FieldProblem[] } => {
  const today = dateOf(now);
  const latest = latestOf(all);
  const errors: FieldProblem[] = [];
  const wrong = (field: keyof TermsTyped, message: string): void =>
    void errors.push({ field, reason: 'malformed', message });
  const day = (field: 'officialDate' | 'effectiveFrom', name: string): LocalDate | undefined => {
    const value = typed[field].trim();
    if (value === '') return void wrong(field, `${name}を書いてください。`);
    const days = typedDays(value, today);
    if ('wrong' in days) return void wrong(field, `${name}：${noDaysText(days)}`);
    if (days.length > 1) return void wrong(field, `${name}は1日だけ書いてください。`);
    return days[0];
  };
  const line = (field: 'title' | 'issuedBy', name: string): string => {
    const value = typed[field].trim();
    if (value === '' || value.length > LONGEST_LINE) wrong(field, `${name}を、${LONGEST_LINE}字までで書いてください。`);
    else if (!isUsable(value))
      wrong(field, `${name}に、見えない文字か、記号の < > があります。消して、打ち直してください。`);
    return value;
  };

  const version = typed.version.normalize('NFKC').trim();
  if (!Terms.shape.version.safeParse(version).success)
    wrong('version', '版の名前は、半角の英数字と . - だけで、40字までで書いてください。');
  else if (all.terms.some((one) => one.version === version))
    wrong('version', `「${version}」は、もうあります。新しい名前にしてください。`);
  const title = line('title', '題名');
  const issuedBy = line('issuedBy', '定めた人');
  const officialDate = day('officialDate', '正式な文章の日付');
  const effectiveFrom = day('effectiveFrom', '効力が生じる日');
  if (effectiveFrom && effectiveFrom <= today)
    wrong('effectiveFrom', '効力が生じる日は、明日から先の日にしてください。');
  else if (effectiveFrom && effectiveFrom <= latest.effectiveFrom)
    wrong('effectiveFrom', `${latest.version}版の${dateText(latest.effectiveFrom)}より、後の日にしてください。`);
  else if (effectiveFrom && effectiveFrom > lastToTakeEffect(now))
    wrong(
      'effectiveFrom',
      `${dateText(effectiveFrom)}は1年より先です。年をお確かめください（${dateText(lastToTakeEffect(now))}まで）。`,
    );
  const officialUrl = typed.officialUrl.trim();
  if (!Terms.shape.officialUrl.safeParse(officialUrl).success)
    wrong('officialUrl', '正式な文章のアドレスは、https から書いてください。');
  const sha256 =
    typed.officialText.trim() === ''
      ? typed.hash.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
      : hashOf(typed.officialText);
  if (!Terms.shape.sha256.safeParse(sha256).success)
    wrong('hash', 'SHA-256の64字を入れるか、正式な文章を貼ってください。');
  const parsed = parseTerms(typed.wording);
  if ('wrong' in parsed) for (const one of parsed.wrong.slice(0, 20)) wrong('wording', wrongLineText(one));
  else if (isTooLong(parsed.articles))
    wrong('wording', `本文は、全部で${LONGEST_WORDING.toLocaleString('ja')}字までです。短くしてください。`);
  else if (parsed.articles.length === 0) wrong('wording', 'わかりやすい言葉の本文を書いてください。');
  if (errors.length > 0 || 'wrong' in parsed || !officialDate || !effectiveFrom) return { errors };
  const { articles } = parsed;
  return {
    terms: { version, title, issuedBy, officialDate, effectiveFrom, officialUrl, sha256, articles },
  };
};

/** [K-13, A-13, D-11] Who would be told of a version, and how. */
const toldOf = async (all: Office, terms: Terms, now: Instant): Promise<{ mail: number; phone: number }> => {
  const after = withPublished(all, [terms]);
  const open = (await bookings.todo(now)).filter((booking) => termsToAnnounce(after, booking, now) !== undefined);
  const reaches = await Promise.all(open.map(reachOf));
  const mail = reaches.filter((reach) => reach === 'mail').length;
  return { mail, phone: reaches.length - mail };
};

/** [K-13, A-13, D-11] A version before it is published: what it changes, and who will be told. Nothing is stored. */
export const reviewTerms = staffPost(
  '/staff/terms/new',
  { body: Form.extend({ edit: z.stringbool().default(false), after: z.string().optional() }) },
  async ({ body: { edit, after: _after, ...typed }, staff }, now): Promise<Reply> => {
    const form = (problem?: Told) => termsFormPage({ office, staff, now, problem }, typed);
    if (edit) return { status: 200, json: typed, page: () => form() };
    const { all, after } = await known();
    const found = read(all, typed, now);
    if ('errors' in found) return malformed(office, found.errors, form);
    const { terms } = found;
    const latest = latestOf(all);
    const changes = changesOf(latest.articles, terms.articles);
    const told = await toldOf(all, terms, now);
    return {
      status: 200,
      json: { terms, told, changes: changes.filter(({ how }) => how !== 'same') },
      page: () =>
        termsReviewPage({ office, staff, now }, { ...typed, hash: terms.sha256 }, terms, {
          latest,
          changes,
          told,
          after: after ?? NONE,
        }),
    };
  },
);

/** [K-13, A-13, D-11] Publishes a version of the terms: whoever has a future booking is told, and the page shows it from now on. */
export const publishTerms = staffPost(
  '/staff/terms',
  { body: Terms.or(Form.extend({ after: z.string().optional() })) },
  async ({ body, staff }, now): Promise<Reply | Refusal> => {
    const { all, after } = await known();
    const { after: seen, ...typed } = 'articles' in body ? { ...Form.parse({}), after: undefined } : body;
    const form = (problem: Told) => termsFormPage({ office, staff, now, problem }, typed);
    // What was reviewed was compared with another version, and told to others, than it would be now.
    if (seen !== undefined && seen !== (after ?? NONE)) return overtaken(form);
    const found = 'articles' in body ? { terms: body } : read(all, typed, now);
    if ('errors' in found) return malformed(office, found.errors, form);
    const { terms } = found;
    if (!mayPublish(all, terms, now)) return refuse('terms-unusable');
    const refused = await publish(terms, { after, by: staff, at: now });
    if (refused) return refused.refused === 'changed-meanwhile' ? overtaken(form) : refused;
    return {
      status: 201,
      json: { version: terms.version, effectiveFrom: terms.effectiveFrom },
      next: '/staff/terms?done=published',
    };
  },
);

/** Somebody else has published a version meanwhile: what was typed is looked at once more beside theirs. */
const overtaken = (form: (problem: Told) => Page): Reply => {
  const problem = tell(office, 'changed-meanwhile', {
    title: 'ほかの人が先に新しい版を公開しました',
    detail:
      'この版はまだ公開していません。入力した内容は下に残っています。利用規約の一覧で公開された版を見て、もう一度「変わる所を確かめる」を押してください。',
  });
  return { status: problem.status, problem, page: () => form(problem) };
};
