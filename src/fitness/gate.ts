/** May this go out? A pure function of configuration, report and baseline, which gives every reason it has. */
import type { ComplexityConfig, GateConfig } from '../config/config.ts';
import type { Diagnostic } from '../template/model.ts';
import {
  changesResources,
  comparableRaw,
  counts,
  isInnocent,
  withoutInnocent,
  type Change,
  type Comparison,
} from './comparison.ts';
import { comparableComplexity } from './complexity.ts';
import { keyOf } from './fingerprint.ts';
import type { GateReason, GateVerdict, Report, Result } from './report.ts';
import { scoreOf, termsOf, type Score } from './score.ts';
import { weakenings } from './weakened.ts';

export interface GateInput {
  readonly report: Omit<Report, 'gate'>;
  /** With the last good release, if there is one. */
  readonly comparison?: Comparison | undefined;
  readonly complexity: ComplexityConfig;
  /** If the team keeps a file of the failures that it accepts; those are marked in the results. */
  readonly knownFailures?:
    { readonly file: string; readonly stale: readonly string[]; readonly prune: string } | undefined;
  /** Why the template could not be judged as a whole. */
  readonly errors?: readonly Diagnostic[];
  /** Lets this release through, whatever the gate says, and is recorded. */
  readonly overrideReason?: string | undefined;
}

/** Two floats that a sum in another order leaves apart are equal. */
const EPSILON = 1e-9;

export function judge(config: GateConfig, input: GateInput): GateVerdict {
  const { errors = [], overrideReason } = input;
  const judgement = new Judgement(config, input);
  const reasons = [...errors.map(({ message }) => ({ rule: 'incomplete', message })), ...judgement.reasons()];
  const notices = judgement.notices();
  const verdict = errors.length > 0 ? 'incomplete' : config.mode === 'enforce' && reasons.length > 0 ? 'fail' : 'pass';
  if (!overrideReason || verdict === 'pass') return gateVerdict(verdict, config.mode, reasons, notices);
  const override = { rule: 'override', message: `let through: ${overrideReason}` };
  return gateVerdict('pass', config.mode, [], [override, ...reasons, ...notices]);
}

function gateVerdict(
  verdict: GateVerdict['verdict'],
  mode: GateConfig['mode'],
  reasons: GateReason[],
  notices: GateReason[],
): GateVerdict {
  return { verdict, mode, reasons, ...(notices.length > 0 && { notices }) };
}

class Judgement {
  readonly #config: GateConfig;
  readonly #input: GateInput;
  /** Results and score as they would be, had only the release changed anything. */
  readonly #results: readonly Result[];
  readonly #score: Score;

  constructor(config: GateConfig, input: GateInput) {
    this.#config = config;
    this.#input = input;
    const { report, comparison } = input;
    // What runs while a release is judged is the one before it: an incident must not stop its own fix.
    const released = report.results.filter(({ evidence }) => evidence !== 'observed');
    this.#results = comparison ? withoutInnocent(released, comparison) : released;
    this.#score = scoreOf(termsOf(this.#results), report.complexity.penalty);
  }

  reasons(): GateReason[] {
    const { comparison } = this.#input;
    return [
      ...this.#minimum(),
      ...this.#minCoverage(),
      ...this.#require(),
      ...(comparison
        ? [
            ...this.#noNewFailures(comparison),
            ...this.#maxDrop(comparison),
            ...this.#maxComplexityGrowth(comparison),
            ...this.#requireImprovement(comparison),
            ...weakenings(comparison, this.#nameOf()).map((message) => ({ rule: 'gate-weakened', message })),
            ...this.#newlyKnown(comparison),
          ]
        : this.#unknownFailures()),
      ...this.#staleKnownFailures(),
    ];
  }

  notices(): GateReason[] {
    const { comparison } = this.#input;
    if (!comparison) return [...this.#acceptedHere(), ...this.#lowered()];
    return [
      ...this.#acceptedHere(),
      ...comparison.changes.flatMap(noticeOf),
      ...this.#scopeChanged(comparison),
      ...this.#lowered(),
    ];
  }

  #minimum(): GateReason[] {
    const { minimum } = this.#config;
    if (this.#score.fitness >= minimum - EPSILON) return [];
    return [{ rule: 'minimum', message: `fitness is ${below(this.#score.fitness)}, at least ${minimum} is asked for` }];
  }

  #minCoverage(): GateReason[] {
    const { minCoverage } = this.#config;
    const { coverage } = this.#score;
    if (coverage >= minCoverage - EPSILON) return [];
    const message = `${below(coverage * 100)} % of the weight of the checks is known, at least ${round(minCoverage * 100)} % is asked for`;
    return [{ rule: 'minCoverage', message }];
  }

  /** Whoever's doing it is; but for what the team accepts. */
  #require(): GateReason[] {
    const { results } = this.#input.report;
    return this.#config.require.flatMap((id): GateReason[] => {
      const own = results.filter(({ check }) => check === id);
      const open = own.filter(({ status, known }) => (status === 'fail' && !known) || status === 'unknown');
      return open.map(({ resource, status, message }) => ({
        rule: 'require',
        message: `${id} has to pass, and ${resource} ${status === 'fail' ? `fails it: ${message}` : `is unknown to it: ${message}`}`,
      }));
    });
  }

  /** The hooks do not read the file of known failures. */
  #acceptedHere(): GateReason[] {
    const accepted = this.#input.report.results.filter(
      ({ check, status, known }) => known && status === 'fail' && this.#config.require.includes(check),
    );
    return accepted.map(({ check, resource }) => ({
      rule: 'require',
      message: `${resource} is known to fail ${check}, which has to pass: the pre-traffic hook will stop the deployment`,
    }));
  }

  #noNewFailures({ changes }: Comparison): GateReason[] {
    if (!this.#config.noNewFailures) return [];
    return changes
      .filter(({ cause, result, before }) => cause === 'release' && (result.status === 'fail' || before === 'fail'))
      .filter(({ result }) => !result.known)
      .map(({ result, before }) => ({
        rule: 'noNewFailures',
        message:
          result.status === 'fail'
            ? `${result.resource} fails ${result.check}${before ? ', and did not before' : ''}: ${result.message}`
            : `${result.resource} failed ${result.check} and is now unknown: ${result.message}`,
      }));
  }

  /** To accept a failure is to weaken the gate, once: the next baseline has it. */
  #newlyKnown({ changes }: Comparison): GateReason[] {
    return changes
      .filter(({ cause, result }) => cause === 'release' && result.known)
      .map(({ result: { resource, check, message }, before }) => ({
        rule: 'gate-weakened',
        message: `${resource} fails ${check}${before ? ', and did not before' : ''}, and is accepted in ${this.#input.knownFailures?.file ?? 'a file'}: ${message}`,
      }));
  }

  /** Without a baseline, the file of known failures is what new ones are told by. */
  #unknownFailures(): GateReason[] {
    const { knownFailures, report } = this.#input;
    if (!knownFailures || !this.#config.noNewFailures) return [];
    return report.results
      .filter((result) => counts(result) && result.status === 'fail' && !result.known && result.evidence !== 'observed')
      .map(({ resource, check, message }) => ({
        rule: 'noNewFailures',
        message: `${resource} fails ${check}, which ${knownFailures.file} does not have: ${message}`,
      }));
  }

  /** What is mended must not come back unseen. */
  #staleKnownFailures(): GateReason[] {
    const { file, stale, prune } = this.#input.knownFailures ?? { stale: [] };
    if (stale.length === 0) return [];
    const named = stale.slice(0, 5).join(', ');
    const more = stale.length > 5 ? ` and ${stale.length - 5} more` : '';
    const message = `${file} has what fails no longer: ${named}${more}. Run \`${prune}\``;
    return [{ rule: 'stale-known-failure', message }];
  }

  #maxDrop(comparison: Comparison): GateReason[] {
    const { maxDrop } = this.#config;
    if (maxDrop === undefined || comparison.before.phase !== comparison.now.phase) return [];
    const { before, now } = comparableRaw(this.#results, comparison);
    if (before - now <= maxDrop + EPSILON) return [];
    const message = `over the checks known in both, the score falls from ${round(before)} to ${round(now)}, by more than ${maxDrop}`;
    return [{ rule: 'maxDrop', message }];
  }

  #maxComplexityGrowth({ before }: Comparison): GateReason[] {
    const { maxComplexityGrowth } = this.#config;
    if (maxComplexityGrowth === undefined) return [];
    const { before: then, now } = this.#complexitySince(before);
    if (now.penalty - then.penalty <= maxComplexityGrowth + EPSILON) return [];
    const message = `complexity costs ${round(now.penalty)} points, up from ${round(then.penalty)} by more than ${maxComplexityGrowth}`;
    return [{ rule: 'maxComplexityGrowth', message }];
  }

  /** The comparison is of what both could know, complexity by today's configuration included. */
  #requireImprovement(comparison: Comparison): GateReason[] {
    const { requireImprovement } = this.#config;
    const { before: baseline } = comparison;
    if (requireImprovement === undefined || this.#score.fitness >= requireImprovement - EPSILON) return [];
    if (baseline.phase !== comparison.now.phase || !changesResources(comparison)) return [];
    const { before, now } = comparableRaw(this.#results, comparison);
    const complexity = this.#complexitySince(baseline);
    const then = before - complexity.before.penalty;
    const today = now - complexity.now.penalty;
    if (today > then + EPSILON) return [];
    const message = `fitness is ${below(this.#score.fitness)}; until it is ${requireImprovement}, a release that changes resources has to improve it`;
    return [{ rule: 'requireImprovement', message }];
  }

  /** By today's configuration, over the terms that both know. */
  #complexitySince({ complexity }: Comparison['before']): ReturnType<typeof comparableComplexity> {
    return comparableComplexity(complexity, this.#input.report.complexity.terms, this.#input.complexity);
  }

  #scopeChanged(comparison: Comparison): GateReason[] {
    const { before, now } = comparison;
    if (before.phase !== now.phase) {
      const message = `the baseline was measured on the ${before.phase}, this on the ${now.phase}: scores are not compared`;
      return [{ rule: 'scope-changed', message }];
    }
    const { left } = comparableRaw(this.#results, comparison);
    const terms = this.#config.maxComplexityGrowth === undefined ? [] : this.#complexitySince(before).left;
    return [
      ...left.map(
        (check) => `${check} is not compared: ${before.checks.has(check) ? 'not all of it is known' : 'it is new'}`,
      ),
      ...terms.map((term) => `complexity is compared without ${term}, which was not measured in both releases`),
    ].map((message) => ({ rule: 'scope-changed', message }));
  }

  /** What keeps the score under its bound is not the release's doing. */
  #lowered(): GateReason[] {
    const { fitness, coverage } = this.#input.report;
    const { minimum, minCoverage } = this.#config;
    const isLow = (actual: number, judged: number, bound: number) =>
      actual < bound - EPSILON && judged >= bound - EPSILON;
    return [
      ...(isLow(fitness, this.#score.fitness, minimum)
        ? [
            {
              rule: 'minimum',
              message: `fitness is ${below(fitness)}, under ${minimum}, by nothing that this release did`,
            },
          ]
        : []),
      ...(isLow(coverage, this.#score.coverage, minCoverage)
        ? [{ rule: 'minCoverage', message: `coverage is under ${minCoverage}, by nothing that this release did` }]
        : []),
    ];
  }

  #nameOf(): (key: number) => string | undefined {
    const names = new Map(this.#input.report.results.map(({ resource }) => [keyOf(resource), resource]));
    return (key) => names.get(key);
  }
}

const WHY: Readonly<Record<string, string>> = {
  clock: 'with the passing of time',
  tool: 'with a new version of the tool',
  drift: 'by a change outside of any release',
  observed: 'by what was observed while it runs',
  scope: 'as the check is new',
};

function noticeOf(change: Change): GateReason[] {
  const why = WHY[change.cause];
  if (why === undefined || (!isInnocent(change) && change.result.status !== 'fail')) return [];
  const { resource, check, status, message } = change.result;
  const now = status === 'fail' ? `fails ${check}` : `is now unknown to ${check}`;
  return [{ rule: change.cause, message: `${resource} ${now} ${why}: ${message}` }];
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Rounded down, so that what is under a bound never reads as the bound. */
function below(value: number): string {
  return String(Math.floor(value * 100) / 100);
}
