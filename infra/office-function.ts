import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export type OfficeFunctionProps = {
  readonly office: string;
  /** The bundled folder. */
  readonly code: string;
  readonly environment?: Record<string, string>;
  readonly timeout?: Duration;
};

/** One Lambda of one office: its id is its folder in `functions/`, its role holds only what is granted here. */
export class OfficeFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, name: string, { office, code, environment = {}, timeout }: OfficeFunctionProps) {
    super(scope, name);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: the default one may write to every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: `${office}: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 1024,
      timeout: timeout ?? Duration.seconds(10),
      handler: 'index.handler',
      code: Code.fromAsset(code),
      role,
      logGroup: this.logGroup,
      environment: { OFFICE: office, ...environment },
    });
  }

  /** Says where the table is and allows these actions on it, together: neither is of use alone. */
  useTable(table: Table, actions: readonly string[], index?: string): void {
    this.lambda.addEnvironment('TABLE', table.tableName);
    this.allow(actions, table.tableArn);
    if (index) this.allow(['dynamodb:Query'], `${table.tableArn}/index/${index}`);
  }

  /** What the template alone knows, for this function's environment. */
  tell(environment: Record<string, string>): void {
    for (const [name, value] of Object.entries(environment)) this.lambda.addEnvironment(name, value);
  }

  allow(actions: readonly string[], resource: string): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
  }
}
