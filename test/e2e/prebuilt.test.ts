/**
 * The hooks that the package brings ready to run, in a folder that holds nothing but fitness/dist/: on Lambda's own runtime
 * client and Node 24, whose AWS SDK is found as in Lambda, by NODE_PATH; and as `sam build` takes them into a Python service
 * where there is no Node.js.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readConfig } from '../../src/config/read.ts';
import { NEXT_HOOKS } from '../../src/hooks/next-hook.ts';
import { prebuiltFiles } from '../../src/project/adopted/prebuilt.ts';
import { invokeAsync, type AsyncFunction } from '../support/aws-stand-in/lambda.ts';
import { config, PUBLIC, STACK_ID, World } from '../support/aws-stand-in/world.ts';
import { ROOT, VENV } from '../support/packed.ts';
import { run, succeed } from '../support/process.ts';
import { installRuntimeClient } from '../support/runtime-client/install.mjs';
import { invoke } from '../support/runtime-client/runtime.ts';

let scratch: string;

beforeAll(async () => {
  await installRuntimeClient();
  await succeed(process.execPath, [join(ROOT, 'scripts/prebuilt.mjs')]);
  scratch = mkdtempSync(join(tmpdir(), 'prebuilt-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A repository with nothing in it but fitness/dist/, and what else is named. */
function repository(name: string, others: Readonly<Record<string, string>> = {}): string {
  const root = join(scratch, name);
  const text = `${config}stackGate: true\n`;
  const files = prebuiltFiles(readConfig(text), text).map(([path, { bytes }]) => [path, bytes] as const);
  for (const [path, content] of [...files, ...Object.entries(others)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

describe('on Lambda’s runtime client', () => {
  let root: string;
  let world: World;

  beforeAll(() => {
    root = repository('bare');
  });
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.aws.stop());

  function lambda(hook: string, more: Partial<AsyncFunction> = {}): AsyncFunction {
    const { environment, ...rest } = more;
    return {
      name: hook,
      bundle: join(root, `fitness/dist/${hook}.mjs`),
      timeout: 8,
      environment: world.environment('', { NODE_PATH: join(ROOT, 'node_modules'), ...environment }),
      ...rest,
    };
  }
  const reporter = () => lambda('report-failure', { timeout: 15 });
  const preTraffic = (more: Partial<AsyncFunction> = {}) => lambda('pre-traffic', { onFailure: reporter(), ...more });

  test('a sound release: Succeeded, confirmed, and kept by the recorder', async () => {
    world.stack.operationAt = new Date('2026-11-23T10:00:00Z');
    const [hook, ...rest] = await invokeAsync(preTraffic(), world.deploy());
    expect(rest).toEqual([]);
    expect(hook).toMatchObject({ outcome: 'ok', payload: { status: 'Succeeded' } });
    await invokeAsync(lambda('post-traffic'), world.deploy());
    expect(world.answers).toEqual(['Succeeded', 'Succeeded']);
    expect(world.remembered('candidate')).toHaveProperty('confirmedAt');
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000);
    const [kept] = await invokeAsync(lambda('recorder'), world.outcome('UPDATE_COMPLETE', at));
    expect(kept).toMatchObject({ outcome: 'ok', payload: { recorded: 'promoted' } });
    expect(world.remembered('baseline')).toMatchObject({ releaseId: '2026-11-23T10:00:00Z' });
  });

  test('with a bucket open to the public: Failed, and why', async () => {
    world.stack.template = PUBLIC;
    const [hook] = await invokeAsync(preTraffic(), world.deploy());
    expect(world.answers).toEqual(['Failed']);
    expect(hook?.log.join('\n')).toMatch(/Failed: fitness [\d.]+; minimum/);
    expect(world.aws.calls.filter((call) => call.startsWith('s3:'))).not.toEqual([]);
  });

  test('with a hook of its owner’s that comes next: that one is called with the very event', async () => {
    world.aws.account.functions.set('check-orders', { versions: [], aliases: {} });
    const event = world.deploy({
      target: { functionName: 'orders', alias: 'live', currentVersion: '1', targetVersion: '2' },
    });
    await invokeAsync(preTraffic({ environment: { [NEXT_HOOKS]: '{"orders":"check-orders"}' } }), event);
    expect(world.aws.account.invocations).toEqual([{ functionName: 'check-orders', payload: JSON.stringify(event) }]);
    expect(world.answers).toEqual([]);
  });

  test('the stack gate answers CloudFormation', async () => {
    const event = { RequestType: 'Delete', ResponseURL: `${world.aws.endpoint}/answer`, StackId: STACK_ID };
    const result = await invoke(lambda('stack-gate', { timeout: 3 }), event);
    expect(result.log.join('\n')).toContain('not judged: it is deleted');
  });

  test.each([
    ['fitness.yaml is missing', (folder: string) => rmSync(join(folder, 'fitness.yaml'))],
    ['hooks.mjs is cut off', (folder: string) => writeFileSync(join(folder, 'hooks.mjs'), 'import {')],
    ['the SDK is not there', () => undefined],
  ])('%s: CodeDeploy is answered all the same', async (name, spoil) => {
    const folder = join(scratch, name.replaceAll(/\W/g, '-'));
    cpSync(join(root, 'fitness/dist'), folder, { recursive: true });
    spoil(folder);
    const environment: Record<string, string> = name.startsWith('the SDK') ? { NODE_PATH: '' } : {};
    const bundle = join(folder, 'pre-traffic.mjs');
    const dead = { ...reporter(), bundle: join(folder, 'report-failure.mjs') };
    await invokeAsync(preTraffic({ bundle, onFailure: dead, environment }), world.deploy());
    expect(world.answers).toEqual(['Failed']);
  });

  test('a fitness.yaml that is broken: the hook itself answers, and says where', async () => {
    const folder = join(scratch, 'broken');
    cpSync(join(root, 'fitness/dist'), folder, { recursive: true });
    writeFileSync(join(folder, 'fitness.yaml'), config.replace('service: orders', 'service: 4711'));
    const [hook, ...rest] = await invokeAsync(preTraffic({ bundle: join(folder, 'pre-traffic.mjs') }), world.deploy());
    expect(rest).toEqual([]);
    expect(hook?.log.join('\n')).toContain('fitness.yaml:');
    expect(world.answers).toEqual(['Failed']);
  });

  test('starts in at most four times the time of an empty handler', async () => {
    const empty = join(scratch, 'empty.mjs');
    writeFileSync(empty, 'export const handler = async () => {};\n');
    const times: Record<'empty' | 'hook', number[]> = { empty: [], hook: [] };
    for (let round = 0; round < 7; round++) {
      times.empty.push((await invoke({ name: 'empty', bundle: empty }, {})).initMilliseconds!);
      times.hook.push((await invoke(preTraffic(), {})).initMilliseconds!);
    }
    const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[3]!;
    const [hook, least] = [median(times.hook), median(times.empty)];
    console.info(`init ${hook.toFixed(0)} ms, empty ${least.toFixed(0)} ms: ratio ${(hook / least).toFixed(2)}`);
    expect(hook / least).toBeLessThanOrEqual(4);
  });
});

describe('in a Python service, where there is no Node.js', () => {
  const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.11, CodeUri: src/, Handler: orders.handler }
  PreTrafficHook:
    Type: AWS::Lambda::Function
    Metadata: { SkipBuild: true }
    Properties:
      Code: fitness/dist/
      Handler: pre-traffic.handler
      Runtime: nodejs24.x
      Role: arn:aws:iam::123456789012:role/hook
`;

  test('`sam build` takes them as they are', async () => {
    const root = repository('python', {
      'template.yaml': TEMPLATE,
      'src/orders.py': 'def handler(event, context):\n    return {}\n',
      'src/requirements.txt': '',
    });
    // the SAM CLI and a Python, and nothing else
    const PATH = VENV;
    const env = { ...process.env, PATH, AWS_DEFAULT_REGION: 'eu-west-1', SAM_CLI_TELEMETRY: '0', NODE_OPTIONS: '' };
    expect(
      (await run('/bin/sh', ['-c', 'command -v node || command -v npm || command -v esbuild'], { env })).status,
    ).not.toBe(0);
    await succeed(join(VENV, 'sam'), ['build'], { cwd: root, env });
    const built = readFileSync(join(root, '.aws-sam/build/template.yaml'), 'utf8');
    const [, code = ''] = /PreTrafficHook:[^]*?\bCode: (\S+)/.exec(built) ?? [];
    const folder = join(root, '.aws-sam/build', code);
    for (const name of readdirSync(join(root, 'fitness/dist')))
      expect([name, readFileSync(join(folder, name)).equals(readFileSync(join(root, 'fitness/dist', name)))]).toEqual([
        name,
        true,
      ]);
  });
});
