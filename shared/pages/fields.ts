import { html } from 'hono/html';
import type { Told } from '../http/problems.ts';
import { type Page, unbroken } from './layout.ts';

export type FieldProps = {
  readonly id?: string;
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly required?: boolean;
  readonly hint?: string;
  readonly problem?: Told | undefined;
};

/** What is wrong with a field, by its name. */
const wrong = (problem: Told | undefined, name: string): string | undefined =>
  problem?.errors?.find(({ field }) => field === name)?.message;

/** The parts every field shares: label with ※必須 or ※任意, hint, what is wrong; `control` gets the attributes that tie them together. */
export const field = (props: FieldProps, control: (attributes: Page) => Page): Page => {
  const { name, id = name, label, required = false, hint, problem } = props;
  const error = wrong(problem, name);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const attributes = html`id="${id}" name="${name}"${described && html` aria-describedby="${described}"`}${error && html` aria-invalid="true"`}${required && html` aria-required="true"`}`;
  return html`<div class="field"><label for="${id}">${label} <small class="${required ? 'must' : 'may'}">${required ? '※必須' : '※任意'}</small></label>
${hint && html`<p class="hint" id="${id}-hint">${unbroken(hint)}</p>`}
${control(attributes)}
${error && html`<p class="error" id="${id}-error">＊${unbroken(error)}</p>`}</div>`;
};

/** One line of text. */
export const textField = (
  props: FieldProps & {
    readonly mode?: 'text' | 'numeric' | 'tel' | 'email' | 'url';
    readonly size?: number;
    /** So many characters are taken. */
    readonly longest?: number;
    readonly autofocus?: boolean;
    /** What browsers may fill in; what they may not, they do not keep for the way back either. */
    readonly autocomplete?: 'name' | 'email' | 'tel' | 'on';
  },
): Page =>
  field(
    props,
    (attributes) =>
      html`<input ${attributes}${props.mode && html` inputmode="${props.mode}"`} autocomplete="${props.autocomplete ?? 'off'}"${props.size && html` size="${props.size}"`}${props.longest && html` maxlength="${props.longest}"`} value="${props.value ?? ''}"${props.autofocus && html` autofocus`}>`,
  );

/** Several lines of text. */
export const areaField = (props: FieldProps & { readonly rows?: number }): Page =>
  field(
    props,
    (attributes) => html`<textarea ${attributes} rows="${props.rows ?? 5}" autocomplete="off">
${props.value ?? ''}</textarea>`,
  );

type Choices = readonly (readonly [value: string, text: Page | string])[];

/** Choices all in sight, under one legend. */
const choiceField = (
  { name, id = name, label, required = false, hint, problem }: Omit<FieldProps, 'value'>,
  {
    type,
    row = false,
    chosen,
    choices,
  }: { type: string; row?: boolean | undefined; chosen: readonly unknown[]; choices: Choices },
): Page => {
  const error = wrong(problem, name);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return html`<fieldset class="field${row && ' row'}" id="${id}"${described && html` aria-describedby="${described}"`}><legend>${label} <small class="${required ? 'must' : 'may'}">${required ? '※必須' : '※任意'}</small></legend>
${hint && html`<p class="hint" id="${id}-hint">${unbroken(hint)}</p>`}
${choices.map(([one, text]) => html`<label class="choice"><input type="${type}" name="${name}" value="${one}"${chosen.includes(one) && html` checked`}> ${text}</label>`)}
${error && html`<p class="error" id="${id}-error">＊${unbroken(error)}</p>`}</fieldset>`;
};

/** Any of a few; `row`: beside each other, where they are short. */
export const checkField = ({
  values,
  row,
  choices,
  ...props
}: Omit<FieldProps, 'value'> & {
  readonly values: readonly string[];
  readonly row?: boolean;
  readonly choices: Choices;
}): Page => choiceField(props, { type: 'checkbox', row, chosen: values, choices });

/** One of a few. */
export const radioField = ({ value, choices, ...props }: FieldProps & { readonly choices: Choices }): Page =>
  choiceField(props, { type: 'radio', chosen: [value], choices });

/** One of several, as a list to open. */
export const selectField = (
  props: FieldProps & {
    readonly choices: readonly (readonly [value: string, text: string])[];
    readonly empty?: string;
  },
): Page =>
  field(
    props,
    (attributes) =>
      html`<select ${attributes}>${props.empty !== undefined && html`<option value="">${props.empty}</option>`}${props.choices.map(([value, text]) => html`<option value="${value}"${value === props.value && html` selected`}>${text}</option>`)}</select>`,
  );
