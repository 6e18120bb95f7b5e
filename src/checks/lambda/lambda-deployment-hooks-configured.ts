import { aliasesOf, defineCheck, fail, notApplicable, pass, unreadable } from 'create-fitness-serverless/check';

const HOOKS = ['BeforeAllowTrafficHook', 'AfterAllowTrafficHook'];

/**
 * Judges the function, by its gradually deployed aliases.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-lambda
 */
export default defineCheck({
  meta: {
    id: 'lambda-deployment-hooks-configured',
    title: 'Deployments are judged before and after the traffic shifts',
    why: 'A hook can stop a release that no alarm would notice, and before the first request meets it.',
    remedy: 'set DeploymentPreference.Hooks.PreTraffic and PostTraffic',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Lambda::Function'],
    relatedTypes: ['AWS::Lambda::Alias'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
    liveActions: [],
  },

  evaluate(lambda, context) {
    const deployed = aliasesOf(lambda, context).filter(
      (alias) => alias.attribute('UpdatePolicy', 'CodeDeployLambdaAliasUpdate').state !== 'absent',
    );
    for (const alias of deployed) {
      for (const hook of HOOKS) {
        const value = alias.attribute('UpdatePolicy', 'CodeDeployLambdaAliasUpdate', hook);
        if (value.state === 'absent') return fail(`its alias ${alias.logicalId} has no ${hook}`, value, alias);
        if (value.state === 'unknown') return unreadable(value, alias);
      }
    }
    const [alias] = deployed;
    if (!alias) return notApplicable('is not deployed gradually, so there is nothing to hook into');
    return pass(alias.attribute('UpdatePolicy', 'CodeDeployLambdaAliasUpdate'), alias);
  },
});
