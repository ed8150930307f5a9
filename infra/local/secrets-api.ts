import * as z from 'zod';
import { AwsRefusal, type AwsService, jsonRefusal, NotPlayed } from './aws-gateway.ts';

const Asked = z.strictObject({ SecretId: z.string() });

/** Secrets Manager as far as the product uses it: GetSecretValue, by the secret's ARN. */
export const secretsApi = (secrets: ReadonlyMap<string, string>): AwsService => ({
  answer: ({ headers, body, demand }) => {
    const operation = String(headers['x-amz-target']).replace(/^secretsmanager\./, '');
    if (operation !== 'GetSecretValue') throw new NotPlayed(`Secrets Manager ${operation}`);
    const { SecretId: ARN } = Asked.parse(JSON.parse(String(body)));
    demand([{ action: 'secretsmanager:GetSecretValue', resource: ARN }]);
    const SecretString = secrets.get(ARN);
    if (SecretString === undefined)
      throw new AwsRefusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ ARN, Name: ARN.split(':').at(-1), SecretString, VersionStages: ['AWSCURRENT'] }),
    };
  },
  refuse: jsonRefusal,
});
