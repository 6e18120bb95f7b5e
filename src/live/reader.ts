import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Aws, LiveProperties } from './aws.ts';
import type { Operation } from './operations.ts';

/** A resource that is deployed. */
export interface LiveResource {
  readonly logicalId: string;
  /** CloudFormation type. */
  readonly type: string;
  /** Absent as long as the resource does not exist. */
  readonly physicalId?: string;
  /** CloudFormation's resource status, e.g. `UPDATE_COMPLETE`. */
  readonly status?: string;
  /** When its status changed last. */
  readonly updatedAt?: Date;
}

/** Something that could not be read. Never a pass. */
export interface Gap {
  /** Logical id, or the stack's name. */
  readonly resource: string;
  /** IAM action, e.g. `cloudformation:GetTemplate`. */
  readonly action: string;
  readonly reason: string;
}

/** A deployed stack, as far as the readers so far have read it. */
export interface LiveStack {
  /** ARN. */
  readonly stackId: string;
  /** CloudFormation's stack status, e.g. `UPDATE_IN_PROGRESS`. */
  readonly status?: string;
  /** When the last operation on it began, creation included. */
  readonly operationAt?: Date;
  /** The ARN of the stack that everything belongs to, if this one is nested. */
  readonly rootId?: string;
  /** The processed template, JSON or YAML. */
  readonly template?: string;
  /** Values of parameters, of SSM parameter types the resolved ones; absent if they could not be read. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Parameters that have a value which nobody may see (`NoEcho`). */
  readonly hiddenParameters: readonly string[];
  readonly resources: readonly LiveResource[];
  /** Nested stacks by the logical id of their resource. */
  readonly nested: Readonly<Record<string, LiveStack>>;
  readonly gaps: readonly Gap[];
}

export interface ReadContext {
  readonly signal: AbortSignal;
  /** A client that is there already, to be used instead of a new one. */
  readonly cloudformation?: () => Promise<Pick<CloudFormationClient, 'send'>>;
}

/** A stack of which nothing but its ARN is known. */
export function unreadStack(stackId: string): LiveStack {
  return { stackId, hiddenParameters: [], resources: [], nested: {}, gaps: [] };
}

/** A deployed resource, as a reader of its type is asked for it. */
export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  /**
   * A property of the template, references to other resources replaced by their physical ids; undefined if it is not
   * there, or not known. For what has to be known to ask: the roles of an inline policy.
   */
  property(...path: (string | number)[]): unknown;
  /** The deployed resources of this type that the template declares. */
  declared(type: string): readonly DeployedResource[];
}

/** What a service says of a resource. */
export interface Reading {
  /** They stand for those of the template; what is left out does not. */
  readonly properties: LiveProperties;
  /** What is deployed beside the resource and may not be in the template: a bucket's policy, a function's permissions. */
  readonly found?: readonly FoundResource[];
}

/** A resource that no template names. It is judged as if one did, and never as the doing of a release. */
export interface FoundResource {
  /** What tells it apart from others found at the same resource, e.g. `policy`. */
  readonly name: string;
  readonly type: string;
  readonly properties: LiveProperties;
}

/** Turns what a service says of resources of some types into CloudFormation's shape. */
export interface ResourceReader {
  /** Types that it reads. */
  readonly types: readonly string[];
  /** What it may call, depending on which checks are enabled. */
  readonly operations: readonly Operation[];
  /** May throw what `aws.ask` throws: then nothing of the resource could be read. */
  read(resource: DeployedResource, aws: Aws): Promise<Reading>;
}
