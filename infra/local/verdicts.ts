import * as z from 'zod';

const Verdict = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED']);

/** What SES found out about a mail, and whose signature it bears where that is not the From header's domain. */
const Verdicts = z.strictObject({
  spam: Verdict.default('PASS'),
  virus: Verdict.default('PASS'),
  spf: Verdict.default('PASS'),
  dkim: Verdict.default('PASS'),
  dmarc: Verdict.default('PASS'),
  /** Said only where DMARC failed. */
  dmarcPolicy: z.enum(['none', 'quarantine', 'reject']).default('none'),
  dkimDomain: z.string().optional(),
});
export type Verdicts = z.infer<typeof Verdicts>;

const TEST_HEADER = /^X-Test-Verdicts:((?:[^\r\n]|\r\n[ \t])*)\r\n/im;

/**
 * A mail's head and the rest, and the verdicts: all passed, but for what `X-Test-Verdicts: spam=GRAY; dmarc=FAIL; dmarcPolicy=reject`
 * says, which nobody sees after this. Throws a sentence where it cannot be read.
 */
export const verdictsIn = (raw: Buffer): { verdicts: Verdicts; head: Buffer; rest: Buffer } => {
  const blank = raw.subarray(0, 2).toString() === '\r\n' ? 0 : raw.indexOf('\r\n\r\n') + 2;
  const whole = blank === 1;
  const head = (whole ? raw : raw.subarray(0, blank)).toString('latin1');
  const said = TEST_HEADER.exec(head)?.[1] ?? '';
  const read = Verdicts.safeParse(
    Object.fromEntries(
      said
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair !== '')
        .map((pair) => pair.split('=', 2)),
    ),
  );
  if (!read.success) throw new Error(`X-Test-Verdicts cannot be read: ${z.prettifyError(read.error)}`);
  return {
    verdicts: read.data,
    head: Buffer.from(head.replace(TEST_HEADER, ''), 'latin1'),
    rest: whole ? Buffer.alloc(0) : raw.subarray(blank),
  };
};
