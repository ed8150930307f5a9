/**
 * Tokyo (ap-northeast-1), on demand, US$ without tax, free tiers ignored.
 *
 * Source: AWS Price List API, ap-northeast-1, by its usage types. The list itself could not be reached from where this was
 * written (November 2026): the numbers are second-hand, from a cost model in a public repository that quotes the list as
 * fetched on 2026-09-23, usage type by usage type. Other public repositories give the same for HTTP requests, read and write
 * units and logs. Found in one place only, so to be confirmed first: `transferGb`; and, in another project's test data alone,
 * `lambdaGbSecond` for Arm (20 % below x86, 0.0000166667, as published) and `tableGbMonth`.
 */
export const PRICES = {
  /** APN1-ApiGatewayHttpRequest, the first 300 million a month, bodies up to 512 KB */
  httpRequest: 1.29e-6,
  /** APN1-Request-ARM */
  lambdaRequest: 0.2e-6,
  /** APN1-Lambda-GB-Second-ARM; the time in which a function starts is billed like any other */
  lambdaGbSecond: 0.0000133334,
  /** APN1-WriteRequestUnits */
  writeUnit: 0.715e-6,
  /** APN1-ReadRequestUnits */
  readUnit: 0.1425e-6,
  /** APN1-TimedStorage-ByteHrs of DynamoDB, a month, beyond the first 25 GB */
  tableGbMonth: 0.285,
  /** APN1-DataProcessing-Bytes of CloudWatch Logs */
  logGb: 0.76,
  /** APN1-DataTransfer-Out-Bytes, the first 10 TB */
  transferGb: 0.114,
  /** SES, a mail sent; as published for every region, not looked up in the list */
  mail: 0.0001,
  /** EventBridge Scheduler, an invocation in Tokyo; as published, not looked up in the list */
  wake: 1.25e-6,
};

/**
 * What a booking is taken to cost, from the first look to the session. Left out: backups (their price was not found), and what
 * an office costs whether or not anybody books (alarms, the sweep, which is about US$ 0.05 a month).
 */
export const ASSUMED = {
  /** Page views and acts of a visitor, then of staff; each of the latter also runs the authorizer. */
  requests: {
    'GET /': 1,
    'GET /style.css': 2,
    'GET /openings': 3,
    'GET /terms': 1,
    'GET /apply': 1,
    'POST /apply': 1,
    'POST /bookings': 1,
    'POST /bookings/status': 1,
    'GET /staff/todo': 2,
    'POST /staff/confirmation': 1,
  },
  /**
   * Mails: receipt, word to staff, invitation, two reminders. Each is sent by one dispatch, which takes the booking's own change along, and
   * heard of by one mail-events. Wake-up calls that fire, and those of them that store something.
   */
  follows: { mails: 5, wakes: 3, prompts: 2 },
  /** Offices are quiet: so many of the invocations find no warm function and pay for its start. */
  coldShare: 0.25,
  memoryGb: 1,
  /** At 1 GB a function has 0.58 of a processor, so what was measured here on a whole one takes that much longer. */
  slowdown: 1769 / 1024,
  /** A start takes longer than the import measured here: the runtime comes up too. */
  runtimeStartMs: 100,
  authorizerMs: 3,
  /** Our line, Lambda's three and the access log's one. */
  logBytes: 1_000,
  headerBytes: 800,
  /** A booking is kept until the end of the fiscal year in which it ends. */
  monthsKept: 12,
};
