/** Which items without a name of their own are edits of one another. */
import type { Node, Part } from './segments.ts';

type Pair = readonly [before: number, now: number];

/** So much of two items has to be equal. */
const ENOUGH = 0.5;

/** With more pairs than these nothing is compared. */
const MOST_PAIRS = 100_000;

/** Statements that differ in all of one of these are different ones, however similar they are otherwise. */
const GROUNDS = ['Effect', 'Resource', 'NotResource', 'Principal', 'NotPrincipal'];
const ACTIONS = ['Action', 'NotAction'];

/**
 * The most similar items are the same, unless another one is as similar: then nobody knows.
 *
 * @param gone indexes in `base` @param come indexes in `side` @param mayBe may they be the same at all?
 */
export function similar(
  base: readonly Part[],
  gone: readonly number[],
  side: readonly Part[],
  come: readonly number[],
  mayBe: (before: number, now: number) => boolean,
): Pair[] {
  if (gone.length * come.length > MOST_PAIRS) return [];
  const places = (list: readonly Part[], indexes: readonly number[]): (readonly [number, Places])[] =>
    indexes.map((index) => [index, placesOf((list[index] as Part).node)]);
  const others = places(side, come);
  const byScore = new Map<number, Pair[]>();
  for (const [before, mine] of places(base, gone)) {
    for (const [now, theirs] of others) {
      const [was, is] = [(base[before] as Part).node, (side[now] as Part).node];
      if (!isSameKind(was, is) || !mayBe(before, now) || !haveOneGround(mine, theirs)) continue;
      // A script may be written anew: its lines are merged, so nothing of another one gets into it unseen.
      const score = Math.max(similarity(mine, theirs), was.kind === 'leaf' ? ENOUGH : 0);
      if (score < ENOUGH) continue;
      const equal = byScore.get(score);
      if (equal) equal.push([before, now]);
      else byScore.set(score, [[before, now]]);
    }
  }
  return certain([...byScore].sort(([a], [b]) => b - a).map(([, pairs]) => pairs));
}

/** @param groups of equally similar pairs, the most similar ones first */
function certain(groups: readonly (readonly Pair[])[]): Pair[] {
  const result: Pair[] = [];
  const [gone, come] = [new Set<number>(), new Set<number>()];
  for (const group of groups) {
    const free = group.filter(([before, now]) => !gone.has(before) && !come.has(now));
    const [before, now] = [counts(free.map(([index]) => index)), counts(free.map(([, index]) => index))];
    for (const pair of free) {
      if (before.get(pair[0]) === 1 && now.get(pair[1]) === 1) result.push(pair);
      gone.add(pair[0]);
      come.add(pair[1]);
    }
  }
  return result;
}

function counts(indexes: readonly number[]): Map<number, number> {
  const result = new Map<number, number>();
  for (const index of indexes) result.set(index, (result.get(index) ?? 0) + 1);
  return result;
}

function isSameKind(a: Node, b: Node): boolean {
  if (a.kind !== b.kind || a.tag !== b.tag) return false;
  return a.kind !== 'leaf' || (isText(a) && isText(b));
}

function isText({ value, layout }: Node): boolean {
  return layout === 'block' || (typeof value === 'string' && value.includes('\n'));
}

/** What stands where and how often; and the same below the keys that are grounds, and below those of actions. */
interface Places {
  readonly all: ReadonlyMap<string, number>;
  readonly size: number;
  readonly grounds: ReadonlyMap<string, ReadonlySet<unknown>>;
}

function placesOf(root: Node): Places {
  const all = new Map<string, number>();
  const grounds = new Map<string, Set<unknown>>();
  let size = 0;
  const add = (path: string, key: string, value: string, data: unknown): void => {
    const place = `${path}=${value}`;
    all.set(place, (all.get(place) ?? 0) + 1);
    size++;
    if (key !== '') grounds.set(key, (grounds.get(key) ?? new Set()).add(data));
  };
  const visit = (node: Node, path: string, ground: string): void => {
    if (node.kind === 'leaf' && isText(node)) {
      for (const line of String(node.value).split('\n')) if (line.trim() !== '') add(path, ground, line.trim(), line);
    } else if (node.kind === 'leaf' || node.tag !== undefined || isFunction(node)) {
      add(path, ground, String(node.data), node.value === '*' ? '*' : node.data);
    } else {
      for (const part of node.parts) {
        const isGround = GROUNDS.includes(part.key) || ACTIONS.includes(part.key);
        visit(part.node, node.kind === 'map' ? `${path}.${part.key}` : path, isGround ? part.key : ground);
      }
    }
  };
  if (root.tag === undefined) visit(root, '', '');
  else for (const part of root.parts) visit(part.node, part.key, '');
  return { all, size, grounds };
}

/** The long form of an intrinsic function. */
function isFunction({ kind, parts }: Node): boolean {
  const key = parts[0]?.key ?? '';
  return kind === 'map' && parts.length === 1 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** Is a place equal below each key that is a ground? Whoever has every resource has none in particular: an action, then. */
function haveOneGround({ grounds: mine }: Places, { grounds: theirs }: Places): boolean {
  const shared = (key: string): unknown[] => [...(mine.get(key) ?? [])].filter((data) => theirs.get(key)?.has(data));
  return GROUNDS.every((key) => {
    if (!mine.has(key) && !theirs.has(key)) return true;
    const common = shared(key);
    return (
      common.some((data) => data !== '*') || (common.length > 0 && ACTIONS.some((each) => shared(each).length > 0))
    );
  });
}

/** From 0 to 1. */
function similarity(mine: Places, theirs: Places): number {
  let common = 0;
  for (const [place, count] of mine.all) common += Math.min(count, theirs.all.get(place) ?? 0);
  return mine.size + theirs.size === 0 ? 1 : (2 * common) / (mine.size + theirs.size);
}
