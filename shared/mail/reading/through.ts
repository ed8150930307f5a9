import type { Office } from '../../domain/office.ts';
import { type Token, tokensOf } from './contacts.ts';
import type { Days } from './dates.ts';
import type { Given } from './kinds.ts';
import { type Label, labelsOf } from './labels.ts';
import { type Legible, legible } from './legible.ts';
import { type Moment, momentsOf } from './moments.ts';
import { LABEL } from './own-text.ts';
import { masked } from './places.ts';

/* A text looked through: labels, numbers and addresses, days and times, each with its place. */

/** More than anybody writes in an application; what is longer is looked at by a person. */
export const LONGEST_TEXT = 20_000;

/** A text looked through once: what the office printed on its form is blanked, so that it is nobody's wish. */
export type Through = {
  readonly said: Legible;
  readonly labels: readonly Label[];
  readonly tokens: readonly Token[];
  readonly taken: readonly { readonly at: number; readonly end: number }[];
  readonly moments: readonly Moment[];
};

export const readThrough = (typed: Legible, office: Office, days: Days): Through => {
  const said = { text: masked(typed.text, printedIn(typed.text, office)), as: typed.as };
  const labels = labelsOf(said.text);
  const { tokens, taken } = tokensOf(said.text, labels);
  return { said, labels, tokens, taken, moments: momentsOf(masked(said.text, taken), days) };
};

const printed = new WeakMap<Office, readonly RegExp[]>();
/** Where a text repeats the office's own form: its words in any width and spacing. */
const printedIn = (text: string, office: Office): { at: number; end: number }[] => {
  let patterns = printed.get(office);
  if (!patterns) {
    patterns = office.mail.printed.map(
      (words) =>
        new RegExp(
          [...legible(words).text.replace(/\s/g, '')]
            .map((one) => one.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&').replace(/^[-~]$/, '[-~]'))
            .join('[ \\n]?'),
          'g',
        ),
    );
    printed.set(office, patterns);
  }
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)].map((one) => ({ at: one.index, end: one.index + one[0].length })))
    .sort((a, b) => a.at - b.at);
};

/** Of a quoted line above an answer nothing counts but its label. */
export const withQuotedLabels = (own: string): Legible =>
  legible(
    own.includes(LABEL)
      ? own
          .split('\n')
          .map((line) => {
            if (!line.startsWith(LABEL)) return line;
            const label = labelsOf(legible(line.slice(1)).text).find((one) => one.heads);
            return label ? `${label.text}:` : '';
          })
          .join('\n')
          .slice(0, LONGEST_TEXT)
      : own.slice(0, LONGEST_TEXT),
  );

export const says = ({ labels, tokens, moments, said }: Through): boolean =>
  tokens.some((one) => one.shape !== 'digits') ||
  moments.some((one) => one.kind === 'day' || one.kind === 'time') ||
  labels.some((one) => one.heads && one.value !== undefined && one.field !== 'other') ||
  said.text.replace(/\s/g, '').length > 60;

const itemFields = new Set(['name', 'number', 'establishment', 'wish', 'email', 'phone', 'contact']);

export const givenIn = ({ labels, tokens, moments }: Through): Given => ({
  number: tokens.some(
    ({ shape, label }) =>
      label?.field !== 'opening' && (shape === 'seeker' || shape === 'employer' || label?.field === 'number'),
  ),
  wish:
    moments.some((one) => one.kind === 'day' && !one.vague) &&
    moments.some((one) => one.kind === 'time' || one.kind === 'session'),
  labelled: new Set(
    labels
      .filter((one) => one.heads && one.value !== undefined && one.value > one.end && itemFields.has(one.field))
      .map(({ field }) => field),
  ).size,
  wishes: new Set(moments.flatMap((one) => (one.kind === 'day' && one.date ? [one.date] : []))).size,
});
