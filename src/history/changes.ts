/** What a release changed, in words and points: a pure function of the last good release and this one. */
import type { Baseline, BaselineCheck } from '../fitness/baseline.ts';
import { rawOf, shortfall } from '../fitness/score.ts';
import { topicOf } from './topics.ts';

/** Something that got better or worse. */
export interface NamedChange {
  /** e.g. `encryption at rest` */
  readonly what: string;
  /** Points of fitness that it would have gained (negative: cost) alone, with one decimal. */
  readonly points: number;
}

export interface WhatChanged {
  /** The largest first. */
  readonly changes: readonly NamedChange[];
  /** Resources that are new, and that are gone. */
  readonly added: number;
  readonly removed: number;
  /** There was nothing to compare with. */
  readonly first?: true;
}

/** Matters of a release that are kept: a twelfth is worth no reader's time. */
const MOST = 12;

/** Points that are not seen with one decimal. */
const INVISIBLE = 0.05;

const NEW_CHECKS = 'checks that are new';
const CHECKS_OFF = 'checks switched off';
const WEIGHTS = 'weights of checks';
const COMPLEXITY = 'complexity';

/**
 * @param before the last good release; undefined: this is the first
 * @returns of each matter what its checks did to the score alone: that of several does not add up exactly, since the
 * score is no sum
 */
export function whatChanged(before: Baseline | undefined, now: Baseline): WhatChanged {
  const keys = resourceKeys(now);
  if (!before) return { changes: [], added: keys.length, removed: 0, first: true };
  const then = resourceKeys(before);
  const penalty = penaltyOf(before);
  const raw = rawOf(penalty);
  const changes = [...movements(before, now)].map(([what, delta]) => ({
    what,
    points: rounded(rawOf(Math.max(0, penalty + delta)) - raw),
  }));
  changes.push({ what: COMPLEXITY, points: rounded(complexityOf(before) - complexityOf(now)) });
  return {
    changes: changes
      .filter(({ points }) => Math.abs(points) >= INVISIBLE)
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || (a.what < b.what ? -1 : 1))
      .slice(0, MOST),
    added: keys.filter((key) => !before.resources.has(key)).length,
    removed: then.filter((key) => !now.resources.has(key)).length,
  };
}

/** Resources of the template: what is measured beside it is remembered as one, of a type without a service. */
export function resourceKeys({ resources }: Baseline): number[] {
  return [...resources].flatMap(([key, { type }]) => (type.includes('::') ? [key] : []));
}

/** The penalty that each matter added (negative: took away). */
function movements(before: Baseline, now: Baseline): Map<string, number> {
  const moved = new Map<string, number>();
  const add = (what: string, delta: number) => {
    if (delta !== 0) moved.set(what, (moved.get(what) ?? 0) + delta);
  };
  for (const id of new Set([...before.checks.keys(), ...now.checks.keys()])) {
    const [then, today] = [enforced(before.checks.get(id)), enforced(now.checks.get(id))];
    if (!then && today) add(NEW_CHECKS, today.weight * failures(today));
    else if (then && !today) add(CHECKS_OFF, -then.weight * failures(then));
    else if (then && today) {
      add(topicOf(id), today.weight * (failures(today) - failures(then)));
      add(WEIGHTS, (today.weight - then.weight) * failures(then));
    }
  }
  return moved;
}

function enforced(check: BaselineCheck | undefined): BaselineCheck | undefined {
  return check?.mode === 'enforced' ? check : undefined;
}

/** d of the fitness function. How far a measurement was from its target a baseline does not say. */
function failures({ statuses }: BaselineCheck): number {
  let failed = 0;
  for (const status of statuses.values()) if (status === 'fail') failed++;
  return shortfall(failed);
}

function penaltyOf({ checks }: Baseline): number {
  return [...checks.values()].reduce((sum, check) => sum + (enforced(check)?.weight ?? 0) * failures(check), 0);
}

function complexityOf({ raw, fitness }: Baseline): number {
  return raw - fitness;
}

function rounded(points: number): number {
  return Math.round(points * 10) / 10;
}

/** Matters that are named in a line. */
const NAMED = 3;

/** What a release changed, in a line: `encryption at rest +6, tracing -2`. */
export function inWords({ changes, added, removed, first }: WhatChanged): string {
  if (first) return 'first release';
  const named = changes.slice(0, NAMED).map(({ what, points }) => `${what} ${signedPoints(points)}`);
  const more = changes.length > NAMED ? [`${changes.length - NAMED} more`] : [];
  if (named.length > 0) return [...named, ...more].join(', ');
  const resources = [
    ...(added > 0 ? [`${added} ${added === 1 ? 'resource' : 'resources'} added`] : []),
    ...(removed > 0 ? [`${removed} ${added > 0 ? '' : removed === 1 ? 'resource ' : 'resources '}removed`] : []),
  ];
  return resources.join(', ') || 'no change of fitness';
}

/** Whole points where there are some. */
function signedPoints(points: number): string {
  const size = Math.abs(points);
  return `${points < 0 ? '-' : '+'}${size < 1 ? size.toFixed(1) : Math.round(size)}`;
}
