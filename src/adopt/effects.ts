/** What deploying the adopted template does to what is deployed, beside what is new: by comparing what SAM makes of both. */
import { dependencyGraph, references } from '../template/graph.ts';
import { isFromOutside } from '../project/adopted/template/callers.ts';
import { equal } from '../template/edit/data.ts';
import type { Path, Resource, Template } from '../template/model.ts';
import { isList, isRecord, own, ownAt } from '../template/resolve/values.ts';
import type { Effect } from './model.ts';
import { PERMISSION } from '../template/traps/alias-bypassed.ts';
import { CREATE_ONLY } from './effects/create-only.ts';
import { ALLOWED_AS_BEFORE, ALLOWED_LATE, REASONS, REMOVED, SUCCEEDED, UNNOTICED } from './effects/reasons.ts';

export { limitsOf, refuseOverLimits } from './effects/limits.ts';
export type { Limit } from './effects/limits.ts';

/** In the order of the resources of `before`, outputs at the end. A resource that stays as it is has none. */
export function effectsOf(before: Template, after: Template): Effect[] {
  const comparison = new Comparison(before, after);
  const resources = [...before.resources.values()].flatMap((resource) => comparison.effectsOn(resource));
  const replaced = new Set(resources.flatMap(({ kind, id }) => (kind === 'replaced' || kind === 'removed' ? id : [])));
  return [...resources, ...comparison.effectsOnOutputs(replaced)];
}

/** What stands beside the properties and is of what is deployed. DependsOn orders the work alone. */
const ATTRIBUTES = ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy'];

class Comparison {
  readonly #before: Template;
  readonly #after: Template;

  constructor(before: Template, after: Template) {
    this.#before = before;
    this.#after = after;
  }

  effectsOn(resource: Resource): Effect[] {
    const next = this.#after.resources.get(resource.logicalId);
    if (!next) return [this.#gone(resource)];
    if (next.type !== resource.type) return [this.#effect('replaced', resource, [], `it becomes ${next.type}`)];
    const [written, planned] = [this.#known(resource.properties), this.#known(next.properties)];
    const changed = changedKeys(written, planned);
    const replacing = createOnlyOf(resource.type, written, planned);
    const [forced] = replacing;
    const effects = forced
      ? [this.#replaced(resource, next, forced)]
      : changed.map((key) => this.#changed(resource, next, ['Properties', key]));
    const attributes = ATTRIBUTES.filter((key) => !equal(attributeOf(resource, key), attributeOf(next, key)));
    return [...effects, ...attributes.map((key) => this.#changed(resource, next, [key]))];
  }

  /** @param replaced logical ids of what is replaced or gone */
  effectsOnOutputs(replaced: ReadonlySet<string>): Effect[] {
    return Object.entries(this.#before.outputs).flatMap(([name, output]) => {
      const reason = this.#changeOfOutput(name, own(output, 'Value'), replaced);
      if (reason === undefined) return [];
      const exported =
        own(output, 'Export') === undefined ? '' : ', and stacks that import it keep that from happening';
      const location = this.#before.document.locate(['Outputs', name, 'Value']);
      return [{ kind: 'output', id: name, reason: `${reason}${exported}`, ...(location && { location }) }];
    });
  }

  #changeOfOutput(name: string, value: unknown, replaced: ReadonlySet<string>): string | undefined {
    const next = own(this.#after.outputs, name);
    if (next === undefined) return 'it is there no more';
    const named = references(value).find((reference) => replaced.has(reference.name));
    if (named) return `${named.name} is another one then`;
    return equal(value, own(next, 'Value'))
      ? undefined
      : this.#following(own(next, 'Value'), 'it has another value then');
  }

  /** With the parameters that are known: SAM puts them in where a function has an alias. */
  #known(properties: Data): Data {
    return withParameters(properties, this.#before) as Data;
  }

  #gone(resource: Resource): Effect {
    const { logicalId, type, sourceId, generated } = resource;
    const successor = [...this.#after.resources.values()].find(
      (next) => generated && next.generated && next.type === type && next.sourceId === sourceId && this.#isNew(next),
    );
    if (successor) {
      const effect = this.#effect(
        'replaced',
        resource,
        [],
        SUCCEEDED[type] ?? `${successor.logicalId} takes its place`,
      );
      return this.#withGap(effect, successor);
    }
    const isKept = ['Retain', 'RetainExceptOnCreate'].includes(resource.attributes['DeletionPolicy'] as string);
    const left = isKept ? 'it stays where it is, and is no more of the stack' : 'it is in the template no more';
    return this.#effect('removed', resource, [], REMOVED[logicalId] ?? left);
  }

  #isNew({ logicalId }: Resource): boolean {
    return !this.#before.resources.has(logicalId);
  }

  #replaced(resource: Resource, next: Resource, { path, perhaps }: Forced): Effect {
    const known = REASONS[`${resource.type} ${path.join('.')}`];
    const value = ownAt(next.properties, path);
    const reason = known ?? this.#following(value, 'CloudFormation cannot change this in place');
    const said = perhaps ? `${reason}, in some cases` : reason;
    return this.#withGap(this.#effect('replaced', resource, ['Properties', ...path], said), next);
  }

  /** @param next what takes its place */
  #withGap(effect: Effect, next: Resource): Effect {
    if (!UNNOTICED.has(next.type)) return effect;
    if (this.#isFromOutside(next)) return { ...effect, gap: 'none', reason: ALLOWED_AS_BEFORE };
    return this.#waitsForCaller(next) ? { ...effect, gap: 'brief', reason: ALLOWED_LATE } : { ...effect, gap: 'none' };
  }

  /**
   * Does a permission for an alias need what calls that from this deployment on? CloudFormation updates a resource after those that
   * it refers to, so the caller goes to the alias before it may.
   */
  #waitsForCaller({ type, logicalId, properties }: Resource): boolean {
    if (type !== PERMISSION) return false;
    const graph = dependencyGraph(this.#after);
    const needed = graph.reachableFrom(logicalId);
    return references(own(properties, 'FunctionName')).some(({ name }) =>
      graph
        .edgesTo(name)
        .some(({ from, kind }) => kind !== 'DependsOn' && needed.has(from) && !this.#named(from, name)),
    );
  }

  #isFromOutside({ type, properties }: Resource): boolean {
    const called = references(own(properties, 'FunctionName'))[0]?.name;
    return type === PERMISSION && called !== undefined && isFromOutside(this.#after, properties, called);
  }

  /** Did a resource refer to this one before? */
  #named(from: string, name: string): boolean {
    return dependencyGraph(this.#before)
      .edgesFrom(from)
      .some(({ to, kind }) => to === name && kind !== 'DependsOn');
  }

  #changed(resource: Resource, next: Resource, path: Path): Effect {
    const key = String(path.at(-1));
    const value = path.length > 1 ? own(next.properties, key) : attributeOf(next, key);
    const reason = REASONS[`${resource.type} ${key}`] ?? this.#following(value, 'it has another value then');
    return this.#effect('changed', resource, path, reason);
  }

  /** Says so where a value names an alias that was not there. */
  #following(value: unknown, otherwise: string): string {
    const alias = references(value)
      .map(({ name }) => this.#after.resources.get(name))
      .find((target) => target?.type === 'AWS::Lambda::Alias' && this.#isNew(target));
    return alias ? `it goes to the alias of ${alias.sourceId}` : otherwise;
  }

  #effect(kind: Effect['kind'], resource: Resource, path: Path, reason: string): Effect {
    const { logicalId: id, type } = resource;
    const property = path.slice(path[0] === 'Properties' ? 1 : 0).join('.');
    const location = this.#before.document.locate(resource.sourcePath(path));
    return { kind, id, type, ...(property !== '' && { property }), reason, ...(location && { location }) };
  }
}

function attributeOf({ attributes, condition }: Resource, key: string): unknown {
  return key === 'Condition' ? condition : attributes[key];
}

type Data = Readonly<Record<string, unknown>>;

function changedKeys(before: Data, after: Data): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !equal(own(before, key), own(after, key)));
}

interface Forced {
  readonly path: Path;
  /** CloudFormation replaces in some cases only. */
  readonly perhaps: boolean;
}

/** The properties that are not the same, and that CloudFormation cannot change. */
function createOnlyOf(type: string, before: Data, after: Data): Forced[] {
  const table = Object.hasOwn(CREATE_ONLY, type) ? CREATE_ONLY[type] : undefined;
  const differing = (names: readonly string[], perhaps: boolean): Forced[] =>
    names.flatMap((name) => {
      const [path = ''] = name.split('.*');
      const steps = path.split('.');
      return equal(ownAt(before, steps), ownAt(after, steps)) ? [] : [{ path: steps, perhaps }];
    });
  return table ? [...differing(table.always, false), ...differing(table.perhaps ?? [], true)] : [];
}

/** The same value where it names no parameter. The reader bounds the depth. */
function withParameters(value: unknown, template: Template): unknown {
  if (isList(value)) return value.map((item) => withParameters(item, template));
  if (!isRecord(value)) return value;
  const name = own(value, 'Ref');
  const known = typeof name === 'string' ? valueOf(name, template) : undefined;
  if (known !== undefined) return known;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withParameters(item, template)]));
}

function valueOf(name: string, { parameters, inputs }: Template): unknown {
  return own(inputs.parameters, name) ?? own(own(parameters, name), 'Default');
}
