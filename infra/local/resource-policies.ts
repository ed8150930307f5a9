import { ACCOUNT } from './account.ts';
import { allowsService, type ResourceStatement, readResourcePolicy } from './iam.ts';
import type { Resources } from './resources.ts';

type ServiceAccess = {
  readonly service: string;
  readonly action: string;
  /** The ARN of the bucket, topic or queue. */
  readonly at: string;
  /** Where that is not all of it, such as a bucket's objects. */
  readonly resource?: string;
  /** On behalf of what. */
  readonly source: string;
};

/** Throws unless the policy of the bucket, topic or queue lets a service of the account do this. */
export type ServiceMay = (access: ServiceAccess) => void;

export const readResourcePolicies = (stack: string, { all }: Resources): ServiceMay => {
  const arns = new Map(
    [...all('AWS::S3::Bucket'), ...all('AWS::SQS::Queue')].map(({ ref, arn }) => [ref, arn] as const),
  );
  const policies = [
    ...all('AWS::S3::BucketPolicy').map(({ path, properties }) => ({ path, ...properties, of: [properties.Bucket] })),
    ...all('AWS::SNS::TopicPolicy').map(({ path, properties }) => ({ path, ...properties, of: properties.Topics })),
    ...all('AWS::SQS::QueuePolicy').map(({ path, properties }) => ({ path, ...properties, of: properties.Queues })),
  ].flatMap(({ path, of, PolicyDocument }) => {
    const statements = understood(path, PolicyDocument);
    return of.map((one) => ({ arn: arns.get(one) ?? one, statements }));
  });
  return ({ service, action, at, resource = at, source }) => {
    const statements = policies.filter(({ arn }) => arn === at).flatMap((policy) => policy.statements);
    if (
      !allowsService(statements, service, action, resource, { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': source })
    )
      throw new Error(`${stack}: no policy of ${at} lets ${service} do ${action} for ${source}`);
  };
};

const understood = (path: readonly string[], document: unknown): ResourceStatement[] => {
  try {
    return readResourcePolicy(document);
  } catch (error) {
    throw new Error(`${path.join('/')}: the local office does not understand this policy`, { cause: error });
  }
};
