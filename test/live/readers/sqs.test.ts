import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import sqsQueueEncrypted from '../../../src/checks/sqs/sqs-queue-encrypted.ts';
import sqsQueueNoPublicAccess from '../../../src/checks/sqs/sqs-queue-no-public-access.ts';
import { sqs } from '../../../src/live/readers/sqs.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions, FAULTS, unread } from './exact-actions.ts';
import { deployOutside } from './outside.ts';
import { sameVerdicts } from './same-verdicts.ts';

const outside = deployOutside([
  ['AWS::SQS::QueuePolicy', 'Queues', 'AWS::SQS::Queue'],
  ['AWS::SQS::QueueInlinePolicy', 'Queue', 'AWS::SQS::Queue'],
]);

const TEMPLATE = `
Resources:
  Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
      KmsMasterKeyId: alias/orders
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 }
      RedriveAllowPolicy: { redrivePermission: denyAll }
  Plain: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: true } }
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders, !Ref Dead]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage }] }
`;

const PUBLIC = { Effect: 'Allow', Principal: '*', Action: 'sqs:*' };

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts([sqs], outside);
exactActions([sqs], TEMPLATE);

describe('a queue', () => {
  test('is read with one call, which its policy shares', async () => {
    await deploy(aws.account, TEMPLATE);
    const stack = await read(aws, [sqs]);
    expect(propertiesOf(stack, 'Orders')).toEqual({
      KmsMasterKeyId: 'alias/orders',
      RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead', maxReceiveCount: 5 },
      RedriveAllowPolicy: { redrivePermission: 'denyAll' },
    });
    expect(propertiesOf(stack, 'Plain')).toEqual({ SqsManagedSseEnabled: true });
    expect(propertiesOf(stack, 'Dead')).toEqual({});
    expect(propertiesOf(stack, 'Policy')).toEqual({
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' }],
      },
    });
    expect(stack.calls).toHaveLength(3);
    expect(foundIn(stack)).toEqual({});
  });

  test('whose encryption somebody took away declines it', async () => {
    await deploy(aws.account, TEMPLATE);
    const { properties } = resource(aws.account, 'Dead');
    properties['SqsManagedSseEnabled'] = false;
    const stack = await read(aws, [sqs]);
    expect(propertiesOf(stack, 'Dead')).toEqual({ SqsManagedSseEnabled: false });
    expect(verdicts(stack.written, sqsQueueEncrypted)['Dead']).toBe('pass');
    expect(verdicts(stack.live, sqsQueueEncrypted)['Dead']).toBe('fail');
  });

  test('has a policy that no template knows', async () => {
    await deploy(aws.account, TEMPLATE);
    const [url = ''] = [...aws.account.resources].find(([, { logicalId }]) => logicalId === 'Plain') ?? [];
    const stranger = { Queues: [url], PolicyDocument: { Statement: [PUBLIC] } };
    aws.account.resources.set('x', { logicalId: 'X', type: 'AWS::SQS::QueuePolicy', properties: stranger });
    const stack = await read(aws, [sqs]);
    expect(foundIn(stack)).toEqual({ 'Plain (policy)': { Type: 'AWS::SQS::QueuePolicy', ...stranger } });
    expect(verdicts(stack.live, sqsQueueNoPublicAccess)).toEqual({ Policy: 'pass', 'Plain (policy)': 'fail' });
  });
});

test('a policy is judged by what is left of it at each of its queues', async () => {
  await deploy(aws.account, TEMPLATE);
  const [url = ''] = [...aws.account.resources].find(([, { logicalId }]) => logicalId === 'Dead') ?? [];
  const other = { Queues: [url], PolicyDocument: { Statement: PUBLIC } };
  aws.account.resources.set('x', { logicalId: 'X', type: 'AWS::SQS::QueuePolicy', properties: other });
  const stack = await read(aws, [sqs]);
  expect(propertiesOf(stack, 'Policy')).toEqual({
    PolicyDocument: { Statement: [expect.objectContaining({ Action: 'sqs:SendMessage' }), PUBLIC] },
  });
  expect(verdicts(stack.live, sqsQueueNoPublicAccess)).toEqual({ Policy: 'fail' });
  aws.account.resources.delete('x');
  resource(aws.account, 'Policy').properties['Queues'] = [];
  expect(propertiesOf(await read(aws, [sqs]), 'Policy')).toEqual({});
});

test.each(FAULTS('sqs:GetQueueAttributes'))('%s: nothing of it is known', async (_, fault, reason) => {
  await deploy(aws.account, TEMPLATE);
  aws.break('GetQueueAttributes', fault);
  const stack = await read(aws, [sqs]);
  expect(propertiesOf(stack, 'Orders')!['KmsMasterKeyId']).toEqual(unread(reason));
  expect(propertiesOf(stack, 'Policy')).toEqual({ PolicyDocument: unread(reason) });
  expect(foundIn(stack)).toMatchObject({ 'Plain (policy)': { PolicyDocument: unread(reason) } });
  expect(verdicts(stack.live, sqsQueueEncrypted)).toEqual({ Dead: 'unknown', Orders: 'unknown', Plain: 'unknown' });
  expect(verdicts(stack.live, sqsQueueNoPublicAccess)).toEqual({ Policy: 'unknown', 'Plain (policy)': 'unknown' });
});

test('a policy that is no JSON is not known', async () => {
  await deploy(aws.account, TEMPLATE);
  resource(aws.account, 'Policy').properties['PolicyDocument'] = '{';
  const stack = await read(aws, [sqs]);
  expect(propertiesOf(stack, 'Policy')).toEqual({ PolicyDocument: unread(/a document that is no JSON$/) });
});
