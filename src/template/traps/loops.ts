/** The references that close loops, by what a person has to change. */
import type { Edge } from '../graph.ts';
import { lateResources } from '../order.ts';
import type { TrapContext } from './context.ts';

export interface LoopEdge {
  readonly kind: 'hook' | 'depends-on' | 'policy' | 'alarm' | 'other';
  readonly edge: Edge;
}

const POLICIES = new Set(['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy']);
const ALARMS = new Set(['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']);

const known = new WeakMap<TrapContext, readonly LoopEdge[]>();

/** One edge for each reference that a traffic hook, its role or an alarm should not have; for other loops the first one. */
export function loopEdges(context: TrapContext): readonly LoopEdge[] {
  const found = known.get(context) ?? context.graph.cycles().flatMap((cycle) => closing(context, new Set(cycle)));
  known.set(context, found);
  return found;
}

function closing(context: TrapContext, cycle: ReadonlySet<string>): LoopEdge[] {
  // SAM's own types are several resources; unexpanded, they may seem to need themselves.
  const whole = [...cycle].some((id) => context.template.resources.get(id)?.type.startsWith('AWS::Serverless::'));
  if (whole) return [];
  const inside = [...cycle].flatMap((id) => context.graph.edgesFrom(id).filter(({ to }) => cycle.has(to)));
  const late = lateResources(context.template, context.graph);
  const product = inside.filter(({ to }) => late.has(to) && !isOurs(context, to));
  const ours = product.flatMap((edge): LoopEdge[] => {
    const kind = kindOf(context, edge);
    return kind ? [{ kind, edge }] : [];
  });
  if (ours.length > 0) return once(ours);
  const [first] = inside;
  return first ? [{ kind: 'other', edge: first }] : [];
}

/** Hooks, what supports them, and the alarms that stop a deployment are needed by the alias, as they should be. */
function isOurs(context: TrapContext, id: string): boolean {
  const type = context.template.resources.get(id)?.type ?? '';
  return context.hooks.has(id) || ALARMS.has(type) || ['support', 'deployment'].includes(context.gear.get(id) ?? '');
}

function kindOf(context: TrapContext, { from, kind }: Edge): LoopEdge['kind'] | undefined {
  const type = context.template.resources.get(from)?.type ?? '';
  if (context.hooks.has(from)) return kind === 'DependsOn' ? 'depends-on' : 'hook';
  if (ALARMS.has(type)) return 'alarm';
  if (!POLICIES.has(type)) return undefined;
  return [...context.hooks].some((hook) => context.graph.dependenciesOf(hook).has(from)) ? 'policy' : undefined;
}

/** A resource that names another in several places is one finding. */
function once(edges: readonly LoopEdge[]): LoopEdge[] {
  const seen = new Map(edges.map((each) => [`${each.kind} ${each.edge.from} ${each.edge.to}`, each]));
  return [...seen.values()];
}
