/** The state of an AWS account in one Region, from which the played services answer. */
import type { ChangeSet } from './change-set.ts';

/** A resource as it is deployed. Change its properties, and it has drifted. */
export interface DeployedResource {
  readonly logicalId: string;
  /** `AWS::S3::Bucket` */
  readonly type: string;
  /** Those of CloudFormation, resolved: no intrinsic function is left. */
  properties: Record<string, unknown>;
  /** Of a credential: when it was made. @default now */
  createdAt?: Date;
  /** Of a secret: when it was rotated last. */
  rotatedAt?: Date;
  /** Of a certificate: until when it is valid. @default 395 days from now */
  expiresAt?: Date;
}

/** AWS Config, where it records. */
export interface ConfigState {
  /** Names of rules, with the identifiers of the managed ones. */
  readonly rules: Readonly<Record<string, { readonly identifier?: string }>>;
  /** What Config knows: by its own type, ids with the names of the resources. */
  readonly resources: Readonly<Record<string, readonly { readonly id: string; readonly name?: string }[]>>;
  readonly results: readonly {
    readonly rule: string;
    readonly type: string;
    readonly id: string;
    readonly compliance: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';
    readonly at: Date;
    readonly annotation?: string;
  }[];
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
  updatedAt?: Date;
  /** Its DeletionPolicy. @default Delete */
  deletion?: unknown;
}

export interface StackEvent {
  /** Of the stack itself if nothing else is said. */
  readonly status: string;
  readonly at: Date;
  readonly reason?: string;
  /** @default the stack's own */
  readonly physicalId?: string;
  readonly logicalId?: string;
  readonly type?: string;
}

export interface Stack {
  status: string;
  rootId?: string;
  parameters: StackParameter[];
  /** Processed: what the SAM transform made of it. */
  template: string;
  /** As it was given. @default the processed one */
  original?: string;
  resources: StackResource[];
  /** Newest first, as DescribeStackEvents has them. */
  events: StackEvent[];
  changeSets?: ChangeSet[];
  /** When the last operation began. */
  operationAt?: Date;
}

export interface Deployment {
  readonly creator?: 'user' | 'autoscaling' | 'codeDeployRollback' | 'CloudFormation';
  readonly rollbackTriggeringDeploymentId?: string;
  /** Of a deployment of Lambda: the alias whose traffic it shifts, between which versions. */
  readonly target?: {
    readonly functionName: string;
    readonly alias: string;
    readonly currentVersion: string;
    readonly targetVersion: string;
  };
  /** The AppSpec that it was made of, JSON or YAML. */
  readonly appSpec?: string;
  /** @default 2026-11-18T11:33:20Z */
  readonly createdAt?: Date;
  /** Has all of the traffic shifted? @default false */
  readonly shifted?: boolean;
  /** Execution ids of the hooks that CodeDeploy waits for, with what was accepted. */
  readonly hooks: Map<string, 'Succeeded' | 'Failed' | undefined>;
}

export interface AcceptedReport {
  readonly deploymentId: string;
  readonly executionId: string;
  readonly status: 'Succeeded' | 'Failed';
}

/** Of Lambda, asynchronous. */
export interface AcceptedInvocation {
  readonly functionName: string;
  /** JSON. */
  readonly payload: string;
}

export interface FunctionState {
  /** Published ones, without `$LATEST`. */
  versions: string[];
  /** Name → main version, and the weighted second one. */
  aliases: Record<string, { version: string; weights?: Record<string, number> }>;
}

export interface Parameter {
  value: string;
  version: number;
  /** Versions before it that are still kept, the oldest first. */
  older?: readonly { readonly value: string; readonly version: number }[];
  /** @default String */
  type?: 'String' | 'SecureString';
  /** When it got its value. @default now */
  changedAt?: Date;
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

/** Carries out what a change set says; the stack's status tells how far it is. */
export type Executor = (account: Account, stackId: string, changeSet: ChangeSet) => Promise<unknown>;

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
  readonly parameters = new Map<string, Parameter>();
  /** Versions and aliases of Lambda functions, by name. */
  readonly functions = new Map<string, FunctionState>();
  /** What Lambda is to invoke by itself, in order. */
  readonly invocations: AcceptedInvocation[] = [];
  readonly metrics: MetricPoint[] = [];
  /** Absent: AWS Config does not record. */
  config: ConfigState | undefined;
  /** CloudWatch's, by name: the body as it was put. */
  readonly dashboards = new Map<string, string>();
  /** Of S3, by `bucket/key`: what a `TemplateURL` names. */
  readonly objects = new Map<string, string>();
  /** What executes change sets. @default at once, with nobody to ask */
  execute: Executor | undefined;
  /** What time it is. @default the system's */
  now: () => Date = () => new Date();
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
