import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Call, Outcome, Start } from './lambda.ts';
import { goByOfficeClock } from './office-date.ts';

/** One function, alone in its thread: its own globals, its own environment, and the office's clock for a clock. */
const { clock, entry, functionName, memory, arn, logGroup }: Start = workerData;

goByOfficeClock(clock);

const port = parentPort;
if (!port) throw new Error('this module runs in a worker thread');

const fault = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
const reply = (outcome: Outcome): void => port.postMessage(outcome);

const loading: Promise<{ handler: (event: unknown, context: object) => unknown }> = import(pathToFileURL(entry).href);

port.on('message', async ({ id, event, timeout }: Call) => {
  const began = performance.now();
  try {
    const { handler } = await loading;
    const answered = await handler(JSON.parse(event), {
      awsRequestId: id,
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memory),
      logGroupName: logGroup,
      logStreamName: 'local',
      callbackWaitsForEmptyEventLoop: false,
      getRemainingTimeInMillis: () => Math.max(0, timeout - (performance.now() - began)),
    });
    reply({ id, answered: JSON.stringify(answered ?? null) });
  } catch (error) {
    reply({ id, failed: fault(error) });
  }
});
