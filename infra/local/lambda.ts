import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { REGION } from './account.ts';
import { Stopped } from './async-calls.ts';
import type { LocalFunction } from './template.ts';
import { UnderWay } from './under-way.ts';

export type Start = {
  readonly clock: BigInt64Array;
  readonly entry: string;
  readonly functionName: string;
  readonly memory: number;
  readonly arn: string;
  readonly logGroup: string;
};
export type Call = { readonly id: string; readonly event: string; readonly timeout: number };
export type Outcome = { readonly id: string; readonly answered?: string; readonly failed?: string };

export type LambdaProps = {
  readonly lambda: LocalFunction;
  /** Where the synthesized assets are: the folder that would be deployed. */
  readonly assembly: string;
  readonly clock: BigInt64Array;
  /** Where its AWS calls go, and the key that tells there who calls. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly log: (line: string) => void;
  readonly error: (line: string) => void;
};

/** Lambda refuses larger events and answers. */
const LARGEST = 6 * 1024 * 1024;

/** One function of one office. It loads at its first call, keeps its thread, and loses it when it runs out of time. */
export class Lambda {
  readonly #props: LambdaProps;
  readonly #waiting = new Map<string, { worker: Worker; settle: (outcome: Outcome) => void }>();
  readonly #calls = new UnderWay();
  #worker: Worker | undefined;
  #stopped = false;

  constructor(props: LambdaProps) {
    this.#props = props;
  }

  invoke(event: unknown): Promise<unknown> {
    return this.#calls.during(() => this.#invoke(event));
  }

  /** Resolves once no call is under way. */
  ended(): Promise<void> {
    return this.#calls.ended();
  }

  async #invoke(event: unknown): Promise<unknown> {
    if (this.#stopped) throw new Stopped('the office has stopped');
    const { lambda, error } = this.#props;
    const payload = JSON.stringify(event);
    if (Buffer.byteLength(payload) > LARGEST) throw new Error('the event is larger than 6 MB');
    const worker = this.#worker ?? this.#start();
    this.#worker = worker;
    const id = randomUUID();
    const timeout = lambda.timeout * 1000;
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<Outcome>((settle) => {
      this.#waiting.set(id, { worker, settle });
      timer = setTimeout(() => {
        this.#retire(worker);
        settle({ id, failed: `Task timed out after ${lambda.timeout} seconds` });
      }, timeout);
      worker.postMessage({ id, event: payload, timeout } satisfies Call);
    });
    clearTimeout(timer);
    this.#waiting.delete(id);
    if (worker !== this.#worker && ![...this.#waiting.values()].some((other) => other.worker === worker)) {
      void worker.terminate();
    }
    if (outcome.answered !== undefined && Buffer.byteLength(outcome.answered) <= LARGEST)
      return JSON.parse(outcome.answered);
    const failed = outcome.failed ?? 'the answer is larger than 6 MB';
    if (this.#stopped) throw new Stopped(failed);
    error(failed);
    throw new Error(failed);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const { lambda, assembly, clock, endpoint, accessKeyId, log, error } = this.#props;
    const folder = join(assembly, `asset.${lambda.asset}`);
    const logGroup = `/local/${lambda.physicalName}`;
    const worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
      name: lambda.name,
      stdout: true,
      stderr: true,
      execArgv: [],
      env: {
        ...lambda.environment,
        // What the Lambda runtime itself sets.
        AWS_REGION: REGION,
        AWS_DEFAULT_REGION: REGION,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_FUNCTION_NAME: lambda.physicalName,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memory),
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_SESSION_TOKEN: 'local',
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: 'index.handler',
        LANG: 'en_US.UTF-8',
        TZ: ':UTC',
        // The redirection: every AWS call goes to the local gateway, and no file of this machine's user has a say.
        AWS_ENDPOINT_URL: endpoint,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      },
      workerData: {
        clock,
        entry: join(folder, 'index.mjs'),
        functionName: lambda.physicalName,
        memory: lambda.memory,
        arn: lambda.arn,
        logGroup,
      } satisfies Start,
    });
    createInterface({ input: worker.stdout }).on('line', log);
    createInterface({ input: worker.stderr }).on('line', error);
    worker.on('message', (outcome: Outcome) => this.#waiting.get(outcome.id)?.settle(outcome));
    worker.on('error', (cause) => this.#lose(worker, cause.stack ?? cause.message));
    worker.on('exit', () => this.#lose(worker, 'the function ended its process'));
    return worker;
  }

  /** Takes no more calls; those still running in it may end. */
  #retire(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }

  #lose(worker: Worker, failed: string): void {
    this.#retire(worker);
    for (const [id, waiting] of this.#waiting) if (waiting.worker === worker) waiting.settle({ id, failed });
  }
}
