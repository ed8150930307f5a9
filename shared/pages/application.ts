import { html } from 'hono/html';
import { roomFor } from '../domain/application.ts';
import { domainMeant } from '../domain/mail-domains.ts';
import {
  type ApplicantItem,
  ApplicantKind,
  type Desk,
  type Office,
  type Terms,
  toolsAgreedTo,
} from '../domain/office.ts';
import { nearestTo, type Opening, type Slot } from '../domain/openings.ts';
import type { Refusal } from '../domain/refusal.ts';
import { at, dateOf, type Instant, IsoInstant, isoOf, LocalDate, local, startOf } from '../domain/time.ts';
import { typedTime, whyNoStart } from '../domain/typed-times.ts';
import {
  clockText,
  dayText,
  halfDayText,
  kindNames,
  numberExamples,
  purposes,
  shortDay,
  twelveText,
  unansweredText,
} from '../domain/wording.ts';
import type { Typed } from '../http/form.ts';
import { type FieldProblem, fieldProblem, type Problem, sentenceOf, statusOf, type Told } from '../http/problems.ts';
import { consentFields, toldOfTools } from './consent.ts';
import { radioField, textField } from './fields.ts';
import { asTyped, items, layout, type Page, problemBanner, unbroken } from './layout.ts';
import { elsewhere, lengthsOf, slotText, way } from './openings.ts';

/** [A-2-1] Who applies decides what is asked, so it is asked first. */
export const kindPage = (office: Office, desk: Desk, chosen: readonly Slot[]): Page =>
  layout(
    office,
    'どなたがご利用になりますか',
    html`
<ul class="plain">${desk.kinds.map((kind) => html`<li><a class="button second" href="${way('/apply', { desk: desk.id, chosen, kind })}">${kindNames[kind]}</a></li>`)}</ul>
${office.desks.length > 1 && html`<p>窓口：${desk.name}</p>`}
${elsewhere(office, desk).map((where) => html`<p>${where}</p>`)}
<p><a href="${way('/openings', { desk: desk.id })}">日時を選び直す</a></p>`,
    { step: 'fill' },
  );

type Form = {
  readonly office: Office;
  readonly desk: Desk;
  readonly typed: Typed;
  readonly key: string;
  readonly terms: Terms;
  /** Times to choose among. */
  readonly openings: readonly Opening[];
  readonly today: LocalDate;
  readonly problem?: Told | undefined;
  /** What the rules have against what is typed. */
  readonly against: readonly Against[];
};
/** `over`: the time wished for has passed. */
export type Against = Refusal & { readonly over?: boolean };

/** [K-6-2, A-6-2, D-1] The application form: exactly the items the office asks this kind of applicant for. */
export const applyPage = (form: Form): Page => {
  const { office, desk, typed, key, terms } = form;
  const said = typed['applicant.kind'];
  const served = desk.kinds.length === 1 ? desk.kinds[0] : desk.kinds.find((one) => one === said);
  // Whom the desk does not serve stays what they said they are.
  const kind = served ?? ApplicantKind.safeParse(said).data;
  const problem = form.problem && placed(form, form.problem, kind);
  const requires = (item: ApplicantItem): boolean =>
    kind === undefined || (office.applicants[kind]?.requires.includes(item) ?? false);
  const text = (more: Parameters<typeof textField>[0]): Page =>
    textField({ value: typed[more.name], problem, autocomplete: 'on', ...more });
  const own = (item: ApplicantItem | 'name') => ({ name: `applicant.${item}`, longest: roomFor(item) });
  return layout(
    office,
    '申込み',
    html`
${problem && problemBanner(office.choices === 1 ? withoutWish(problem) : problem)}
<form method="post" action="/apply">
${DEFAULT_BUTTON}<input type="hidden" name="idempotencyKey" value="${key}">
<h2>希望日時</h2>
${Array.from({ length: office.choices }, (_, index) => wishField(form, problem?.errors ?? [], index))}
<h2>ご利用になる方</h2>
${
  served === undefined
    ? who(form, said, problem)
    : html`<p>${office.desks.length > 1 && html`${desk.name}　`}${kindNames[served]}</p>
${choosable(office) ? html`<details${problem?.errors?.some(({ field }) => field === 'applicant.kind' || field === 'desk') && html` open`}><summary>窓口や、ご利用になる方を変える</summary>${who(form, said, problem)}</details>` : html`<input type="hidden" name="desk" value="${desk.id}"><input type="hidden" name="applicant.kind" value="${served}">`}`
}
${text({ ...own('name'), label: '氏名', required: true, autocomplete: 'name' })}
${text({ ...own('number'), ...numberWords(kind), required: requires('number') && kind !== undefined, mode: 'text' })}
${text({ ...own('email'), label: '連絡先メールアドレス', required: requires('email'), hint: mailHint(office), mode: 'email', autocomplete: 'email' })}
${text({ ...own('phone'), label: '電話番号', required: requires('phone'), hint: kind === 'prospective' ? '日中につながる番号を書いてください。' : 'ハローワークに登録した番号を書いてください。', mode: 'tel', autocomplete: 'tel' })}
<h2>相談について</h2>
${
  // What else an employer is asked about is no matter of finding work.
  (kind !== 'employer' || typed['purpose']) &&
  radioField({
    name: 'purpose',
    label: '相談の内容',
    value: typed['purpose'] ?? '',
    choices: [...Object.entries(purposes), NONE],
    problem,
  })
}
${
  // [A-2-2] Whether, never why.
  office.asksDifficulty &&
  kind !== 'employer' &&
  radioField({
    name: 'difficulty',
    label: 'ハローワークに来るのが難しいこと',
    hint: 'あてはまる方は、選んでください。理由は書かないでください。',
    value: typed['difficulty'] ?? '',
    choices: [...difficulties, NONE],
    problem,
  })
}
${text({ name: 'counsellor', longest: roomFor('counsellor'), label: '担当者の名前', hint: 'いつもの担当者をご希望のときだけ、氏名を書いてください。' })}
${text({ name: 'companion', longest: roomFor('companion'), label: '同席する方', hint: '通訳や介助の方などが同席するときだけ、書いてください。' })}
${consentFields(office, terms, typed, problem)}
<p class="actions"><button>内容を確認する</button></p>
<p>次の画面で内容を確かめてから、送信します。</p>
</form>`,
    { step: 'fill', typing: true },
  );
};

/** The first button of a form is pressed by Enter in a field: that is to lead on, not to the change of desk that stands above. */
const DEFAULT_BUTTON = html`<button class="unseen" tabindex="-1" aria-hidden="true">内容を確認する</button>`;

const choosable = (office: Office): boolean => office.desks.length > 1 || Object.keys(office.applicants).length > 1;

/** Desk and kind once more: what is typed stays, and the items become those of the kind. */
const who = ({ office, desk }: Form, kind: string | undefined, problem: Told | undefined): Page => html`
${office.desks.length > 1 ? radioField({ name: 'desk', label: '窓口', required: true, value: desk.id, choices: office.desks.map(({ id, name }) => [id, name] as const), problem }) : html`<input type="hidden" name="desk" value="${desk.id}">`}
${radioField({
  name: 'applicant.kind',
  label: 'ご利用になる方',
  required: true,
  value: kind,
  choices: Object.entries(kindNames).filter(([one]) => Object.hasOwn(office.applicants, one)),
  problem,
})}
<p><button class="second" formaction="/apply/edit">入力した内容を残して変える</button></p>`;

const SEEKER = { label: '求職番号', example: numberExamples.seeker, where: 'ハローワーク受付票' };
const numbers = {
  seeker: SEEKER,
  prospective: SEEKER,
  employer: { label: '事業所番号', example: numberExamples.employer, where: '求人票' },
};
const numberWords = (kind: ApplicantKind | undefined): { label: string; hint: string } => {
  if (kind === undefined)
    return {
      label: '求職番号または事業所番号',
      hint: `例：${SEEKER.example}（求職番号。${SEEKER.where}に書かれています）、${numbers.employer.example}（事業所番号。${numbers.employer.where}に書かれています）`,
    };
  const { label, example, where } = numbers[kind];
  return {
    label,
    hint: `${kind === 'prospective' ? 'すでに番号をお持ちのときだけ、書いてください。' : ''}${where}に書かれています。例：${example}`,
  };
};

/** [K-F-3] Who will write, so that no filter keeps it away. */
const mailHint = ({ tools }: Office): string => {
  const senders = tools.flatMap(({ name, invitesFrom }) => (invitesFrom ? [`${name}（${invitesFrom}）`] : []));
  return `お返事が届きます。${senders.length > 0 ? `${senders.join('、')}からのメールも、受け取れるようにしてください。` : ''}`;
};

/** What was chosen and need not be said is taken back by choosing this. */
const NONE = ['', '選ばない'] as const;

const difficulties = [
  ['applies', 'あてはまる（来るのが難しい、または不便）'],
  ['ask-me', '職員に相談したい'],
] as const;
export const difficultyName = (value: 'applies' | 'ask-me'): string =>
  difficulties.find(([one]) => one === value)?.[1] ?? value;

/** A problem at a field of this form; of a wish, at which part of it. */
type Placed = FieldProblem & { readonly part?: string | undefined };

/**
 * Every problem with the field of this form where it is to be put right, and what to do there, in the order of the form: what cannot be
 * read, and all that the rules have against the rest, so that nobody puts one thing right to be told of the next.
 */
const placed = (
  form: Form,
  problem: Told,
  kind: ApplicantKind | undefined,
): Omit<Told, 'errors'> & { readonly errors?: readonly Placed[] } => {
  const { type, wish, errors = [] } = problem;
  const unread = errors.flatMap((error) =>
    error.field.startsWith('wishes') ? ofWish(form, error) : ofItem(error, kind),
  );
  const stands = form.against
    .filter(({ refused, wish: index }) => refused !== type || index !== wish)
    .flatMap((one) => ruledOut(one.refused, one.wish, `${nth(form, one.wish)}${titleOf(form, one)}。`))
    .filter(({ field }) => field.startsWith('wishes') || unread.every((error) => error.field !== field));
  const known = [...ruledOut(type, wish), ...unread, ...stands];
  const all = [...known, ...boxesBeside(form, known)].toSorted(
    (one, other) => placeOf(one.field) - placeOf(other.field) || one.field.localeCompare(other.field),
  );
  return { ...problem, ...inPlace(form, problem), ...(all.length > 0 && { errors: all }) };
};

/** The fields as they stand on the page. */
const ORDER = [
  'wishes',
  'desk',
  'applicant.kind',
  'applicant.name',
  'applicant.number',
  'applicant.email',
  'applicant.phone',
  'purpose',
  'difficulty',
  'counsellor',
  'companion',
  'consent',
];
const placeOf = (field: string): number => {
  const place = ORDER.findIndex((one) => field.startsWith(one));
  return place < 0 ? ORDER.length : place;
};

/** What is typed on other sites' forms is chosen on ours. */
const ofWish = (form: Form, error: FieldProblem): Placed[] => {
  const [, index = '0', part] = /^wishes(?:\.(\d)(?:\.(\w+))?)?/.exec(error.field) ?? [];
  const field = wishId(Number(index));
  const { reason } = error;
  if (reason !== 'required' && reason !== 'malformed') return [{ ...error, field, part }];
  const which = nth(form, Number(index));
  const [date, time] = [form.typed[`${field}.date`], form.typed[`${field}.time`]];
  const wrong = part === 'minutes' || !(date || time) ? [] : whyNoStart({ date, time }, form.today);
  if (wrong.length > 0) return wrong.map((one) => ({ field, reason, part: one.part, message: `${which}${one.why}` }));
  const what = part === 'minutes' ? '相談の長さ' : '日時';
  return [
    { field, reason, part, message: `${which}${what}を${reason === 'required' ? '選んで' : '選び直して'}ください。` },
  ];
};
/** Where there is only one wish, it has no number. */
const nth = ({ office }: Form, wish: number | undefined): string =>
  wish === undefined || office.choices === 1 ? '' : `第${wish + 1}希望：`;

const ofItem = (error: FieldProblem, kind: ApplicantKind | undefined): Placed => {
  if (error.field === 'consent') return fieldProblem('consent.accepted', 'not-accepted');
  if (error.field !== 'applicant.number' || kind === undefined || error.reason === 'too-long') return error;
  return { ...error, message: `${numbers[kind].label}を、「${numbers[kind].example}」のように書いてください。` };
};

/** Where one box stood for all terms and is to be ticked anew, ours has several. */
const boxesBeside = ({ office, typed }: Form, errors: readonly Placed[]): Placed[] =>
  errors.some(({ field }) => field === 'consent.accepted') && !toldOfTools(typed)
    ? toolsAgreedTo(office).map(({ tool }) => fieldProblem(`consent.tools.${tool}.accepted`, 'not-accepted'))
    : [];

/** A rule at its field; after what it says, what to do there. */
const ruledOut = (type: Problem, wish: number | undefined, why = ''): Placed[] => {
  const [field, todo] =
    wish === undefined
      ? (refusals[type] ?? [])
      : ([wishId(wish), type === 'length-not-offered' ? '長さを選び直してください。' : ANOTHER_TIME] as const);
  return field && todo ? [{ field, reason: type, message: `${why}${todo}`, part: PARTS[type] }] : [];
};
const PARTS: Partial<Record<Problem, string>> = {
  'length-not-offered': 'minutes',
  'day-closed': 'date',
  'too-far': 'date',
};

const titleOf = ({ office, desk }: Form, { refused, over }: Against): string =>
  over
    ? 'すでに過ぎた日時です'
    : refused === 'outside-timetable' && office.desks.length > 1
      ? `${desk.name}では、この日時に相談を行っていません`
      : sentenceOf(office, refused).title;

/** What the office says without knowing where, for whoever has the form before them: times and desks to choose stand on it. */
const inPlace = (form: Form, { type, wish }: Told): Partial<Told> => {
  const { office, desk, typed, openings, against } = form;
  if (type === 'applicant-not-served') return { detail: elsewhere(office, desk).join('') || refusals[type]?.[1] || '' };
  const one = against.find(({ refused, wish: index }) => refused === type && index === wish);
  if (!one || !(one.over || type === 'outside-timetable' || type === 'day-closed')) return {};
  const kept = Object.keys(typed).some((name) => !/^(?:desk$|applicant\.kind$|wishes|consent)/.test(name));
  return {
    title: titleOf(form, one),
    ...(openings.length > 0 && {
      detail: `空いている日時を、下から選んでください。${kept ? '入力した内容は残っています。' : ''}`,
    }),
  };
};
/** What to do about a time that cannot be had. */
const ANOTHER_TIME = '別の日時を選んでください。';
const withoutWish = ({ wish: _only, ...problem }: Told): Told => problem;
const wishId = (index: number): string => `wishes.${index}`;
const refusals: Partial<Record<Problem, readonly [field: string, message: string]>> = {
  'counsellor-unknown': ['counsellor', '担当者の名前を直すか、空欄にしてください。'],
  'applicant-not-served': ['applicant.kind', '窓口か、ご利用になる方を選び直してください。'],
  'desk-unknown': ['desk', '窓口を選び直してください。'],
  'terms-changed': ['consent.accepted', '新しい利用規約を確認し、同意してください。'],
  'too-many-wishes': ['wishes.0', '希望日時を減らしてください。'],
};

/** So many times fit into one list; of more, day and time are chosen apart. */
const FEW = 60;
const NEARBY = 6;

/**
 * One choice: a start of those offered and, where the applicant chooses it, a length. Whatever was typed stays in the lists, and
 * whoever cannot have what they chose is offered what is free nearby.
 */
const wishField = ({ office, desk, typed, openings }: Form, errors: readonly Placed[], index: number): Page => {
  const id = wishId(index);
  const of = (part: string): string => typed[`${id}.${part}`] ?? '';
  const { data: start } = IsoInstant.safeParse(of('startsAt'));
  const date = start === undefined ? of('date') || of('startsAt') : dateOf(start);
  const time = start === undefined ? of('time') : clockText(start);
  const own = errors.filter(({ field }) => field === id);
  const error = own.map(({ message }) => message).join('');
  /** What is right is not marked; a list of whole starts is wrong with either part. */
  const isWrong = (part: string): boolean =>
    own.some(({ part: wrong = 'startsAt' }) =>
      part === 'minutes' || wrong === 'minutes'
        ? part === wrong
        : part === 'startsAt' || !/^(?:date|time)$/.test(wrong) || part === wrong,
    );
  // A rule stands against it: it is not written wrong.
  const refused = own.some(
    ({ reason, part }) => reason !== 'malformed' && part !== 'minutes' && Object.hasOwn(statusOf, reason),
  );
  const near = refused && start !== undefined ? nearestTo(start, openings, NEARBY) : [];
  const years = new Set(openings.map(({ startsAt }) => local(startsAt).year));
  /** Days of the year in which all others lie are said without it: a phone is narrow. */
  const dayOf = (moment: Instant): string => (years.has(local(moment).year) ? shortDay(moment) : dayText(moment));
  const startText = (startsAt: Instant): string => `${dayOf(startsAt)}${twelveText(startsAt)}`;
  /** What is no choice any more, or never was, stays chosen as it was typed, in the words of the others. */
  const withTyped = (part: string, choices: readonly (readonly [string, string])[], typed: string) => {
    if (typed === '' || choices.some(([value]) => value === typed)) return choices;
    const day = LocalDate.safeParse(typed).data;
    const clock = part === 'time' ? typedTime(typed) : undefined;
    const text =
      part === 'startsAt' && start !== undefined
        ? startText(start)
        : part === 'date' && day
          ? dayOf(startOf(day))
          : clock
            ? twelveText(at(LocalDate.parse('2000-01-01'), clock))
            : part === 'minutes' && /^\d+$/.test(typed)
              ? `${typed}分`
              : typed;
    return [[typed, text] as const, ...choices];
  };
  const small = (part: string, label: string, choices: readonly (readonly [string, string])[], chosen: string): Page =>
    html`<span class="part"><label for="${id}.${part}">${label}</label><select id="${id}.${part}" name="${id}.${part}"${isWrong(part) && html` aria-invalid="true" aria-describedby="${id}-error"`}>${part !== 'minutes' && html`<option value="">選んでください</option>`}${withTyped(part, choices, chosen).map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}</select></span>`;
  const when =
    openings.length <= FEW && near.length === 0 && (start !== undefined || date + time === '')
      ? small(
          'startsAt',
          '日と開始の時刻',
          openings.map(({ startsAt }) => [isoOf(startsAt), startText(startsAt)]),
          start === undefined ? '' : isoOf(start),
        )
      : html`${small(
          'date',
          '日',
          [...new Set(openings.map(({ startsAt }) => dateOf(startsAt)))].map((one) => [one, shortDay(startOf(one))]),
          date,
        )}
${small(
  'time',
  '開始の時刻',
  [...new Map(openings.map(({ startsAt }) => [clockText(startsAt).padStart(5, '0'), startsAt])).entries()]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([, startsAt]) => [clockText(startsAt), twelveText(startsAt)]),
  time,
)}`;
  const minutes = Number(of('minutes') || typed['wishes.0.minutes']) || desk.length.minutes;
  return html`<fieldset class="field wish" id="${id}"><legend>${office.choices > 1 ? `第${index + 1}希望` : '日時'} <small class="${index === 0 ? 'must' : 'may'}">${index === 0 ? '※必須' : '※任意'}</small></legend>
${interval(id, of)}
${near.length > 0 && html`<fieldset class="field"><legend>近くの空き時間</legend>${near.map(({ startsAt, minutes: long }) => html`<label class="choice"><input type="radio" name="${id}.startsAt" value="${isoOf(startsAt)}"> ${unbroken(slotText({ startsAt, minutes: long }))}</label>`)}<label class="choice"><input type="radio" name="${id}.startsAt" value="" checked> ほかの日時にする（下の欄で選ぶ）</label></fieldset>`}
${when}
${
  desk.length.kind === 'exact'
    ? html`<span class="part">${desk.length.minutes}分間</span>`
    : small(
        'minutes',
        '長さ',
        lengthsOf(desk).map((one) => [String(one), `${one}分`]),
        of('minutes') || String(minutes),
      )
}
${error && html`<p class="error" id="${id}-error">＊${error}</p>`}</fieldset>`;
};

/** Another site's form may wish for an interval; ours keeps it, though it has no field for it. */
const interval = (id: string, of: (part: string) => string): Page => {
  const parts = ['from', 'to'].filter((part) => of(part) !== '' && of('startsAt') === '');
  if (parts.length === 0) return '';
  return html`<p>${parts.map((part) => momentText(of(part))).join('から')}の間（変えるときは、下で日時を選んでください）
${parts.map((part) => html`<input type="hidden" name="${id}.${part}" value="${of(part)}">`)}</p>`;
};

const momentText = (typed: string): string => {
  const { data: moment } = IsoInstant.safeParse(typed);
  return moment === undefined ? typed : `${dayText(moment)} ${halfDayText(moment)}`;
};

/** Whether another address was meant. */
export const mailNote = (address: string): Page => {
  const meant = domainMeant(address);
  return meant
    ? html`「@」のうしろは、${asTyped(meant)} ではありませんか。ちがっていたら「書き直す」を押してください。合っていれば、そのまま送信してください。`
    : '';
};

/** Everything typed, once more, before it is sent; a note says what was made of it. What is changed is what was typed, not what was made of it. */
export const reviewPage = (
  office: Office,
  { made, typed }: { readonly made: Typed; readonly typed: Typed },
  key: string,
  rows: readonly (readonly [name: string, value: string, note?: Page])[],
  phoneFrom?: Instant,
): Page => {
  const hidden = (fields: Typed): Page => html`<input type="hidden" name="idempotencyKey" value="${key}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;
  return layout(
    office,
    '申込み内容の確認',
    html`
<p class="note"><strong>まだ申込みは終わっていません。</strong>内容を確かめて「送信する」を押してください。</p>
${items(rows.map(([name, value, note]) => [name, html`${asTyped(unbroken(value))}${note && html`<p class="note">${note}</p>`}`]))}
${phoneFrom && html`<p class="note">${unbroken(unansweredText(office, phoneFrom))}</p>`}
<div class="actions"><form method="post" action="/bookings">${hidden(made)}<button>送信する</button></form>
<form method="post" action="/apply/edit">${hidden(typed)}<button class="second">書き直す</button></form></div>`,
    { step: 'review' },
  );
};
