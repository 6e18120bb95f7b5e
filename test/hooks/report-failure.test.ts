import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reportFailure } from '../../src/hooks/index.ts';
import { config, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
});
afterEach(() => world.aws.stop());

/** What Lambda sends a failure destination. */
function record(requestPayload: unknown): object {
  return {
    version: '1.0',
    timestamp: '2026-11-23T10:00:00.000Z',
    requestContext: {
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
      functionArn: 'arn:aws:lambda:…:$LATEST',
    },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: signal: killed' },
  };
}
const run = (requestPayload: unknown = world.deploy(), env: Record<string, string> = {}) =>
  reportFailure(surroundings(world, heard, undefined, env))(record(requestPayload), context(15_000));

describe('reportFailure', () => {
  test('answers Failed for the hook that died, and logs how it died', async () => {
    expect(await run()).toMatchObject({ status: 'Failed' });
    expect(world.answers).toEqual(['Failed']);
    expect(heard.text).toContain('signal: killed');
  });

  test('is idempotent', async () => {
    const event = world.deploy();
    await run(event);
    await run(event);
    expect(world.answers).toEqual(['Failed']);
    expect(heard.text).toContain('an earlier report was already accepted');
  });

  test('answers Succeeded in a rollback, which it must not stop', async () => {
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(await run(world.deploy({ creator: 'codeDeployRollback' }))).toMatchObject({ status: 'Succeeded' });
  });

  test('stops nothing where the gate only observes', async () => {
    expect(await run(undefined, { FITNESS_GATE_MODE: 'observe' })).toMatchObject({
      status: 'Succeeded',
      reason: expect.stringContaining('would have been stopped'),
    });
  });

  test.each([
    ['observes', 'observe', 'Succeeded'],
    ['enforces', 'enforce', 'Failed'],
    ['cannot be read', '[', 'Failed'],
  ])('takes the mode of the gate from a fitness.yaml that %s', async (_what, mode, status) => {
    const fitnessYaml = config.replace(/^environments:/m, `gate:\n  mode: ${mode}\nenvironments:`);
    const options = { ...surroundings(world, heard, undefined, { FITNESS_GATE_MODE: '' }), config: fitnessYaml };
    await reportFailure(options)(record(world.deploy()), context(15_000));
    expect(world.answers).toEqual([status]);
  });

  test.each<Record<string, string>>([
    { FITNESS_STACK_ID: '' },
    { FITNESS_STACK_ID: 'x' },
    { FITNESS_ENVIRONMENT: '' },
    { FITNESS_GATE_MODE: 'x' },
  ])('with the variables broken (%j), which may be what the hook died of, it answers all the same', async (env) => {
    expect(await run(undefined, env)).toMatchObject({ status: 'Failed' });
    expect(world.answers).toEqual(['Failed']);
  });

  test.each(['DescribeStacks', 'GetDeployment'])('%s hangs: it goes on without', async (operation) => {
    world.aws.break(operation, { kind: 'hang' });
    expect(await run()).toMatchObject({ status: 'Failed' });
    expect(world.answers).toEqual(['Failed']);
  });

  test('tries as long as it lives, then throws, so that Lambda tries again', async () => {
    world.aws.break('PutLifecycleEventHookExecutionStatus', { kind: 'throttle' });
    await expect(run()).rejects.toThrow('could not report Failed');
    expect(world.aws.calls.filter((call) => call.startsWith('codedeploy:Put')).length).toBeGreaterThan(5);
  });

  test.each([null, {}, 'x', { DeploymentId: 'd-AAAAAAAAA' }])('nobody to answer for: %j throws', async (payload) => {
    await expect(run(payload)).rejects.toThrow('not the event of a CodeDeploy hook');
    expect(world.answers).toEqual([]);
  });
});
