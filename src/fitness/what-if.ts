/**
 * What mending would give. Every number that is shown comes of mending the template as data, as `fix` does, and scoring it
 * again; what needs a person is taken to pass without more complexity. Only the search among combinations goes by the formula:
 * the failures that each check's mending takes away, and the terms of complexity that it adds, are joined.
 */
import type { ComplexityConfig } from '../config/config.ts';
import type { Edit } from '../template/edit.ts';
import { complexityOf } from './complexity.ts';
import { keyOf, mendData } from './mend.ts';
import type { Judge, Judged } from './mend.ts';
import type { Report, Result } from './report.ts';
import { fitnessOf, penaltyOf, rawOf, scoreOf, termsOf } from './score.ts';

/** Something that could be mended, and what the template would be then. */
export interface Proposal {
  /** By check: the resources that fail it. */
  readonly mends: readonly { readonly check: string; readonly resources: readonly string[] }[];
  /** True if `fix` does all of it; else a person has something to decide. */
  readonly mechanical: boolean;
  /** Points of fitness more than now. */
  readonly gain: number;
  readonly fitness: number;
  readonly raw: number;
  /** Points that complexity takes off more than now. What a person writes is not known, and not in it. */
  readonly complexity: number;
  /** Other failures that go away with it. */
  readonly also: readonly { readonly check: string; readonly resource: string }[];
  /** What `fix` writes. */
  readonly edits: readonly Edit[];
}

export interface WhatIf {
  /** All that `fix` does; undefined if that is nothing. */
  readonly fixed: Proposal | undefined;
  /** Everything mended; undefined if nothing fails. */
  readonly everything: Proposal | undefined;
  /** Each check that costs points, mended whole; and, where `fix` does a part of it, that part. */
  readonly checks: readonly Proposal[];
  /** Each resource that fails several checks, mended whole. */
  readonly resources: readonly Proposal[];
  /** Each failure by itself, of checks that several resources fail. */
  readonly failures: readonly Proposal[];
  /** Whole checks one after the other, always the one that gives most; `gain` is since the step before. */
  readonly order: readonly Proposal[];
  /** Two and three whole checks together. */
  readonly together: readonly Proposal[];
  /** How far it looked. */
  readonly bounds: {
    /** How often the template was scored, and how often at most. */
    readonly scored: number;
    readonly atMost: number;
    /** Resources and failures that were left out. */
    readonly omitted: number;
  };
}

export interface WhatIfOptions {
  readonly complexity: ComplexityConfig;
  /** How many combinations are scored, of two and of three each. */
  readonly limit: number;
}

/** The checks among which combinations are sought: 45 pairs and 120 triples. */
const COMBINED = 10;

/** Scored at most: this many resources in sum, but within bounds. */
const RESOURCES_SCORED = 20_000;
const LEAST_SCORED = 40;
const MOST_SCORED = 400;

export function whatIf(judged: Judged, judge: Judge, options: WhatIfOptions): WhatIf {
  return new Search(judged, judge, options).run();
}

/** A check with the failures that it costs points for. */
interface Unit {
  readonly check: string;
  readonly keys: ReadonlySet<string>;
  readonly proposal: Proposal;
  /** All failures that go away. */
  readonly mended: ReadonlySet<string>;
  /** Of these, what `fix` does not do. */
  readonly byHand: ReadonlySet<string>;
  /** By how much each term of complexity grows. */
  readonly terms: Readonly<Record<string, number>>;
}

class Search {
  readonly #judged: Judged;
  readonly #judge: Judge;
  readonly #options: WhatIfOptions;
  readonly #failing: readonly Result[];
  readonly #atMost: number;
  #scored = 0;
  #omitted = 0;

  constructor(judged: Judged, judge: Judge, options: WhatIfOptions) {
    this.#judged = judged;
    this.#options = options;
    this.#judge = (document) => {
      this.#scored++;
      return judge(document);
    };
    this.#failing = this.#report.results.filter(counts);
    const affordable = Math.floor(RESOURCES_SCORED / Math.max(1, judged.template.resources.size));
    this.#atMost = Math.min(MOST_SCORED, Math.max(LEAST_SCORED, affordable));
  }

  get #report(): Report {
    return this.#judged.assessment.report;
  }

  run(): WhatIf {
    const units = [...groupedBy(this.#failing, ({ check }) => check)].map(([check, own]) => this.#unit(check, own));
    const everything = this.#failing.length > 0 ? this.#unit('', this.#failing) : undefined;
    const parts = units.flatMap((unit) => this.#mechanicalPart(unit));
    const order = this.#order(units);
    const together = this.#together(units);
    const byResource = [...groupedBy(this.#failing, ({ resource }) => resource).values()].filter(spansChecks);
    const severally = units.filter(({ keys }) => keys.size > 1).map(({ check }) => check);
    const singles = this.#failing.filter(({ check }) => severally.includes(check)).map((result) => [result]);
    return {
      fixed: everything && (everything.proposal.mechanical ? everything.proposal : this.#mechanicalPart(everything)[0]),
      everything: everything?.proposal,
      checks: byGain([...units.map(({ proposal }) => proposal), ...parts]),
      resources: byGain(this.#affordable(byResource)),
      failures: byGain(this.#affordable(singles)),
      order,
      together,
      bounds: { scored: this.#scored, atMost: this.#atMost, omitted: this.#omitted },
    };
  }

  #unit(check: string, own: readonly Result[]): Unit {
    return { check, keys: new Set(own.map(keyOf)), ...this.#mend(own) };
  }

  /** What `fix` alone gives, where it does not do all. */
  #mechanicalPart({ keys, byHand, proposal }: Unit): Proposal[] {
    if (proposal.mechanical || proposal.edits.length === 0) return [];
    const own = this.#failing.filter((result) => keys.has(keyOf(result)) && !byHand.has(keyOf(result)));
    const part = this.#mend(own).proposal;
    return part.mechanical ? [part] : [];
  }

  #affordable(groups: readonly (readonly Result[])[]): Proposal[] {
    return groups.flatMap((group) => {
      if (this.#scored < this.#atMost) return [this.#mend(group).proposal];
      this.#omitted++;
      return [];
    });
  }

  /** Mends failures, those that `fix` can by data, the others by taking them to pass, and scores again. */
  #mend(wanted: readonly Result[]): Omit<Unit, 'check' | 'keys'> {
    const keys = new Set(wanted.map(keyOf));
    const isWanted = (result: Result) => keys.has(keyOf(result));
    const { judged, applied } = wanted.some(({ fixable }) => fixable)
      ? mendData(this.#judged, isWanted, this.#judge)
      : { judged: this.#judged, applied: [] };
    const { results: left, complexity } = judged.assessment.report;
    const byHand = new Set(left.filter((result) => isWanted(result) && result.status === 'fail'));
    const results = left.map((result) => (byHand.has(result) ? mendedByHand(result) : result));
    const { fitness, raw } = scoreOf(termsOf(results), complexity.penalty);
    const open = new Set(results.filter(({ status }) => status === 'fail').map(keyOf));
    const mended = this.#failing.filter((result) => !open.has(keyOf(result)));
    const before = this.#report.complexity;
    return {
      proposal: {
        mends: mendsOf(wanted),
        mechanical: byHand.size === 0,
        gain: fitness - this.#report.fitness,
        fitness,
        raw,
        complexity: complexity.penalty - before.penalty,
        also: mended.filter((result) => !isWanted(result)).map(({ check, resource }) => ({ check, resource })),
        edits: applied.flatMap(({ edits }) => edits),
      },
      mended: new Set(mended.map(keyOf)),
      byHand: new Set([...byHand].map(keyOf)),
      terms: Object.fromEntries(
        Object.entries(complexity.terms).map(([term, amount]) => [term, amount - (before.terms[term] ?? 0)]),
      ),
    };
  }

  #order(units: readonly Unit[]): Proposal[] {
    const steps: Proposal[] = [];
    const chosen: Unit[] = [];
    let left = [...units];
    let before = { fitness: this.#report.fitness, complexity: 0 };
    while (left.length > 0) {
      const [next, ...others] = left
        .map((unit) => ({ unit, fitness: this.#predicted([...chosen, unit]) }))
        .sort((a, b) => b.fitness - a.fitness)
        .map(({ unit }) => unit);
      if (!next) break;
      left = others;
      chosen.push(next);
      const { proposal } = this.#mend(this.#failuresOf(chosen));
      const gain = proposal.fitness - before.fitness;
      // What an earlier step has mended on its way is no step.
      if (gain < 1e-9) continue;
      const { fitness, raw } = proposal;
      steps.push({ ...next.proposal, gain, fitness, raw, complexity: proposal.complexity - before.complexity });
      before = proposal;
    }
    return steps;
  }

  #together(units: readonly Unit[]): Proposal[] {
    const best = [...units].sort((a, b) => b.proposal.gain - a.proposal.gain).slice(0, COMBINED);
    return [2, 3].flatMap((size) =>
      byGain(
        combinations(best, size)
          .map((set) => ({ set, fitness: this.#predicted(set) }))
          .sort((a, b) => b.fitness - a.fitness)
          .slice(0, this.#options.limit)
          .map(({ set }) => this.#mend(this.#failuresOf(set)).proposal),
      ),
    );
  }

  #failuresOf(units: readonly Unit[]): Result[] {
    return this.#failing.filter((result) => units.some(({ keys }) => keys.has(keyOf(result))));
  }

  /** By the formula, from what each does by itself. */
  #predicted(units: readonly Unit[]): number {
    const mended = new Set(units.flatMap((unit) => [...unit.mended]));
    const left = this.#failing.filter((result) => !mended.has(keyOf(result)));
    const terms = { ...this.#report.complexity.terms };
    for (const unit of units)
      for (const [term, more] of Object.entries(unit.terms)) terms[term] = (terms[term] ?? 0) + more;
    return fitnessOf(rawOf(penaltyOf(termsOf(left))), complexityOf(terms, this.#options.complexity).penalty);
  }
}

/** A failure that costs points. */
function counts({ status, mode, weight }: Result): boolean {
  return status === 'fail' && mode === 'enforced' && weight > 0;
}

function mendedByHand(result: Result): Result {
  return { ...result, status: 'pass' };
}

function mendsOf(results: readonly Result[]): Proposal['mends'] {
  return [...groupedBy(results, ({ check }) => check)].map(([check, own]) => {
    return { check, resources: own.map(({ resource }) => resource) };
  });
}

function spansChecks(results: readonly Result[]): boolean {
  return results.some(({ check }) => check !== results[0]?.check);
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const own = groups.get(keyOf(item));
    if (own) own.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function byGain(proposals: readonly Proposal[]): Proposal[] {
  return [...proposals].sort((a, b) => b.gain - a.gain);
}

/** All sets of a size, in the order of the items. */
function combinations<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) =>
    combinations(items.slice(index + 1), size - 1).map((others) => [item, ...others]),
  );
}
