/** Resources of the gate, and what their roles have in common. */
import type { KeyPart } from '../../../insert/part.ts';
import type { Called } from './called.ts';
import { NO_VALUE } from './rendering.ts';

/** @param attributes what stands beside Type and Properties */
export function resource(id: string, type: string, properties: object, attributes: object = {}): KeyPart {
  return { path: ['Resources', id], value: { Type: type, ...attributes, Properties: properties } };
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
