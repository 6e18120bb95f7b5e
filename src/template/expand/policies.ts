/** The policies of a role: `Policies` of a function or state machine, and what the transform adds. */
import type { Path } from '../model.ts';
import { isList, isRecord } from '../resolve/values.ts';
import type { Expansion } from './expansion.ts';
import { managedPolicyPath } from './managed-policies.ts';
import { awsManagedPolicy, ifParts, isIntrinsic, isNoValue, isTruthy } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { policyTemplate } from './policy-templates.ts';

export interface RolePolicies {
  readonly managed: unknown[];
  /** With the path of each, relative to the SAM resource's properties. */
  readonly inline: { readonly policy: unknown; readonly from: Path }[];
  /** Paths of entries that are neither a policy, a managed policy nor a known template. */
  readonly unknown: Path[];
}

/** A managed policy's ARN by its name; an ARN is one already, and a dynamic reference becomes one. */
export function managedPolicy(name: string, { partition }: Pick<Expansion, 'partition'>): unknown {
  if (name.startsWith('arn:') || name.startsWith('{{resolve:')) return name;
  return awsManagedPolicy(managedPolicyPath(name), partition);
}

/** Reads `Policies`: one or a list of managed policies, policy documents, policy templates, or `Fn::If` of them. */
export function readPolicies(
  roleId: string,
  policies: unknown,
  x: Pick<Expansion, 'partition'> = { partition: '${AWS::Partition}' },
): RolePolicies {
  const result: RolePolicies = { managed: [], inline: [], unknown: [] };
  if (!isTruthy(policies)) return result;
  const entries = isList(policies) ? policies : [policies];
  entries.forEach((entry, index) => {
    const from = isList(policies) ? ['Policies', index] : ['Policies'];
    const kind = kindOf(entry);
    if (kind === 'managed')
      addManaged(
        result.managed,
        mapIf(entry, (policy) => (typeof policy === 'string' ? managedPolicy(policy, x) : policy)),
      );
    else if (kind === 'document' || kind === 'template') {
      const named = (document: unknown) => ({
        PolicyName: `${roleId}Policy${index}`,
        PolicyDocument: kind === 'template' ? fromTemplate(document) : document,
      });
      result.inline.push({ policy: mapIf(entry, named), from });
    } else result.unknown.push(from);
  });
  return result;
}

/** @returns undefined for what is none of them */
export function kindOf(entry: unknown): 'managed' | 'document' | 'template' | 'nothing' | undefined {
  if (typeof entry === 'string') return 'managed';
  const parts = ifParts(entry);
  if (parts) {
    const [, whenTrue, whenFalse] = parts;
    return isNoValue(whenTrue) ? kindOf(whenFalse) : kindOf(whenTrue);
  }
  if (isIntrinsic(entry)) return 'managed';
  if (!isRecord(entry)) return undefined;
  if ('Statement' in entry) return 'document';
  const [name = '', ...more] = Object.keys(entry);
  return more.length === 0 && policyTemplate(name) ? 'template' : undefined;
}

function fromTemplate(entry: unknown): unknown {
  const [name, values] = Object.entries(entry as Properties)[0] ?? [];
  return policyTemplate(name ?? '')?.(isRecord(values) ? values : {});
}

function mapIf(entry: unknown, map: (branch: unknown) => unknown): unknown {
  const parts = ifParts(entry);
  if (!parts) return map(entry);
  const [condition, ...branches] = parts;
  return { 'Fn::If': [condition, ...branches.map((branch) => (isNoValue(branch) ? branch : map(branch)))] };
}

/** Adds a managed policy unless the list has it. */
export function addManaged(list: unknown[], policy: unknown): void {
  const text = JSON.stringify(policy);
  if (!list.some((other) => JSON.stringify(other) === text)) list.push(policy);
}

export function inlinePolicy(name: string, statements: readonly Properties[], version?: string): Properties {
  return { PolicyName: name, PolicyDocument: { ...(version && { Version: version }), Statement: statements } };
}

export function allow(action: string | readonly string[], resource: unknown): Properties {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

export function assumeRolePolicy(service: string): Properties {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: [service] } }],
  };
}

/** What sends to a destination needs; undefined for a type that SAM does not know. */
export function destinationPolicy(type: unknown, target: unknown, id: string): Properties | undefined {
  const name = String(type);
  return Object.hasOwn(DESTINATION_POLICIES, name) ? DESTINATION_POLICIES[name]?.(target, id) : undefined;
}

const DESTINATION_POLICIES: Readonly<Record<string, (target: unknown, id: string) => Properties>> = {
  SQS: (target, id) => inlinePolicy(`${id}SQSPolicy`, [allow('sqs:SendMessage', target)]),
  SNS: (target, id) => inlinePolicy(`${id}SNSPolicy`, [allow('sns:publish', target)]),
  EventBridge: (target, id) => inlinePolicy(`${id}EventBridgePolicy`, [allow('events:PutEvents', target)]),
  Lambda: (target, id) => inlinePolicy(`${id}LambdaPolicy`, [allow('lambda:InvokeFunction', target)]),
  S3Bucket: (target, id) => s3Policy(target, id),
  S3: (target, id) => s3Policy(target, id),
};

function s3Policy(target: unknown, id: string): Properties {
  const objects = { 'Fn::Join': ['/', [target, '*']] };
  return inlinePolicy(`${id}S3Policy`, [allow('s3:PutObject', objects), allow('s3:ListBucket', target)]);
}
