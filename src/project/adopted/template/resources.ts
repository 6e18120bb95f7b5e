/** Resources of the gate, and what their roles have in common. */
import type { KeyPart } from '../../../insert/part.ts';
import type { Called } from './called.ts';
import { NO_VALUE, type Waits } from './rendering.ts';

/** @param attributes what stands beside Type and Properties; Metadata comes last, as it is the least read */
export function resource(id: string, type: string, properties: object, attributes: Attributes = {}): KeyPart {
  const { Metadata, ...others } = attributes;
  const value = { Type: type, ...others, Properties: properties, ...(Metadata !== undefined && { Metadata }) };
  return { path: ['Resources', id], value };
}

interface Attributes {
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Metadata?: object;
}

/** Who may take a role on. */
export function trustPolicy(service: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
}

export function namedPolicy(name: string, statements: readonly object[]): object {
  return { PolicyName: name, PolicyDocument: { Version: '2012-10-17', Statement: statements } };
}

/** Every role of ours takes the boundary that an account may demand. */
export function boundary(called: Called): object {
  return { 'Fn::If': [called('HasPermissionsBoundary'), { Ref: called('PermissionsBoundary') }, NO_VALUE] };
}

/** What stands beside Type and Properties of a resource that waits for others. @param metadata what it has anyway */
export function waiting({ dependsOn, after }: Waits, metadata: object = {}): Attributes {
  const all = { ...metadata, ...(after.length > 0 && { fitness: { after } }) };
  return {
    ...(dependsOn.length > 0 && { DependsOn: dependsOn }),
    ...(Object.keys(all).length > 0 && { Metadata: all }),
  };
}

export const NOTHING: Waits = { dependsOn: [], after: [] };
