import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { helpPage } from '../../shared/pages/counter/help.ts';
import { on } from '../support/build.ts';
import { textOf } from '../support/forms.ts';

/** What people say or write themselves, and no page shows. */
const SAID = ['メールが届かない', 'システム停止のため'];

const shown = ['shared/pages', 'shared/pages/counter', 'shared/http', 'shared/domain', 'functions/staff']
  .flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('/help.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

test.each([kabe, aomori])(
  'every button, list and message that the help of $name quotes is called so where it stands',
  async (office) => {
    const page = String(await helpPage({ office, staff: '見本', now: on('2026-03-02T09:00:00+09:00') }));
    const quoted = [...textOf(page.replace(/<\/?a\b[^>]*>/g, '')).matchAll(/「([^」]+)」/g)].map(
      ([, name = '']) => name,
    );
    expect(quoted.length).toBeGreaterThan(30);
    expect([...new Set(quoted)].filter((name) => !shown.includes(name) && !SAID.includes(name))).toEqual([]);
  },
);
