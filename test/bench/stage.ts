import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../infra/app.ts';
import type { Bundles } from '../../infra/bundle.ts';
import { clientOf, createTable, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { Lambda } from '../../infra/local/lambda.ts';
import { type LocalTable, readStack } from '../../infra/local/template.ts';
import type { Office } from '../../shared/domain/office.ts';
import { aomori } from '../../shared/offices/aomori.ts';
import { kabe } from '../../shared/offices/kabe.ts';
import { invoke } from '../support/lambda.ts';
import type { Call } from './units.ts';

/** The Monday on which everything happens. */
export const NOW = '2026-03-02T09:00:00+09:00';

export const offices = { aomori, kabe } as const;

export type Invoke = (request: string, call?: Parameters<typeof invoke>[2]) => ReturnType<typeof invoke>;

/** DynamoDB Local, tables as the template declares them, and functions as they would be deployed. */
export const startStage = async (bundles: Bundles) => {
  const closing: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const database = await startDynamoDb(undefined, (error) => {
      throw error;
    });
    closing.push(database.stop);
    const client = clientOf(database.url);
    closing.push(() => client.destroy());

    const outdir = mkdtempSync(join(tmpdir(), 'madoguchi-bench-'));
    closing.push(() => rmSync(outdir, { recursive: true, force: true }));
    const assembly = createApp(Object.values(offices), { bundles, outdir }).synth();
    const stackOf = ({ id }: Office) => {
      const name = `madoguchi-${id}`;
      return readStack(name, assembly.getStackByName(name).template, 'http://127.0.0.1');
    };

    const { calls, server } = recorder(database.url);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const address = server.address();
    const recorded = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;

    const clock = new BigInt64Array(new SharedArrayBuffer(8)).fill(BigInt(Date.parse(NOW)));
    const tableOf = (office: Office): LocalTable => {
      const [table] = stackOf(office).tables;
      if (!table) throw new Error(`office ${office.id} has no table`);
      return table;
    };

    return {
      database: database.url,
      calls,
      /** The functions' clock stands at this moment. */
      travel: (iso: string): void => void Atomics.store(clock, 0, BigInt(Date.parse(iso))),
      stop,

      /** The office's own table, as the template declares it. */
      tableOf,

      /** An empty table of this office's shape, without its stream: DynamoDB Local looks through all of it at each write. */
      async table(office: Office, name: string): Promise<string> {
        const { StreamSpecification: _, ...table } = tableOf(office);
        await createTable(client, { ...table, name });
        return name;
      },

      /** One function of an office, alone in its thread; `record` lets its calls to DynamoDB pass where they are kept. */
      lambda(office: Office, name: string, table: string, record = false): Invoke {
        const lambda = this.event(office, name, table, record);
        return (request, call) => invoke((event: object) => lambda(event), request, call);
      },

      /** The same for a function that events call. */
      event(office: Office, name: string, table: string, record = false): (event: object) => Promise<unknown> {
        const found = stackOf(office).functions.find((one) => one.name === name);
        if (!found) throw new Error(`no function ${name}`);
        const lambda = new Lambda({
          lambda: { ...found, environment: { ...found.environment, TABLE: table } },
          assembly: outdir,
          clock,
          endpoint: record ? recorded : database.url.href,
          accessKeyId: 'local',
          log: () => {},
          error: (line) => console.error(`${office.id}/${name}: ${line}`),
        });
        closing.push(() => lambda.stop());
        return (event) => lambda.invoke(event);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
export type Stage = Awaited<ReturnType<typeof startStage>>;

/** Stands between functions and DynamoDB and keeps what passes. */
const recorder = (database: URL) => {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { 'x-amz-target': target = '', authorization = '' } = request.headers;
    if (target === '') {
      // SES and the Scheduler take whatever comes.
      const sent =
        '<SendRawEmailResponse><SendRawEmailResult><MessageId>taken</MessageId></SendRawEmailResult></SendRawEmailResponse>';
      calls.push({
        operation: body.includes('Action=SendRawEmail') ? 'SendRawEmail' : 'Schedule',
        request: '{}',
        response: '{}',
      });
      response.end(body.includes('Action=') ? sent : '{"ScheduleArn":"arn"}');
      return;
    }
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': String(target),
      authorization,
    };
    const answer = await fetch(database, { method: 'POST', headers, body });
    const text = await answer.text();
    calls.push({ operation: String(target).split('.')[1] ?? '', request: body, response: text });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
  });
  return { calls, server };
};
