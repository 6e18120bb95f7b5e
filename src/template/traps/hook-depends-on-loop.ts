import { hookOrder } from '../order.ts';
import { orderFix } from './order-fix.ts';
import { loopEdges } from './loops.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-depends-on-loop',
    severity: 'error',
    why: 'What waits for the alias cannot be finished before the hook that the alias waits for.',
    instead: 'Take it out of `DependsOn`; it is judged after traffic. `doctor --fix` computes the list.',
    docs: 'https://aws.amazon.com/blogs/infrastructure-and-automation/handling-circular-dependency-errors-in-aws-cloudformation/',
  },
  *find(context) {
    for (const { kind, edge } of loopEdges(context)) {
      if (kind !== 'depends-on') continue;
      const order = hookOrder(context.template, context.graph).find(({ hook }) => hook === edge.from);
      yield {
        message: `${edge.from} waits for ${edge.to}, which waits for ${edge.from}`,
        location: context.at(edge.from, edge.path),
        ...(order && { fix: orderFix(context, order) }),
      };
    }
  },
});
