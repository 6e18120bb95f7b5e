import { lambda } from '../../../src/live/readers/lambda.ts';
import type { Account } from '../../../src/rehearsal/aws/account.ts';
import { sameVerdicts } from './same-verdicts.ts';

await sameVerdicts([lambda], outside);

/** Functions and layers of other stacks. */
function outside(account: Account): void {
  for (const { type, properties } of [...account.resources.values()]) {
    if (type !== 'AWS::Lambda::Permission') continue;
    const [name = ''] = /[^:]+(?=:[^:]*$)|[^:]+$/.exec(String(properties['FunctionName'])) ?? [];
    if (!account.resources.has(name))
      account.resources.set(name, { logicalId: name, type: 'AWS::Lambda::Function', properties: {} });
  }
}
