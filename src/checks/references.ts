/** Finding the resources that refer to another. Part of the check API. */
import type { Resolved, Value } from '../template/model.ts';
import type { CheckContext, ResourceView } from './check.ts';
import { onceFor } from './once.ts';
import { isHole, type Ternary } from './values.ts';

/** A value of one resource that may identify another. */
export interface Link {
  readonly from: ResourceView;
  readonly to: Value | Resolved | undefined;
}

/** A resource that refers to another; `unknown` if it only may. */
export interface Referrer {
  readonly resource: ResourceView;
  readonly is: Exclude<Ternary, false>;
}

/** Links by the logical id that they are a plain reference to; those that take a comparison. */
interface Index {
  readonly references: ReadonlyMap<string, readonly ResourceView[]>;
  readonly others: readonly Link[];
}

type Surroundings = Pick<CheckContext, 'refersTo' | 'resources'>;
type Scene = Pick<CheckContext, 'refersTo'>;

/**
 * The resources that refer to this one by any of the links, which are collected once: plain references are looked up,
 * so that a check that asks this for each of many resources takes linear time.
 *
 * @param name of the collection, one per set of links
 */
export function referrersOf(
  resource: ResourceView,
  context: Scene,
  name: string,
  links: () => Iterable<Link>,
): readonly Referrer[] {
  const index = onceFor(context, `links: ${name}`, () => indexOf(links()));
  const certain = index.references.get(resource.logicalId) ?? [];
  return [
    ...certain.map((referrer): Referrer => ({ resource: referrer, is: true })),
    ...index.others.flatMap(({ from, to = null }): Referrer[] => {
      const is = context.refersTo(to, resource);
      return is === false ? [] : [{ resource: from, is }];
    }),
  ];
}

/** The resource of this type that a value identifies; `unknown` if it may be one of several. A plain reference is looked up. */
export function targetOf(value: Value, type: string, context: Surroundings): ResourceView | 'unknown' | undefined {
  const byId = onceFor(
    context,
    `by id: ${type}`,
    () => new Map(context.resources(type).map((each) => [each.logicalId, each])),
  );
  const reference = plainReference(value);
  if (reference !== undefined) return byId.get(reference);
  let target: 'unknown' | undefined;
  for (const each of byId.values()) {
    const is = context.refersTo(value, each);
    if (is === true) return each;
    if (is === 'unknown') target = is;
  }
  return target;
}

function indexOf(links: Iterable<Link>): Index {
  const references = new Map<string, ResourceView[]>();
  const others: Link[] = [];
  for (const link of links) {
    const target = plainReference(link.to);
    if (target !== undefined) references.set(target, [...(references.get(target) ?? []), link.from]);
    else if (!isNothing(link.to)) others.push(link);
  }
  return { references, others };
}

function isNothing(to: Link['to']): boolean {
  if (to === undefined || to === null) return true;
  return typeof to === 'object' && 'state' in to && (to as Value).state === 'absent';
}

/** The logical id behind a lone Ref or GetAtt. */
function plainReference(to: Link['to']): string | undefined {
  const isValue = typeof to === 'object' && to !== null && 'state' in to && 'path' in to;
  const value = isValue ? ('value' in to ? to.value : undefined) : to;
  return isHole(value) && value.ref && !value.ref.logicalId.startsWith('AWS::') ? value.ref.logicalId : undefined;
}
