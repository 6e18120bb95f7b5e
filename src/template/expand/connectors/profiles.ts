/**
 * What a connector from one type of resource to another allows, as data.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
 */

/** A statement of a policy; its texts may name `${SourceArn}`, `${DestinationArn}` and the like. */
export interface ConnectorStatement {
  readonly Effect: 'Allow';
  readonly Principal?: { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What lets a service invoke a function. */
export interface ConnectorPermission {
  readonly Principal: string;
  readonly SourceArn: string;
  readonly SourceAccount?: string;
}

export type Access = 'Read' | 'Write';

type By<T> = Readonly<Partial<Record<Access, T>>>;

export type ConnectorProfile =
  | {
      /** A policy of the role of one of the two, or of the queue or topic that is the destination. */
      readonly makes: 'role-policy' | 'queue-policy' | 'topic-policy';
      /** Whose role gets the policy. */
      readonly roleOf: 'Source' | 'Destination';
      readonly statements: By<readonly ConnectorStatement[]>;
      /** What waits for the policy: the event source mapping between the two, or the source. */
      readonly waits?: 'event-source-mapping' | 'source';
      /** Permissions that have to be given together, where not every combination does. */
      readonly combinations?: readonly (readonly Access[])[];
    }
  | { readonly makes: 'permission'; readonly permissions: By<ConnectorPermission> };

function allow(action: string | readonly string[], resource: string | readonly string[]): ConnectorStatement {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

/** On the destination itself. */
function onDestination(...actions: readonly string[]): ConnectorStatement {
  return allow(actions, ['${DestinationArn}']);
}

function rolePolicy(statements: By<readonly ConnectorStatement[]>): ConnectorProfile {
  return { makes: 'role-policy', roleOf: 'Source', statements };
}

/** The destination's own policy lets a service in, for the source. */
function ownPolicy(makes: 'queue-policy' | 'topic-policy', service: string, action: string): ConnectorProfile {
  const statement: ConnectorStatement = {
    Effect: 'Allow',
    Principal: { Service: service },
    Resource: '${DestinationArn}',
    Action: action,
    Condition: { ArnEquals: { 'aws:SourceArn': '${SourceArn}' } },
  };
  return { makes, roleOf: 'Destination', statements: { Write: [statement] } };
}

function permission(service: string, sourceArn: string, sourceAccount?: string): ConnectorProfile {
  const account = sourceAccount === undefined ? {} : { SourceAccount: sourceAccount };
  return { makes: 'permission', permissions: { Write: { Principal: service, SourceArn: sourceArn, ...account } } };
}

const API_ARN =
  'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${SourceResourceId}/${SourceQualifier}';
const GRAPHQL_ARN = 'arn:${AWS::Partition}:appsync:${AWS::Region}:${AWS::AccountId}:apis/${SourceResourceId}';
const EXECUTIONS = 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${DestinationName}:*';
/** With which Step Functions waits for an execution that it started. */
const EXECUTION_RULE =
  'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule';

const INVOKE = rolePolicy({ Write: [onDestination('lambda:InvokeAsync', 'lambda:InvokeFunction')] });
const PUBLISH = rolePolicy({ Write: [onDestination('sns:Publish')] });
const PUT_EVENTS = rolePolicy({ Write: [onDestination('events:PutEvents')] });

const BUCKET = ['${DestinationArn}', '${DestinationArn}/*'];
const USE_BUCKET = rolePolicy({
  Read: [
    allow(
      [
        's3:GetObject',
        's3:GetObjectAcl',
        's3:GetObjectLegalHold',
        's3:GetObjectRetention',
        's3:GetObjectTorrent',
        's3:GetObjectVersion',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionTorrent',
        's3:ListBucket',
        's3:ListBucketMultipartUploads',
        's3:ListBucketVersions',
        's3:ListMultipartUploadParts',
      ],
      BUCKET,
    ),
  ],
  Write: [
    allow(
      [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:PutObject',
        's3:PutObjectLegalHold',
        's3:PutObjectRetention',
        's3:RestoreObject',
      ],
      BUCKET,
    ),
  ],
});

const TABLE = ['${DestinationArn}', '${DestinationArn}/index/*'];
const USE_TABLE = rolePolicy({
  Read: [
    allow(
      [
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:BatchGetItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:PartiQLSelect',
      ],
      TABLE,
    ),
  ],
  Write: [
    allow(
      [
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:PartiQLDelete',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLUpdate',
      ],
      TABLE,
    ),
  ],
});

/** By the type of the source, then of the destination. */
const PROFILES: Readonly<Record<string, Readonly<Record<string, ConnectorProfile>>>> = {
  'AWS::ApiGateway::RestApi': { 'AWS::Lambda::Function': permission('apigateway.amazonaws.com', API_ARN) },
  'AWS::ApiGatewayV2::Api': { 'AWS::Lambda::Function': permission('apigateway.amazonaws.com', API_ARN) },
  'AWS::AppSync::DataSource': {
    'AWS::DynamoDB::Table': USE_TABLE,
    'AWS::Events::EventBus': PUT_EVENTS,
    'AWS::Lambda::Function': rolePolicy({
      Write: [allow(['lambda:InvokeAsync', 'lambda:InvokeFunction'], ['${DestinationArn}', '${DestinationArn}:*'])],
    }),
  },
  'AWS::AppSync::GraphQLApi': { 'AWS::Lambda::Function': permission('appsync.amazonaws.com', GRAPHQL_ARN) },
  'AWS::DynamoDB::Table': {
    'AWS::Lambda::Function': {
      makes: 'role-policy',
      roleOf: 'Destination',
      waits: 'event-source-mapping',
      statements: {
        Read: [
          allow(
            ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
            ['${SourceArn}/stream/*'],
          ),
        ],
      },
    },
  },
  'AWS::Events::Rule': {
    'AWS::Events::EventBus': PUT_EVENTS,
    'AWS::Lambda::Function': permission('events.amazonaws.com', '${SourceArn}'),
    'AWS::SNS::Topic': ownPolicy('topic-policy', 'events.amazonaws.com', 'sns:Publish'),
    'AWS::SQS::Queue': ownPolicy('queue-policy', 'events.amazonaws.com', 'sqs:SendMessage'),
    'AWS::StepFunctions::StateMachine': rolePolicy({ Write: [onDestination('states:StartExecution')] }),
  },
  'AWS::Lambda::Function': {
    'AWS::DynamoDB::Table': USE_TABLE,
    'AWS::Events::EventBus': PUT_EVENTS,
    'AWS::Lambda::Function': INVOKE,
    'AWS::Location::PlaceIndex': rolePolicy({
      Read: [
        onDestination(
          'geo:DescribePlaceIndex',
          'geo:GetPlace',
          'geo:SearchPlaceIndexForPosition',
          'geo:SearchPlaceIndexForSuggestions',
          'geo:SearchPlaceIndexForText',
        ),
      ],
    }),
    'AWS::S3::Bucket': USE_BUCKET,
    'AWS::SNS::Topic': PUBLISH,
    'AWS::SQS::Queue': rolePolicy({
      Read: [onDestination('sqs:ReceiveMessage', 'sqs:GetQueueAttributes')],
      Write: [onDestination('sqs:DeleteMessage', 'sqs:SendMessage', 'sqs:ChangeMessageVisibility', 'sqs:PurgeQueue')],
    }),
    'AWS::StepFunctions::StateMachine': rolePolicy({
      Read: [
        onDestination('states:DescribeStateMachine', 'states:ListExecutions'),
        allow(
          ['states:DescribeExecution', 'states:DescribeStateMachineForExecution', 'states:GetExecutionHistory'],
          [EXECUTIONS],
        ),
      ],
      Write: [
        onDestination('states:StartExecution', 'states:StartSyncExecution'),
        allow(['states:StopExecution'], [EXECUTIONS]),
      ],
    }),
  },
  'AWS::S3::Bucket': { 'AWS::Lambda::Function': permission('s3.amazonaws.com', '${SourceArn}', '${AWS::AccountId}') },
  'AWS::SNS::Topic': {
    'AWS::Lambda::Function': permission('sns.amazonaws.com', '${SourceArn}'),
    'AWS::SQS::Queue': ownPolicy('queue-policy', 'sns.amazonaws.com', 'sqs:SendMessage'),
  },
  'AWS::SQS::Queue': {
    'AWS::Lambda::Function': {
      makes: 'role-policy',
      roleOf: 'Destination',
      waits: 'event-source-mapping',
      combinations: [['Read', 'Write']],
      statements: {
        Read: [allow(['sqs:ReceiveMessage', 'sqs:GetQueueAttributes'], ['${SourceArn}'])],
        Write: [allow(['sqs:DeleteMessage'], ['${SourceArn}'])],
      },
    },
  },
  'AWS::StepFunctions::StateMachine': {
    'AWS::DynamoDB::Table': USE_TABLE,
    'AWS::Events::EventBus': PUT_EVENTS,
    'AWS::Lambda::Function': INVOKE,
    'AWS::S3::Bucket': USE_BUCKET,
    'AWS::SNS::Topic': PUBLISH,
    'AWS::SQS::Queue': rolePolicy({ Write: [onDestination('sqs:SendMessage')] }),
    'AWS::StepFunctions::StateMachine': {
      makes: 'role-policy',
      roleOf: 'Source',
      waits: 'source',
      combinations: [['Read'], ['Read', 'Write']],
      statements: {
        Read: [allow(['states:DescribeExecution'], [EXECUTIONS]), allow(['events:DescribeRule'], [EXECUTION_RULE])],
        Write: [
          onDestination('states:StartExecution'),
          allow(['states:StopExecution'], [EXECUTIONS]),
          allow(['events:PutTargets', 'events:PutRule'], [EXECUTION_RULE]),
        ],
      },
    },
  },
};

/** By CloudFormation's types; undefined where there is no connector from the one to the other. */
export function connectorProfile(source: string, destination: string): ConnectorProfile | undefined {
  const destinations = Object.hasOwn(PROFILES, source) ? PROFILES[source] : undefined;
  return destinations && Object.hasOwn(destinations, destination) ? destinations[destination] : undefined;
}
