import { expect, test } from 'vitest';
import { domainMeant } from '../../shared/domain/mail-domains.ts';

test.each([
  ['gmial.com', 'gmail.com'],
  ['gmail.co', 'gmail.com'],
  ['gmaill.com', 'gmail.com'],
  ['gmal.com', 'gmail.com'],
  ['GMAIL.CON', 'gmail.com'],
  ['docomo.ne.jo', 'docomo.ne.jp'],
  ['yahoo.co.jo', 'yahoo.co.jp'],
  ['yaho.co.jp', 'yahoo.co.jp'],
  ['icloud.con', 'icloud.com'],
  ['ezweb.ne.jpp', 'ezweb.ne.jp'],
  ['outlook.jp', undefined],
  ['hotmail.co.jp', undefined],
  ['ymail.com', undefined],
  ['mail.com', undefined],
  ['yahoo.com', undefined],
  ['yahoo.co', 'yahoo.co.jp'],
  ['yahoo.ne.jp', 'yahoo.co.jp'],
  ['yahoo.jp', 'yahoo.co.jp'],
  ['docomo.co.jp', 'docomo.ne.jp'],
  ['docomo.ne', 'docomo.ne.jp'],
  ['ezweb.co.jp', 'ezweb.ne.jp'],
  ['gmail.co.jp', 'gmail.com'],
  ['icloud.jp', 'icloud.com'],
  ['yahoo.co.uk', undefined],
  ['softbank.co.jp', undefined],
  ['docomo.example.jp', undefined],
  ['gmali.con', undefined],
  ['au.com', undefined],
  ['example.com', undefined],
])('whoever types %s meant %s', (typed, meant) => {
  expect(domainMeant(`taro@${typed}`)).toBe(meant);
});
