import * as z from 'zod';
import { ACCOUNT, arnOf, REGION } from './account.ts';

/** What stands here in the place of things that AWS gives an address. */
export type Places = {
  /** The user pool's, where tokens come from. */
  readonly issuer: string;
  /** The API's, where the office's pages are. */
  readonly site: string;
};

type Values = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };

/** What Ref and Fn::GetAtt give for a resource that has no name of its own, which is all of them. */
export const valuesOf = (stack: string, id: string, type: string, { issuer, site }: Places): Values => {
  const name = `${stack}-${id}`;
  switch (type) {
    case 'AWS::Lambda::Function':
      return { ref: name, attributes: { Arn: arnOf('lambda', `function:${name}`) } };
    case 'AWS::DynamoDB::Table': {
      const Arn = arnOf('dynamodb', `table/${name}`);
      return { ref: name, attributes: { Arn, StreamArn: `${Arn}/stream/local` } };
    }
    case 'AWS::IAM::Role':
      return { ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${name}` } };
    case 'AWS::Logs::LogGroup':
      return { ref: name, attributes: { Arn: arnOf('logs', `log-group:${name}:*`) } };
    case 'AWS::SNS::Topic':
      return { ref: arnOf('sns', name), attributes: {} };
    case 'AWS::SecretsManager::Secret':
      // AWS adds six characters of its own.
      return { ref: arnOf('secretsmanager', `secret:${name}-LOCAL1`), attributes: {} };
    case 'AWS::SQS::Queue': {
      const ref = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
      return { ref, attributes: { Arn: arnOf('sqs', name), QueueName: name } };
    }
    case 'AWS::S3::Bucket': {
      // Names of buckets have small letters.
      const ref = name.toLowerCase();
      return { ref, attributes: { Arn: `arn:aws:s3:::${ref}` } };
    }
    case 'AWS::SES::ConfigurationSet':
      return { ref: name, attributes: {} };
    case 'AWS::Scheduler::ScheduleGroup':
      return { ref: name, attributes: { Arn: arnOf('scheduler', `schedule-group/${name}`) } };
    case 'AWS::ApiGatewayV2::Api':
      return { ref: id, attributes: { ApiEndpoint: site } };
    case 'AWS::Cognito::UserPool':
      return { ref: `${REGION}_${id}`, attributes: { ProviderURL: issuer } };
    default:
      return { ref: id, attributes: {} };
  }
};

export const pseudoParameters: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', ACCOUNT],
  ['AWS::Partition', 'aws'],
  ['AWS::Region', REGION],
  ['AWS::URLSuffix', 'amazonaws.com'],
]);

type Lookup = (id: string, attribute?: string) => string;

/** Replaces every intrinsic by its value; one that is not listed here is an error that names it. */
export const resolve = (value: unknown, where: string, lookup: Lookup): unknown => {
  if (Array.isArray(value)) return value.map((item) => resolve(item, where, lookup));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [intrinsic, argument]: [string, unknown] = entries[0] ?? ['', undefined];
  if (entries.length !== 1 || !/^(?:Ref|Condition|Fn::.*)$/.test(intrinsic)) {
    return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item, where, lookup)]));
  }
  switch (intrinsic) {
    case 'Ref':
      return lookup(z.string().parse(argument));
    case 'Fn::GetAtt':
      return lookup(...z.tuple([z.string(), z.string()]).parse(argument));
    case 'Fn::Join': {
      const [separator, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
      return z
        .array(z.string())
        .parse(resolve(parts, where, lookup))
        .join(separator);
    }
    case 'Fn::Sub':
      return z
        .string()
        .parse(argument)
        .replace(/\$\{(!?)([^}]+)\}/g, (_, literal, name) => (literal ? `\${${name}}` : lookup(...splitOnce(name))));
    default:
      throw new Error(`${where}: the local office does not know the intrinsic ${intrinsic}`);
  }
};

const splitOnce = (name: string): [string, string?] => {
  const dot = name.indexOf('.');
  return dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
};
