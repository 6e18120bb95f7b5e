/** In which order the parts of a merged map or list stand. */
import type { Sides } from './segments-identity.ts';

/**
 * The names of `alive` in the order of yours; what only next has follows its predecessor of there. If next alone changed the
 * order, it is the order of next, and what only yours has follows its predecessor.
 */
export function ordered({ base, yours, next }: Sides<string>, alive: ReadonlySet<string>): string[] {
  if (!reordered({ base, yours, next })) return inserted(yours, next, alive, false);
  return inserted(next, yours, alive, true);
}

/** Did next alone change the order? */
function reordered({ base, yours, next }: Sides<string>): boolean {
  const known = [new Set(base), new Set(yours), new Set(next)];
  const common = (names: readonly string[]): string =>
    JSON.stringify(names.filter((name) => known.every((set) => set.has(name))));
  const order = common(base);
  return order !== common(next) && order === common(yours);
}

/** @param last does what follows a name of both come behind what the skeleton alone has there? */
function inserted(
  skeleton: readonly string[],
  other: readonly string[],
  alive: ReadonlySet<string>,
  last: boolean,
): string[] {
  const fixed = skeleton.filter((name) => alive.has(name));
  const followers = followersOf(other, new Set(fixed), alive);
  const shared = new Set(other);
  const result: string[] = [];
  let waiting = followers.get(undefined) ?? [];
  for (const name of fixed) {
    if (!last || shared.has(name)) {
      result.push(...waiting, name);
      waiting = followers.get(name) ?? [];
    } else result.push(name);
  }
  return [...result, ...waiting];
}

/** What of `other` is not known, by the known name before it; undefined for what is before all. */
function followersOf(
  other: readonly string[],
  known: ReadonlySet<string>,
  alive: ReadonlySet<string>,
): Map<string | undefined, string[]> {
  const followers = new Map<string | undefined, string[]>();
  let previous: string | undefined;
  for (const name of other) {
    if (known.has(name)) previous = name;
    else if (alive.has(name)) {
      const following = followers.get(previous) ?? [];
      if (following.push(name) === 1) followers.set(previous, following);
    }
  }
  return followers;
}
