import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { logs } from '../../../src/live/readers/logs.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

test('log groups among those of others, over pages', async () => {
  const client = new CloudWatchLogsClient(moto.settings);
  const kmsKeyId = 'arn:aws:kms:eu-west-1:123456789012:key/1';
  for (let at = 0; at < 60; at++) await client.send(new CreateLogGroupCommand({ logGroupName: `another-${at}` }));
  await client.send(new CreateLogGroupCommand({ logGroupName: 'orders', kmsKeyId }));
  await client.send(new PutRetentionPolicyCommand({ logGroupName: 'orders', retentionInDays: 30 }));
  const group = (physicalId: string) => ({ type: 'AWS::Logs::LogGroup', physicalId });
  const read = await readOne(logs, moto, group('orders'), [group('another-7')]);
  expect(read.properties).toEqual({ RetentionInDays: 30, KmsKeyId: kmsKeyId });
  expect((await readOne(logs, moto, group('another-7'))).properties).toEqual({});
  expect((await readOne(logs, moto, group('nowhere'))).properties['RetentionInDays']).toMatchObject({ kind: 'hole' });
});
