import { describe, expect, test } from 'vitest';
import type { Office } from '../../shared/domain/office.ts';
import { fieldProblem, type Told } from '../../shared/http/problems.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { checklist } from '../../shared/pages/checklist.ts';
import { agreeForm, consentFields } from '../../shared/pages/consent.ts';
import { css } from '../../shared/pages/style.ts';
import { changesPage, termsPage } from '../../shared/pages/terms.ts';
import { changesOf } from '../../shared/pages/terms-changes.ts';
import { on, terms } from '../support/build.ts';
import { textOf } from '../support/forms.ts';

const offices: [string, Office][] = [
  ['kabe', kabe],
  ['aomori', aomori],
];
const now = on('2026-03-02T09:00:00+09:00');
const latest = ({ terms: [first] }: Office) => {
  if (!first) throw new Error('an office without terms');
  return first;
};
const malformed = (...fields: string[]): Told => ({
  type: 'malformed',
  title: '直す所',
  detail: '直してください',
  status: 400,
  errors: fields.map((field) => fieldProblem(field, 'not-accepted')),
});
const fields = (office: Office, typed: Record<string, string> = {}, problem?: Told): string =>
  String(consentFields(office, latest(office), typed, problem));
const boxes = (page: string): string[] =>
  [...page.matchAll(/<input type="checkbox" id="([^"]+)" name="\1"/g)].map(([, name = '']) => name);
const ticked = (page: string): string[] =>
  [...page.matchAll(/<input type="checkbox" id="([^"]+)"[^>]* checked/g)].map(([, name = '']) => name);

describe.each(offices)('the checklist of %s', (_, office) => {
  const lists = [...String(checklist(office)).matchAll(/<ul>([\s\S]*?)<\/ul>/g)].map(([, list = '']) =>
    [...list.matchAll(/<li>(.*?)<\/li>/g)].map(([, item = '']) => item),
  );

  test('[K-5-1…6, A-5-1…6] says what article 5 asks of device and line, item by item', () => {
    expect(lists[0]).toEqual([
      expect.stringMatching(/ウイルス.*安全/),
      expect.stringMatching(/インターネット.*無料Wi-Fi.*使えません/),
      expect.stringMatching(/OS.*サポート.*最新/),
      expect.stringMatching(/ファイアウォール.*有効.*必要なものだけ/),
      expect.stringMatching(/ファイル共有ソフト.*いらないソフト/),
      expect.stringMatching(/ウイルス対策ソフト.*有償版.*最新/),
    ]);
  });

  test('[K-12-1…5, A-12-1…5] says what article 12 asks of the session, item by item', () => {
    expect(lists[1]).toEqual([
      expect.stringMatching(/就職.*お断り/),
      expect.stringMatching(/録画と録音.*できません/),
      expect.stringMatching(/個室.*通訳や介助.*前もって/),
      expect.stringMatching(new RegExp(`${office.tools.map(({ name }) => name).join('か')}.*前もって確かめ.*ブラウザ`)),
      expect.stringMatching(/お金.*使った量/),
    ]);
  });

  test('[K-5-1…6, A-5-1…6, K-12-1…5, A-12-1…5] stands before the first box of the form, and on the page of the terms', () => {
    const form = fields(office);
    expect(form).toContain(String(checklist(office)));
    expect(form.indexOf('id="checklist"')).toBeLessThan(form.indexOf('type="checkbox"'));
    expect(String(termsPage(office, latest(office), now))).toContain(String(checklist(office)));
  });
});

describe('[K-4, A-4, D-1] a box for each text', () => {
  test.each([
    ['kabe', kabe, ['consent.accepted', 'consent.tools.teleoffice.accepted']],
    ['aomori', aomori, ['consent.accepted', 'consent.tools.zoom.accepted']],
  ])(
    'that is agreed to at %s, none of them ticked, each with its text beside it and a label of its own',
    (_, office, names) => {
      const page = fields(office);
      expect([boxes(page), ticked(page)]).toEqual([names, []]);
      for (const name of names) expect(page).toMatch(new RegExp(`<label class="choice" for="${name}">`));
      expect(page).toContain(`href="/terms/${latest(office).version}"`);
      expect(page).toContain(`name="consent.terms" value="${latest(office).version}"`);
      for (const { tool, termsUrl } of office.tools.filter(({ agreedTo }) => agreedTo)) {
        expect(page).toContain(`href="${termsUrl}"`);
        expect(page).toContain(`name="consent.tools.${tool}.termsUrl" value="${termsUrl}"`);
      }
    },
  );

  const zoom = aomori.tools.find(({ tool }) => tool === 'zoom');
  const agreed = {
    'consent.terms': '2024-06-06',
    'consent.accepted': 'true',
    'consent.tools.zoom.termsUrl': zoom?.termsUrl ?? '',
    'consent.tools.zoom.accepted': 'true',
  };

  test('[Bad input] what is missing is said below its box, and what was ticked stays ticked', () => {
    const page = fields(
      aomori,
      { ...agreed, 'consent.tools.zoom.accepted': '' },
      malformed('consent.tools.zoom.accepted'),
    );
    expect(ticked(page)).toEqual(['consent.accepted']);
    const [, zoom = ''] = page.split('id="consent.tools.zoom.accepted"');
    expect(zoom).toMatch(/^[^>]* aria-invalid="true" aria-describedby="consent\.tools\.zoom\.accepted-error"/);
    expect(zoom).toContain(
      'id="consent.tools.zoom.accepted-error">＊Zoomの利用規約を確認し、同意の欄に印を付けてください。',
    );
    expect(page.match(/class="error"/g)).toHaveLength(1);
  });

  test('[D-11] a box ticked for another text than is shown now is not ticked, and the differences are linked', () => {
    const old = {
      ...agreed,
      'consent.terms': '2023-05-01',
      'consent.tools.zoom.termsUrl': 'https://old.example',
    };
    const page = fields(aomori, old);
    expect(ticked(page)).toEqual([]);
    expect(page).toContain('href="/terms/2024-06-06/changes?from=2023-05-01"');
    expect(fields(aomori, agreed)).not.toContain('/changes');
    const mischief = fields(aomori, { ...agreed, 'consent.terms': '"><script>' });
    expect(mischief).not.toMatch(/changes|script/);
  });
});

test('[D-11] whoever looks at a booking under older terms is led on by a form, the code in no address', () => {
  const form = String(agreeForm(aomori, '1234-5678', '1111 2222 3333 4444', latest(aomori)));
  expect(form).toContain('method="post" action="/bookings/1234-5678/terms"');
  expect(form).toContain('<input type="hidden" name="code" value="1111 2222 3333 4444">');
  expect(textOf(form)).toContain('この予約は、申し込んだときの利用規約のままで有効です');
});

describe.each(offices)('the terms of %s as a page', (_, office) => {
  const first = latest(office);
  const next = terms(office, { version: '2026-04-01', effectiveFrom: '2026-04-01' });
  const known: Office = { ...office, terms: [...office.terms, next] };
  const page = String(termsPage(known, first, now));

  test('[K-13, A-13, D-11] says from when it is, what comes when, and which versions there are', () => {
    expect(textOf(page)).toMatch(/利用規約が変わります。 2026年4月1日（水）から、/);
    expect(page).toContain('href="/terms/2026-04-01/changes"');
    expect(textOf(page)).toMatch(new RegExp(`${first.version}版（このページ） 今の版.*2026年3月31日（火）まで`));
    const later = textOf(String(termsPage(known, first, on('2026-04-01T00:00:00+09:00'))));
    expect(later).toContain('前の利用規約です。 今の利用規約は、 2026-04-01版');
    const coming = textOf(String(termsPage(known, next, now)));
    expect(coming).toContain(`2026年4月1日（水）からの利用規約です。 今の利用規約は、 ${first.version}版`);
    expect(coming).not.toContain('利用規約が変わります');
  });

  test('links the official text with its hash, and each article from the index at the top', () => {
    expect(page).toContain(`href="${first.officialUrl}"`);
    expect(page.indexOf(first.sha256)).toBeGreaterThan(page.indexOf('id="versions"'));
    const [index = ''] = /<nav class="index"[\s\S]*?<\/nav>/.exec(page) ?? [];
    const targets = [...index.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id);
    expect(targets).toEqual(expect.arrayContaining(first.articles.map(({ article }) => `article-${article}`)));
    for (const id of targets) expect(page.split(`id="${id}"`), id).toHaveLength(2);
    expect(page.indexOf('class="index"')).toBeLessThan(page.indexOf('id="article-1"'));
  });

  test('weighs at most 60 KB with its style, and so do the changes to a whole new wording', () => {
    const changes = String(changesPage(known, first, next, changesOf(first.articles, next.articles)));
    for (const html of [page, changes]) expect(Buffer.byteLength(html + css)).toBeLessThanOrEqual(60 * 1024);
  });

  test('[K-13, A-13] shows what changes by words, not by colours alone', () => {
    const articles = first.articles.map((one) => ({
      ...one,
      text: one.text.map((text) => text.replace('無料', '有料')),
    }));
    const removed = articles.slice(0, -1);
    const changes = changesOf(first.articles, [...removed, { article: '15', heading: '見本', text: ['一', '二'] }]);
    const shown = String(changesPage(known, first, next, changes));
    // No line hides the minus of the mark.
    expect(shown).toContain('<del>［－<s>無料</s>］</del><ins>［＋有料］</ins>');
    expect(css).toMatch(/(?:^|\})\s*del\{[^}]*text-decoration:none/);
    expect(shown).toMatch(/第14条.*削除/);
    expect(shown).toMatch(/第15条.*追加/);
    expect(textOf(shown)).toContain('［＋ ］は新しい版だけにある言葉、［－ ］は前の版だけにある言葉です');
  });

  test('calls no version the first: what the office had before is not known', () => {
    const [, versions = ''] = page.split('id="versions"');
    expect(textOf(versions)).not.toContain('最初');
    expect(textOf(String(changesPage(known, first, first, [])))).toContain('くらべる前の版はありません。');
  });
});
