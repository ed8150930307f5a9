import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { clientOf, createTable } from '../../infra/local/dynamodb.ts';

/**
 * A table of this test file's own, and the environment a function finds on Lambda. Call it before importing what reads the
 * environment (functions, `this-office`).
 */
export const officeTable = async (office: string): Promise<string> => {
  const name = `${office}-${randomUUID()}`;
  // DynamoDB Local goes through all stream records at each write; no test here reads them.
  const { StreamSpecification: _, ...table } = inject('table');
  await createTable(clientOf(new URL(inject('dynamo'))), { ...table, name });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: inject('dynamo'),
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    OFFICE: office,
    TABLE: name,
    MAIL_BUCKET: 'mails',
    SITE: 'https://office.example.com',
  });
  return name;
};
