import { describe, expect, test } from '@jest/globals';
import type { Answers } from '../../src/config/answers.ts';
import { MOST_ALARMS } from '../../src/project/alarms.ts';
import { dependencyGraph } from '../../src/template/graph.ts';
import { service, TRIGGERS } from './support.ts';

/** Logical ids or names of the alarms that stop the deployment of a function. */
function stopping(answers: Partial<Answers>, id: string): unknown[] {
  const { Alarms } = service(answers).data.Resources[id].Properties.DeploymentPreference;
  return Alarms['Fn::If'][2].map((alarm: { Ref?: string }) => alarm.Ref ?? alarm);
}

describe('the alarms that stop a deployment', () => {
  test('http: errors of the alias and of the new version, throttles, duration, 5xx', () => {
    expect(stopping({ triggers: ['http'] }, 'HttpFunction')).toEqual([
      'HttpFunctionErrors',
      'HttpFunctionNewVersionErrors',
      'HttpFunctionThrottles',
      'HttpFunctionDuration',
      { 'Fn::Sub': '${AWS::StackName}-HttpApiServerErrors' },
    ]);
  });

  test('no backlog does: it outlives the version that filled it', () => {
    const { data } = service({ triggers: ['stream'] });
    expect(data.Resources).toHaveProperty('StreamFunctionIteratorAge');
    expect(data.Resources).toHaveProperty('StreamDlqDepth');
    expect(stopping({ triggers: ['stream'] }, 'StreamFunction')).toEqual([
      'StreamFunctionErrors',
      'StreamFunctionNewVersionErrors',
      'StreamFunctionThrottles',
      'StreamFunctionDuration',
    ]);
  });

  test('the switch for emergencies leaves a list that detaches them, not an empty one', () => {
    const { Alarms } = service().data.Resources['HttpFunction'].Properties.DeploymentPreference;
    expect(Alarms['Fn::If'].slice(0, 2)).toEqual(['IgnoreAlarms', [{ Ref: 'AWS::NoValue' }]]);
  });

  test('the alarm on the API closes no circle', () => {
    const graph = dependencyGraph(service().template());
    expect(graph.reaches('HttpApiServerErrors', 'HttpFunctionAliaslive')).toBe(true);
    expect(graph.reaches('HttpFunctionAliaslive', 'HttpApiServerErrors')).toBe(false);
    expect(service().data.Resources['HttpApiServerErrors'].Properties.AlarmName).toEqual({
      'Fn::Sub': '${AWS::StackName}-HttpApiServerErrors',
    });
  });

  test('there are no more of a function than CodeDeploy takes', () => {
    for (const trigger of TRIGGERS) {
      const { data } = service({ triggers: [trigger] });
      const alarms = Object.values(data.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
      expect(alarms.length).toBeGreaterThanOrEqual(4);
      expect(alarms.length).toBeLessThanOrEqual(MOST_ALARMS);
    }
  });
});

describe('the new version alone', () => {
  test('is watched by its number while the alias is weighted', () => {
    expect(service().data.Resources['HttpFunctionNewVersionErrors'].Properties).toMatchObject({
      Dimensions: [
        { Name: 'FunctionName', Value: { Ref: 'HttpFunction' } },
        { Name: 'Resource', Value: { 'Fn::Sub': '${HttpFunction}:live' } },
        { Name: 'ExecutedVersion', Value: { 'Fn::GetAtt': ['HttpFunction', 'Version.Version'] } },
      ],
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });

  test('is not watched where no environment shifts traffic by and by', () => {
    const { data } = service({ deployment: { dev: 'AllAtOnce', prod: 'AllAtOnce' } });
    expect(data.Resources).not.toHaveProperty('HttpFunctionNewVersionErrors');
  });
});

test('alarms decide before the next step of the fastest deployment', () => {
  const periods = (prod: 'Canary:20:3' | 'Canary10Percent10Minutes') =>
    service({ deployment: { dev: 'AllAtOnce', prod } }).data.Resources['HttpFunctionErrors'].Properties
      .EvaluationPeriods;
  expect(periods('Canary10Percent10Minutes')).toBe(2);
  expect(periods('Canary:20:3')).toBe(1);
});
