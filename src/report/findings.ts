/** What the results of a report come to, check by check: what fails, what is not known, and what it costs. */
import type { CheckMeta, Severity } from '../checks/api.ts';
import type { Result } from '../fitness/report.ts';
import type { ScoredEntry } from './entry.ts';

export interface Finding {
  readonly check: string;
  /** Undefined for a check that is not among those of the entry. */
  readonly meta: CheckMeta | undefined;
  readonly failing: readonly Result[];
  readonly unknown: readonly Result[];
  /** Points of fitness that mending all its failures gives; 0 for what is not counted. */
  readonly cost: number;
  /** False in trial and without weight: shown, and free. */
  readonly isCounted: boolean;
}

/** Every check with something open: the dearest first, then what is not known, then what is not counted. */
export function findingsOf({ report, checks }: ScoredEntry): Finding[] {
  const metas = new Map(checks.map(({ meta }) => [meta.id, meta]));
  const groups = new Map<string, { failing: Result[]; unknown: Result[] }>();
  for (const result of report.results) {
    if (result.status !== 'fail' && result.status !== 'unknown') continue;
    const group = groups.get(result.check) ?? { failing: [], unknown: [] };
    groups.set(result.check, group);
    (result.status === 'fail' ? group.failing : group.unknown).push(result);
  }
  const findings = [...groups].map(([check, { failing, unknown }]): Finding => {
    const cost = Math.max(0, ...failing.map((result) => result.cost ?? 0));
    const isCounted = [...failing, ...unknown].some(isCountedResult);
    return { check, meta: metas.get(check), failing, unknown, cost, isCounted };
  });
  return findings.sort((a, b) => rank(a) - rank(b) || b.cost - a.cost || (a.check < b.check ? -1 : 1));
}

function rank({ failing, isCounted }: Finding): number {
  return isCounted ? (failing.length > 0 ? 0 : 1) : 2;
}

export function isCountedResult({ mode, weight }: Result): boolean {
  return mode === 'enforced' && weight > 0;
}

export type Level = 'error' | 'warning' | 'note';

const LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** How loud a check is by its severity; one that the tool does not know is not overheard. */
export function levelOf(meta: CheckMeta | undefined): Level {
  return meta ? LEVELS[meta.severity] : 'warning';
}

/** As its check, but what is not counted, or known, is a note. */
export function levelOfResult(result: Result, meta: CheckMeta | undefined): Level {
  return isCountedResult(result) && !result.known ? levelOf(meta) : 'note';
}
