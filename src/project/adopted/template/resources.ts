/** Resources of the gate, and what their roles have in common. */
import type { KeyPart } from '../../../insert/part.ts';
import { isRecord, own } from '../../../template/resolve/values.ts';
import { NO_VALUE } from '../../../template/expand/intrinsics.ts';
import type { Rendering, Waits } from './rendering.ts';
import { SAM_FUNCTION } from './written-function.ts';

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

/** The permissions boundary of every role of ours: the owner's, whose account may demand it; else a parameter's. */
export function bounded({ called, template }: Pick<Rendering, 'called' | 'template'>): object {
  const parameter = { Ref: called('PermissionsBoundary') };
  const ours = { 'Fn::If': [called('HasPermissionsBoundary'), parameter, NO_VALUE] };
  return { PermissionsBoundary: ownersBoundary(template) ?? ours };
}

/** As its functions have it, or its roles. */
export function ownersBoundary(template: unknown): unknown {
  const of = (data: unknown): unknown => own(data, 'PermissionsBoundary') ?? undefined;
  const inGlobals = of(own(own(template, 'Globals'), 'Function'));
  if (inGlobals !== undefined) return inGlobals;
  const resources = own(template, 'Resources');
  return (isRecord(resources) ? Object.values(resources) : [])
    .filter((resource) => [SAM_FUNCTION, 'AWS::IAM::Role'].includes(String(own(resource, 'Type'))))
    .filter((resource) => own(resource, 'Condition') === undefined)
    .map((resource) => of(own(resource, 'Properties')))
    .find((boundary) => boundary !== undefined);
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
