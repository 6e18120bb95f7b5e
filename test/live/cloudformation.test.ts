import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { describeStack, outcomeSince, readStack } from '../../src/live/cloudformation.ts';
import { unreadStack } from '../../src/live/reader.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import type { Stack } from '../../src/rehearsal/aws/account.ts';

const stackId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-prod/1';
const nestedId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-prod-Storage-A/2';
const { signal } = new AbortController();

let aws: AwsStandIn;
let client: CloudFormationClient;

function stack(more: Partial<Stack> = {}): Stack {
  return {
    status: 'UPDATE_IN_PROGRESS',
    parameters: [],
    template: '{"Resources":{}}',
    resources: [],
    events: [],
    ...more,
  };
}
const read = () => readStack(unreadStack(stackId), { signal, cloudformation: () => Promise.resolve(client) });

beforeEach(async () => {
  aws = await AwsStandIn.start();
  client = new CloudFormationClient({
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 2,
  });
});
afterEach(() => aws.stop());

describe('the reader of a stack', () => {
  test('reads template, parameters, resources over pages, and nested stacks', async () => {
    aws.account.pageSize = 1;
    aws.account.stacks.set(
      stackId,
      stack({
        template: '{"Resources":{"Storage":{"Type":"AWS::CloudFormation::Stack"}},"Description":"<&>\\"ü"}',
        parameters: [
          { key: 'Environment', value: 'prod' },
          { key: 'Secret', value: '****' },
          { key: 'Vpc', value: '/network/vpc', resolved: 'vpc-1' },
        ],
        resources: [
          { logicalId: 'Old', type: 'AWS::SNS::Topic', physicalId: 't', status: 'DELETE_COMPLETE' },
          { logicalId: 'New', type: 'AWS::SNS::Topic', status: 'CREATE_IN_PROGRESS' },
          { logicalId: 'Storage', type: 'AWS::CloudFormation::Stack', physicalId: nestedId },
        ],
      }),
    );
    aws.account.stacks.set(nestedId, stack({ rootId: stackId, template: '{"Resources":{"Inner":{}}}' }));

    const live = await read();
    expect(live).toMatchObject({
      status: 'UPDATE_IN_PROGRESS',
      template: '{"Resources":{"Storage":{"Type":"AWS::CloudFormation::Stack"}},"Description":"<&>\\"ü"}',
      parameters: { Environment: 'prod', Vpc: 'vpc-1' },
      hiddenParameters: ['Secret'],
      resources: [
        { logicalId: 'New', type: 'AWS::SNS::Topic', status: 'CREATE_IN_PROGRESS' },
        { logicalId: 'Storage', type: 'AWS::CloudFormation::Stack', physicalId: nestedId },
      ],
      nested: { Storage: { template: '{"Resources":{"Inner":{}}}', rootId: stackId } },
      gaps: [],
    });
  });

  test('what is denied becomes a gap that names the action', async () => {
    aws.account.stacks.set(stackId, stack());
    aws.break('DescribeStacks', { kind: 'error', code: 'AccessDenied', status: 403 });
    aws.break('ListStackResources', { kind: 'error', code: 'AccessDenied', status: 403 });
    const live = await read();
    expect(live.parameters).toBeUndefined();
    expect(live.gaps.map(({ action, reason }) => [action, reason])).toEqual([
      ['cloudformation:DescribeStacks', 'denied: the role needs cloudformation:DescribeStacks'],
      ['cloudformation:ListStackResources', 'denied: the role needs cloudformation:ListStackResources'],
    ]);
  });

  test('a nested stack that is denied is a gap of its resource', async () => {
    aws.account.stacks.set(
      stackId,
      stack({ resources: [{ logicalId: 'Storage', type: 'AWS::CloudFormation::Stack', physicalId: nestedId }] }),
    );
    const live = await read();
    expect(live.nested).toEqual({});
    expect(live.gaps).toEqual([expect.objectContaining({ resource: 'Storage', action: 'cloudformation:GetTemplate' })]);
  });

  test('a stack that contains itself ends', async () => {
    const itself = stack({ resources: [{ logicalId: 'Me', type: 'AWS::CloudFormation::Stack', physicalId: stackId }] });
    aws.account.stacks.set(stackId, itself);
    let depth = 0;
    for (let live = await read(); live.nested['Me']; live = live.nested['Me']) depth++;
    expect(depth).toBe(10);
  });

  test('without the template there is nothing to judge: it throws, and says what it needs', async () => {
    aws.account.stacks.set(stackId, stack());
    aws.break('GetTemplate', { kind: 'error', code: 'AccessDenied', status: 403 });
    await expect(read()).rejects.toThrow('denied: the role needs cloudformation:GetTemplate');
  });

  test('an answer without content is an error, not an empty stack', async () => {
    aws.account.stacks.set(stackId, stack());
    aws.break('DescribeStacks', { kind: 'empty' });
    await expect(describeStack(client, stackId, signal)).rejects.toThrow('answered without the stack');
    aws.break('GetTemplate', { kind: 'empty' });
    await expect(read()).rejects.toThrow('answered without a template');
  });
});

describe('how an operation ended', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10, minute));
  const outcome = (...newestFirst: [status: string, minute: number, physicalId?: string][]) => {
    const events = newestFirst.map(([status, minute, physicalId]) => ({
      status,
      at: at(minute),
      ...(physicalId && { physicalId }),
    }));
    aws.account.pageSize = 2;
    aws.account.stacks.set(stackId, stack({ events }));
    return outcomeSince(client, stackId, at(10), signal);
  };

  test('kept', async () => {
    expect(
      await outcome(
        ['UPDATE_IN_PROGRESS', 30],
        ['UPDATE_COMPLETE', 13],
        ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 12],
        ['UPDATE_COMPLETE', 11, 'bucket'],
        ['UPDATE_IN_PROGRESS', 9],
      ),
    ).toEqual({ status: 'UPDATE_COMPLETE', at: at(13) });
  });

  test.each([
    ['same', 'answers the same page again and again'],
    ['new', 'has more than 100 pages'],
  ] as const)('events without end (token %s) are given up', async (token, message) => {
    aws.break('DescribeStackEvents', { kind: 'endless-pages', token });
    await expect(outcome(['UPDATE_COMPLETE', 13])).rejects.toThrow(`cloudformation:DescribeStackEvents ${message}`);
  });

  test('undone, although an update without a release went well later', async () => {
    expect(
      await outcome(
        ['UPDATE_IN_PROGRESS', 30],
        ['UPDATE_COMPLETE', 25],
        ['UPDATE_IN_PROGRESS', 20],
        ['UPDATE_ROLLBACK_COMPLETE', 13],
        ['UPDATE_ROLLBACK_IN_PROGRESS', 12],
      ),
    ).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', at: at(13) });
  });

  test('failed and left as it was, although the next update went well', async () => {
    expect(await outcome(['UPDATE_COMPLETE', 25], ['UPDATE_IN_PROGRESS', 20], ['UPDATE_FAILED', 13])).toEqual({
      status: 'UPDATE_FAILED',
      at: at(13),
    });
    expect(await outcome(['UPDATE_COMPLETE', 25], ['UPDATE_IN_PROGRESS', 20], ['CREATE_FAILED', 13])).toBeUndefined();
  });

  test('a nested stack that was complete until its root went back', async () => {
    expect(
      await outcome(
        ['UPDATE_IN_PROGRESS', 30],
        ['UPDATE_ROLLBACK_COMPLETE', 15],
        ['UPDATE_ROLLBACK_IN_PROGRESS', 14],
        ['UPDATE_COMPLETE', 13],
      ),
    ).toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', at: at(15) });
  });

  test('not known while nothing ended, or when all is older', async () => {
    expect(await outcome(['UPDATE_IN_PROGRESS', 30])).toBeUndefined();
    expect(await outcome(['UPDATE_COMPLETE', 9])).toBeUndefined();
  });
});
