import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateSecretCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsmanager } from '../../../src/live/readers/secretsmanager.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: SecretsManagerClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new SecretsManagerClient(moto.settings);
});
afterAll(() => moto.stop());

test('a secret with its key, before and while it is rotated', async () => {
  const input = { Name: 'token', SecretString: 'x', KmsKeyId: 'alias/orders' };
  const { ARN = '' } = await client.send(new CreateSecretCommand(input));
  const secret = { type: 'AWS::SecretsManager::Secret', physicalId: ARN };
  const schedule = { type: 'AWS::SecretsManager::RotationSchedule', physicalId: ARN, written: { SecretId: ARN } };
  expect(await readOne(secretsmanager, moto, secret)).toEqual({ properties: { KmsKeyId: 'alias/orders' }, found: [] });

  const RotationRules = { AutomaticallyAfterDays: 30 };
  await client.send(new RotateSecretCommand({ SecretId: ARN, RotationRules, RotateImmediately: false }));
  const { found } = await readOne(secretsmanager, moto, secret);
  expect(found).toMatchObject([{ type: schedule.type, properties: { SecretId: ARN, RotationRules } }]);
  expect((await readOne(secretsmanager, moto, secret, [schedule])).found).toEqual([]);
  expect((await readOne(secretsmanager, moto, schedule)).properties).toEqual({ RotationRules });
});
