import { html } from 'hono/html';
import type { Office } from '../domain/office.ts';
import type { Page } from './layout.ts';

/* What articles 5 and 12 ask of everybody, which is the same at every office so far, in short words of our own. */

/** [K-5-1…6, A-5-1…6] The device and its line, as article 5 numbers it. */
const device = [
  'ウイルスなどの心配がない、安全なスマートフォンやパソコンを使います。',
  '安全なインターネットにつなぎます。だれが管理しているかわからない無料Wi-Fiなどは使えません。',
  'OS（iOS、Android、Windowsなど）は、サポートが続いているものを、最新にしておきます。',
  'パーソナルファイアウォール（Windowsファイアウォールなど）を有効にして、必要なものだけを許可します。',
  'WinnyやShareなどのファイル共有ソフトを入れません。相談の間は、いらないソフトを閉じます。',
  'ウイルス対策ソフト（有償版と同じくらいのもの）を入れ、最新にしておきます。',
];

/** [K-12-1…5, A-12-1…5] The session itself, as article 12 numbers it. */
const conduct = ({ name, tools, applicants }: Office): string[] => [
  `${applicants.employer ? '就職や採用' : '就職'}のための相談に使います。おどしや乱暴な言葉などがあったときは、相談をやめたり、お断りしたりすることがあります。`,
  '録画と録音は、どんな方法でもできません。',
  `個室など、まわりに人がいない所で参加します。通訳や介助の方が一緒のときは、前もって${name}に伝えます。`,
  `${tools.map((tool) => tool.name).join('か')}と通信がきちんと使えることを、前もって確かめます。OSもブラウザも最新にしておきます。`,
  '通信にかかるお金は、自分で払います。使った量で料金が変わる契約の方は、特に気を付けてください。',
];

/** [K-5-1…6, A-5-1…6, K-12-1…5, A-12-1…5] What to check before agreeing to the terms. */
export const checklist = (office: Office): Page => {
  const lists = [
    ['使う機器とインターネット', device, '5'],
    ['相談のとき', conduct(office), '12'],
  ] as const;
  return html`<section class="checklist" aria-labelledby="checklist">
<h2 id="checklist">同意の前に、確かめてください</h2>
${lists.map(
  ([title, list, article]) => html`<h3>${title}（利用規約 第${article}条）</h3>
<ul>${list.map((item) => html`<li>${item}</li>`)}</ul>`,
)}
</section>`;
};
