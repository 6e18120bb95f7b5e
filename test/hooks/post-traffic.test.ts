import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { postTrafficHook, preTrafficHook } from '../../src/hooks/index.ts';
import { checks, config, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
  await preTrafficHook({ config, checks, ...surroundings(world, heard) })(world.deploy(), context());
});
afterEach(() => world.aws.stop());

const run = (event: unknown = world.deploy(), releaseId?: string, milliseconds?: number) =>
  postTrafficHook({ config, ...surroundings(world, heard, releaseId) })(event, context(milliseconds));
/** Without the pre-traffic hook's. */
const answers = () => world.answers.slice(1);

describe('postTrafficHook', () => {
  test('confirms the candidate of its release, once', async () => {
    expect(await run()).toEqual({ status: 'Succeeded', reason: 'candidate release001 confirmed' });
    const { confirmedAt } = world.remembered('candidate')!;
    expect(confirmedAt).toMatch(/^2026-/);
    await run();
    expect(world.remembered('candidate')?.confirmedAt).toBe(confirmedAt);
    expect(answers()).toEqual(['Succeeded', 'Succeeded']);
  });

  test('leaves the candidate of another release alone', async () => {
    expect(await run(undefined, 'release002')).toMatchObject({ status: 'Succeeded' });
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
  ] as const)('%s %j: bookkeeping stops no release, the log says what is missing', async (operation, fault) => {
    world.aws.break(operation, fault);
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(answers()).toEqual(['Succeeded']);
    expect(heard.text).toContain(operation);
  });

  test('a candidate that hangs: an answer in time', async () => {
    world.aws.break('GetParameter', { kind: 'hang' });
    await run(undefined, undefined, 9_000);
    expect(answers()).toHaveLength(1);
    expect(heard.text).toContain('out of time while confirming the candidate');
  });

  test('an event without ids throws', async () => {
    await expect(run({})).rejects.toThrow('not the event of a CodeDeploy hook');
  });
});
