import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { postTrafficHook, preTrafficHook } from '../../src/hooks/index.ts';
import { checks, config, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

/** Of the quick clock. */
const AT = new Date('2026-11-23T10:00:00Z');
const TARGET = { functionName: 'orders', alias: 'live', currentVersion: '7', targetVersion: '8' };

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
  await preTrafficHook({ config, checks, ...surroundings(world, heard) })(world.deploy(), context());
});
afterEach(() => world.aws.stop());

interface Given {
  readonly releaseId?: string;
  readonly milliseconds?: number;
  /** Environment variables. */
  readonly variables?: Record<string, string>;
}

const deploy = () => world.deploy({ target: TARGET, createdAt: new Date(AT.getTime() - 600_000) });
const run = (event: unknown = deploy(), { releaseId, milliseconds, variables }: Given = {}) =>
  postTrafficHook({ config, ...surroundings(world, heard, releaseId, variables) })(event, context(milliseconds));

/** A version ran so often while the traffic shifted. */
function ran(
  version: string,
  times: number,
  { errors = 0, duration = 40 }: { errors?: number; duration?: number } = {},
) {
  const dimensions = { FunctionName: 'orders', Resource: 'orders:live', ExecutedVersion: version };
  const at = new Date(AT.getTime() - 300_000);
  for (let time = 0; time < times; time++)
    for (const [name, value] of [
      ['Invocations', 1],
      ['Errors', time < errors ? 1 : 0],
      ['Duration', duration],
    ] as const)
      world.aws.account.metrics.push({ namespace: 'AWS/Lambda', name, dimensions, at, value });
}
/** Without the pre-traffic hook's. */
const answers = () => world.answers.slice(1);

describe('postTrafficHook', () => {
  test('confirms the candidate of its release, once', async () => {
    expect(await run()).toMatchObject({
      status: 'Succeeded',
      reason: expect.stringMatching(/^candidate release001 confirmed; orders: not-applicable: it takes 100/),
    });
    const { confirmedAt } = world.remembered('candidate')!;
    expect(confirmedAt).toMatch(/^2026-/);
    await run();
    expect(world.remembered('candidate')?.confirmedAt).toBe(confirmedAt);
    expect(answers()).toEqual(['Succeeded', 'Succeeded']);
  });

  test('leaves the candidate of another release alone', async () => {
    expect(await run(undefined, { releaseId: 'release002' })).toMatchObject({ status: 'Succeeded' });
    expect(world.remembered('candidate')).not.toHaveProperty('confirmedAt');
  });

  test('confirms nothing in a rollback', async () => {
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(world.remembered('candidate')).not.toHaveProperty('confirmedAt');
    expect(answers()).toEqual(['Succeeded']);
  });

  test.each([
    ['GetParameter', { kind: 'throttle' }],
    ['GetParameter', { kind: 'garbage' }],
    ['PutParameter', { kind: '5xx' }],
    ['PutParameter', { kind: 'error', code: 'AccessDeniedException', status: 403 }],
    ['GetDeployment', { kind: 'hang' }],
    ['DescribeStacks', { kind: 'reset' }],
    ['ListDeploymentTargets', { kind: 'garbage' }],
    ['BatchGetDeploymentTargets', { kind: 'error', code: 'AccessDeniedException', status: 403 }],
    ['BatchGetDeploymentTargets', { kind: 'empty' }],
    ['GetMetricData', { kind: 'error', code: 'AccessDeniedException', status: 403 }],
    ['GetMetricData', { kind: 'throttle' }],
    ['GetMetricData', { kind: '5xx' }],
    ['GetMetricData', { kind: 'garbage' }],
    ['GetMetricData', { kind: 'empty' }],
    ['GetMetricData', { kind: 'endless-pages', token: 'same' }],
    ['GetMetricData', { kind: 'hang' }],
  ] as const)('%s %j: bookkeeping stops no release, the log says what is missing', async (operation, fault) => {
    world.aws.break(operation, fault);
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(answers()).toEqual(['Succeeded']);
    expect(heard.text).toContain(operation);
    expect(world.remembered('candidate')?.versions?.['orders']?.verdict).not.toBe('pass');
  });

  test('a candidate that hangs: an answer in time', async () => {
    world.aws.break('GetParameter', { kind: 'hang' });
    await run(undefined, { milliseconds: 9_000 });
    expect(answers()).toHaveLength(1);
    expect(heard.text).toContain('out of time while confirming the candidate');
  });

  test('an event without ids throws', async () => {
    await expect(run({})).rejects.toThrow('not the event of a CodeDeploy hook');
  });
});

describe('the new version against the old one', () => {
  const verdict = () => world.remembered('candidate')?.versions?.['orders'];

  test('as good as it: confirmed, and the candidate says so', async () => {
    ran('7', 900);
    ran('8', 100);
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(verdict()).toMatchObject({ verdict: 'pass' });
    expect(world.remembered('candidate')).toHaveProperty('confirmedAt');
    expect(world.aws.calls.filter((call) => call.endsWith('GetMetricData'))).toHaveLength(1);
  });

  test('slower: rolled back, and not confirmed', async () => {
    ran('7', 900);
    ran('8', 100, { duration: 90 });
    expect(await run()).toEqual({
      status: 'Failed',
      reason: 'orders: fail: p50 of the duration rose from 40 ms to 90 ms, by more than 50 %',
    });
    expect(answers()).toEqual(['Failed']);
    expect(verdict()).toMatchObject({ verdict: 'fail' });
    expect(world.remembered('candidate')).not.toHaveProperty('confirmedAt');
  });

  test('more errors: rolled back', async () => {
    ran('7', 900);
    ran('8', 100, { errors: 10 });
    expect(await run()).toMatchObject({
      status: 'Failed',
      reason: 'orders: fail: 10 % of the invocations fail, up from 0 % by more than 1 points',
    });
  });

  test('only observing: said', async () => {
    ran('7', 900);
    ran('8', 100, { errors: 10 });
    expect(await run(undefined, { variables: { FITNESS_GATE_MODE: 'observe' } })).toMatchObject({
      status: 'Succeeded',
      reason: expect.stringMatching(/^observing only; would have been stopped: orders: fail/),
    });
    expect(answers()).toEqual(['Succeeded']);
  });

  test('an override that the pre-traffic hook has not heard of lets nothing through', async () => {
    ran('7', 900);
    ran('8', 100, { errors: 10 });
    expect(await run(undefined, { variables: { FITNESS_OVERRIDE_REASON: 'spent' } })).toMatchObject({
      status: 'Failed',
    });
  });

  test('an override lets nothing through while the candidate cannot be read', async () => {
    ran('7', 900);
    ran('8', 100, { errors: 10 });
    world.aws.break('GetParameter', { kind: '5xx' });
    expect(await run(undefined, { variables: { FITNESS_OVERRIDE_REASON: 'spent' } })).toMatchObject({
      status: 'Failed',
    });
  });

  test('an override of this release lets it through', async () => {
    const overridden = surroundings(world, heard, 'release002', { FITNESS_OVERRIDE_REASON: 'hot fix' });
    await preTrafficHook({ config, checks, ...overridden })(world.deploy(), context());
    world.aws.account.accepted.length = 1;
    ran('7', 900);
    ran('8', 100, { errors: 10 });
    expect(await run(undefined, { releaseId: 'release002' })).toMatchObject({
      status: 'Succeeded',
      reason: expect.stringMatching(/^let through \(hot fix\); else stopped: orders: fail/),
    });
  });

  test.each([
    ['too little traffic of the new one', 900, 99],
    ['too little traffic of the old one', 99, 900],
    ['none at all', 0, 0],
  ])('%s: nothing is compared, and no release stopped', async (_, old, now) => {
    ran('7', old, { duration: 1 });
    ran('8', now, { duration: 5_000, errors: now });
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(verdict()).toMatchObject({ verdict: 'not-applicable' });
    expect(world.remembered('candidate')).toHaveProperty('confirmedAt');
  });

  test('the AppSpec tells the versions where CodeDeploy does not', async () => {
    world.aws.break('ListDeploymentTargets', { kind: 'error', code: 'AccessDeniedException', status: 403 });
    const Properties = { Name: 'orders', Alias: 'live', CurrentVersion: '7', TargetVersion: '8' };
    const appSpec = JSON.stringify({
      version: 0,
      Resources: [{ Orders: { Type: 'AWS::Lambda::Function', Properties } }],
    });
    ran('7', 900);
    ran('8', 100, { errors: 10 });
    expect(await run(world.deploy({ createdAt: new Date(AT.getTime() - 600_000), appSpec }))).toMatchObject({
      status: 'Failed',
    });
    expect(heard.text).toContain('the role needs codedeploy:ListDeploymentTargets');
  });

  test('what was before the deployment does not count', async () => {
    ran('7', 900);
    ran('8', 900, { errors: 900 });
    const event = world.deploy({ target: TARGET, createdAt: new Date(AT.getTime() - 120_000) });
    expect(await run(event)).toMatchObject({ status: 'Succeeded' });
    expect(verdict()).toMatchObject({ verdict: 'not-applicable' });
  });
});
