import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import dynamodbAutoscalingEnabled from '../../../src/checks/dynamodb/dynamodb-autoscaling-enabled.ts';
import dynamodbPitrEnabled from '../../../src/checks/dynamodb/dynamodb-pitr-enabled.ts';
import dynamodbTableDeletionProtectionEnabled from '../../../src/checks/dynamodb/dynamodb-table-deletion-protection-enabled.ts';
import dynamodbTableEncryptionEnabled from '../../../src/checks/dynamodb/dynamodb-table-encryption-enabled.ts';
import { applicationAutoscaling } from '../../../src/live/readers/application-autoscaling.ts';
import { dynamodb } from '../../../src/live/readers/dynamodb.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions, FAULTS, unread } from './exact-actions.ts';
import { sameVerdicts } from './same-verdicts.ts';

const READERS = [dynamodb, applicationAutoscaling];

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';

const scaled = (direction: 'Read' | 'Write', index = '') => `
  ${direction}${index}:
    Type: ${TARGET}
    Properties:
      ServiceNamespace: dynamodb
      ResourceId: !Sub table/\${Orders}${index && `/index/${index}`}
      ScalableDimension: dynamodb:${index ? 'index' : 'table'}:${direction}CapacityUnits
      MinCapacity: 1
      MaxCapacity: 9
      RoleARN: arn:aws:iam::123456789012:role/scaler
  ${direction}${index}Policy:
    Type: ${POLICY}
    Properties:
      PolicyName: ${direction}${index}
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref ${direction}${index}
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 70
        PredefinedMetricSpecification: { PredefinedMetricType: DynamoDB${direction}CapacityUtilization }`;

const ORDERS = `
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 }
      GlobalSecondaryIndexes:
        - IndexName: later
          KeySchema: [{ AttributeName: id, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 }`;

const TEMPLATE = `
Resources:${ORDERS}
  Basket:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: arn:aws:kms:eu-west-1:123456789012:key/1 }
      DeletionProtectionEnabled: true
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 }
  Spelt:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PROVISIONED
      SSESpecification: { SSEEnabled: false }
      DeletionProtectionEnabled: false
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false }
${['', 'later'].map((index) => scaled('Read', index) + scaled('Write', index)).join('')}
  Everywhere:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      TableName: everywhere
      WriteProvisionedThroughputSettings:
        WriteCapacityAutoScalingSettings:
          MinCapacity: 1
          MaxCapacity: 9
          TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 }
      Replicas:
        - Region: us-east-1
          DeletionProtectionEnabled: true
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
          ReadProvisionedThroughputSettings:
            ReadCapacityAutoScalingSettings:
              MinCapacity: 2
              MaxCapacity: 8
              TargetTrackingScalingPolicyConfiguration: { TargetValue: 60 }
        - Region: eu-west-1
          ReadProvisionedThroughputSettings: { ReadCapacityUnits: 5 }
`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts(READERS);
exactActions(READERS, TEMPLATE);

describe('a table', () => {
  test('is read as the template has it', async () => {
    await deploy(aws.account, TEMPLATE);
    const stack = await read(aws, READERS);
    expect(propertiesOf(stack, 'Orders')).toEqual({
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'later',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
        },
      ],
    });
    expect(propertiesOf(stack, 'Basket')).toEqual({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: {
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/1',
      },
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
    });
    expect(propertiesOf(stack, 'Spelt')).toEqual({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      SSESpecification: { SSEEnabled: false },
      DeletionProtectionEnabled: false,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    });
    expect(propertiesOf(stack, 'ReadPolicy')).toEqual({
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
      },
    });
    expect(propertiesOf(stack, 'Readlater')).toEqual({ MinCapacity: 1, MaxCapacity: 9 });
    expect(foundIn(stack)).toEqual({});
  });

  test('on demand takes two calls; what scales another one is asked for once', async () => {
    await deploy(
      aws.account,
      `Resources: { Basket: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } } }`,
    );
    expect((await read(aws, READERS)).calls).toHaveLength(2);
    aws.account.resources.clear();
    await deploy(aws.account, `Resources:${ORDERS}${scaled('Read')}${scaled('Write')}${scaled('Read', 'later')}`);
    const { calls } = await read(aws, READERS);
    expect([...calls].sort()).toEqual([
      'application-autoscaling:DescribeScalableTargets',
      'application-autoscaling:DescribeScalingPolicies',
      'application-autoscaling:DescribeScalingPolicies',
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeTable',
    ]);
  });

  test('what somebody changed is judged', async () => {
    await deploy(aws.account, TEMPLATE);
    const { properties } = resource(aws.account, 'Basket');
    for (const name of ['DeletionProtectionEnabled', 'PointInTimeRecoverySpecification', 'SSESpecification'])
      delete properties[name];
    const stack = await read(aws, READERS);
    const checks = [dynamodbTableDeletionProtectionEnabled, dynamodbPitrEnabled, dynamodbTableEncryptionEnabled];
    expect(checks.map((check) => verdicts(stack.written, check)['Basket'])).toEqual(['pass', 'pass', 'pass']);
    expect(checks.map((check) => verdicts(stack.live, check)['Basket'])).toEqual(['fail', 'fail', 'fail']);
  });
});

describe('what scales a table', () => {
  const register = (account: AwsStandIn['account'], dimension: string, ResourceId = 'table/orders') => {
    const id = { ServiceNamespace: 'dynamodb', ResourceId, ScalableDimension: dimension };
    account.resources.set([ResourceId, dimension, 'dynamodb'].join('|'), {
      logicalId: `Target ${dimension}`,
      type: TARGET,
      properties: { ...id, MinCapacity: 1, MaxCapacity: 2 },
    });
    account.resources.set(`arn:policy/${ResourceId}/${dimension}`, {
      logicalId: `Policy ${dimension}`,
      type: POLICY,
      properties: { ...id, PolicyName: 'follow', TargetTrackingScalingPolicyConfiguration: { TargetValue: 50 } },
    });
  };

  test('is found where the template does not have it', async () => {
    await deploy(aws.account, `Resources:${ORDERS.split('GlobalSecondaryIndexes')[0]!.trimEnd()}\n`);
    expect(verdicts((await read(aws, READERS)).live, dynamodbAutoscalingEnabled)).toEqual({ Orders: 'fail' });
    register(aws.account, 'dynamodb:table:ReadCapacityUnits');
    register(aws.account, 'dynamodb:table:WriteCapacityUnits');
    register(aws.account, 'dynamodb:table:WriteCapacityUnits', 'table/another');
    const stack = await read(aws, READERS);
    expect(Object.keys(foundIn(stack))).toEqual([
      'Orders (dynamodb:table:ReadCapacityUnits of table/orders)',
      'Orders (dynamodb:table:WriteCapacityUnits of table/orders)',
      'Orders (follow for dynamodb:table:ReadCapacityUnits of table/orders)',
      'Orders (follow for dynamodb:table:WriteCapacityUnits of table/orders)',
    ]);
    expect(verdicts(stack.live, dynamodbAutoscalingEnabled)).toEqual({ Orders: 'pass' });
  });

  test.each([['Read'], ['ReadPolicy']])('is missing where somebody has removed the %s', async (id) => {
    const template = `Resources:${ORDERS.split('GlobalSecondaryIndexes')[0]!.trimEnd()}${scaled('Read')}${scaled('Write')}\n`;
    await deploy(aws.account, template);
    const [physicalId = ''] = [...aws.account.resources].find(([, { logicalId }]) => logicalId === id) ?? [];
    aws.account.resources.delete(physicalId);
    const stack = await read(aws, READERS);
    expect(verdicts(stack.written, dynamodbAutoscalingEnabled)).toEqual({ Orders: 'pass' });
    expect(verdicts(stack.live, dynamodbAutoscalingEnabled)).toEqual({ Orders: 'fail' });
  });

  test.each([
    ...FAULTS('application-autoscaling:DescribeScalableTargets'),
    ['the same page', { kind: 'endless-pages', token: 'same' }, /the same page again and again$/],
  ] as const)('%s: whether it scales is not known', async (_, fault, reason) => {
    await deploy(aws.account, TEMPLATE);
    aws.break('DescribeScalableTargets', fault);
    const stack = await read(aws, READERS);
    expect(propertiesOf(stack, 'Read')).toEqual({ MinCapacity: unread(reason), MaxCapacity: unread(reason) });
    expect(foundIn(stack)).toMatchObject({
      'Orders (scaling of table/orders)': { ResourceId: 'table/orders', ScalableDimension: unread(reason) },
    });
    expect(verdicts(stack.live, dynamodbAutoscalingEnabled)).toMatchObject({ Spelt: 'unknown', Everywhere: 'unknown' });
  });
});

describe('a global table', () => {
  test('is read in the Region of each replica, in the order of the template', async () => {
    await deploy(aws.account, TEMPLATE);
    const stack = await read(aws, READERS);
    expect(propertiesOf(stack, 'Everywhere')).toEqual({
      WriteProvisionedThroughputSettings: {
        WriteCapacityAutoScalingSettings: {
          MinCapacity: 1,
          MaxCapacity: 9,
          TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 },
        },
      },
      Replicas: [
        {
          Region: 'us-east-1',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          ReadProvisionedThroughputSettings: {
            ReadCapacityAutoScalingSettings: {
              MinCapacity: 2,
              MaxCapacity: 8,
              TargetTrackingScalingPolicyConfiguration: { TargetValue: 60 },
            },
          },
        },
        { Region: 'eu-west-1' },
      ],
    });
    expect(verdicts(stack.live, dynamodbPitrEnabled)['Everywhere']).toBe('fail');
  });

  test('of which one setting cannot be read is known in the rest', async () => {
    await deploy(aws.account, TEMPLATE);
    (resource(aws.account, 'Everywhere').properties['Replicas'] as Record<string, unknown>[])[1]![
      'DeletionProtectionEnabled'
    ] = true;
    aws.break('DescribeContinuousBackups', { kind: 'error', code: 'AccessDeniedException' });
    const stack = await read(aws, READERS);
    expect(propertiesOf(stack, 'Everywhere')!['Replicas']).toMatchObject([
      { PointInTimeRecoverySpecification: unread(/^denied: the role needs dynamodb:DescribeContinuousBackups$/) },
      { DeletionProtectionEnabled: true },
    ]);
    expect(verdicts(stack.live, dynamodbPitrEnabled)['Everywhere']).toBe('unknown');
    expect(verdicts(stack.live, dynamodbTableDeletionProtectionEnabled)['Everywhere']).toBe('pass');
  });
});

test.each(FAULTS('dynamodb:DescribeTable'))(
  '%s: nothing of the table is known, its backups are',
  async (_, fault, reason) => {
    await deploy(aws.account, TEMPLATE);
    aws.break('DescribeTable', fault);
    const stack = await read(aws, READERS);
    expect(propertiesOf(stack, 'Basket')).toMatchObject({
      BillingMode: unread(reason),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(verdicts(stack.live, dynamodbAutoscalingEnabled)).toEqual({
      Orders: 'unknown',
      Basket: 'unknown',
      Spelt: 'unknown',
      Everywhere: 'unknown',
    });
    expect(verdicts(stack.live, dynamodbPitrEnabled)).toMatchObject({ Basket: 'pass', Everywhere: 'unknown' });
  },
);
