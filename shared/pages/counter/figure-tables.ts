import { deskOf } from '../../domain/booking.ts';
import {
  ALL,
  type Figures,
  type LeadTime,
  leadTimes,
  type Measure,
  type Span,
  shareOf,
  together,
} from '../../domain/figures.ts';
import type { Office } from '../../domain/office.ts';
import type { Published } from '../../domain/suppression.ts';

/** One table of figures, in the same words and numbers on the page, as JSON and as CSV. */
export type FigureTable = {
  readonly id: string;
  readonly title: string;
  /** What is counted, so that two people who read it mean the same. */
  readonly about: string;
  /** What the rows are. */
  readonly head: string;
  readonly columns: readonly {
    readonly id: string;
    readonly name: string;
    readonly share?: true;
    /** It counts this desk, or all. */
    readonly desk?: string;
  }[];
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    /** A share that cannot be told is undefined. */
    readonly cells: readonly (Published | undefined)[];
  }[];
};

const names = {
  received: '申込み',
  settled: '本予約',
  unsettled: '本予約にならず',
  attended: '実施',
  rest: '実施のほか',
  'by-applicant': 'キャンセル（本人から）',
  'by-office': 'キャンセル（ハローワークから）',
  'no-show': '連絡なし',
  other: '中止・これから・結果の入力待ち',
  ended: '取り下げ・お断り・期限切れ',
  waiting: '返事待ち',
  owed: 'お返事を待つ申込み',
  form: 'フォーム',
  mail: 'メール',
  phone: '電話',
  counter: '来所',
  session: '相談の中',
  instant: '即時利用',
  'in-time': 'お約束の期限までに返事',
  late: '期限を過ぎて返事・返事なし',
  undue: '期限の前・その前に取り下げ',
  first: '第1希望の日時',
  another: 'ほかの日時',
} as const satisfies Record<Measure, string>;

const leadNames = {
  '0': '当日',
  '1-3': '1〜3日前',
  '4-7': '4〜7日前',
  '8-14': '8〜14日前',
  '15-30': '15〜30日前',
  '31-': '31日以上前',
} as const satisfies Record<LeadTime, string>;

/** 2026年3月 */
export const monthText = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;

/** A desk's name, or the office as a whole. */
export const deskName = (office: Office, id: string): string =>
  id === ALL ? '全体' : (deskOf(office, id)?.name ?? id);

/** The tables of one desk, or of all; those beside the months name every desk. */
export const tablesOf = (office: Office, figures: Figures, desk: string): FigureTable[] => {
  const { months, desks, of } = figures;
  const shown = desk === ALL ? [ALL, ...desks] : [desk];
  const spans: Span[] = [...months, ALL];
  const monthly = ['received', 'settled', 'unsettled', 'attended', 'rest'] as const;

  const table = (
    id: string,
    title: string,
    about: string,
    head: string,
    measures: readonly Measure[],
    wholeOf: (measure: Measure) => Published | undefined,
  ): FigureTable => ({
    id,
    title,
    about,
    head,
    columns: [
      ...shown.map((one) => ({ id: one, desk: one, name: shown.length > 1 ? deskName(office, one) : '件数' })),
      { id: 'share', name: '割合', share: true },
    ],
    rows: measures.map((measure) => {
      const whole = wholeOf(measure);
      return {
        id: measure,
        name: names[measure],
        cells: [
          ...shown.map((one) => of(one, ALL, measure)),
          whole === undefined ? undefined : shareOf(of(desk, ALL, measure), whole),
        ],
      };
    }),
  });
  const whole = (measure: Measure) => (): Published => of(desk, ALL, measure);
  const promised = together(of(desk, ALL, 'in-time'), of(desk, ALL, 'late'));

  return [
    {
      id: 'months',
      title: '月ごとの件数',
      about:
        '相談の日（決まっていないときは第1希望の日）の月に数えます。本予約は、いちど本予約になったものすべてです（あとのキャンセルも含みます）。',
      head: '月',
      columns: monthly.map((measure) => ({ id: measure, name: names[measure] })),
      rows: spans.map((span) => ({
        id: span,
        name: span === ALL ? '合計' : monthText(span),
        cells: monthly.map((measure) => of(desk, span, measure)),
      })),
    },
    table(
      'outcomes',
      '本予約はどうなったか',
      '割合は、本予約になったもののうちの割合です。連絡なしは、開始のあとも連絡がなく、キャンセルとして扱ったものです。',
      '結果',
      ['attended', 'by-applicant', 'by-office', 'no-show', 'other'],
      whole('settled'),
    ),
    table(
      'unsettled',
      '本予約にならなかった申込み',
      '割合は、申込み全体のうちの割合です。',
      '結果',
      ['ended', 'waiting'],
      whole('received'),
    ),
    {
      id: 'lead-times',
      title: '申込みの早さと連絡なし',
      about:
        '申し込んだ日から相談の日までの日数で分けます。割合は、実施と連絡なしを合わせた数のうちの、連絡なしの割合です。',
      head: '申し込んだ日',
      columns: [
        { id: 'attended', name: names.attended },
        { id: 'no-show', name: names['no-show'] },
        { id: 'share', name: '連絡なしの割合', share: true },
      ],
      rows: leadTimes.map(({ id }) => {
        const [attended, noShow] = [of(desk, ALL, `attended ${id}`), of(desk, ALL, `no-show ${id}`)];
        return { id, name: leadNames[id], cells: [attended, noShow, shareOf(noShow, together(attended, noShow))] };
      }),
    },
    table(
      'answers',
      'お返事のお約束',
      `${office.byPhone === 'is-the-application' ? 'フォーム・メール・電話・来所' : 'フォームとメール'}の申込みに、最初にお返事（本予約・ほかの日時・お断り）をした時です。割合は、期限が来たもののうちの割合です。`,
      'お返事',
      ['in-time', 'late', 'undue'],
      (measure) => (measure === 'undue' ? undefined : promised),
    ),
    table(
      'choices',
      '希望の日時',
      '本予約の日時が第1希望に入っているものを数えます（移したものは、移したあとの日時）。割合は、本予約のうちの割合です。',
      '日時',
      ['first', 'another'],
      whole('settled'),
    ),
    table(
      'channels',
      '申込みの方法',
      '最初の申込みの方法です。割合は、申込み全体のうちの割合です。',
      '方法',
      ['form', 'mail', 'phone', 'counter', 'session', ...(office.instant ? (['instant'] as const) : [])],
      whole('received'),
    ),
  ];
};

/** A cell in words: a number, a share, or why there is none. */
export const cellText = (cell: Published | undefined, share = false): string =>
  cell === undefined ? '—' : cell === 'few' ? '3未満' : cell === 'withheld' ? '非公表' : `${cell}${share ? '%' : ''}`;
