/** Runs checks over a template: every resource of the types that a check judges, in every scenario that makes a difference. */
import type { Mode, Result, Suppression } from '../fitness/report.ts';
import { MEASUREMENTS, type MeasurementName } from '../measurements/names.ts';
import type {
  Diagnostic,
  Evidence,
  Location,
  Resolved,
  Resource,
  Template,
  TemplateInputs,
  Value,
} from '../template/model.ts';
import { resourcesOfTypes, Scenario, Scenarios, Undecided, type Decision } from '../template/resolve.ts';
import { editsOf } from './fixes.ts';
import { Suppressions } from './suppressions.ts';
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
  /** What would make a failing result pass, where it can be written; the others need a person. Found when it is asked for. */
  readonly fixes: ReadonlyMap<Result, readonly Fix[]>;
  /** Checks that threw, and suppressions that do not count. */
  readonly diagnostics: Diagnostic[];
}

/** Results in the order of the checks, then of the template. A resource whose condition does not hold has none. */
export function evaluate(template: Template, checks: readonly EnabledCheck[], options: EvaluateOptions): Evaluation {
  const results: Result[] = [];
  const failing: { readonly result: Result; readonly outcome: Outcome }[] = [];
  const diagnostics: Diagnostic[] = [];
  const scene = new Scene(template);
  const suppressions = new Suppressions(template, options.now);
  for (const enabled of checks) {
    const beside = besideOf(enabled.check);
    const found = beside ? [beside] : resourcesOfTypes(template, enabled.check.meta.resourceTypes);
    if (found.length === 0) continue;
    const judge = new Judge(scene, enabled, options.now);
    for (const resource of inOrder(template, found)) {
      if (options.exclude.has(resource.logicalId)) continue;
      const outcome = judge.outcome(resource);
      if (!outcome) continue;
      const suppression = suppressions.of(resource, enabled.check.meta, outcome.verdict.status);
      const result = suppression ? judge.suppressed(resource, suppression) : judge.result(resource, outcome);
      if (result.status === 'fail') failing.push({ result, outcome });
      results.push(result);
    }
    if (judge.crash) diagnostics.push(judge.crash);
  }
  const metas = checks.map(({ check }) => check.meta);
  const known = new Set(options.known ?? metas.map(({ id }) => id));
  diagnostics.push(...suppressions.diagnostics(known, metas));
  const fixes = once(() => {
    const fixable = failing.filter(({ result }) => result.fixable);
    return new Map(fixable.map(({ result, outcome }) => [result, outcome.fixes()]));
  });
  return {
    results,
    get fixes() {
      return fixes();
    },
    diagnostics,
  };
}

/**
 * What is judged and is no resource of the template, so has no properties and no place: the code of the service, and the
 * account that it is deployed to.
 */
const BESIDE: readonly Resource[] = ['source', 'account'].map((name) => ({
  logicalId: name,
  type: name,
  properties: {},
  dependsOn: [],
  attributes: {},
  sourceId: '',
  generated: false,
  sourcePath: () => [],
}));

function besideView({ logicalId, type }: Resource): ResourceView {
  return {
    logicalId,
    type,
    get: (...path) => ({ state: 'absent', path: ['Properties', ...path], evidence: 'template' }),
    effective: (...path) => ({ state: 'absent', path: ['Properties', ...path], evidence: 'template' }),
    attribute: (...path) => ({ state: 'absent', path, evidence: 'template' }),
  };
}

/** Judged by such a check, if it is one. */
function besideOf({ meta }: Check): Resource | undefined {
  return BESIDE.find(({ type }) => meta.resourceTypes.includes(type));
}

/** Of one type they are in the template's order already. */
function inOrder(template: Template, resources: readonly Resource[]): readonly Resource[] {
  if (resources.every(({ type }) => type === resources[0]?.type)) return resources;
  const wanted = new Set(resources);
  return [...template.resources.values()].filter((resource) => wanted.has(resource));
}

/** The verdict on one resource; undefined if it exists under no condition. */
export function verdictOn(
  template: Template,
  enabled: EnabledCheck,
  logicalId: string,
  now: Date,
): Verdict | undefined {
  const resource = besideOf(enabled.check) ?? template.resources.get(logicalId);
  return resource && new Judge(new Scene(template), enabled, now).outcome(resource)?.verdict;
}

/** A template as all checks see it: they share its scenarios, with what was read of them. */
class Scene {
  readonly template: Template;
  readonly #plain: Scenarios;
  readonly #strict: Scenarios;

  constructor(template: Template) {
    this.template = template;
    this.#plain = new Scenarios(template);
    this.#strict = new Scenarios(template, { strict: true });
  }

  scenarios(strict: boolean): Scenarios {
    return strict ? this.#strict : this.#plain;
  }
}

/** A verdict with what it takes to explain it. */
interface Outcome {
  readonly verdict: Verdict;
  /** Empty if there are none, or they cannot be written. */
  readonly fixes: () => readonly Fix[];
  readonly scenario: Scenario;
}

/** One check over one template. */
class Judge {
  crash: Diagnostic | undefined;
  readonly #scene: Scene;
  readonly #template: Template;
  readonly #enabled: EnabledCheck;
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #strict: boolean;
  readonly #now: Date;
  readonly #contexts = new WeakMap<Scenario, CheckContext>();

  constructor(scene: Scene, enabled: EnabledCheck, now: Date) {
    this.#scene = scene;
    this.#template = scene.template;
    this.#enabled = enabled;
    this.#options = withDefaults(enabled.check, enabled.options);
    this.#strict = this.#options['strict'] === 'explicit';
    this.#now = now;
  }

  result(resource: Resource, { verdict, fixes }: Outcome): Result {
    const { check, weight, mode } = this.#enabled;
    const elsewhere = 'resource' in verdict ? verdict.resource : undefined;
    const path = 'path' in verdict ? (verdict.path ?? []) : [];
    const isOwn = elsewhere === undefined || elsewhere === resource.logicalId;
    const place = once(() =>
      BESIDE.includes(resource) ? undefined : this.#locate(elsewhere ?? resource.logicalId, path),
    );
    return {
      check: check.meta.id,
      resource: resource.logicalId,
      type: resource.type,
      status: verdict.status,
      mode,
      weight,
      message: 'message' in verdict ? verdict.message : check.meta.title,
      path: isOwn ? path : [],
      get location() {
        return place();
      },
      evidence: evidenceOf(verdict),
      get fixable() {
        return verdict.status === 'fail' && fixes().length > 0;
      },
      ...('shortfall' in verdict && { shortfall: verdict.shortfall }),
    };
  }

  suppressed({ logicalId, type }: Resource, suppression: Suppression): Result {
    const { check, weight, mode } = this.#enabled;
    const { by, reason } = suppression;
    const message = `suppressed by its ${by} metadata${reason && `: ${reason}`}`;
    const place = once(() => this.#locate(logicalId, []));
    return {
      check: check.meta.id,
      resource: logicalId,
      type,
      status: 'not-applicable',
      mode,
      weight,
      message,
      path: [],
      get location() {
        return place();
      },
      fixable: false,
      suppressed: true,
      suppression,
    };
  }

  outcome(resource: Resource): Outcome | undefined {
    const outcomes: Outcome[] = [];
    const complete = this.#scene.scenarios(this.#strict).forEach((scenario) => {
      const found = this.#visit(resource, scenario);
      if (found) outcomes.push(found);
    });
    const combined = combine(this.#template, outcomes);
    if (complete || !combined) return combined;
    const message = 'depends on more combinations of conditions than are judged';
    return { ...combined, verdict: { status: 'unknown', message } };
  }

  #contextIn(scenario: Scenario): CheckContext {
    const context = this.#contexts.get(scenario) ?? this.#contextOf(scenario);
    this.#contexts.set(scenario, context);
    return context;
  }

  #contextOf(scenario: Scenario): CheckContext {
    const { relatedTypes = [] } = this.#enabled.check.meta;
    return {
      options: this.#options,
      now: this.#now,
      resources: (...types) => {
        const undeclared = types.find((type) => !relatedTypes.includes(type));
        if (undeclared !== undefined) throw new Error(`${undeclared} is not among its relatedTypes`);
        return scenario.resources(...types);
      },
      refersTo: (value, view) => scenario.refersTo(value, view),
      measurement: (name, of) => measured(this.#template.inputs.measurements, name, of),
    };
  }

  /** @throws Undecided */
  #visit(resource: Resource, scenario: Scenario): Outcome | undefined {
    const { logicalId } = resource;
    const view = viewOf(resource, scenario);
    if (!view) return undefined;
    const { check } = this.#enabled;
    try {
      const verdict = check.evaluate(view, this.#contextIn(scenario));
      return { verdict, fixes: once(() => this.#fixes(verdict, resource, scenario)), scenario };
    } catch (error) {
      if (error instanceof Undecided) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const location = this.#locate(logicalId, []);
      this.crash ??= {
        severity: 'error',
        code: 'check-crashed',
        message: `${check.meta.id} could not judge ${logicalId}: ${message}`,
        ...(location && { location }),
      };
      return { verdict: { status: 'unknown', message: `the check failed: ${message}` }, fixes: none, scenario };
    }
  }

  /** What a fix reads beyond its verdict is assumed to hold. One that throws is none: a person has to decide. */
  #fixes(verdict: Verdict, resource: Resource, scenario: Scenario): readonly Fix[] {
    if (verdict.status !== 'fail') return [];
    try {
      return this.#fixesIn(resource, scenario);
    } catch (error) {
      if (!(error instanceof Undecided)) return [];
      return this.#fixes(verdict, resource, new Scenario(this.#template, scenario.decisions, { strict: this.#strict }));
    }
  }

  #fixesIn(resource: Resource, scenario: Scenario): readonly Fix[] {
    const view = viewOf(resource, scenario);
    const fixes = (view && this.#enabled.check.fix?.(view, this.#contextIn(scenario))) ?? [];
    return editsOf(this.#template, resource.logicalId, fixes) ? fixes : [];
  }

  #locate(logicalId: string, path: readonly (string | number)[]): Location | undefined {
    const resource = this.#template.resources.get(logicalId);
    return resource && this.#template.document.locate(resource.sourcePath(path));
  }
}

function viewOf(resource: Resource, scenario: Scenario): ResourceView | undefined {
  return BESIDE.includes(resource) ? besideView(resource) : scenario.resource(resource.logicalId);
}

/** A measurement as a value that a check reads like any other. */
export function measured(
  measurements: TemplateInputs['measurements'],
  name: MeasurementName,
  of?: Pick<ResourceView, 'logicalId'>,
): Value {
  const { origin } = MEASUREMENTS[name] as { origin: 'source' | 'deployed' };
  const evidence = origin === 'deployed' ? 'observed' : 'measurement';
  const absent = (reason: string): Value => ({ state: 'absent', path: [], evidence, reason });
  if (!measurements) return absent('is not measured here');
  const taken = (key: string) => (Object.hasOwn(measurements, key) ? measurements[key] : undefined);
  const whole = taken(name);
  // Why nothing could be measured of the service holds of each of its resources.
  const found = of ? (taken(`${name}/${of.logicalId}`) ?? (whole && 'value' in whole ? undefined : whole)) : whole;
  if (found && 'value' in found) {
    return { state: 'known', value: found.value, path: [], evidence, from: found.from };
  }
  if (found && 'absent' in found) return absent(found.absent);
  if (found) {
    return { state: 'unknown', reason: found.problem, path: [], ...(evidence === 'observed' && { evidence }) };
  }
  return origin === 'deployed'
    ? absent('is measured where the service is deployed')
    : { state: 'unknown', reason: `${name} was not measured`, path: [] };
}

/** Places and fixes are found when somebody asks for them: those of most results are not. */
function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}

function none(): readonly Fix[] {
  return [];
}

/** What decided; the template where no single value did. */
function evidenceOf(verdict: Verdict): Evidence {
  const value = 'value' in verdict ? verdict.value : undefined;
  return value?.evidence ?? 'template';
}

/** Options of fitness.yaml over the defaults of the check. */
export function withDefaults(
  { meta }: Check,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!meta.options) return options;
  const defaults = defaultsOf.get(meta.options) ?? readDefaults(meta.options);
  defaultsOf.set(meta.options, defaults);
  return { ...defaults, ...options };
}

type Options = NonNullable<Check['meta']['options']>;

const defaultsOf = new WeakMap<Options, Readonly<Record<string, unknown>>>();

function readDefaults(options: Options): Readonly<Record<string, unknown>> {
  const entries = Object.entries(options).filter(([, option]) => option.default !== undefined);
  return Object.fromEntries(entries.map(([name, option]) => [name, option.default]));
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
    fixes: none,
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
