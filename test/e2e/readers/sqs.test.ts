import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { sqs } from '../../../src/live/readers/sqs.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

async function create(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const client = new SQSClient({ ...moto.settings, useQueueUrlAsEndpoint: false });
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl;
}

const QUEUE = 'AWS::SQS::Queue';
const DOCUMENT = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' }],
};

test('a queue with everything that is judged', async () => {
  await create('dead');
  const RedrivePolicy = { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead', maxReceiveCount: 5 };
  const url = await create('full', {
    KmsMasterKeyId: 'alias/orders',
    RedrivePolicy: JSON.stringify(RedrivePolicy),
    Policy: JSON.stringify(DOCUMENT),
  });
  const { properties, found } = await readOne(sqs, moto, { type: QUEUE, physicalId: url });
  expect(properties).toMatchObject({ KmsMasterKeyId: 'alias/orders', RedrivePolicy });
  const policy = { Queues: [url], PolicyDocument: DOCUMENT };
  expect(found).toEqual([{ name: 'policy', type: 'AWS::SQS::QueuePolicy', properties: policy }]);
  const declared = { type: 'AWS::SQS::QueuePolicy', physicalId: 'policy', written: { Queues: [url] } };
  expect((await readOne(sqs, moto, { type: QUEUE, physicalId: url }, [declared])).found).toEqual([]);
  expect((await readOne(sqs, moto, declared)).properties).toEqual({ PolicyDocument: DOCUMENT });
});

test('a queue with nothing but a name', async () => {
  const url = await create('plain');
  const { properties, found } = await readOne(sqs, moto, { type: QUEUE, physicalId: url });
  expect(properties).toEqual({});
  expect(found).toEqual([]);
});
