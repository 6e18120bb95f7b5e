import type { CheckCases } from '../../../src/checks/testing.ts';

const group = (properties: string) => `
Group:
  Type: AWS::CodeDeploy::DeploymentGroup
  Properties: { ApplicationName: orders, ${properties} }`;
const rollback = 'AutoRollbackConfiguration: { Enabled: true, Events: [DEPLOYMENT_STOP_ON_ALARM] }';
const sam = (preference: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0', AutoPublishAlias: live, DeploymentPreference: { ${preference} } }
Errors: { Type: AWS::CloudWatch::Alarm }`;

export default {
  pass: [
    { template: group(`${rollback}, AlarmConfiguration: { Enabled: true, Alarms: [{ Name: errors }] }`) },
    { name: 'SAM', template: sam('Type: Canary10Percent5Minutes, Alarms: [!Ref Errors]') },
  ],
  fail: [
    {
      name: 'SAM without alarms',
      template: sam('Type: Canary10Percent5Minutes'),
      message: 'watches no alarm',
      fixed: false,
    },
    {
      name: 'no alarms',
      template: group(`${rollback}, AlarmConfiguration: { Enabled: true, Alarms: [] }`),
      message: 'watches no alarm',
    },
    {
      name: 'alarms switched off',
      template: group(`${rollback}, AlarmConfiguration: { Enabled: false, Alarms: [{ Name: errors }] }`),
      message: 'does not watch its alarms',
    },
    {
      name: 'no rollback',
      template: group('AlarmConfiguration: { Enabled: true, Alarms: [{ Name: errors }] }'),
      message: 'does not roll back by itself',
      path: ['Properties', 'AutoRollbackConfiguration', 'Enabled'],
    },
    {
      name: 'a rollback of failures only',
      template: group(
        'AutoRollbackConfiguration: { Enabled: true, Events: [DEPLOYMENT_FAILURE] }, AlarmConfiguration: { Enabled: true, Alarms: [{ Name: errors }] }',
      ),
      message: 'stops when an alarm goes off, and does not roll back',
      path: ['Properties', 'AutoRollbackConfiguration', 'Events'],
    },
  ],
  unknown: [
    {
      name: 'what it rolls back on',
      template: group(
        'AutoRollbackConfiguration: { Enabled: true, Events: [!ImportValue event] }, AlarmConfiguration: { Enabled: true, Alarms: [{ Name: errors }] }',
      ),
    },
    { template: group(`${rollback}, AlarmConfiguration: !ImportValue alarms`) },
  ],
} satisfies CheckCases;
