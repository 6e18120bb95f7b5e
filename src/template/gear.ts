/**
 * Our own gear in a template: what is there so that deployments are judged, not so that the service works.
 *
 * It is recognised by what the graph says, never by a name or a tag:
 *
 * 1. *Traffic hooks*: the functions that an alias names in `UpdatePolicy.CodeDeployLambdaAliasUpdate`, and those that such a one
 *    calls next. The alias may be there with other values of the parameters only: what judges production is no product
 *    elsewhere. One that no values make makes nothing a hook.
 * 2. *Failure reporters*: the functions that are the `OnFailure` destination of a traffic hook's event invoke config.
 * 3. *Stack gates*: a custom resource of the type `Custom::FitnessGate`, and the function of the template that is its service
 *    token. One whose answer a resource of the service reads is a custom resource like any other.
 * 4. *Recorders*: the function targets of an EventBridge rule on `CloudFormation Stack Status Change`, in a template that has
 *    traffic hooks or a stack gate.
 *    A function of 1–4 that the service uses as well (an API, an event source, another function names it) or that is itself
 *    deployed gradually as a function of the service (2–4) is product.
 * 5. *Deployment*: the CodeDeploy application, deployment groups and configurations that an alias names.
 * 6. *Watching*: every alarm and dashboard, those that guard a deployment included. They look at the service and are no part
 *    of it; to watch it better must not cost fitness.
 * 7. *Support*: what only gear uses (roles, policies, log groups) or what exists only for gear (invoke configs, permissions,
 *    versions, aliases, rules, schedules, metric filters).
 *
 * None of this is complexity of the product. Checks judge 5 and 6 all the same: the safety of the product is in them.
 *
 * What holds data (tables, buckets, queues, topics, parameters, keys) is never gear, even if only gear uses it: a hook names
 * in its policy and its environment what it judges, so a bucket that only the hook refers to is the very thing to judge.
 */
import { dependencyGraph, references } from './graph.ts';
import type { Edge, Graph } from './graph.ts';
import type { Resource, Template } from './model.ts';
import { Scenario, Scenarios } from './resolve.ts';
import { isRecord } from './resolve/values.ts';

export type GearKind =
  | 'pre-traffic-hook'
  | 'post-traffic-hook'
  | 'failure-reporter'
  | 'stack-gate'
  | 'recorder'
  | 'deployment'
  | 'watching'
  | 'support';

/** What a gated alias names: the function's deployment and its hooks. */
export interface GatedAlias {
  readonly alias: Resource;
  /** The function behind the alias, if the template has it. */
  readonly function?: string;
  readonly preTraffic: readonly string[];
  readonly postTraffic: readonly string[];
}

/** The logical ids of our own gear: no part of the product's complexity. */
export function gearOf(template: Template, graph: Graph = dependencyGraph(template)): ReadonlySet<string> {
  return new Set(classifyGear(template, graph).keys());
}

/** The gear that checks do not judge either: all of it but what some checks are about, the deployment and the alarms. */
export function unjudgedGear(template: Template, graph: Graph = dependencyGraph(template)): ReadonlySet<string> {
  return new Set([...classifyGear(template, graph)].filter(([, kind]) => !JUDGED.has(kind)).map(([id]) => id));
}

const JUDGED: ReadonlySet<GearKind> = new Set(['deployment', 'watching']);

const classified = new WeakMap<Graph, ReadonlyMap<string, GearKind>>();

/** Our own gear by logical id, with what it is. */
export function classifyGear(
  template: Template,
  graph: Graph = dependencyGraph(template),
): ReadonlyMap<string, GearKind> {
  const known = classified.get(graph);
  if (known) return known;
  const gated = everGatedAliases(template, graph);
  const gear = functionsOfGear(template, graph, gated);
  addDeployment(template, graph, { gated, gear });
  for (const { logicalId, type } of template.resources.values())
    if (WATCHING.has(type)) gear.set(logicalId, 'watching');
  addSupport(template, graph, gear);
  classified.set(graph, gear);
  return gear;
}

/** The aliases whose traffic CodeDeploy shifts, with what their update policies name; with these values of the parameters. */
export function gatedAliases(template: Template, graph: Graph = dependencyGraph(template)): GatedAlias[] {
  return aliasesNamed(template, graph).filter(({ alias }) => isThere(alias, template));
}

/** With whatever values of the parameters. */
function everGatedAliases(template: Template, graph: Graph): GatedAlias[] {
  let whatever: Scenarios | undefined;
  return aliasesNamed(template, graph).filter(
    ({ alias }) => isThere(alias, template) || canBeThere(alias.logicalId, (whatever ??= withAnyValues(template))),
  );
}

/** Those of the template, whether they are there or not. */
function aliasesNamed(template: Template, graph: Graph): GatedAlias[] {
  return ofType(template, 'AWS::Lambda::Alias')
    .filter(isGated)
    .map((alias) => {
      const named = (key: string): string[] =>
        targets(graph, alias.logicalId, ['UpdatePolicy', 'CodeDeployLambdaAliasUpdate', key], template, FUNCTION);
      const [behind] = targets(graph, alias.logicalId, ['Properties', 'FunctionName'], template, FUNCTION);
      return {
        alias,
        ...(behind !== undefined && { function: behind }),
        preTraffic: named('BeforeAllowTrafficHook'),
        postTraffic: named('AfterAllowTrafficHook'),
      };
    });
}

/** The custom resources that judge the stack when everything else of an operation is finished. */
export function stackGates(template: Template, graph: Graph = dependencyGraph(template)): Resource[] {
  const gear = classifyGear(template, graph);
  return ofType(template, STACK_GATE).filter(({ logicalId }) => gear.has(logicalId));
}

const FUNCTION = 'AWS::Lambda::Function';
const STACK_GATE = 'Custom::FitnessGate';
const WATCHING = new Set(['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Dashboard']);

function isGated({ attributes }: Resource): boolean {
  const policy = attributes['UpdatePolicy'];
  return typeof policy === 'object' && policy !== null && 'CodeDeployLambdaAliasUpdate' in policy;
}

function isThere({ condition, logicalId }: Resource, template: Template): boolean {
  return condition === undefined || new Scenario(template).resource(logicalId) !== undefined;
}

/** Scenarios that are tried, of a condition that is hard to meet. */
const TRIED = 32;

function canBeThere(logicalId: string, whatever: Scenarios): boolean {
  let found = false;
  whatever.forEach((scenario) => (found ||= scenario.resource(logicalId) !== undefined), TRIED);
  return found;
}

/** With nothing known of the values of parameters but which are allowed. */
function withAnyValues(template: Template): Scenarios {
  const parameters = Object.fromEntries(
    Object.entries(template.parameters).map(([name, declared]): [string, unknown] => [
      name,
      isRecord(declared) ? { ...declared, Default: undefined } : declared,
    ]),
  );
  return new Scenarios({ ...template, parameters, inputs: {} });
}

/** Rules 1 to 4. */
function functionsOfGear(template: Template, graph: Graph, gated: readonly GatedAlias[]): Map<string, GearKind> {
  const gear = new Map<string, GearKind>();
  const deployed = new Set(gated.map((each) => each.function));
  for (const { postTraffic, preTraffic } of gated) {
    for (const id of postTraffic) gear.set(id, 'post-traffic-hook');
    for (const id of preTraffic) gear.set(id, 'pre-traffic-hook');
  }
  for (const id of [...gear.keys()].flatMap((hook) => nextHooks(hook, template, graph)))
    if (!deployed.has(id) && !gear.has(id)) gear.set(id, 'pre-traffic-hook');
  for (const { logicalId } of ofType(template, STACK_GATE)) {
    const asked = targets(graph, logicalId, ['Properties', 'ServiceToken'], template, FUNCTION);
    if (asked.length === 0 || asked.some((id) => deployed.has(id))) continue;
    for (const id of [logicalId, ...asked]) gear.set(id, 'stack-gate');
  }
  if (gear.size === 0) return gear;
  for (const config of ofType(template, 'AWS::Lambda::EventInvokeConfig')) {
    if (!targets(graph, config.logicalId, ['Properties', 'FunctionName'], template).some((id) => gear.has(id)))
      continue;
    const failure = ['Properties', 'DestinationConfig', 'OnFailure'];
    for (const id of targets(graph, config.logicalId, failure, template, FUNCTION)) {
      if (!deployed.has(id) && !gear.has(id)) gear.set(id, 'failure-reporter');
    }
  }
  for (const rule of ofType(template, 'AWS::Events::Rule')) {
    if (!isOnStackStatus(rule)) continue;
    for (const id of targets(graph, rule.logicalId, ['Properties', 'Targets'], template, FUNCTION)) {
      if (!deployed.has(id) && !gear.has(id)) gear.set(id, 'recorder');
    }
  }
  return withoutProduct(template, graph, gear);
}

/** The functions that a traffic hook calls in its turn: those that its environment has as values of `FITNESS_NEXT_HOOKS`. */
function nextHooks(hook: string, template: Template, graph: Graph): string[] {
  const variable = ['Properties', 'Environment', 'Variables', 'FITNESS_NEXT_HOOKS', 'Fn::Sub', '1'];
  return graph
    .edgesFrom(hook)
    .filter(({ path }) => variable.every((key, depth) => String(path[depth]) === key))
    .map(({ to }) => to)
    .filter((id) => template.resources.get(id)?.type === FUNCTION);
}

/** Does the rule listen to the outcomes of stack operations? */
function isOnStackStatus(rule: Resource): boolean {
  const pattern = rule.properties['EventPattern'] as { 'detail-type'?: unknown } | undefined;
  const types: unknown = pattern?.['detail-type'];
  return (
    Array.isArray(types) && types.length > 0 && types.every((type) => type === 'CloudFormation Stack Status Change')
  );
}

/** Takes away the functions that the service uses too; each may be what another one was recognised by. */
function withoutProduct(template: Template, graph: Graph, gear: Map<string, GearKind>): Map<string, GearKind> {
  const product = [...gear.keys()].filter((id) => graph.edgesTo(id).some((edge) => isProductUse(edge, template, gear)));
  for (const id of product) gear.delete(id);
  return product.length > 0 ? withoutProduct(template, graph, gear) : gear;
}

/** Is this edge a use of a gear function by the service, rather than its hooking up, its permissions or its watching? */
export function isProductUse(
  { from, path, kind }: Edge,
  template: Template,
  gear: ReadonlyMap<string, GearKind>,
): boolean {
  if (gear.has(from) || kind === 'DependsOn') return false;
  const user = template.resources.get(from);
  switch (user?.type) {
    case 'AWS::Lambda::Alias':
      return path[0] !== 'UpdatePolicy' && path[1] !== 'FunctionName';
    case 'AWS::Events::Rule':
      return !isOnStackStatus(user) && !isSchedule(user);
    case 'AWS::Lambda::Permission': {
      const principal = user.properties['Principal'];
      return (
        principal !== 'events.amazonaws.com' && principal !== 'scheduler.amazonaws.com' && !deploys(principal, template)
      );
    }
    case 'AWS::Lambda::EventInvokeConfig':
    case 'AWS::Lambda::Version':
    case 'AWS::Scheduler::Schedule':
    case 'AWS::IAM::Role':
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
    case 'AWS::Logs::LogGroup':
    case 'AWS::Logs::MetricFilter':
    case 'AWS::CloudWatch::Alarm':
    case 'AWS::CloudWatch::CompositeAlarm':
    case 'AWS::CloudWatch::Dashboard':
    case 'AWS::CodeDeploy::DeploymentGroup':
      return false;
    default:
      return true;
  }
}

/** Is it the role of a deployment, which calls its hooks? */
function deploys(principal: unknown, template: Template): boolean {
  const text = JSON.stringify(principal);
  return ofType(template, 'AWS::CodeDeploy::DeploymentGroup').some(
    ({ properties }) => JSON.stringify(properties['ServiceRoleArn']) === text,
  );
}

function isSchedule(rule: Resource): boolean {
  return rule.properties['ScheduleExpression'] !== undefined;
}

/** Rule 5. */
function addDeployment(
  template: Template,
  graph: Graph,
  { gated, gear }: { readonly gated: readonly GatedAlias[]; readonly gear: Map<string, GearKind> },
): void {
  const add = (from: string, path: readonly string[]): string[] => {
    const found = targets(graph, from, path, template).filter((id) =>
      template.resources.get(id)?.type.startsWith('AWS::CodeDeploy::'),
    );
    for (const id of found) gear.set(id, 'deployment');
    return found;
  };
  for (const { alias } of gated) {
    for (const group of add(alias.logicalId, ['UpdatePolicy'])) add(group, ['Properties']);
  }
}

/** Types that gear uses, and that are gear if nothing else uses them. */
const USED = new Set(['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy', 'AWS::Logs::LogGroup']);

/** Types that exist for others: the property that says for whom. They are gear if all of that is gear. */
const SERVING: Readonly<Record<string, string>> = {
  'AWS::Lambda::Version': 'FunctionName',
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::Lambda::EventInvokeConfig': 'FunctionName',
  'AWS::Lambda::Permission': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Logs::MetricFilter': 'LogGroupName',
  'AWS::Events::Rule': 'Targets',
  'AWS::Scheduler::Schedule': 'Target',
  'AWS::IAM::Policy': 'Roles',
  'AWS::IAM::RolePolicy': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'Roles',
};

/** Rule 7, until nothing more is found: support may itself have support (the managed policy of the role of a hook). */
function addSupport(template: Template, graph: Graph, gear: Map<string, GearKind>): void {
  const queue = [...gear].filter(([, kind]) => kind !== 'watching').map(([id]) => id);
  for (const id of queue) {
    for (const neighbour of new Set([...graph.edgesTo(id).map((edge) => edge.from), ...graph.dependenciesOf(id)])) {
      const resource = template.resources.get(neighbour);
      if (!resource || gear.has(neighbour) || !isSupport(resource, template, graph, gear)) continue;
      gear.set(neighbour, 'support');
      queue.push(neighbour);
    }
  }
}

function isSupport(resource: Resource, template: Template, graph: Graph, gear: ReadonlyMap<string, GearKind>): boolean {
  if (servesOnly(resource, template, gear)) return true;
  if (!USED.has(resource.type)) return false;
  // what serves it (a policy that is attached to a role) does not use it
  const users = graph.edgesTo(resource.logicalId).filter(({ from, kind, path }) => {
    return kind !== 'DependsOn' && path[1] !== SERVING[template.resources.get(from)?.type ?? ''];
  });
  return users.length > 0 && users.every((edge) => gear.has(edge.from));
}

/** Does each of those for whom the resource exists refer to gear, and to nothing else of this template? */
function servesOnly({ type, properties }: Resource, template: Template, gear: ReadonlyMap<string, GearKind>): boolean {
  const written = properties[SERVING[type] ?? ''];
  if (written === undefined) return false;
  const served = (Array.isArray(written) ? (written as unknown[]) : [written]).map((item) => {
    const target = typeof item === 'object' && item !== null && 'Arn' in item ? item.Arn : item;
    return references(target).filter(({ name }) => template.resources.has(name));
  });
  return served.length > 0 && served.every((refs) => refs.length > 0 && refs.every(({ name }) => gear.has(name)));
}

/** The resources that the value at (or below) a path of a resource refers to, once each. */
function targets(graph: Graph, from: string, path: readonly string[], template: Template, type?: string): string[] {
  const found = graph
    .edgesFrom(from)
    .filter((edge) => edge.kind !== 'DependsOn' && path.every((key, depth) => edge.path[depth] === key))
    .map((edge) => edge.to);
  return [...new Set(found)].filter((id) => type === undefined || template.resources.get(id)?.type === type);
}

function ofType(template: Template, type: string): Resource[] {
  return [...template.resources.values()].filter((resource) => resource.type === type);
}
