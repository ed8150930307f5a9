import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AwsService, serveAwsGateway } from '../../../infra/local/aws-gateway.ts';
import { readPolicy } from '../../../infra/local/iam.ts';

export type Gateway = {
  readonly errors: string[];
  /** What an SDK client is made with: its calls are those of the function whose role has these statements. */
  readonly as: (...statements: object[]) => object;
  readonly stop: () => void;
};

/** The gateway before one service, and functions made up as they are needed. */
export const gatewayFor = async (name: string, service: AwsService): Promise<Gateway> => {
  const errors: string[] = [];
  const callers = new Map();
  const server: Server = serveAwsGateway({
    callers,
    services: { [name]: service },
    error: (line) => errors.push(line),
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return {
    errors,
    as: (...Statement) => {
      const accessKeyId = `LOCAL${callers.size}`;
      const lambda = {
        name: 'dispatch',
        physicalName: 'kabe-dispatch',
        arn: `arn:aws:lambda:ap-northeast-1:000000000000:function:kabe-dispatch-${callers.size}`,
        asset: '',
        environment: {},
        memory: 1024,
        timeout: 10,
        statements: readPolicy({ Version: '2012-10-17', Statement }),
      };
      callers.set(accessKeyId, { office: 'kabe', lambda });
      const credentials = { accessKeyId, secretAccessKey: 'local' };
      return { endpoint, region: 'ap-northeast-1', credentials, maxAttempts: 1 };
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

export const allow = (Action: string | string[], Resource: string | string[], Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
