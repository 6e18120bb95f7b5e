/** Policies that are kept at what they protect: a queue, a topic, a role. */
import type { Resolved } from '../../template/model.ts';
import { isList, isRecord } from '../../template/resolve/values.ts';

type Statement = Resolved;

/**
 * One policy resource may stand for the policies of several queues, topics or roles, which somebody may have changed
 * apart from each other: one document with the statements of all. Undefined where there are none.
 */
export function mergedPolicy(documents: readonly (Resolved | undefined)[]): Resolved | undefined {
  const [first, ...others] = documents.filter((document) => document !== undefined);
  const known = new Set(statementsOf(first).map((statement) => JSON.stringify(statement)));
  const more = others.flatMap(statementsOf).filter((statement) => !known.has(JSON.stringify(statement)));
  if (more.length === 0 || !isRecord(first)) return first;
  return { ...(first as Readonly<Record<string, Resolved>>), Statement: [...statementsOf(first), ...more] };
}

/** A document may have one statement without a list around it. */
export function statementsOf(document: Resolved | undefined): readonly Statement[] {
  const statements = isRecord(document) ? document['Statement'] : undefined;
  if (statements === undefined) return [];
  return (isList(statements) ? statements : [statements]) as readonly Statement[];
}

/** The texts of a property that is a text or a list of them; what is not known is left out. */
export function texts(value: unknown): string[] {
  return (isList(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}
