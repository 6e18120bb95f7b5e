/** What each reader and measurer may call, by what it is exported as: for those who know it without loading it, and for itself. */
import type { Operation } from './operations.ts';

export const apigateway: readonly Operation[] = [
  'apigateway:GetDomainName',
  'apigateway:GetResources',
  'apigateway:GetRestApi',
  'apigateway:GetStages',
];
export const apigatewayv2: readonly Operation[] = ['apigateway:GetRoutes', 'apigateway:GetStages'];
export const applicationAutoscaling: readonly Operation[] = [
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
];
export const cloudwatch: readonly Operation[] = ['cloudwatch:DescribeAlarms'];
export const codedeploy: readonly Operation[] = [
  'codedeploy:BatchGetDeploymentGroups',
  'codedeploy:GetDeploymentConfig',
];
export const dynamodb: readonly Operation[] = [
  'dynamodb:DescribeTable',
  'dynamodb:DescribeContinuousBackups',
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
];
export const events: readonly Operation[] = ['events:ListTargetsByRule'];
export const iam: readonly Operation[] = [
  'iam:GetGroupPolicy',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:GetUserPolicy',
  'iam:ListAttachedGroupPolicies',
  'iam:ListAttachedRolePolicies',
  'iam:ListAttachedUserPolicies',
  'iam:ListGroupPolicies',
  'iam:ListRolePolicies',
  'iam:ListUserPolicies',
];
export const kms: readonly Operation[] = ['kms:GetKeyRotationStatus', 'kms:GetKeyPolicy'];
export const lambda: readonly Operation[] = [
  'lambda:GetEventSourceMapping',
  'lambda:GetFunctionConcurrency',
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunctionEventInvokeConfig',
  'lambda:GetFunctionUrlConfig',
  'lambda:GetLayerVersionPolicy',
  'lambda:GetPolicy',
];
export const logs: readonly Operation[] = ['logs:DescribeLogGroups'];
export const s3: readonly Operation[] = [
  's3:GetBucketAcl',
  's3:GetBucketEncryption',
  's3:GetBucketLogging',
  's3:GetBucketPolicy',
  's3:GetBucketReplication',
  's3:GetBucketVersioning',
  's3:GetPublicAccessBlock',
];
export const secretsmanager: readonly Operation[] = ['secretsmanager:DescribeSecret'];
export const sns: readonly Operation[] = ['sns:GetTopicAttributes'];
export const sqs: readonly Operation[] = ['sqs:GetQueueAttributes'];
export const stepfunctions: readonly Operation[] = ['states:DescribeStateMachine'];
export const performance: readonly Operation[] = ['cloudwatch:GetMetricData', 'lambda:GetAccountSettings'];
export const coldStarts: readonly Operation[] = ['logs:StartQuery', 'logs:GetQueryResults', 'logs:StopQuery'];
export const secrets: readonly Operation[] = ['secretsmanager:DescribeSecret'];
export const accessKeys: readonly Operation[] = ['iam:ListAccessKeys'];
export const certificates: readonly Operation[] = ['acm:DescribeCertificate'];
export const parameters: readonly Operation[] = ['ssm:DescribeParameters'];
export const configRules: readonly Operation[] = [
  'config:DescribeConfigurationRecorderStatus',
  'config:DescribeConfigRules',
  'config:ListDiscoveredResources',
  'config:GetComplianceDetailsByResource',
];
