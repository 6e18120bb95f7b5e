/** What depends on what among the resources of a template after the SAM transform. */
import type { Path, Resource, Template } from './model.ts';

/** One reference from a resource to another, in the direction of the dependency: `from` needs `to`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'Ref' | 'Fn::GetAtt' | 'Fn::Sub' | 'DependsOn';
  /** Path below the resource `from` of the intrinsic (of the item, for DependsOn). */
  readonly path: Path;
  /** The attribute of `to` that is read, e.g. `Arn`. */
  readonly attribute?: string;
}

/** Dependencies among resources. A condition never removes an edge, as in CloudFormation's own detection of cycles. */
export interface Graph {
  readonly edges: readonly Edge[];
  /** The edges that leave this resource: what it needs itself. */
  edgesFrom(logicalId: string): readonly Edge[];
  /** The edges that arrive at this resource: who needs it. */
  edgesTo(logicalId: string): readonly Edge[];
  /** Logical ids that this resource needs itself. */
  dependenciesOf(logicalId: string): ReadonlySet<string>;
  /** Logical ids that this resource needs, directly or through others. Contains itself only if it is on a cycle. */
  reachableFrom(logicalId: string): ReadonlySet<string>;
  /** Does `from` need `to`, directly or through others? */
  reaches(from: string, to: string): boolean;
  /** The groups of resources that wait for each other, each in the order of the template. */
  cycles(): readonly (readonly string[])[];
}

/** A reference found in a value: to a resource, a parameter or a pseudo parameter. */
export interface Reference {
  readonly kind: Exclude<Edge['kind'], 'DependsOn'>;
  readonly name: string;
  readonly attribute?: string;
  readonly path: Path;
}

const graphs = new WeakMap<Template, Graph>();

/** The graph of a template's resources, computed once per template in time linear in its size. */
export function dependencyGraph(template: Template): Graph {
  const known = graphs.get(template);
  if (known) return known;
  const graph = buildGraph(template);
  graphs.set(template, graph);
  return graph;
}

/** Every Ref, Fn::GetAtt and variable of Fn::Sub in a value, in the order of the value, with paths that begin with `path`. */
export function references(value: unknown, path: Path = []): Reference[] {
  const found: Reference[] = [];
  visit(value, [...path], found);
  return found;
}

/** One path serves all nodes, and is copied for what is found: most nodes refer to nothing. The reader bounds the depth. */
function visit(node: unknown, path: (string | number)[], found: Reference[]): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (let index = 0; index < node.length; index++) visitChild(node[index], index, path, found);
    return;
  }
  const keys = Object.keys(node);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && collect(only, (node as Record<string, unknown>)[only], path, found))
    return;
  for (const key of keys) visitChild((node as Record<string, unknown>)[key], key, path, found);
}

function visitChild(child: unknown, key: string | number, path: (string | number)[], found: Reference[]): void {
  if (typeof child !== 'object' || child === null) return;
  path.push(key);
  visit(child, path, found);
  path.pop();
}

/** Adds what the intrinsic itself refers to; answers whether all of it has been visited. */
function collect(key: string, argument: unknown, path: (string | number)[], found: Reference[]): boolean {
  if (key === 'Ref') {
    if (typeof argument === 'string') found.push({ kind: 'Ref', name: argument, path: [...path] });
  } else if (key === 'Fn::GetAtt') {
    const attribute = attributeReference(argument);
    if (attribute) found.push({ kind: 'Fn::GetAtt', ...attribute, path: [...path] });
  } else if (key === 'Fn::Sub') {
    const [text, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument, undefined];
    if (typeof text !== 'string') return false;
    const own = isMap(variables) ? variables : {};
    for (const name of text.includes('${') ? subVariables(text) : []) {
      if (Object.hasOwn(own, name)) continue;
      const [logicalId = '', ...attributes] = name.split('.');
      const dotted = attributes.length > 0 && { attribute: attributes.join('.') };
      found.push({ kind: 'Fn::Sub', name: logicalId, ...dotted, path: [...path] });
    }
    visit(own, [...path, 'Fn::Sub', 1], found);
    return true;
  }
  return false;
}

/** `[A, B]`, `[A, B.C]` and `A.B` name the same attribute. */
function attributeReference(value: unknown): { name: string; attribute: string } | undefined {
  const parts = typeof value === 'string' ? value.split('.') : Array.isArray(value) ? (value as unknown[]) : [];
  const [name, ...rest] = parts;
  if (typeof name !== 'string' || rest.length === 0) return undefined;
  const attribute = rest.every((part) => typeof part === 'string') ? rest.join('.') : '*';
  return { name, attribute };
}

/** The names in `${…}` of a Fn::Sub; `${!Literal}` is text. */
export function subVariables(text: string): string[] {
  const names: string[] = [];
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at + 2)) {
    const name = text.slice(at + 2, Math.max(text.indexOf('}', at), at + 2));
    if (name !== '' && !name.startsWith('!') && !name.includes('{')) names.push(name.trim());
  }
  return names;
}

function buildGraph(template: Template): Graph {
  const find = resourceFinder(template);
  const edges = [...template.resources.values()].flatMap((resource) => edgesOf(resource, find));
  const from = groupBy(edges, (edge) => edge.from);
  const to = groupBy(edges, (edge) => edge.to);
  const reachable = new Map<string, ReadonlySet<string>>();
  const direct = new Map<string, ReadonlySet<string>>();
  let circles: readonly (readonly string[])[] | undefined;
  const dependenciesOf = (id: string): ReadonlySet<string> =>
    remember(direct, id, () => new Set((from.get(id) ?? []).map((edge) => edge.to)));
  const reachableFrom = (id: string): ReadonlySet<string> =>
    remember(reachable, id, () => closure(dependenciesOf(id), dependenciesOf));
  return {
    edges,
    edgesFrom: (id) => from.get(id) ?? [],
    edgesTo: (id) => to.get(id) ?? [],
    dependenciesOf,
    reachableFrom,
    reaches: (a, b) => reachableFrom(a).has(b),
    cycles: () => (circles ??= cycles([...template.resources.keys()], dependenciesOf)),
  };
}

function edgesOf(resource: Resource, find: Finder): Edge[] {
  const from = resource.logicalId;
  const edges: Edge[] = [];
  const { DependsOn: _, Type: __, Condition: ___, ...attributes } = resource.attributes;
  for (const reference of [...references(resource.properties, ['Properties']), ...references(attributes)]) {
    const target = find(reference.name, reference.attribute);
    if (!target) continue;
    const { kind, path } = reference;
    edges.push({ from, to: target.id, kind, path, ...(target.attribute && { attribute: target.attribute }) });
  }
  resource.dependsOn.forEach((name, index) => {
    const target = find(name, undefined);
    if (target) edges.push({ from, to: target.id, kind: 'DependsOn', path: ['DependsOn', index] });
  });
  return edges;
}

type Finder = (name: string, attribute: string | undefined) => { id: string; attribute?: string } | undefined;

/** SAM's names for what it generates, e.g. `Fn.Alias`, and the type that they stand for. */
const GENERATED: Readonly<Record<string, string>> = {
  Alias: 'AWS::Lambda::Alias',
  Version: 'AWS::Lambda::Version',
  DeploymentGroup: 'AWS::CodeDeploy::DeploymentGroup',
  Stage: 'AWS::ApiGateway::Stage',
  Deployment: 'AWS::ApiGateway::Deployment',
};

/** Finds resources by a reference's name: a logical id, or SAM's dotted `Fn.Alias` where the transform left it. */
function resourceFinder(template: Template): Finder {
  const generated = new Map<string, string>();
  for (const resource of template.resources.values()) {
    const name = Object.keys(GENERATED).find((key) => GENERATED[key] === resource.type);
    if (name && resource.sourceId !== resource.logicalId)
      generated.set(`${resource.sourceId}.${name}`, resource.logicalId);
  }
  return (name, attribute) => {
    const dots = attribute === undefined ? name.split('.') : [name, ...attribute.split('.')];
    const [logicalId = '', first, ...rest] = dots;
    const alias = first !== undefined ? generated.get(`${logicalId}.${first}`) : undefined;
    if (alias) return { id: alias, ...(rest.length > 0 && { attribute: rest.join('.') }) };
    if (!template.resources.has(logicalId)) return undefined;
    return { id: logicalId, ...(first !== undefined && { attribute: [first, ...rest].join('.') }) };
  };
}

function closure(start: Iterable<string>, next: (id: string) => Iterable<string>): Set<string> {
  const seen = new Set(start);
  // A Set's iterator also visits what is added while it runs.
  for (const id of seen) for (const neighbour of next(id)) seen.add(neighbour);
  return seen;
}

/** Strongly connected components of more than one resource, or of one that needs itself (Tarjan, without recursion). */
function cycles(ids: readonly string[], next: (id: string) => ReadonlySet<string>): string[][] {
  const order = new Map(ids.map((id, position) => [id, position]));
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  for (const root of ids) {
    if (index.has(root)) continue;
    const work: { id: string; rest: Iterator<string> }[] = [];
    const enter = (id: string): void => {
      low.set(id, index.size);
      index.set(id, index.size);
      stack.push(id);
      onStack.add(id);
      work.push({ id, rest: next(id)[Symbol.iterator]() });
    };
    enter(root);
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      const { id, rest } = frame;
      const step = rest.next();
      if (!step.done) {
        if (!index.has(step.value)) enter(step.value);
        else if (onStack.has(step.value)) low.set(id, Math.min(low.get(id) ?? 0, index.get(step.value) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) low.set(parent.id, Math.min(low.get(parent.id) ?? 0, low.get(id) ?? 0));
      if (low.get(id) !== index.get(id)) continue;
      const group = stack.splice(stack.lastIndexOf(id));
      for (const member of group) onStack.delete(member);
      if (group.length > 1 || next(id).has(id)) found.push(group);
    }
  }
  const place = (id: string | undefined): number => order.get(id ?? '') ?? 0;
  return found.map((group) => group.sort((a, b) => place(a) - place(b))).sort((a, b) => place(a[0]) - place(b[0]));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function remember<T>(memory: Map<string, T>, key: string, make: () => T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
