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
