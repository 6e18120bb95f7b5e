import { mayDo } from './policies.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-cannot-report',
    severity: 'error',
    why: 'Without `codedeploy:PutLifecycleEventHookExecutionStatus` a hook cannot answer: CodeDeploy waits for an hour and fails the deployment.',
    instead: 'Allow the action in the policy of each hook and of the reporter of their failures.',
    docs: 'https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html',
  },
  *find(context) {
    const reporters = [...context.gear].flatMap(([id, kind]) => (kind === 'failure-reporter' ? [id] : []));
    for (const id of [...context.hooks, ...reporters]) {
      if (mayDo(context, id, 'codedeploy:PutLifecycleEventHookExecutionStatus') !== false) continue;
      yield { message: `${id} may not report to CodeDeploy`, location: context.at(id, ['Properties', 'Policies']) };
    }
  },
});
