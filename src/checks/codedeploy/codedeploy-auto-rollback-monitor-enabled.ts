import {
  any,
  defineCheck,
  fail,
  isText,
  isTrue,
  isUndetermined,
  listOf,
  pass,
  unknown,
  unreadable,
} from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AutoRollbackConfiguration.html */
const ON_ALARM = 'DEPLOYMENT_STOP_ON_ALARM';

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-configure-advanced-options.html */
export default defineCheck({
  meta: {
    id: 'codedeploy-auto-rollback-monitor-enabled',
    title: 'Deployments roll back when an alarm goes off',
    why: 'Without an alarm a gradual deployment goes on to 100 percent while its users see errors.',
    remedy:
      'set DeploymentPreference.Alarms (AlarmConfiguration and AutoRollbackConfiguration of the deployment group)',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::CodeDeploy::DeploymentGroup'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/codedeploy-auto-rollback-monitor-enabled.html',
    liveActions: ['codedeploy:BatchGetDeploymentGroups'],
  },

  evaluate(group) {
    const rollsBack = group.get('AutoRollbackConfiguration', 'Enabled');
    if (isUndetermined(rollsBack)) return unreadable(rollsBack);
    if (rollsBack.state === 'absent' || !isTrue(rollsBack.value))
      return fail('does not roll back by itself', rollsBack);
    const events = group.get('AutoRollbackConfiguration', 'Events');
    if (isUndetermined(events)) return unreadable(events);
    const onAlarm = any(events.state === 'absent', ...listOf(events).map((event) => isText(event, ON_ALARM)));
    if (onAlarm === false) return fail('stops when an alarm goes off, and does not roll back', events);
    if (onAlarm === 'unknown') return unknown('what it rolls back on is known only when deployed', events);

    const watches = group.get('AlarmConfiguration', 'Enabled');
    if (isUndetermined(watches)) return unreadable(watches);
    const alarms = group.get('AlarmConfiguration', 'Alarms');
    if (isUndetermined(alarms)) return unreadable(alarms);
    if (listOf(alarms).length === 0) return fail('watches no alarm', alarms);
    if (watches.state === 'absent' || !isTrue(watches.value)) return fail('does not watch its alarms', watches);
    return pass(alarms);
  },
});
