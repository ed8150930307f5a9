/**
 * One line of log: which function of which office, and what it decided. Never an event, a body, an address or a mail's text.
 * Not by console.log: Lambda would write the time before it, and the alarms look for JSON alone.
 */
export const log = (line: Record<string, unknown>): void =>
  void process.stdout.write(
    `${JSON.stringify({ function: process.env['AWS_LAMBDA_FUNCTION_NAME'], office: process.env['OFFICE'], ...line })}\n`,
  );

/** What went wrong, without its message, which may quote what somebody typed: the kind of error and where it arose. */
export const logFailure = (error: unknown, more: Record<string, unknown> = {}): void => {
  const known = error instanceof Error ? error : undefined;
  const frames = known?.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6);
  console.error(
    JSON.stringify({
      function: process.env['AWS_LAMBDA_FUNCTION_NAME'],
      office: process.env['OFFICE'],
      ...more,
      error: known?.name ?? typeof error,
      frames,
    }),
  );
};
