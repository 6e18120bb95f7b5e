import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';

function deployed(preference: string, more = ''): Template {
  return load(
    `Transform: AWS::Serverless-2016-10-31\nConditions: {IsProd: !Equals [!Ref AWS::Region, eu-west-1]}\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n${more}    Properties:\n      AutoPublishAlias: live\n      DeploymentPreference: ${preference}\n`,
  );
}

const update = (template: Template) => template.resources.get('FnAliaslive')?.attributes.UpdatePolicy;
const group = (template: Template) => template.resources.get('FnDeploymentGroup')?.properties;

test('an application, a group per function, and a role', () => {
  const template = deployed(
    '{Type: Canary10Percent5Minutes, Alarms: [!Ref Errors], Hooks: {PreTraffic: !Ref Gate, PostTraffic: !Ref Check}}',
  );
  expect(update(template)).toEqual({
    CodeDeployLambdaAliasUpdate: {
      ApplicationName: { Ref: 'ServerlessDeploymentApplication' },
      DeploymentGroupName: { Ref: 'FnDeploymentGroup' },
      BeforeAllowTrafficHook: { Ref: 'Gate' },
      AfterAllowTrafficHook: { Ref: 'Check' },
    },
  });
  expect(group(template)).toMatchObject({
    DeploymentConfigName: {
      'Fn::Sub': ['CodeDeployDefault.Lambda${ConfigName}', { ConfigName: 'Canary10Percent5Minutes' }],
    },
    AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'Errors' } }] },
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
    ServiceRoleArn: { 'Fn::GetAtt': ['CodeDeployServiceRole', 'Arn'] },
  });
  expect(template.resources.get('CodeDeployServiceRole')?.type).toBe('AWS::IAM::Role');
});

test('a role of its own replaces the service role', () => {
  const template = deployed('{Type: AllAtOnce, Role: !GetAtt R.Arn}');
  expect(template.resources.has('CodeDeployServiceRole')).toBe(false);
  expect(group(template)?.ServiceRoleArn).toEqual({ 'Fn::GetAtt': ['R', 'Arn'] });
});

test('a type of its own passes through', () => {
  expect(group(deployed('{Type: !Ref Config}'))?.DeploymentConfigName).toEqual({ Ref: 'Config' });
});

test('parts come from the preference in the source', () => {
  const template = deployed('{Type: AllAtOnce, Alarms: [!Ref A]}');
  const path = template.resources.get('FnDeploymentGroup')?.sourcePath(['Properties', 'AlarmConfiguration']);
  expect(path?.join('.')).toBe('Resources.Fn.Properties.DeploymentPreference.Alarms');
});

describe('conditional preferences, as SAM takes them', () => {
  test('`Enabled: !If` is a map, so always enabled', () => {
    const template = deployed('{Type: AllAtOnce, Enabled: !If [IsProd, true, false]}');
    expect(template.resources.has('FnDeploymentGroup')).toBe(true);
    expect(update(template)).toBeDefined();
  });

  test.each(['false', '"false"', '"False"'])('`Enabled: %s` is off', (enabled) => {
    const template = deployed(`{Type: AllAtOnce, Enabled: ${enabled}}`);
    expect(template.resources.has('FnDeploymentGroup')).toBe(false);
    expect(template.resources.has('ServerlessDeploymentApplication')).toBe(false);
    expect(update(template)).toBeUndefined();
  });

  test('`Hooks: !If` drops all hooks', () => {
    const template = deployed('{Type: AllAtOnce, Hooks: !If [IsProd, {PreTraffic: !Ref Gate}, !Ref AWS::NoValue]}');
    expect(update(template)).toEqual({
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: 'ServerlessDeploymentApplication' },
        DeploymentGroupName: { Ref: 'FnDeploymentGroup' },
      },
    });
  });

  test('`PreTraffic: !If` works', () => {
    const hook = { 'Fn::If': ['IsProd', { Ref: 'Gate' }, { Ref: 'AWS::NoValue' }] };
    expect(
      update(deployed('{Type: AllAtOnce, Hooks: {PreTraffic: !If [IsProd, !Ref Gate, !Ref AWS::NoValue]}}')),
    ).toMatchObject({
      CodeDeployLambdaAliasUpdate: { BeforeAllowTrafficHook: hook },
    });
  });

  test('`Type: !If` works', () => {
    expect(group(deployed('{Type: !If [IsProd, Canary10Percent5Minutes, !Ref Config]}'))?.DeploymentConfigName).toEqual(
      {
        'Fn::If': [
          'IsProd',
          { 'Fn::Sub': ['CodeDeployDefault.Lambda${ConfigName}', { ConfigName: 'Canary10Percent5Minutes' }] },
          { Ref: 'Config' },
        ],
      },
    );
  });

  test.each([
    ['[]', undefined],
    ['[!Ref AWS::NoValue]', {}],
    ['!If [IsProd, [!Ref A], []]', { 'Fn::If': ['IsProd', { Enabled: true, Alarms: [{ Name: { Ref: 'A' } }] }, {}] }],
    [
      '[!If [IsProd, !Ref A, !Ref AWS::NoValue]]',
      { Enabled: true, Alarms: [{ Name: { 'Fn::If': ['IsProd', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] } }] },
    ],
  ])('`Alarms: %s`', (alarms, expected) => {
    expect(group(deployed(`{Type: AllAtOnce, Alarms: ${alarms}}`))?.AlarmConfiguration).toEqual(expected);
  });

  test('the condition of the function is passed on only if asked', () => {
    const plain = deployed('{Type: AllAtOnce}', '    Condition: IsProd\n');
    expect(plain.resources.get('FnDeploymentGroup')?.condition).toBeUndefined();
    const passed = deployed('{Type: AllAtOnce, PassthroughCondition: true}', '    Condition: IsProd\n');
    const conditions = ['FnDeploymentGroup', 'ServerlessDeploymentApplication', 'CodeDeployServiceRole'].map(
      (id) => passed.resources.get(id)?.condition,
    );
    expect(conditions).toEqual(['IsProd', 'IsProd', 'IsProd']);
  });
});
