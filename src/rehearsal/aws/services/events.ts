import { isList } from '../../../template/resolve/values.ts';
import { AwsError, jsonService } from '../service.ts';

/** EventBridge's part: what a rule sends to. */
export const events = jsonService('events', {
  ListTargetsByRule: ({ Rule, EventBusName, NextToken }, { account, page }) => {
    const names = typeof EventBusName === 'string' ? [`${EventBusName}|${String(Rule)}`, Rule] : [Rule];
    const rule = names.map((name) => account.find(name, 'AWS::Events::Rule')).find(Boolean);
    if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${String(Rule)} does not exist on EventBus.`);
    const { Targets } = rule.properties;
    const { items, next } = page(isList(Targets) ? Targets : [], NextToken, 100);
    return { Targets: items, NextToken: next };
  },
});
