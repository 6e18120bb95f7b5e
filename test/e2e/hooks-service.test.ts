/** The hooks over what really is deployed: a default service, built and after the SAM transform; and over moto, for what moto has. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { join } from 'node:path';
import { COMPLEXITY, GATE } from '../../src/config/defaults.ts';
import { serializeBaseline } from '../../src/fitness/baseline.ts';
import { readStack } from '../../src/live/cloudformation.ts';
import { unreadStack } from '../../src/live/reader.ts';
import { ParameterStore, type ReleaseRecord } from '../../src/hooks/store.ts';
import { invokeAsync } from '../support/aws-stand-in/lambda.ts';
import { World } from '../support/aws-stand-in/world.ts';
import { builtHooks, builtService } from '../support/built-service.ts';
import { VENV } from '../support/packed.ts';
import { succeed } from '../support/process.ts';
import { installRuntimeClient } from '../support/runtime-client/install.mjs';
import { startMoto, type Moto } from './moto.ts';

const PARAMETERS = {
  Environment: 'prod',
  ReleaseId: 'release001',
  GateMode: 'enforce',
  FitnessOverrideReason: '',
  PermissionsBoundary: '',
  IgnoreAlarms: 'false',
};

describe('a default service', () => {
  let bundle: string;
  let buildId: string;
  let processed: { Resources: Record<string, { Type: string; Properties?: object }> };
  let world: World;

  beforeAll(async () => {
    await installRuntimeClient();
    const { template, ...built } = await builtService();
    buildId = built.buildId;
    const script = join(import.meta.dirname, 'hooks/translate.py');
    const { stdout } = await succeed(join(VENV, 'python'), [script, template, JSON.stringify(PARAMETERS)]);
    processed = JSON.parse(stdout);
    bundle = (await builtHooks())['pre-traffic'];
  });
  beforeEach(async () => {
    world = await World.create();
    world.stack.parameters = Object.entries(PARAMETERS).map(([key, value]) => ({ key, value }));
  });
  afterEach(() => world.aws.stop());

  async function deploy(template: object) {
    world.stack.template = JSON.stringify(template);
    const fn = {
      name: 'pre-traffic',
      bundle,
      timeout: 15,
      environment: world.environment(undefined, { FITNESS_BUILD_ID: buildId }),
    };
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
  let moto: Moto;
  const { signal } = new AbortController();

  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());

  test('SSM keeps the records, over 4 KB as well, and nothing where nothing was written', async () => {
    const client = new SSMClient(moto.settings);
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
    await store.write('baseline', record(baselineOfResources(5)), signal);
    const large = record(baselineOfResources(500));
    expect(JSON.stringify(large).length).toBeGreaterThan(4096);
    await store.write('baseline', large, signal);
    expect(await store.read('baseline', signal)).toEqual(large);
    const { Parameter } = await client.send(
      new GetParameterCommand({ Name: '/fitness/orders/prod/orders-prod/baseline' }),
    );
    expect(Parameter?.Version).toBe(2);
  });

  test('CloudFormation: a stack is read with its values and resources', async () => {
    const client = new CloudFormationClient(moto.settings);
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
    const live = await readStack(unreadStack(Stacks![0]!.StackId!), context);
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

function baselineOfResources(count: number): string {
  const resources = Array.from({ length: count }, (_, index): [number, { type: string; mark: number }] => [
    (index * 2_654_435_761) % 2 ** 32,
    { type: 'AWS::S3::Bucket', mark: (index * 40_503) % 2 ** 24 },
  ]);
  const { lambda, budget } = COMPLEXITY;
  return serializeBaseline({
    version: 1,
    tool: 'create-fitness-serverless@0.1.0',
    at: '2026-11-23T10:00:00.000Z',
    phase: 'stack',
    ...{ fitness: 90, raw: 91, coverage: 1, complexity: {} },
    config: { gate: GATE, complexity: { lambda, budget } },
    resources: new Map(resources),
    checks: new Map(),
    hooks: { before: [], after: [] },
  });
}
