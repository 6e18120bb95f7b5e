/** A resource in one scenario: properties read on demand, through intrinsics, down to a path. */
import type { ResourceView } from '../../checks/api.ts';
import { serviceDefault } from '../defaults.ts';
import type { Deployed, Evidence, Path, Resolved, Resource, Value } from '../model.ts';
import { openReason } from './resolver.ts';
import type { Resolver } from './resolver.ts';
import type { ResolvedOrNothing } from './values.ts';
import { hole, intrinsicOf, isHole, isList, isPartialString, isRecord, NO_VALUE, valueOf } from './values.ts';

export class TemplateResourceView implements ResourceView {
  readonly logicalId: string;
  readonly type: string;
  readonly resource: Resource;
  readonly #resolver: Resolver;
  readonly #strict: boolean;
  readonly #deployed: Deployed | undefined;

  constructor(resource: Resource, resolver: Resolver, strict: boolean) {
    this.logicalId = resource.logicalId;
    this.type = resource.type;
    this.resource = resource;
    this.#resolver = resolver;
    this.#strict = strict;
    this.#deployed = resolver.template.inputs.deployed?.get(resource.logicalId);
  }

  get(...path: (string | number)[]): Value {
    const { properties: live, unread } = this.#deployed ?? {};
    const full = ['Properties', ...path];
    if (unread !== undefined) return valueOf(hole(unread), full, 'live');
    if (!live) return this.#value(this.resource.properties, path, full);
    const [first] = path;
    if (first === undefined) return this.#allProperties(live, full);
    if (!Object.hasOwn(live, first)) return this.#value(this.resource.properties, path, full);
    return valueOf(readResolved(live[first] ?? NO_VALUE, path.slice(1)), full, 'live');
  }

  effective(...path: (string | number)[]): Value {
    const value = this.get(...path);
    if (value.state !== 'absent' || this.#strict || path.length === 0) return value;
    const standard = serviceDefault(this.type, path, (...at) => this.get(...at));
    return standard === undefined
      ? value
      : { state: 'known', value: standard, path: value.path, evidence: 'service-default' };
  }

  attribute(...path: (string | number)[]): Value {
    const { attributes, condition, dependsOn } = this.resource;
    const all = { ...attributes, ...(condition !== undefined && { Condition: condition }), DependsOn: dependsOn };
    return this.#value(all, path, path);
  }

  /** Its name at AWS, once it is deployed. */
  get physicalId(): string | undefined {
    return this.#deployed?.physicalId;
  }

  /** A property of the template with its holes; undefined if it is not there. */
  resolved(...path: (string | number)[]): Resolved | undefined {
    const value = read(this.resource.properties, path, this.#resolver);
    return value === NO_VALUE ? undefined : value;
  }

  #allProperties(live: NonNullable<Deployed['properties']>, full: Path): Value {
    const written = this.#value(this.resource.properties, [], full);
    if (written.state !== 'known' && written.state !== 'partial') return written;
    const all = Object.entries({ ...(written.value as Readonly<Record<string, Resolved>>), ...live });
    const set = all.filter((entry): entry is [string, Resolved] => entry[1] !== undefined);
    return valueOf(Object.fromEntries(set), full, 'live');
  }

  #value(root: Readonly<Record<string, unknown>>, path: Path, full: Path): Value {
    this.#resolver.usedDefault = false;
    this.#resolver.conceals = true;
    const resolved = read(root, path, this.#resolver);
    this.#resolver.conceals = false;
    const written: Evidence = this.#deployed?.pending ? 'template-pending' : 'template';
    return valueOf(resolved, full, this.#resolver.usedDefault ? 'parameter-default' : written);
  }
}

/** Resolves only what lies on the path, so that a property costs what it holds and decides no more than it needs. */
function read(root: unknown, path: Path, resolver: Resolver): ResolvedOrNothing {
  let node = root;
  for (let index = 0; index < path.length; index++) {
    if (intrinsicOf(node) || hasUncertainItems(node)) return readResolved(resolver.resolve(node), path.slice(index));
    const step = path[index] as string | number;
    if (isList(node)) node = node[Number(step)];
    else if (isRecord(node)) {
      const open = openReason(node);
      if (open !== undefined && (!Object.hasOwn(node, step) || !hasLoopsOnly(node))) return hole(open);
      node = Object.hasOwn(node, step) ? node[step] : undefined;
    } else return NO_VALUE;
    if (node === undefined || node === null) return NO_VALUE;
  }
  return resolver.resolve(node);
}

/** A loop adds keys to those that are written; any other function may change them. */
function hasLoopsOnly(node: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(node).every((key) => !key.startsWith('Fn::') || key.startsWith('Fn::ForEach::'));
}

/** A list whose items may vanish has no indexes before it is resolved. */
function hasUncertainItems(node: unknown): boolean {
  return isList(node) && node.some((item) => ['Fn::If', 'Ref'].includes(intrinsicOf(item)?.[0] ?? ''));
}

function readResolved(resolved: ResolvedOrNothing, path: Path): ResolvedOrNothing {
  let node = resolved;
  for (const step of path) {
    if (typeof node !== 'object' || node === null) return NO_VALUE;
    if (isHole(node)) return hole(node.reason);
    if (isPartialString(node) || !Object.hasOwn(node, step)) return NO_VALUE;
    node = (node as Readonly<Record<string | number, Resolved>>)[step] as Resolved;
  }
  return node;
}
