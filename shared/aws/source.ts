import { createHash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { Office } from '../domain/office.ts';
import { dateOf, epochSeconds, type Instant, type LocalDate, plusDays, startOf } from '../domain/time.ts';
import type { Step } from './table.ts';

/** What belongs to one household or institution: an IPv4 address, or the /64 within which IPv6 devices choose theirs anew. */
const networkOf = (address: string): string => {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const groups = [head, tail ?? []].flat();
  const whole = tail === undefined ? groups : [...head, ...Array(8 - groups.length).fill('0'), ...tail];
  return whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
};

/**
 * [R-26] The group under which applications from an address are counted on a day: one of 256, another one each day. An address
 * is personal, and there are few enough to try them all out on any hash of it, so what is kept must not tell even whoever has
 * somebody in mind: of all the addresses there are, one in 256 is in the same group, 17 million of IPv4 alone. An office gets
 * some dozens of applications a day, so that two who share a group hardly ever notice; a flood from one address closes the form for
 * one in 256 others, who are told to phone. All day's rows are gone with the day.
 */
export const groupOf = (address: string, date: LocalDate): string => groupIn(date, networkOf(address));

const groupIn = (date: LocalDate, what: string): string =>
  createHash('sha256').update(`${date} ${what}`).digest('hex').slice(0, 2);

/** Counts one more in a group of a day; fails where that has had all it may. */
const counted = <Name extends string>(
  name: Name,
  table: string,
  Key: { readonly pk: string; readonly sk: string },
  most: number,
  today: LocalDate,
): Step<Name> => ({
  name,
  write: {
    Update: {
      TableName: table,
      Key,
      UpdateExpression: 'ADD applications :one SET expires = :expires',
      ConditionExpression: 'attribute_not_exists(applications) OR applications < :most',
      ExpressionAttributeValues: {
        ':one': 1,
        ':most': most,
        ':expires': epochSeconds(startOf(plusDays(today, 1))),
      },
    },
  },
});

/** [R-26] Counts an application among those of its source today, where it has one; fails where that has had all it may. */
export const sourceSteps = (
  table: string,
  { limits }: Office,
  source: string | undefined,
  now: Instant,
): Step<'source'>[] => {
  if (source === undefined) return [];
  const today = dateOf(now);
  const Key = { pk: `SOURCE#${today}`, sk: groupOf(source, today) };
  return [counted('source', table, Key, limits.applicationsPerSource, today)];
};

/**
 * [R-26, R-21] Counts a request for a session at once, whoever has the number: under it and the phone together, and under it from one
 * source, which so cannot try phone after phone. Never under the number alone: whoever knows somebody's could keep them out by it.
 * In groups like those of addresses, because neither number nor phone of somebody unknown is kept.
 */
export const askedSteps = (
  table: string,
  { limits }: Office,
  { number, phone }: { readonly number: string; readonly phone: string },
  source: string | undefined,
  now: Instant,
): Step<'pair' | 'tried'>[] => {
  const today = dateOf(now);
  const step = <Name extends string>(name: Name, kind: string, what: string): Step<Name> =>
    counted(
      name,
      table,
      { pk: `ASKED#${today}`, sk: `${kind}#${groupIn(today, `${number} ${what}`)}` },
      limits.applicationsPerDay,
      today,
    );
  return [step('pair', 'PHONE', phone), ...(source === undefined ? [] : [step('tried', 'SOURCE', networkOf(source))])];
};
