import sparticuz from '@sparticuz/chromium';
import axe, { type AxeResults } from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import * as z from 'zod';
import type { LocalOffice } from '../../infra/local/office.ts';

export type TestBrowser = {
  /** A context of its own, with nothing kept from another. */
  readonly context: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** What went wrong on any page so far: errors of script, breaches of the content security policy, what could not be loaded. */
  readonly wrong: string[];
  readonly close: () => Promise<void>;
};

/** A real Chromium with an empty profile. One for a whole test file is enough: contexts share nothing. */
export const startBrowser = async (): Promise<TestBrowser> => {
  const browser: Browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    // Its own list of arguments, made for Lambda, would put all in one process and switch off what guards one site from another.
    args: ['--no-sandbox'],
  });
  const wrong: string[] = [];
  return {
    wrong,
    context: async (options) => {
      const context = await browser.newContext({
        locale: 'ja-JP',
        timezoneId: 'Asia/Tokyo',
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      context.setDefaultTimeout(10_000);
      const note = (page: Page | null | undefined, what: string) =>
        wrong.push(`${page ? new URL(page.url()).pathname : ''} ${what}`);
      context.on('weberror', (error) => note(error.page(), error.error().message));
      context.on('console', (message) => {
        // Refused forms answer 4xx, of which Chromium tells too; whatever else could not be loaded is noted below.
        const refused = /^Failed to load resource/.test(message.text());
        if (/error|warning/.test(message.type()) && !refused) note(message.page(), message.text());
      });
      context.on('requestfailed', (request) => {
        const failure = request.failure()?.errorText;
        if (failure !== 'net::ERR_ABORTED') note(undefined, `${request.url()} ${failure}`);
      });
      context.on('response', (response) => {
        const document = response.request().resourceType() === 'document';
        // The console's script learns so, each hour, that its session has to be renewed.
        const renewing = response.status() === 403 && response.url().endsWith('/staff/instant/count');
        if (response.status() >= (document ? 500 : 400) && !renewing)
          note(undefined, `${response.url()} ${response.status()}`);
      });
      return context;
    },
    close: () => browser.close(),
  };
};

/** Presses what leads to another page, and waits for that. */
export const go = (target: Locator): Promise<unknown> =>
  Promise.all([target.page().waitForEvent('domcontentloaded'), target.click()]);

/** What people can tell of a page without being told by axe: one line for each thing that is not as it should be. */
export const layoutFaults = async (page: Page): Promise<string[]> =>
  z.array(z.string()).parse(
    await page.evaluate(`(() => {
      const all = (selector) => [...document.querySelectorAll(selector)];
      const said = (element) => element.outerHTML.slice(0, 120);
      const ids = all('[id]').map(({ id }) => id);
      const levels = all('h1,h2,h3,h4,h5,h6').map(({ tagName }) => Number(tagName[1]));
      const { scrollWidth, clientWidth } = document.documentElement;
      return [
        ...(scrollWidth > clientWidth ? ['scrolls sideways: ' + scrollWidth + ' > ' + clientWidth + ' px'] : []),
        ...(levels.filter((level) => level === 1).length === 1 ? [] : ['has not one h1']),
        ...levels.flatMap((level, at) => (level > (levels[at - 1] ?? 0) + 1 ? ['leaves out a heading before h' + level + ' ' + at] : [])),
        ...(document.documentElement.lang === 'ja' ? [] : ['lang']),
        ...(document.title.includes('｜') ? [] : ['title: ' + document.title]),
        ...all('input:not([type=hidden]),select,textarea')
          .filter((control) => control.labels.length === 0 && !control.ariaLabel)
          .map((control) => 'has no label: ' + said(control)),
        ...all('[aria-describedby]')
          .filter((one) => one.getAttribute('aria-describedby').split(' ').some((id) => !ids.includes(id)))
          .map((one) => 'is described by nothing: ' + said(one)),
        ...all('a[href^="#"]')
          .filter((link) => !ids.includes(decodeURIComponent(link.hash.slice(1))))
          .map((link) => 'leads nowhere: ' + said(link)),
        ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => 'id twice: ' + id),
        // What was seen can be a list of nothing.
        ...all('form[action^="/staff"] input[type=hidden][value=""]:not([name=seen])').map((one) => 'sends nothing: ' + said(one)),
        ...all('[style],[placeholder],main :disabled,style').map((one) => 'has what no page has: ' + said(one)),
        ...all('table').filter((table) => !table.querySelector('th[scope]')).map((one) => 'no th scope: ' + said(one)),
        ...all('main *').filter((one) => one.textContent.includes('undefined') || one.textContent.includes('[object ') || one.textContent.includes('NaN')).map((one) => 'says undefined: ' + said(one)).slice(-1),
      ];
    })()`),
  );

/** Text and forms as somebody without script gets them too: the buttons that only script shows left out. */
export const contentOf = async (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const main = document.querySelector('main').cloneNode(true);
    for (const button of main.querySelectorAll('button[data-copy]')) button.remove();
    const fields = [...main.querySelectorAll('input,select,textarea,button')];
    return {
      text: main.textContent.replace(/\\s+/g, ' ').trim(),
      // The key that makes a form sent twice one act is new each time.
      fields: fields.map((field) => [field.tagName, field.type, field.name, field.name === 'idempotencyKey' ? '' : field.value]),
    };
  })()`);

/** What axe finds, serious or critical or of the impacts named, in a line each: the rule, what is to be done, and where. */
export const axeFinds = async (page: Page, rules?: string[], impacts = ['serious', 'critical']): Promise<string[]> => {
  // Through the debugger's protocol, which the page's policy does not reach.
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axe.source);
  const found = await page.evaluate(
    (only): Promise<AxeResults> =>
      // biome-ignore lint/suspicious/noExplicitAny: axe is in the page now, where no type tells of it
      (globalThis as any).axe.run({
        resultTypes: ['violations'],
        ...(only?.length && { runOnly: { type: 'rule', values: only } }),
      }),
    rules,
  );
  return found.violations
    .filter(({ impact }) => impacts.includes(impact ?? ''))
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
    );
};

/** Somebody of staff at their counter, in a context of their own: signed in by one click on who they are. */
export const signIn = async (
  browser: TestBrowser,
  office: LocalOffice,
  id: string,
  { who = 'mihon1', ...options }: BrowserContextOptions & { readonly who?: string } = {},
): Promise<Page> => {
  const page = await (await browser.context({ baseURL: office.offices[id]?.url ?? '', ...options })).newPage();
  await page.goto('/staff/today');
  await page.getByRole('button', { name: who }).click();
  await page.waitForURL('**/staff/today');
  return page;
};

/**
 * Hands on a keyboard, nothing else: a key takes 80 ms, a character that has to be converted from kana four of them. That time is
 * counted, not waited for. `moved` is called wherever the tab key has led.
 */
export const keyboardOf = (page: Page, moved = async (): Promise<void> => {}) => {
  let milliseconds = 0;
  const press = (key: string): Promise<void> => {
    milliseconds += 80;
    return page.keyboard.press(key);
  };
  const focused = (): Promise<unknown> =>
    page.evaluate(`(() => {
      const { labels, ariaLabel, textContent } = document.activeElement;
      return (ariaLabel ?? labels?.[0]?.textContent ?? textContent).trim();
    })()`);
  return {
    press,
    type: async (text: string): Promise<void> => {
      for (const letter of text) {
        milliseconds += letter < '\u3000' ? 80 : 320;
        await page.keyboard.type(letter);
      }
    },
    /** How long the hands have taken so far. */
    milliseconds: () => milliseconds,
    /** On with the tab key until this has the focus, by what it is called. */
    tabTo: async (name: string): Promise<void> => {
      const passed: unknown[] = [];
      for (let said = await focused(); !String(said).startsWith(name); said = await focused()) {
        passed.push(said);
        if (passed.length > 60) throw new Error(`the tab key does not lead to ${name}: ${passed.join(' → ')}`);
        await press('Tab');
        await moved();
      }
    },
  };
};
