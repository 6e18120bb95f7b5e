/** Which readers and measurers a service's checks need, and what those may do: known without loading a single one of them. */
import type { CheckMeta } from '../checks/api.ts';
import type { LiveConfig } from '../config/config.ts';
import * as calls from './calls.ts';
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
    operations: calls.apigateway,
  },
  {
    name: 'apigatewayv2',
    module: 'apigatewayv2',
    clients: ['apigatewayv2'],
    reads: ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage', 'AWS::ApiGatewayV2::Route'],
    operations: calls.apigatewayv2,
  },
  {
    name: 'applicationAutoscaling',
    module: 'application-autoscaling',
    clients: ['application-auto-scaling'],
    reads: ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy'],
    operations: calls.applicationAutoscaling,
  },
  {
    name: 'cloudwatch',
    module: 'cloudwatch',
    clients: ['cloudwatch'],
    reads: ['AWS::CloudWatch::Alarm'],
    operations: calls.cloudwatch,
  },
  {
    name: 'codedeploy',
    module: 'codedeploy',
    clients: ['codedeploy'],
    reads: ['AWS::CodeDeploy::DeploymentConfig', 'AWS::CodeDeploy::DeploymentGroup'],
    operations: calls.codedeploy,
  },
  {
    name: 'dynamodb',
    module: 'dynamodb',
    clients: ['dynamodb', 'application-auto-scaling'],
    reads: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    operations: calls.dynamodb,
  },
  {
    name: 'events',
    module: 'events',
    clients: ['eventbridge'],
    reads: ['AWS::Events::Rule'],
    operations: calls.events,
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
    operations: calls.iam,
  },
  {
    name: 'kms',
    module: 'kms',
    clients: ['kms'],
    reads: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
    operations: calls.kms,
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
    operations: calls.lambda,
  },
  {
    name: 'logs',
    module: 'logs',
    clients: ['cloudwatch-logs'],
    reads: ['AWS::Logs::LogGroup'],
    operations: calls.logs,
  },
  {
    name: 's3',
    module: 's3',
    clients: ['s3'],
    reads: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
    operations: calls.s3,
  },
  {
    name: 'secretsmanager',
    module: 'secretsmanager',
    clients: ['secrets-manager'],
    reads: ['AWS::SecretsManager::Secret', 'AWS::SecretsManager::RotationSchedule'],
    operations: calls.secretsmanager,
  },
  {
    name: 'sns',
    module: 'sns',
    clients: ['sns'],
    reads: ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'],
    operations: calls.sns,
  },
  {
    name: 'sqs',
    module: 'sqs',
    clients: ['sqs'],
    reads: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'],
    operations: calls.sqs,
  },
  {
    name: 'stepfunctions',
    module: 'stepfunctions',
    clients: ['sfn'],
    reads: ['AWS::StepFunctions::StateMachine'],
    operations: calls.stepfunctions,
  },
];

export const MEASURERS: readonly Known[] = [
  {
    name: 'performance',
    module: 'performance',
    clients: ['cloudwatch', 'lambda'],
    operations: calls.performance,
  },
  {
    name: 'coldStarts',
    module: 'cold-starts',
    clients: ['cloudwatch-logs'],
    operations: calls.coldStarts,
  },
  {
    name: 'secrets',
    module: 'credentials',
    clients: ['secrets-manager'],
    operations: calls.secrets,
  },
  { name: 'accessKeys', module: 'credentials', clients: ['iam'], operations: calls.accessKeys },
  { name: 'certificates', module: 'credentials', clients: ['acm'], operations: calls.certificates },
  { name: 'parameters', module: 'credentials', clients: ['ssm'], operations: calls.parameters },
  {
    name: 'configRules',
    module: 'config',
    clients: ['config-service'],
    operations: calls.configRules,
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
