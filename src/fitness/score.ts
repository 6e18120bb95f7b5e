/**
 * The fitness function. Only what is wrong costs points, so that neither adding nor deleting what is sound moves the score:
 *
 *     P       = Σ w·d        over the enforced checks; d = 0 if no resource fails, 1 + log2(f) if f do;
 *                            of a measurement its distance from the target, 0…1
 *     raw     = 100 / (1 + P/K)
 *     fitness = max(0, raw − λ·complexity)
 */
import type { Category } from '../checks/api.ts';
import type { Result } from './report.ts';

/** K: the penalty that halves the score. Ten checks of weight 5 that fail once each. */
export const HALVING_PENALTY = 50;

/** What the results of one enforced check come to. */
export interface Term {
  readonly check: string;
  readonly weight: number;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
  /** f, where those that fail do so in part: the sum of their shortfalls. */
  readonly shortfall?: number;
}

export interface Score {
  readonly fitness: number;
  readonly raw: number;
  /** P of the formula. */
  readonly penalty: number;
  /** Known weight / applicable weight, 0…1; 1 if nothing applies. */
  readonly coverage: number;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Counted = Pick<Result, 'check' | 'status' | 'mode' | 'weight' | 'shortfall'>;

/** One term per enforced check that applies to some resource. */
export function termsOf(results: readonly Counted[]): Term[] {
  const terms = new Map<string, Writable<Term>>();
  for (const { check, status, mode, weight, shortfall } of results) {
    if (mode !== 'enforced' || status === 'not-applicable') continue;
    const term = terms.get(check) ?? { check, weight, passed: 0, failed: 0, unknown: 0 };
    terms.set(check, term);
    if (status === 'pass') term.passed++;
    else if (status === 'unknown') term.unknown++;
    else {
      if (shortfall !== undefined) term.shortfall = (term.shortfall ?? term.failed) + shortfall;
      else if (term.shortfall !== undefined) term.shortfall++;
      term.failed++;
    }
  }
  return [...terms.values()];
}

/** d: a second failing resource costs as much again as the first, then each less than the one before; a part of one, its part. */
export function shortfall(failed: number): number {
  return failed > 1 ? 1 + Math.log2(failed) : failed;
}

export function penaltyOf(terms: readonly Pick<Term, 'weight' | 'failed' | 'shortfall'>[]): number {
  return terms.reduce((sum, { weight, failed, shortfall: part = failed }) => sum + weight * shortfall(part), 0);
}

export function rawOf(penalty: number): number {
  return 100 / (1 + penalty / HALVING_PENALTY);
}

/** @param complexityPenalty λ·complexity */
export function fitnessOf(raw: number, complexityPenalty: number): number {
  return Math.max(0, raw - complexityPenalty);
}

/** A check of which some resources are unknown covers its weight in part. */
export function coverageOf(terms: readonly Term[]): number {
  let known = 0;
  let applicable = 0;
  for (const { weight, passed, failed, unknown } of terms) {
    known += (weight * (passed + failed)) / (passed + failed + unknown);
    applicable += weight;
  }
  return applicable > 0 ? known / applicable : 1;
}

/** @param complexityPenalty λ·complexity */
export function scoreOf(terms: readonly Term[], complexityPenalty: number): Score {
  const penalty = penaltyOf(terms);
  const raw = rawOf(penalty);
  return { fitness: fitnessOf(raw, complexityPenalty), raw, penalty, coverage: coverageOf(terms) };
}

/** Sub-scores by the same formula, without complexity, which belongs to no category. */
export function categoryScores(
  terms: readonly Term[],
  categoryOf: (check: string) => Category,
): Partial<Record<Category, { fitness: number; coverage: number }>> {
  const byCategory = new Map<Category, Term[]>();
  for (const term of terms) {
    const category = categoryOf(term.check);
    byCategory.set(category, [...(byCategory.get(category) ?? []), term]);
  }
  return Object.fromEntries(
    [...byCategory].map(([category, own]) => {
      const { fitness, coverage } = scoreOf(own, 0);
      return [category, { fitness, coverage }];
    }),
  );
}

/** By failing check: the points of fitness that fixing all its failures, and nothing else, gives. */
export function costs(terms: readonly Term[], complexityPenalty: number): Map<string, number> {
  const { fitness } = scoreOf(terms, complexityPenalty);
  const failing = terms.filter(({ failed }) => failed > 0);
  return new Map(
    failing.map((term) => {
      const others = terms.filter((other) => other !== term);
      return [term.check, fitnessOf(rawOf(penaltyOf(others)), complexityPenalty) - fitness];
    }),
  );
}
