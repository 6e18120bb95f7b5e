import { afterEach, beforeEach, expect, test } from '@jest/globals';
import snsEncryptedKms from '../../../src/checks/sns/sns-encrypted-kms.ts';
import snsTopicNoPublicAccess from '../../../src/checks/sns/sns-topic-no-public-access.ts';
import { sns } from '../../../src/live/readers/sns.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions, FAULTS, unread } from './exact-actions.ts';
import { deployOutside } from './outside.ts';
import { sameVerdicts } from './same-verdicts.ts';

const outside = deployOutside([
  ['AWS::SNS::TopicPolicy', 'Topics', 'AWS::SNS::Topic'],
  ['AWS::SNS::TopicInlinePolicy', 'TopicArn', 'AWS::SNS::Topic'],
]);

const TEMPLATE = `
Resources:
  Orders: { Type: AWS::SNS::Topic, Properties: { TopicName: orders, KmsMasterKeyId: alias/orders } }
  Plain: { Type: AWS::SNS::Topic, Properties: { TopicName: plain } }
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Orders]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: s3.amazonaws.com }, Action: sns:Publish, Resource: !Ref Orders }] }
`;
const PLAIN = 'arn:aws:sns:eu-west-1:123456789012:plain';

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts([sns], outside);
exactActions([sns], TEMPLATE);

test('a topic is read with one call, which its policy shares; the policy that SNS gives every topic is none', async () => {
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [sns]);
  expect(propertiesOf(stack, 'Orders')).toEqual({ KmsMasterKeyId: 'alias/orders' });
  expect(propertiesOf(stack, 'Plain')).toEqual({});
  expect(propertiesOf(stack, 'Policy')!['PolicyDocument']).toEqual({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: 'arn:aws:sns:eu-west-1:123456789012:orders',
      },
    ],
  });
  expect(foundIn(stack)).toEqual({});
  expect(stack.calls).toHaveLength(2);
});

test('a key that somebody took away is not set', async () => {
  await deploy(aws.account, TEMPLATE);
  delete resource(aws.account, 'Orders').properties['KmsMasterKeyId'];
  const stack = await read(aws, [sns]);
  expect(verdicts(stack.written, snsEncryptedKms)['Orders']).toBe('pass');
  expect(verdicts(stack.live, snsEncryptedKms)['Orders']).toBe('fail');
});

test.each([
  ['a policy of its own', { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish' }] }, 'fail'],
  [
    'the policy of SNS without its condition',
    { Id: '__default_policy_ID', Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sns:Publish' }] },
    'fail',
  ],
  [
    'the policy of SNS and a statement besides',
    {
      Id: '__default_policy_ID',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
        },
        { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sns:Publish' },
      ],
    },
    'pass',
  ],
])('a topic with %s that no template knows', async (_, PolicyDocument, verdict) => {
  await deploy(aws.account, TEMPLATE);
  const properties = { Topics: [PLAIN], PolicyDocument };
  aws.account.resources.set('x', { logicalId: 'X', type: 'AWS::SNS::TopicPolicy', properties });
  const stack = await read(aws, [sns]);
  expect(foundIn(stack)).toEqual({ 'Plain (policy)': { Type: 'AWS::SNS::TopicPolicy', ...properties } });
  expect(verdicts(stack.live, snsTopicNoPublicAccess)).toEqual({ Policy: 'pass', 'Plain (policy)': verdict });
});

test.each(FAULTS('sns:GetTopicAttributes'))('%s: nothing of it is known', async (_, fault, reason) => {
  await deploy(aws.account, TEMPLATE);
  aws.break('GetTopicAttributes', fault);
  const stack = await read(aws, [sns]);
  expect(propertiesOf(stack, 'Orders')).toEqual({ KmsMasterKeyId: unread(reason) });
  expect(verdicts(stack.live, snsEncryptedKms)).toEqual({ Orders: 'unknown', Plain: 'unknown' });
  expect(verdicts(stack.live, snsTopicNoPublicAccess)).toEqual({ Policy: 'unknown', 'Plain (policy)': 'unknown' });
});
