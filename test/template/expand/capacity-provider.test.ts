import { expect, test } from '@jest/globals';
import { load } from '../support/load.ts';

const sam = (properties: string, more = '') =>
  load(`Transform: AWS::Serverless-2016-10-31
${more}Resources:
  Fleet:
    Type: AWS::Serverless::CapacityProvider
    Properties:
${properties}`);

test('a capacity provider, and the role that runs its instances', () => {
  const template = sam(`      VpcConfig: {SubnetIds: [subnet-1]}
      InstanceRequirements: {Architectures: [arm64], AllowedTypes: [m8g.large]}
      ScalingConfig: {MaxVCpuCount: 32}
      Tags: {team: a}
      PropagateTags: true
`);
  const createdBy = { Key: 'lambda:createdBy', Value: 'SAM' };
  const team = { Key: 'team', Value: 'a' };
  expect(template.resources.get('Fleet')).toMatchObject({
    type: 'AWS::Lambda::CapacityProvider',
    properties: {
      VpcConfig: { SubnetIds: ['subnet-1'] },
      InstanceRequirements: { Architectures: ['arm64'], AllowedInstanceTypes: ['m8g.large'] },
      CapacityProviderScalingConfig: { MaxVCpuCount: 32, ScalingMode: 'Auto' },
      PermissionsConfig: { CapacityProviderOperatorRoleArn: { 'Fn::GetAtt': ['FleetOperatorRole', 'Arn'] } },
      Tags: [team, createdBy],
    },
  });
  expect(template.resources.get('FleetOperatorRole')).toMatchObject({
    type: 'AWS::IAM::Role',
    generated: true,
    sourceId: 'Fleet',
    properties: { Tags: [team, createdBy] },
  });
});

test('a role of its own, a target to scale by, and tags of what Lambda makes', () => {
  const template = sam(
    `      OperatorRole: !GetAtt Operator.Arn
      ScalingConfig: {AverageCPUUtilization: 70}
      ManagedResourceTags: {Tags: {cost: web}}
      LoggingConfig: {LogGroup: fleet}
`,
    'Globals: {CapacityProvider: {VpcConfig: {SubnetIds: [subnet-2]}}}\n',
  );
  expect([...template.resources.keys()]).toEqual(['Fleet']);
  const fleet = template.resources.get('Fleet');
  expect(fleet?.properties).toMatchObject({
    VpcConfig: { SubnetIds: ['subnet-2'] },
    PermissionsConfig: { CapacityProviderOperatorRoleArn: { 'Fn::GetAtt': ['Operator', 'Arn'] } },
    CapacityProviderScalingConfig: {
      ScalingMode: 'Manual',
      ScalingPolicies: [{ PredefinedMetricType: 'LambdaCapacityProviderAverageCPUUtilization', TargetValue: 70 }],
    },
    PropagateTags: { Mode: 'Explicit', ExplicitTags: [{ Key: 'cost', Value: 'web' }] },
    TelemetryConfig: { LoggingConfig: { LogGroup: 'fleet' } },
  });
  expect(fleet?.sourcePath(['Properties', 'PropagateTags'])).toEqual([
    'Resources',
    'Fleet',
    'Properties',
    'ManagedResourceTags',
  ]);
  expect(fleet?.sourcePath(['Properties', 'VpcConfig', 'SubnetIds'])).toEqual([
    'Globals',
    'CapacityProvider',
    'VpcConfig',
    'SubnetIds',
  ]);
});
