import { describe, expect, test } from '@jest/globals';
import { Account } from '../../src/rehearsal/aws/account.ts';
import { targetsOf } from '../../src/rehearsal/event-bridge.ts';
import { trafficSteps } from '../../src/rehearsal/traffic.ts';

describe('the steps of a deployment', () => {
  const account = new Account();
  const routing = (kind: string, percentage: number, interval: number) => ({
    TrafficRoutingConfig: {
      Type: `TimeBased${kind}`,
      [`TimeBased${kind}`]: { [`${kind}Percentage`]: percentage, [`${kind}Interval`]: interval },
    },
  });
  const type = 'AWS::CodeDeploy::DeploymentConfig';
  account.resources.set('own-canary', { logicalId: 'A', type, properties: routing('Canary', 20, 7) });
  account.resources.set('own-linear', { logicalId: 'B', type, properties: routing('Linear', 40, 2) });

  test.each([
    ['CodeDeployDefault.LambdaAllAtOnce', ['100/0']],
    ['CodeDeployDefault.LambdaCanary10Percent15Minutes', ['10/15', '100/0']],
    [
      'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${n * 10}/1`).concat('100/0'),
    ],
    ['own-canary', ['20/7', '100/0']],
    ['own-linear', ['40/2', '80/2', '100/0']],
    ['nobody-knows', ['100/0']],
  ])('%s', (name, steps) => {
    expect(trafficSteps(account, name).map(({ percent, minutes }) => `${percent}/${minutes}`)).toEqual(steps);
  });
});

describe('the targets of an event', () => {
  const event = {
    source: 'aws.cloudformation',
    detail: { 'status-details': { status: 'UPDATE_COMPLETE' }, list: ['a', 'b'] },
  };
  const targets = (EventPattern: unknown, more: object = {}) => {
    const account = new Account();
    const properties = { EventPattern, Targets: [{ Arn: 'arn:target' }], ...more };
    account.resources.set('rule', { logicalId: 'Rule', type: 'AWS::Events::Rule', properties });
    return targetsOf(account, event);
  };

  test.each<[unknown, boolean]>([
    [{ source: ['aws.cloudformation'] }, true],
    [{ source: ['aws.s3', 'aws.cloudformation'], detail: { 'status-details': { status: ['UPDATE_COMPLETE'] } } }, true],
    [{ source: ['aws.cloudformation'], detail: { 'status-details': { status: ['CREATE_COMPLETE'] } } }, false],
    [{ detail: { list: ['b'] } }, true],
    [{ detail: { 'status-details': { status: [{ prefix: 'UPDATE' }] } } }, true],
    [{ detail: { 'status-details': { status: [{ 'anything-but': 'UPDATE_COMPLETE' }] } } }, false],
    [{ detail: { other: [{ exists: false }] } }, true],
    [undefined, false],
  ])('%j: %p', (pattern, called) => {
    expect(targets(pattern)).toEqual(called ? ['arn:target'] : []);
  });

  test('a rule that is switched off calls nobody', () => {
    expect(targets({ source: ['aws.cloudformation'] }, { State: 'DISABLED' })).toEqual([]);
  });
});
