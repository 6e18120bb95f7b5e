import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateTableCommand, DynamoDBClient, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { applicationAutoscaling } from '../../../src/live/readers/application-autoscaling.ts';
import { dynamodb } from '../../../src/live/readers/dynamodb.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: DynamoDBClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new DynamoDBClient(moto.settings);
});
afterAll(() => moto.stop());

const KEYS = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
} as const;
const keys = { KeySchema: [...KEYS.KeySchema], AttributeDefinitions: [...KEYS.AttributeDefinitions] };
const TABLE = 'AWS::DynamoDB::Table';

test('a table with everything that is judged', async () => {
  await client.send(
    new CreateTableCommand({
      ...keys,
      TableName: 'full',
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/1' },
    }),
  );
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await client.send(new UpdateContinuousBackupsCommand({ TableName: 'full', PointInTimeRecoverySpecification }));
  const { properties, found } = await readOne(dynamodb, moto, { type: TABLE, physicalId: 'full' });
  expect(properties).toEqual({
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    SSESpecification: {
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/1',
    },
    PointInTimeRecoverySpecification: expect.objectContaining({ PointInTimeRecoveryEnabled: true }),
  });
  expect(found).toEqual([]);
});

test('a table with nothing but its keys', async () => {
  const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
  await client.send(new CreateTableCommand({ ...keys, TableName: 'plain', ProvisionedThroughput }));
  const { properties } = await readOne(dynamodb, moto, { type: TABLE, physicalId: 'plain' });
  expect(properties).toEqual({ ProvisionedThroughput });
});

test('a table that is not there is not known', async () => {
  const { properties } = await readOne(dynamodb, moto, { type: TABLE, physicalId: 'nowhere' });
  expect(properties['BillingMode']).toMatchObject({
    kind: 'hole',
    reason: expect.stringContaining('ResourceNotFoundException'),
  });
});

describe('what scales a table', () => {
  const id = {
    ServiceNamespace: 'dynamodb',
    ResourceId: 'table/scaled',
    ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
  } as const;
  const TargetTrackingScalingPolicyConfiguration = {
    TargetValue: 70,
    PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
  } as const;

  test('is found, or read as what the template declares', async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
    await client.send(new CreateTableCommand({ ...keys, TableName: 'scaled', ProvisionedThroughput }));
    const scaling = new ApplicationAutoScalingClient(moto.settings);
    await scaling.send(new RegisterScalableTargetCommand({ ...id, MinCapacity: 1, MaxCapacity: 9 }));
    const { PolicyARN = '' } = await scaling.send(
      new PutScalingPolicyCommand({
        ...id,
        PolicyName: 'reads',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration,
      }),
    );
    const table = { type: TABLE, physicalId: 'scaled' };
    const target = {
      type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      physicalId: `${id.ResourceId}|${id.ScalableDimension}|dynamodb`,
    };
    const policy = { type: 'AWS::ApplicationAutoScaling::ScalingPolicy', physicalId: PolicyARN };
    const { found } = await readOne(dynamodb, moto, table);
    const { ResourceId, ScalableDimension } = id;
    expect(found).toMatchObject([
      { type: target.type, properties: { ResourceId, ScalableDimension, MinCapacity: 1, MaxCapacity: 9 } },
      { type: policy.type, properties: { ResourceId, ScalableDimension, TargetTrackingScalingPolicyConfiguration } },
    ]);
    expect((await readOne(dynamodb, moto, table, [target, policy])).found).toEqual([]);
    const readTarget = await readOne(applicationAutoscaling, moto, target);
    expect(readTarget.properties).toEqual({ MinCapacity: 1, MaxCapacity: 9 });
    expect((await readOne(applicationAutoscaling, moto, policy)).properties).toMatchObject({
      TargetTrackingScalingPolicyConfiguration,
    });
  });
});
