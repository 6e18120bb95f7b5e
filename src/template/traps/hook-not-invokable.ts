import type { TrapContext } from './context.ts';
import { mayDo, roleOf } from './policies.ts';
import { listItems } from './context.ts';
import { defineTrap } from './trap.ts';

function isNamedForCodeDeploy(context: TrapContext, hook: string): boolean {
  const name = JSON.stringify(context.property(hook, 'FunctionName') ?? '');
  return /CodeDeployHook_/.test(name);
}

/** Does the role of the deployment group allow to invoke functions of other names? */
function mayInvoke(context: TrapContext, group: string): boolean | undefined {
  const role = roleOf(context, group, 'ServiceRoleArn');
  const managed = role === undefined ? [] : listItems(context.property(role, 'ManagedPolicyArns'));
  const foreign = managed.filter(({ value }) => !/AWSCodeDeployRoleForLambda/.test(JSON.stringify(value)));
  const allowed = mayDo(context, group, 'lambda:InvokeFunction', 'ServiceRoleArn');
  return allowed ?? (role !== undefined && foreign.length === 0 ? false : undefined);
}

export default defineTrap({
  meta: {
    code: 'hook-not-invokable',
    severity: 'error',
    why: 'SAM’s own CodeDeploy role invokes only functions named `CodeDeployHook_*`: any other hook is never called and the deployment fails.',
    instead:
      'A `Role` of your own in the deployment preference that may invoke the hooks, or a `FunctionName` that begins with `CodeDeployHook_`.',
    docs: 'https://github.com/aws/serverless-application-model/issues/250',
  },
  *find(context) {
    for (const { alias, preTraffic, postTraffic } of context.gated) {
      const group = context.graph
        .edgesFrom(alias.logicalId)
        .find(({ to }) => context.template.resources.get(to)?.type === 'AWS::CodeDeploy::DeploymentGroup')?.to;
      if (group === undefined) continue;
      for (const hook of new Set([...preTraffic, ...postTraffic])) {
        if (isNamedForCodeDeploy(context, hook) || mayInvoke(context, group) !== false) continue;
        const message = `CodeDeploy may not call ${hook} for ${alias.sourceId}: its role invokes only CodeDeployHook_*`;
        yield { message, location: context.at(alias.logicalId, ['UpdatePolicy']) ?? context.at(hook) };
      }
    }
  },
});
