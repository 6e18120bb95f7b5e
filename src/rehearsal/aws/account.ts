/** The state of an AWS account in one Region, from which the played services answer. */

/** A resource as it is deployed. Change its properties, and it has drifted. */
export interface DeployedResource {
  readonly logicalId: string;
  /** `AWS::S3::Bucket` */
  readonly type: string;
  /** Those of CloudFormation, resolved: no intrinsic function is left. */
  properties: Record<string, unknown>;
}

export interface StackParameter {
  readonly key: string;
  readonly value?: string;
  /** Of a parameter whose type is an SSM parameter's. */
  readonly resolved?: string;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  physicalId?: string;
  /** @default UPDATE_COMPLETE */
  status?: string;
}

export interface Stack {
  status: string;
  rootId?: string;
  parameters: StackParameter[];
  /** Processed: what the SAM transform made of it. */
  template: string;
  resources: StackResource[];
  /** Newest first, as DescribeStackEvents has them. `physicalId`: the stack's own if absent. */
  events: { status: string; at: Date; physicalId?: string }[];
}

export interface Deployment {
  readonly creator?: 'user' | 'autoscaling' | 'codeDeployRollback' | 'CloudFormation';
  readonly rollbackTriggeringDeploymentId?: string;
  /** Execution ids of the hooks that CodeDeploy waits for, with what was accepted. */
  readonly hooks: Map<string, 'Succeeded' | 'Failed' | undefined>;
}

export interface AcceptedReport {
  readonly deploymentId: string;
  readonly executionId: string;
  readonly status: 'Succeeded' | 'Failed';
}

export interface FunctionState {
  /** Published ones, without `$LATEST`. */
  versions: string[];
  /** Name → main version, and the weighted second one. */
  aliases: Record<string, { version: string; weights?: Record<string, number> }>;
}

export interface MetricPoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly at: Date;
  readonly value: number;
  /** As CloudWatch names it. @default None */
  readonly unit?: string;
}

export class Account {
  readonly id: string;
  readonly region: string;
  /** By physical id. */
  readonly resources = new Map<string, DeployedResource>();
  /** By ARN. */
  readonly stacks = new Map<string, Stack>();
  /** CodeDeploy's, by id. */
  readonly deployments = new Map<string, Deployment>();
  /** What CodeDeploy accepted from hooks, in order. */
  readonly accepted: AcceptedReport[] = [];
  /** SSM's, by name. */
  readonly parameters = new Map<string, { value: string; version: number }>();
  /** Versions and aliases of Lambda functions, by name. */
  readonly functions = new Map<string, FunctionState>();
  readonly metrics: MetricPoint[] = [];
  /** CloudWatch's, by name: the body as it was put. */
  readonly dashboards = new Map<string, string>();
  /** Items on a page, where an operation has pages. @default as many as the service gives */
  pageSize: number | undefined;

  constructor(id = '123456789012', region = 'eu-west-1') {
    this.id = id;
    this.region = region;
  }

  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.id}:${resource}`;
  }

  /** A resource of one of these types by physical id. */
  find(physicalId: unknown, ...types: readonly string[]): DeployedResource | undefined {
    const found = this.resources.get(String(physicalId));
    return found && types.includes(found.type) ? found : undefined;
  }

  /** All resources of one of these types, by physical id. */
  ofType(...types: readonly string[]): [physicalId: string, resource: DeployedResource][] {
    return [...this.resources].filter(([, { type }]) => types.includes(type));
  }
}
