import { codedeploy } from '../../../src/live/readers/codedeploy.ts';
import type { Account } from '../../../src/rehearsal/aws/account.ts';
import { sameVerdicts } from './same-verdicts.ts';

await sameVerdicts([codedeploy], outside);

/** Applications of other stacks. */
function outside(account: Account): void {
  for (const [, { properties }] of account.ofType('AWS::CodeDeploy::DeploymentGroup')) {
    const name = String(properties['ApplicationName']);
    const type = 'AWS::CodeDeploy::Application';
    if (!account.resources.has(name)) account.resources.set(name, { logicalId: name, type, properties: {} });
  }
}
