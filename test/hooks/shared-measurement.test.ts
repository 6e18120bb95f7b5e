import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { preTrafficHook } from '../../src/hooks/index.ts';
import { checks, config, PARAMETERS, PUBLIC, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
});
afterEach(() => world.aws.stop());

const START = new Date('2026-11-23T10:00:00Z');

function run({ releaseId = 'release001', env = {}, at = START, milliseconds = 60_000 } = {}) {
  const hook = preTrafficHook({ config, checks, ...surroundings(world, heard, releaseId, env, at) });
  return hook(world.deploy(), context(milliseconds));
}

const times = (operation: string) => world.aws.calls.filter((call) => call === operation).length;
const locks = () =>
  [...world.aws.account.parameters]
    .filter(([name]) => name.includes('/lock/'))
    .map(([name, { value }]) => ({ generation: name.split('/').at(-1), ...JSON.parse(value) }));

/** The lock that a hook of this release makes, as a holder that is gone left it. */
async function dead(until: Date, generation = 1): Promise<void> {
  if (locks().length === 0) {
    await run();
    world.aws.calls.length = 0;
    world.aws.account.accepted.length = 0;
  }
  const [name] = [...world.aws.account.parameters.keys()].filter((key) => key.includes('/lock/'));
  const path = name!.replace(/\d+$/, String(generation));
  const value = JSON.stringify({ holder: 'execution-of-the-dead', until: until.toISOString() });
  world.aws.account.parameters.set(path, { value, version: 1 });
}

const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);

describe('ten functions in one release', () => {
  test.each([
    ['is sound', undefined, 'Succeeded'],
    ['is open to the public', PUBLIC, 'Failed'],
  ])('that %s: one measures, and all ten answer with its verdict', async (_, template, status) => {
    if (template !== undefined) world.stack.template = template;
    const results = await Promise.all(Array.from({ length: 10 }, () => run()));
    expect(times('cloudformation:GetTemplate')).toBe(1);
    expect(times('ssm:GetParameterHistory')).toBe(0);
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(results[0]).toMatchObject({ status });
    expect(world.answers).toEqual(Array(10).fill(status));
    expect(new Set(world.aws.account.accepted.map(({ deploymentId }) => deploymentId)).size).toBe(10);
    expect(heard.metrics).toHaveLength(1);
    expect(locks()).toHaveLength(1);
  });

  test('that cannot be judged: one tries, and all ten answer Failed with its reason', async () => {
    world.aws.break('GetTemplate', { kind: 'error', code: 'AccessDenied', status: 403 });
    const results = await Promise.all(Array.from({ length: 10 }, () => run()));
    expect(times('cloudformation:GetTemplate')).toBe(1);
    expect(new Set(results.map(({ reason }) => reason))).toEqual(
      new Set(['could not judge: denied: the role needs cloudformation:GetTemplate']),
    );
    expect(world.answers).toEqual(Array(10).fill('Failed'));
  });

  test('that cannot be judged: the override lets all ten through', async () => {
    const env = { FITNESS_OVERRIDE_REASON: 'incident 4711' };
    world.aws.break('GetTemplate', { kind: 'error', code: 'AccessDenied', status: 403 });
    await Promise.all(Array.from({ length: 10 }, () => run({ env })));
    expect(times('cloudformation:GetTemplate')).toBe(1);
    expect(world.answers).toEqual(Array(10).fill('Succeeded'));
  });

  test('whose baseline has the override already: it lets none of the ten through', async () => {
    const env = { FITNESS_OVERRIDE_REASON: 'incident 4711' };
    await run({ env, releaseId: 'release000' });
    const { parameters, accepted } = world.aws.account;
    parameters.set(`${PARAMETERS}/baseline`, parameters.get(`${PARAMETERS}/candidate`)!);
    accepted.length = 0;
    world.aws.break('GetTemplate', { kind: 'error', code: 'AccessDenied', status: 403 });
    await Promise.all(Array.from({ length: 10 }, () => run({ env })));
    expect(world.answers).toEqual(Array(10).fill('Failed'));
  });

  test('one that comes when all is done answers at once', async () => {
    await run();
    expect(await run({ at: later(1800) })).toMatchObject({ status: 'Succeeded' });
    expect(times('cloudformation:GetTemplate')).toBe(1);
  });
});

describe('what is another release', () => {
  test('another id is measured anew', async () => {
    await run();
    world.stack.template = PUBLIC;
    expect(await run({ releaseId: 'release002' })).toMatchObject({ status: 'Failed' });
  });

  test('another update with the same id as well', async () => {
    await run();
    world.stack.template = PUBLIC;
    world.stack.operationAt = new Date('2026-11-23T11:00:00Z');
    expect(await run()).toMatchObject({ status: 'Failed' });
    expect(locks()).toHaveLength(2);
  });

  test('a stack that could not be asked shares with nobody', async () => {
    world.aws.break('DescribeStacks', { kind: 'error', code: 'AccessDenied', status: 403 });
    await Promise.all([run(), run()]);
    expect(times('cloudformation:GetTemplate')).toBe(2);
    expect(locks()).toEqual([]);
    expect(world.answers).toEqual(['Succeeded', 'Succeeded']);
  });
});

describe('a holder that died', () => {
  test('its lock has expired: the next generation is made, and the dead one stays', async () => {
    await dead(later(60));
    const results = await Promise.all(Array.from({ length: 5 }, () => run({ at: later(120) })));
    expect(times('cloudformation:GetTemplate')).toBe(1);
    expect(results.every(({ status }) => status === 'Succeeded')).toBe(true);
    expect(locks()).toMatchObject([
      { generation: '1', holder: 'execution-of-the-dead' },
      { generation: '2', result: { status: 'Succeeded' } },
    ]);
    expect(heard.text).toContain('who was to measure this release is gone: taking over');
  });

  test('one generation after the other', async () => {
    await dead(later(60), 1);
    await dead(later(70), 2);
    expect(await run({ at: later(120) })).toMatchObject({ status: 'Succeeded' });
    expect(locks().map(({ generation }) => generation)).toEqual(['1', '2', '3']);
  });

  test('its lock ends long after the time of this function: it measures by itself when a third of that is over', async () => {
    await dead(new Date('2099-01-01T00:00:00Z'));
    const lambda = { at: later(1), milliseconds: 30_000 };
    expect(await run(lambda)).toMatchObject({ status: 'Succeeded' });
    expect(times('cloudformation:GetTemplate')).toBe(1);
    expect(heard.text).toContain('measuring without the other functions of the release');
  });

  test('garbage in its lock is as good as a dead holder', async () => {
    await run();
    for (const [name, parameter] of world.aws.account.parameters)
      if (name.includes('/lock/')) parameter.value = '{"result":{"status":"Maybe"}}';
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(times('cloudformation:GetTemplate')).toBe(2);
  });
});

describe('the answer to the claim gets lost', () => {
  test('who made the lock knows it for its own', async () => {
    world.aws.break('PutParameter', { kind: 'lost', times: 1 });
    expect(await run()).toMatchObject({ status: 'Succeeded' });
    expect(heard.text).not.toContain('measuring without');
    expect(locks()).toMatchObject([{ result: { status: 'Succeeded' } }]);
  });
});

describe('without a lock', () => {
  test.each([
    ['denied', { kind: 'error', code: 'AccessDeniedException', status: 403 }],
    ['hanging', { kind: 'hang' }],
    ['garbage', { kind: 'garbage' }],
    ['throttled', { kind: 'throttle' }],
  ] as const)('%s: each function measures for itself', async (_, fault) => {
    world.aws.break('PutParameter', fault);
    const results = await Promise.all([run(), run()]);
    expect(results.map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded']);
    expect(times('cloudformation:GetTemplate')).toBe(2);
  });

  test('one that cannot be read is waited for no longer', async () => {
    await dead(later(600));
    world.aws.break('GetParameter', { kind: 'error', code: 'AccessDeniedException', status: 403, times: 1 });
    expect(await run({ at: later(1) })).toMatchObject({ status: 'Succeeded' });
    expect(heard.text).toContain('the lock of the release cannot be used');
  });
});

test('ids of a release are no path in the store', async () => {
  await run({ releaseId: '../../baseline' });
  const names = [...world.aws.account.parameters.keys()];
  expect(names.every((name) => name.startsWith(`${PARAMETERS}/`))).toBe(true);
  expect(names.find((name) => name.includes('/lock/'))).toMatch(/\/lock\/[\w.-]+\/1$/);
});
