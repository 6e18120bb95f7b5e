import { describe, expect, test } from '@jest/globals';
import { hookEnvironment } from '../../src/hooks/environment.ts';

const variables = {
  FITNESS_STACK_ID: 'arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/orders-prod/aaaa-bbbb',
  FITNESS_ENVIRONMENT: 'prod',
  FITNESS_RELEASE_ID: 'abc123defg',
};

describe('hookEnvironment', () => {
  test('takes the stack apart', () => {
    expect(hookEnvironment(variables)).toEqual({
      stackId: variables.FITNESS_STACK_ID,
      stackName: 'orders-prod',
      partition: 'aws-cn',
      region: 'cn-north-1',
      account: '123456789012',
      environment: 'prod',
      releaseId: 'abc123defg',
    });
  });

  test('an empty parameter of the stack is no override and no mode', () => {
    const { gateMode, overrideReason } = hookEnvironment({
      ...variables,
      FITNESS_GATE_MODE: '',
      FITNESS_OVERRIDE_REASON: ' ',
    });
    expect([gateMode, overrideReason]).toEqual([undefined, undefined]);
  });

  test.each([
    [{ FITNESS_STACK_ID: undefined }, 'FITNESS_STACK_ID is not set'],
    [{ FITNESS_STACK_ID: 'orders-prod' }, 'not the ARN of a stack: orders-prod'],
    [{ FITNESS_ENVIRONMENT: '' }, 'FITNESS_ENVIRONMENT is not set'],
    [{ FITNESS_GATE_MODE: 'off' }, 'neither enforce nor observe: off'],
  ])('refuses %j', (more, message) => {
    expect(() => hookEnvironment({ ...variables, ...more })).toThrow(message);
  });
});
