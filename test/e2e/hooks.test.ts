/**
 * The hooks that `npm run build` makes of a default service, on Lambda's own runtime client and Node 24, against the stand-in for the AWS endpoints, which also
 * plays Lambda's part in asynchronous invocation: whatever breaks, CodeDeploy accepts one report.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { invokeAsync, type AsyncFunction } from '../support/aws-stand-in/lambda.ts';
import type { Fault } from '../../src/rehearsal/aws/faults.ts';
import { PUBLIC, STACK_ID, World } from '../support/aws-stand-in/world.ts';
import { builtHooks, builtService, sizeOf, type Hook } from '../support/built-service.ts';
import { installRuntimeClient } from '../support/runtime-client/install.mjs';
import { invoke, type Invocation } from '../support/runtime-client/runtime.ts';

let bundles: Record<Hook, string>;
let buildId: string;
let scratch: string;
let world: World;

beforeAll(async () => {
  await installRuntimeClient();
  bundles = await builtHooks();
  ({ buildId } = await builtService());
  scratch = mkdtempSync(join(tmpdir(), 'hooks-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.aws.stop());

/** As template.yaml has it, with shorter times. */
function lambda(hook: Hook, more: Partial<AsyncFunction> & { releaseId?: string } = {}): AsyncFunction {
  const { releaseId, environment, ...rest } = more;
  return {
    name: hook,
    bundle: bundles[hook],
    timeout: 8,
    environment: world.environment(releaseId, { FITNESS_BUILD_ID: buildId, ...environment }),
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
    // What was rejected draws nothing: the last point is the baseline's again.
    expect(lines(gone).filter((line) => '_aws' in line)).toEqual([
      expect.objectContaining({ ReleaseId: 'release001', Fitness: baseline?.measurement.fitness }),
    ]);
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

describe('every call at once breaks, but for the report', () => {
  const reads = ['GetDeployment', 'DescribeStacks', 'GetTemplate', 'ListStackResources', 'GetParameter'];
  const calls = [...reads, 'PutParameter', 'DescribeStackEvents'];
  const faults: [string, Fault, 'Succeeded' | 'Failed'][] = [
    ['denied', { kind: 'error', code: 'AccessDeniedException', status: 403 }, 'Failed'],
    ['throttled', { kind: 'throttle' }, 'Failed'],
    ['internal errors', { kind: '5xx' }, 'Failed'],
    ['garbage', { kind: 'garbage' }, 'Failed'],
    ['nothing in it', { kind: 'empty' }, 'Failed'],
    ['cut', { kind: 'reset' }, 'Failed'],
    ['hanging', { kind: 'hang' }, 'Failed'],
    ['slow', { kind: 'slow', milliseconds: 400 }, 'Succeeded'],
  ];

  test.each(faults)('%s', async (_, fault, answer) => {
    for (const call of calls) world.aws.break(call, fault);
    const invocations = await invokeAsync(preTraffic(), world.deploy());
    expect(invocations).toHaveLength(1);
    expect(invocations[0]).toMatchObject({ outcome: 'ok', payload: { status: answer } });
    expect(world.answers).toEqual([answer]);
  });
});

describe('a hook that dies: the failure destination answers', () => {
  /** The built pre-traffic hook in a folder of its own, changed, or with something before it. */
  function altered(name: string, change: (text: string) => string, wrapper?: string): string {
    const folder = mkdtempSync(join(scratch, `${name}-`));
    const file = join(folder, basename(bundles['pre-traffic']));
    cpSync(dirname(bundles['pre-traffic']), folder, { recursive: true });
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    if (wrapper === undefined) return file;
    const entry = file.replace(/pre-traffic\.mjs$/, 'entry.mjs');
    writeFileSync(entry, wrapper);
    return entry;
  }
  const same = (text: string) => text;

  /** More than CloudFormation would take: to judge it takes seconds without a pause, and more than 24 MB. */
  function huge(): string {
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicReadWrite' } };
    const Resources = Object.fromEntries(Array.from({ length: 9_000 }, (_, index) => [`Bucket${index}`, bucket]));
    return JSON.stringify({ Resources });
  }

  test.each([
    ['timeout', { timeout: 3 }, 'timeout', 'Task timed out after 3.00 seconds'],
    ['out of memory', { memory: 24 }, 'exit', 'Runtime exited'],
  ] as const)('%s, over a huge template', async (_, settings, outcome, message) => {
    world.stack.template = huge();
    const [hook, dead, ...rest] = await invokeAsync(preTraffic(settings), world.deploy());
    expect(rest).toEqual([]);
    expect(hook?.outcome).toBe(outcome);
    expect(dead).toMatchObject({ outcome: 'ok', payload: { status: 'Failed' } });
    expect(world.answers).toEqual(['Failed']);
    expect(said([dead!])).toContain(message);
  });

  const missing = (text: string) => `import 'a-dependency-that-was-left-out';\n${text}`;

  test.each([
    ['init error: a dependency is missing', missing, undefined, 'init-error', 'a-dependency-that-was-left-out'],
    [
      'init error: the bundle is cut off',
      (text: string) => text.slice(0, text.length / 2),
      undefined,
      'init-error',
      '',
    ],
    ['process.exit', same, 'export const handler = () => process.exit(1);', 'exit', 'exit status 1'],
    ['a handler that rejects', same, "export const handler = async () => { throw new Error('no') };", 'error', 'no'],
  ] as const)('%s', async (name, change, wrapper, outcome, message) => {
    const bundle = altered(name.replaceAll(/\W/g, '-'), change, wrapper);
    const [hook, dead, ...rest] = await invokeAsync(preTraffic({ bundle }), world.deploy());
    expect(rest).toEqual([]);
    expect(hook?.outcome).toBe(outcome);
    expect(dead).toMatchObject({ outcome: 'ok', payload: { status: 'Failed' } });
    expect(world.answers).toEqual(['Failed']);
    expect(said([dead!])).toContain(message);
  });

  test('during a rollback its answer is Succeeded: a dead hook must not stop it', async () => {
    world.stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await invokeAsync(preTraffic({ bundle: altered('rollback', missing) }), world.deploy());
    expect(world.answers).toEqual(['Succeeded']);
  });

  test('a broken fitness.yaml in the bundle: the hook itself answers, and says where it is broken', async () => {
    const bundle = altered('config', (text) => text.replace('service: orders', 'service: 4711'));
    const [hook, ...rest] = await invokeAsync(preTraffic({ bundle }), world.deploy());
    expect(rest).toEqual([]);
    expect(hook).toMatchObject({ outcome: 'ok', payload: { status: 'Failed' } });
    expect(world.answers).toEqual(['Failed']);
    expect(said([hook!])).toContain('fitness.yaml:');
  });
});

describe('what the build made', () => {
  test('takes at most 1.5 MB each', () => {
    for (const bundle of Object.values(bundles)) expect(sizeOf(bundle)).toBeLessThanOrEqual(1.5e6);
  });

  test('starts in at most four times the time of an empty handler', async () => {
    const empty = join(scratch, 'empty.mjs');
    writeFileSync(empty, 'export const handler = async () => {};\n');
    const init = async (fn: AsyncFunction) => (await invoke(fn, {})).initMilliseconds!;
    const times: Record<'empty' | 'hook', number[]> = { empty: [], hook: [] };
    for (let round = 0; round < 7; round++) {
      times.empty.push(await init({ name: 'empty', bundle: empty }));
      times.hook.push(await init(preTraffic()));
    }
    const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[3]!;
    const [hook, least] = [median(times.hook), median(times.empty)];
    console.info(`init ${hook.toFixed(0)} ms, empty ${least.toFixed(0)} ms: ratio ${(hook / least).toFixed(2)}`);
    expect(hook / least).toBeLessThanOrEqual(4);
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
