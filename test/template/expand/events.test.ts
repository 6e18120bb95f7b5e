import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';

function withEvent(event: string, more = '', alias = ''): Template {
  return load(
    `Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${alias}      Events:\n        On: ${event}\n${more}`,
  );
}

/** What there is beside the function and its role. */
function made(template: Template): Record<string, string> {
  const resources = [...template.resources.values()].filter(
    ({ logicalId }) => logicalId !== 'Fn' && logicalId !== 'FnRole',
  );
  return Object.fromEntries(resources.map(({ logicalId, type }) => [logicalId.replace(/[0-9a-f]{10}$/, '#'), type]));
}

const properties = (template: Template, id: string) => template.resources.get(id)?.properties;
const managed = (template: Template) => JSON.stringify(properties(template, 'FnRole')?.ManagedPolicyArns);
const policies = (template: Template) => JSON.stringify(properties(template, 'FnRole')?.Policies);

const PERMISSION = 'AWS::Lambda::Permission';
const MAPPING = 'AWS::Lambda::EventSourceMapping';

describe('events that a service pushes', () => {
  test('Api: the implicit REST API, its stage and deployment, and a permission', () => {
    const template = withEvent('{Type: Api, Properties: {Path: "/orders/{id}/", Method: get}}');
    expect(made(template)).toEqual({
      FnOnPermissionProd: PERMISSION,
      ServerlessRestApi: 'AWS::ApiGateway::RestApi',
      'ServerlessRestApiDeployment#': 'AWS::ApiGateway::Deployment',
      ServerlessRestApiProdStage: 'AWS::ApiGateway::Stage',
    });
    expect(properties(template, 'FnOnPermissionProd')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Fn' },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Sub': [
          'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/GET/orders/*',
          { __ApiId__: { Ref: 'ServerlessRestApi' }, __Stage__: '*' },
        ],
      },
    });
    expect(properties(template, 'ServerlessRestApi')?.Body).toMatchObject({
      paths: { '/orders/{id}/': { get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy' } } } },
    });
  });

  test('HttpApi: the implicit HTTP API; without a path it takes all', () => {
    const template = withEvent('{Type: HttpApi}', '', '      AutoPublishAlias: live\n');
    expect(made(template)).toMatchObject({
      FnOnPermission: PERMISSION,
      ServerlessHttpApi: 'AWS::ApiGatewayV2::Api',
      ServerlessHttpApiApiGatewayDefaultStage: 'AWS::ApiGatewayV2::Stage',
    });
    expect(properties(template, 'ServerlessHttpApi')?.Body).toMatchObject({
      paths: {
        $default: {
          'x-amazon-apigateway-any-method': {
            'x-amazon-apigateway-integration': {
              uri: { 'Fn::Sub': expect.stringContaining('${FnAliaslive}/invocations') },
            },
          },
        },
      },
    });
  });

  test('an API of the template keeps its id; its stage names the permission', () => {
    const api = '  Web: {Type: AWS::Serverless::Api, Properties: {StageName: v-1}}\n';
    const template = withEvent('{Type: Api, Properties: {Path: /, Method: any, RestApiId: !Ref Web}}', api);
    expect(Object.keys(made(template))).toEqual(['FnOnPermission#', 'Web', 'WebDeployment#', 'WebStage#']);
  });

  test('S3: the permission names the account, the bucket notifies and waits', () => {
    const bucket = '  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: b}}\n';
    const template = withEvent(
      '{Type: S3, Properties: {Bucket: !Ref Bucket, Events: ["s3:ObjectCreated:*"], Filter: {S3Key: {}}}}',
      bucket,
    );
    expect(properties(template, 'FnOnPermission')).toMatchObject({
      Principal: 's3.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    });
    expect(template.resources.get('Bucket')).toMatchObject({
      generated: false,
      dependsOn: ['FnOnPermission'],
      properties: {
        BucketName: 'b',
        NotificationConfiguration: {
          LambdaConfigurations: [
            { Event: 's3:ObjectCreated:*', Filter: { S3Key: {} }, Function: { 'Fn::GetAtt': ['Fn', 'Arn'] } },
          ],
        },
      },
    });
    const at = ['Properties', 'NotificationConfiguration', 'LambdaConfigurations', 0];
    expect(template.resources.get('Bucket')?.sourcePath(at).join('.')).toBe('Resources.Fn.Properties.Events.On');
    expect(template.resources.get('Bucket')?.sourcePath(['Properties', 'BucketName']).join('.')).toBe(
      'Resources.Bucket.Properties.BucketName',
    );
  });

  test('SNS: a subscription', () => {
    const template = withEvent('{Type: SNS, Properties: {Topic: !Ref T, FilterPolicy: {a: [1]}}}');
    expect(made(template)).toEqual({ FnOnPermission: PERMISSION, FnOn: 'AWS::SNS::Subscription' });
    expect(properties(template, 'FnOn')).toMatchObject({
      Protocol: 'lambda',
      TopicArn: { Ref: 'T' },
      FilterPolicy: { a: [1] },
    });
  });

  test('SNS through a queue', () => {
    expect(made(withEvent('{Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: true}}'))).toEqual({
      FnOnQueue: 'AWS::SQS::Queue',
      FnOnEventSourceMapping: MAPPING,
      FnOnQueuePolicy: 'AWS::SQS::QueuePolicy',
      FnOn: 'AWS::SNS::Subscription',
    });
  });

  test.each([
    ['Enabled: false', 'DISABLED'],
    ['Enabled: !If [C, true, false]', 'ENABLED'],
    ['State: DISABLED', 'DISABLED'],
    ['Name: n', undefined],
  ])('Schedule with %s', (more, state) => {
    const template = withEvent(`{Type: Schedule, Properties: {Schedule: rate(1 day), ${more}}}`);
    expect(made(template)).toEqual({ FnOn: 'AWS::Events::Rule', FnOnPermission: PERMISSION });
    expect(properties(template, 'FnOn')).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      Targets: [{ Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, Id: 'FnOnLambdaTarget' }],
    });
    expect(properties(template, 'FnOn')?.State).toBe(state);
  });

  test('EventBridgeRule with a dead-letter queue of its own', () => {
    const template = withEvent(
      '{Type: EventBridgeRule, Properties: {Pattern: {source: [a]}, DeadLetterConfig: {Type: SQS}}}',
    );
    expect(made(template)).toEqual({
      FnOnQueue: 'AWS::SQS::Queue',
      FnOnQueuePolicy: 'AWS::SQS::QueuePolicy',
      FnOn: 'AWS::Events::Rule',
      FnOnPermission: PERMISSION,
    });
    expect(properties(template, 'FnOn')).toMatchObject({ EventPattern: { source: ['a'] } });
  });

  test('ScheduleV2: a schedule and the role it runs as', () => {
    const template = withEvent(
      '{Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day), PermissionsBoundary: arn}}',
    );
    expect(made(template)).toEqual({ FnOnRole: 'AWS::IAM::Role', FnOn: 'AWS::Scheduler::Schedule' });
    expect(properties(template, 'FnOnRole')).toMatchObject({ PermissionsBoundary: 'arn' });
    expect(properties(template, 'FnOn')).toMatchObject({ Name: 'FnOn', FlexibleTimeWindow: { Mode: 'OFF' } });
  });

  test('CloudWatchLogs, IoTRule, AlexaSkill', () => {
    expect(made(withEvent('{Type: CloudWatchLogs, Properties: {LogGroupName: g, FilterPattern: ""}}'))).toEqual({
      FnOnPermission: PERMISSION,
      FnOn: 'AWS::Logs::SubscriptionFilter',
    });
    expect(made(withEvent('{Type: IoTRule, Properties: {Sql: s}}'))).toEqual({
      FnOnPermission: PERMISSION,
      FnOn: 'AWS::IoT::TopicRule',
    });
    expect(made(withEvent('{Type: AlexaSkill}'))).toEqual({ FnOnPermission: PERMISSION });
  });

  test('Cognito: the user pool calls the function', () => {
    const pool = '  Pool: {Type: AWS::Cognito::UserPool}\n';
    const template = withEvent('{Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: PreSignUp}}', pool);
    expect(properties(template, 'Pool')).toEqual({ LambdaConfig: { PreSignUp: { 'Fn::GetAtt': ['Fn', 'Arn'] } } });
    expect(template.resources.get('FnCognitoPermission')?.type).toBe(PERMISSION);
  });
});

describe('events that Lambda polls', () => {
  test.each([
    ['SQS', 'Queue: arn', 'AWSLambdaSQSQueueExecutionRole'],
    ['Kinesis', 'Stream: arn, StartingPosition: LATEST', 'AWSLambdaKinesisExecutionRole'],
    ['DynamoDB', 'Stream: arn, StartingPosition: LATEST', 'AWSLambdaDynamoDBExecutionRole'],
    ['MSK', 'Stream: arn, StartingPosition: LATEST', 'AWSLambdaMSKExecutionRole'],
  ])('%s', (type, source, policy) => {
    const template = withEvent(
      `{Type: ${type}, Properties: {${source}, BatchSize: 5}}`,
      '',
      '      AutoPublishAlias: live\n',
    );
    expect(made(template)).toMatchObject({ FnOn: MAPPING });
    expect(properties(template, 'FnOn')).toMatchObject({
      EventSourceArn: 'arn',
      BatchSize: 5,
      FunctionName: { Ref: 'FnAliaslive' },
    });
    expect(managed(template)).toContain(policy);
  });

  test.each([
    ['MQ', 'Broker: arn, Queues: [q], SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: s}]', 'mq:DescribeBroker'],
    [
      'DocumentDB',
      'Cluster: arn, DatabaseName: d, SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: s}]',
      'rds:DescribeDBClusters',
    ],
    [
      'SelfManagedKafka',
      'KafkaBootstrapServers: [b], Topics: [t], SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: s}]',
      'secretsmanager:GetSecretValue',
    ],
  ])('%s', (type, source, action) => {
    const template = withEvent(`{Type: ${type}, Properties: {${source}}}`);
    expect(made(template)).toEqual({ FnOn: MAPPING });
    expect(policies(template)).toContain(action);
  });

  test('a failure destination tells its type to SAM only, and the role may send there', () => {
    const template = withEvent(
      '{Type: Kinesis, Properties: {Stream: arn, DestinationConfig: {OnFailure: {Type: SQS, Destination: q}}}}',
    );
    expect(properties(template, 'FnOn')?.DestinationConfig).toEqual({ OnFailure: { Destination: 'q' } });
    expect(policies(template)).toContain('sqs:SendMessage');
  });

  test('properties come from the event in the source', () => {
    const template = withEvent('{Type: SQS, Properties: {Queue: arn, BatchSize: 5}}');
    const source = (name: string) => template.resources.get('FnOn')?.sourcePath(['Properties', name]).join('.');
    expect(source('BatchSize')).toBe('Resources.Fn.Properties.Events.On.Properties.BatchSize');
    expect(source('EventSourceArn')).toBe('Resources.Fn.Properties.Events.On.Properties.Queue');
  });
});

test('an event of a type that SAM does not know is said, with its place', () => {
  const said = withEvent('{Type: Pigeon}').diagnostics.filter(({ code }) => code === 'unknown-event-type');
  expect(said).toMatchObject([{ severity: 'error', location: { line: 7 } }]);
});

test('a bucket under a condition waits by a tag, because DependsOn knows no conditions', () => {
  const template = load(
    'Transform: AWS::Serverless-2016-10-31\nConditions: {C: !Equals [a, a]}\nResources:\n  Bucket: {Type: AWS::S3::Bucket}\n  Fn: {Type: AWS::Serverless::Function, Condition: C, Properties: {Events: {On: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: e}}}}}\n',
  );
  expect(template.resources.get('Bucket')).toMatchObject({
    dependsOn: [],
    properties: {
      Tags: [{ Value: { 'Fn::If': ['C', { Ref: 'FnOnPermission' }, 'no dependency'] } }],
      NotificationConfiguration: {
        LambdaConfigurations: [{ 'Fn::If': ['C', { Event: 'e' }, { Ref: 'AWS::NoValue' }] }],
      },
    },
  });
});
