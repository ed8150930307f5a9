import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import {
  AttributeType,
  BillingMode,
  Operation,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { apiTools, type Office } from '../shared/domain/office.ts';
import type { Bundles } from './bundle.ts';
import { addMailIn, type MailQueues, READING_TIME } from './mail-in.ts';
import { addMeetings } from './meetings.ts';
import { OfficeFunction } from './office-function.ts';
import { addWhatFollows, type EventFunction, eventFunctions } from './what-follows.ts';

/**
 * Which function answers which route; whoever can GET can also ask by HEAD (`withHead`). The local office and the tests read it from
 * the template, never from here.
 */
export const routes = {
  booking: ['GET /openings', 'GET /apply', 'POST /apply', 'POST /apply/edit', 'POST /bookings'],
  joining: [
    'GET /bookings',
    'GET /bookings/{reference}',
    'GET /bookings/{reference}/{token}',
    'POST /bookings/status',
    'POST /bookings/{reference}/cancellation/review',
    'POST /bookings/{reference}/calendar',
    'GET /join/{reference}',
    'POST /join/{reference}',
  ],
  cancellation: ['POST /bookings/{reference}/cancellation'],
  consent: [
    'GET /terms',
    'GET /terms/{version}',
    'GET /terms/{version}/changes',
    'POST /bookings/{reference}/terms',
    'POST /bookings/{reference}/consents',
  ],
  instant: [
    'GET /instant-sessions',
    'POST /instant-sessions',
    'GET /instant-sessions/{token}',
    'POST /instant-sessions/{token}/consents',
    'POST /instant-sessions/{token}/withdrawal',
  ],
  site: ['GET /', 'GET /guide', 'GET /english', 'POST /furigana', 'GET /openapi.json', 'GET /style.css', '$default'],
  'sign-in': [
    'GET /sign-in',
    'GET /sign-in/callback',
    'POST /sign-out',
    'GET /signed-out',
    'GET /counter.css',
    'GET /counter.js',
  ],
  staff: ['ANY /staff', 'ANY /staff/{proxy+}'],
  figures: ['GET /staff/figures', 'GET /staff/figures.csv'],
} as const satisfies Record<string, readonly string[]>;

type Routed = keyof typeof routes;
type FunctionName = Routed | 'authorizer' | EventFunction;

export const functionNames: readonly FunctionName[] = [
  'booking',
  'joining',
  'cancellation',
  'consent',
  'instant',
  'site',
  'sign-in',
  'staff',
  'figures',
  'authorizer',
  ...eventFunctions,
];

/** What an office has no use for it does not have: an API of its tool's, sessions at once [A-62-1]. */
export const functionsOf = (office: Office): FunctionName[] =>
  functionNames.filter(
    (name) => (name !== 'meetings' || apiTools(office).length > 0) && (name !== 'instant' || office.instant !== null),
  );

/** A transaction needs the single actions of its items. `sign-in` and `authorizer` have no entry: they never meet the table. */
const tableActions: Partial<Record<FunctionName, readonly string[]>> = {
  booking: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
  joining: ['GetItem', 'Query', 'PutItem'],
  cancellation: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
  consent: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
  instant: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
  site: ['Query'],
  staff: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
  figures: ['BatchGetItem', 'Query'],
  dispatch: ['GetItem', 'Query', 'UpdateItem'],
  meetings: ['GetItem', 'Query', 'PutItem'],
  reminder: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
  'no-show': ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
  sweep: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
  'mail-events': ['GetItem', 'Query', 'UpdateItem'],
  'mail-in': ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
};

/** Who reads what is due by its index. */
const readsTodo: readonly FunctionName[] = ['staff', 'sweep', 'mail-in'];

/** Nobody waits for these: they may work through a batch, and a mail server may be slow. */
const timeouts: Partial<Record<FunctionName, Duration>> = {
  dispatch: Duration.seconds(60),
  // An old meeting removed, one made: each takes up to 24 seconds, and one removed of which nobody knows takes two.
  meetings: Duration.seconds(120),
  sweep: Duration.seconds(60),
  'mail-in': READING_TIME,
};

/** Whom it hurts when a function fails: an alarm that names only a function helps nobody at night. */
const whenFailing: Record<FunctionName, string> = {
  booking: 'applicants cannot see openings or apply; ask them to phone',
  joining:
    'applicants cannot look at their booking or enter their session by its page, and may be deemed absent; their letters still lead in, phone those who are due',
  cancellation: 'applicants cannot cancel on the web and will be waited for; ask them to phone',
  consent: 'applicants cannot read the terms or agree to them, so they cannot attend',
  instant:
    'nobody can ask for a session at once, and whoever has asked does not see what becomes of it; staff see who waits, call them back',
  site: 'visitors see neither the first page nor the guide, and pages look broken; those who know the way can still book',
  'sign-in':
    'staff cannot sign in to the console, or stay signed in, and its pages look broken; promises of a reply may break',
  staff: 'staff cannot see or settle bookings; promises of a reply may break',
  figures: 'staff have no figures to report; bookings and everything about them work',
  authorizer: 'staff cannot enter the console; promises of a reply may break',
  dispatch:
    'applicants get their mails and reminders late or not at all; the sweep sends what is left, people it gives up are on the call list',
  meetings:
    'applicants with a session by Zoom wait for its codes, and meetings of sessions called off stay at Zoom; staff can make them by hand',
  reminder:
    'applicants are reminded late, and staff are warned late of promises about to break; the sweep makes up for it',
  'no-show':
    'times nobody came to, or nobody answered, stay taken for applicants until somebody looks at them; the sweep makes up for it',
  sweep: 'nobody notices applicants whose mails or reminders were lost; look at the call list by hand',
  'mail-events': 'mails that came back stay unnoticed, so applicants wait in vain; look at the SES bounce figures',
  'mail-in':
    'applications and cancellations by mail are not read, and applicants wait in vain; what was given up lies in the queue Unread',
};

/** A visitor's posts are rare; a flood of them is not a visitor. Hard limits per person stand in the table. */
const slowRoutes = (office: Office): string[] =>
  functionsOf(office).flatMap((name) =>
    isRouted(name) && name !== 'staff' ? routes[name].filter((key) => key.startsWith('POST ')) : [],
  );

/** Never a path, a query or an address: a path carries the reference, an address the person. */
const accessLog = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  latency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationError: '$context.integration.error',
  authorizerError: '$context.authorizer.error',
});

export type OfficeStackProps = StackProps & {
  readonly office: Office;
  readonly bundles: Bundles;
  /** The verified domain mail is sent from and comes in at. */
  readonly mailDomain: string;
};

/** Everything one office has, and nothing any other office has. */
export class OfficeStack extends Stack {
  constructor(scope: Construct, id: string, { office, bundles, mailDomain, ...props }: OfficeStackProps) {
    super(scope, id, { description: `Booking of online counselling: ${office.name}`, ...props });
    Tags.of(this).add('madoguchi:office', office.id);

    const table = this.table();
    const api = new HttpApi(this, 'Api', { description: office.name, createDefaultStage: false });
    const { pool, client } = this.staffPool(office, api.apiEndpoint);
    const staff = { STAFF_ISSUER: pool.userPoolProviderUrl, STAFF_CLIENT: client.userPoolClientId };
    const environments: Partial<Record<FunctionName, Record<string, string>>> = {
      'sign-in': { ...staff, SITE: api.apiEndpoint },
      authorizer: { ...staff, STAFF_JWKS: `${pool.userPoolProviderUrl}/.well-known/jwks.json` },
    };
    const functionOf = (name: FunctionName): OfficeFunction => {
      const code = bundles.get(name);
      if (!code) throw new Error(`functions/${name} is not bundled`);
      const made = new OfficeFunction(this, name, {
        office: office.id,
        code,
        environment: environments[name] ?? {},
        ...(timeouts[name] && { timeout: timeouts[name] }),
      });
      const actions = tableActions[name]?.map((action) => `dynamodb:${action}`);
      if (actions) made.useTable(table, actions, readsTodo.includes(name) ? 'todo' : undefined);
      Validations.of(made).acknowledge(
        {
          id: 'Serverless-LambdaTracing',
          reason:
            'A request meets one function and one table; its log line tells what a trace would, without a copy at X-Ray.',
        },
        {
          id: 'Serverless-LambdaDLQ',
          reason: isRouted(name)
            ? 'Invoked by API Gateway, which waits for the answer: nothing is queued.'
            : 'What fails for good goes to a queue of its own, which a person is called to.',
        },
      );
      return made;
    };
    const functions = new Map(functionsOf(office).map((name) => [name, functionOf(name)]));

    const stage = this.serve(office, api, functions);
    const named = (name: FunctionName): OfficeFunction => {
      const found = functions.get(name);
      if (!found) throw new Error(`no function ${name}`);
      return found;
    };
    const failed = addWhatFollows(this, {
      office,
      table,
      functions: {
        dispatch: named('dispatch'),
        reminder: named('reminder'),
        'no-show': named('no-show'),
        sweep: named('sweep'),
        'mail-events': named('mail-events'),
        'mail-in': named('mail-in'),
      },
      mailDomain,
      site: api.apiEndpoint,
    });
    const meetings = functions.get('meetings');
    if (meetings) addMeetings(this, { office, table, meetings, parked: failed.parked });
    // For the links in the letters staff are shown before they are sent, in calendar files, and on printed receipts.
    for (const name of ['staff', 'joining', 'booking'] as const) named(name).tell({ SITE: api.apiEndpoint });
    const mail = addMailIn(this, { office, mailIn: named('mail-in'), staff: named('staff'), mailDomain });
    this.alarms(office, functions, stage, table, { ...failed, ...mail });

    new CfnOutput(this, 'Url', { value: api.apiEndpoint });
    new CfnOutput(this, 'StaffPoolId', { value: pool.userPoolId });
    new CfnOutput(this, 'StaffClientId', { value: client.userPoolClientId });
  }

  private table(): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.AWS_MANAGED,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'expires',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    table.addGlobalSecondaryIndex({
      indexName: 'todo',
      partitionKey: { name: 'todo', type: AttributeType.STRING },
      sortKey: { name: 'due', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    return table;
  }

  /** Who staff are: accounts made by hand, Cognito's own pages to sign in, and one public client, the console. */
  private staffPool(office: Office, site: string): { pool: UserPool; client: UserPoolClient } {
    const pool = new UserPool(this, 'StaffPool', {
      // The least that has the pages in Japanese.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      accountRecovery: AccountRecovery.NONE,
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'Threat protection needs the Plus plan; accounts are made by hand and always carry a second factor.',
    });
    const client = pool.addClient('Console', {
      // For programs, which get their bearer tokens by the API.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls: [`${site}/sign-in/callback`],
        logoutUrls: [`${site}/signed-out`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(10),
    });
    // The region knows each prefix once, whoever's it is; Cognito keeps some words for itself.
    if (/aws|amazon|cognito/.test(office.id)) throw new Error(`Cognito lets no domain be named after ${office.id}`);
    pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `madoguchi-${office.id}-${this.account}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // Without a style of its own a client has no pages.
    new CfnManagedLoginBranding(this, 'StaffPages', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return { pool, client };
  }

  private serve(office: Office, api: HttpApi, functions: ReadonlyMap<FunctionName, OfficeFunction>): HttpStage {
    const lambdaOf = (name: FunctionName) => {
      const found = functions.get(name);
      if (!found) throw new Error(`no function ${name}`);
      return found.lambda;
    };
    // Not cached: a token must not outlive its last minute, and checking one costs a warm function a millisecond.
    const authorizer = new HttpLambdaAuthorizer('Staff', lambdaOf('authorizer'), {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      // What every request has: API Gateway would turn away whoever comes without a header, also with a cookie or to sign in.
      identitySource: ['$context.routeKey'],
      resultsCacheTtl: Duration.seconds(0),
    });
    const made = functionsOf(office).flatMap((name) => {
      if (!isRouted(name)) return [];
      const integration = new HttpLambdaIntegration(name, lambdaOf(name));
      return routes[name].flatMap(withHead).map((key) => {
        const route = new HttpRoute(this, `Route ${key.replaceAll('/', '-')}`, {
          httpApi: api,
          routeKey: routeKeyOf(key),
          integration,
          ...(isStaffs(key) && { authorizer }),
        });
        if (!isStaffs(key)) {
          Validations.of(route).acknowledge({
            id: 'AwsSolutions-APIG4',
            reason:
              name === 'sign-in'
                ? 'Nobody is signed in yet where they sign in.'
                : 'Visitors have no account; what is theirs opens with the reference and the code, or the page, they were given.',
          });
        }
        return route;
      });
    });

    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            retention: RetentionDays.THREE_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: AccessLogFormat.custom(accessLog),
      },
    });
    // A stage may only name routes that exist already.
    stage.node.addDependency(...made);
    const bare = stage.node.defaultChild;
    if (!(bare instanceof CfnStage)) throw new Error('the stage has no CfnStage');
    bare.routeSettings = Object.fromEntries(
      slowRoutes(office).map((key) => [key, { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 }]),
    );
    return stage;
  }

  private alarms(
    office: Office,
    functions: ReadonlyMap<FunctionName, OfficeFunction>,
    stage: HttpStage,
    table: Table,
    queues: { readonly parked: Queue; readonly lost: Queue } & MailQueues,
  ): void {
    const topic = new Topic(this, 'Alarms', { displayName: `madoguchi ${office.id}`, enforceSSL: true });
    // A policy of one's own, such as TLS only, takes the place of the one that lets the account's alarms in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    const action = new SnsAction(topic);
    const alarm = (id: string, metric: IMetric, affected: string, threshold = 1): void =>
      new Alarm(this, `Alarm ${id}`, {
        metric,
        alarmDescription: `${office.name} (${office.id}): ${affected}. [${id}]`,
        threshold,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(action);
    const period = Duration.minutes(5);
    const sumOf = (metrics: Record<string, IMetric>): MathExpression =>
      new MathExpression({ expression: Object.keys(metrics).join('+'), usingMetrics: metrics, period });

    for (const [name, { lambda }] of functions)
      alarm(`${name} fails`, lambda.metricErrors({ period }), whenFailing[name]);
    // An alarm takes ten metrics at most, so those that a request calls and those that events call have one each.
    const throttles = (wanted: readonly OfficeFunction[]): IMetric =>
      sumOf(Object.fromEntries(wanted.map(({ lambda }, index) => [`f${index}`, lambda.metricThrottles({ period })])));
    const called = (byEvent: boolean): OfficeFunction[] =>
      [...functions].filter(([name]) => eventFunctions.some((one) => one === name) === byEvent).map(([, made]) => made);
    alarm(
      'functions throttled',
      throttles(called(false)),
      'visitors and staff meet error pages because the account has no Lambda capacity left',
    );
    alarm(
      'events throttled',
      throttles(called(true)),
      'applicants get mails and reminders late because the account has no Lambda capacity left',
    );
    const booking = functions.get('booking');
    if (booking) {
      // Written by `functions/booking/openings.ts` half a year before the known holidays end.
      const runsOut = new MetricFilter(this, 'CalendarRunsOut', {
        logGroup: booking.logGroup,
        filterPattern: FilterPattern.literal('"calendar-runs-out"'),
        metricNamespace: 'madoguchi',
        metricName: `${office.id}-calendar-runs-out`,
      });
      alarm(
        'calendar runs out',
        runsOut.metric({ period, statistic: Stats.SUM }),
        'applicants will soon find no free times, because the holidays after the last known year count as closed; install newer holidays and deploy',
      );
    }
    const sweep = functions.get('sweep');
    if (sweep) {
      // What the sweep found, in its one line of log.
      const found = (name: string, threshold: string): IMetric =>
        new MetricFilter(this, `Sweep ${name}`, {
          logGroup: sweep.logGroup,
          filterPattern: FilterPattern.literal(`{ $.${name} ${threshold} }`),
          metricNamespace: 'madoguchi',
          metricName: `${office.id}-${name}`,
          metricValue: `$.${name}`,
        }).metric({ period: Duration.minutes(15), statistic: Stats.MAXIMUM });
      alarm(
        'promises broken',
        found('broken', '> 0'),
        'applicants still wait for the reply they were promised; staff should answer or phone them now',
      );
      alarm(
        'calls waiting',
        found('calls', '> 0'),
        'applicants whom no mail reached stand on the call list; staff should phone them',
      );
      alarm(
        'notices stuck',
        found('stuck', '> 0'),
        'applicants and staff get no mail for half an hour: SES refuses it, or a notice cannot be written',
      );
      alarm(
        'bookings unreadable',
        found('failed', '> 0'),
        'applicants behind bookings that cannot be read or handled get neither mails nor reminders; the sweep’s error lines name them',
      );
      alarm(
        'mails left',
        found('mailsLeft', '> 0'),
        'people who wrote to the office have waited for more than an open day for somebody to read it; staff should look at the mails received',
      );
      // A figure of 0 or 1: how many open days an office lets pass is its own data, which the sweep goes by.
      alarm(
        'mail silent',
        found('mailSilence', '= 1'),
        'applicants may be writing in vain: no mail has come in for several open days; send one to the office, then look at the MX record and at which receipt rule set is active',
      );
      new Alarm(this, 'Alarm sweep silent', {
        metric: sweep.lambda.metricInvocations({ period: Duration.minutes(30) }),
        alarmDescription: `${office.name} (${office.id}): nobody notices applicants whose mails or reminders were lost, because the sweep does not run. [sweep silent]`,
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.BREACHING,
      }).addAlarmAction(action);
    }
    const meetings = functions.get('meetings');
    if (meetings) {
      // Written by `functions/meetings/settle.ts` each time Zoom does not do as it was asked.
      const said = (name: string): IMetric =>
        new MetricFilter(this, `Meetings ${name}`, {
          logGroup: meetings.logGroup,
          filterPattern: FilterPattern.literal(`{ $.${name} = 1 }`),
          metricNamespace: 'madoguchi',
          metricName: `${office.id}-${name}`,
        }).metric({ period, statistic: Stats.SUM });
      alarm(
        'zoom records',
        said('meetingRecorded'),
        'Zoom records or summarises sessions although it must not: its account forces that. No such meeting is given to applicants, so they wait; have the account’s settings put right, staff make meetings by hand where they can switch it off',
      );
      alarm(
        'zoom fails',
        said('meetingFailed'),
        'applicants with a session by Zoom wait for its codes, because Zoom does not make meetings as asked; staff are told of each and can make it by hand',
      );
    }
    // Written by `shared/aws/outbox.ts` and `shared/aws/mails.ts`, in whichever of them learns of it.
    for (const name of ['dispatch', 'sweep', 'mail-events', 'mail-in'] as const) {
      const logGroup = functions.get(name)?.logGroup;
      if (!logGroup) throw new Error(`no function ${name}`);
      new MetricFilter(this, `StaffMail ${name}`, {
        logGroup,
        filterPattern: FilterPattern.literal('{ $.staffMailFailed = 1 }'),
        metricNamespace: 'madoguchi',
        metricName: `${office.id}-staffMailFailed`,
      });
    }
    alarm(
      'staff mail fails',
      new Metric({
        namespace: 'madoguchi',
        metricName: `${office.id}-staffMailFailed`,
        period,
        statistic: Stats.SUM,
      }),
      'staff are not warned of applications, promises and meetings, because mail to them fails; applicants may wait in vain',
    );
    const waiting = (queue: Queue): IMetric => queue.metricApproximateNumberOfMessagesVisible({ period });
    alarm(
      'records parked',
      waiting(queues.parked),
      'mails, reminders or meetings of some applicants were given up; the sweep tries again, look why',
    );
    alarm(
      'events lost',
      waiting(queues.lost),
      'reminders or endings of some applicants were late (the sweep makes up for it), or news of a returned mail was lost (applicants may wait in vain); see the queue',
    );
    alarm(
      'mails unread',
      waiting(queues.unread),
      'applications by mail lie unread: staff should answer these applicants by hand; the queue Unread names the stored mails',
    );
    alarm(
      'mails waiting',
      queues.mails.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM }),
      'applications by mail have lain unread for a quarter of an hour, and applicants have no answer; look at the log of mail-in',
      Duration.minutes(15).toSeconds(),
    );
    alarm(
      'api fails',
      stage.metricServerError({ period, statistic: Stats.SUM }),
      'visitors or staff meet error pages; if no function alarm stands beside this one, look at the access log',
    );
    alarm(
      'table throttled',
      sumOf({
        reads: table.metric('ReadThrottleEvents', { period, statistic: Stats.SUM }),
        writes: table.metric('WriteThrottleEvents', { period, statistic: Stats.SUM }),
        todo: table.metric('WriteThrottleEvents', {
          period,
          statistic: Stats.SUM,
          dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: 'todo' },
        }),
      }),
      'applications and staff work are slow or fail because the table refuses requests',
    );
    alarm(
      'table fails',
      table.metricSystemErrorsForOperations({
        operations: [Operation.GET_ITEM, Operation.QUERY, Operation.TRANSACT_WRITE_ITEMS],
        period,
      }),
      'nothing can be booked or read because DynamoDB itself fails',
    );
  }
}

/** What only staff may ask for. */
const isStaffs = (key: string): boolean => / \/staff(?:\/|$)/.test(key);

const isRouted = (name: FunctionName): name is Routed => name in routes;

/** Mail gateways and checkers of links ask by HEAD first, for which API Gateway wants a route of its own. */
export const withHead = (key: string): string[] => (key.startsWith('GET ') ? [key, key.replace('GET', 'HEAD')] : [key]);

const routeKeyOf = (key: string): HttpRouteKey => {
  if (key === '$default') return HttpRouteKey.DEFAULT;
  const [method, path] = key.split(' ');
  const known = Object.values(HttpMethod).find((name) => name === method);
  if (!known || !path) throw new Error(`"${key}" is no route key`);
  return HttpRouteKey.with(path, known);
};
