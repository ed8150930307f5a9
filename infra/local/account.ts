/** The account and region every name is made of here; nobody's on AWS. */
export const ACCOUNT = '000000000000';
export const REGION = 'ap-northeast-1';

export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
