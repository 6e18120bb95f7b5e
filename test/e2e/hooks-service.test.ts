/** The hooks over what really is deployed: a default service, after the SAM transform; and over moto, for what moto has. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../src/checks/catalogue.ts';
import { configText, withDefaultAnswers } from '../../src/config/answers.ts';
import { cloudformation } from '../../src/live/cloudformation.ts';
import { unreadStack } from '../../src/live/reader.ts';
import { ParameterStore, type ReleaseRecord } from '../../src/hooks/store.ts';
import { render } from '../../src/project/render.ts';
import { invokeAsync } from '../support/aws-stand-in/lambda.ts';
import { World } from '../support/aws-stand-in/world.ts';
import { VENV } from '../support/packed.ts';
import { succeed } from '../support/process.ts';
import { installRuntimeClient } from '../support/runtime-client/install.mjs';
import { hookBundle } from './hooks/bundle.ts';

const detected = { tool: '^0.1.0', region: 'eu-west-1', packageManager: 'npm' } as const;
const PARAMETERS = {
  Environment: 'prod',
  ReleaseId: 'release001',
  GateMode: 'enforce',
  FitnessOverrideReason: '',
  PermissionsBoundary: '',
  IgnoreAlarms: 'false',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hooks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a default service', () => {
  let bundle: string;
  let processed: { Resources: Record<string, { Type: string; Properties?: object }> };
  let world: World;

  beforeAll(async () => {
    await installRuntimeClient();
    const files = render(configText(withDefaultAnswers({ name: 'orders' }, detected)));
    const text = (path: string) => Buffer.from(files.get(path)!.bytes).toString();
    const template = join(folder, 'template.yaml');
    writeFileSync(template, text('template.yaml'));
    const script = join(import.meta.dirname, 'hooks/translate.py');
    const { stdout } = await succeed(join(VENV, 'python'), [script, template, JSON.stringify(PARAMETERS)]);
    processed = JSON.parse(stdout);
    bundle = await hookBundle(
      'pre-traffic',
      text('fitness.yaml'),
      catalogue.map(({ meta }) => meta.id),
    );
  });
  beforeEach(async () => {
    world = await World.create();
    world.stack.parameters = Object.entries(PARAMETERS).map(([key, value]) => ({ key, value }));
  });
  afterEach(() => world.aws.stop());

  async function deploy(template: object) {
    world.stack.template = JSON.stringify(template);
    const fn = { name: 'pre-traffic', bundle, timeout: 15, environment: world.environment() };
    const [invocation] = await invokeAsync(fn, world.deploy());
    return { invocation, log: invocation!.log.join('\n') };
  }

  test('is let through, fit and known', async () => {
    const { invocation } = await deploy(processed);
    expect(invocation).toMatchObject({ outcome: 'ok', payload: { status: 'Succeeded' } });
    const { measurement } = world.remembered('candidate')!;
    expect(measurement.fitness).toBeGreaterThanOrEqual(90);
    expect(measurement.coverage).toBeGreaterThanOrEqual(0.95);
  });

  test('is stopped with a bucket open to the public, and the log names the bucket', async () => {
    const Uploads = { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicReadWrite' } };
    const { log } = await deploy({ ...processed, Resources: { ...processed.Resources, Uploads } });
    expect(world.answers).toEqual(['Failed']);
    expect(log).toContain('"resource":"Uploads"');
  });
});

describe('over moto', () => {
  let moto: ChildProcess;
  const settings = { endpoint: '', region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const { signal } = new AbortController();

  beforeAll(async () => {
    const port = await freePort();
    settings.endpoint = `http://127.0.0.1:${port}`;
    moto = spawn(join(VENV, 'moto_server'), ['-p', String(port)], { stdio: 'ignore' });
    for (let tries = 0; tries < 100; tries++) {
      if (
        await fetch(settings.endpoint).then(
          () => true,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('moto_server does not answer');
  });
  afterAll(async () => {
    moto.kill();
    await once(moto, 'close');
  });

  test('SSM keeps the records, over 4 KB as well, and nothing where nothing was written', async () => {
    const client = new SSMClient(settings);
    const names = { service: 'orders', environment: 'prod', stackName: 'orders-prod' };
    const store = new ParameterStore(() => Promise.resolve(client), names);
    expect(await store.read('baseline', signal)).toBeUndefined();
    const record = (baseline: string): ReleaseRecord => ({
      version: 1,
      releaseId: 'release001',
      measuredAt: '2026-11-23T10:00:00.000Z',
      verdict: 'pass',
      measurement: { fitness: 90, raw: 91, complexity: 1, coverage: 1, categories: {} },
      baseline,
    });
    await store.write('baseline', record('x'), signal);
    await store.write('baseline', record('y'.repeat(6_000)), signal);
    expect(await store.read('baseline', signal)).toEqual(record('y'.repeat(6_000)));
    const { Parameter } = await client.send(
      new GetParameterCommand({ Name: '/fitness/orders/prod/orders-prod/baseline' }),
    );
    expect(Parameter?.Version).toBe(2);
  });

  test('CloudFormation: a stack is read with its values and resources', async () => {
    const client = new CloudFormationClient(settings);
    const template = {
      Parameters: { Name: { Type: 'String', Default: 'orders' }, Size: { Type: 'Number' } },
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'Name' } } },
        Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
      },
    };
    await client.send(
      new CreateStackCommand({
        StackName: 'orders-prod',
        TemplateBody: JSON.stringify(template),
        Parameters: [{ ParameterKey: 'Size', ParameterValue: '7' }],
      }),
    );
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'orders-prod' }));
    const context = { signal, cloudformation: () => Promise.resolve(client) };
    const live = await cloudformation.read(unreadStack(Stacks![0]!.StackId!), context);
    expect(live).toMatchObject({
      status: 'CREATE_COMPLETE',
      parameters: { Name: 'orders', Size: '7' },
      hiddenParameters: [],
      gaps: [],
    });
    expect(live.resources.map(({ logicalId, type }) => [logicalId, type]).sort()).toEqual([
      ['Bucket', 'AWS::S3::Bucket'],
      ['Topic', 'AWS::SNS::Topic'],
    ]);
    expect(live.template).toContain('VersioningConfiguration');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
