/** An alias by text, without the reference that closes a loop. */
import type { Edge } from '../graph.ts';
import { own } from '../resolve/values.ts';
import type { TrapContext } from './context.ts';
import type { Finding } from './trap.ts';

/**
 * `!Ref Fn.Alias` is the ARN of the alias: `${Fn.Arn}:live`. In the dimension `Resource` of a metric the name is meant:
 * `${Fn}:live`.
 */
export function aliasFix(context: TrapContext, edge: Edge, attribute: 'Arn' | undefined): Pick<Finding, 'fix'> {
  const alias = context.template.resources.get(edge.to);
  const path = context.template.resources.get(edge.from)?.sourcePath(edge.path) ?? [];
  const name = alias?.properties.Name;
  if (own(context.source(path), 'Ref') !== `${alias?.sourceId}.Alias` || typeof name !== 'string') return {};
  const fn = attribute === undefined ? alias?.sourceId : `${alias?.sourceId}.${attribute}`;
  return { fix: [{ path, set: { 'Fn::Sub': `\${${fn}}:${name}` } }] };
}
