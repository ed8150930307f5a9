import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import holidays from '@holiday-jp/holiday_jp/lib/holidays.js';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Bundles } from '../../infra/bundle.ts';
import { functionNames, routes } from '../../infra/office-stack.ts';
import { officeIds } from '../../shared/offices/index.ts';
import { bundles, bundlesFolder } from '../support/bundles.ts';

const Metafile = z.object({
  inputs: z.record(z.string(), z.unknown()),
  outputs: z.record(
    z.string(),
    z.object({ bytes: z.number(), inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
});

let folders: Bundles;
beforeAll(async () => {
  folders = await bundles();
});

/** Every source file that left bytes in what is deployed. */
const inputsOf = (name: string): string[] => {
  const { outputs } = Metafile.parse(JSON.parse(readFileSync(join(bundlesFolder, `${name}.meta.json`), 'utf8')));
  const kept = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  return [...new Set(kept.map(([path]) => path))];
};
const filesOf = (name: string, wanted: (file: string) => boolean = () => true): Buffer[] => {
  const folder = folders.get(name) ?? '';
  return readdirSync(folder)
    .filter(wanted)
    .map((file) => readFileSync(join(folder, file)));
};
const visitors = functionNames.filter((name) => name in routes && name !== 'staff' && name !== 'figures');

describe('[R-43] the bundle of', () => {
  test.each(visitors)('%s is at most 520 KB, 160 KB compressed, with the data of one office', (name) => {
    const [, ...others] = officeIds;
    const files = filesOf(name, (file) => !others.some((id) => file.startsWith(`${id}-`)));
    const kilobytes = (sizes: number[]): number => sizes.reduce((sum, size) => sum + size, 0) / 1024;
    expect(kilobytes(files.map((file) => file.length))).toBeLessThanOrEqual(520);
    expect(kilobytes(files.map((file) => gzipSync(file).length))).toBeLessThanOrEqual(160);
  });

  test.each(functionNames.filter((name) => !['dispatch', 'sweep', 'mail-in'].includes(name)))(
    '%s carries no client for mail or schedules',
    (name) => {
      expect(inputsOf(name).filter((path) => /client-(?:ses|sesv2|scheduler)\b/.test(path))).toEqual([]);
    },
  );

  test.each(functionNames.filter((name) => !['staff', 'mail-in'].includes(name)))(
    '%s carries no client for the mails that came in',
    (name) => {
      expect(inputsOf(name).filter((path) => /client-s3\b/.test(path))).toEqual([]);
    },
  );

  test.each(functionNames)('%s carries every package once', (name) => {
    const places = new Map<string, Set<string>>();
    for (const path of inputsOf(name)) {
      const [, place = '', packageName] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(path) ?? [];
      if (packageName) places.set(packageName, (places.get(packageName) ?? new Set()).add(place));
    }
    expect(places.size).toBeGreaterThan(0);
    expect([...places].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  test.each(functionNames)('%s looks for credentials in the environment alone', (name) => {
    const elsewhere = inputsOf(name).filter((path) =>
      /credential-provider-(?:ini|process|sso|http|login|web-identity)/.test(path),
    );
    expect(elsewhere).toEqual([]);
  });

  test('only figures carries what draws charts, and no more than 1.1 MB in all', () => {
    const drawing = functionNames.filter((name) =>
      inputsOf(name).some((path) => /node_modules\/(?:echarts|zrender)\//.test(path)),
    );
    const kilobytes = filesOf('figures').reduce((sum, { length }) => sum + length, 0) / 1024;
    expect([drawing, kilobytes <= 1100]).toEqual([['figures'], true]);
  });

  test('booking knows every holiday from 2023 to the last year there are data for', () => {
    const carried = filesOf('booking').flatMap((file) =>
      [...file.toString().matchAll(/"(\d{4}-\d\d-\d\d)":\{\}/g)].map(([, day]) => day),
    );
    const known = Object.keys(holidays).filter((day) => day >= '2023');
    expect(known.at(-1)?.slice(0, 4)).toBe('2050');
    expect(carried.sort()).toEqual(known.sort());
  });

  test('staff knows the holidays by their names, which nobody else carries', () => {
    const named = functionNames.filter((one) => filesOf(one).some((file) => file.includes('昭和の日')));
    expect(named).toEqual(['staff']);
  });

  test('the authorizer carries no AWS SDK at all', () => {
    expect(inputsOf('authorizer').filter((path) => /@aws-sdk|@smithy/.test(path))).toEqual([]);
  });
});
