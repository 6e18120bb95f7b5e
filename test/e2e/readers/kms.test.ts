import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateKeyCommand, EnableKeyRotationCommand, KMSClient, type CreateKeyCommandInput } from '@aws-sdk/client-kms';
import { kms } from '../../../src/live/readers/kms.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: KMSClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new KMSClient(moto.settings);
});
afterAll(() => moto.stop());

async function create(input: CreateKeyCommandInput): Promise<string> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand(input));
  return KeyMetadata!.KeyId!;
}

const KEY = 'AWS::KMS::Key';
const DOCUMENT = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
};

test('a key that is rotated, with its policy', async () => {
  const id = await create({ Policy: JSON.stringify(DOCUMENT) });
  const fixed = await readOne(kms, moto, { type: KEY, physicalId: id });
  expect(fixed.properties).toEqual({ KeyPolicy: DOCUMENT });
  await client.send(new EnableKeyRotationCommand({ KeyId: id }));
  const rotated = await readOne(kms, moto, { type: KEY, physicalId: id });
  expect(rotated.properties).toEqual({ EnableKeyRotation: true, KeyPolicy: DOCUMENT });
});

test('a key that is not there is not known', async () => {
  const { properties } = await readOne(kms, moto, { type: KEY, physicalId: '00000000-0000-0000-0000-000000000000' });
  const NotFound = { kind: 'hole', reason: expect.stringContaining('NotFoundException') };
  expect(properties).toEqual({ EnableKeyRotation: NotFound, KeyPolicy: NotFound });
});
