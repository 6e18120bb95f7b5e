/** Policies that are kept at what they protect: a queue, a topic, a role. */
import type { Resolved } from '../../template/model.ts';
import { hole, isList, isRecord } from '../../template/resolve/values.ts';
import { properties, type Aws, type LiveProperties } from '../aws.ts';
import type { DeployedResource, FoundResource } from '../reader.ts';

/** By type: the property that names what the policy protects. */
export type Protected = Readonly<Record<string, string>>;

type DocumentOf = (physicalId: string) => Promise<Resolved | undefined>;

/** The live document of a policy resource, which may stand for the policies of several queues or topics. */
export async function readPolicy(
  policy: DeployedResource,
  types: Protected,
  documentOf: DocumentOf,
): Promise<LiveProperties> {
  const protects = texts(policy.property(types[policy.type] ?? ''));
  if (protects.length === 0) return { PolicyDocument: hole('what the policy protects is not known') };
  return properties({ PolicyDocument: Promise.all(protects.map(documentOf)).then(mergedPolicy) });
}

/** The policy of a resource, if the template declares none; one that it declares is read as a resource of its own. */
export async function policyBeside(
  resource: DeployedResource,
  types: Protected,
  aws: Aws,
  documentOf: DocumentOf,
): Promise<FoundResource[]> {
  const { physicalId } = resource;
  if ((await declaredBy(resource, types, aws)).has(physicalId)) return [];
  const { PolicyDocument } = await properties({ PolicyDocument: documentOf(physicalId) });
  const [[type, property] = ['', '']] = Object.entries(types);
  if (PolicyDocument === undefined) return [];
  return [{ name: 'policy', type, properties: { [property]: [physicalId], PolicyDocument } }];
}

/** What the template declares of these types, by the physical id of what it names; worked out once in a reading. */
export function declaredBy(
  resource: DeployedResource,
  types: Protected,
  aws: Aws,
): Promise<ReadonlyMap<string, readonly DeployedResource[]>> {
  return aws.shared(`declared by ${JSON.stringify(types)}`, () => {
    const byId = new Map<string, DeployedResource[]>();
    for (const [type, property] of Object.entries(types)) {
      for (const each of resource.declared(type)) {
        for (const id of texts(each.property(property))) byId.set(id, [...(byId.get(id) ?? []), each]);
      }
    }
    return Promise.resolve(byId);
  });
}

/** Documents that somebody may have changed apart from each other as one, with the statements of all; undefined where there are none. */
export function mergedPolicy(documents: readonly (Resolved | undefined)[]): Resolved | undefined {
  const [first, ...others] = documents.filter((document) => document !== undefined);
  const known = new Set(statementsOf(first).map((statement) => JSON.stringify(statement)));
  const more = others.flatMap(statementsOf).filter((statement) => !known.has(JSON.stringify(statement)));
  if (more.length === 0 || !isRecord(first)) return first;
  return { ...(first as Readonly<Record<string, Resolved>>), Statement: [...statementsOf(first), ...more] };
}

/** A document may have one statement without a list around it. */
export function statementsOf(document: Resolved | undefined): readonly Resolved[] {
  const statements = isRecord(document) ? document['Statement'] : undefined;
  if (statements === undefined) return [];
  return isList(statements) ? statements : [statements];
}

/** The texts of a property that is a text or a list of them; what is not known is left out. */
export function texts(value: unknown): string[] {
  return (isList(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}
