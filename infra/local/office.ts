import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Office } from '../../shared/domain/office.ts';
import { officeIds, officeOf } from '../../shared/offices/index.ts';
import { createApp } from '../app.ts';
import { type Bundles, bundleAll } from '../bundle.ts';
import { functionNames } from '../office-stack.ts';
import { type Caller, serveAwsGateway } from './aws-gateway.ts';
import { Clock } from './clock.ts';
import { controlPort, type Running } from './control.ts';
import { addDemoCounsellors } from './demo-counsellors.ts';
import { clientOf, createTable, startDynamoDb, streamsClientOf } from './dynamodb.ts';
import { dynamoDbApi } from './dynamodb-api.ts';
import { readFoundation } from './foundation.ts';
import { httpApi } from './http-api.ts';
import { keptIn, notKept } from './kept.ts';
import { close, listen, openServer } from './listening.ts';
import { type LocalMail, Mailbox, startMailViewer } from './mailbox.ts';
import { Objects } from './objects.ts';
import { type OneOffice, oneOffice } from './one-office.ts';
import { type Arrived, reaches, received } from './received.ts';
import { s3Api } from './s3-api.ts';
import { schedulerApi } from './scheduler-api.ts';
import { secretsApi } from './secrets-api.ts';
import { sesApi } from './ses-api.ts';
import { createIssuer, signInPages } from './sign-in.ts';
import { startMailExchange } from './smtp.ts';
import { type LocalStack, readStack } from './template.ts';
import { type Fired, Timekeeper } from './timekeeper.ts';
import { UnderWay } from './under-way.ts';
import { type LocalZoom, startZoom } from './zoom.ts';

export type LocalOptions = {
  /** Which offices; all of them if not said. */
  readonly offices?: readonly string[];
  /** The clock stands here; if not said it goes with the machine's. */
  readonly now?: string;
  /** The control port, or the next free one; any free one if not said. */
  readonly control?: number;
  /** The port mail comes in at, or the next free one; any free one if not said. */
  readonly smtp?: number;
  /** Where the data stay between runs; in memory if not said. */
  readonly data?: string;
  /** A DynamoDB that runs already, by its address (see `keyOf`). */
  readonly dynamo?: string;
  /** Demo counsellors, so that there are openings. */
  readonly seed?: boolean;
  /** With false nothing ever fires, and new schedules are accepted and forgotten: what if every timer were lost? */
  readonly timers?: boolean;
  /** With false nobody reads the tables' streams: what if nothing followed from what is stored? */
  readonly stream?: boolean;
  /**
   * With false nobody has put in the credentials of Zoom's API, and no demo counsellor has a user there: staff make the meetings.
   */
  readonly zoom?: boolean;
  /** Other code than the product's, by function: for tests of the office itself. */
  readonly bundles?: Bundles;
  /** What functions write, too. */
  readonly verbose?: boolean;
  readonly print?: (line: string) => void;
  readonly error?: (line: string) => void;
  /** Something the office cannot do without has ended. */
  readonly onDeath?: (error: Error) => void;
};

export type LocalOffice = {
  readonly offices: Readonly<Record<string, { readonly url: string }>>;
  readonly control: string;
  /** Where people look at the mail. */
  readonly mailViewer: string;
  /** Where the tables are. */
  readonly dynamo: URL;
  /** Where mail comes in, for all offices. */
  readonly smtp: { readonly host: string; readonly port: number };
  readonly now: () => string;
  /**
   * Moves the clock forward to this moment (ISO 8601 with an offset) and fires what comes due, each at its own moment and after
   * everything before it has settled; see `Timekeeper`. Rejects with a sentence when asked to go back.
   */
  readonly moveClock: (now: string) => Promise<Fired[]>;
  /** The clock stands at this moment, earlier or later, and nothing fires: what came due in between is lost for good. */
  readonly setClock: (now: string) => void;
  /** Resolves when streams, events, mail that came in and functions are quiet. */
  readonly settle: () => Promise<void>;
  /** Settles, and lists what SES has accepted, in its order: to one address, or all of it. */
  readonly mails: (to?: string) => Promise<LocalMail[]>;
  readonly staffToken: (office: string) => string;
  /** By office: the Zoom it asks for meetings. */
  readonly zooms: ReadonlyMap<string, LocalZoom>;
  readonly stop: () => Promise<void>;
};

/** The synthesized stacks, running on this machine. When it fails half way nothing stays behind. */
export const startLocalOffice = async (options: LocalOptions = {}): Promise<LocalOffice> => {
  const closing: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    return await start(options, closing, stop);
  } catch (error) {
    await stop();
    throw error;
  }
};

const start = async (
  options: LocalOptions,
  closing: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<LocalOffice> => {
  const { offices: ids = officeIds, control: wanted = 0, data, seed = true, verbose = false } = options;
  const { timers = true, stream = true, zoom: withZoom = true } = options;
  const { print = () => {}, error = console.error, onDeath = (cause) => error(cause.message) } = options;
  // Threads take the process's zone, and Lambda's is UTC.
  process.env['TZ'] = 'UTC';
  const clock = new Clock(options.now);
  const began = performance.now();
  const done = (what: string): void =>
    print(`  ${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${what}`);

  const control = openServer();
  const port = await listen(control.server, wanted, 'the control port', print);
  const controlUrl = `http://127.0.0.1:${port}`;
  closing.push(() => close(control.server));

  // Java first: it starts beside us while the stacks are synthesized.
  const starting = startDynamoDb(data, onDeath, options.dynamo);
  closing.push(() => starting.then((dynamo) => dynamo.stop()).catch(() => {}));
  starting.then(() => done('DynamoDB answers')).catch(() => {});

  // The stacks are told where they stand, so the ports come before them.
  const offices = await Promise.all(ids.map(officeOf));
  const fronts: { office: Office; url: string; serve: ReturnType<typeof openServer>['serve'] }[] = [];
  let next = wanted === 0 ? 0 : port + 1;
  for (const office of offices) {
    const { server, serve } = openServer();
    const taken = await listen(server, next, office.name, print);
    next = next === 0 ? 0 : taken + 1;
    closing.push(() => close(server));
    fronts.push({ office, url: `http://127.0.0.1:${taken}`, serve });
  }
  const showing = startMailViewer(next);
  closing.push(() => showing.then((viewer) => viewer.stop()).catch(() => {}));
  showing.catch(() => {});

  const assembly = temporaryFolder(closing);
  const bundling = options.bundles ?? bundleAll(functionNames, join(assembly, 'bundles'));
  // Without Java there is nothing to bundle for: that is said at once.
  const bundles = await Promise.race([bundling, starting.then(() => bundling)]);
  done(`${bundles.size} functions are bundled`);
  createApp(offices, { bundles, outdir: assembly }).synth();
  done(`the stacks of ${ids.join(' and ')} are synthesized`);
  const templateOf = (stack: string): unknown =>
    JSON.parse(readFileSync(join(assembly, `${stack}.template.json`), 'utf8'));
  const viewer = await showing;
  const dynamo = await starting;

  const foundation = readFoundation(templateOf('madoguchi-foundation'));
  const running = new Map<string, Running & OneOffice>();
  const underWay = new UnderWay();
  const callers = new Map<string, Caller>();
  const mailbox = new Mailbox(viewer.url);
  const objects = new Objects(data === undefined ? undefined : join(data, 'buckets'));
  const secrets = new Map<string, string>();
  const dynamoDb = dynamoDbApi({
    dynamo: dynamo.url,
    wrote: (office) => {
      for (const one of running.get(office)?.streams ?? []) one.nudge();
    },
  });
  const gateway = serveAwsGateway({
    callers,
    services: {
      dynamodb: dynamoDb,
      scheduler: schedulerApi({
        office: (id) => {
          const found = running.get(id);
          return found && { schedules: found.schedules, roles: found.stack.roles };
        },
        now: () => clock.now(),
      }),
      ses: sesApi({
        identities: foundation.identities,
        sets: (id) => new Set(running.get(id)?.stack.mail.keys()),
        mailbox,
        accepted: (sent, { caller }) => running.get(caller.office)?.mailAccepted(sent, caller),
        now: () => clock.now(),
      }),
      s3: s3Api(objects),
      secretsmanager: secretsApi(secrets),
    },
    error: (line) => error(`✗ ${line}`),
  });
  const endpoint = `http://127.0.0.1:${await listen(gateway, 0)}`;
  closing.push(dynamoDb.close, () => close(gateway));

  const zooms = new Map<string, LocalZoom>();
  const startZoomFor = async (id: string) => {
    const credentials = { accountId: `${id}-account`, clientId: `${id}-client`, clientSecret: randomUUID() };
    const zoom = await startZoom({ now: () => clock.now(), credentials, error: (line) => error(`✗ ${line}`) });
    closing.push(zoom.close);
    zooms.set(id, zoom);
    return { zoom, credentials };
  };

  const client = clientOf(dynamo.url);
  const streamsClient = streamsClientOf(dynamo.url);
  closing.push(
    () => client.destroy(),
    () => streamsClient.destroy(),
  );
  const keptSchedules = data === undefined ? () => notKept : keptIn(join(data, 'schedules.json'));
  const keptPositions = data === undefined ? () => notKept : keptIn(join(data, 'streams.json'));
  const keptMails = data === undefined ? () => notKept : keptIn(join(data, 'mails.json'));
  for (const { office, url, serve } of fronts) {
    const { id } = office;
    const issuer = await createIssuer(`${controlUrl}/sign-in/${id}`);
    const read = readStack(`madoguchi-${id}`, templateOf(`madoguchi-${id}`), issuer.url, url);
    const own = withZoom && read.secrets.length > 0 ? await startZoomFor(id) : undefined;
    for (const arn of read.secrets)
      secrets.set(arn, own ? JSON.stringify(own.credentials) : 'generated by CloudFormation');
    const stack = own ? reaching(own.zoom, read) : read;
    const astray = stack.receiptRules.find(({ ruleSet }) => !foundation.ruleSets.has(ruleSet));
    if (astray) throw new Error(`${id}: the receipt rule ${astray.name} is in a rule set that is not active`);
    await Promise.all(stack.tables.map((table) => createTable(client, table)));
    const one = oneOffice({
      id,
      stack,
      assembly,
      clock,
      endpoint,
      callers,
      client: streamsClient,
      underWay,
      timers,
      stream,
      keptSchedules: keptSchedules(id),
      keptPositions: (reader) => keptPositions(`${id}/${reader}`),
      keptMails,
      log: verbose ? print : () => {},
      error,
    });
    closing.push(one.stop);
    const { key } = issuer;
    const who = { id, name: office.name };
    const pages = signInPages(
      { clock: clock.shared, issuer: issuer.url, key, office: who, staff: stack.staff },
      (line) => error(`✗ ${id}/sign-in: ${line}`),
    );
    closing.push(pages.stop);
    running.set(id, { ...one, url, stack, issuer, signIn: pages.listener });
    serve(httpApi({ id: stack.api, routes: stack.routes, now: () => clock.now(), invoke: one.invoke }));
  }
  const streams = [...running.values()].flatMap((one) => one.streams);
  closing.push(() => {
    for (const one of streams) one.stop();
  });
  for (const one of running.values()) one.start();
  const settle = async (): Promise<void> => {
    for (;;) {
      await underWay.ended();
      const read = await Promise.all(streams.map((one) => one.drain()));
      if (underWay.quiet && read.every((records) => records === 0)) return;
    }
  };
  const timekeeper = new Timekeeper(
    clock,
    [...running].map(([office, one]) => ({ office, ...one })),
    settle,
  );
  closing.push(() => timekeeper.stop());

  const rules = [...running.values()].flatMap((one) => one.stack.receiptRules.map((rule) => ({ one, rule })));
  const take = async (mail: Arrived, recipients: readonly string[]): Promise<void> => {
    for (const { one, rule } of rules) {
      const reached = recipients.filter((address) => reaches(rule, address));
      if (reached.length === 0) continue;
      const { bytes, notification } = await received(mail, rule, reached);
      objects.put(rule.bucket, mail.id, bytes);
      one.mailArrived(rule, notification);
    }
  };
  const exchange = await startMailExchange({
    port: options.smtp ?? 0,
    knows: (address) => rules.some(({ rule }) => reaches(rule, address)),
    take: (mail, recipients) => underWay.during(() => take(mail, recipients)),
    now: () => clock.now(),
    print,
  });
  closing.push(exchange.stop);

  const mails = async (to?: string): Promise<LocalMail[]> => {
    await settle();
    return mailbox.list(to);
  };
  const staffToken = (office: string): string => tokenOf(running, office, clock.now());
  const moveClock = (iso: string): Promise<Fired[]> => timekeeper.moveTo(iso);
  const mailViewer = viewer.url.href;
  control.serve(
    controlPort({ running, now: () => clock.iso(), moveClock, mails, mailViewer, staffToken, zooms, print }),
  );
  done('tables and routes are there');

  const addCounsellors = async ({ id, desks }: Office): Promise<void> => {
    const zoomUsers = zooms.has(id);
    try {
      const count = await addDemoCounsellors(running.get(id)?.url ?? '', staffToken(id), desks, zoomUsers);
      if (count > 0) done(`${id}: ${count} demo counsellors`);
    } catch (cause) {
      error(
        `✗ ${id}: no demo counsellors, so there may be no openings: ${cause instanceof Error ? cause.message : cause}`,
      );
    }
  };
  if (seed) await Promise.all(offices.map(addCounsellors));
  return {
    offices: Object.fromEntries([...running].map(([id, { url }]) => [id, { url }])),
    control: controlUrl,
    mailViewer,
    dynamo: dynamo.url,
    smtp: { host: '127.0.0.1', port: exchange.port },
    now: () => clock.iso(),
    moveClock,
    setClock: (iso) => timekeeper.setTo(iso),
    settle,
    mails,
    staffToken,
    zooms,
    stop,
  };
};

/** The stack, whose functions find this Zoom where Zoom's own addresses stand in the template. */
const reaching = ({ api, login }: LocalZoom, stack: LocalStack): LocalStack => ({
  ...stack,
  functions: stack.functions.map((one) =>
    one.environment['ZOOM_API'] === undefined
      ? one
      : { ...one, environment: { ...one.environment, ZOOM_API: api, ZOOM_LOGIN: login } },
  ),
});

const tokenOf = (running: ReadonlyMap<string, Running>, office: string, now: number): string => {
  const found = running.get(office);
  if (!found) throw new Error(`name an office: ${[...running.keys()].map((id) => `?office=${id}`).join(' or ')}`);
  const { client, tokenMinutes } = found.stack.staff;
  return found.issuer.token('demo-staff', client, now, tokenMinutes);
};

const temporaryFolder = (closing: (() => unknown)[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'madoguchi-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  closing.push(() => {
    process.off('exit', remove);
    remove();
  });
  return folder;
};
