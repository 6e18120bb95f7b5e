/**
 * The bundled hooks on Lambda's own runtime client and Node 24, against the stand-in for the AWS endpoints, which also
 * plays Lambda's part in asynchronous invocation: whatever breaks, CodeDeploy accepts one report.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { invokeAsync, type AsyncFunction } from '../support/aws-stand-in/lambda.ts';
import type { Fault } from '../support/aws-stand-in/stand-in.ts';
import { checks, config, PUBLIC, STACK_ID, World } from '../support/aws-stand-in/world.ts';
import { installRuntimeClient } from '../support/runtime-client/install.mjs';
import type { Invocation } from '../support/runtime-client/runtime.ts';
import { bundle, hookBundle, type Hook } from './hooks/bundle.ts';

const ids = checks.map(({ meta }) => meta.id);
const bundles = new Map<string, string>();
let world: World;

beforeAll(async () => {
  await installRuntimeClient();
  for (const hook of ['pre-traffic', 'post-traffic', 'report-failure', 'recorder'] as const)
    bundles.set(hook, await hookBundle(hook, config, ids));
});
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.aws.stop());

/** As template.yaml has it, with shorter times. */
function lambda(hook: Hook, more: Partial<AsyncFunction> & { releaseId?: string } = {}): AsyncFunction {
  const { releaseId, environment, ...rest } = more;
  return {
    name: hook,
    bundle: bundles.get(hook)!,
    timeout: 8,
    environment: world.environment(releaseId, environment),
    ...rest,
  };
}

const reporter = () => lambda('report-failure', { timeout: 15 });
const preTraffic = (more: Parameters<typeof lambda>[1] = {}) =>
  lambda('pre-traffic', { onFailure: reporter(), ...more });

/** The lines of a log, which are all JSON. */
function lines(invocation: Invocation | undefined): { level?: string; message?: { message?: string } }[] {
  return (invocation?.log ?? []).map((line) => JSON.parse(line));
}
const said = (invocations: readonly Invocation[]) => invocations.flatMap(({ log }) => log).join('\n');

describe('a release', () => {
  test('sound: Succeeded; the metric is a line of its own with `_aws` at the root, every other line JSON', async () => {
    const [hook, ...rest] = await invokeAsync(preTraffic(), world.deploy());
    expect(rest).toEqual([]);
    expect(hook).toMatchObject({ outcome: 'ok', payload: { status: 'Succeeded' } });
    expect(world.answers).toEqual(['Succeeded']);
    const metrics = lines(hook).filter((line) => '_aws' in line);
    expect(metrics).toHaveLength(1);
    expect(metrics[0]).toMatchObject({ Service: 'orders', Environment: 'prod', Stack: 'orders-prod' });
    const report = lines(hook).find(({ message }) => message?.message === 'fitness report');
    expect(report).toMatchObject({
      level: 'INFO',
      message: { releaseId: 'release001', report: { service: 'orders' } },
    });
    expect(world.remembered('candidate')).toMatchObject({ verdict: 'pass' });
  });

  test('with a bucket open to the public: Failed, and why', async () => {
    world.stack.template = PUBLIC;
    const invocations = await invokeAsync(preTraffic(), world.deploy());
    expect(world.answers).toEqual(['Failed']);
    expect(said(invocations)).toMatch(/Failed: fitness [\d.]+; minimum/);
    expect(invocations).toHaveLength(1);
  });

  test('in the text format, too, the metric is a line of its own', async () => {
    const [hook] = await invokeAsync(preTraffic({ logFormat: 'Text' }), world.deploy());
    expect(hook?.log.filter((line) => line.startsWith('{"_aws"'))).toHaveLength(1);
    expect(world.answers).toEqual(['Succeeded']);
  });

  test('from hook to hook to recorder: candidate, confirmed, baseline; then a rejected one moves nothing', async () => {
    const first = preTraffic({ releaseId: 'release001' });
    await invokeAsync(first, world.deploy());
    await invokeAsync(lambda('post-traffic', { releaseId: 'release001' }), world.deploy());
    expect(world.remembered('candidate')).toHaveProperty('confirmedAt');
    const at = () => new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
    const [kept] = await invokeAsync(
      lambda('recorder', { releaseId: 'release001' }),
      world.outcome('UPDATE_COMPLETE', at()),
    );
    expect(kept).toMatchObject({ outcome: 'ok', payload: { recorded: 'promoted' } });
    expect(lines(kept).filter((line) => '_aws' in line)).toEqual([
      expect.objectContaining({ Fitness: expect.any(Number) }),
    ]);
    const baseline = world.remembered('baseline');
    expect(baseline).toMatchObject({ releaseId: 'release001', outcome: { result: 'promoted' } });

    world.stack.status = 'UPDATE_IN_PROGRESS';
    world.stack.template = PUBLIC;
    const invocations = await invokeAsync(preTraffic({ releaseId: 'release002' }), world.deploy());
    expect(said(invocations)).toContain('noNewFailures');
    const [gone] = await invokeAsync(
      lambda('recorder', { releaseId: 'release001' }),
      world.outcome('UPDATE_ROLLBACK_COMPLETE', at()),
    );
    expect(gone).toMatchObject({ payload: { recorded: 'rejected' } });
    expect(lines(gone).filter((line) => '_aws' in line)).toEqual([]);
    expect(world.remembered('baseline')).toEqual(baseline);
    expect(world.answers).toEqual(['Succeeded', 'Succeeded', 'Failed']);
  });
});

describe('a call that breaks: the hook itself answers', () => {
  const faults: [string, string, Fault, 'Succeeded' | 'Failed'][] = [
    ['GetTemplate', 'throttled for ever', { kind: 'throttle' }, 'Failed'],
    ['GetTemplate', 'hanging', { kind: 'hang' }, 'Failed'],
    ['GetTemplate', 'garbage', { kind: 'garbage' }, 'Failed'],
    ['GetTemplate', 'denied', { kind: 'error', code: 'AccessDenied', status: 403 }, 'Failed'],
    ['GetTemplate', 'slow', { kind: 'slow', milliseconds: 1_500 }, 'Succeeded'],
    ['GetParameter', 'internal errors', { kind: '5xx' }, 'Failed'],
    ['DescribeStacks', 'throttled twice', { kind: 'throttle', times: 2 }, 'Succeeded'],
    ['PutLifecycleEventHookExecutionStatus', 'throttled twice', { kind: 'throttle', times: 2 }, 'Succeeded'],
    ['PutLifecycleEventHookExecutionStatus', 'done, and the answer lost', { kind: 'lost', times: 1 }, 'Succeeded'],
  ];

  test.each(faults)('%s: %s', async (operation, _, fault, answer) => {
    world.aws.break(operation, fault);
    const invocations = await invokeAsync(preTraffic(), world.deploy());
    expect(world.answers).toEqual([answer]);
    expect(invocations).toHaveLength(1);
    expect(invocations[0]).toMatchObject({ outcome: 'ok', payload: { status: answer } });
    if (answer === 'Failed') expect(said(invocations)).toContain(operation);
  });

  test.each(['throttle', 'hang', 'garbage', '5xx', 'reset'] as const)(
    'the report, for as long as the hook lives: %s; the failure destination answers',
    async (kind) => {
      world.aws.break('PutLifecycleEventHookExecutionStatus', { kind });
      const fn = preTraffic({ timeout: 4, afterFailure: () => world.aws.mend() });
      const [hook, dead] = await invokeAsync(fn, world.deploy());
      expect(hook).toMatchObject({
        outcome: 'error',
        payload: { errorMessage: expect.stringContaining('could not report') },
      });
      expect(dead).toMatchObject({ outcome: 'ok', payload: { status: 'Failed' } });
      expect(world.answers).toEqual(['Failed']);
    },
  );
});

describe('a hook that dies: the failure destination answers', () => {
  /** The pre-traffic hook with a check, or a module, that kills it. */
  async function deadly(name: string, check: string, head = ''): Promise<string> {
    const service = join(import.meta.dirname, '../../.cache/e2e/hooks/deadly');
    const entry = join(service, 'fitness/hooks', `${name}.ts`);
    mkdirSync(dirname(entry), { recursive: true });
    writeFileSync(join(service, 'fitness.yaml'), config);
    const from = (path: string) => JSON.stringify(join(import.meta.dirname, '../../src', path));
    writeFileSync(
      entry,
      `import { preTrafficHook } from ${from('hooks/index.ts')};
       import { catalogue } from ${from('checks/catalogue.ts')};
       import config from '../../fitness.yaml';
       ${head}
       const [check] = catalogue.filter(({ meta }) => meta.id === '${ids[0]}');
       export const handler = preTrafficHook({ config, checks: [{ ...check, evaluate() { ${check} } }] });`,
    );
    return bundle(entry, name);
  }

  test.each([
    ['timeout', 'while (true);', '', { timeout: 3 }, 'timeout', 'Task timed out after 3.00 seconds'],
    [
      'out-of-memory',
      'const all = []; while (true) all.push(new Array(1e5).fill({}));',
      '',
      { memory: 64 },
      'exit',
      'Runtime exited',
    ],
    ['init-error', '', "throw new Error('the module is broken');", {}, 'init-error', 'the module is broken'],
    ['process-exit', 'process.exit(1);', '', {}, 'exit', 'Runtime exited with error: exit status 1'],
  ] as const)('%s', async (name, check, head, settings, outcome, message) => {
    const fn = preTraffic({ ...settings, bundle: await deadly(name, check, head) });
    const [hook, dead, ...rest] = await invokeAsync(fn, world.deploy());
    expect(rest).toEqual([]);
    expect(hook?.outcome).toBe(outcome);
    expect(dead).toMatchObject({ outcome: 'ok', payload: { status: 'Failed' } });
    expect(world.answers).toEqual(['Failed']);
    expect(said([dead!])).toContain(message);
  });

  test('during a rollback its answer is Succeeded: a dead hook must not stop it', async () => {
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const fn = preTraffic({ bundle: await deadly('init-error', '', "throw new Error('the module is broken');") });
    await invokeAsync(fn, world.deploy());
    expect(world.answers).toEqual(['Succeeded']);
  });
});

describe('a malformed event', () => {
  test('encoded twice: the hook understands it', async () => {
    await invokeAsync(preTraffic(), JSON.stringify(JSON.stringify(world.deploy())));
    expect(world.answers).toEqual(['Succeeded']);
  });

  test('with a missing name: nobody can be answered; hook and reporter say so, each with what they got', async () => {
    const { DeploymentId } = world.deploy();
    const [hook, dead] = await invokeAsync(preTraffic(), { DeploymentId });
    expect(hook).toMatchObject({ outcome: 'error' });
    expect(dead).toMatchObject({ outcome: 'error' });
    expect(said([hook!])).toContain('LifecycleEventHookExecutionId are missing in {\\"DeploymentId\\"');
    expect(world.answers).toEqual([]);
  });
});

test('an event of another stack leaves the baseline alone', async () => {
  const [result] = await invokeAsync(lambda('recorder'), world.outcome('UPDATE_COMPLETE', new Date(), `${STACK_ID}2`));
  expect(result).toMatchObject({ outcome: 'ok', payload: { recorded: 'nothing' } });
  expect(world.remembered('baseline')).toBeUndefined();
});
