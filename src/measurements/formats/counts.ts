/** What a report of test coverage comes to. */

/** Lines or branches that a test ran, of those that could be run. */
export interface Counts {
  readonly covered: number;
  readonly total: number;
}

export interface CoverageCounts {
  readonly lines: Counts;
  /** Absent: the report counts none. */
  readonly branches?: Counts;
}

/** Undefined if the lines make no sense; branches that make none, or that there are none of, are left out. */
export function coverageCounts(
  lines: readonly [covered: unknown, total: unknown],
  branches: readonly [covered: unknown, total: unknown],
): CoverageCounts | undefined {
  const counted = countsOf(...lines);
  const taken = countsOf(...branches);
  return counted && { lines: counted, ...(taken && taken.total > 0 && { branches: taken }) };
}

function countsOf(covered: unknown, total: unknown): Counts | undefined {
  return isCount(covered) && isCount(total) && covered <= total ? { covered, total } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
