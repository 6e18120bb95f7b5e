/** What mending some of the failures of a report would give, by the formula; the complexity that a fix adds is apart. */
import type { Report, Result } from '../fitness/report.ts';
import { fitnessOf, penaltyOf, rawOf, shortfall, termsOf } from '../fitness/score.ts';

/** The fitness if these failures were mended, and nothing else changed. */
export function fitnessWithout({ results, complexity }: Report, isMended: (result: Result) => boolean): number {
  const left = results.map((result): Result =>
    result.status === 'fail' && isMended(result) ? { ...result, status: 'pass' } : result,
  );
  return fitnessOf(rawOf(penaltyOf(termsOf(left))), complexity.penalty);
}

/** By resource: points of fitness that mending all of its failures, and nothing else, gives. */
export function gainsByResource({ results, complexity, fitness }: Report): Map<string, number> {
  const terms = new Map(termsOf(results).map((term) => [term.check, term]));
  const penalty = penaltyOf([...terms.values()]);
  const relief = new Map<string, number>();
  for (const { check, resource, status, mode } of results) {
    const term = terms.get(check);
    if (status !== 'fail' || mode !== 'enforced' || !term) continue;
    const share = term.weight * (shortfall(term.failed) - shortfall(term.failed - 1));
    relief.set(resource, (relief.get(resource) ?? 0) + share);
  }
  return new Map(
    [...relief].map(([resource, less]) => [resource, fitnessOf(rawOf(penalty - less), complexity.penalty) - fitness]),
  );
}
