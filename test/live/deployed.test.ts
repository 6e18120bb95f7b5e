import { expect, test } from '@jest/globals';
import { Aws, properties } from '../../src/live/aws.ts';
import { deployedStack, withDeployed } from '../../src/live/deployed.ts';
import { stackDocument } from '../../src/live/document.ts';
import { unreadStack, type LiveResource, type LiveStack, type ResourceReader } from '../../src/live/reader.ts';
import { Scenario } from '../../src/template/resolve.ts';
import { loadTemplate } from '../../src/template/template.ts';

const STACK_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders/1';
const BEGUN = new Date('2026-11-23T10:00:00Z');
const before = new Date(BEGUN.getTime() - 60_000);

const TEMPLATE = {
  Resources: {
    Orders: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' }, Tags: [] } },
    Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Orders' } } },
  },
};

const WANTED = ['cloudformation:GetTemplate', 'cloudformation:DescribeStacks'];

/** Reads a bucket by two operations of the table, whatever they are called. */
function reader(answer: () => Promise<string | undefined>, more: Partial<ResourceReader> = {}): ResourceReader {
  return {
    types: ['AWS::S3::Bucket'],
    operations: ['cloudformation:GetTemplate', 'cloudformation:ListStackResources'],
    read: async (_resource, aws) => ({
      properties: await properties({
        VersioningConfiguration: aws
          .ask('cloudformation:GetTemplate', answer)
          .then((status) => (status === undefined ? undefined : { Status: status })),
        BucketEncryption: aws.ask('cloudformation:ListStackResources', () => Promise.resolve('never asked')),
      }),
    }),
    ...more,
  };
}

interface Setting {
  readonly status?: string;
  readonly resource?: Partial<LiveResource>;
  readonly changes?: boolean;
  readonly signal?: AbortSignal;
  readonly policy?: Partial<LiveResource>;
}

async function read(readers: readonly ResourceReader[], setting: Setting = {}) {
  const { status = 'UPDATE_IN_PROGRESS', resource = {}, changes = true } = setting;
  const orders: LiveResource = {
    logicalId: 'Orders',
    type: 'AWS::S3::Bucket',
    physicalId: 'orders-1',
    status: 'UPDATE_COMPLETE',
    updatedAt: BEGUN,
    ...resource,
  };
  const policy: LiveResource = {
    logicalId: 'Policy',
    type: 'AWS::S3::BucketPolicy',
    physicalId: 'orders-1',
    updatedAt: before,
    ...setting.policy,
  };
  const stack: LiveStack = {
    ...unreadStack(STACK_ID),
    status,
    operationAt: BEGUN,
    template: JSON.stringify(TEMPLATE),
    resources: [orders, policy],
  };
  const { document, inputs, live } = stackDocument(stack);
  const signal = setting.signal ?? new AbortController().signal;
  const aws = new Aws({ wanted: new Set(WANTED), settings: {}, signal });
  const written = deployedStack(loadTemplate(document, inputs), live, STACK_ID);
  const template = await withDeployed(written, live, { aws, readers, changes: () => changes });
  return { template, scenario: new Scenario(template), orders: new Scenario(template).resource('Orders')! };
}

test('what a reader says stands for the template’s; what it leaves out, or no check wants, does not', async () => {
  const { orders } = await read([reader(() => Promise.resolve('Suspended'))]);
  expect(orders.get('VersioningConfiguration', 'Status')).toEqual({
    state: 'known',
    value: 'Suspended',
    path: ['Properties', 'VersioningConfiguration', 'Status'],
    evidence: 'live',
  });
  expect(orders.get('Tags')).toMatchObject({ state: 'known', value: [], evidence: 'template' });
  expect(orders.get('BucketEncryption')).toMatchObject({ state: 'absent', evidence: 'template' });
  expect(orders.get()).toMatchObject({ value: { VersioningConfiguration: { Status: 'Suspended' }, Tags: [] } });
});

test('what is not set there is absent, whatever the template says', async () => {
  const { orders } = await read([reader(() => Promise.resolve(undefined))]);
  expect(orders.get('VersioningConfiguration', 'Status')).toMatchObject({ state: 'absent', evidence: 'live' });
});

test('what may not be read is unknown, with the action that is missing', async () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  const { orders } = await read([reader(() => Promise.reject(denied))]);
  expect(orders.get('VersioningConfiguration')).toMatchObject({
    state: 'unknown',
    reason: 'denied: the role needs cloudformation:GetTemplate',
  });
});

test('what is not read in time is unknown, even if the client does not listen to the signal', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  const { orders } = await read([reader(() => new Promise(() => undefined))], { signal: controller.signal });
  expect(orders.get('VersioningConfiguration')).toMatchObject({
    state: 'unknown',
    reason: 'cloudformation:GetTemplate did not answer in the time for reading',
  });
});

test('a resource of which nothing can be read is unknown in all its properties', async () => {
  const broken = reader(() => Promise.resolve(''), { read: () => Promise.reject(new Error('no such thing')) });
  const { orders } = await read([broken]);
  expect(orders.get('Tags')).toMatchObject({ state: 'unknown', reason: 'no such thing' });
});

test.each<[string, Setting, 'Suspended' | 'Enabled']>([
  ['the update has come to it', {}, 'Suspended'],
  ['the update is at it', { resource: { status: 'UPDATE_IN_PROGRESS' } }, 'Enabled'],
  ['the update has yet to change it', { resource: { updatedAt: before } }, 'Enabled'],
  ['the update does not change it', { resource: { updatedAt: before }, changes: false }, 'Suspended'],
  ['nothing goes on', { resource: { updatedAt: before }, status: 'UPDATE_COMPLETE' }, 'Suspended'],
])('during an update: %s', async (_, setting, status) => {
  const { orders } = await read([reader(() => Promise.resolve('Suspended'))], setting);
  expect(orders.get('VersioningConfiguration', 'Status')).toMatchObject({
    value: status,
    evidence: status === 'Enabled' ? 'template-pending' : 'live',
  });
});

test('what is found beside a resource is judged like one of the template, and named by both', async () => {
  const found = reader(() => Promise.resolve(''), {
    read: (resource) =>
      Promise.resolve({
        properties: {},
        found: [{ name: 'policy', type: 'AWS::S3::BucketPolicy', properties: { Bucket: resource.physicalId } }],
      }),
  });
  const { template, scenario, orders } = await read([found]);
  expect([...template.resources.keys()]).toEqual(['Orders', 'Policy', 'Orders (policy)']);
  expect(template.inputs.deployed?.get('Orders (policy)')).toMatchObject({ found: true });
  const policy = scenario.resource('Orders (policy)')!;
  expect(scenario.refersTo(policy.get('Bucket'), orders)).toBe(true);
});

test('a reader knows what the template says of others, by their physical ids', async () => {
  let asked: unknown;
  await read([
    reader(() => Promise.resolve(''), {
      read: (resource) => {
        asked = resource.declared('AWS::S3::BucketPolicy').map((policy) => policy.property('Bucket'));
        return Promise.resolve({ properties: {} });
      },
    }),
  ]);
  expect(asked).toEqual(['orders-1']);
});

test('no more calls at once than are allowed', async () => {
  const aws = new Aws({
    wanted: new Set(WANTED),
    settings: {},
    signal: new AbortController().signal,
    concurrency: 3,
  });
  let now = 0;
  let most = 0;
  const call = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    now--;
  };
  await Promise.all(Array.from({ length: 20 }, () => aws.ask('cloudformation:GetTemplate', call)));
  expect(most).toBe(3);
});

test.each([
  ['the update touches one of its type', { updatedAt: BEGUN }, []],
  ['the update has nothing to do with its type', { updatedAt: before }, ['Orders (policy)']],
])('what is found while an update goes on may be what it has yet to clean up: %s', async (_, policy, found) => {
  const beside = reader(() => Promise.resolve(''), {
    read: () =>
      Promise.resolve({ properties: {}, found: [{ name: 'policy', type: 'AWS::S3::BucketPolicy', properties: {} }] }),
  });
  const { template } = await read([beside], { policy, changes: false });
  expect([...template.resources.keys()].slice(2)).toEqual(found);
});
