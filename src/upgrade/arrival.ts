/**
 * A new check arrives as one change or not at all: its file, its entry in fitness.yaml, its permissions in the template, its
 * readers in the hooks. Where a person's edit keeps one of them out, the check stays out, and the reason is said.
 */
import { hashOf } from './manifest.ts';
import type { Attempt } from './upgrade.ts';

export interface Blocked {
  readonly check: string;
  /** In words, a clause. */
  readonly reason: string;
}

export type Arrived = Attempt & { readonly blocked: readonly Blocked[] };

/** The plan with every new check that fits in. Most times that is all of them, and one attempt. */
export async function arrival(attempt: (without: ReadonlySet<string>) => Promise<Attempt>): Promise<Arrived> {
  const whole = await attempt(new Set());
  const added = whole.next.checks.added;
  if (added.length === 0) return { ...whole, blocked: [] };
  if (stays(whole).length === 0) return { ...whole, blocked: [] };
  const none = await attempt(new Set(added));
  if (inTheWay(whole, none).length === 0) return { ...whole, blocked: [] };

  const blocked: Blocked[] = [];
  for (const check of added) {
    const alone = await attempt(new Set(added.filter((other) => other !== check)));
    const [first] = inTheWay(alone, none);
    if (first) blocked.push({ check, reason: first.reason });
  }
  const rest = await attempt(new Set(blocked.map(({ check }) => check)));
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
function stays({ plan: { actions } }: Attempt): Stay[] {
  return actions.flatMap(({ path, class: owner, action, reason, kept = [] }): Stay[] => {
    if (owner === 'once' || owner === 'state') return [];
    const places = kept.map(({ at }) => ({ path, at, reason: `${path} has an edit of yours at ${at}` }));
    return ['keep', 'conflict', 'skip'].includes(action) ? [{ path, reason: `${path}: ${reason}` }, ...places] : places;
  });
}

/** What stays and would hold something of the new checks. */
function inTheWay(attempt: Attempt, none: Attempt): Stay[] {
  const known = new Set(stays(none).map(keyOf));
  return stays(attempt).filter((stay) => {
    if (!known.has(keyOf(stay))) return true;
    return stay.at === undefined && hashAt(attempt, stay.path) !== hashAt(none, stay.path);
  });
}

function keyOf({ path, at }: Stay): string {
  return JSON.stringify([path, at]);
}

function hashAt({ rendered }: Attempt, path: string): string | undefined {
  const file = rendered.get(path);
  return file && hashOf(file.bytes);
}
