import { CfnOutput, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { apiTools, type Office } from '../shared/domain/office.ts';
import type { OfficeFunction } from './office-function.ts';
import { readStream } from './what-follows.ts';

export type MeetingsProps = {
  readonly office: Office;
  readonly table: Table;
  readonly meetings: OfficeFunction;
  readonly parked: Queue;
};

/**
 * Meetings at a tool whose API makes them: a reader of the table's stream of their own, so that the tool in trouble holds up nobody's
 * mails, and the place for the office's credentials there. The stream has two readers now; DynamoDB advises against a third.
 */
export const addMeetings = (scope: Construct, { office, table, meetings, parked }: MeetingsProps): void => {
  const secret = new Secret(scope, 'Zoom', {
    description: `${office.name}: Zoom's server-to-server app as JSON {"accountId":"…","clientId":"…","clientSecret":"…"}. Until that is put in, staff make the meetings by hand.`,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: "Only Zoom's marketplace gives a new secret of the app; a person puts it in.",
  });
  new CfnOutput(scope, 'ZoomSecretArn', { value: secret.secretArn });
  meetings.allow(['secretsmanager:GetSecretValue'], secret.secretArn);
  meetings.tell({
    ZOOM_API: 'https://api.zoom.us/v2',
    ZOOM_LOGIN: 'https://zoom.us',
    ZOOM_SECRET: secret.secretArn,
  });

  const booking = { Keys: { sk: { S: ['BOOKING'] } } };
  const tool = { tool: { S: apiTools(office) } };
  readStream(scope, 'Meetings', {
    table,
    reader: meetings,
    parked,
    // Each has the function's whole time: Zoom may take long to say nothing.
    batchSize: 1,
    filters: [{ dynamodb: { ...booking, NewImage: tool } }, { dynamodb: { ...booking, OldImage: tool } }],
  });
};
