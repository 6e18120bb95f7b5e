import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StackStatus } from '@aws-sdk/client-cloudformation';
import type { HistoryEntry } from '../../src/history/entry.ts';
import { labelOf, parseEntry } from '../../src/history/entry.ts';
import { preTrafficHook, recorder } from '../../src/hooks/index.ts';
import { checks, config, PARAMETERS, PUBLIC, SOUND, STACK_ID, World } from '../support/aws-stand-in/world.ts';
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

/** Every version of the parameter `history` that is kept. */
function history(): HistoryEntry[] {
  const parameter = world.aws.account.parameters.get(`${PARAMETERS}/history`);
  return [...(parameter?.older ?? []), ...(parameter ? [parameter] : [])].flatMap(
    ({ value, version }) => parseEntry(value, version) ?? [],
  );
}

/** EventBridge's event of the daily schedule. */
function daily(minute: number, releaseId = 'release001', fitnessYaml = config) {
  const handler = recorder({ config: fitnessYaml, checks, ...surroundings(world, heard, releaseId, {}, at(minute)) });
  const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', time: at(minute).toISOString(), detail: {} };
  return handler(event, context());
}

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
    '%s: the baseline stays, and the last point of Fitness is its',
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
      expect(fitnessPoints().map(({ ReleaseId, Fitness }) => [ReleaseId, Fitness])).toEqual([
        ['release001', baseline!.measurement.fitness],
        ['release001', baseline!.measurement.fitness],
      ]);
      expect(fitnessPoints().at(-1)).toMatchObject({ _aws: { Timestamp: at(15).getTime() } });
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
    world.aws.break('PutParameter', { kind: 'error', code: 'AccessDeniedException', status: 403, times: 2 }); // the lock as well
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
    expect(
      fitnessPoints().map(({ ReleaseId, _aws }) => [ReleaseId, (_aws as { Timestamp: number }).Timestamp]),
    ).toEqual([
      ['release001', at(5).getTime()],
      ['release001', at(15).getTime()],
    ]);
  });

  test('of a release that was rolled back: it is compared with nothing, and the history gets it', async () => {
    await release('release001', 0, PUBLIC);
    world.outcome('UPDATE_ROLLBACK_COMPLETE', at(5));
    await release('release002', 10);
    expect(heard.text).toContain('the recorder missed release release001: UPDATE_ROLLBACK_COMPLETE');
    expect(heard.text).toContain('no baseline yet');
    expect(await outcome('UPDATE_COMPLETE', 15, 'release002')).toMatchObject({ recorded: 'promoted' });
    expect(world.remembered('baseline')).toMatchObject({ releaseId: 'release002' });
    expect(history().map(({ releaseId, outcome }) => [releaseId, outcome])).toEqual([
      ['release001', 'rejected'],
      ['release002', 'promoted'],
    ]);
  });

  test('two of them, the first one kept: the one that was rolled back does not take its place', async () => {
    await release('release001', 0);
    world.outcome('UPDATE_COMPLETE', at(5));
    await release('release002', 10, PUBLIC);
    world.outcome('UPDATE_ROLLBACK_COMPLETE', at(15));
    await release('release003', 20);
    expect(world.remembered('unsettled')).toMatchObject({ releaseId: 'release001', outcome: { result: 'promoted' } });
    await outcome('UPDATE_COMPLETE', 25, 'release003');
    expect(history().map(({ releaseId }) => releaseId)).toEqual(['release001', 'release003']);
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

  describe('of a nested stack the outcome is its root’s', () => {
    const ROOT = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/root/1';
    const root = (status: string, minute?: number) => {
      const events = minute === undefined ? [] : [{ status, at: at(minute) }];
      world.aws.account.stacks.set(ROOT, { ...world.stack, status, events });
    };
    beforeEach(() => {
      world.stack.rootId = ROOT;
    });

    test.each(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'])(
      'its root in %s may still go back',
      async (status) => {
        root(status);
        await release('release001', 0);
        expect(await outcome('UPDATE_COMPLETE', 5, 'release001')).toMatchObject({
          recorded: 'nothing',
          reason: expect.stringContaining(`root is in ${status}`),
        });
        expect(world.remembered('baseline')).toBeUndefined();
      },
    );

    test('its root cleans up: it has kept everything', async () => {
      root('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await release('release001', 0);
      expect(await outcome('UPDATE_COMPLETE', 5, 'release001')).toMatchObject({ recorded: 'promoted' });
    });

    test('its root may not be asked: the log names the action, and nothing is settled', async () => {
      await release('release001', 0);
      expect(await outcome('UPDATE_COMPLETE', 5, 'release001')).toMatchObject({
        recorded: 'nothing',
        reason: expect.stringContaining('root is not known'),
      });
      expect(heard.text).toContain('cloudformation:DescribeStacks failed');
    });

    test('the daily measurement learns from the root that it was rolled back', async () => {
      root('UPDATE_IN_PROGRESS');
      await release('release001', 0, PUBLIC);
      await outcome('UPDATE_COMPLETE', 5, 'release001');
      root('UPDATE_ROLLBACK_COMPLETE', 8);
      world.stack.status = 'UPDATE_ROLLBACK_COMPLETE';
      await daily(60, 'release000');
      expect(history()).toMatchObject([{ releaseId: 'release001', outcome: 'rejected', at: at(8).toISOString() }]);
    });
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

describe('the history', () => {
  test('has every release, in order, and what it changed', async () => {
    await outcome('CREATE_COMPLETE', 1, 'release000');
    await release('release001', 5, PUBLIC);
    await outcome('UPDATE_ROLLBACK_COMPLETE', 10, 'release000');
    await release('release002', 15);
    await outcome('UPDATE_COMPLETE', 20, 'release002');
    expect(history().map((entry) => labelOf(entry))).toEqual([
      'v1 first release',
      'v2 rolled back: public access -29, protection of data -4',
      'v3 no change of fitness',
    ]);
    expect(history()[1]).toMatchObject({ added: 1, removed: 0, stackStatus: 'UPDATE_ROLLBACK_COMPLETE', resources: 3 });
  });

  test('an override is kept with its reason', async () => {
    await release('release001', 0, PUBLIC, { FITNESS_OVERRIDE_REASON: 'incident 42' });
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    expect(history()).toMatchObject([{ outcome: 'promoted', overrideReason: 'incident 42' }]);
  });

  test('a recorder that is told twice adds once', async () => {
    await release('release001', 0);
    const event = world.outcome('UPDATE_COMPLETE', at(5));
    await outcome('', 5, 'release001', event);
    await outcome('', 6, 'release001', event);
    await release('release002', 10, PUBLIC);
    const undone = world.outcome('UPDATE_ROLLBACK_COMPLETE', at(15));
    await outcome('', 15, 'release001', undone);
    await outcome('', 16, 'release001', undone);
    expect(history()).toHaveLength(2);
  });

  test.each([
    ['promoted', 'UPDATE_COMPLETE', 'release001'],
    ['rejected', 'UPDATE_ROLLBACK_COMPLETE', 'release000'],
  ])(
    'that cannot be read: the record of what was %s is kept, and the next try adds it',
    async (recorded, status, deployed) => {
      await release('release001', 0);
      const event = world.outcome(status, at(5));
      world.aws.break('GetParameterHistory', { kind: 'error', code: 'AccessDeniedException', status: 403 });
      await expect(outcome('', 5, deployed, event)).rejects.toThrow('denied: the role needs ssm:GetParameterHistory');
      expect(world.remembered('candidate')).toMatchObject({ outcome: { result: recorded } });
      expect(history()).toEqual([]);
      world.aws.mend();
      expect(await outcome('', 6, deployed, event)).toMatchObject({ recorded });
      expect(history()).toMatchObject([{ releaseId: 'release001', outcome: recorded }]);
      expect(fitnessPoints()).toHaveLength(recorded === 'promoted' ? 1 : 0);
    },
  );

  test('garbage in it is passed over and named, and the numbers go on', async () => {
    world.aws.account.parameters.set(`${PARAMETERS}/history`, { value: 'not ours', version: 7 });
    await release('release001', 0);
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    expect(history()).toMatchObject([{ number: 8, releaseId: 'release001' }]);
    expect(heard.text).toContain('"unreadable":["v7"]');
  });

  test('of 104 releases the last 100 are kept, under their numbers', async () => {
    for (let minute = 0; minute < 104; minute++) await outcome('UPDATE_COMPLETE', minute, `release${minute}`);
    expect(history()).toHaveLength(100);
    expect(history()[0]).toMatchObject({ number: 5, releaseId: 'release4' });
    expect(history().at(-1)).toMatchObject({ number: 104, releaseId: 'release103' });
    expect(heard.text).not.toContain('error ');
  }, 60_000);
});

describe('clocks that differ', () => {
  test('a hook whose clock is seconds ahead still finds its outcome', async () => {
    await release('release001', 5.06);
    expect(await outcome('UPDATE_COMPLETE', 5, 'release001')).toMatchObject({ recorded: 'promoted' });
  });
});

describe('every day', () => {
  test('what is deployed is measured, and published under the release of the baseline, which stays', async () => {
    await release('release001', 0);
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    const before = world.remembered('baseline');
    expect(await daily(60)).toMatchObject({ recorded: 'remeasured', reason: expect.stringContaining('release001') });
    expect(world.remembered('baseline')).toEqual(before);
    expect(history()).toHaveLength(1);
    expect(fitnessPoints()).toHaveLength(2);
    expect(fitnessPoints()[1]).toMatchObject({
      ReleaseId: 'release001',
      Fitness: before!.measurement.fitness,
      _aws: { Timestamp: expect.closeTo(at(60).getTime(), -4) },
    });
  });

  test('what got worse by no release is published and told', async () => {
    await release('release001', 0);
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    world.stack.template = PUBLIC;
    await daily(60);
    expect(fitnessPoints()[1]!['Fitness']).toBeLessThan(fitnessPoints()[0]!['Fitness'] as number);
    expect(world.remembered('baseline')).toMatchObject({ releaseId: 'release001', verdict: 'pass' });
  });

  test('not while the stack is updating', async () => {
    await release('release001', 0);
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    world.stack.status = 'UPDATE_IN_PROGRESS';
    expect(await daily(60)).toMatchObject({ recorded: 'nothing' });
    expect(fitnessPoints()).toHaveLength(1);
  });

  test.each([
    ['UPDATE_COMPLETE', 'promoted', 'release001'],
    ['UPDATE_ROLLBACK_COMPLETE', 'rejected', undefined],
  ])('%s, of which no event came, is made good', async (status, result, baseline) => {
    await release('release001', 0);
    world.outcome(status, at(5));
    await daily(60, status === 'UPDATE_COMPLETE' ? 'release001' : 'release000');
    expect(world.remembered('baseline')?.releaseId).toBe(baseline);
    expect(history()).toMatchObject([{ releaseId: 'release001', outcome: result, at: at(5).toISOString() }]);
  });

  test('a candidate of which no event came takes no newer baseline’s place', async () => {
    await release('release001', 0);
    world.outcome('UPDATE_COMPLETE', at(5));
    const { parameters } = world.aws.account;
    const newer = { ...world.remembered('candidate'), releaseId: 'release002', measuredAt: at(20).toISOString() };
    parameters.set(`${PARAMETERS}/baseline`, { value: JSON.stringify(newer), version: 1 });
    expect(await daily(60)).toMatchObject({ recorded: 'remeasured', reason: expect.stringContaining('release002') });
    expect(world.remembered('baseline')).toEqual(newer);
    expect(world.remembered('candidate')).toMatchObject({ releaseId: 'release001', outcome: { result: 'promoted' } });
    expect(history()).toMatchObject([{ releaseId: 'release001' }]);
  });

  test('a stack that was never measured gets its first baseline', async () => {
    world.stack.status = 'CREATE_COMPLETE';
    expect(await daily(60)).toMatchObject({ recorded: 'measured' });
    expect(world.remembered('baseline')).toMatchObject({ releaseId: 'release001', outcome: { result: 'measured' } });
    expect(history()).toMatchObject([{ outcome: 'measured', first: true }]);
  });

  test('locks of releases that are through are removed, those of today are not', async () => {
    await release('release001', 0);
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    const locks = () => [...world.aws.account.parameters.keys()].filter((name) => name.includes('/lock/'));
    expect(locks()).toHaveLength(1);
    world.aws.account.parameters.set(`${PARAMETERS}/lock/broken/1`, { value: '?', version: 1 });
    await daily(30);
    expect(locks()).toEqual([expect.stringContaining('/lock/release001-')]);
    await daily(90);
    expect(locks()).toEqual([]);
  });

  test.each(['same', 'new'] as const)(
    'of locks without end (token %s) those that were read are removed',
    async (token) => {
      await release('release001', 0);
      await outcome('UPDATE_COMPLETE', 5, 'release001');
      const lock = `${PARAMETERS}/lock/broken/1`;
      world.aws.account.parameters.set(lock, { value: '?', version: 1 });
      world.aws.break('GetParametersByPath', { kind: 'endless-pages', token });
      await daily(30);
      expect(world.aws.account.parameters.has(lock)).toBe(false);
      expect(heard.text).toContain('warn removing old locks: there are more than can be read at once');
    },
  );
});

describe('the dashboards', () => {
  const NAME = 'orders-prod-eu-west-1-releases';
  const body = (name = NAME) => JSON.parse(world.aws.account.dashboards.get(name) ?? '{}');
  const product = config.replace('checks:', 'dashboard:\n  existing: product-${Environment}\nchecks:');
  const record = (minute: number, releaseId = 'release001', fitnessYaml = product) =>
    recorder({ config: fitnessYaml, checks, ...surroundings(world, heard, releaseId, {}, at(minute)) })(
      world.outcome('UPDATE_COMPLETE', at(minute)),
      context(),
    );
  const mine = { type: 'text', x: 0, y: 0, width: 24, height: 2, properties: { markdown: '# ours' } };

  test('the release dashboard has a mark for each release, the rejected one in red', async () => {
    await outcome('CREATE_COMPLETE', 1, 'release000');
    await release('release001', 5, PUBLIC);
    await outcome('UPDATE_ROLLBACK_COMPLETE', 10, 'release000');
    const [fitness] = body().widgets;
    expect(fitness.properties.title).toBe('Fitness of orders-prod (eu-west-1)');
    expect(fitness.properties.annotations.vertical).toMatchObject([
      { label: 'v1 first release', value: at(1).toISOString() },
      { label: 'v2 rolled back: public access -29, protection of data -4', color: '#d62728' },
    ]);
  });

  test('shows the functions that take traffic by an alias, and none of the gate’s', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:orders-prod-Api:live';
    world.stack.resources.push(
      { logicalId: 'ApiAliaslive', type: 'AWS::Lambda::Alias', physicalId: arn },
      { logicalId: 'Recorder', type: 'AWS::Lambda::Function', physicalId: 'orders-prod-Recorder' },
    );
    await outcome('UPDATE_COMPLETE', 5, 'release001');
    const text = JSON.stringify(body());
    expect(text).toContain('["AWS/Lambda","Errors","FunctionName","orders-prod-Api","Resource","orders-prod-Api:live"');
    expect(text).not.toContain('orders-prod-Recorder');
  });

  test.each([
    ['PutDashboard', { kind: 'error', code: 'AccessDenied', status: 403 }],
    ['PutDashboard', { kind: 'hang' }],
    ['PutDashboard', { kind: 'garbage' }],
    ['ListStackResources', { kind: '5xx' }],
    ['GetParametersByPath', { kind: 'endless-pages', token: 'new' }],
    ['DeleteParameters', { kind: 'error', code: 'AccessDenied', status: 403 }],
  ] as const)('%s %j loses no baseline', async (operation, fault) => {
    await release('release001', 0);
    world.aws.account.parameters.set(`${PARAMETERS}/lock/old/1`, { value: '?', version: 1 });
    world.aws.break(operation, fault);
    expect(await outcome('UPDATE_COMPLETE', 5, 'release001')).toMatchObject({ recorded: 'promoted' });
    expect(world.remembered('baseline')).toMatchObject({ releaseId: 'release001' });
    expect(history()).toHaveLength(1);
    expect(heard.text).toMatch(
      /warn (the release dashboard was not drawn|drawing the dashboards failed|the dashboard goes without|removing old locks(?: failed|:))/,
    );
  });

  test('one that the team made gets fitness, in the place where it stands, and keeps the rest', async () => {
    world.aws.account.dashboards.set('product-prod', JSON.stringify({ start: '-PT6H', widgets: [mine] }));
    await record(5);
    const added = body('product-prod');
    expect(added.start).toBe('-PT6H');
    expect(added.widgets[0]).toEqual(mine);
    expect(added.widgets.map(({ properties }: { properties: { title?: string } }) => properties.title)).toEqual([
      undefined,
      'Fitness of orders-prod (eu-west-1)',
      'Fitness of orders-prod (eu-west-1) by category',
    ]);
    added.widgets[1] = { ...added.widgets[1], x: 6, y: 40, width: 12 };
    world.aws.account.dashboards.set('product-prod', JSON.stringify(added));
    await record(10, 'release002');
    const moved = body('product-prod').widgets;
    expect(moved).toHaveLength(3);
    expect(moved[1]).toMatchObject({ x: 6, y: 40, width: 12 });
    expect(moved[1].properties.annotations.vertical).toHaveLength(2);
  });

  test('one that CloudFormation manages is left alone', async () => {
    const text = JSON.stringify({ widgets: [mine] });
    world.aws.account.dashboards.set('product-prod', text);
    world.stack.resources.push({ logicalId: 'D', type: 'AWS::CloudWatch::Dashboard', physicalId: 'product-prod' });
    await record(5);
    expect(world.aws.account.dashboards.get('product-prod')).toBe(text);
    expect(heard.text).toContain('CloudFormation manages it (stack orders-prod)');
    expect(world.aws.account.dashboards.has(NAME)).toBe(true);
  });

  test.each([
    ['that is not there', undefined, 'cloudwatch:GetDashboard failed'],
    ['that is none', '[]', 'it has no widgets'],
    ['that is full', JSON.stringify({ widgets: Array(499).fill(mine) }), 'it would have 501 widgets'],
  ])('one %s is not made', async (_, text, said) => {
    if (text !== undefined) world.aws.account.dashboards.set('product-prod', text);
    await record(5);
    expect(world.aws.account.dashboards.get('product-prod')).toBe(text);
    expect(heard.text).toContain(said);
  });

  test('one of which nobody can tell who manages it is left alone', async () => {
    const text = JSON.stringify({ widgets: [mine] });
    world.aws.account.dashboards.set('product-prod', text);
    world.aws.break('DescribeStackResources', { kind: 'error', code: 'AccessDenied', status: 403 });
    await record(5);
    expect(world.aws.account.dashboards.get('product-prod')).toBe(text);
    expect(heard.text).toContain('denied: the role needs cloudformation:DescribeStackResources');
  });
});
