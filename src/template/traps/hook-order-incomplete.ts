import { hookOrder } from '../order.ts';
import { quoteList } from './context.ts';
import { orderFix } from './order-fix.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-order-incomplete',
    severity: 'warning',
    why: 'Resources are updated in parallel: what the pre-traffic hook or a stack gate does not wait for may be measured half-updated.',
    instead: 'Name it in `DependsOn` of the hook or the gate; `doctor --fix` computes the list.',
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  },
  *find(context) {
    for (const order of hookOrder(context.template, context.graph)) {
      const { hook, missing } = order;
      if (missing.length === 0) continue;
      const message = `${hook} may measure before these are updated: ${quoteList(missing)}`;
      yield { message, location: context.at(hook, ['DependsOn']), fix: orderFix(context, order) };
    }
  },
});
