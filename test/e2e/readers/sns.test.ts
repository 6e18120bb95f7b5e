import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { sns } from '../../../src/live/readers/sns.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

async function create(Name: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { TopicArn = '' } = await new SNSClient(moto.settings).send(new CreateTopicCommand({ Name, Attributes }));
  return TopicArn;
}

const TOPIC = 'AWS::SNS::Topic';
const DOCUMENT = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish' }] };

test('a topic with a key and a policy', async () => {
  const arn = await create('full', { KmsMasterKeyId: 'alias/orders', Policy: JSON.stringify(DOCUMENT) });
  const { properties, found } = await readOne(sns, moto, { type: TOPIC, physicalId: arn });
  expect(properties).toEqual({ KmsMasterKeyId: 'alias/orders' });
  const policy = { Topics: [arn], PolicyDocument: DOCUMENT };
  expect(found).toEqual([{ name: 'policy', type: 'AWS::SNS::TopicPolicy', properties: policy }]);
  const declared = { type: 'AWS::SNS::TopicPolicy', physicalId: 'policy', written: { Topics: [arn] } };
  expect((await readOne(sns, moto, declared)).properties).toEqual({ PolicyDocument: DOCUMENT });
});

test('a topic with the policy that every topic has', async () => {
  const arn = await create('plain');
  const { properties, found } = await readOne(sns, moto, { type: TOPIC, physicalId: arn });
  expect(properties).toEqual({});
  expect(found).toEqual([]);
});
