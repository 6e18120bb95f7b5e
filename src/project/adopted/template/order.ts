/** What the graph of the owner's template with our parts in it decides. */
import { dependencyGraph } from '../../../template/graph.ts';
import type { Template } from '../../../template/model.ts';
import { hookOrder, lateResources, type HookOrder } from '../../../template/order.ts';
import type { Order } from './rendering.ts';

/** Before it is known: nothing is waited for, and every function is named by a pattern, so that nothing closes a loop. */
export function noOrder(functions: Iterable<string>): Order {
  return { preTraffic: [], stack: [], late: new Set(functions), conditions: new Map() };
}

/** @param hook logical id of our pre-traffic hook @param gate logical id of our stack gate */
export function orderIn(template: Template, hook: string, gate: string): Order {
  const graph = dependencyGraph(template);
  const orders = hookOrder(template, graph);
  const before = (id: string, phase: HookOrder['phases'][number]): readonly string[] =>
    orders.find((order) => order.hook === id && order.phases.includes(phase))?.dependsOn ?? [];
  return {
    preTraffic: before(hook, 'pre-traffic'),
    stack: before(gate, 'stack'),
    late: lateResources(template, graph),
    conditions: new Map(
      [...template.resources.values()].flatMap(({ logicalId, condition }) =>
        condition === undefined ? [] : [[logicalId, condition] as const],
      ),
    ),
  };
}
