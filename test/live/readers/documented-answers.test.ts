/** Readers on answers as the documentation of each operation has them, through a client that only knows these. */
import { expect, test } from '@jest/globals';
import { Aws } from '../../../src/live/aws.ts';
import { actionsOf } from '../../../src/live/operations.ts';
import type { DeployedResource, ResourceReader } from '../../../src/live/reader.ts';
import { applicationAutoscaling } from '../../../src/live/readers/application-autoscaling.ts';
import { dynamodb } from '../../../src/live/readers/dynamodb.ts';
import { iam } from '../../../src/live/readers/iam.ts';
import { kms } from '../../../src/live/readers/kms.ts';
import { logs } from '../../../src/live/readers/logs.ts';
import { secretsmanager } from '../../../src/live/readers/secretsmanager.ts';
import { sns } from '../../../src/live/readers/sns.ts';
import { sqs } from '../../../src/live/readers/sqs.ts';
import { own } from '../../../src/template/resolve/values.ts';

interface Documented {
  readonly reader: ResourceReader;
  readonly type: string;
  readonly physicalId: string;
  readonly written?: object;
  /** By operation. */
  readonly answers: Readonly<Record<string, object>>;
  readonly properties: object;
  readonly found?: readonly object[];
}

/** As clients are kept by. */
const CLIENTS = ['application-autoscaling', 'dynamodb', 'iam', 'kms', 'logs', 'secretsmanager', 'sns', 'sqs'];

const CASES: readonly Documented[] = [
  {
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
    reader: dynamodb,
    type: 'AWS::DynamoDB::Table',
    physicalId: 'Thread',
    answers: {
      DescribeTable: {
        Table: {
          AttributeDefinitions: [{ AttributeName: 'ForumName', AttributeType: 'S' }],
          CreationDateTime: new Date(1.363729002358e12),
          ItemCount: 0,
          KeySchema: [{ AttributeName: 'ForumName', KeyType: 'HASH' }],
          LocalSecondaryIndexes: [{ IndexName: 'LastPostIndex', IndexSizeBytes: 0, ItemCount: 0 }],
          ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
          TableArn: 'arn:aws:dynamodb:us-west-2:123456789012:table/Thread',
          TableName: 'Thread',
          TableSizeBytes: 0,
          TableStatus: 'ACTIVE',
        },
      },
      DescribeContinuousBackups: {
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      },
      DescribeScalableTargets: {
        ScalableTargets: [
          {
            ServiceNamespace: 'dynamodb',
            ResourceId: 'table/Thread',
            ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
            MinCapacity: 1,
            MaxCapacity: 10,
            SuspendedState: { DynamicScalingInSuspended: false },
          },
        ],
      },
      DescribeScalingPolicies: { ScalingPolicies: [] },
    },
    properties: { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } },
    found: [
      {
        type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        properties: {
          ResourceId: 'table/Thread',
          ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
          MinCapacity: 1,
          MaxCapacity: 10,
        },
      },
    ],
  },
  {
    // https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html
    reader: applicationAutoscaling,
    type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    physicalId:
      'arn:aws:autoscaling:us-west-2:012345678910:scalingPolicy:6d8972f3-efc8-437c-92d1-6270f29a66e7:resource/dynamodb/table/my-table:policyName/writes',
    answers: {
      DescribeScalingPolicies: {
        ScalingPolicies: [
          {
            PolicyARN:
              'arn:aws:autoscaling:us-west-2:012345678910:scalingPolicy:6d8972f3-efc8-437c-92d1-6270f29a66e7:resource/dynamodb/table/my-table:policyName/writes',
            PolicyName: 'writes',
            PolicyType: 'TargetTrackingScaling',
            ResourceId: 'table/my-table',
            ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
            ServiceNamespace: 'dynamodb',
            Alarms: [],
            TargetTrackingScalingPolicyConfiguration: {
              PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
              TargetValue: 50,
              ScaleInCooldown: 60,
              ScaleOutCooldown: 60,
            },
          },
        ],
      },
    },
    properties: {
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
        TargetValue: 50,
        ScaleInCooldown: 60,
        ScaleOutCooldown: 60,
      },
    },
  },
  {
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
    reader: sqs,
    type: 'AWS::SQS::Queue',
    physicalId: 'https://sqs.us-east-1.amazonaws.com/177715257436/MyQueue/',
    answers: {
      GetQueueAttributes: {
        Attributes: {
          QueueArn: 'arn:aws:sqs:us-east-1:177715257436:MyQueue',
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesNotVisible: '0',
          ApproximateNumberOfMessagesDelayed: '0',
          CreatedTimestamp: '1676665337',
          LastModifiedTimestamp: '1677096375',
          VisibilityTimeout: '60',
          MaximumMessageSize: '12345',
          MessageRetentionPeriod: '345600',
          DelaySeconds: '0',
          Policy: '{"Version":"2012-10-17","Id":"Policy1677095510157","Statement":[]}',
          RedriveAllowPolicy: '{"redrivePermission":"allowAll"}',
          RedrivePolicy:
            '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:177715257436:MyDeadLetterQueue","maxReceiveCount":"4"}',
          ReceiveMessageWaitTimeSeconds: '2',
          SqsManagedSseEnabled: 'true',
        },
      },
    },
    properties: {
      RedriveAllowPolicy: { redrivePermission: 'allowAll' },
      RedrivePolicy: {
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:177715257436:MyDeadLetterQueue',
        maxReceiveCount: 4,
      },
      VisibilityTimeout: 60,
    },
    found: [{ type: 'AWS::SQS::QueuePolicy' }],
  },
  {
    // https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html, the policy that the console shows
    reader: sns,
    type: 'AWS::SNS::Topic',
    physicalId: 'arn:aws:sns:us-east-1:123456789012:My-Topic',
    answers: {
      GetTopicAttributes: {
        Attributes: {
          TopicArn: 'arn:aws:sns:us-east-1:123456789012:My-Topic',
          Owner: '123456789012',
          DisplayName: 'My-Topic',
          SubscriptionsConfirmed: '0',
          EffectiveDeliveryPolicy: '{"http":{"disableSubscriptionOverrides":false}}',
          Policy:
            '{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:Publish"],"Resource":"arn:aws:sns:us-east-1:123456789012:My-Topic","Condition":{"StringEquals":{"AWS:SourceOwner":"123456789012"}}}]}',
        },
      },
    },
    properties: {},
    found: [],
  },
  {
    // https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html and API_GetKeyPolicy.html
    reader: kms,
    type: 'AWS::KMS::Key',
    physicalId: '1234abcd-12ab-34cd-56ef-1234567890ab',
    answers: {
      GetKeyRotationStatus: {
        KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
        KeyRotationEnabled: true,
        NextRotationDate: new Date(1.7089e12),
        RotationPeriodInDays: 365,
      },
      GetKeyPolicy: {
        Policy:
          '{\n  "Version" : "2012-10-17",\n  "Id" : "key-default-1",\n  "Statement" : [ {\n    "Sid" : "Enable IAM User Permissions",\n    "Effect" : "Allow",\n    "Principal" : {\n      "AWS" : "arn:aws:iam::111122223333:root"\n    },\n    "Action" : "kms:*",\n    "Resource" : "*"\n  } ]\n}',
        PolicyName: 'default',
      },
    },
    properties: {
      EnableKeyRotation: true,
      KeyPolicy: {
        Version: '2012-10-17',
        Id: 'key-default-1',
        Statement: [
          {
            Sid: 'Enable IAM User Permissions',
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Action: 'kms:*',
            Resource: '*',
          },
        ],
      },
    },
  },
  {
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
    reader: secretsmanager,
    type: 'AWS::SecretsManager::Secret',
    physicalId: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:MyTestDatabaseSecret-a1b2c3',
    answers: {
      DescribeSecret: {
        ARN: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:MyTestDatabaseSecret-a1b2c3',
        Description: 'My test database secret',
        LastAccessedDate: new Date(1.523923e12),
        LastRotatedDate: new Date(1.525747253721e12),
        Name: 'MyTestDatabaseSecret',
        NextRotationDate: new Date(1.665165599e12),
        RotationEnabled: true,
        RotationLambdaARN: 'arn:aws:lambda:us-west-2:123456789012:function:MyTestRotationLambda',
        RotationRules: { AutomaticallyAfterDays: 14, Duration: '2h', ScheduleExpression: 'cron(0 16 1,15 * ? *)' },
        Tags: [{ Key: 'FirstTag', Value: 'SomeValue' }],
      },
    },
    properties: {},
    found: [
      {
        type: 'AWS::SecretsManager::RotationSchedule',
        properties: {
          SecretId: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:MyTestDatabaseSecret-a1b2c3',
          RotationRules: { Duration: '2h', ScheduleExpression: 'cron(0 16 1,15 * ? *)' },
        },
      },
    ],
  },
  {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
    reader: logs,
    type: 'AWS::Logs::LogGroup',
    physicalId: 'my-log-group1',
    answers: {
      DescribeLogGroups: {
        logGroups: [
          {
            storedBytes: 1024,
            metricFilterCount: 1,
            creationTime: 1393545600000,
            logGroupName: 'my-log-group1',
            retentionInDays: 14,
            arn: 'arn:aws:logs:us-east-1:123456789012:log-group:my-log-group1:*',
          },
          { storedBytes: 5120, creationTime: 1396224000000, logGroupName: 'my-log-group2' },
        ],
      },
    },
    properties: { RetentionInDays: 14 },
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html, API_GetRolePolicy.html and API_ListRolePolicies.html
    reader: iam,
    type: 'AWS::IAM::Role',
    physicalId: 'S3Access',
    written: { Policies: [{ PolicyName: 'S3AccessPolicy' }] },
    answers: {
      GetRole: {
        Role: {
          Path: '/application_abc/component_xyz/',
          Arn: 'arn:aws:iam::123456789012:role/application_abc/component_xyz/S3Access',
          RoleName: 'S3Access',
          AssumeRolePolicyDocument:
            '%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%5B%22ec2.amazonaws.com%22%5D%7D%2C%22Action%22%3A%5B%22sts%3AAssumeRole%22%5D%7D%5D%7D',
          CreateDate: new Date('2012-05-08T23:34:01Z'),
          RoleId: 'AROADBQP57FF2AEXAMPLE',
        },
      },
      ListRolePolicies: { PolicyNames: ['CloudwatchPutMetricPolicy', 'S3AccessPolicy'], IsTruncated: false },
      GetRolePolicy: {
        PolicyName: 'S3AccessPolicy',
        RoleName: 'S3Access',
        PolicyDocument:
          '%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%5B%22s3%3A*%22%5D%2C%22Resource%22%3A%5B%22*%22%5D%7D%5D%7D',
      },
      ListAttachedRolePolicies: {
        AttachedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
        IsTruncated: false,
      },
    },
    properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: ['ec2.amazonaws.com'] }, Action: ['sts:AssumeRole'] }],
      },
      Policies: [
        {
          PolicyName: 'S3AccessPolicy',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] }],
          },
        },
      ],
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    },
    found: [{ name: 'policy CloudwatchPutMetricPolicy', type: 'AWS::IAM::Policy' }],
  },
];

test.each(CASES.map((each) => [each.type, each] as const))('%s', async (_, { reader, ...documented }) => {
  const { answers, written = {}, properties, found, type, physicalId } = documented;
  const resource: DeployedResource = {
    logicalId: 'Resource',
    type,
    physicalId,
    property: (...path) => path.reduce((at: unknown, key) => own(at, String(key)), written),
    declared: () => [],
  };
  const aws = new Aws({
    wanted: new Set(reader.operations.flatMap((operation) => [...actionsOf(operation)])),
    settings: { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    signal: new AbortController().signal,
    clients: new Map(CLIENTS.map((name) => [name, Promise.resolve(clientOf(answers))])),
  });
  const reading = await reader.read(resource, aws);
  expect(reading.properties).toEqual(properties);
  if (found) {
    expect(reading.found).toHaveLength(found.length);
    expect(reading.found).toMatchObject(found);
  }
});

/** A client with its commands, which knows answers by operation. */
function clientOf(answers: Readonly<Record<string, object>>): object {
  const commands = Object.entries(answers).map(([operation, answer]) => {
    const command = function (this: { answer: object }) {
      this.answer = answer;
    };
    return [`${operation}Command`, command] as const;
  });
  const send = ({ answer }: { answer: object }) => Promise.resolve(answer);
  return { client: { send }, ...Object.fromEntries(commands) };
}
