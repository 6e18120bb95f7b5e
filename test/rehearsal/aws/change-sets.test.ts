/** The stand-in's change sets, asked by the real client. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
  type CreateChangeSetCommandInput,
} from '@aws-sdk/client-cloudformation';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';

let aws: AwsStandIn;
let client: CloudFormationClient;

beforeEach(async () => {
  aws = await AwsStandIn.start();
  client = new CloudFormationClient({
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterEach(() => aws.stop());

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], BillingMode: 'PAY_PER_REQUEST' },
};
const FUNCTION = {
  Type: 'AWS::Serverless::Function',
  Properties: {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    CodeUri: 's3://code/key',
    AutoPublishAlias: 'live',
    AutoPublishCodeSha256: { Ref: 'ReleaseId' },
    Environment: { Variables: { TABLE: { Ref: 'Table' } } },
  },
};
const sam = (resources: object) =>
  JSON.stringify({
    Transform: 'AWS::Serverless-2016-10-31',
    Parameters: {
      ReleaseId: { Type: 'String', Default: 'local00000' },
      Secret: { Type: 'String', NoEcho: true, Default: 'x' },
    },
    Resources: resources,
  });
const plain = (resources: object) => JSON.stringify({ Resources: resources });

function create(TemplateBody: string, more: Partial<CreateChangeSetCommandInput> = {}) {
  return client.send(
    new CreateChangeSetCommand({
      StackName: 'orders',
      ChangeSetName: 'release',
      ChangeSetType: 'CREATE',
      Capabilities: ['CAPABILITY_IAM'],
      TemplateBody,
      ...more,
    }),
  );
}
const describeIt = () => client.send(new DescribeChangeSetCommand({ StackName: 'orders', ChangeSetName: 'release' }));
/** The second answer: the first is that it is not there yet. */
const described = async () => (await describeIt(), describeIt());
const executed = async () => {
  await client.send(new ExecuteChangeSetCommand({ StackName: 'orders', ChangeSetName: 'release' }));
  await new Promise((resolve) => setImmediate(resolve));
};
const deploy = async (template: string, more: Partial<CreateChangeSetCommandInput> = {}) => {
  await create(template, more);
  await executed();
};
const status = async () =>
  (await client.send(new DescribeStacksCommand({ StackName: 'orders' }))).Stacks?.[0]?.StackStatus;
const changesByResource = async () =>
  Object.fromEntries(
    ((await described()).Changes ?? []).map(({ ResourceChange }) => [
      ResourceChange?.LogicalResourceId,
      ResourceChange,
    ]),
  );

describe('of a new stack', () => {
  test('is pending, then complete, and adds everything that the transform makes', async () => {
    const { StackId } = await create(sam({ Table: TABLE, Api: FUNCTION }));
    expect(StackId).toMatch(/^arn:aws:cloudformation:eu-west-1:\d{12}:stack\/orders\//);
    expect(await status()).toBe('REVIEW_IN_PROGRESS');
    expect(await describeIt()).toMatchObject({ Status: 'CREATE_PENDING', ExecutionStatus: 'UNAVAILABLE' });
    const answer = await describeIt();
    expect(answer).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
    expect(answer.Parameters).toContainEqual(
      expect.objectContaining({ ParameterKey: 'Secret', ParameterValue: '****' }),
    );
    const types = (answer.Changes ?? []).map(
      ({ ResourceChange }) => `${ResourceChange?.Action} ${ResourceChange?.ResourceType}`,
    );
    expect(types.sort()).toEqual([
      'Add AWS::DynamoDB::Table',
      'Add AWS::IAM::Role',
      'Add AWS::Lambda::Alias',
      'Add AWS::Lambda::Function',
      'Add AWS::Lambda::Version',
    ]);
  });

  test('has its template, as it was given and as it was processed', async () => {
    const body = sam({ Table: TABLE, Api: FUNCTION });
    await create(body);
    const template = async (TemplateStage: 'Original' | 'Processed') =>
      (await client.send(new GetTemplateCommand({ StackName: 'orders', ChangeSetName: 'release', TemplateStage })))
        .TemplateBody;
    expect(await template('Original')).toBe(body);
    expect(JSON.parse((await template('Processed')) ?? '').Resources).toHaveProperty('ApiAliaslive');
  });

  test('is executed: every resource has an id, and references name them', async () => {
    await deploy(sam({ Table: TABLE, Api: FUNCTION }));
    expect(await status()).toBe('CREATE_COMPLETE');
    const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName: 'orders' }));
    const ids = Object.fromEntries(
      StackResourceSummaries.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]),
    );
    expect(ids['Table']).toMatch(/^orders-Table-[0-9A-F]{12}$/);
    expect(ids['ApiAliaslive']).toBe(`arn:aws:lambda:eu-west-1:123456789012:function:${ids['Api']}:live`);
    expect(aws.account.resources.get(ids['Api'] ?? '')?.properties).toMatchObject({
      Environment: { Variables: { TABLE: ids['Table'] } },
      Role: expect.stringMatching(/^arn:aws:iam::123456789012:role\/orders-ApiRole-/),
    });
    expect(aws.account.functions.get(ids['Api'] ?? '')).toEqual({
      versions: ['1'],
      aliases: { live: { version: '1' } },
    });
  });

  test('is removed: the stack that it made stays until it is deleted', async () => {
    await create(plain({ Table: TABLE }));
    await client.send(new DeleteChangeSetCommand({ StackName: 'orders', ChangeSetName: 'release' }));
    expect((await client.send(new ListChangeSetsCommand({ StackName: 'orders' }))).Summaries ?? []).toEqual([]);
    expect(await status()).toBe('REVIEW_IN_PROGRESS');
    await client.send(new DeleteStackCommand({ StackName: 'orders' }));
    await expect(status()).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id orders does not exist',
    });
  });
});

describe('of a stack that is there', () => {
  const update = { ChangeSetType: 'UPDATE' } as const;

  test('says what is replaced, and what it takes with it', async () => {
    await deploy(
      plain({ Table: TABLE, Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Table' } } } }),
    );
    const key = { ...TABLE.Properties, KeySchema: [{ AttributeName: 'order', KeyType: 'HASH' }] };
    await create(
      plain({
        Table: { ...TABLE, Properties: key, UpdateReplacePolicy: 'Retain' },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Table' } } },
        Topic: { Type: 'AWS::SNS::Topic' },
      }),
      update,
    );
    const { Table, Queue, Topic } = await changesByResource();
    expect(Table).toMatchObject({
      Action: 'Modify',
      Replacement: 'True',
      PolicyAction: 'ReplaceAndRetain',
      PhysicalResourceId: expect.stringContaining('orders-Table-'),
      Scope: ['Properties', 'UpdateReplacePolicy'],
    });
    expect(Table?.Details?.[0]?.Target).toMatchObject({ Name: 'KeySchema', RequiresRecreation: 'Always' });
    expect(Queue).toMatchObject({ Action: 'Modify', Replacement: 'Conditional' });
    expect(Queue?.Details?.[0]).toMatchObject({
      Evaluation: 'Dynamic',
      ChangeSource: 'ResourceReference',
      CausingEntity: 'Table',
    });
    expect(Topic).toMatchObject({ Action: 'Add' });
    await executed();
    expect(
      [...aws.account.resources.keys()].filter((id) => id.includes('-Table-') && !id.includes('sqs')),
    ).toHaveLength(2);
  });

  test('changes in place what can be changed, and removes what is gone', async () => {
    await deploy(plain({ Table: TABLE, Topic: { Type: 'AWS::SNS::Topic', DeletionPolicy: 'Retain' } }));
    await create(
      plain({ Table: { ...TABLE, Properties: { ...TABLE.Properties, SSESpecification: { SSEEnabled: true } } } }),
      update,
    );
    const { Table, Topic } = await changesByResource();
    expect(Table).toMatchObject({ Replacement: 'False', Scope: ['Properties'] });
    expect(Topic).toMatchObject({ Action: 'Remove', PolicyAction: 'Retain' });
    await executed();
    expect(await status()).toBe('UPDATE_COMPLETE');
    const table = aws.account.ofType('AWS::DynamoDB::Table')[0]?.[1];
    expect(table?.properties).toHaveProperty('SSESpecification.SSEEnabled', true);
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'orders' }));
    expect(StackEvents.map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`).slice(0, 7)).toEqual([
      'orders UPDATE_COMPLETE',
      'Topic DELETE_SKIPPED',
      'Topic DELETE_IN_PROGRESS',
      'orders UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Table UPDATE_COMPLETE',
      'Table UPDATE_IN_PROGRESS',
      'orders UPDATE_IN_PROGRESS',
    ]);
    expect(new Set(StackEvents.map(({ EventId }) => EventId)).size).toBe(StackEvents.length);
  });

  test.each([
    ['a plain one', plain({ Table: TABLE }), "The submitted information didn't contain changes"],
    ['one with a transform', sam({ Table: TABLE }), 'No updates are to be performed.'],
  ])('without a change fails: %s', async (_, template, reason) => {
    await deploy(template);
    await create(template, update);
    const answer = await described();
    expect(answer).toMatchObject({ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE' });
    expect(answer.StatusReason).toContain(reason);
    await expect(executed()).rejects.toMatchObject({ message: expect.stringContaining('current status of [FAILED]') });
  });

  test('a new release id publishes a version and moves the alias', async () => {
    const template = sam({ Table: TABLE, Api: FUNCTION });
    await deploy(template);
    await deploy(template, { ...update, Parameters: [{ ParameterKey: 'ReleaseId', ParameterValue: 'abcdefghij' }] });
    expect([...aws.account.functions.values()]).toEqual([
      { versions: ['1', '2'], aliases: { live: { version: '2' } } },
    ]);
  });

  test('takes previous values', async () => {
    const template = sam({ Table: TABLE, Api: FUNCTION });
    await deploy(template, { Parameters: [{ ParameterKey: 'ReleaseId', ParameterValue: 'abcdefghij' }] });
    await create(template, { ...update, Parameters: [{ ParameterKey: 'ReleaseId', UsePreviousValue: true }] });
    expect((await described()).Status).toBe('FAILED');
  });
});

describe('is refused', () => {
  test.each<[string, Partial<CreateChangeSetCommandInput>, string]>([
    ['for a stack that is not there', { ChangeSetType: 'UPDATE' }, 'Stack [orders] does not exist'],
    [
      'with a parameter too many',
      { Parameters: [{ ParameterKey: 'No', ParameterValue: '1' }] },
      'Parameters: [No] do not exist in the template',
    ],
    ['with a body too long', { TemplateBody: ' '.repeat(51_201) }, 'less than or equal to 51200'],
    [
      'with a template that is nowhere',
      { TemplateBody: undefined, TemplateURL: 'https://s3.amazonaws.com/b/k' },
      'does not exist',
    ],
  ])('%s', async (_, more, message) => {
    await expect(create(sam({ Table: TABLE }), more)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });

  test('without the capability that roles need', async () => {
    const role = { Type: 'AWS::IAM::Role', Properties: {} };
    await expect(create(plain({ Role: role }), { Capabilities: [] })).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
    });
    await create(sam({ Table: TABLE, Api: FUNCTION }), { Capabilities: [] });
    expect(await described()).toMatchObject({
      Status: 'FAILED',
      StatusReason: 'Requires capabilities : [CAPABILITY_IAM]',
    });
  });

  test('under a name that is taken, unless it is the same request again', async () => {
    const first = await create(plain({ Table: TABLE }), { ClientToken: 'a' });
    expect((await create(plain({ Table: TABLE }), { ClientToken: 'a' })).Id).toBe(first.Id);
    await expect(create(plain({ Table: TABLE }), { ClientToken: 'b' })).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
  });

  test('when it is asked for under another name', async () => {
    await create(plain({ Table: TABLE }));
    const ask = client.send(new DescribeChangeSetCommand({ StackName: 'orders', ChangeSetName: 'other' }));
    await expect(ask).rejects.toMatchObject({ name: expect.stringContaining('ChangeSetNotFound') });
  });
});

test('nested stacks have change sets of their own, and are changed with their parent', async () => {
  aws.account.objects.set('code/nested.json', plain({ Table: TABLE }));
  const nested = {
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: 'https://s3.eu-west-1.amazonaws.com/code/nested.json' },
  };
  await create(plain({ Storage: nested }), { IncludeNestedStacks: true });
  const { Storage } = await changesByResource();
  const inner = { StackName: Storage?.PhysicalResourceId, ChangeSetName: Storage?.ChangeSetId };
  const { TemplateBody } = await client.send(new GetTemplateCommand({ ...inner, TemplateStage: 'Processed' }));
  expect(JSON.parse(TemplateBody ?? '')).toHaveProperty('Resources.Table');
  await executed();
  expect(aws.account.stacks.get(Storage?.PhysicalResourceId ?? '')?.status).toBe('CREATE_COMPLETE');
  expect(aws.account.ofType('AWS::DynamoDB::Table')).toHaveLength(1);
});

test('pages end; broken ones do not', async () => {
  aws.account.pageSize = 2;
  await create(sam({ Table: TABLE, Api: FUNCTION }));
  const page = (NextToken?: string) =>
    client.send(
      new DescribeChangeSetCommand({ StackName: 'orders', ChangeSetName: 'release', ...(NextToken && { NextToken }) }),
    );
  await page();
  const first = await page();
  const last = await page((await page(first.NextToken)).NextToken);
  expect([first.Changes?.length, last.Changes?.length, last.NextToken]).toEqual([2, 1, undefined]);
  aws.break('DescribeChangeSet', { kind: 'endless-pages', token: 'new' });
  const [a, b] = [await page(), await page('endless-1')];
  expect(a.NextToken).not.toBe(b.NextToken);
  aws.break('cloudformation:DescribeChangeSet', { kind: 'endless-pages', token: 'same' });
  expect((await page('endless')).NextToken).toBe('endless');
});
