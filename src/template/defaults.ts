/**
 * What a service does where a template says nothing. Data: for a path that is absent, the default of its first absent
 * ancestor counts, so a public access block that is written in part does not take the default of one that is not there.
 */
import type { Path, Resolved, Value } from './model.ts';

export interface ServiceDefault {
  readonly path: readonly string[];
  readonly value: Resolved;
  /** The default holds only while none of these properties is written. */
  readonly unless?: readonly string[];
  /** Documentation that the default is taken from. */
  readonly docs: string;
}

const CFN = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/';
const S3_2023 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html';
const LAMBDA = `${CFN}aws-resource-lambda-function.html`;
const DYNAMODB = `${CFN}aws-resource-dynamodb-table.html`;
const QUEUE = `${CFN}aws-resource-sqs-queue.html`;
const CODEDEPLOY = `${CFN}aws-resource-codedeploy-deploymentgroup.html`;

/** An endpoint at the edge locations. */
const EDGE: readonly ServiceDefault[] = [
  { path: ['EndpointConfiguration'], value: { Types: ['EDGE'] } },
  { path: ['EndpointConfiguration', 'Types'], value: ['EDGE'] },
].map((each) => ({ ...each, docs: 'https://docs.aws.amazon.com/apigateway/latest/api/API_ImportRestApi.html' }));

export const SERVICE_DEFAULTS: Readonly<Record<string, readonly ServiceDefault[]>> = {
  'AWS::S3::Bucket': [
    {
      path: ['PublicAccessBlockConfiguration'],
      value: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      docs: S3_2023,
    },
    ...['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].map((flag) => ({
      path: ['PublicAccessBlockConfiguration', flag],
      value: false,
      docs: `${CFN}aws-properties-s3-bucket-publicaccessblockconfiguration.html`,
    })),
    { path: ['OwnershipControls'], value: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }, docs: S3_2023 },
    { path: ['AccessControl'], value: 'Private', docs: `${CFN}aws-resource-s3-bucket.html` },
    {
      path: ['BucketEncryption'],
      value: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      docs: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html',
    },
  ],
  'AWS::SQS::Queue': [
    { path: ['SqsManagedSseEnabled'], value: true, unless: ['KmsMasterKeyId'], docs: QUEUE },
    { path: ['VisibilityTimeout'], value: 30, docs: QUEUE },
    { path: ['MessageRetentionPeriod'], value: 345_600, docs: QUEUE },
    { path: ['DelaySeconds'], value: 0, docs: QUEUE },
    { path: ['ReceiveMessageWaitTimeSeconds'], value: 0, docs: QUEUE },
  ],
  'AWS::DynamoDB::Table': [
    { path: ['BillingMode'], value: 'PROVISIONED', docs: DYNAMODB },
    // Not a KMS key of the account: the table is encrypted all the same, with a key that AWS owns.
    { path: ['SSESpecification'], value: { SSEEnabled: false }, docs: DYNAMODB },
    { path: ['SSESpecification', 'SSEEnabled'], value: false, docs: DYNAMODB },
    { path: ['PointInTimeRecoverySpecification'], value: { PointInTimeRecoveryEnabled: false }, docs: DYNAMODB },
    { path: ['DeletionProtectionEnabled'], value: false, docs: DYNAMODB },
    { path: ['TableClass'], value: 'STANDARD', docs: DYNAMODB },
  ],
  'AWS::Lambda::Function': [
    { path: ['Timeout'], value: 3, docs: LAMBDA },
    { path: ['MemorySize'], value: 128, docs: LAMBDA },
    { path: ['PackageType'], value: 'Zip', docs: LAMBDA },
    { path: ['Architectures'], value: ['x86_64'], docs: LAMBDA },
    { path: ['EphemeralStorage'], value: { Size: 512 }, docs: LAMBDA },
    { path: ['TracingConfig'], value: { Mode: 'PassThrough' }, docs: LAMBDA },
    { path: ['LoggingConfig'], value: { LogFormat: 'Text' }, docs: LAMBDA },
    { path: ['LoggingConfig', 'LogFormat'], value: 'Text', docs: LAMBDA },
    { path: ['SnapStart'], value: { ApplyOn: 'None' }, docs: LAMBDA },
  ],
  'AWS::Lambda::EventInvokeConfig': [
    {
      path: ['MaximumRetryAttempts'],
      value: 2,
      docs: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
    },
    {
      path: ['MaximumEventAgeInSeconds'],
      value: 21_600,
      docs: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
    },
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    { path: ['AutoRollbackConfiguration'], value: { Enabled: false }, docs: CODEDEPLOY },
    { path: ['AlarmConfiguration'], value: { Enabled: false, Alarms: [] }, docs: CODEDEPLOY },
  ],
  'AWS::SNS::Topic': [{ path: ['FifoTopic'], value: false, docs: `${CFN}aws-resource-sns-topic.html` }],
  'AWS::Kinesis::Stream': [
    { path: ['RetentionPeriodHours'], value: 24, docs: `${CFN}aws-resource-kinesis-stream.html` },
  ],
  'AWS::KMS::Key': [
    { path: ['Enabled'], value: true, docs: `${CFN}aws-resource-kms-key.html` },
    { path: ['EnableKeyRotation'], value: false, docs: `${CFN}aws-resource-kms-key.html` },
    { path: ['KeySpec'], value: 'SYMMETRIC_DEFAULT', docs: `${CFN}aws-resource-kms-key.html` },
  ],
  'AWS::ApiGateway::DomainName': [
    {
      path: ['SecurityPolicy'],
      value: 'TLS_1_2',
      docs: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html',
    },
    ...EDGE,
  ],
  'AWS::ApiGateway::RestApi': EDGE,
  'AWS::ApiGateway::Stage': [
    { path: ['TracingEnabled'], value: false, docs: `${CFN}aws-resource-apigateway-stage.html` },
    { path: ['CacheClusterEnabled'], value: false, docs: `${CFN}aws-resource-apigateway-stage.html` },
  ],
  'AWS::StepFunctions::StateMachine': [
    { path: ['StateMachineType'], value: 'STANDARD', docs: `${CFN}aws-resource-stepfunctions-statemachine.html` },
    {
      path: ['TracingConfiguration'],
      value: { Enabled: false },
      docs: `${CFN}aws-resource-stepfunctions-statemachine.html`,
    },
  ],
};

/**
 * The service's value for a path of properties that is absent; undefined if there is no default, or if it cannot be
 * told whether it holds.
 *
 * @param get reads a property of the resource
 */
export function serviceDefault(type: string, path: Path, get: (...path: Path) => Value): Resolved | undefined {
  const defaults = Object.hasOwn(SERVICE_DEFAULTS, type) ? SERVICE_DEFAULTS[type] : undefined;
  if (!defaults) return undefined;
  let present = 0;
  while (present < path.length - 1 && get(...path.slice(0, present + 1)).state !== 'absent') present++;
  const missing = path.slice(0, present + 1);
  const found = defaults.find(
    ({ path: at }) => at.length === missing.length && at.every((key, index) => key === missing[index]),
  );
  if (!found || found.unless?.some((property) => get(property).state !== 'absent')) return undefined;
  return path.slice(present + 1).reduce<Resolved | undefined>(child, found.value);
}

function child(value: Resolved | undefined, step: string | number): Resolved | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, Resolved>>)[step];
}
