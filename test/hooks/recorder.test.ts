import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StackStatus } from '@aws-sdk/client-cloudformation';
import { preTrafficHook, recorder } from '../../src/hooks/index.ts';
import { checks, config, PUBLIC, SOUND, STACK_ID, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
});
afterEach(() => world.aws.stop());

/** The day of the tests, at a minute after ten. */
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10) + minute * 60_000);

/** A release as far as the pre-traffic hook: the stack is updating to a template. */
function release(releaseId: string, minute: number, template = SOUND, env: Record<string, string> = {}) {
  world.stack.status = 'UPDATE_IN_PROGRESS';
  world.stack.template = template;
  const hook = preTrafficHook({ config, checks, ...surroundings(world, heard, releaseId, env, at(minute)) });
  return hook(world.deploy(), context());
}

/** The stack comes to a status, and the recorder, whose variables are those of the release that is deployed, is told. */
function outcome(
  status: string,
  minute: number,
  releaseId: string,
  event = world.outcome(status, at(minute)),
  milliseconds?: number,
) {
  const handler = recorder({ config, checks, ...surroundings(world, heard, releaseId, {}, at(minute)) });
  return handler(event, context(milliseconds));
}

const fitnessPoints = () => heard.metrics.filter((line) => 'Fitness' in line);

describe('a release that the stack kept', () => {
  test('becomes the baseline, and alone then `Fitness` is published, at the time of the outcome', async () => {
    await release('release001', 0);
    expect(fitnessPoints()).toEqual([]);
    expect(await outcome('UPDATE_COMPLETE', 5, 'release001')).toEqual({
      recorded: 'promoted',
      reason: 'release release001',
    });
    expect(world.remembered('baseline')).toMatchObject({
      releaseId: 'release001',
      outcome: { result: 'promoted', stackStatus: 'UPDATE_COMPLETE', at: at(5).toISOString() },
    });
    expect(fitnessPoints()).toEqual([
      expect.objectContaining({
        ReleaseId: 'release001',
        _aws: expect.objectContaining({ Timestamp: at(5).getTime() }),
      }),
    ]);
  });

  test('a second delivery of the event changes nothing', async () => {
    await release('release001', 0);
    const event = world.outcome('UPDATE_COMPLETE', at(5));
    await outcome('', 5, 'release001', event);
    const before = world.remembered('baseline');
    expect(await outcome('', 6, 'release001', event)).toMatchObject({ recorded: 'nothing' });
    expect(world.remembered('baseline')).toEqual(before);
    expect(fitnessPoints()).toHaveLength(1);
  });

  test('is compared with by the next: a new failure is red although the total is not', async () => {
    const roomy = config.replace('deployment: AllAtOnce', 'deployment: AllAtOnce\n    gate: {minimum: 0}');
    await release('release001', 0);
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    world.stack.status = 'UPDATE_IN_PROGRESS';
    world.stack.template = PUBLIC;
    const hook = preTrafficHook({ config: roomy, checks, ...surroundings(world, heard, 'release002', {}, at(10)) });
    expect(await hook(world.deploy(), context())).toMatchObject({
      status: 'Failed',
      reason: expect.stringContaining('noNewFailures'),
    });
  });
});

describe('a release that was rolled back', () => {
  test.each(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'ROLLBACK_COMPLETE'])(
    '%s: the baseline stays, nothing is drawn',
    async (status) => {
      await release('release001', 0);
      await outcome('UPDATE_COMPLETE', 5, 'release001');
      const baseline = world.remembered('baseline');
      await release('release002', 10, PUBLIC);
      expect(await outcome(status, 15, 'release001')).toEqual({
        recorded: 'rejected',
        reason: `release release002: ${status}`,
      });
      expect(world.remembered('baseline')).toEqual(baseline);
      expect(world.remembered('candidate')).toMatchObject({ releaseId: 'release002', outcome: { result: 'rejected' } });
      expect(fitnessPoints()).toHaveLength(1);
    },
  );

  test('UPDATE_FAILED, what went well was kept: its candidate is no measure for the next', async () => {
    await release('release001', 0);
    expect(await outcome('UPDATE_FAILED', 5, 'release001')).toMatchObject({ recorded: 'rejected' });
    expect(world.remembered('candidate')).toMatchObject({ outcome: { result: 'rejected' } });
    expect(await outcome('UPDATE_COMPLETE', 10, 'release001')).toMatchObject({ recorded: 'measured' });
  });

  test('a candidate that the stack went back to, its own event having been missed, is not rejected', async () => {
    await release('release001', 0);
    world.outcome('UPDATE_COMPLETE', at(5)); // nobody is told
    world.outcome('UPDATE_IN_PROGRESS', at(8)); // without a new version
    expect(await outcome('UPDATE_ROLLBACK_COMPLETE', 9, 'release001')).toEqual({
      recorded: 'nothing',
      reason: 'release release001 is what the stack went back to',
    });
    await release('release002', 15);
    expect(world.remembered('unsettled')).toMatchObject({ releaseId: 'release001' });
  });

  test('the cleanup after it is told again: no change', async () => {
    await release('release001', 0, PUBLIC);
    await outcome('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 5, 'release000');
    expect(await outcome('UPDATE_ROLLBACK_COMPLETE', 6, 'release000')).toMatchObject({ recorded: 'nothing' });
  });

  test('the retry, with an id of its own, is judged against the old baseline and promoted', async () => {
    await release('release001', 0);
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    await release('release002', 10, PUBLIC);
    await outcome('UPDATE_ROLLBACK_COMPLETE', 15, 'release001');
    expect(await release('release003', 16)).toMatchObject({ status: 'Succeeded' });
    expect(await outcome('UPDATE_COMPLETE', 20, 'release003')).toMatchObject({ recorded: 'promoted' });
    expect(world.remembered('baseline')).toMatchObject({ releaseId: 'release003' });
    expect(heard.text).not.toContain('the recorder missed');
  });

  test('two releases in one minute: each outcome finds its own', async () => {
    await release('release001', 0, PUBLIC);
    await outcome('UPDATE_ROLLBACK_COMPLETE', 0.2, 'release000');
    await release('release002', 0.4);
    expect(await outcome('UPDATE_COMPLETE', 0.9, 'release002')).toEqual({
      recorded: 'promoted',
      reason: 'release release002',
    });
  });
});

describe('the first baseline', () => {
  test.each(['CREATE_COMPLETE', 'IMPORT_COMPLETE', 'UPDATE_COMPLETE'])(
    '%s without a candidate: what is deployed is measured',
    async (status) => {
      expect(await outcome(status, 5, 'release001')).toMatchObject({ recorded: 'measured' });
      expect(world.remembered('baseline')).toMatchObject({ releaseId: 'release001', outcome: { stackStatus: status } });
      expect(fitnessPoints()).toHaveLength(1);
    },
  );

  test('an update without a new release is measured as well: what is deployed changed', async () => {
    await release('release001', 0);
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    world.stack.template = PUBLIC;
    expect(await outcome('UPDATE_COMPLETE', 30, 'release001')).toMatchObject({ recorded: 'measured' });
    expect(world.remembered('baseline')).toMatchObject({ verdict: 'fail', outcome: { at: at(30).toISOString() } });
  });

  test('is not measured while the next update is on its way', async () => {
    const event = world.outcome('UPDATE_COMPLETE', at(5));
    world.stack.status = 'UPDATE_IN_PROGRESS';
    expect(await outcome('', 6, 'release001', event)).toMatchObject({ recorded: 'nothing' });
    expect(world.remembered('baseline')).toBeUndefined();
  });

  test('a candidate that could not be written is made up for', async () => {
    world.aws.break('PutParameter', { kind: 'error', code: 'AccessDeniedException', status: 403, times: 1 });
    await release('release001', 0);
    expect(world.remembered('candidate')).toBeUndefined();
    expect(await outcome('UPDATE_COMPLETE', 5, 'release001')).toMatchObject({ recorded: 'measured' });
  });
});

describe('an event that the recorder missed', () => {
  test('of a release that the stack kept: the next one is judged against it, and the recorder makes good', async () => {
    await release('release001', 0);
    world.outcome('UPDATE_COMPLETE', at(5)); // nobody is told
    await release('release002', 10, PUBLIC);
    expect(heard.text).toContain('the recorder missed release release001: UPDATE_COMPLETE');
    expect(heard.text).toContain('noNewFailures');
    expect(world.remembered('unsettled')).toMatchObject({ releaseId: 'release001' });
    expect(world.remembered('baseline')).toBeUndefined();

    expect(await outcome('UPDATE_ROLLBACK_COMPLETE', 15, 'release001')).toMatchObject({ recorded: 'rejected' });
    expect(world.remembered('baseline')).toMatchObject({ releaseId: 'release001' });
    expect(fitnessPoints()).toEqual([
      expect.objectContaining({
        ReleaseId: 'release001',
        _aws: expect.objectContaining({ Timestamp: at(5).getTime() }),
      }),
    ]);
  });

  test('of a release that was rolled back: it is compared with nothing', async () => {
    await release('release001', 0, PUBLIC);
    world.outcome('UPDATE_ROLLBACK_COMPLETE', at(5));
    await release('release002', 10);
    expect(heard.text).toContain('the recorder missed release release001: UPDATE_ROLLBACK_COMPLETE');
    expect(world.remembered('unsettled')).toBeUndefined();
  });

  test('and comes late, when the next release is measured already: the next one is not taken for it', async () => {
    await release('release001', 0);
    const late = world.outcome('UPDATE_COMPLETE', at(5));
    await release('release002', 10);
    expect(await outcome('', 11, 'release001', late)).toMatchObject({ recorded: 'nothing' });
    expect(world.remembered('baseline')).toMatchObject({ releaseId: 'release001' });
    expect(world.remembered('candidate')).toMatchObject({ releaseId: 'release002' });
    expect(await outcome('UPDATE_COMPLETE', 15, 'release002')).toMatchObject({ recorded: 'promoted' });
    expect(fitnessPoints().map(({ ReleaseId }) => ReleaseId)).toEqual(['release001', 'release002']);
  });

  test('if the history cannot be read, the release is judged against the baseline that there is', async () => {
    await release('release001', 0);
    world.outcome('UPDATE_COMPLETE', at(5));
    world.aws.break('DescribeStackEvents', { kind: 'error', code: 'AccessDenied', status: 403 });
    expect(await release('release002', 10)).toMatchObject({ status: 'Succeeded' });
    expect(heard.text).toContain('release release001 stays unsettled');
    expect(heard.text).toContain('denied: the role needs cloudformation:DescribeStackEvents');
  });
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
describe('every status that a stack can come to', () => {
  const kept = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];
  const undone = [
    ...['ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'],
    ...['IMPORT_ROLLBACK_COMPLETE', 'UPDATE_FAILED'],
  ];
  const open = [
    ...['CREATE_IN_PROGRESS', 'CREATE_FAILED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED', 'REVIEW_IN_PROGRESS'],
    ...['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'],
    ...['UPDATE_ROLLBACK_FAILED', 'IMPORT_IN_PROGRESS', 'IMPORT_ROLLBACK_IN_PROGRESS', 'IMPORT_ROLLBACK_FAILED'],
    ...['DELETE_IN_PROGRESS', 'DELETE_FAILED', 'DELETE_COMPLETE'],
  ];

  test('none is left out', () => {
    expect([...kept, ...undone, ...open].sort()).toEqual(Object.values(StackStatus).sort());
  });

  test.each([
    ...kept.map((status) => [status, 'promoted', { result: 'promoted' }] as const),
    ...undone.map((status) => [status, 'rejected', { result: 'rejected' }] as const),
    ...open.map((status) => [status, 'nothing', undefined] as const),
  ])('%s: %s', async (status, recorded, settled) => {
    await release('release002', 0);
    const deployed = recorded === 'rejected' ? 'release001' : 'release002';
    expect(await outcome(status, 5, deployed)).toMatchObject({ recorded });
    expect(world.remembered('candidate')?.outcome?.result).toBe(settled?.result);
    expect(world.remembered('baseline')?.releaseId).toBe(recorded === 'promoted' ? 'release002' : undefined);
  });
});

describe('what is not for it', () => {
  test('an event of another stack', async () => {
    await release('release001', 0);
    const event = world.outcome('UPDATE_COMPLETE', at(5), `${STACK_ID}-nested`);
    expect(await outcome('', 5, 'release001', event)).toMatchObject({ recorded: 'nothing' });
    expect(world.remembered('baseline')).toBeUndefined();
  });

  test('a nested stack is not settled by its own status: its root may still go back', async () => {
    world.stack.rootId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/root/1';
    await release('release001', 0);
    expect(await outcome('UPDATE_COMPLETE', 5, 'release001')).toMatchObject({
      recorded: 'nothing',
      reason: expect.stringContaining('nested stack'),
    });
    expect(world.remembered('baseline')).toBeUndefined();
  });

  test.each([
    null,
    {},
    { detail: {} },
    { time: 'x', detail: { 'stack-id': STACK_ID, 'status-details': { status: 'x' } } },
  ])('no event at all: %j throws and says so', async (event) => {
    await expect(outcome('', 5, 'release001', event as object)).rejects.toThrow(
      'not an event of a stack status change',
    );
    expect(heard.text).toContain('error not recorded');
  });
});

describe('what breaks', () => {
  test.each([
    ['PutParameter', { kind: 'throttle' }],
    ['PutParameter', { kind: 'hang' }],
    ['GetParameter', { kind: '5xx' }],
    ['GetParameter', { kind: 'garbage' }],
  ] as const)('%s %j: it throws in time, Lambda tries again, and the second try records', async (operation, fault) => {
    await release('release001', 0);
    const event = world.outcome('UPDATE_COMPLETE', at(5));
    world.aws.break(operation, fault);
    await expect(outcome('', 5, 'release001', event, 12_000)).rejects.toThrow();
    expect(heard.text).toContain('error not recorded');
    expect(fitnessPoints()).toEqual([]);
    world.aws.mend();
    expect(await outcome('', 6, 'release001', event)).toMatchObject({ recorded: 'promoted' });
    expect(fitnessPoints()).toHaveLength(1);
  });
});
