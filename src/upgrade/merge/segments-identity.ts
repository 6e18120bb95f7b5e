/** Which items of three lists are the same item. */
import { similar } from './segments-similar.ts';
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
 * their place, `K=V` by K, all else by its data. Of what is left, the most similar ones are the same item.
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
  const telling = TELLING.find((keys) => tells(keys, lists)) ?? tellingMost(lists);
  const isAssignments = distinct(lists, (node) => (node.kind === 'leaf' ? assigned(node) : undefined));
  return (node) => {
    const told = telling && node.kind === 'map' ? valuesOf(node, telling) : undefined;
    const key = isAssignments ? assigned(node) : undefined;
    return told ?? key ?? `=${node.data}`;
  };
}

/** Where not all maps have the same keys: those that most have, if no two of one list have the same values. */
function tellingMost(lists: Sides<Part>): readonly string[] | undefined {
  let most: readonly string[] | undefined;
  let count = 0;
  for (const keys of TELLING) {
    const namesOf = (parts: readonly Part[]): string[] => parts.flatMap(({ node }) => valuesOf(node, keys) ?? []);
    const names = [namesOf(lists.base), namesOf(lists.yours), namesOf(lists.next)];
    const found = names.flat().length;
    if (found <= count || names.some((list) => new Set(list).size < list.length)) continue;
    [most, count] = [keys, found];
  }
  return most;
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

/** The names of a side; what is surely an edit of an item of the base has its name. */
function paired(
  base: readonly Part[],
  baseNames: readonly string[],
  side: readonly Part[],
  names: readonly string[],
): string[] {
  const [known, there] = [new Set(baseNames), new Set(names)];
  const gone = baseNames.flatMap((name, index) => (there.has(name) ? [] : [index]));
  const come = names.flatMap((name, index) => (known.has(name) ? [] : [index]));
  const result = [...names];
  const mayBe = (before: number, now: number): boolean =>
    !isNamed(baseNames[before] as string) || !isNamed(names[now] as string);
  for (const [before, now] of similar(base, gone, side, come, mayBe)) result[now] = baseNames[before] as string;
  return result;
}
