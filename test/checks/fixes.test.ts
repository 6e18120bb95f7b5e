import { expect, test } from '@jest/globals';
import { editsOf } from '../../src/checks/fixes.ts';
import { loaded } from '../fitness/support.ts';

const template = loaded(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Table: { Type: AWS::Serverless::SimpleTable }
  Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer/ } }
`);

const added = (resource: string) => [{ resource, path: [], set: { Type: 'AWS::SQS::Queue' } }];

test('a new resource stands below Resources', () => {
  expect(editsOf(template, 'Queue', added('QueueDlq'))).toEqual([
    { path: ['Resources', 'QueueDlq'], set: { Type: 'AWS::SQS::Queue' } },
  ]);
});

test.each(['Queue', 'Table', 'Layer'])('a new resource does not take the place of %s', (name) => {
  expect(editsOf(template, 'Queue', added(name))).toBeUndefined();
});

test('a property has a place only if the type in the source takes it', () => {
  const set = (property: string) => [{ path: ['Properties', property], set: true }];
  expect(editsOf(template, 'Table', set('DeletionProtectionEnabled'))).toBeUndefined();
  expect(editsOf(template, 'Table', set('TableName'))).toHaveLength(1);
  expect(editsOf(template, 'Queue', set('DeletionProtectionEnabled'))).toHaveLength(1);
});

test('a property has no place beside an intrinsic function', () => {
  const conditional = loaded(`
Conditions: { Never: !Equals [a, b] }
Resources:
  Part: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: !If [Never, { Status: Enabled }, !Ref AWS::NoValue] } }
  All: { Type: AWS::S3::Bucket, Properties: !If [Never, { VersioningConfiguration: { Status: Enabled } }, {}] }
  Value: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !If [Never, Enabled, Suspended] } } }
`);
  const set = [{ path: ['Properties', 'VersioningConfiguration', 'Status'], set: 'Enabled' }];
  expect(editsOf(conditional, 'Part', set)).toBeUndefined();
  expect(editsOf(conditional, 'All', set)).toBeUndefined();
  expect(editsOf(conditional, 'Value', set)).toHaveLength(1);
});

test('a new resource exists where the one does that it is added for', () => {
  const conditional = loaded(`
Conditions: { IsProd: !Equals [!Ref AWS::Region, eu-west-1] }
Resources:
  Queue: { Type: AWS::SQS::Queue, Condition: IsProd }
`);
  expect(editsOf(conditional, 'Queue', added('QueueDlq'))).toEqual([
    { path: ['Resources', 'QueueDlq'], set: { Type: 'AWS::SQS::Queue', Condition: 'IsProd' } },
  ]);
});
