import {
  defineCheck,
  fail,
  isUndetermined,
  literal,
  notApplicable,
  pass,
  targetOf,
  unknown,
  unreadable,
  type CheckContext,
  type ResourceView,
  type Value,
  type Verdict,
} from 'create-fitness-serverless/check';

const PREDEFINED = 'CodeDeployDefault.';
const ALL_AT_ONCE = 'CodeDeployDefault.LambdaAllAtOnce';

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-lambda */
export default defineCheck({
  meta: {
    id: 'codedeploy-lambda-allatonce-traffic-shift-disabled',
    title: 'New versions do not get all the traffic at once',
    why: 'When everybody meets a new version at the same moment, everybody meets its faults.',
    remedy:
      'set DeploymentPreference.Type to a canary or linear one (DeploymentConfigName of the deployment group), e.g. Canary10Percent5Minutes',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::CodeDeploy::DeploymentGroup'],
    relatedTypes: ['AWS::CodeDeploy::Application', 'AWS::CodeDeploy::DeploymentConfig'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/codedeploy-lambda-allatonce-traffic-shift-disabled.html',
    liveActions: ['codedeploy:BatchGetDeploymentGroups', 'codedeploy:GetDeploymentConfig'],
  },

  evaluate(group, context) {
    const platform = platformOf(group, context);
    if (platform !== 'unknown' && platform !== 'Lambda') return notApplicable(`deploys to ${platform}, not to Lambda`);
    const value = group.get('DeploymentConfigName');
    const own = targetOf(value, 'AWS::CodeDeploy::DeploymentConfig', context);
    if (typeof own === 'object') return judgeOwn(own, value);
    if (isUndetermined(value)) return unreadable(value);
    const name = literal(value);
    if (name?.startsWith(PREDEFINED)) {
      if (!name.startsWith(`${PREDEFINED}Lambda`)) return notApplicable('does not deploy to Lambda');
      return name === ALL_AT_ONCE ? fail('shifts all traffic at once', value) : pass(value);
    }
    if (platform === 'unknown')
      return unknown('whether it deploys to Lambda is not known: its application is not in the template');
    // Without a name it is CodeDeploy's default, which the rule is about.
    return name === undefined
      ? fail('shifts all traffic at once, for want of a DeploymentConfigName', value)
      : pass(value);
  },

  fix: (group) => {
    const value = group.get('DeploymentConfigName');
    // An own configuration is changed where it is declared, by who knows who else uses it.
    return value.state === 'absent' || literal(value) === ALL_AT_ONCE
      ? [{ path: ['Properties', 'DeploymentConfigName'], set: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' }]
      : undefined;
  },
});

function platformOf(group: ResourceView, context: CheckContext): string {
  const application = targetOf(group.get('ApplicationName'), 'AWS::CodeDeploy::Application', context);
  const platform = typeof application === 'object' ? application.get('ComputePlatform') : undefined;
  if (!platform || isUndetermined(platform)) return 'unknown';
  return literal(platform) ?? 'Server';
}

function judgeOwn(config: ResourceView, name: Value): Verdict {
  const routing = config.get('TrafficRoutingConfig', 'Type');
  if (isUndetermined(routing)) return unreadable(routing, config);
  const platform = config.get('ComputePlatform');
  if (isUndetermined(platform)) return unreadable(platform, config);
  if (literal(platform) !== 'Lambda') return notApplicable('does not deploy to Lambda');
  return literal(routing) === 'AllAtOnce' || routing.state === 'absent'
    ? fail(`its configuration ${config.logicalId} shifts all traffic at once`, routing, config)
    : pass(name);
}
