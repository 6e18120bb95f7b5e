/** Which readers and measurers a service's checks need, and what those may do: known without loading a single one of them. */
import type { CheckMeta } from '../checks/api.ts';
import type { LiveConfig } from '../config/config.ts';
import { cloudControlActions, cloudControlTypes } from './cloud-control-types.ts';
import { grantsFor, type Grant } from './grants.ts';
import { actionsOf, type Operation } from './operations.ts';

/** A reader or a measurer. */
export interface Equipped {
  /** What it is exported as. */
  readonly name: string;
  /** The types that it is made for, if what is exported makes it. */
  readonly types?: readonly string[];
  /** `create-fitness-serverless/live/<module>` */
  readonly module: string;
  /** Clients of the AWS SDK that it loads, without `@aws-sdk/client-`. */
  readonly clients: readonly string[];
}

/** Of what it says itself what has to be known before it is loaded. A test holds the two together. */
interface Known extends Equipped {
  readonly operations: readonly Operation[];
}

export const READERS: readonly (Known & {
  /** Types that it reads. */
  readonly reads: readonly string[];
})[] = [
  {
    name: 'apigateway',
    module: 'apigateway',
    clients: ['api-gateway'],
    reads: [
      'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Stage',
      'AWS::ApiGateway::Method',
      'AWS::ApiGateway::DomainName',
    ],
    operations: [
      'apigateway:GetDomainName',
      'apigateway:GetResources',
      'apigateway:GetRestApi',
      'apigateway:GetStages',
    ],
  },
  {
    name: 'apigatewayv2',
    module: 'apigatewayv2',
    clients: ['apigatewayv2'],
    reads: ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage', 'AWS::ApiGatewayV2::Route'],
    operations: ['apigateway:GetRoutes', 'apigateway:GetStages'],
  },
  {
    name: 'applicationAutoscaling',
    module: 'application-autoscaling',
    clients: ['application-auto-scaling'],
    reads: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy'],
    operations: ['application-autoscaling:DescribeScalableTargets', 'application-autoscaling:DescribeScalingPolicies'],
  },
  {
    name: 'cloudwatch',
    module: 'cloudwatch',
    clients: ['cloudwatch'],
    reads: ['AWS::CloudWatch::Alarm'],
    operations: ['cloudwatch:DescribeAlarms'],
  },
  {
    name: 'codedeploy',
    module: 'codedeploy',
    clients: ['codedeploy'],
    reads: ['AWS::CodeDeploy::DeploymentConfig', 'AWS::CodeDeploy::DeploymentGroup'],
    operations: ['codedeploy:BatchGetDeploymentGroups', 'codedeploy:GetDeploymentConfig'],
  },
  {
    name: 'dynamodb',
    module: 'dynamodb',
    clients: ['dynamodb', 'application-auto-scaling'],
    reads: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    operations: [
      'dynamodb:DescribeTable',
      'dynamodb:DescribeContinuousBackups',
      'application-autoscaling:DescribeScalableTargets',
      'application-autoscaling:DescribeScalingPolicies',
    ],
  },
  {
    name: 'events',
    module: 'events',
    clients: ['eventbridge'],
    reads: ['AWS::Events::Rule'],
    operations: ['events:ListTargetsByRule'],
  },
  {
    name: 'iam',
    module: 'iam',
    clients: ['iam'],
    reads: [
      'AWS::IAM::Role',
      'AWS::IAM::User',
      'AWS::IAM::Group',
      'AWS::IAM::Policy',
      'AWS::IAM::RolePolicy',
      'AWS::IAM::UserPolicy',
      'AWS::IAM::GroupPolicy',
      'AWS::IAM::ManagedPolicy',
    ],
    operations: [
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
    ],
  },
  {
    name: 'kms',
    module: 'kms',
    clients: ['kms'],
    reads: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
    operations: ['kms:GetKeyRotationStatus', 'kms:GetKeyPolicy'],
  },
  {
    name: 'lambda',
    module: 'lambda',
    clients: ['lambda'],
    reads: [
      'AWS::Lambda::Alias',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::LayerVersion',
      'AWS::Lambda::LayerVersionPermission',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Url',
    ],
    operations: [
      'lambda:GetEventSourceMapping',
      'lambda:GetFunctionConcurrency',
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionEventInvokeConfig',
      'lambda:GetFunctionUrlConfig',
      'lambda:GetLayerVersionPolicy',
      'lambda:GetPolicy',
    ],
  },
  {
    name: 'logs',
    module: 'logs',
    clients: ['cloudwatch-logs'],
    reads: ['AWS::Logs::LogGroup'],
    operations: ['logs:DescribeLogGroups'],
  },
  {
    name: 's3',
    module: 's3',
    clients: ['s3'],
    reads: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
    operations: [
      's3:GetBucketAcl',
      's3:GetBucketEncryption',
      's3:GetBucketLogging',
      's3:GetBucketPolicy',
      's3:GetBucketReplication',
      's3:GetBucketVersioning',
      's3:GetPublicAccessBlock',
    ],
  },
  {
    name: 'secretsmanager',
    module: 'secretsmanager',
    clients: ['secrets-manager'],
    reads: ['AWS::SecretsManager::Secret', 'AWS::SecretsManager::RotationSchedule'],
    operations: ['secretsmanager:DescribeSecret'],
  },
  {
    name: 'sns',
    module: 'sns',
    clients: ['sns'],
    reads: ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'],
    operations: ['sns:GetTopicAttributes'],
  },
  {
    name: 'sqs',
    module: 'sqs',
    clients: ['sqs'],
    reads: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'],
    operations: ['sqs:GetQueueAttributes'],
  },
  {
    name: 'stepfunctions',
    module: 'stepfunctions',
    clients: ['sfn'],
    reads: ['AWS::StepFunctions::StateMachine'],
    operations: ['states:DescribeStateMachine'],
  },
];

export const MEASURERS: readonly Known[] = [
  {
    name: 'performance',
    module: 'performance',
    clients: ['cloudwatch', 'lambda'],
    operations: ['cloudwatch:GetMetricData', 'lambda:GetAccountSettings'],
  },
  {
    name: 'coldStarts',
    module: 'cold-starts',
    clients: ['cloudwatch-logs'],
    operations: ['logs:StartQuery', 'logs:GetQueryResults', 'logs:StopQuery'],
  },
  {
    name: 'secrets',
    module: 'credentials',
    clients: ['secrets-manager'],
    operations: ['secretsmanager:DescribeSecret'],
  },
  { name: 'accessKeys', module: 'credentials', clients: ['iam'], operations: ['iam:ListAccessKeys'] },
  { name: 'certificates', module: 'credentials', clients: ['acm'], operations: ['acm:DescribeCertificate'] },
  { name: 'parameters', module: 'credentials', clients: ['ssm'], operations: ['ssm:DescribeParameters'] },
  {
    name: 'configRules',
    module: 'config',
    clients: ['config-service'],
    operations: [
      'config:DescribeConfigurationRecorderStatus',
      'config:DescribeConfigRules',
      'config:ListDiscoveredResources',
      'config:GetComplianceDetailsByResource',
    ],
  },
];

/** What a service's checks need to be judged live. */
export interface Equipment {
  readonly readers: readonly Equipped[];
  readonly measurers: readonly Equipped[];
  /** For the policy of what reads. */
  readonly grants: readonly Grant[];
}

/** @param checks those that are enabled in some environment */
export function equipmentFor(checks: readonly CheckMeta[], live: LiveConfig): Equipment {
  const wanted = new Set(checks.flatMap(({ liveActions }) => liveActions));
  const judged = new Set(checks.flatMap(({ resourceTypes, relatedTypes = [] }) => [...resourceTypes, ...relatedTypes]));
  const isCalled = ({ operations }: Known) =>
    operations.some((operation) => actionsOf(operation).every((action) => wanted.has(action)));
  const others = othersOf(checks, live);
  const readers = READERS.filter((reader) => reader.reads.some((type) => judged.has(type)) && isCalled(reader));
  const measurers = MEASURERS.filter(isCalled);
  return {
    readers: [...readers, ...others.readers],
    measurers,
    grants: [...grantsFor([...readers, ...measurers], checks), ...others.grants],
  };
}

/** Cloud Control, where fitness.yaml lets it read what has no reader of its own. */
function othersOf(checks: readonly CheckMeta[], live: LiveConfig): Pick<Equipment, 'readers' | 'grants'> {
  const covered = new Set(READERS.flatMap(({ reads }) => reads));
  const types = cloudControlTypes(live.cloudControl, checks, covered);
  if (types.length === 0) return { readers: [], grants: [] };
  const reader = { name: 'cloudControl', types, module: 'cloud-control', clients: ['cloudcontrol', 'cloudformation'] };
  const actions = cloudControlActions(types);
  return { readers: [reader], grants: [{ sid: 'ReadByCloudControl', actions, resources: ['*'] }] };
}
