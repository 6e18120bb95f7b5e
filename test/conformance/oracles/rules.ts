/** Which rules of the oracles judge what a check judges. */

export interface OracleRules {
  readonly rules: readonly string[];
  /** The oracle blames another resource than the check does (a policy for its bucket), so whole templates are compared. */
  readonly perTemplate?: true;
}

/** Rules of cdk-nag, by service and name: https://github.com/cdklabs/cdk-nag/blob/main/RULES.md */
export const NAG: Readonly<Record<string, OracleRules>> = {
  'api-gw-execution-logging-enabled': { rules: ['apigw.APIGWExecutionLoggingEnabled'] },
  'api-gw-method-authorization-check': { rules: ['apigw.APIGWAuthorization'] },
  'api-gw-throttling-configured': { rules: ['apigw.APIGWDefaultThrottling'] },
  'api-gw-xray-enabled': { rules: ['apigw.APIGWXrayEnabled'] },
  'api-gwv2-access-logs-enabled': { rules: ['apigw.APIGWAccessLogging'] },
  'api-gwv2-authorization-type-configured': { rules: ['apigw.APIGWAuthorization'] },
  'apigateway-stage-access-logs-enabled': { rules: ['apigw.APIGWAccessLogging'] },
  'cmk-backing-key-rotation-enabled': { rules: ['kms.KMSBackingKeyRotationEnabled'] },
  'cw-loggroup-retention-period-check': { rules: ['cloudwatch.CloudWatchLogGroupRetentionPeriod'] },
  'dynamodb-autoscaling-enabled': { rules: ['dynamodb.DynamoDBAutoScalingEnabled'] },
  'dynamodb-pitr-enabled': { rules: ['dynamodb.DynamoDBPITREnabled'] },
  'eventbridge-rule-target-dlq-check': { rules: ['eventbridge.EventBusDLQ'] },
  'iam-policy-no-statements-with-admin-access': { rules: ['iam.IAMPolicyNoStatementsWithAdminAccess'] },
  'iam-policy-no-statements-with-full-access': { rules: ['iam.IAMPolicyNoStatementsWithFullAccess'] },
  'lambda-async-failure-destination': { rules: ['lambda.LambdaAsyncFailureDestination'] },
  'lambda-event-source-mapping-failure-destination': { rules: ['lambda.LambdaEventSourceMappingDestination'] },
  'lambda-function-public-access-prohibited': {
    rules: ['lambda.LambdaFunctionPublicAccessProhibited'],
    perTemplate: true,
  },
  'lambda-function-settings-check': { rules: ['lambda.LambdaLatestVersion'] },
  'lambda-function-url-auth-check': { rules: ['lambda.LambdaFunctionUrlAuth'] },
  'lambda-function-xray-enabled': { rules: ['lambda.LambdaTracing'] },
  'lambda-sqs-visibility-timeout-check': { rules: ['lambda.LambdaEventSourceSQSVisibilityTimeout'] },
  'lambda-timeout-explicit': { rules: ['lambda.LambdaDefaultTimeout'] },
  's3-bucket-level-public-access-prohibited': { rules: ['s3.S3BucketLevelPublicAccessProhibited'] },
  's3-bucket-logging-enabled': { rules: ['s3.S3BucketLoggingEnabled'] },
  's3-bucket-public-read-prohibited': { rules: ['s3.S3BucketPublicReadProhibited'] },
  's3-bucket-public-write-prohibited': { rules: ['s3.S3BucketPublicWriteProhibited'] },
  's3-bucket-replication-enabled': { rules: ['s3.S3BucketReplicationEnabled'] },
  's3-bucket-ssl-requests-only': { rules: ['s3.S3BucketSSLRequestsOnly'] },
  's3-bucket-versioning-enabled': { rules: ['s3.S3BucketVersioningEnabled'] },
  'secretsmanager-rotation-enabled-check': { rules: ['secretsmanager.SecretsManagerRotationEnabled'] },
  'sns-encrypted-kms': { rules: ['sns.SNSEncryptedKMS'] },
  'sqs-queue-dlq-check': { rules: ['sqs.SQSQueueDLQ', 'sqs.SQSRedrivePolicy'] },
  'sqs-queue-encrypted': { rules: ['sqs.SQSQueueSSE'] },
  'step-functions-state-machine-logging-enabled': {
    rules: ['stepfunctions.StepFunctionStateMachineAllLogsToCloudWatch'],
  },
  'step-functions-state-machine-xray-enabled': { rules: ['stepfunctions.StepFunctionStateMachineXray'] },
};

/** AWS Control Tower proactive controls: https://docs.aws.amazon.com/controltower/latest/controlreference/proactive-controls.html */
export const CONTROL_TOWER: Readonly<Record<string, OracleRules>> = {
  'api-gw-execution-logging-enabled': { rules: ['CT.APIGATEWAY.PR.1'] },
  'api-gw-xray-enabled': { rules: ['CT.APIGATEWAY.PR.2'] },
  'api-gwv2-access-logs-enabled': { rules: ['CT.APIGATEWAY.PR.4'] },
  'api-gwv2-authorization-type-configured': { rules: ['CT.APIGATEWAY.PR.5'] },
  'cmk-backing-key-rotation-enabled': { rules: ['CT.KMS.PR.1'] },
  'cw-loggroup-retention-period-check': { rules: ['CT.CLOUDWATCH.PR.2'] },
  'dynamodb-pitr-enabled': { rules: ['CT.DYNAMODB.PR.1'] },
  'iam-policy-no-statements-with-admin-access': { rules: ['CT.IAM.PR.1', 'CT.IAM.PR.2'] },
  'iam-policy-no-statements-with-full-access': { rules: ['CT.IAM.PR.3', 'CT.IAM.PR.5'] },
  'lambda-function-public-access-prohibited': { rules: ['CT.LAMBDA.PR.2'], perTemplate: true },
  'lambda-function-url-auth-check': { rules: ['CT.LAMBDA.PR.5'] },
  's3-bucket-level-public-access-prohibited': { rules: ['CT.S3.PR.1'] },
  's3-bucket-logging-enabled': { rules: ['CT.S3.PR.2'] },
  's3-bucket-ssl-requests-only': { rules: ['CT.S3.PR.8'], perTemplate: true },
  's3-bucket-versioning-enabled': { rules: ['CT.S3.PR.11'] },
  'sqs-queue-dlq-check': { rules: ['CT.SQS.PR.1'] },
  'sqs-queue-encrypted': { rules: ['CT.SQS.PR.2'] },
  'step-functions-state-machine-logging-enabled': { rules: ['CT.STEPFUNCTIONS.PR.1'] },
  'step-functions-state-machine-xray-enabled': { rules: ['CT.STEPFUNCTIONS.PR.2'] },
};
