/** What the graph of the owner's template with our parts in it decides. */
import { dependencyGraph } from '../../../template/graph.ts';
import type { Resource, SourceDocument, Template } from '../../../template/model.ts';
import { hookOrder, lateResources, type HookOrder } from '../../../template/order.ts';
import { isRecord, own } from '../../../template/resolve/values.ts';
import { loadResources } from '../../../template/template.ts';
import { CONNECTOR } from '../../../template/expand/connectors/index.ts';
import { NO_VALUE } from '../../../template/expand/intrinsics.ts';
import type { Order, Waits } from './rendering.ts';
import { NOTHING } from './resources.ts';

/** Before it is known: nothing is waited for, and every function is named by a pattern, so that nothing closes a loop. */
export function noOrder(functions: Iterable<string>): Order {
  return { preTraffic: NOTHING, stack: NOTHING, late: new Set(functions), conditions: new Map() };
}

export interface Ours {
  /** Logical ids of our pre-traffic hook and stack gate, if there is one. */
  readonly hook: string;
  readonly gate?: string;
  /** Functions that are gated. */
  readonly functions: ReadonlySet<string>;
  /** What lets roles call the hooks: no architecture, and not there before it is known who they are. */
  readonly grants: readonly string[];
}

export function orderIn(template: Template, { hook, gate, functions, grants }: Ours): Order {
  const graph = dependencyGraph(template);
  const orders = hookOrder(template, graph);
  const stable = stableIds(template);
  const before = (id: string | undefined, phase: HookOrder['phases'][number], gated?: ReadonlySet<string>): Waits => {
    const order = orders.find((each) => each.hook === id && each.phases.includes(phase));
    const ids = order?.dependsOn.filter((each) => !grants.includes(each)) ?? [];
    return waits(ids, template, { stable, gated });
  };
  return {
    preTraffic: before(hook, 'pre-traffic', functions),
    stack: before(gate, 'stack'),
    late: lateResources(template, graph),
    conditions: new Map(
      [...template.resources.values()].flatMap(({ logicalId, condition }) =>
        condition === undefined ? [] : [[logicalId, condition] as const],
      ),
    ),
  };
}

/**
 * `DependsOn` takes what is always there: cfn-lint refuses there what has a condition (E3005). CloudFormation waits as well for
 * what Metadata refers to.
 *
 * @param gated functions that a traffic hook waits for, by their version: as they are written they name the hook themselves, so
 *   cfn-lint would see a loop (E3004)
 */
function waits(
  ids: readonly string[],
  template: Template,
  { stable, gated }: { stable: (id: string) => boolean; gated: ReadonlySet<string> | undefined },
): Waits {
  const dependsOn: string[] = [];
  const after: unknown[] = [];
  for (const id of ids) {
    const resource = template.resources.get(id);
    const name = gated?.has(id) ? `${id}.Version` : stable(id) ? id : resource && dottedName(resource);
    const condition = resource?.condition;
    if (name === undefined) continue;
    if (condition === undefined && name === id) dependsOn.push(id);
    else if (condition === undefined) after.push({ Ref: name });
    else if (own(own(template.document.data, 'Conditions'), condition) !== undefined)
      after.push({ 'Fn::If': [condition, { Ref: name }, NO_VALUE] });
  }
  return { dependsOn, after };
}

/** SAM's names for what it makes, whatever it calls it. */
const DOTTED: Readonly<Record<string, string>> = { 'AWS::Lambda::Alias': 'Alias', 'AWS::ApiGateway::Stage': 'Stage' };

function dottedName({ type, sourceId, generated }: Resource): string | undefined {
  const name = generated && Object.hasOwn(DOTTED, type) ? DOTTED[type] : undefined;
  return name === undefined ? undefined : `${sourceId}.${name}`;
}

/**
 * Tells the logical ids that are the same whatever the parameters are. Of those that SAM makes many are of a value: an alias's
 * of its name, a stage's, a domain's.
 */
function stableIds({ document, parameters, resources }: Template): (id: string) => boolean {
  let varied: Template['resources'] | undefined;
  const others = Object.keys(parameters).map((name) => [name, `other${name}`] as const);
  const vary = () => loadResources(madeBySam(document), { parameters: Object.fromEntries(others) }).resources;
  return (id) => {
    if (!resources.get(id)?.generated) return true;
    return (varied ??= vary()).has(id);
  };
}

/** Of the resources those that SAM makes others of: what a connector joins may be any. */
function madeBySam(document: SourceDocument): SourceDocument {
  const resources = own(document.data, 'Resources');
  if (!isRecord(resources)) return document;
  const makes = Object.entries(resources).filter(([id, resource]) => {
    return id.startsWith('Fn::') || String(own(resource, 'Type')).startsWith('AWS::Serverless::');
  });
  const isJoined = Object.values(resources).some((resource) => {
    return own(resource, 'Type') === CONNECTOR || own(resource, 'Connectors') !== undefined;
  });
  if (isJoined) return document;
  return { ...document, data: { ...(document.data as object), Resources: Object.fromEntries(makes) } };
}
