/**
 * The properties of the events of functions and of state machines.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
 */
import { table } from './property-table.ts';
import type { PropertyTable } from './property-table.ts';

/** What every event source mapping takes; what is its own has no checked shape. */
const EVENT_SOURCE_MAPPING = {
  any: ['KmsKeyArn', 'StartingPosition', 'StartingPositionTimestamp'],
  boolean: ['BisectBatchOnFunctionError', 'Enabled'],
  integer: [
    'BatchSize',
    'MaximumBatchingWindowInSeconds',
    'MaximumRecordAgeInSeconds',
    'MaximumRetryAttempts',
    'ParallelizationFactor',
    'TumblingWindowInSeconds',
  ],
  list: ['FunctionResponseTypes', 'KafkaBootstrapServers', 'Queues', 'SourceAccessConfigurations', 'Topics'],
  map: [
    'DestinationConfig',
    'FilterCriteria',
    'LoggingConfig',
    'MetricsConfig',
    'ProvisionedPollerConfig',
    'ScalingConfig',
    'SchemaRegistryConfig',
  ],
  text: ['ConsumerGroupId', 'SecretsManagerKmsKeyId'],
};

function mapping(
  own: { any: readonly string[]; boolean?: readonly string[] },
  marks: Parameters<typeof table>[1],
): PropertyTable {
  const { any, boolean, ...others } = EVENT_SOURCE_MAPPING;
  return table({ ...others, any: [...any, ...own.any], boolean: [...boolean, ...(own.boolean ?? [])] }, marks);
}

export const EVENT_PROPERTIES: Readonly<Record<string, PropertyTable>> = {
  AlexaSkill: table({
    text: ['SkillId'],
  }),
  Api: table(
    {
      integer: ['TimeoutInMillis'],
      list: ['RequestParameters'],
      map: ['Auth', 'RequestModel'],
      text: ['Path', 'Method', 'RestApiId', 'Stage', 'ResponseTransferMode'],
    },
    { required: ['Path', 'Method'] },
  ),
  CloudWatchEvent: table({
    boolean: ['Enabled'],
    map: ['Pattern', 'DeadLetterConfig', 'RetryPolicy', 'Target', 'InputTransformer'],
    text: ['EventBusName', 'RuleName', 'Input', 'InputPath', 'State'],
  }),
  CloudWatchLogs: table(
    {
      text: ['LogGroupName', 'FilterPattern'],
    },
    { required: ['LogGroupName', 'FilterPattern'] },
  ),
  Cognito: table(
    {
      'text or list of text': ['Trigger'],
      text: ['UserPool'],
    },
    { required: ['UserPool', 'Trigger'], literal: ['Trigger'] },
  ),
  DocumentDB: mapping(
    { any: ['Cluster', 'DatabaseName', 'CollectionName', 'FullDocument'] },
    { required: ['Cluster', 'DatabaseName'] },
  ),
  DynamoDB: mapping({ any: ['Stream'] }, { required: ['StartingPosition', 'Stream'] }),
  EventBridgeRule: table({
    boolean: ['Enabled'],
    map: ['Pattern', 'DeadLetterConfig', 'RetryPolicy', 'Target', 'InputTransformer'],
    text: ['EventBusName', 'RuleName', 'Input', 'InputPath', 'State'],
  }),
  HttpApi: table({
    integer: ['TimeoutInMillis'],
    map: ['Auth', 'RouteSettings'],
    text: ['Path', 'Method', 'ApiId', 'Stage', 'PayloadFormatVersion'],
  }),
  IoTRule: table(
    {
      text: ['Sql', 'AwsIotSqlVersion'],
    },
    { required: ['Sql'] },
  ),
  Kinesis: mapping({ any: ['Stream'] }, { required: ['StartingPosition', 'Stream'] }),
  MQ: mapping(
    { any: ['Broker'], boolean: ['DynamicPolicyName'] },
    { required: ['Broker'], literal: ['DynamicPolicyName'] },
  ),
  MSK: mapping({ any: ['Stream'] }, { required: ['StartingPosition', 'Stream'] }),
  S3: table(
    {
      'text or list of text': ['Events'],
      'map of text': ['Filter'],
      text: ['Bucket'],
    },
    { required: ['Bucket', 'Events'], literal: ['Events'] },
  ),
  SNS: table(
    {
      any: ['FilterPolicy', 'FilterPolicyScope'],
      'boolean or map': ['SqsSubscription'],
      map: ['RedrivePolicy'],
      text: ['Topic', 'Region'],
    },
    { required: ['Topic'] },
  ),
  SQS: mapping({ any: ['Queue'] }, { required: ['Queue'] }),
  Schedule: table(
    {
      boolean: ['Enabled'],
      map: ['DeadLetterConfig', 'RetryPolicy'],
      text: ['Schedule', 'RuleName', 'Input', 'State', 'Name', 'Description'],
    },
    { required: ['Schedule'] },
  ),
  ScheduleV2: table(
    {
      boolean: ['OmitName'],
      map: ['FlexibleTimeWindow', 'DeadLetterConfig', 'RetryPolicy'],
      text: [
        'PermissionsBoundary',
        'ScheduleExpression',
        'Name',
        'State',
        'Description',
        'StartDate',
        'EndDate',
        'ScheduleExpressionTimezone',
        'GroupName',
        'KmsKeyArn',
        'Input',
        'RoleArn',
      ],
    },
    { required: ['ScheduleExpression'], literal: ['OmitName'] },
  ),
  SelfManagedKafka: mapping({ any: [] }, {}),
};

export const STATE_MACHINE_EVENT_PROPERTIES: Readonly<Record<string, PropertyTable>> = {
  Api: table(
    {
      boolean: ['UnescapeMappingTemplate'],
      map: ['Auth'],
      text: ['Path', 'Method', 'RestApiId', 'Stage'],
    },
    { required: ['Path', 'Method'], literal: ['UnescapeMappingTemplate'] },
  ),
  CloudWatchEvent: table(
    {
      map: ['Pattern', 'DeadLetterConfig', 'RetryPolicy', 'Target', 'InputTransformer'],
      text: ['EventBusName', 'RuleName', 'Input', 'InputPath', 'State'],
    },
    { literal: ['Target'] },
  ),
  EventBridgeRule: table(
    {
      map: ['Pattern', 'DeadLetterConfig', 'RetryPolicy', 'Target', 'InputTransformer'],
      text: ['EventBusName', 'RuleName', 'Input', 'InputPath', 'State'],
    },
    { literal: ['Target'] },
  ),
  Schedule: table(
    {
      boolean: ['Enabled'],
      map: ['DeadLetterConfig', 'RetryPolicy', 'Target'],
      text: ['Schedule', 'Input', 'State', 'Name', 'Description', 'RoleArn'],
    },
    { required: ['Schedule'], literal: ['Target', 'RoleArn'] },
  ),
  ScheduleV2: table(
    {
      boolean: ['OmitName'],
      map: ['FlexibleTimeWindow', 'DeadLetterConfig', 'RetryPolicy'],
      text: [
        'PermissionsBoundary',
        'ScheduleExpression',
        'Name',
        'State',
        'Description',
        'StartDate',
        'EndDate',
        'ScheduleExpressionTimezone',
        'GroupName',
        'KmsKeyArn',
        'Input',
        'RoleArn',
      ],
    },
    { required: ['ScheduleExpression'], literal: ['OmitName'] },
  ),
};
