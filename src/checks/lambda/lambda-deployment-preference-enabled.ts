import { aliasesOf, defineCheck, fail, pass, unreadable } from 'create-fitness-serverless/check';

/**
 * Judges the function, by its aliases: CodeDeploy shifts the traffic of an alias, and a function without one is replaced at
 * once for everybody.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html#cfn-attributes-updatepolicy-codedeploylambdaaliasupdate
 */
export default defineCheck({
  meta: {
    id: 'lambda-deployment-preference-enabled',
    title: 'CodeDeploy shifts the traffic of functions',
    why: 'A gradual deployment shows a bad release to a few requests and takes it back before everybody meets it.',
    remedy: 'set AutoPublishAlias and DeploymentPreference (an alias with UpdatePolicy.CodeDeployLambdaAliasUpdate)',
    category: 'operations',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::Lambda::Function'],
    relatedTypes: ['AWS::Lambda::Alias'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html',
    liveActions: [],
  },

  evaluate(lambda, context) {
    const aliases = aliasesOf(lambda, context);
    const updates = aliases.map((alias) => ({
      alias,
      update: alias.attribute('UpdatePolicy', 'CodeDeployLambdaAliasUpdate'),
    }));
    const gradual = updates.find(({ update }) => update.state === 'known' || update.state === 'partial');
    if (gradual) return pass(gradual.update, gradual.alias);
    const open = updates.find(({ update }) => update.state === 'unknown');
    if (open) return unreadable(open.update, open.alias);
    const [alias] = aliases;
    return alias
      ? fail(`its alias ${alias.logicalId} moves all traffic at once`, [], alias)
      : fail('has no alias, so each deployment replaces it for everybody at once');
  },
});
