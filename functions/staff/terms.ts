import { createHash } from 'node:crypto';
import * as z from 'zod';
import { entered, NO_TERMS, type Published, publish, withdraw } from '../../shared/aws/office-book.ts';
import { bookings, office } from '../../shared/aws/this-office.ts';
import { unannounce } from '../../shared/aws/wake.ts';
import { withoutSpaces } from '../../shared/domain/application.ts';
import { lastHeardOfTerms } from '../../shared/domain/history.ts';
import { isUsable, type Office, Terms } from '../../shared/domain/office.ts';
import { type Refusal, refuse } from '../../shared/domain/refusal.ts';
import {
  isTooLong,
  LONGEST_WORDING,
  lastToTakeEffect,
  mayPublish,
  mayWithdraw,
  termsToAnnounce,
  withPublished,
} from '../../shared/domain/terms.ts';
import { parseTerms, printTerms, wrongLineText } from '../../shared/domain/terms-text.ts';
import { dateOf, type Instant, isoOf, type LocalDate } from '../../shared/domain/time.ts';
import { noDaysText, typedDays } from '../../shared/domain/typed-times.ts';
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

type Known = {
  readonly all: Office;
  /** The last version that staff have published. */
  readonly after: string | undefined;
  /** The names of those they have withdrawn: they stay taken, for people were told of them. */
  readonly withdrawn: ReadonlySet<string>;
};
const known = async (): Promise<Known> => {
  const { published, withdrawn } = await entered();
  return {
    all: withPublished(office, published.map(termsOf)),
    after: lastOf(published),
    withdrawn: new Set(withdrawn.map(({ version }) => version)),
  };
};
const termsOf = ({ publishedBy: _by, publishedAt: _at, ...terms }: Published): Terms => terms;
const lastOf = (published: readonly Published[]): string | undefined =>
  withPublished({ ...office, terms: [] }, published).terms.at(-1)?.version;

/** [K-13, A-13] Every version of the terms, in force, to come, or gone by. */
export const allTerms = staffGet(
  '/staff/terms',
  { query: z.strictObject({ done: z.string().max(20).optional() }) },
  async ({ query, staff }, now) => {
    const { published, withdrawn } = await entered();
    const all = withPublished(office, published.map(termsOf));
    const toCome = published
      .filter((one) => one.version === lastOf(published) && mayWithdraw(one, now))
      .map(({ version }) => version);
    const open = toCome.length > 0 ? await bookings.todo(now) : [];
    const told = new Map(
      await Promise.all(
        toCome.map(async (version) => {
          const announced = open.filter((booking) => booking.announced === version);
          const heard = await Promise.all(
            announced.map(async ({ id }) => lastHeardOfTerms(await bookings.history(id))),
          );
          return [version, heard.filter((word) => word?.announced === version).length] as const;
        }),
      ),
    );
    const who = new Map(
      published.map(({ version, publishedBy: by, publishedAt }) => [
        version,
        { by, on: dateText(dateOf(publishedAt)) },
      ]),
    );
    return {
      status: 200,
      json: {
        terms: all.terms.map(({ version, effectiveFrom }) => ({ version, effectiveFrom })),
        withdrawn: withdrawn.map(({ version, effectiveFrom, withdrawnBy: by, withdrawnAt }) => ({
          version,
          effectiveFrom,
          by,
          at: isoOf(withdrawnAt),
        })),
      },
      page: () => termsListPage({ office, staff, now, done: query.done }, all, { who, told, withdrawn }),
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
const read = (
  { all, withdrawn }: Known,
  typed: TermsTyped,
  now: Instant,
): { terms: Terms } | { errors: FieldProblem[] } => {
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
  else if (withdrawn.has(version))
    wrong('version', `「${version}」は、取りやめた版の名前です。「${version}-2」のように、新しい名前にしてください。`);
  const title = line('title', '題名');
  const issuedBy = line('issuedBy', '定めた人');
  const officialDate = day('officialDate', '正式な文章の日付');
  // It may be years old or still to come: without its year it could only be guessed.
  if (officialDate && !/^(?:\d{4}|令和|R)/i.test(withoutSpaces(typed.officialDate)))
    wrong('officialDate', '正式な文章の日付は、「2026-04-01」のように、年も書いてください。');
  const effectiveFrom = day('effectiveFrom', '効力が生じる日');
  if (officialDate && effectiveFrom && officialDate > effectiveFrom)
    wrong(
      'officialDate',
      `正式な文章の日付（${dateText(officialDate)}）が、効力が生じる日より後です。年をお確かめください。`,
    );
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
    const before = await known();
    const { all, after } = before;
    const found = read(before, typed, now);
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
          after: after ?? NO_TERMS,
        }),
    };
  },
);

/** [K-13, A-13, D-11] Publishes a version of the terms: whoever has a future booking is told, and the page shows it from now on. */
export const publishTerms = staffPost(
  '/staff/terms',
  { body: Terms.or(Form.extend({ after: z.string().optional() })) },
  async ({ body, staff }, now): Promise<Reply | Refusal> => {
    const before = await known();
    const { all, after } = before;
    const { after: seen, ...typed } = 'articles' in body ? { ...Form.parse({}), after: undefined } : body;
    const form = (problem: Told) => termsFormPage({ office, staff, now, problem }, typed);
    // What was reviewed was compared with another version, and told to others, than it would be now.
    if (seen !== undefined && seen !== (after ?? NO_TERMS)) return overtaken(form);
    const found = 'articles' in body ? { terms: body } : read(before, typed, now);
    if ('errors' in found) return malformed(office, found.errors, form);
    const { terms } = found;
    if (before.withdrawn.has(terms.version) || !mayPublish(all, terms, now)) return refuse('terms-unusable');
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

/**
 * [K-13, A-13, D-11] Withdraws a version nobody can have agreed to yet: it stands on no page any more, and whoever was told of it
 * is told that it will not come. Only the last one, so that everybody has been told of what is taken back. Pressed twice, or by
 * two, it is one.
 */
export const withdrawTerms = staffPost(
  '/staff/terms/{version}/withdrawal',
  { body: z.strictObject({}) },
  async ({ path, staff }, now): Promise<Reply | Refusal> => {
    const next = '/staff/terms?done=withdrawn-terms';
    const { published, withdrawn } = await entered();
    const found = published.find(({ version }) => version === path['version']);
    const before = withdrawn.find(({ version }) => version === path['version']);
    if (!found) return before ? { status: 200, json: { version: before.version }, next } : refuse('terms-unknown');
    if (found.version !== lastOf(published))
      return not('あとの版が公開されています。先に、その版を取りやめてください。');
    if (!mayWithdraw(found, now))
      return not('効力が生じているか、まもなく生じます。直すときは、新しい版を公開してください。');
    const left = lastOf(published.filter((one) => one !== found));
    const refused = await withdraw(found, { left, by: staff, at: now });
    // Whoever was still to be phoned about it need not be; the others are told by the sweep, which also goes on with this.
    if (!refused)
      await Promise.all(
        (await bookings.todo(now))
          .filter(({ announced }) => announced === found.version)
          .map((booking) => unannounce(booking, now)),
      );
    const done = !refused || (await entered()).withdrawn.some(({ version }) => version === found.version);
    return done ? { status: 200, json: { version: found.version }, next } : refused;
  },
);

const not = (detail: string): Reply => {
  const problem = tell(office, 'not-possible-now', { title: 'この版は、取りやめられません', detail });
  return { status: problem.status, problem };
};
