/** Why the adopted template scores less than today's: what its owner should know before the pull request is read. */
import type { Report } from '../fitness/report.ts';

export interface Cost {
  /** Id of a check, or `complexity`. */
  readonly of: string;
  /** Points of fitness that it costs more than today. */
  readonly points: number;
}

/** A fall that nobody asks about, in points. */
const SMALL = 3;
const MOST = 3;

/** What costs most of a fall by more than a few points; empty where there is none. */
export function fallOf(today: Report, adopted: Report): Cost[] {
  if (today.fitness - adopted.fitness <= SMALL) return [];
  const before = costsOf(today);
  return [...costsOf(adopted)]
    .map(([of, points]) => ({ of, points: points - (before.get(of) ?? 0) }))
    .filter(({ points }) => points >= 1)
    .sort((a, b) => b.points - a.points)
    .slice(0, MOST);
}

function costsOf({ complexity, results }: Report): ReadonlyMap<string, number> {
  const checks = results.flatMap(({ check, cost }): [string, number][] => (cost === undefined ? [] : [[check, cost]]));
  return new Map([['complexity', complexity.penalty], ...checks]);
}
