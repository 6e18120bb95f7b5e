import { expect, test } from '@jest/globals';
import { needsEveryResource } from '../../src/checks/resource-level.ts';

/** As the Service Authorization Reference has them. */
test.each([
  ['s3:ListAllMyBuckets', true],
  ['s3:GetObject', false],
  ['S3:listallmybuckets', true],
  ['ec2:DescribeInstances', true],
  ['ec2:CreateNetworkInterface', false],
  ['sts:GetCallerIdentity', true],
  ['sts:AssumeRole', false],
  ['sqs:ListQueues', true],
  ['lambda:ListFunctions', true],
  ['lambda:InvokeFunction', false],
  ['ecr:GetAuthorizationToken', true],
  ['tag:GetResources', true],
  ['execute-api:Invoke', false],
  ['cloudwatch:PutMetricData', true],
  ['cloudwatch:PutMetricAlarm', false],
])('%s: %s', (action, expected) => {
  expect(needsEveryResource(action)).toBe(expected);
});

test('a pattern needs every resource if all that it covers do', () => {
  expect(needsEveryResource('autoscaling:Describe*')).toBe(true);
  expect(needsEveryResource('autoscaling:DescribeAutoScaling*')).toBe(true);
  expect(needsEveryResource('tag:*')).toBe(true);
  expect(needsEveryResource('autoscaling:*')).toBe(false);
  expect(needsEveryResource('sqs:List?ueues')).toBe(false);
});

test('of a service that it does not know it says nothing', () => {
  expect(needsEveryResource('newservice:DoThis')).toBeUndefined();
  expect(needsEveryResource('constructor:DoThis')).toBeUndefined();
});
