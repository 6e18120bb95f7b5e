import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import autoRollback from '../../../src/checks/codedeploy/codedeploy-auto-rollback-monitor-enabled.ts';
import allAtOnce from '../../../src/checks/codedeploy/codedeploy-lambda-allatonce-traffic-shift-disabled.ts';
import { codedeploy } from '../../../src/live/readers/codedeploy.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions } from './exact-actions.ts';
import { deployOutside } from './outside.ts';
import { readRecorded } from './recorded.ts';
import { sameVerdicts } from './same-verdicts.ts';
import { unknown } from './unknown.ts';

const TEMPLATE = `
Resources:
  App: { Type: AWS::CodeDeploy::Application, Properties: { ComputePlatform: Lambda } }
  Half:
    Type: AWS::CodeDeploy::DeploymentConfig
    Properties:
      ComputePlatform: Lambda
      TrafficRoutingConfig: { Type: TimeBasedCanary, TimeBasedCanary: { CanaryInterval: 10, CanaryPercentage: 50 } }
  Steps:
    Type: AWS::CodeDeploy::DeploymentConfig
    Properties:
      ComputePlatform: Lambda
      TrafficRoutingConfig: { Type: TimeBasedLinear, TimeBasedLinear: { LinearInterval: 1, LinearPercentage: 20 } }
  Orders:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref App
      ServiceRoleArn: arn:aws:iam::123456789012:role/deploy
      DeploymentConfigName: !Ref Half
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: errors }, { Name: latency }], IgnorePollAlarmFailure: true }
      AutoRollbackConfiguration: { Enabled: true, Events: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM] }
  Plain:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties: { ApplicationName: !Ref App, ServiceRoleArn: 'arn:aws:iam::123456789012:role/deploy' }
`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts(
  [codedeploy],
  deployOutside([['AWS::CodeDeploy::DeploymentGroup', 'ApplicationName', 'AWS::CodeDeploy::Application']]),
);
exactActions([codedeploy], TEMPLATE);

test('groups and configurations are read as they are written', async () => {
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [codedeploy]);
  expect(propertiesOf(stack, 'Orders')).toEqual({
    AlarmConfiguration: {
      Enabled: true,
      Alarms: [{ Name: 'errors' }, { Name: 'latency' }],
      IgnorePollAlarmFailure: true,
    },
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    DeploymentConfigName: expect.stringContaining('Half'),
  });
  expect(propertiesOf(stack, 'Plain')).toEqual({});
  expect(propertiesOf(stack, 'Half')).toEqual({
    ComputePlatform: 'Lambda',
    TrafficRoutingConfig: { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryInterval: 10, CanaryPercentage: 50 } },
  });
  expect(propertiesOf(stack, 'Steps')).toEqual({
    ComputePlatform: 'Lambda',
    TrafficRoutingConfig: { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearInterval: 1, LinearPercentage: 20 } },
  });
  expect([...stack.calls].sort()).toEqual([
    'codedeploy:BatchGetDeploymentGroups',
    'codedeploy:GetDeploymentConfig',
    'codedeploy:GetDeploymentConfig',
  ]);
});

test('the groups of an application take one call for each hundred', async () => {
  const groups = Array.from({ length: 201 }, (_, index) => [
    `Group${index}`,
    {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ApplicationName: { Ref: 'App' },
        DeploymentConfigName:
          index === 150 ? 'CodeDeployDefault.LambdaAllAtOnce' : 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
      },
    },
  ]);
  const App = { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } };
  await deploy(aws.account, JSON.stringify({ Resources: { App, ...Object.fromEntries(groups) } }));
  const stack = await read(aws, [codedeploy]);
  expect(stack.calls).toEqual(Array(3).fill('codedeploy:BatchGetDeploymentGroups'));
  expect(unknown(stack)).toEqual({});
  const failing = Object.entries(verdicts(stack.live, allAtOnce)).filter(([, verdict]) => verdict !== 'pass');
  expect(failing).toEqual([['Group150', 'fail']]);
});

test('alarms that somebody took away, or that an update left where they were, are seen', async () => {
  await deploy(aws.account, TEMPLATE);
  const { properties: orders } = resource(aws.account, 'Orders');
  const { properties: plain } = resource(aws.account, 'Plain');
  [plain['AlarmConfiguration'], orders['AlarmConfiguration']] = [orders['AlarmConfiguration'], undefined];
  plain['AutoRollbackConfiguration'] = orders['AutoRollbackConfiguration'];
  const stack = await read(aws, [codedeploy]);
  expect(verdicts(stack.written, autoRollback)).toEqual({ Orders: 'pass', Plain: 'fail' });
  expect(verdicts(stack.live, autoRollback)).toEqual({ Orders: 'fail', Plain: 'pass' });
});

test('a group that is gone is not known, and the others of the call are', async () => {
  await deploy(aws.account, TEMPLATE);
  const [name = ''] = [...aws.account.resources].find(([, { logicalId }]) => logicalId === 'Plain') ?? [];
  aws.account.resources.delete(name);
  const why = unknown(await read(aws, [codedeploy]));
  expect(Object.keys(why).sort()).toEqual([
    'Plain.AlarmConfiguration',
    'Plain.AutoRollbackConfiguration',
    'Plain.DeploymentConfigName',
  ]);
  expect(why['Plain.AlarmConfiguration']).toBe(`codedeploy:BatchGetDeploymentGroups answered without ${name}`);
});

describe.each([
  [
    'codedeploy:BatchGetDeploymentGroups',
    'Orders.AlarmConfiguration',
    autoRollback,
    { Orders: 'unknown', Plain: 'unknown' },
  ],
  ['codedeploy:GetDeploymentConfig', 'Half.TrafficRoutingConfig', allAtOnce, { Orders: 'unknown', Plain: 'fail' }],
] as const)('%s', (operation, property, check, judged) => {
  test.each([
    ['denied', { kind: 'error', code: 'AccessDeniedException', status: 400 }, `denied: the role needs ${operation}`],
    ['throttled', { kind: 'throttle' }, `${operation} failed: ThrottlingException: Rate exceeded`],
    ['broken', { kind: '5xx' }, `${operation} failed: InternalFailure`],
    ['garbage', { kind: 'garbage' }, `${operation} failed: SyntaxError`],
    ['nothing in the answer', { kind: 'empty' }, `${operation} answered without `],
  ] as const)('%s: what it would tell is not known', async (_fault, fault, reason) => {
    await deploy(aws.account, TEMPLATE);
    aws.break(operation.slice('codedeploy:'.length), fault);
    const stack = await read(aws, [codedeploy]);
    expect(unknown(stack)[property]).toContain(reason);
    expect(verdicts(stack.live, check)).toEqual(judged);
  });
});

/** The example of https://docs.aws.amazon.com/cli/latest/reference/deploy/batch-get-deployment-groups.html */
test('what the documentation shows is read', async () => {
  const group = {
    deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
    autoRollbackConfiguration: { enabled: false },
    onPremisesTagSet: { onPremisesTagSetList: [] },
    serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeployServiceRole',
    lastAttemptedDeployment: {
      endTime: 1556912366.415,
      status: 'Failed',
      createTime: 1556912355.884,
      deploymentId: 'd-A1B2C3111',
    },
    autoScalingGroups: [],
    deploymentGroupName: 'my-deployment-group-1',
    ec2TagSet: { ec2TagSetList: [[{ Type: 'KEY_AND_VALUE', Value: 'my-EC2-instance', Key: 'Name' }]] },
    deploymentGroupId: 'a1b2c3d4-5678-90ab-cdef-11111example',
    triggerConfigurations: [],
    applicationName: 'my-codedeploy-application',
    computePlatform: 'Server',
    deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
  };
  const { properties } = await readRecorded(
    codedeploy,
    {
      type: 'AWS::CodeDeploy::DeploymentGroup',
      physicalId: 'my-deployment-group-1',
      properties: { ApplicationName: 'my-codedeploy-application' },
    },
    { BatchGetDeploymentGroups: JSON.stringify({ deploymentGroupsInfo: [group], errorMessage: '' }) },
  );
  expect(properties).toEqual({ DeploymentConfigName: 'CodeDeployDefault.AllAtOnce' });
});
