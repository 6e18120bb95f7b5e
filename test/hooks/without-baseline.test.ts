/** No baseline is not a pass: what cannot be read is something else than what is not there. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { preTrafficHook, recorder } from '../../src/hooks/index.ts';
import type { Fault } from '../../src/rehearsal/aws/faults.ts';
import { checks, config, PARAMETERS, PUBLIC, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
});
afterEach(() => world.aws.stop());

const PASS = `${config}gate: {withoutBaseline: pass}\n`;
const START = new Date('2026-11-23T10:00:00Z');

function run(fitnessYaml = config, { env = {}, releaseId = 'release002' } = {}) {
  const hook = preTrafficHook({ config: fitnessYaml, checks, ...surroundings(world, heard, releaseId, env, START) });
  return hook(world.deploy(), context());
}

const BROKEN: readonly (readonly [string, Fault])[] = [
  ['denied', { kind: 'error', code: 'AccessDeniedException', status: 403 }],
  ['throttled', { kind: 'throttle' }],
  ['failing', { kind: '5xx' }],
  ['hanging', { kind: 'hang' }],
  ['garbage', { kind: 'garbage' }],
  ['empty', { kind: 'empty' }],
];

describe('SSM down', () => {
  test.each(BROKEN)('%s: the release is stopped', async (_, fault) => {
    world.aws.break('GetParameter', fault);
    expect(await run()).toMatchObject({ status: 'Failed' });
    expect(world.answers).toEqual(['Failed']);
  });

  test.each(BROKEN)(
    '%s, withoutBaseline: pass: it is judged without comparing, and the log says so',
    async (_, fault) => {
      world.aws.break('GetParameter', fault);
      expect(await run(PASS)).toMatchObject({ status: 'Succeeded' });
      expect(heard.text).toContain(
        'error the baseline cannot be read: judged without comparing (gate.withoutBaseline)',
      );
    },
  );

  test('withoutBaseline: pass still judges: what is open to the public is stopped', async () => {
    world.aws.break('GetParameter', { kind: '5xx' });
    world.stack.template = PUBLIC;
    expect(await run(PASS)).toMatchObject({ status: 'Failed', reason: expect.stringContaining('minimum') });
  });

  test('of an environment of its own', async () => {
    const own = config.replace('deployment: AllAtOnce', 'deployment: AllAtOnce\n    gate: {withoutBaseline: pass}');
    world.aws.break('GetParameter', { kind: '5xx' });
    expect(await run(own)).toMatchObject({ status: 'Succeeded' });
  });
});

describe('an override, while nobody knows whether it is spent', () => {
  const env = { FITNESS_OVERRIDE_REASON: 'incident 4711' };

  test.each(BROKEN)('%s: does not let the release through', async (_, fault) => {
    world.aws.break('GetParameter', fault);
    expect(await run(config, { env })).toMatchObject({ status: 'Failed' });
  });

  test('withoutBaseline: pass: nor one that fails', async () => {
    world.aws.break('GetParameter', { kind: '5xx' });
    world.stack.template = PUBLIC;
    expect(await run(PASS, { env })).toMatchObject({ status: 'Failed', reason: expect.stringContaining('minimum') });
    expect(heard.text).toContain('the override is ignored: without a baseline nobody knows');
  });

  test('withoutBaseline: pass: nor one that cannot be judged', async () => {
    world.aws.break('GetParameter', { kind: '5xx' });
    world.aws.break('GetTemplate', { kind: '5xx' });
    expect(await run(PASS, { env })).toMatchObject({ status: 'Failed' });
  });

  test('GateMode observe gets it out', async () => {
    world.aws.break('GetParameter', { kind: '5xx' });
    expect(await run(config, { env: { ...env, FITNESS_GATE_MODE: 'observe' } })).toMatchObject({
      status: 'Succeeded',
      reason: expect.stringContaining('observing only'),
    });
  });
});

test('an earlier release of which nobody says how it ended does not eat the time', async () => {
  await run(config, { releaseId: 'release001' });
  world.aws.break('DescribeStackEvents', { kind: 'hang' });
  expect(await run()).toMatchObject({ status: 'Succeeded' });
  expect(await run(PASS, { releaseId: 'release003' })).toMatchObject({ status: 'Succeeded' });
  expect(heard.text).toContain('warn release release001 stays unsettled');
  expect(heard.text).not.toContain('the baseline cannot be read');
});

test('a parameter that is not ours is no baseline, and no first release either', async () => {
  world.aws.account.parameters.set(`${PARAMETERS}/baseline`, { value: 'hello', version: 1 });
  expect(await run()).toMatchObject({ status: 'Failed', reason: expect.stringContaining('delete it to start anew') });
});

test('a first release has none, and is not stopped for it', async () => {
  expect(await run()).toMatchObject({ status: 'Succeeded' });
  expect(heard.text).toContain('no baseline yet');
});

test('to let through what cannot be compared weakens the gate, and is a reason of its own', async () => {
  await run(config, { releaseId: 'release001' });
  const at = new Date('2026-11-23T10:05:00Z');
  const options = { config, checks, ...surroundings(world, heard, 'release001', {}, at) };
  await recorder(options)(world.outcome('UPDATE_COMPLETE', at), context());
  world.stack.status = 'UPDATE_IN_PROGRESS';
  expect(await run(PASS)).toMatchObject({
    status: 'Failed',
    reason: expect.stringContaining('gate-weakened: withoutBaseline lets through what cannot be compared'),
  });
});
