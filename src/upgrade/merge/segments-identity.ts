/** Which items of three lists are the same item. */
import type { Node, Part } from './segments.ts';

/** Three lists, or the names of their items. */
export interface Sides<T> {
  readonly base: readonly T[];
  readonly yours: readonly T[];
  readonly next: readonly T[];
}

/**
 * Keys that tell the maps of a list apart, the more telling ones first. Statements, tags, attributes, indexes, parameters and
 * principals of CloudFormation, metrics of dashboards, hooks and steps of other tools.
 */
const TELLING: readonly (readonly string[])[] = [
  ['Sid'],
  ['Id'],
  ['id'],
  ['Name'],
  ['name'],
  ['Key'],
  ['key'],
  ['IndexName'],
  ['AttributeName'],
  ['ParameterKey'],
  ['namespace', 'metric', 'label'],
  ['namespace', 'metric'],
  ['Namespace', 'MetricName'],
  ['path'],
  ['Path', 'Method'],
];

/**
 * A name for each item; the same name, the same item. Maps go by what tells them apart, arguments of intrinsic functions by
 * their place, `K=V` by K, all else by its data. What both edited beyond recognition is taken by its place.
 *
 * @param isFunction is the list the arguments of one?
 */
export function identities(lists: Sides<Part>, isFunction: boolean): Sides<string> {
  const { base, yours, next } = lists;
  if (isFunction && base.length === yours.length && base.length === next.length) return eachSide(lists, byPlace);
  const name = naming(lists);
  const names = eachSide(lists, (parts) => counted(parts.map(({ node }) => name(node))));
  return {
    base: names.base,
    yours: paired(base, names.base, yours, names.yours),
    next: paired(base, names.base, next, names.next),
  };
}

function eachSide<T, U>({ base, yours, next }: Sides<T>, make: (list: readonly T[]) => U[]): Sides<U> {
  return { base: make(base), yours: make(yours), next: make(next) };
}

function byPlace(parts: readonly Part[]): string[] {
  return parts.map((_, index) => `[${index}]`);
}

function naming(lists: Sides<Part>): (node: Node) => string {
  const telling = TELLING.find((keys) => tells(keys, lists));
  const isAssignments = distinct(lists, (node) => (node.kind === 'leaf' ? assigned(node) : undefined));
  return (node) => {
    const told = telling && node.kind === 'map' ? valuesOf(node, telling) : undefined;
    const key = isAssignments ? assigned(node) : undefined;
    return told ?? key ?? `=${node.data}`;
  };
}

/** Has every map of the lists these keys, and no two of one list the same values? */
function tells(keys: readonly string[], lists: Sides<Part>): boolean {
  return distinct(lists, (node) => (node.kind === 'map' && node.tag === undefined ? valuesOf(node, keys) : undefined));
}

/** Do all items of their kind have a name, and in each list one of their own? Items of other kinds do not count. */
function distinct({ base, yours, next }: Sides<Part>, name: (node: Node) => string | undefined): boolean {
  const kinds = new Set([...base, ...yours, ...next].map(({ node }) => node.kind));
  return [base, yours, next].every((parts) => {
    const names = parts.map(({ node }) => name(node));
    const named = names.filter((each) => each !== undefined);
    const allNamed = kinds.size === 1 ? named.length === parts.length : named.length > 0 || parts.length === 0;
    return allNamed && new Set(named).size === named.length;
  });
}

function valuesOf(map: Node, keys: readonly string[]): string | undefined {
  const values = keys.map((key) => map.parts.find((part) => part.key === key)?.node);
  const texts = values.map((node) => (node?.kind === 'leaf' && isName(node.value) ? String(node.value) : undefined));
  return texts.includes(undefined) ? undefined : texts.join(' ');
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** `Environment` of `Environment="dev"`. */
function assigned({ kind, value }: Node): string | undefined {
  return kind === 'leaf' && typeof value === 'string' ? /^([\w.:-]+)=/.exec(value)?.[1] : undefined;
}

/** Does an item have a name of its own, not only its data or its place? */
export function isNamed(name: string): boolean {
  return !name.startsWith('=') && !name.startsWith('[');
}

/** The second of a name is not the first. */
function counted(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} ${count}`;
  });
}

/** The names of a side; what took the place of an item of the base, between the same neighbours, has its name. */
function paired(
  base: readonly Part[],
  baseNames: readonly string[],
  side: readonly Part[],
  names: readonly string[],
): string[] {
  const result = [...names];
  const places = new Map(names.map((name, index) => [name, index]));
  const known = new Set(baseNames);
  let at = 0;
  baseNames.forEach((name, index) => {
    const place = places.get(name);
    if (place !== undefined) {
      at = Math.max(at, place + 1);
      return;
    }
    const item = isNamed(name) ? undefined : base[index];
    // The same neighbours: no item that the base has in between.
    for (let candidate = at; candidate < side.length && !known.has(names[candidate] as string); candidate++) {
      const other = side[candidate];
      if (!item || !other || isNamed(names[candidate] as string) || !alike(item.node, other.node)) continue;
      result[candidate] = name;
      at = candidate + 1;
      return;
    }
  });
  return result;
}

/** Could the one be an edit of the other? */
function alike(a: Node, b: Node): boolean {
  if (a.kind !== b.kind || a.tag !== b.tag) return false;
  if (a.kind === 'leaf') return isText(a) && isText(b);
  if (a.kind === 'list') return true;
  const keys = new Set(a.parts.map(({ key }) => key));
  const common = b.parts.filter(({ key }) => keys.has(key)).length;
  return 2 * common >= Math.max(a.parts.length, b.parts.length);
}

function isText({ value, layout }: Node): boolean {
  return layout === 'block' || (typeof value === 'string' && value.includes('\n'));
}
