import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { ACCOUNT } from './account.ts';
import { allows, type Context } from './iam.ts';
import type { LocalFunction } from './template.ts';

export type Caller = { readonly office: string; readonly lambda: LocalFunction };

/** What IAM is asked: may the caller do this to that, knowing this of the call. */
export type Access = { readonly action: string; readonly resource: string; readonly context?: Context };

/** One call of a function. */
export type AwsCall = {
  readonly caller: Caller;
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Throws where the caller's role does not grant one of them. */
  readonly demand: (accesses: readonly Access[]) => void;
};
export type AwsAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer | string;
  /** Done once it is answered. */
  readonly afterwards?: () => void;
};
export type AwsService = {
  readonly answer: (call: AwsCall) => AwsAnswer | Promise<AwsAnswer>;
  /** In the shape of this service's protocol. */
  readonly refuse: (refusal: AwsRefusal) => AwsAnswer;
};

/** What AWS would refuse. */
export class AwsRefusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** What AWS knows and the local office does not play: said on the terminal, too. */
export class NotPlayed extends AwsRefusal {
  readonly what: string;
  constructor(what: string) {
    super('UnknownOperationException', `the local office does not play ${what}`);
    this.what = what;
  }
}

export const DENIED = 'AccessDeniedException';

export type AwsGatewayProps = {
  /** Who calls, by access key id. */
  readonly callers: ReadonlyMap<string, Caller>;
  /** By the name that requests are signed for. */
  readonly services: Readonly<Record<string, AwsService>>;
  readonly error: (line: string) => void;
};

/** Where the functions' AWS calls arrive: who calls is known by the key, what its role grants is checked, then the service answers. */
export const serveAwsGateway = ({ callers, services, error }: AwsGatewayProps): Server => {
  const granted = decider();
  const demandFor =
    (caller: Caller) =>
    (accesses: readonly Access[]): void => {
      const missing = accesses.filter((access) => !granted(caller, access));
      for (const { action, resource } of missing) error(`${nameOf(caller)} is not granted ${action} on ${resource}`);
      const [first] = missing;
      if (!first) return;
      const user = `arn:aws:sts::${ACCOUNT}:assumed-role/${caller.lambda.physicalName}`;
      const why = `no identity-based policy allows the ${first.action} action`;
      throw new AwsRefusal(
        DENIED,
        `User: ${user} is not authorized to perform: ${first.action} on resource: ${first.resource} because ${why}`,
      );
    };

  return createServer(async (request, response) => {
    try {
      const body = await bodyOf(request);
      const [, key = '', signedFor = ''] = SIGNATURE.exec(request.headers.authorization ?? '') ?? [];
      const service = services[signedFor];
      const caller = callers.get(key);
      const answer = async (): Promise<AwsAnswer> => {
        if (!caller) throw new AwsRefusal(UNKNOWN_KEY, 'The security token included in the request is invalid.');
        if (!service) throw new NotPlayed(`${signedFor || 'an unsigned call'}: ${request.method} ${request.url}`);
        const { method = '', headers } = request;
        const url = new URL(request.url ?? '/', 'http://localhost');
        return service.answer({ caller, method, url, headers, body, demand: demandFor(caller) });
      };
      const {
        status,
        headers,
        body: answered,
        afterwards,
      } = await answer().catch((cause: unknown) => {
        if (!(cause instanceof AwsRefusal)) throw cause;
        if (cause instanceof NotPlayed && caller)
          error(`${nameOf(caller)} called ${cause.what}, which the local office does not play`);
        return (service?.refuse ?? jsonRefusal)(cause);
      });
      response.writeHead(status, headers);
      response.end(answered);
      afterwards?.();
    } catch (cause) {
      if (!(cause instanceof LostConnection)) error(`the AWS gateway failed: ${cause}`);
      response.destroy();
    }
  });
};

/** As if AWS were out of reach: the SDK tries again and then fails. */
export class LostConnection extends Error {}

const UNKNOWN_KEY = 'UnrecognizedClientException';

/** `Credential=KEY/20260302/ap-northeast-1/dynamodb/aws4_request` */
const SIGNATURE = /Credential=([^/,]+)\/[^/,]*\/[^/,]*\/([^/,]+)/;

const nameOf = ({ office, lambda }: Caller): string => `${office}/${lambda.name}`;

/** The policies do not change while the office runs. */
const decider = () => {
  const decided = new Map<string, boolean>();
  return ({ lambda }: Caller, { action, resource, context = {} }: Access): boolean => {
    const key = `${lambda.arn} ${action} ${resource} ${JSON.stringify(context)}`;
    const decision = decided.get(key) ?? allows(lambda.statements, action, resource, context);
    decided.set(key, decision);
    return decision;
  };
};

/** As DynamoDB refuses, and whoever is not known. */
export const jsonRefusal = ({ code, status, message }: AwsRefusal): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({
    __type: code === DENIED ? `com.amazon.coral.service#${code}` : code,
    Message: message,
    message,
  }),
});

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};
