import { describe, expect, test } from '@jest/globals';
import { DEPLOYMENT_TYPES, type Deployment } from '../../src/config/config.ts';
import { Scenario } from '../../src/template/resolve.ts';
import { service } from './support.ts';

/** Type of the deployment preference, conditions and own configurations for a deployment per environment. */
function deployed(deployment: Record<string, Deployment>) {
  const { data } = service({ environments: Object.keys(deployment), deployment });
  const { HasPermissionsBoundary: _, IgnoreAlarms: __, ...conditions } = data['Conditions'] as Record<string, unknown>;
  const own = Object.entries(data.Resources).filter(([, { Type }]) => Type === 'AWS::CodeDeploy::DeploymentConfig');
  return {
    type: data.Resources['HttpFunction'].Properties.DeploymentPreference.Type,
    conditions,
    own: Object.fromEntries(own.map(([id, { Condition, Properties }]) => [id, [Condition, Properties]])),
  };
}

const is = (environment: string) => ({ 'Fn::Equals': [{ Ref: 'Environment' }, environment] });

describe('DeploymentPreference.Type', () => {
  test.each([...DEPLOYMENT_TYPES])('%s everywhere needs no condition', (type) => {
    expect(deployed({ dev: type, prod: type })).toEqual({ type, conditions: {}, own: {} });
  });

  test('what differs stands behind a condition', () => {
    expect(deployed({ dev: 'AllAtOnce', prod: 'Canary10Percent5Minutes' })).toEqual({
      type: { 'Fn::If': ['UsesAllAtOnce', 'AllAtOnce', 'Canary10Percent5Minutes'] },
      conditions: { UsesAllAtOnce: is('dev') },
      own: {},
    });
  });

  test('environments of one type share its condition', () => {
    const { conditions } = deployed({ dev: 'AllAtOnce', test: 'AllAtOnce', prod: 'Linear10PercentEvery1Minute' });
    expect(conditions).toEqual({ UsesAllAtOnce: { 'Fn::Or': [is('dev'), is('test')] } });
  });

  test('a condition names more environments than Fn::Or takes', () => {
    const early = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`env${index}`, 'AllAtOnce' as const]));
    const { conditions } = deployed({ ...early, prod: 'Canary10Percent5Minutes' });
    const { 'Fn::Or': halves } = conditions['UsesAllAtOnce'] as { 'Fn::Or': { 'Fn::Or': unknown[] }[] };
    expect(halves.map((half) => half['Fn::Or'].length)).toEqual([6, 5]);
    expect(halves.flatMap((half) => half['Fn::Or'])).toEqual(Object.keys(early).map(is));
  });

  test('own types are configurations that exist where they are used', () => {
    expect(deployed({ dev: 'AllAtOnce', staging: 'Canary:20:7', prod: 'Linear:5:2' })).toEqual({
      type: {
        'Fn::If': [
          'UsesCanary20Percent7Minutes',
          { Ref: 'Canary20Percent7Minutes' },
          { 'Fn::If': ['UsesLinear5PercentEvery2Minutes', { Ref: 'Linear5PercentEvery2Minutes' }, 'AllAtOnce'] },
        ],
      },
      conditions: {
        UsesCanary20Percent7Minutes: is('staging'),
        UsesLinear5PercentEvery2Minutes: is('prod'),
      },
      own: {
        Canary20Percent7Minutes: [
          'UsesCanary20Percent7Minutes',
          {
            ComputePlatform: 'Lambda',
            TrafficRoutingConfig: {
              Type: 'TimeBasedCanary',
              TimeBasedCanary: { CanaryPercentage: 20, CanaryInterval: 7 },
            },
          },
        ],
        Linear5PercentEvery2Minutes: [
          'UsesLinear5PercentEvery2Minutes',
          {
            ComputePlatform: 'Lambda',
            TrafficRoutingConfig: {
              Type: 'TimeBasedLinear',
              TimeBasedLinear: { LinearPercentage: 5, LinearInterval: 2 },
            },
          },
        ],
      },
    });
  });

  test('an own type everywhere needs no condition', () => {
    expect(deployed({ only: 'Canary:50:1' })).toMatchObject({
      type: { Ref: 'Canary50Percent1Minute' },
      conditions: {},
      own: { Canary50Percent1Minute: [undefined, {}] },
    });
  });

  test('an own type that SAM has is SAM’s', () => {
    expect(deployed({ dev: 'Canary:10:5', prod: 'Canary10Percent5Minutes' })).toEqual({
      type: 'Canary10Percent5Minutes',
      conditions: {},
      own: {},
    });
    expect(deployed({ prod: 'Linear:10:1' }).type).toBe('Linear10PercentEvery1Minute');
  });
});

test('each environment gets its own', () => {
  const deployment = { dev: 'AllAtOnce', staging: 'Canary:20:7', prod: 'Canary10Percent30Minutes' } as const;
  const made = service({ environments: Object.keys(deployment), deployment });
  const named = (Environment: string) =>
    new Scenario(made.template({ Environment })).resource('HttpFunctionDeploymentGroup')?.get('DeploymentConfigName');
  expect(named('dev')).toMatchObject({ state: 'known', value: 'CodeDeployDefault.LambdaAllAtOnce' });
  expect(named('staging')).toMatchObject({
    state: 'partial',
    value: { ref: { logicalId: 'Canary20Percent7Minutes' } },
  });
  expect(named('prod')).toMatchObject({ state: 'known', value: 'CodeDeployDefault.LambdaCanary10Percent30Minutes' });
});
