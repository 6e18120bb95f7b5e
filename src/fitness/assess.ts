/** From a template to a report: the one composition that `score` and the hooks share. */
import type { Check, Fix } from '../checks/api.ts';
import { evaluate } from '../checks/evaluate.ts';
import type { Config } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import { listed } from '../measurements/listed.ts';
import { ownPackage } from '../package.ts';
import { gearOf, unjudgedGear } from '../template/gear.ts';
import type { Diagnostic, Template } from '../template/model.ts';
import { baselineOf, type Baseline, type Phase } from './baseline.ts';
import { compare, type Comparison } from './comparison.ts';
import { complexityOf, complexityTerms } from './complexity.ts';
import { disagreements, withConfigRules } from './config-rules.ts';
import { checksOf } from './enabled.ts';
import { judge } from './gate.ts';
import { isAcceptable } from './known-failures.ts';
import type { GateVerdict, Report, Result, Status } from './report.ts';
import { categoryScores, costs, scoreOf, termsOf } from './score.ts';

export interface AssessInput {
  readonly template: Template;
  /** Of the service; what it says of the environment is applied here. */
  readonly config: Config;
  readonly environment: string;
  /** Those among which fitness.yaml chooses. */
  readonly checks: readonly Check[];
  /** The last good release. */
  readonly baseline?: Baseline | undefined;
  readonly now: Date;
  readonly phase: Phase;
  /** Lets this release through, and is recorded. */
  readonly overrideReason?: string | undefined;
  /** Over fitness.yaml's, e.g. the stack's parameter GateMode. */
  readonly gateMode?: GateVerdict['mode'] | undefined;
  /** The failures that the team accepts for now, if it keeps a file of them. */
  readonly knownFailures?: KnownFailuresInput | undefined;
  /** Shown in the report beside the template's own: traps. They do not decide. */
  readonly diagnostics?: readonly Diagnostic[];
}

export interface KnownFailuresInput {
  /** As messages name it. */
  readonly file: string;
  /** The command that removes what is stale. */
  readonly prune: string;
  has(result: Result): boolean;
  /** Keys of entries of the template that fail in no environment. */
  stale(results: readonly Result[]): readonly string[];
}

/** A report, and what to remember of it. */
export interface Assessment {
  readonly report: Report;
  /** What would make failing results of the report pass, where it can be written. */
  readonly fixes: ReadonlyMap<Result, readonly Fix[]>;
  /** Computed when it is asked for, once. */
  readonly baseline: () => Baseline;
}

export function assess(input: AssessInput): Report {
  return assessment(input).report;
}

export function assessment(given: AssessInput): Assessment {
  const input = withConfigRules(given);
  const { template, environment, checks, now } = input;
  const config = configOf(input);
  const enabled = checksOf(config.checks, checks);
  const exclude = unjudgedGear(template);
  const evaluation = evaluate(template, enabled, {
    now,
    exclude,
    known: checks.map(({ meta }) => meta.id),
  });
  const { results: judged, diagnostics } = evaluation;

  const complexity = complexityOf(complexityTerms(template, gearOf(template)), config.complexity);
  const terms = termsOf(judged);
  const categories = new Map(enabled.map(({ check: { meta } }) => [meta.id, meta.category]));
  const cost = costs(terms, complexity.penalty);
  // Added to the results themselves, which were made just now: a copy would ask them for places and fixes that nobody reads.
  const results = judged.map((result): Result => {
    if (!isAcceptable(result)) return result;
    const isKnown = input.knownFailures?.has(result) === true;
    return Object.assign(result, { cost: cost.get(result.check) ?? 0 }, isKnown && { known: true as const });
  });
  const report: Omit<Report, 'gate'> = {
    version: 1,
    tool: `create-fitness-serverless@${ownPackage().version}`,
    service: config.service,
    environment,
    template: template.document.file,
    ...scoreOf(terms, complexity.penalty),
    complexity,
    categories: categoryScores(terms, (check) => categories.get(check) ?? 'operations'),
    measurements: listed(template.inputs.measurements),
    results,
    diagnostics: [
      ...template.diagnostics,
      ...(input.diagnostics ?? []),
      ...diagnostics,
      ...disagreements(input, results),
    ],
  };
  const { knownFailures: known } = input;
  const stale = known?.stale(results) ?? [];
  let remembered: Baseline | undefined;
  const baseline = (): Baseline => (remembered ??= baselineOf(report, { ...input, checks }));
  const gate = judge(config.gate, {
    report,
    comparison: input.baseline && comparisonWith(input.baseline, baseline(), report.results, input),
    complexity: config.complexity,
    knownFailures: known && { file: known.file, stale, prune: known.prune },
    errors: template.diagnostics.filter(({ severity }) => severity === 'error'),
    overrideReason: input.overrideReason,
  });
  return {
    report: { ...report, gate, ...(known && { knownFailures: { file: known.file, stale } }) },
    get fixes() {
      return evaluation.fixes;
    },
    baseline,
  };
}

function configOf({ config, environment, gateMode }: AssessInput): Config {
  const own = forEnvironment(config, environment);
  return gateMode ? { ...own, gate: { ...own.gate, mode: gateMode } } : own;
}

function comparisonWith(before: Baseline, now: Baseline, results: readonly Result[], input: AssessInput): Comparison {
  const { template, checks } = input;
  const config = configOf(input);
  const exclude = unjudgedGear(template);
  const { deployed, ...inputs } = template.inputs;
  const then = memoized((check) => statusesOf(check, template, new Date(before.at)));
  const byTemplate = memoized((check) => statusesOf(check, { ...template, inputs }, input.now));
  return compare({
    before,
    now,
    results,
    isFound: (logicalId) => deployed?.get(logicalId)?.found === true,
    metaOf: (id) => checks.find(({ meta }) => meta.id === id)?.meta,
    statusThen: ({ check, resource }) => then(check).get(resource),
    ...(deployed && { statusByTemplate: ({ check, resource }: Result) => byTemplate(check).get(resource) }),
  });

  /** One check over the whole template, as it is or would have been judged on a day. */
  function statusesOf(check: string, judged: Template, now: Date): ReadonlyMap<string, Status> {
    const enabled = checksOf(config.checks, checks).filter((each) => each.check.meta.id === check);
    const { results } = evaluate(judged, enabled, { now, exclude });
    return new Map(results.map(({ resource, status }) => [resource, status]));
  }
}

function memoized<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
