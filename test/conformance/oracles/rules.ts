/** Which rules of the oracles judge what a check judges. */

/** A rule, and the check that is held against it. */
export interface Pair {
  readonly check: string;
  readonly rule: string;
  /** Options with which the check asks for as much as the rule does; its defaults if absent. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of the types that the check judges, those that the rule judges; all of them if absent. */
  readonly types?: readonly string[];
  /** The rule blames what is attached to a resource, the check the resource: a permission names its function. */
  readonly through?: Attachment;
}

/** A type whose resources are attached to another by a property. */
export interface Attachment {
  readonly type: string;
  readonly property: string;
}

const PERMISSION: Attachment = { type: 'AWS::Lambda::Permission', property: 'FunctionName' };
const INVOKE_CONFIG: Attachment = { type: 'AWS::Lambda::EventInvokeConfig', property: 'FunctionName' };
const BUCKET_POLICY: Attachment = { type: 'AWS::S3::BucketPolicy', property: 'Bucket' };

/** AWS makes it safe by itself; the rule wants it in the template. */
const WRITTEN = { strict: 'explicit' };

/** An action for one of its states. */
const ANY_ACTION = { alarmActionRequired: 'false', insufficientDataActionRequired: 'false' };

/** The latest runtime of each language, which is all that cdk-nag lets pass. */
const LATEST = ['dotnet10', 'java25', 'nodejs24.x', 'python3.14', 'ruby4.0'];

const INLINE_POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

const POLICIES_BUT_OF_USERS = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::Group'];

/** Rules of cdk-nag, by service and name: https://github.com/cdklabs/cdk-nag/blob/main/RULES.md */
export const NAG: readonly Pair[] = [
  {
    check: 'api-gw-cache-enabled-and-encrypted',
    rule: 'apigw.APIGWCacheEnabledAndEncrypted',
    options: { caching: 'required' },
  },
  {
    check: 'api-gw-execution-logging-enabled',
    rule: 'apigw.APIGWExecutionLoggingEnabled',
    types: ['AWS::ApiGateway::Stage'],
  },
  { check: 'api-gw-method-authorization-check', rule: 'apigw.APIGWAuthorization', types: ['AWS::ApiGateway::Method'] },
  { check: 'api-gw-throttling-configured', rule: 'apigw.APIGWDefaultThrottling' },
  { check: 'api-gw-xray-enabled', rule: 'apigw.APIGWXrayEnabled' },
  { check: 'api-gwv2-access-logs-enabled', rule: 'apigw.APIGWAccessLogging' },
  {
    check: 'api-gwv2-authorization-type-configured',
    rule: 'apigw.APIGWAuthorization',
    types: ['AWS::ApiGatewayV2::Route'],
  },
  { check: 'apigateway-stage-access-logs-enabled', rule: 'apigw.APIGWAccessLogging' },
  {
    check: 'cloudfront-accesslogs-enabled',
    rule: 'cloudfront.CloudFrontDistributionAccessLogging',
    types: ['AWS::CloudFront::Distribution'],
  },
  { check: 'cloudfront-security-policy-check', rule: 'cloudfront.CloudFrontDistributionHttpsViewerNoOutdatedSSL' },
  { check: 'cloudwatch-alarm-action-check', rule: 'cloudwatch.CloudWatchAlarmAction', options: ANY_ACTION },
  { check: 'cloudwatch-log-group-encrypted', rule: 'cloudwatch.CloudWatchLogGroupEncrypted' },
  { check: 'cmk-backing-key-rotation-enabled', rule: 'kms.KMSBackingKeyRotationEnabled' },
  {
    check: 'codebuild-project-artifact-encryption',
    rule: 'codebuild.CodeBuildProjectKMSEncryptedArtifacts',
    options: { encryption: 'kms' },
  },
  { check: 'codebuild-project-envvar-awscred-check', rule: 'codebuild.CodeBuildProjectEnvVarAwsCred' },
  { check: 'cognito-identity-pool-unauth-access-check', rule: 'cognito.CognitoUserPoolNoUnauthenticatedLogins' },
  { check: 'cognito-user-pool-mfa-enabled', rule: 'cognito.CognitoUserPoolMFA' },
  {
    check: 'cw-loggroup-retention-period-check',
    rule: 'cloudwatch.CloudWatchLogGroupRetentionPeriod',
    types: ['AWS::Logs::LogGroup'],
  },
  { check: 'dax-encryption-enabled', rule: 'dynamodb.DAXEncrypted' },
  { check: 'dynamodb-autoscaling-enabled', rule: 'dynamodb.DynamoDBAutoScalingEnabled' },
  { check: 'dynamodb-pitr-enabled', rule: 'dynamodb.DynamoDBPITREnabled' },
  { check: 'eventbridge-rule-target-dlq-check', rule: 'eventbridge.EventBusDLQ' },
  {
    check: 'iam-no-inline-policy-check',
    rule: 'iam.IAMNoInlinePolicy',
    types: INLINE_POLICIES,
  },
  {
    check: 'iam-policy-no-statements-with-admin-access',
    rule: 'iam.IAMPolicyNoStatementsWithAdminAccess',
    types: POLICIES_BUT_OF_USERS,
  },
  {
    check: 'iam-policy-no-statements-with-full-access',
    rule: 'iam.IAMPolicyNoStatementsWithFullAccess',
    types: POLICIES_BUT_OF_USERS,
  },
  { check: 'kinesis-firehose-delivery-stream-encrypted', rule: 'kinesis.KinesisDataFirehoseSSE' },
  { check: 'kinesis-stream-encrypted', rule: 'kinesis.KinesisDataStreamSSE' },
  { check: 'lambda-async-failure-destination', rule: 'lambda.LambdaAsyncFailureDestination', through: INVOKE_CONFIG },
  { check: 'lambda-concurrency-check', rule: 'lambda.LambdaConcurrency' },
  { check: 'lambda-dlq-check', rule: 'lambda.LambdaDLQ', options: { functions: 'all' } },
  {
    check: 'lambda-event-source-mapping-failure-destination',
    rule: 'lambda.LambdaEventSourceMappingDestination',
  },
  {
    check: 'lambda-function-public-access-prohibited',
    rule: 'lambda.LambdaFunctionPublicAccessProhibited',
    through: PERMISSION,
  },
  { check: 'lambda-function-settings-check', rule: 'lambda.LambdaLatestVersion', options: { runtime: LATEST } },
  { check: 'lambda-function-url-auth-check', rule: 'lambda.LambdaFunctionUrlAuth' },
  { check: 'lambda-function-xray-enabled', rule: 'lambda.LambdaTracing' },
  { check: 'lambda-inside-vpc', rule: 'lambda.LambdaInsideVPC' },
  { check: 'lambda-sqs-visibility-timeout-check', rule: 'lambda.LambdaEventSourceSQSVisibilityTimeout' },
  { check: 'lambda-timeout-explicit', rule: 'lambda.LambdaDefaultTimeout' },
  { check: 'rds-cluster-encrypted-at-rest', rule: 'rds.RDSStorageEncrypted', options: WRITTEN },
  { check: 's3-bucket-level-public-access-prohibited', rule: 's3.S3BucketLevelPublicAccessProhibited' },
  { check: 's3-bucket-logging-enabled', rule: 's3.S3BucketLoggingEnabled' },
  { check: 's3-bucket-public-read-prohibited', rule: 's3.S3BucketPublicReadProhibited', options: WRITTEN },
  { check: 's3-bucket-public-write-prohibited', rule: 's3.S3BucketPublicWriteProhibited', options: WRITTEN },
  { check: 's3-bucket-replication-enabled', rule: 's3.S3BucketReplicationEnabled' },
  { check: 's3-bucket-ssl-requests-only', rule: 's3.S3BucketSSLRequestsOnly', through: BUCKET_POLICY },
  { check: 's3-bucket-versioning-enabled', rule: 's3.S3BucketVersioningEnabled' },
  { check: 's3-default-encryption-kms', rule: 's3.S3DefaultEncryptionKMS' },
  { check: 'secretsmanager-rotation-enabled-check', rule: 'secretsmanager.SecretsManagerRotationEnabled' },
  { check: 'secretsmanager-using-cmk', rule: 'secretsmanager.SecretsManagerUsingKMSKey' },
  { check: 'sns-encrypted-kms', rule: 'sns.SNSEncryptedKMS' },
  { check: 'sqs-queue-dlq-check', rule: 'sqs.SQSQueueDLQ' },
  { check: 'sqs-queue-dlq-check', rule: 'sqs.SQSRedrivePolicy' },
  { check: 'sqs-queue-encrypted', rule: 'sqs.SQSQueueSSE' },
  {
    check: 'step-functions-state-machine-logging-enabled',
    rule: 'stepfunctions.StepFunctionStateMachineAllLogsToCloudWatch',
    options: { logLevel: 'ALL' },
  },
  { check: 'step-functions-state-machine-xray-enabled', rule: 'stepfunctions.StepFunctionStateMachineXray' },
];

const MANAGED_POLICIES = ['AWS::IAM::ManagedPolicy'];

/** AWS Control Tower proactive controls: https://docs.aws.amazon.com/controltower/latest/controlreference/proactive-controls.html */
export const CONTROL_TOWER: readonly Pair[] = [
  { check: 'api-gw-cache-enabled-and-encrypted', rule: 'CT.APIGATEWAY.PR.3' },
  { check: 'api-gw-execution-logging-enabled', rule: 'CT.APIGATEWAY.PR.1', types: ['AWS::ApiGateway::Stage'] },
  { check: 'api-gw-xray-enabled', rule: 'CT.APIGATEWAY.PR.2' },
  { check: 'api-gwv2-access-logs-enabled', rule: 'CT.APIGATEWAY.PR.4' },
  {
    check: 'api-gwv2-authorization-type-configured',
    rule: 'CT.APIGATEWAY.PR.5',
    types: ['AWS::ApiGatewayV2::Route'],
  },
  { check: 'apigateway-domain-name-tls-check', rule: 'CT.APIGATEWAY.PR.6' },
  { check: 'cloudfront-accesslogs-enabled', rule: 'CT.CLOUDFRONT.PR.5' },
  { check: 'cloudfront-default-root-object-configured', rule: 'CT.CLOUDFRONT.PR.1' },
  { check: 'cloudfront-origin-failover-enabled', rule: 'CT.CLOUDFRONT.PR.4' },
  { check: 'cloudfront-security-policy-check', rule: 'CT.CLOUDFRONT.PR.9' },
  { check: 'cloudfront-viewer-policy-https', rule: 'CT.CLOUDFRONT.PR.3' },
  {
    check: 'cloudwatch-alarm-action-check',
    rule: 'CT.CLOUDWATCH.PR.1',
    options: { insufficientDataActionRequired: 'false' },
  },
  { check: 'cloudwatch-log-group-encrypted', rule: 'CT.CLOUDWATCH.PR.3' },
  { check: 'cmk-backing-key-rotation-enabled', rule: 'CT.KMS.PR.1' },
  { check: 'codebuild-project-artifact-encryption', rule: 'CT.CODEBUILD.PR.5' },
  { check: 'codebuild-project-envvar-awscred-check', rule: 'CT.CODEBUILD.PR.2' },
  { check: 'codebuild-project-source-repo-url-check', rule: 'CT.CODEBUILD.PR.1' },
  {
    check: 'cw-loggroup-retention-period-check',
    rule: 'CT.CLOUDWATCH.PR.2',
    options: { MinRetentionTime: 365 },
    types: ['AWS::Logs::LogGroup'],
  },
  { check: 'dax-encryption-enabled', rule: 'CT.DAX.PR.1' },
  { check: 'dynamodb-pitr-enabled', rule: 'CT.DYNAMODB.PR.1', types: ['AWS::DynamoDB::Table'] },
  { check: 'dynamodb-table-encrypted-kms', rule: 'CT.DYNAMODB.PR.2' },
  { check: 'dynamodb-table-encryption-enabled', rule: 'CT.DYNAMODB.PR.2', options: WRITTEN },
  { check: 'iam-policy-no-statements-with-admin-access', rule: 'CT.IAM.PR.1', types: INLINE_POLICIES },
  { check: 'iam-policy-no-statements-with-admin-access', rule: 'CT.IAM.PR.2', types: MANAGED_POLICIES },
  { check: 'iam-policy-no-statements-with-full-access', rule: 'CT.IAM.PR.3', types: MANAGED_POLICIES },
  { check: 'iam-policy-no-statements-with-full-access', rule: 'CT.IAM.PR.5', types: INLINE_POLICIES },
  { check: 'kinesis-stream-encrypted', rule: 'CT.KINESIS.PR.1' },
  { check: 'lambda-function-public-access-prohibited', rule: 'CT.LAMBDA.PR.2', through: PERMISSION },
  { check: 'lambda-function-url-auth-check', rule: 'CT.LAMBDA.PR.5' },
  { check: 'lambda-inside-vpc', rule: 'CT.LAMBDA.PR.3' },
  { check: 'lambda-layer-public-access-prohibited', rule: 'CT.LAMBDA.PR.4' },
  { check: 's3-bucket-level-public-access-prohibited', rule: 'CT.S3.PR.1', options: WRITTEN },
  { check: 's3-bucket-logging-enabled', rule: 'CT.S3.PR.2' },
  { check: 's3-bucket-ssl-requests-only', rule: 'CT.S3.PR.8', through: BUCKET_POLICY },
  { check: 's3-bucket-versioning-enabled', rule: 'CT.S3.PR.11' },
  { check: 's3-default-encryption-kms', rule: 'CT.S3.PR.10' },
  { check: 'sqs-queue-dlq-check', rule: 'CT.SQS.PR.1' },
  { check: 'sqs-queue-encrypted', rule: 'CT.SQS.PR.2', options: WRITTEN },
  {
    check: 'step-functions-state-machine-logging-enabled',
    rule: 'CT.STEPFUNCTIONS.PR.1',
    options: { logLevel: 'ERROR' },
  },
  { check: 'step-functions-state-machine-xray-enabled', rule: 'CT.STEPFUNCTIONS.PR.2' },
];
