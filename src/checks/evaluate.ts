/** Runs checks over a template: every resource of the types that a check judges, in every scenario that makes a difference. */
import type { Mode, Result } from '../fitness/report.ts';
import type { Diagnostic, Evidence, Location, Resolved, Resource, Template } from '../template/model.ts';
import { forEachScenario, Scenario, type Decision } from '../template/resolve.ts';
import { editsOf } from './fixes.ts';
import { suppressionDiagnostics, suppressionOf, type Suppression } from './suppressions.ts';
import { field, listOf, literal } from './values.ts';
import type { Check, CheckContext, Fix, ResourceView, Verdict } from './check.ts';

/** A check as fitness.yaml configures it. */
export interface EnabledCheck {
  readonly check: Check;
  /** Over the defaults of `meta.options`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly mode: Mode;
  readonly weight: number;
}

export interface EvaluateOptions {
  readonly now: Date;
  /** Logical ids that are not judged. */
  readonly exclude: ReadonlySet<string>;
  /** Ids that a suppression may name; those of the checks that run, if absent. */
  readonly known?: readonly string[];
}

export interface Evaluation {
  readonly results: Result[];
  /** What would make a failing result pass, where it can be written; the others need a person. */
  readonly fixes: ReadonlyMap<Result, readonly Fix[]>;
  /** Checks that threw, and suppressions that do not count. */
  readonly diagnostics: Diagnostic[];
}

/** Results in the order of the checks, then of the template. A resource whose condition does not hold has none. */
export function evaluate(template: Template, checks: readonly EnabledCheck[], options: EvaluateOptions): Evaluation {
  const results: Result[] = [];
  const fixes = new Map<Result, readonly Fix[]>();
  const diagnostics: Diagnostic[] = [];
  for (const enabled of checks) {
    const judge = new Judge(template, enabled, options.now, fixes);
    for (const resource of template.resources.values()) {
      if (options.exclude.has(resource.logicalId)) continue;
      if (!enabled.check.meta.resourceTypes.includes(resource.type)) continue;
      const result = judge.result(resource);
      if (result) results.push(result);
    }
    if (judge.crash) diagnostics.push(judge.crash);
  }
  const ids = new Set(options.known ?? checks.map(({ check }) => check.meta.id));
  diagnostics.push(...suppressionDiagnostics(template, ids, options.now));
  return { results, fixes, diagnostics };
}

/** The verdict on one resource; undefined if it exists under no condition. */
export function verdictOn(
  template: Template,
  enabled: EnabledCheck,
  logicalId: string,
  now: Date,
): Verdict | undefined {
  const resource = template.resources.get(logicalId);
  return resource && new Judge(template, enabled, now).outcome(resource)?.verdict;
}

/** A verdict with what it takes to explain it. */
interface Outcome {
  readonly verdict: Verdict;
  /** Empty if there are none, or they cannot be written. */
  readonly fixes: readonly Fix[];
  readonly scenario: Scenario;
}

/** One check over one template. */
class Judge {
  crash: Diagnostic | undefined;
  readonly #template: Template;
  readonly #enabled: EnabledCheck;
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #now: Date;
  readonly #fixes: Map<Result, readonly Fix[]>;
  /** Serves all resources whose verdicts depend on no unknown condition. */
  #plain: { scenario: Scenario; context: CheckContext } | undefined;

  constructor(template: Template, enabled: EnabledCheck, now: Date, fixes = new Map<Result, readonly Fix[]>()) {
    this.#template = template;
    this.#enabled = enabled;
    this.#options = withDefaults(enabled.check, enabled.options);
    this.#now = now;
    this.#fixes = fixes;
  }

  result(resource: Resource): Result | undefined {
    const outcome = this.outcome(resource);
    if (!outcome) return undefined;
    const { check, weight, mode } = this.#enabled;
    const { verdict, fixes } = outcome;
    const suppression =
      verdict.status !== 'not-applicable' && suppressionOf(this.#template, resource, check.meta, this.#now);
    if (suppression) return this.#suppressed(resource, suppression);
    const elsewhere = 'resource' in verdict ? verdict.resource : undefined;
    const path = 'path' in verdict ? (verdict.path ?? []) : [];
    const location = this.#locate(elsewhere ?? resource.logicalId, path);
    const isOwn = elsewhere === undefined || elsewhere === resource.logicalId;
    const result: Result = {
      check: check.meta.id,
      resource: resource.logicalId,
      type: resource.type,
      status: verdict.status,
      mode,
      weight,
      message: 'message' in verdict ? verdict.message : check.meta.title,
      path: isOwn ? path : [],
      ...(location && { location }),
      evidence: evidenceOf(verdict),
      fixable: verdict.status === 'fail' && fixes.length > 0,
    };
    if (result.fixable) this.#fixes.set(result, fixes);
    return result;
  }

  #suppressed({ logicalId, type }: Resource, { by, reason }: Suppression): Result {
    const { check, weight, mode } = this.#enabled;
    const location = this.#locate(logicalId, []);
    const message = `suppressed by its ${by} metadata${reason && `: ${reason}`}`;
    return {
      check: check.meta.id,
      resource: logicalId,
      type,
      status: 'not-applicable',
      mode,
      weight,
      message,
      path: [],
      ...(location && { location }),
      fixable: false,
      suppressed: true,
    };
  }

  outcome(resource: Resource): Outcome | undefined {
    const { scenario, context } = (this.#plain ??= this.#scene(new Scenario(this.#template, [], this.#strictness)));
    const outcome = this.#visit(resource, scenario, context);
    if (scenario.decisions.length === 0) return outcome;
    // It has made assumptions: judge under all of them, and leave the others a fresh one.
    this.#plain = undefined;
    const outcomes: Outcome[] = [];
    const complete = forEachScenario(
      this.#template,
      (each) => {
        const found = this.#visit(resource, each, this.#scene(each).context);
        if (found) outcomes.push(found);
      },
      this.#strictness,
    );
    const combined = combine(this.#template, outcomes);
    if (complete || !combined) return combined;
    const message = 'depends on more combinations of conditions than are judged';
    return { ...combined, verdict: { status: 'unknown', message } };
  }

  get #strictness(): { strict: boolean } {
    return { strict: this.#options['strict'] === 'explicit' };
  }

  #scene(scenario: Scenario): { scenario: Scenario; context: CheckContext } {
    const { meta } = this.#enabled.check;
    const readable = new Set(meta.relatedTypes);
    const listed = new Map<string, ResourceView[]>();
    const context: CheckContext = {
      options: this.#options,
      now: this.#now,
      resources: (...types) => {
        const undeclared = types.find((type) => !readable.has(type));
        if (undeclared !== undefined) throw new Error(`${undeclared} is not among its relatedTypes`);
        const key = types.join();
        const found = listed.get(key) ?? scenario.resources(...types);
        listed.set(key, found);
        return found;
      },
      refersTo: (value, view) => scenario.refersTo(value, view),
    };
    return { scenario, context };
  }

  #visit({ logicalId }: Resource, scenario: Scenario, context: CheckContext): Outcome | undefined {
    const view = scenario.resource(logicalId);
    if (!view) return undefined;
    const { check } = this.#enabled;
    try {
      const verdict = check.evaluate(view, context);
      const fixes = verdict.status === 'fail' ? (check.fix?.(view, context) ?? []) : [];
      return { verdict, fixes: editsOf(this.#template, logicalId, fixes) ? fixes : [], scenario };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const location = this.#locate(logicalId, []);
      this.crash ??= {
        severity: 'error',
        code: 'check-crashed',
        message: `${check.meta.id} could not judge ${logicalId}: ${message}`,
        ...(location && { location }),
      };
      return { verdict: { status: 'unknown', message: `the check failed: ${message}` }, fixes: [], scenario };
    }
  }

  #locate(logicalId: string, path: readonly (string | number)[]): Location | undefined {
    const resource = this.#template.resources.get(logicalId);
    return resource && this.#template.document.locate(resource.sourcePath(path));
  }
}

/** What decided; the template where no single value did. */
function evidenceOf(verdict: Verdict): Evidence {
  const value = 'value' in verdict ? verdict.value : undefined;
  return value && 'evidence' in value ? value.evidence : 'template';
}

/** Options of fitness.yaml over the defaults of the check. */
export function withDefaults(check: Check, options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const defaults = Object.entries(check.meta.options ?? {}).flatMap(([name, option]) =>
    option.default === undefined ? [] : [[name, option.default]],
  );
  return { ...(Object.fromEntries(defaults) as Record<string, unknown>), ...options };
}

/**
 * The verdict over scenarios: the one that all share; a pass where the check does not always apply; else unknown, naming
 * the condition. Undefined if the resource exists in none.
 */
function combine(template: Template, outcomes: readonly Outcome[]): Outcome | undefined {
  const applicable = outcomes.filter(({ verdict }) => verdict.status !== 'not-applicable');
  const first = applicable[0] ?? outcomes[0];
  if (!first) return undefined;
  const differs = outcomes.some(({ verdict }) => verdict.status !== first.verdict.status);
  if (!differs) return first;
  const unknown = applicable.find(({ verdict }) => verdict.status === 'unknown');
  if (unknown) return unknown;
  const failing = applicable.find(({ verdict }) => verdict.status === 'fail');
  if (!failing) return first;
  const { verdict } = failing;
  const message = 'message' in verdict ? verdict.message : '';
  const { path, resource } = { path: undefined, resource: undefined, ...verdict };
  return {
    ...failing,
    fixes: [],
    verdict: {
      status: 'unknown',
      message: `depends on ${conditionsOf(template, failing, outcomes)}: ${message}`,
      ...(path && { path }),
      ...(resource !== undefined && { resource }),
    },
  };
}

/** What is assumed where it fails, and not where it does not: `IsProd (where it does not hold)`. */
function conditionsOf(template: Template, failing: Outcome, outcomes: readonly Outcome[]): string {
  const sound = outcomes.filter(({ verdict }) => verdict.status !== failing.verdict.status);
  const assumed = failing.scenario.decisions.filter(({ key, value }) =>
    sound.some(({ scenario }) => scenario.decisions.some((other) => other.key === key && other.value !== value)),
  );
  const names = assumed.map(
    (decision) => `${nameOf(template, decision)} (where it ${decision.value ? 'holds' : 'does not hold'})`,
  );
  return names.length > 0 ? names.join(' and ') : 'conditions';
}

/** The condition of the template that asks just this, else what is asked. */
function nameOf({ conditions }: Template, { key, parameter }: Decision): string {
  if (!parameter) return key;
  const named = Object.entries(conditions).find(([, expression]) => {
    const sides = field(expression as Resolved, 'Fn::Equals');
    const has = (side: (item: Resolved) => boolean) => listOf(sides).some(side);
    return has((item) => field(item, 'Ref') === parameter.name) && has((item) => literal(item) === parameter.text);
  });
  return named?.[0] ?? `${parameter.name} = ${parameter.text}`;
}
