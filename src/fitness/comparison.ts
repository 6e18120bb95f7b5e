/** What has changed between a baseline and a report, and whose doing it is. */
import type { CheckMeta } from '../checks/api.ts';
import type { Baseline } from './baseline.ts';
import { keyOf } from './fingerprint.ts';
import type { Result, Status } from './report.ts';
import { penaltyOf, rawOf, termsOf } from './score.ts';

/**
 * - `release`: the resource, or what its verdict depends on, is new or was changed
 * - `clock`: judged on the day of the baseline, it would be as it was
 * - `tool`: nothing that the verdict depends on was changed, but the tool that judges
 * - `drift`: nothing was changed in the template, but what was read of the deployed resource
 * - `observed`: what was measured while it runs, or what AWS Config says
 * - `scope`: the check did not run when the baseline was measured
 */
export type Cause = 'release' | 'clock' | 'tool' | 'drift' | 'observed' | 'scope';

/** A (check, resource) that counts and is not as good as it was. */
export interface Change {
  readonly result: Result;
  /** Undefined if the check did not apply to it. */
  readonly before: Status | undefined;
  readonly cause: Cause;
}

export interface Comparison {
  readonly before: Baseline;
  readonly now: Baseline;
  readonly changes: readonly Change[];
}

export interface ComparisonInput {
  readonly before: Baseline;
  readonly now: Baseline;
  readonly results: readonly Result[];
  readonly metaOf: (check: string) => CheckMeta | undefined;
  /** Judges again at the time of the baseline; only called for what has become worse. */
  readonly statusThen: (result: Result) => Status | undefined;
  /** Judges by the template alone, whatever is deployed; only called for what has become worse. */
  readonly statusByTemplate?: (result: Result) => Status | undefined;
  /** Is it deployed beside what the template names? */
  readonly isFound?: (logicalId: string) => boolean;
}

export function compare({
  before,
  now,
  results,
  metaOf,
  statusThen,
  statusByTemplate,
  isFound,
}: ComparisonInput): Comparison {
  const unchanged = unchangedTypes(before, now);
  const changes = results.flatMap((result): Change[] => {
    const was = before.checks.get(result.check)?.statuses.get(keyOf(result.resource));
    if (!counts(result) || !isWorse(was, result.status)) return [];
    return [{ result, before: was, cause: causeOf(result) }];
  });
  return { before, now, changes };

  function causeOf(result: Result): Cause {
    if (result.evidence === 'observed') return 'observed';
    if (isFound?.(result.resource)) return 'drift';
    const then = before.resources.get(keyOf(result.resource));
    if (!then) return 'release';
    if (!before.checks.has(result.check)) return 'scope';
    if (statusThen(result) !== result.status) return 'clock';
    // What the template does not say the release did not do.
    if (result.status === 'fail' && statusByTemplate && statusByTemplate(result) !== 'fail') return 'drift';
    if (before.phase !== now.phase) return 'release';
    const isSame = then.mark === now.resources.get(keyOf(result.resource))?.mark;
    if (!isSame || !(metaOf(result.check)?.relatedTypes ?? []).every((type) => unchanged.has(type))) return 'release';
    if (before.tool !== now.tool) return 'tool';
    return result.evidence === 'live' ? 'drift' : 'release';
  }
}

/** Can it stop anything by itself? */
export function counts({ mode, weight }: Result): boolean {
  return mode === 'enforced' && weight > 0;
}

function isWorse(before: Status | undefined, now: Status): boolean {
  if (now === 'fail') return before !== 'fail';
  return now === 'unknown' && (before === 'pass' || before === 'fail');
}

/** Types of which no resource was added, removed or changed; those that neither has included. */
function unchangedTypes(before: Baseline, now: Baseline): { has(type: string): boolean } {
  const marks = (baseline: Baseline, type: string) =>
    [...baseline.resources]
      .filter(([, resource]) => resource.type === type)
      .map(([key, { mark }]) => `${key} ${mark}`)
      .sort()
      .join();
  const known = new Map<string, boolean>();
  return {
    has(type) {
      const is = known.get(type) ?? marks(before, type) === marks(now, type);
      known.set(type, is);
      return is;
    },
  };
}

/** Has the release added, removed or changed a resource? */
export function changesResources({ before, now }: Comparison): boolean {
  if (before.resources.size !== now.resources.size) return true;
  return [...now.resources].some(([key, { mark }]) => before.resources.get(key)?.mark !== mark);
}

const NOT_THE_RELEASE: ReadonlySet<Cause> = new Set(['clock', 'tool', 'drift', 'observed']);

/** Is it something that no release can be rolled back for? */
export function isInnocent({ cause }: Change): boolean {
  return NOT_THE_RELEASE.has(cause);
}

/** The results as they would be, had only the release changed anything. */
export function withoutInnocent(results: readonly Result[], { changes }: Comparison): Result[] {
  const innocent = new Map(changes.filter(isInnocent).map((change) => [change.result, change.before]));
  return results.flatMap((result) => {
    if (!innocent.has(result)) return [result];
    const status = innocent.get(result);
    return status === undefined ? [] : [{ ...result, status }];
  });
}

/** `raw` of then and now over the checks that are known in both, by today's weights; and the checks that are not. */
export function comparableRaw(
  results: readonly Result[],
  { before }: Comparison,
): { before: number; now: number; left: string[] } {
  const left: string[] = [];
  const then: { weight: number; failed: number }[] = [];
  const today: { weight: number; failed: number }[] = [];
  for (const term of termsOf(results)) {
    if (term.weight === 0) continue;
    const statuses = before.checks.get(term.check)?.statuses;
    const failed = [...(statuses?.values() ?? [])].filter((status) => status === 'fail').length;
    if (!statuses || term.unknown > 0 || [...statuses.values()].includes('unknown')) left.push(term.check);
    else {
      then.push({ weight: term.weight, failed });
      // How far a measurement was from its target the baseline does not say.
      today.push({ weight: term.weight, failed: term.failed });
    }
  }
  return { before: rawOf(penaltyOf(then)), now: rawOf(penaltyOf(today)), left };
}
