import type { ResourceView } from '../checks/api.ts';
import type { Resolved, Resource, Template, Value } from './model.ts';
import type { Decision } from './resolve/conditions.ts';
import { Conditions } from './resolve/conditions.ts';
import { identifies } from './resolve/identity.ts';
import { Resolver } from './resolve/resolver.ts';
import { hole } from './resolve/values.ts';
import { TemplateResourceView } from './resolve/view.ts';

export type { Decision } from './resolve/conditions.ts';

export interface ScenarioOptions {
  /** What is absent stays absent: no service defaults. */
  readonly strict?: boolean;
}

/**
 * A template under assumptions about the conditions that cannot be known. It starts with some decisions; reading what
 * depends on a condition that is not among them assumes that it holds, and records that. Making one is cheap.
 */
export class Scenario {
  readonly template: Template;
  readonly #conditions: Conditions;
  readonly #resolver: Resolver;
  readonly #strict: boolean;
  readonly #views = new Map<string, TemplateResourceView | undefined>();
  readonly #listed = new Map<string, readonly ResourceView[]>();

  constructor(template: Template, decisions: readonly Decision[] = [], options: ScenarioOptions = {}) {
    this.template = template;
    this.#conditions = new Conditions(template, decisions);
    this.#resolver = new Resolver(template, this.#conditions);
    this.#strict = options.strict ?? false;
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
    return identifies(value, { logicalId, type, nameOf: (property) => this.#view(logicalId)?.resolved(property) });
  }

  /** Those given, and those made while reading, in order. */
  get decisions(): readonly Decision[] {
    return this.#conditions.decisions;
  }

  /** What to start other scenarios with, so that every path through the decisions made here is taken once. */
  alternatives(): Decision[][] {
    const { decisions } = this;
    return decisions.slice(this.#conditions.given).map((decision, index) => {
      const before = decisions.slice(0, this.#conditions.given + index);
      return [...before, { ...decision, value: !decision.value }];
    });
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

/**
 * Visits a template in every scenario that makes a difference to what `visit` reads: one if that depends on no unknown
 * condition. `visit` has to read the same when decisions are the same.
 *
 * @returns false if there were more scenarios than the limit, so that not all were visited
 */
export function forEachScenario(
  template: Template,
  visit: (scenario: Scenario) => void,
  options: ScenarioOptions & { readonly limit?: number } = {},
): boolean {
  const waiting: (readonly Decision[])[] = [[]];
  for (let count = 0; count < (options.limit ?? MAX_SCENARIOS); count++) {
    const decisions = waiting.pop();
    if (!decisions) return true;
    const scenario = new Scenario(template, decisions, options);
    visit(scenario);
    waiting.push(...scenario.alternatives());
  }
  return waiting.length === 0;
}

function isValue(value: Value | Resolved): value is Value {
  if (typeof value !== 'object' || value === null || !('path' in value)) return false;
  return ['known', 'partial', 'absent', 'unknown'].includes((value as Value).state);
}

const indexes = new WeakMap<Template, Map<string, Resource[]>>();

const NONE: readonly Resource[] = [];

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
