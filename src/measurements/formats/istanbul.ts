/** The reports of Istanbul. https://istanbul.js.org/docs/advanced/alternative-reporters/ */
import { isRecord, own } from '../../template/resolve/values.ts';
import { coverageCounts, type CoverageCounts } from './counts.ts';

/** `json-summary` */
export function countsOfSummary(text: string): CoverageCounts | undefined {
  const total = own(parsed(text), 'total');
  const counts = (kind: string) => [own(own(total, kind), 'covered'), own(own(total, kind), 'total')] as const;
  return coverageCounts(counts('lines'), counts('branches'));
}

/** `json`: by file the hits of each statement and of each branch. A line is run if a statement that starts in it is. */
export function countsOfFiles(text: string): CoverageCounts | undefined {
  const report = parsed(text);
  if (!isRecord(report)) return undefined;
  const lines = { covered: 0, total: 0 };
  const branches = { covered: 0, total: 0 };
  for (const file of Object.values(report)) {
    for (const isRun of linesOf(own(file, 's'), own(file, 'statementMap'))) count(lines, isRun);
    const paths = own(file, 'b');
    for (const hits of isRecord(paths) ? Object.values(paths) : [])
      for (const each of Array.isArray(hits) ? (hits as unknown[]) : []) count(branches, isHit(each));
  }
  return coverageCounts([lines.covered, lines.total], [branches.covered, branches.total]);
}

/** For each line in which a statement starts: is one of them run? */
function linesOf(hits: unknown, places: unknown): Iterable<boolean> {
  const lines = new Map<unknown, boolean>();
  for (const [id, each] of isRecord(hits) ? Object.entries(hits) : []) {
    const line = own(own(own(places, id), 'start'), 'line');
    if (typeof line === 'number') lines.set(line, lines.get(line) === true || isHit(each));
  }
  return lines.values();
}

function count(counts: { covered: number; total: number }, isRun: boolean): void {
  counts.total++;
  if (isRun) counts.covered++;
}

function isHit(hits: unknown): boolean {
  return typeof hits === 'number' && hits > 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
