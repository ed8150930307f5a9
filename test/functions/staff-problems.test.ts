import { beforeAll, describe, expect, test } from 'vitest';
import { browserOf } from '../support/console.ts';
import { type Following, following, standAt } from '../support/following.ts';
import { form, invoke } from '../support/lambda.ts';

/* What staff are told where no form is there to show it: on a page of the console, which leads on. */

const NOW = '2026-03-02T09:00:00+09:00';
let office: Following;
let here: ReturnType<typeof browserOf>;
beforeAll(async () => {
  standAt(NOW);
  office = await following('kabe');
  here = browserOf(office);
});

const MENU = '<nav aria-label="窓口の画面">';

describe('a page of the console that is not there', () => {
  test.each([
    ['/staff/nope', 404, 'ページが見つかりません'],
    ['/staff/mails/abc', 404, 'メールが見つかりません'],
    ['/staff/instant', 404, 'この窓口では、即時利用を行っていません'],
    ['/staff/instant/count', 404, 'この窓口では、即時利用を行っていません'],
    ['/staff/counsellors/abc', 422, '担当者が見つかりません'],
    ['/staff/closures/abc', 400, '日付の書き方をお確かめください。「2026-03-04」のように'],
    ['/staff/closures/9999-12-31', 400, '2000年から2199年まで'],
    ['/staff/today?date=2026-02-30', 400, '日付の書き方をお確かめください。「2026-03-04」のように'],
    ['/staff/today?date=9999-12-31', 400, '2000年から2199年まで'],
    ['/staff/today?date=0001-01-01', 400, '2000年から2199年まで'],
    ['/staff/week?from=9999-12-31', 400, '始めの日の書き方'],
    ['/staff/agenda?date=9999-12-31', 400, '2000年から2199年まで'],
    ['/staff/todo?nope=1', 400, '「nope」という項目はありません'],
  ])('%s says so (%i), with the menu, and leads to what there is to do', async (path, status, said) => {
    const answer = await here.get(path);
    expect(answer.status).toBe(status);
    for (const part of [said, MENU, '<a href="/staff/today">今日</a>', '<a href="/staff/todo">やること</a>'])
      expect(answer.text).toContain(part);
    expect(answer.text).not.toContain('最初のページ');
    expect((await invoke(office.at.staff, `GET ${path}`, { staff: 's' })).status).toBe(status);
  });

  test.each(['2000-01-01', '2199-12-31'])('is not meant by %s: the first and the last day there are', async (date) => {
    for (const path of [`/staff/today?date=${date}`, `/staff/week?from=${date}`, `/staff/closures/${date}`])
      expect([path, (await here.get(path)).status]).toEqual([path, 200]);
  });

  test('[A-62-1] is the one for sessions at once, where an office has none: nothing leads to it, and nothing asks who waits', async () => {
    const { text } = await here.get('/staff/help');
    expect(text).not.toContain('instant');
    expect(text).not.toContain('即時利用');
  });

  test('is told to nobody who is not signed in', async () => {
    const answer = await invoke(office.at.staff, 'GET /staff/nope', { headers: { accept: 'text/html' } });
    expect(answer.text).not.toContain(MENU);
  });
});

test('a closure that cannot be set is told in words about days', async () => {
  const { status, text } = await here.post('/staff/closures/2026-02-30', { kind: 'closed', seen: '' });
  expect([status, text.includes('この日は変えられません'), text.includes(MENU)]).toEqual([422, true, true]);
});

describe('[R-28] what is sent from the console', () => {
  const length = (count: number): string => form({ wording: 'あ'.repeat(count) });

  test('may be 60,000 characters of Japanese, nine bytes each', async () => {
    const send = (body: string) =>
      invoke(office.at.staff, 'POST /staff/terms/new', {
        staff: 's',
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'none' },
        body,
      });
    expect(length(60_000).length).toBeGreaterThan(540_000);
    expect((await send(length(60_000))).status).toBe(400);
    const { status, text } = await send(length(80_000));
    expect(status).toBe(413);
    for (const said of ['7万字', MENU]) expect(text).toContain(said);
  });
});
