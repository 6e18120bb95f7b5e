/** An adopted service that is deployed as it always was: nobody names a release, and each is judged and recorded all the same. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { postTrafficHook, preTrafficHook, recorder, stackGate } from '../../src/hooks/index.ts';
import { hookEnvironment } from '../../src/hooks/environment.ts';
import { checks, config, PUBLIC, SOUND, STACK_ID, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
});
afterEach(() => world.aws.stop());

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10) + minute * 60_000);
const around = (minute: number, releaseId = '', env: Record<string, string> = {}) => ({
  ...surroundings(world, heard, releaseId, env, at(minute)),
  config,
  checks,
});

/** An update of the stack begins, and comes as far as the pre-traffic hook. */
function update(minute: number, template = SOUND, env: Record<string, string> = {}) {
  world.stack.status = 'UPDATE_IN_PROGRESS';
  world.stack.operationAt = at(minute);
  world.stack.template = template;
  return preTrafficHook(around(minute + 1, '', env))(world.deploy(), context());
}
const ends = (minute: number, status = 'UPDATE_COMPLETE', releaseId = '') =>
  recorder(around(minute, releaseId))(world.outcome(status, at(minute)), context());

test('the operation of the stack names it: kept, it becomes the baseline', async () => {
  expect(await update(0)).toMatchObject({ status: 'Succeeded' });
  expect(world.remembered('candidate')).toMatchObject({ releaseId: '2026-11-23T10:00:00Z' });
  await postTrafficHook(around(3))(world.deploy(), context());
  expect(world.remembered('candidate')).toHaveProperty('confirmedAt');
  expect(await ends(5)).toEqual({ recorded: 'promoted', reason: 'release 2026-11-23T10:00:00Z' });
  expect(world.remembered('baseline')).toMatchObject({ releaseId: '2026-11-23T10:00:00Z' });
});

test('the next one is another release: it is compared with the one before, and rejected when it is undone', async () => {
  await update(0);
  await ends(5);
  const result = await update(10, PUBLIC);
  expect(result).toMatchObject({ status: 'Failed', reason: expect.stringContaining('noNewFailures') });
  expect(await ends(15, 'UPDATE_ROLLBACK_COMPLETE')).toMatchObject({ recorded: 'rejected' });
  expect(world.remembered('baseline')).toMatchObject({ releaseId: '2026-11-23T10:00:00Z' });
});

test('an update that failed before its hook ran does not reject the one before, which the recorder missed', async () => {
  await update(0);
  world.outcome('UPDATE_COMPLETE', at(5));
  world.stack.operationAt = at(10);
  expect(await ends(12, 'UPDATE_ROLLBACK_COMPLETE')).toMatchObject({ recorded: 'nothing' });
  expect(world.remembered('candidate')).not.toHaveProperty('outcome');
  expect(await update(20)).toMatchObject({ status: 'Succeeded' });
  expect(world.remembered('unsettled')).toMatchObject({ releaseId: '2026-11-23T10:00:00Z' });
});

test('one that was named and undone is rejected, though the stack went back to one without a name', async () => {
  await update(0);
  await ends(5);
  world.stack.status = 'UPDATE_IN_PROGRESS';
  world.stack.operationAt = at(10);
  await preTrafficHook(around(11, 'release002'))(world.deploy(), context());
  expect(await ends(15, 'UPDATE_ROLLBACK_COMPLETE')).toEqual({
    recorded: 'rejected',
    reason: 'release release002: UPDATE_ROLLBACK_COMPLETE',
  });
});

test('an override is for one operation: the next one with the same text is judged', async () => {
  const env = { FITNESS_OVERRIDE_REASON: 'incident 4711' };
  expect(await update(0, PUBLIC, env)).toMatchObject({ status: 'Succeeded' });
  await ends(5);
  expect(await update(10, JSON.stringify({ ...JSON.parse(PUBLIC) }), env)).toMatchObject({ status: 'Failed' });
  expect(heard.text).toContain('the override is ignored');
});

test('the recorder measures one that no hook saw, under the same name', async () => {
  world.stack.status = 'CREATE_COMPLETE';
  world.stack.operationAt = at(0);
  expect(await ends(5, 'CREATE_COMPLETE')).toMatchObject({ recorded: 'measured' });
  expect(world.remembered('baseline')).toMatchObject({ releaseId: '2026-11-23T10:00:00Z' });
});

test('the stack gate judges it', async () => {
  world.stack.operationAt = at(0);
  world.stack.template = PUBLIC;
  const event = { RequestType: 'Update', ResponseURL: 'https://answers.example/1', StackId: STACK_ID };
  const gate = stackGate({ ...around(1), put: () => Promise.resolve() });
  expect(await gate(event, context())).toMatchObject({ status: 'Failed' });
});

test('a variable that is missing is a mistake in the template, and no release without a name', () => {
  const { FITNESS_RELEASE_ID: _, ...others } = world.environment('');
  expect(hookEnvironment(world.environment('')).releaseId).toBe('');
  expect(() => hookEnvironment(others)).toThrow('FITNESS_RELEASE_ID is not set');
});
