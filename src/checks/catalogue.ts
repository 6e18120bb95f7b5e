/** All built-in checks. Their texts are what `fitness/checks/` of a generated service holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownPackage } from '../package.ts';
import type { Check } from './check.ts';
import apiGwExecutionLoggingEnabled from './apigateway/api-gw-execution-logging-enabled.ts';
import apiGwMethodAuthorizationCheck from './apigateway/api-gw-method-authorization-check.ts';
import apiGwThrottlingConfigured from './apigateway/api-gw-throttling-configured.ts';
import apiGwXrayEnabled from './apigateway/api-gw-xray-enabled.ts';
import apiGwv2AccessLogsEnabled from './apigateway/api-gwv2-access-logs-enabled.ts';
import apiGwv2AuthorizationTypeConfigured from './apigateway/api-gwv2-authorization-type-configured.ts';
import apigatewayStageAccessLogsEnabled from './apigateway/apigateway-stage-access-logs-enabled.ts';
import statefulResourceDeletionPolicyCheck from './cloudformation/stateful-resource-deletion-policy-check.ts';
import codedeployAutoRollbackMonitorEnabled from './codedeploy/codedeploy-auto-rollback-monitor-enabled.ts';
import codedeployLambdaAllatonceTrafficShiftDisabled from './codedeploy/codedeploy-lambda-allatonce-traffic-shift-disabled.ts';
import dynamodbAutoscalingEnabled from './dynamodb/dynamodb-autoscaling-enabled.ts';
import dynamodbPitrEnabled from './dynamodb/dynamodb-pitr-enabled.ts';
import dynamodbTableDeletionProtectionEnabled from './dynamodb/dynamodb-table-deletion-protection-enabled.ts';
import dynamodbTableEncryptionEnabled from './dynamodb/dynamodb-table-encryption-enabled.ts';
import dynamodbThroughputLimitCheck from './dynamodb/dynamodb-throughput-limit-check.ts';
import eventbridgeRuleTargetDlqCheck from './events/eventbridge-rule-target-dlq-check.ts';
import iamPolicyNoStatementsWithAdminAccess from './iam/iam-policy-no-statements-with-admin-access.ts';
import iamPolicyNoStatementsWithFullAccess from './iam/iam-policy-no-statements-with-full-access.ts';
import cmkBackingKeyRotationEnabled from './kms/cmk-backing-key-rotation-enabled.ts';
import lambdaAsyncFailureDestination from './lambda/lambda-async-failure-destination.ts';
import lambdaDeploymentHooksConfigured from './lambda/lambda-deployment-hooks-configured.ts';
import lambdaDeploymentPreferenceEnabled from './lambda/lambda-deployment-preference-enabled.ts';
import lambdaEnvironmentNoPlaintextSecrets from './lambda/lambda-environment-no-plaintext-secrets.ts';
import lambdaEventSourceMappingFailureDestination from './lambda/lambda-event-source-mapping-failure-destination.ts';
import lambdaFunctionPublicAccessProhibited from './lambda/lambda-function-public-access-prohibited.ts';
import lambdaFunctionSettingsCheck from './lambda/lambda-function-settings-check.ts';
import lambdaFunctionUrlAuthCheck from './lambda/lambda-function-url-auth-check.ts';
import lambdaFunctionXrayEnabled from './lambda/lambda-function-xray-enabled.ts';
import lambdaLayerPublicAccessProhibited from './lambda/lambda-layer-public-access-prohibited.ts';
import lambdaSqsVisibilityTimeoutCheck from './lambda/lambda-sqs-visibility-timeout-check.ts';
import lambdaTimeoutExplicit from './lambda/lambda-timeout-explicit.ts';
import cwLoggroupRetentionPeriodCheck from './logs/cw-loggroup-retention-period-check.ts';
import s3BucketLevelPublicAccessProhibited from './s3/s3-bucket-level-public-access-prohibited.ts';
import s3BucketLoggingEnabled from './s3/s3-bucket-logging-enabled.ts';
import s3BucketPublicReadProhibited from './s3/s3-bucket-public-read-prohibited.ts';
import s3BucketPublicWriteProhibited from './s3/s3-bucket-public-write-prohibited.ts';
import s3BucketReplicationEnabled from './s3/s3-bucket-replication-enabled.ts';
import s3BucketServerSideEncryptionEnabled from './s3/s3-bucket-server-side-encryption-enabled.ts';
import s3BucketSslRequestsOnly from './s3/s3-bucket-ssl-requests-only.ts';
import s3BucketVersioningEnabled from './s3/s3-bucket-versioning-enabled.ts';
import secretsmanagerRotationEnabledCheck from './secretsmanager/secretsmanager-rotation-enabled-check.ts';
import snsEncryptedKms from './sns/sns-encrypted-kms.ts';
import sqsQueueDlqCheck from './sqs/sqs-queue-dlq-check.ts';
import sqsQueueEncrypted from './sqs/sqs-queue-encrypted.ts';
import testCoverageLineMinimum from './source/test-coverage-line-minimum.ts';
import stepFunctionsStateMachineLoggingEnabled from './stepfunctions/step-functions-state-machine-logging-enabled.ts';
import stepFunctionsStateMachineXrayEnabled from './stepfunctions/step-functions-state-machine-xray-enabled.ts';

/** By service, then by id. */
export const catalogue: readonly Check[] = [
  s3BucketLevelPublicAccessProhibited,
  s3BucketLoggingEnabled,
  s3BucketPublicReadProhibited,
  s3BucketPublicWriteProhibited,
  s3BucketReplicationEnabled,
  s3BucketServerSideEncryptionEnabled,
  s3BucketSslRequestsOnly,
  s3BucketVersioningEnabled,
  dynamodbAutoscalingEnabled,
  dynamodbPitrEnabled,
  dynamodbTableDeletionProtectionEnabled,
  dynamodbTableEncryptionEnabled,
  dynamodbThroughputLimitCheck,
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
  apiGwExecutionLoggingEnabled,
  apiGwMethodAuthorizationCheck,
  apiGwThrottlingConfigured,
  apiGwXrayEnabled,
  apiGwv2AccessLogsEnabled,
  apiGwv2AuthorizationTypeConfigured,
  apigatewayStageAccessLogsEnabled,
  sqsQueueDlqCheck,
  sqsQueueEncrypted,
  snsEncryptedKms,
  eventbridgeRuleTargetDlqCheck,
  stepFunctionsStateMachineLoggingEnabled,
  stepFunctionsStateMachineXrayEnabled,
  cmkBackingKeyRotationEnabled,
  secretsmanagerRotationEnabledCheck,
  iamPolicyNoStatementsWithAdminAccess,
  iamPolicyNoStatementsWithFullAccess,
  cwLoggroupRetentionPeriodCheck,
  codedeployAutoRollbackMonitorEnabled,
  codedeployLambdaAllatonceTrafficShiftDisabled,
  statefulResourceDeletionPolicyCheck,
  testCoverageLineMinimum,
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
  const services = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const name = `${id}.ts`;
  const service = services.find((folder) => readdirSync(join(root, folder.name)).includes(name));
  if (!service || !checkById(id)) throw new Error(`There is no built-in check ${id}`);
  return { path: `${service.name}/${name}`, text: readFileSync(join(root, service.name, name), 'utf8') };
}
