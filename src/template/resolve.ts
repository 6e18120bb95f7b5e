import type { ResourceView } from '../checks/api.ts';
import type { Resolved, Resource, Template, Value } from './model.ts';
import type { Decision } from './resolve/conditions.ts';
import { Conditions, Undecided } from './resolve/conditions.ts';
import { identifies } from './resolve/identity.ts';
import { Resolver } from './resolve/resolver.ts';
import { hole } from './resolve/values.ts';
import { TemplateResourceView } from './resolve/view.ts';

export { Undecided, type Decision } from './resolve/conditions.ts';

export interface ScenarioOptions {
  /** What is absent stays absent: no service defaults. */
  readonly strict?: boolean;
}

/**
 * A template under decisions about the conditions that cannot be known. Reading what depends on another condition assumes
 * that it holds, and records that. Making one is cheap.
 */
export class Scenario {
  readonly template: Template;
  readonly #conditions: Conditions;
  readonly #resolver: Resolver;
  readonly #strict: boolean;
  readonly #views = new Map<string, TemplateResourceView | undefined>();
  readonly #listed = new Map<string, readonly ResourceView[]>();

  /** @param assumes false for one in which reading what is not decided throws `Undecided` */
  constructor(
    template: Template,
    decisions: readonly Decision[] = [],
    { strict = false }: ScenarioOptions = {},
    assumes = true,
  ) {
    this.template = template;
    this.#conditions = new Conditions(template, decisions, assumes);
    this.#resolver = new Resolver(template, this.#conditions);
    this.#strict = strict;
  }

  /** The resources that exist here, or those of some types. */
  resources(...types: string[]): readonly ResourceView[] {
    const key = types.join();
    const known = this.#listed.get(key);
    if (known) return known;
    const wanted = types.length ? resourcesOfTypes(this.template, types) : [...this.template.resources.values()];
    const views = wanted.map(({ logicalId }) => this.#view(logicalId)).filter((view) => view !== undefined);
    this.#listed.set(key, views);
    return views;
  }

  /** Undefined if there is none, or its condition does not hold. */
  resource(logicalId: string): ResourceView | undefined {
    return this.#view(logicalId);
  }

  /** See `CheckContext.refersTo`. */
  refersTo(value: Value | Resolved, view: ResourceView): boolean | 'unknown' {
    if (isValue(value)) {
      if (value.state === 'absent') return false;
      return this.refersTo(value.state === 'unknown' ? hole(value.reason, value.id) : value.value, view);
    }
    const { logicalId, type } = view;
    const target = this.#view(logicalId);
    const physicalId = target?.physicalId;
    return identifies(value, {
      logicalId,
      type,
      nameOf: (property) => target?.resolved(property),
      ...(physicalId !== undefined && { physicalId }),
    });
  }

  /** Those given, and those made while reading, in order. */
  get decisions(): readonly Decision[] {
    return this.#conditions.decisions;
  }

  #view(logicalId: string): TemplateResourceView | undefined {
    if (!this.#views.has(logicalId)) this.#views.set(logicalId, this.#make(this.template.resources.get(logicalId)));
    return this.#views.get(logicalId);
  }

  #make(resource: Resource | undefined): TemplateResourceView | undefined {
    if (!resource) return undefined;
    const { condition } = resource;
    if (condition !== undefined && this.#conditions.decide(condition, this.#resolver) === false) return undefined;
    return new TemplateResourceView(resource, this.#resolver, this.#strict);
  }
}

/** Scenarios that are visited at most: further ones are not judged, so a verdict is then not known. */
export const MAX_SCENARIOS = 128;

/** Scenarios that are kept, so that a template with a condition for each resource does not fill the memory. */
const MAX_KEPT = 256;

/**
 * The scenarios of a template that make a difference to somebody who reads it. They assume nothing, so that all who read
 * under the same decisions share one, with what was made of it.
 */
export class Scenarios {
  readonly template: Template;
  readonly #options: ScenarioOptions;
  readonly #kept = new Map<string, Scenario>();

  constructor(template: Template, options: ScenarioOptions = {}) {
    this.template = template;
    this.#options = options;
  }

  /**
   * Visits every scenario that makes a difference to what `visit` reads, those where conditions hold first: one if that
   * depends on no unknown condition. `visit` has to read the same when decisions are the same, and is broken off where
   * it reads what is not decided.
   *
   * @returns false if there were more scenarios than the limit, so that not all were visited
   */
  forEach(visit: (scenario: Scenario) => void, limit = MAX_SCENARIOS): boolean {
    const waiting: (readonly Decision[])[] = [[]];
    let visited = 0;
    for (let decisions = waiting.pop(); decisions; decisions = waiting.pop()) {
      if (visited === limit) return false;
      try {
        visit(this.#under(decisions));
        visited++;
      } catch (error) {
        if (!(error instanceof Undecided)) throw error;
        const { decision } = error;
        waiting.push([...decisions, { ...decision, value: !decision.value }], [...decisions, decision]);
      }
    }
    return true;
  }

  #under(decisions: readonly Decision[]): Scenario {
    const key = decisions.map(({ key, value }) => `${value} ${key}`).join('\n');
    let scenario = this.#kept.get(key);
    if (!scenario) {
      if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
      scenario = new Scenario(this.template, decisions, this.#options, false);
      this.#kept.set(key, scenario);
    }
    return scenario;
  }
}

function isValue(value: Value | Resolved): value is Value {
  if (typeof value !== 'object' || value === null || !('path' in value)) return false;
  return ['known', 'partial', 'absent', 'unknown'].includes((value as Value).state);
}

const indexes = new WeakMap<Template, Map<string, Resource[]>>();

const NONE: readonly Resource[] = [];

/** CloudFormation type of a resource; empty if there is none. */
export function typeOf({ resources }: Pick<Template, 'resources'>, logicalId: string): string {
  return resources.get(logicalId)?.type ?? '';
}

/** By type as the types are given, then in the order of the template. */
export function resourcesOfTypes(template: Template, types: readonly string[]): readonly Resource[] {
  let index = indexes.get(template);
  if (!index) {
    index = indexed(template);
    indexes.set(template, index);
  }
  let found = NONE;
  for (const type of types.length > 1 ? new Set(types) : types) {
    const own = index.get(type);
    if (own) found = found.length === 0 ? own : [...found, ...own];
  }
  return found;
}

function indexed(template: Template): Map<string, Resource[]> {
  const index = new Map<string, Resource[]>();
  for (const resource of template.resources.values()) {
    const same = index.get(resource.type);
    if (same) same.push(resource);
    else index.set(resource.type, [resource]);
  }
  return index;
}
