/* Places in a text: what stands between two of them, and the line around one. Bounded, so that hostile text costs no more than its length. */

export type Placed = { readonly at: number };

/** Of things in order of place, those that begin in a stretch of text. */
export const placedIn = <One extends Placed>(sorted: readonly One[], from: number, to: number): readonly One[] => {
  const first = firstAt(sorted, from);
  return sorted.slice(first, firstAt(sorted, to));
};

/** How many of things in order of place begin before a place. */
export const firstAt = (sorted: readonly Placed[], place: number): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.at ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Nobody's line is longer; in a paragraph without line ends what is further away has nothing to do with it. */
const LONGEST_LINE = 600;

export const lineStart = (text: string, at: number): number => {
  const bound = Math.max(0, at - LONGEST_LINE);
  const found = text.slice(bound, at).lastIndexOf('\n');
  return found === -1 ? bound : bound + found + 1;
};

export const lineEnd = (text: string, at: number): number => {
  const found = text.slice(at, at + LONGEST_LINE).indexOf('\n');
  return found === -1 ? Math.min(text.length, at + LONGEST_LINE) : at + found;
};

/** Text in which what is certainly no date or time (numbers, telephones, addresses) has been blanked, length kept. */
/** What stands for a blanked character: it belongs to no word and no number. */
export const BLANK = '\u0002';

export const masked = (text: string, taken: readonly { readonly at: number; readonly end: number }[]): string => {
  const parts: string[] = [];
  let from = 0;
  for (const { at, end } of taken) {
    if (at < from) continue;
    parts.push(text.slice(from, at), BLANK.repeat(end - at));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
};
