/** All built-in checks. Their texts are what `fitness/checks/` of a generated service holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownPackage } from '../package.ts';
import type { Check } from './check.ts';
import configRulesKnown from './account/config-rules-known.ts';
import acmCertificateExpirationCheck from './acm/acm-certificate-expiration-check.ts';
import apiGwCacheEnabledAndEncrypted from './apigateway/api-gw-cache-enabled-and-encrypted.ts';
import apiGwEndpointTypeCheck from './apigateway/api-gw-endpoint-type-check.ts';
import apiGwExecutionLoggingEnabled from './apigateway/api-gw-execution-logging-enabled.ts';
import apiGwMethodAuthorizationCheck from './apigateway/api-gw-method-authorization-check.ts';
import apiGwThrottlingConfigured from './apigateway/api-gw-throttling-configured.ts';
import apiGwXrayEnabled from './apigateway/api-gw-xray-enabled.ts';
import apiGwv2AccessLogsEnabled from './apigateway/api-gwv2-access-logs-enabled.ts';
import apiGwv2AuthorizationTypeConfigured from './apigateway/api-gwv2-authorization-type-configured.ts';
import apigatewayDomainNameTlsCheck from './apigateway/apigateway-domain-name-tls-check.ts';
import apigatewayStageAccessLogsEnabled from './apigateway/apigateway-stage-access-logs-enabled.ts';
import cfnAuthenticationNoPlaintext from './cloudformation/cfn-authentication-no-plaintext.ts';
import cfnNoExplicitResourceNames from './cloudformation/cfn-no-explicit-resource-names.ts';
import statefulResourceDeletionPolicyCheck from './cloudformation/stateful-resource-deletion-policy-check.ts';
import cloudfrontAccesslogsEnabled from './cloudfront/cloudfront-accesslogs-enabled.ts';
import cloudfrontDefaultRootObjectConfigured from './cloudfront/cloudfront-default-root-object-configured.ts';
import cloudfrontOriginFailoverEnabled from './cloudfront/cloudfront-origin-failover-enabled.ts';
import cloudfrontSecurityPolicyCheck from './cloudfront/cloudfront-security-policy-check.ts';
import cloudfrontViewerPolicyHttps from './cloudfront/cloudfront-viewer-policy-https.ts';
import cloudwatchAlarmActionCheck from './cloudwatch/cloudwatch-alarm-action-check.ts';
import codebuildProjectArtifactEncryption from './codebuild/codebuild-project-artifact-encryption.ts';
import codebuildProjectEnvvarAwscredCheck from './codebuild/codebuild-project-envvar-awscred-check.ts';
import codebuildProjectSourceRepoUrlCheck from './codebuild/codebuild-project-source-repo-url-check.ts';
import codedeployAutoRollbackMonitorEnabled from './codedeploy/codedeploy-auto-rollback-monitor-enabled.ts';
import codedeployLambdaAllatonceTrafficShiftDisabled from './codedeploy/codedeploy-lambda-allatonce-traffic-shift-disabled.ts';
import cognitoIdentityPoolUnauthAccessCheck from './cognito/cognito-identity-pool-unauth-access-check.ts';
import cognitoUserPoolMfaEnabled from './cognito/cognito-user-pool-mfa-enabled.ts';
import daxEncryptionEnabled from './dax/dax-encryption-enabled.ts';
import dynamodbAutoscalingEnabled from './dynamodb/dynamodb-autoscaling-enabled.ts';
import dynamodbBillingModeCheck from './dynamodb/dynamodb-billing-mode-check.ts';
import dynamodbPitrEnabled from './dynamodb/dynamodb-pitr-enabled.ts';
import dynamodbTableDeletionProtectionEnabled from './dynamodb/dynamodb-table-deletion-protection-enabled.ts';
import dynamodbTableEncryptedKms from './dynamodb/dynamodb-table-encrypted-kms.ts';
import dynamodbTableEncryptionEnabled from './dynamodb/dynamodb-table-encryption-enabled.ts';
import dynamodbThroughputLimitCheck from './dynamodb/dynamodb-throughput-limit-check.ts';
import eventbridgeRuleTargetDlqCheck from './events/eventbridge-rule-target-dlq-check.ts';
import accessKeysRotated from './iam/access-keys-rotated.ts';
import iamNoAllowPlusNotAction from './iam/iam-no-allow-plus-not-action.ts';
import iamNoInlinePolicyCheck from './iam/iam-no-inline-policy-check.ts';
import iamPassroleNoWildcardResource from './iam/iam-passrole-no-wildcard-resource.ts';
import iamPolicyBlacklistedCheck from './iam/iam-policy-blacklisted-check.ts';
import iamPolicyNoStatementsWithAdminAccess from './iam/iam-policy-no-statements-with-admin-access.ts';
import iamPolicyNoStatementsWithFullAccess from './iam/iam-policy-no-statements-with-full-access.ts';
import iamPolicyNoWildcardResource from './iam/iam-policy-no-wildcard-resource.ts';
import iamRoleTrustPolicyNoWildcard from './iam/iam-role-trust-policy-no-wildcard.ts';
import kinesisFirehoseDeliveryStreamEncrypted from './kinesis/kinesis-firehose-delivery-stream-encrypted.ts';
import kinesisFirehoseNoPlaintextPassword from './kinesis/kinesis-firehose-no-plaintext-password.ts';
import kinesisStreamEncrypted from './kinesis/kinesis-stream-encrypted.ts';
import cmkBackingKeyRotationEnabled from './kms/cmk-backing-key-rotation-enabled.ts';
import kmsKeyPolicyNoPublicAccess from './kms/kms-key-policy-no-public-access.ts';
import lambdaAsyncFailureDestination from './lambda/lambda-async-failure-destination.ts';
import lambdaColdStartDurationMaximum from './lambda/lambda-cold-start-duration-maximum.ts';
import lambdaColdStartRatioMaximum from './lambda/lambda-cold-start-ratio-maximum.ts';
import lambdaConcurrencyCheck from './lambda/lambda-concurrency-check.ts';
import lambdaConcurrencyUseMaximum from './lambda/lambda-concurrency-use-maximum.ts';
import lambdaDeploymentHooksConfigured from './lambda/lambda-deployment-hooks-configured.ts';
import lambdaDeploymentPreferenceEnabled from './lambda/lambda-deployment-preference-enabled.ts';
import lambdaDlqCheck from './lambda/lambda-dlq-check.ts';
import lambdaDurationP50Maximum from './lambda/lambda-duration-p50-maximum.ts';
import lambdaDurationP99Maximum from './lambda/lambda-duration-p99-maximum.ts';
import lambdaEnvironmentNoPlaintextSecrets from './lambda/lambda-environment-no-plaintext-secrets.ts';
import lambdaErrorRateMaximum from './lambda/lambda-error-rate-maximum.ts';
import lambdaEventSourceMappingFailureDestination from './lambda/lambda-event-source-mapping-failure-destination.ts';
import lambdaFunctionPublicAccessProhibited from './lambda/lambda-function-public-access-prohibited.ts';
import lambdaFunctionSettingsCheck from './lambda/lambda-function-settings-check.ts';
import lambdaFunctionUrlAuthCheck from './lambda/lambda-function-url-auth-check.ts';
import lambdaFunctionXrayEnabled from './lambda/lambda-function-xray-enabled.ts';
import lambdaInsideVpc from './lambda/lambda-inside-vpc.ts';
import lambdaLayerPublicAccessProhibited from './lambda/lambda-layer-public-access-prohibited.ts';
import lambdaPermissionInvokeFunctionAction from './lambda/lambda-permission-invoke-function-action.ts';
import lambdaSqsVisibilityTimeoutCheck from './lambda/lambda-sqs-visibility-timeout-check.ts';
import lambdaThrottleRateMaximum from './lambda/lambda-throttle-rate-maximum.ts';
import lambdaTimeoutExplicit from './lambda/lambda-timeout-explicit.ts';
import cloudwatchLogGroupEncrypted from './logs/cloudwatch-log-group-encrypted.ts';
import cwLoggroupRetentionPeriodCheck from './logs/cw-loggroup-retention-period-check.ts';
import rdsClusterEncryptedAtRest from './rds/rds-cluster-encrypted-at-rest.ts';
import rdsMasterCredentialsNoPlaintext from './rds/rds-master-credentials-no-plaintext.ts';
import s3BucketLevelPublicAccessProhibited from './s3/s3-bucket-level-public-access-prohibited.ts';
import s3BucketLoggingEnabled from './s3/s3-bucket-logging-enabled.ts';
import s3BucketPolicyNoAllowPlusNotAction from './s3/s3-bucket-policy-no-allow-plus-not-action.ts';
import s3BucketPolicyNoWildcardAction from './s3/s3-bucket-policy-no-wildcard-action.ts';
import s3BucketPolicyNoWildcardPrincipal from './s3/s3-bucket-policy-no-wildcard-principal.ts';
import s3BucketPublicReadProhibited from './s3/s3-bucket-public-read-prohibited.ts';
import s3BucketPublicWriteProhibited from './s3/s3-bucket-public-write-prohibited.ts';
import s3BucketReplicationEnabled from './s3/s3-bucket-replication-enabled.ts';
import s3BucketServerSideEncryptionEnabled from './s3/s3-bucket-server-side-encryption-enabled.ts';
import s3BucketSslRequestsOnly from './s3/s3-bucket-ssl-requests-only.ts';
import s3BucketVersioningEnabled from './s3/s3-bucket-versioning-enabled.ts';
import s3DefaultEncryptionKms from './s3/s3-default-encryption-kms.ts';
import secretsmanagerRotationEnabledCheck from './secretsmanager/secretsmanager-rotation-enabled-check.ts';
import secretsmanagerScheduledRotationSuccessCheck from './secretsmanager/secretsmanager-scheduled-rotation-success-check.ts';
import secretsmanagerSecretPeriodicRotation from './secretsmanager/secretsmanager-secret-periodic-rotation.ts';
import secretsmanagerUsingCmk from './secretsmanager/secretsmanager-using-cmk.ts';
import snsEncryptedKms from './sns/sns-encrypted-kms.ts';
import snsTopicNoPublicAccess from './sns/sns-topic-no-public-access.ts';
import snsTopicpolicyNoAllowPlusNotAction from './sns/sns-topicpolicy-no-allow-plus-not-action.ts';
import sourceBundleSizeMaximum from './source/source-bundle-size-maximum.ts';
import sourceCyclomaticComplexityMaximum from './source/source-cyclomatic-complexity-maximum.ts';
import sourceDependencyCountMaximum from './source/source-dependency-count-maximum.ts';
import sourceDuplicationMaximum from './source/source-duplication-maximum.ts';
import testCoverageBranchMinimum from './source/test-coverage-branch-minimum.ts';
import testCoverageLineMinimum from './source/test-coverage-line-minimum.ts';
import sqsQueueDlqCheck from './sqs/sqs-queue-dlq-check.ts';
import sqsQueueEncrypted from './sqs/sqs-queue-encrypted.ts';
import sqsQueueNoPublicAccess from './sqs/sqs-queue-no-public-access.ts';
import sqsQueuePolicyFullAccessCheck from './sqs/sqs-queue-policy-full-access-check.ts';
import sqsQueuepolicyNoAllowPlusNotAction from './sqs/sqs-queuepolicy-no-allow-plus-not-action.ts';
import ssmParametersRotated from './ssm/ssm-parameters-rotated.ts';
import stepFunctionsStateMachineLoggingEnabled from './stepfunctions/step-functions-state-machine-logging-enabled.ts';
import stepFunctionsStateMachineXrayEnabled from './stepfunctions/step-functions-state-machine-xray-enabled.ts';

/** By service, then by id. */
export const catalogue: readonly Check[] = [
  s3BucketLevelPublicAccessProhibited,
  s3BucketLoggingEnabled,
  s3BucketPolicyNoAllowPlusNotAction,
  s3BucketPolicyNoWildcardAction,
  s3BucketPolicyNoWildcardPrincipal,
  s3BucketPublicReadProhibited,
  s3BucketPublicWriteProhibited,
  s3BucketReplicationEnabled,
  s3BucketServerSideEncryptionEnabled,
  s3BucketSslRequestsOnly,
  s3BucketVersioningEnabled,
  s3DefaultEncryptionKms,
  dynamodbAutoscalingEnabled,
  dynamodbBillingModeCheck,
  dynamodbPitrEnabled,
  dynamodbTableDeletionProtectionEnabled,
  dynamodbTableEncryptedKms,
  dynamodbTableEncryptionEnabled,
  dynamodbThroughputLimitCheck,
  daxEncryptionEnabled,
  rdsClusterEncryptedAtRest,
  rdsMasterCredentialsNoPlaintext,
  lambdaAsyncFailureDestination,
  lambdaDeploymentHooksConfigured,
  lambdaDeploymentPreferenceEnabled,
  lambdaEnvironmentNoPlaintextSecrets,
  lambdaEventSourceMappingFailureDestination,
  lambdaFunctionPublicAccessProhibited,
  lambdaFunctionSettingsCheck,
  lambdaFunctionUrlAuthCheck,
  lambdaFunctionXrayEnabled,
  lambdaLayerPublicAccessProhibited,
  lambdaSqsVisibilityTimeoutCheck,
  lambdaTimeoutExplicit,
  lambdaPermissionInvokeFunctionAction,
  lambdaConcurrencyCheck,
  lambdaInsideVpc,
  lambdaDlqCheck,
  lambdaDurationP99Maximum,
  lambdaDurationP50Maximum,
  lambdaErrorRateMaximum,
  lambdaThrottleRateMaximum,
  lambdaConcurrencyUseMaximum,
  lambdaColdStartDurationMaximum,
  lambdaColdStartRatioMaximum,
  apiGwExecutionLoggingEnabled,
  apiGwMethodAuthorizationCheck,
  apiGwThrottlingConfigured,
  apiGwXrayEnabled,
  apiGwv2AccessLogsEnabled,
  apiGwv2AuthorizationTypeConfigured,
  apigatewayStageAccessLogsEnabled,
  apiGwCacheEnabledAndEncrypted,
  apigatewayDomainNameTlsCheck,
  apiGwEndpointTypeCheck,
  sqsQueueDlqCheck,
  sqsQueueEncrypted,
  sqsQueueNoPublicAccess,
  sqsQueuePolicyFullAccessCheck,
  sqsQueuepolicyNoAllowPlusNotAction,
  snsEncryptedKms,
  snsTopicNoPublicAccess,
  snsTopicpolicyNoAllowPlusNotAction,
  kinesisFirehoseDeliveryStreamEncrypted,
  kinesisFirehoseNoPlaintextPassword,
  kinesisStreamEncrypted,
  eventbridgeRuleTargetDlqCheck,
  stepFunctionsStateMachineLoggingEnabled,
  stepFunctionsStateMachineXrayEnabled,
  cmkBackingKeyRotationEnabled,
  kmsKeyPolicyNoPublicAccess,
  secretsmanagerRotationEnabledCheck,
  secretsmanagerUsingCmk,
  secretsmanagerScheduledRotationSuccessCheck,
  secretsmanagerSecretPeriodicRotation,
  ssmParametersRotated,
  accessKeysRotated,
  acmCertificateExpirationCheck,
  iamNoAllowPlusNotAction,
  iamNoInlinePolicyCheck,
  iamPassroleNoWildcardResource,
  iamPolicyBlacklistedCheck,
  iamPolicyNoStatementsWithAdminAccess,
  iamPolicyNoStatementsWithFullAccess,
  iamPolicyNoWildcardResource,
  iamRoleTrustPolicyNoWildcard,
  cloudwatchLogGroupEncrypted,
  cwLoggroupRetentionPeriodCheck,
  codedeployAutoRollbackMonitorEnabled,
  codedeployLambdaAllatonceTrafficShiftDisabled,
  codebuildProjectArtifactEncryption,
  codebuildProjectEnvvarAwscredCheck,
  codebuildProjectSourceRepoUrlCheck,
  statefulResourceDeletionPolicyCheck,
  cfnAuthenticationNoPlaintext,
  cfnNoExplicitResourceNames,
  cloudfrontViewerPolicyHttps,
  cloudfrontSecurityPolicyCheck,
  cloudfrontOriginFailoverEnabled,
  cloudfrontAccesslogsEnabled,
  cloudfrontDefaultRootObjectConfigured,
  cognitoUserPoolMfaEnabled,
  cognitoIdentityPoolUnauthAccessCheck,
  cloudwatchAlarmActionCheck,
  configRulesKnown,
  testCoverageLineMinimum,
  testCoverageBranchMinimum,
  sourceCyclomaticComplexityMaximum,
  sourceDuplicationMaximum,
  sourceBundleSizeMaximum,
  sourceDependencyCountMaximum,
];

/** Those of the default set: what a template is scored by without a fitness.yaml, and what a new service starts with. */
export const recommended: readonly Check[] = catalogue.filter(({ meta }) => meta.recommended !== false);

export function checkById(id: string): Check | undefined {
  return catalogue.find(({ meta }) => meta.id === id);
}

/**
 * The source of a built-in check, which the package ships as it is: its path below `src/checks/`, and its text.
 *
 * @throws Error if there is no such check
 */
export function checkSource(id: string): { path: string; text: string } {
  const root = join(ownPackage().root, 'src', 'checks');
  const name = `${id}.ts`;
  const folder = (folders ??= foldersIn(root)).get(name);
  if (folder === undefined || !checkById(id)) throw new Error(`There is no built-in check ${id}`);
  return { path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') };
}

/** Looked for once: an upgrade asks for the source of every check. */
let folders: ReadonlyMap<string, string> | undefined;

/** By the name of a file, the folder that it is in. */
function foldersIn(root: string): ReadonlyMap<string, string> {
  const services = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(services.flatMap(({ name }) => readdirSync(join(root, name)).map((file) => [file, name] as const)));
}
