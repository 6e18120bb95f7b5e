import { describe, expect, test } from '@jest/globals';
import { DEPLOYMENT_TYPES } from '../../src/config/config.ts';
import { deploymentProblem, describeDeployment, ownDeployment } from '../../src/config/deployment.ts';

test('SAM’s types and own ones within CodeDeploy’s limits are accepted', () => {
  for (const type of [...DEPLOYMENT_TYPES, 'Canary:1:1', 'Canary:99:2880', 'Linear:5:2', 'Linear:50:2880']) {
    expect(deploymentProblem(type)).toBeUndefined();
  }
});

test.each(['', 'canary:10:5', 'Canary:10', 'Canary:10:5:1', 'Canary:ten:5', 'Linear:33:1441', 3, null])(
  '%j is refused',
  (value) => {
    expect(deploymentProblem(value)).toEqual(expect.any(String));
  },
);

test('an own deployment has its parts, SAM’s type none', () => {
  expect(ownDeployment('Canary:20:7')).toEqual({ kind: 'Canary', percentage: 20, interval: 7 });
  expect(ownDeployment('AllAtOnce')).toBeUndefined();
});

describe('describeDeployment', () => {
  test.each([
    ['AllAtOnce', 'all of the traffic at once'],
    ['Canary10Percent5Minutes', '10 % of the traffic for 5 minutes, then all of it'],
    ['Linear10PercentEvery1Minute', '10 % more of the traffic every minute'],
    ['Linear:5:2', '5 % more of the traffic every 2 minutes'],
    ['Canary:20:1', '20 % of the traffic for 1 minute, then all of it'],
  ] as const)('%s: %s', (deployment, text) => expect(describeDeployment(deployment)).toBe(text));
});
