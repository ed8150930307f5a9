import { parseArgs } from 'node:util';
import { instant, isoOf, MINUTE } from '../../shared/domain/time.ts';
import { officeIds } from '../../shared/offices/index.ts';
import type { Bundles } from '../bundle.ts';
import { momentOf } from './clock.ts';
import { Unmet } from './dynamodb.ts';
import { FILLED_FROM, FILLED_UNTIL, fill } from './filled.ts';
import { type LocalOffice, type LocalOptions, startLocalOffice } from './office.ts';

const help = `The offices on this machine, from the stacks that would be deployed.

  npm start -- [options]

  --now ISO          the clock stands at this moment, such as 2026-03-02T09:00+09:00, until it is moved
  --control PORT     the control port (8100); the offices and the mail viewer take the ports after it
  --smtp PORT        where mail comes in (2525)
  --offices LIST     which offices, such as ${officeIds.join(',')} (all)
  --data DIR         keep the data, the schedules and the mail that came in there between runs (in memory)
  --filled           with a week of invented bookings at both offices; the clock then stands at ${FILLED_UNTIL.slice(0, 16)}
  --verbose          show what the functions write
  --help             this text
`;

type Options = LocalOptions & { readonly filled?: true };

/** The options, or the sentence that says what is wrong with them. */
export const optionsOf = (args: string[]): Options | 'help' => {
  const { values } = parseArgs({
    args,
    options: {
      now: { type: 'string' },
      control: { type: 'string', default: '8100' },
      smtp: { type: 'string', default: '2525' },
      offices: { type: 'string', default: officeIds.join(',') },
      data: { type: 'string' },
      filled: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const { control, smtp, data, filled, verbose } = values;
  if (filled && (values.now ?? data) !== undefined)
    throw new Error('--filled sets the clock and begins with nothing: leave --now and --data out');
  const now = filled ? FILLED_FROM : values.now;
  if (now !== undefined) momentOf(now);
  for (const [option, port] of Object.entries({ control, smtp })) {
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_000)
      throw new Error(`--${option} takes a port from 1 to 65000, not "${port}"`);
  }
  const offices = [...new Set(values.offices.split(',').map((id) => id.trim()))];
  const unknown = offices.filter((id) => !officeIds.includes(id));
  if (unknown.length > 0) {
    throw new Error(`there is no office "${unknown.join('", "')}"; there are: ${officeIds.join(', ')}`);
  }
  if (filled && officeIds.some((id) => !offices.includes(id)))
    throw new Error('--filled fills every office: leave --offices out');
  if (data === '') throw new Error('--data takes a folder');
  return {
    offices,
    control: Number(control),
    smtp: Number(smtp),
    verbose,
    ...(now !== undefined && { now }),
    ...(data !== undefined && { data }),
    ...(filled && { filled }),
  };
};

const run = async ({ filled, ...options }: Options, bundles?: Bundles): Promise<void> => {
  let office: LocalOffice | undefined;
  let leaving = false;
  const leave = async (code: number): Promise<void> => {
    if (leaving) return;
    leaving = true;
    // What does not end in time ends with the process: DynamoDB Local is killed at its exit.
    setTimeout(() => process.exit(code), 5_000).unref();
    await office?.stop();
    process.exit(code);
  };
  process.on('SIGINT', () => leave(130));
  process.on('SIGTERM', () => leave(143));
  process.on('SIGHUP', () => leave(129));
  // Whoever ends npm alone means what npm has started too.
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event']) setInterval(() => process.ppid !== parent && void leave(143), 500).unref();

  const began = performance.now();
  console.log('The office is coming up.');
  office = await startLocalOffice({
    ...options,
    ...(bundles && { bundles }),
    print: (line) => console.log(line),
    error: (line) => console.error(line),
    onDeath: (error) => {
      console.error(`✗ ${error.message}`);
      void leave(1);
    },
  });
  if (filled) await fill(office);
  const lines = Object.entries(office.offices).map(
    ([id, { url }]) => `  ${id.padEnd(10)} ${url}/    staff: ${url}/staff`,
  );
  const clock = options.now ? `The clock stands at ${office.now()}` : "The clock goes with this machine's";
  console.log(`
Ready in ${((performance.now() - began) / 1000).toFixed(1)} s.

${lines.join('\n')}
  ${'control'.padEnd(10)} ${office.control}/
  ${'mail'.padEnd(10)} ${office.mailViewer}
  ${'mail in'.padEnd(10)} smtp://${office.smtp.host}:${office.smtp.port}

${clock}; move it forward, and see what is due happen, with
  curl ${office.control}/clock -d '{"now": "${laterThan(office.now())}"}'
Ctrl-C ends everything.
`);
};

/** Tomorrow at about the same time, to be copied. */
const laterThan = (now: string): string => isoOf(instant((Math.floor(momentOf(now) / MINUTE) + 24 * 60) * MINUTE));

/** Runs until somebody ends it; bundles the functions itself where they are not given. */
export const main = async (args: string[], bundles?: Bundles): Promise<void> => {
  let options: Options | 'help';
  try {
    options = optionsOf(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nTry: npm start -- --help`);
    process.exitCode = 2;
    return;
  }
  if (options === 'help') return console.log(help);
  try {
    await run(options, bundles);
  } catch (error) {
    console.error(error instanceof Unmet ? error.message : error);
    process.exit(1);
  }
};

if (import.meta.main) await main(process.argv.slice(2));
