/**
 * What the graph decides about traffic hooks and stack gates: what must be finished before the architecture is measured, and
 * what a hook may name without closing a loop.
 *
 * CloudFormation updates resources in parallel. What stands in `DependsOn` of the pre-traffic hook is finished before any
 * traffic shifts, since the alias needs the hook. What needs a gated alias (an API, an event source mapping, a bucket that
 * notifies it) comes after, and can only be judged after traffic: by a stack gate, which all of it stands in `DependsOn` of.
 */
import { classifyGear, gatedAliases, stackGates, unjudgedGear } from './gear.ts';
import { dependencyGraph, references } from './graph.ts';
import type { Graph } from './graph.ts';
import type { Resource, Template } from './model.ts';
import { isList, isRecord, own } from './resolve/values.ts';

/** What the graph decides about one traffic hook or stack gate. Lists are in the order of the template. */
export interface HookOrder {
  /** Logical id of the hook function, or of the custom resource that is the stack gate. */
  readonly hook: string;
  readonly phases: readonly ('pre-traffic' | 'post-traffic' | 'stack')[];
  /**
   * What `DependsOn` of this hook has to name; empty for a hook that runs only after traffic. These are the resources that a
   * person wrote; of those that the transform generates, and of those under a condition, which cfn-lint would rather not see
   * there (E3005), only the ones that no other entry waits for.
   */
  readonly dependsOn: readonly string[];
  /** What must be finished before the hook measures and is not: neither named in `DependsOn` nor waited for by what is. */
  readonly missing: readonly string[];
  /** Written in `DependsOn`, and closes a loop. */
  readonly closing: readonly string[];
}

/** Which resources a hook's environment and policy may name by Ref, Fn::GetAtt or Fn::Sub, and which only by a pattern. */
export interface Naming {
  readonly byReference: readonly string[];
  readonly byPattern: readonly string[];
}

/** The order of every traffic hook of the template, then of every stack gate. */
export function hookOrder(template: Template, graph: Graph = dependencyGraph(template)): HookOrder[] {
  const gated = gatedAliases(template, graph);
  const pre = new Set(gated.flatMap((alias) => alias.preTraffic));
  const post = new Set(gated.flatMap((alias) => alias.postTraffic));
  const hooks = [...template.resources.values()].filter(({ logicalId: id }) => pre.has(id) || post.has(id));
  const late = lateResources(template, graph);
  const functions = new Set(gated.flatMap((alias) => alias.function ?? []));
  let inSource: ReadonlySet<string> | undefined;
  const loops = (hook: string): ReadonlySet<string> =>
    isOfSam(hook, template) ? NONE : (inSource ??= loopsInSource(template, functions));
  const orders = hooks.map((hook): HookOrder => {
    const measured = pre.has(hook.logicalId)
      ? measuredBefore(template, graph, late).filter(({ logicalId }) => !loops(hook.logicalId).has(logicalId))
      : [];
    return {
      hook: hook.logicalId,
      phases: [
        ...(pre.has(hook.logicalId) ? (['pre-traffic'] as const) : []),
        ...(post.has(hook.logicalId) ? (['post-traffic'] as const) : []),
      ],
      dependsOn: canonical(measured, graph),
      missing: unfinished(hook, measured, graph, late),
      closing: hook.dependsOn.filter((id) => late.has(id)),
    };
  });
  return [...orders, ...stackGates(template, graph).map((gate) => gateOrder(gate, template, graph))];
}

const NONE: ReadonlySet<string> = new Set();

function isOfSam(id: string, { document }: Template): boolean {
  return String(own(own(own(document.data, 'Resources'), id), 'Type')).startsWith('AWS::Serverless::');
}

/**
 * What refers to one of these functions as it is written. In the source a gated function of SAM itself names its hook, so
 * cfn-lint sees a loop (E3004) if the hook waits for that, where none of both is of SAM: though there is none once the alias is
 * a resource of its own, `sam validate --lint` would refuse the template.
 */
function loopsInSource({ document }: Template, functions: ReadonlySet<string>): ReadonlySet<string> {
  const written = Object.entries(recordOf(own(document.data, 'Resources')));
  const users = new Map<string, string[]>();
  for (const [id, resource] of written) {
    const needed = own(resource, 'DependsOn');
    const names = [
      ...references(resource).map(({ name }) => name),
      ...(isList(needed) ? needed : [needed]).map(String),
    ];
    for (const name of new Set(names)) users.set(name, [...(users.get(name) ?? []), id]);
  }
  const reaching = new Set([...functions].flatMap((id) => users.get(id) ?? []).filter((id) => !functions.has(id)));
  // a Set's iterator also visits what is added while it runs
  for (const id of reaching) for (const user of users.get(id) ?? []) if (!functions.has(user)) reaching.add(user);
  return reaching;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** A stack gate waits for all that is judged, but what waits for the gate itself. */
function gateOrder(gate: Resource, template: Template, graph: Graph): HookOrder {
  const late = withDependents([gate.logicalId], graph);
  const unjudged = unjudgedGear(template, graph);
  const measured = [...template.resources.values()].filter(
    (resource) => !unjudged.has(resource.logicalId) && !late.has(resource.logicalId) && canBeWaitedFor(resource),
  );
  return {
    hook: gate.logicalId,
    phases: ['stack'],
    dependsOn: canonical(measured, graph),
    missing: unfinished(gate, measured, graph, late),
    closing: gate.dependsOn.filter((id) => late.has(id)),
  };
}

/** What the policy and the environment of traffic hooks may name. The same for each of them, as each is waited for by an alias. */
export function hookNaming(template: Template, graph: Graph = dependencyGraph(template)): Naming {
  const late = lateResources(template, graph);
  const gear = classifyGear(template, graph);
  const product = [...template.resources.keys()].filter((id) => !gear.has(id));
  return { byReference: product.filter((id) => !late.has(id)), byPattern: product.filter((id) => late.has(id)) };
}

/** What waits for a gated alias or for a traffic hook: a hook that waited for it would close a loop. */
export function lateResources(template: Template, graph: Graph = dependencyGraph(template)): ReadonlySet<string> {
  const gated = gatedAliases(template, graph);
  return withDependents(
    gated.flatMap(({ alias, preTraffic, postTraffic }) => [alias.logicalId, ...preTraffic, ...postTraffic]),
    graph,
  );
}

/** These, and all that waits for one of them. */
function withDependents(ids: readonly string[], graph: Graph): ReadonlySet<string> {
  const late = new Set(ids);
  // A Set's iterator also visits what is added while it runs.
  for (const id of late) for (const edge of graph.edgesTo(id)) late.add(edge.from);
  return late;
}

/** Everything that is not our own gear and can be finished before traffic shifts. */
function measuredBefore(template: Template, graph: Graph, late: ReadonlySet<string>): Resource[] {
  const gear = classifyGear(template, graph);
  return [...template.resources.values()].filter(
    (resource) => !gear.has(resource.logicalId) && !late.has(resource.logicalId) && canBeWaitedFor(resource),
  );
}

/**
 * Ids that the transform makes of a digest change with what they are of, so nothing can name them. Others are unknown to
 * cfn-lint (E3005): of what it makes it expects that the id begins with that of what was written, which those do not that their
 * owner chose (`QueuePolicyLogicalId`) or that several resources share; nor does it know what connectors are that are written
 * within another resource, and what has no type.
 */
function canBeWaitedFor(resource: Resource): boolean {
  const { type, logicalId, sourceId, generated } = resource;
  if (type === '' || TIMELESS.has(type)) return false;
  return !generated || (logicalId.startsWith(sourceId) && !/[0-9a-f]{10}$/.test(logicalId) && !isEmbedded(resource));
}

function isEmbedded(resource: Resource): boolean {
  return resource.sourcePath([])[2] === 'Connectors';
}

/** Types without a state that could be half-updated: every change makes a new one, or there is nothing behind them. */
const TIMELESS = new Set([
  'AWS::Lambda::Version',
  'AWS::Lambda::LayerVersion',
  'AWS::ApiGateway::Deployment',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::CDK::Metadata',
]);

function canonical(measured: readonly Resource[], graph: Graph): string[] {
  const listed: string[] = [];
  const finished = new Set<string>();
  const list = (id: string): void => {
    listed.push(id);
    for (const dependency of graph.reachableFrom(id)) finished.add(dependency);
  };
  const isPlain = ({ generated, condition }: Resource): boolean => !generated && condition === undefined;
  for (const resource of measured) if (isPlain(resource)) list(resource.logicalId);
  for (const resource of measured)
    if (!isPlain(resource) && !finished.has(resource.logicalId)) list(resource.logicalId);
  const names = new Set(listed);
  return measured.map((resource) => resource.logicalId).filter((id) => names.has(id));
}

function unfinished(hook: Resource, measured: readonly Resource[], graph: Graph, late: ReadonlySet<string>): string[] {
  // Not through what closes a loop: over the alias, a hook on a loop would seem to wait for everything.
  const waitedFor = [...graph.dependenciesOf(hook.logicalId)].filter((id) => !late.has(id));
  const finished = new Set(waitedFor.flatMap((id) => [id, ...graph.reachableFrom(id)]));
  return measured.map((resource) => resource.logicalId).filter((id) => !finished.has(id));
}
