/**
 * A new check arrives as one change or not at all: its file, its entry in fitness.yaml, its permissions in the template, its
 * readers in the hooks. Where a person's edit keeps one of them out, the check stays out, and the reason is said.
 */
import { CUSTOM_CHECKS } from '../config/own-checks.ts';
import type { Dangling } from './dangling.ts';
import { hashOf } from './manifest.ts';
import { TEMPLATE } from './start.ts';
import type { Attempt, Rendering } from './upgrade.ts';

export interface Blocked {
  readonly check: string;
  /** In words, a clause. */
  readonly reason: string;
}

export type Arrived = Attempt & { readonly blocked: readonly Blocked[] };

/** Where a check of a person's own stands. */
export function customCheckPath(id: string): string {
  return `${CUSTOM_CHECKS}/${id}.ts`;
}

/** How fitness.yaml without some of the new checks becomes files, and these a plan. */
export interface Steps {
  readonly render: (without: ReadonlySet<string>) => Promise<Rendering>;
  readonly plan: (rendering: Rendering) => Promise<Attempt>;
}

/**
 * The plan with every new check that fits in. Most times that is all of them, and one plan.
 *
 * @param isOwn Has a check of the person's own this id? The hooks would run two of that name.
 */
export async function arrival(
  { render, plan }: Steps,
  isOwn: (check: string) => boolean = () => false,
): Promise<Arrived> {
  const attempt = async (without: Iterable<string>): Promise<Attempt> => plan(await render(new Set(without)));
  const whole = await attempt([]);
  const added = whole.next.checks.added;
  const taken = added.filter(isOwn);
  if (taken.length > 0) {
    const others = await arrival({ render: (without) => render(new Set([...without, ...taken])), plan });
    const blocked = taken.map((check) => ({ check, reason: `${customCheckPath(check)} of yours has its id` }));
    return { ...others, blocked: [...blocked, ...others.blocked] };
  }
  const stay = stays(whole);
  if (added.length === 0 || stay.length === 0) return { ...whole, blocked: [] };
  const bare = await render(new Set(added));
  // a file that is the same without them stays for another reason: no plan is needed to know it
  if (stay.every((one) => one.at === undefined && isSame(whole, bare, one.path))) return { ...whole, blocked: [] };
  const none = await plan(bare);
  if (inTheWay(whole, none).length === 0) return { ...whole, blocked: [] };

  const blocked: Blocked[] = [];
  for (const check of added) {
    const alone = await attempt(added.filter((other) => other !== check));
    const [first] = inTheWay(alone, none);
    if (first) blocked.push({ check, reason: first.reason });
  }
  const rest = await attempt(blocked.map(({ check }) => check));
  const [together] = inTheWay(rest, none);
  if (!together) return { ...rest, blocked };
  const others = rest.next.checks.added.map((check) => ({ check, reason: together.reason }));
  return { ...none, blocked: [...blocked, ...others] };
}

interface Stay {
  readonly path: string;
  /** Of a structured file: where. */
  readonly at?: string;
  readonly reason: string;
}

/** Everything of the person's that the tool's text does not replace. */
function stays({ plan: { actions }, dangling, adopted }: Attempt): Stay[] {
  const kept = actions.flatMap(({ path, class: owner, action, reason, kept = [], left = [] }): Stay[] => {
    if (owner === 'once' || owner === 'state') return [];
    const places = [
      ...kept.map(({ at }) => ({ path, at, reason: `${path} has an edit of yours at ${at}` })),
      ...left.map((part) => ({ path, at: part.at, reason: `${path} has no place for ${part.at}: ${part.reason}` })),
    ];
    return ['keep', 'conflict', 'skip'].includes(action) ? [{ path, reason: `${path}: ${reason}` }, ...places] : places;
  });
  return [...kept, ...dangling.map((one) => lost(one, adopted?.template ?? TEMPLATE))];
}

/** What a person took away, and the tool's text still needs. */
function lost({ from, to }: Dangling, path: string): Stay {
  const reason = `in ${path}, ${from} would refer to ${to}, which is not there`;
  return { path, at: `${from} → ${to}`, reason };
}

/** What stays and would hold something of the new checks. */
function inTheWay(attempt: Attempt, none: Attempt): Stay[] {
  const known = new Set(stays(none).map(keyOf));
  return stays(attempt).filter((stay) => {
    if (!known.has(keyOf(stay))) return true;
    return stay.at === undefined && !isSame(attempt, none, stay.path);
  });
}

function keyOf({ path, at }: Stay): string {
  return JSON.stringify([path, at]);
}

/** Is the tool's text of a path the same? */
function isSame(a: Rendering, b: Rendering, path: string): boolean {
  const [one, other] = [a.rendered.get(path), b.rendered.get(path)];
  return one && other ? hashOf(one.bytes) === hashOf(other.bytes) : one === other;
}
