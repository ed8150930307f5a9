import { html } from 'hono/html';

/** Some sentences, or the address of a page on a line of its own. */
export type Line = string | { readonly url: string };

/** A part of a letter, from which its text and its HTML are made alike. */
export type Block = { readonly heading?: string; readonly lines: readonly Line[]; readonly listed?: boolean };

/** [R-34] Whatever people or other systems wrote, as part of one line: no line ends, no control or invisible characters. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();

/** Half-width columns, of which a full-width character takes two. */
export const columns = (text: string): number => [...text].reduce((sum, one) => sum + (/[ -~｡-ﾟ]/.test(one) ? 1 : 2), 0);

const WIDEST = 78;

/**
 * A sentence a line. One that is too long goes on after a 、 outside parentheses, which is where a reader pauses anyway; where
 * there is none, it stays as it is, because a name or an address broken in two is worse than a long line.
 */
const sentences = (text: string, indent: string): string[] =>
  (text.match(/[^。]+。?/g) ?? []).flatMap((sentence) => {
    const lines: string[] = [];
    for (const phrase of sentence.match(/(?:（[^）]*）|[^、])+、?/g) ?? []) {
      const longer = (lines.at(-1) ?? '') + phrase;
      if (lines.length > 0 && columns(indent + longer) <= WIDEST) lines[lines.length - 1] = longer;
      else lines.push(phrase);
    }
    return lines;
  });

export const textOf = (blocks: readonly Block[]): string =>
  `${blocks
    .map(({ heading, lines, listed }) =>
      [
        ...(heading ? [`■${heading}`] : []),
        ...lines.flatMap((line) => {
          if (typeof line !== 'string') return [line.url];
          const indent = listed ? '　' : '';
          return sentences(line, indent).map((part, index) => (listed && index === 0 ? `・${part}` : indent + part));
        }),
      ].join('\n'),
    )
    .join('\n\n')}\n`;

const STYLE =
  'body{max-width:40em;margin:0 auto;padding:1em;line-height:1.7;overflow-wrap:anywhere}h2{font-size:1.1em;margin:1.6em 0 0.3em}p{margin:0 0 1em}ul{margin:0;padding-left:1.4em}';

/** The same as the text; whatever it says is escaped where it is written. */
export const htmlOf = (title: string, blocks: readonly Block[]): string => {
  const shown = (line: Line) => (typeof line === 'string' ? line : html`<a href="${line.url}">${line.url}</a>`);
  return html`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${blocks.map(
  ({ heading, lines, listed }) => html`${
    heading &&
    html`<h2>${heading}</h2>
`
  }${
    listed
      ? html`<ul>${lines.map((line) => html`<li>${shown(line)}</li>`)}</ul>`
      : html`<p>${lines.map(
          (line, index) =>
            html`${
              index > 0 &&
              html`<br>
`
            }${shown(line)}`,
        )}</p>`
  }
`,
)}
</body>
</html>
`.toString();
};
