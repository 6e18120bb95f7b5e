/** Does a value identify a resource? */
import type { Resolved } from '../model.ts';
import { matchesWildcards } from '../wildcards.ts';
import { escapeRegExp, hasHoles, isHole, isPartialString, mayRead, render } from './values.ts';

/** By type: the property that holds the name which stands in the resource's ARN, and the ARN's service. */
const NAMES: Readonly<Record<string, readonly [property: string, service: string]>> = {
  'AWS::ApiGateway::ApiKey': ['Name', 'apigateway'],
  'AWS::CloudWatch::Alarm': ['AlarmName', 'cloudwatch'],
  'AWS::CodeDeploy::Application': ['ApplicationName', 'codedeploy'],
  'AWS::CodeDeploy::DeploymentConfig': ['DeploymentConfigName', 'codedeploy'],
  'AWS::CodeDeploy::DeploymentGroup': ['DeploymentGroupName', 'codedeploy'],
  'AWS::DynamoDB::GlobalTable': ['TableName', 'dynamodb'],
  'AWS::DynamoDB::Table': ['TableName', 'dynamodb'],
  'AWS::ECR::Repository': ['RepositoryName', 'ecr'],
  'AWS::Events::EventBus': ['Name', 'events'],
  'AWS::Events::Rule': ['Name', 'events'],
  'AWS::IAM::Group': ['GroupName', 'iam'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'iam'],
  'AWS::IAM::Role': ['RoleName', 'iam'],
  'AWS::IAM::User': ['UserName', 'iam'],
  'AWS::Kinesis::Stream': ['Name', 'kinesis'],
  'AWS::KinesisFirehose::DeliveryStream': ['DeliveryStreamName', 'firehose'],
  'AWS::KMS::Alias': ['AliasName', 'kms'],
  'AWS::Lambda::Function': ['FunctionName', 'lambda'],
  'AWS::Lambda::LayerVersion': ['LayerName', 'lambda'],
  'AWS::Logs::LogGroup': ['LogGroupName', 'logs'],
  'AWS::S3::Bucket': ['BucketName', 's3'],
  'AWS::Scheduler::Schedule': ['Name', 'scheduler'],
  'AWS::SecretsManager::Secret': ['Name', 'secretsmanager'],
  'AWS::SNS::Topic': ['TopicName', 'sns'],
  'AWS::SQS::Queue': ['QueueName', 'sqs'],
  'AWS::SSM::Parameter': ['Name', 'ssm'],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 'states'],
};

/**
 * By Ref and GetAtt, by text that holds one (an ARN made with Sub), by its literal name or an ARN of it. A list
 * identifies what one of its items does. `unknown` if a hole could be it. A bare `*` identifies nothing.
 */
export function identifies(value: Resolved, target: Target): boolean | 'unknown' {
  if (Array.isArray(value)) return anyOf((value as readonly Resolved[]).map((item) => identifies(item, target)));
  const parts = isHole(value) ? [value] : isPartialString(value) ? value.parts : [value];
  if (parts.some((part) => isHole(part) && part.ref?.logicalId === target.logicalId)) return true;
  if (parts.some((part) => typeof part !== 'string' && !isHole(part))) return false;
  const open = parts.some((part) => isHole(part) && !part.ref);
  return byName(value, open, target);
}

export interface Target {
  readonly logicalId: string;
  readonly type: string;
  /** Resolves a property of the resource; undefined if it is not there. */
  readonly nameOf: (property: string) => Resolved | undefined;
  /** What `Ref` is at AWS, if it is deployed: a name, an id, an ARN, or the URL of a queue. */
  readonly physicalId?: string;
}

function anyOf(answers: readonly (boolean | 'unknown')[]): boolean | 'unknown' {
  if (answers.includes(true)) return true;
  return answers.includes('unknown') ? 'unknown' : false;
}

/** @param open the value has a part that may be any text */
function byName(value: Resolved, open: boolean, { type, nameOf, physicalId }: Target): boolean | 'unknown' {
  if (physicalId !== undefined && typeof value === 'string' && isDeployedAs(value, physicalId, type)) return true;
  const maybe = open ? 'unknown' : false;
  const text = render(value).text;
  const [property, service] = (Object.hasOwn(NAMES, type) ? NAMES[type] : undefined) ?? [];
  const named = /^arn:[^:]*:([a-z0-9-]+):/.exec(text)?.[1];
  if (service !== undefined && named !== undefined && named !== service) return false;
  const name = property === undefined ? undefined : nameOf(property);
  // Without a name CloudFormation makes one up, which nobody can have written down.
  if (name === undefined || name === null || name === '') return maybe;
  const wanted = render(name);
  if (wanted.certain && (bounded(escapeRegExp(wanted.text)).test(text) || globHolds(text, wanted.text))) return true;
  if (open || !hasHoles(name)) return maybe;
  return mayRead(name, text, true) ? 'unknown' : false;
}

/**
 * Is it the physical id, an ARN that ends with it (or a qualified one of it), or that which it ends with? A bare name
 * in an ARN of another service is another thing.
 */
function isDeployedAs(text: string, physicalId: string, type: string): boolean {
  if (text === physicalId) return true;
  const name = physicalId.startsWith('arn:') ? physicalId : (physicalId.split('/').at(-1) ?? physicalId);
  const [, service] = (Object.hasOwn(NAMES, type) ? NAMES[type] : undefined) ?? [];
  const named = /^arn:[^:]*:([a-z0-9-]+):/.exec(text)?.[1];
  if (service !== undefined && named !== undefined && named !== service) return false;
  return name !== '' && (bounded(escapeRegExp(name)).test(text) || globHolds(text, name));
}

/** The whole text, or a whole part of an ARN. */
function bounded(pattern: string): RegExp {
  return new RegExp(`(?:^|[:/])${pattern}(?:$|[:/])`, 's');
}

/** `arn:aws:s3:::logs-*` covers the bucket `logs-1`. */
function globHolds(text: string, name: string): boolean {
  const resource = text.startsWith('arn:') ? text.split(':').slice(5).join(':') : text;
  if (!resource.includes('*') || /^[*/]*$/.test(resource)) return false;
  return [name, name.replace(/^[a-z-]+[:/]/, '')].some((each) => matchesWildcards(resource, each));
}
