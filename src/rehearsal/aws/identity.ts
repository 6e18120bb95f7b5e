/** The physical ids and attributes that resources get when they are created. */
import { createHash } from 'node:crypto';
import { own } from '../../template/resolve/values.ts';
import { PHYSICAL_NAMES } from '../../checks/physical-names.ts';
import type { Account } from './account.ts';
import { textOf } from './services/property-values.ts';

/** What a resource is created with. */
export interface Birth {
  readonly account: Account;
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** How many resources of this logical id there were before: a replacement gets an id of its own. */
  readonly generation: number;
}

type Made = (name: string, birth: Birth) => string;
type Attribute = (physicalId: string, account: Account, properties: Readonly<Record<string, unknown>>) => string;

interface Identity {
  /** From the name, which is the id where this is left out. */
  readonly id?: Made;
  /** By name; `Arn` is made of the service and the id where it is left out. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

const arn =
  (service: string, prefix = ''): Attribute =>
  (id, account) =>
    account.arn(service, `${prefix}${id}`);
const itself: Attribute = (id) => id;
const lastPart: Attribute = (id) => id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1);
const uuid = (name: string): string => hashOf(name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
const short = (name: string): string => hashOf(name).slice(0, 10);

/**
 * What `Ref` and `Fn::GetAtt` are: the section "Return values" of each type's page in
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const IDENTITIES: Readonly<Record<string, Identity>> = {
  'AWS::ApiGateway::Deployment': { id: short, attributes: { DeploymentId: itself } },
  'AWS::ApiGateway::RestApi': { id: short, attributes: { RestApiId: itself, RootResourceId: (id) => short(`${id}/`) } },
  'AWS::ApiGateway::Stage': { id: (_, { properties }) => String(properties['StageName']) },
  'AWS::ApiGatewayV2::Api': {
    id: short,
    attributes: {
      ApiId: itself,
      ApiEndpoint: (id, { region }) => `https://${id}.execute-api.${region}.amazonaws.com`,
    },
  },
  'AWS::ApiGatewayV2::Stage': { id: (_, { properties }) => String(properties['StageName']) },
  'AWS::ApplicationAutoScaling::ScalableTarget': {
    id: (_, { properties }) =>
      ['ResourceId', 'ScalableDimension', 'ServiceNamespace'].map((part) => String(properties[part])).join('|'),
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': {
    id: (name, { account, properties: { ScalingTargetId: target, ServiceNamespace, ResourceId, ...properties } }) => {
      const [id, , namespace] = typeof target === 'string' ? target.split('|') : [ResourceId, '', ServiceNamespace];
      const resource = `${String(namespace)}/${String(id)}`;
      const policy = `policyName/${String(properties['PolicyName'])}`;
      return account.arn('autoscaling', `scalingPolicy:${uuid(name)}:resource/${resource}:${policy}`);
    },
  },
  'AWS::CertificateManager::Certificate': {
    id: (name, { account }) => account.arn('acm', `certificate/${uuid(name)}`),
  },
  'AWS::CloudWatch::Alarm': { attributes: { Arn: arn('cloudwatch', 'alarm:') } },
  'AWS::DynamoDB::Table': {
    attributes: {
      Arn: arn('dynamodb', 'table/'),
      StreamArn: (id, account) => account.arn('dynamodb', `table/${id}/stream/2026-11-01T10:00:00.000`),
    },
  },
  'AWS::Events::EventBus': { attributes: { Arn: arn('events', 'event-bus/'), Name: itself } },
  'AWS::Events::Rule': {
    id: (name, { properties: { EventBusName: bus } }) =>
      typeof bus === 'string' && bus !== 'default' ? `${bus}|${name}` : name,
    attributes: { Arn: (id, account) => account.arn('events', `rule/${id.replace('|', '/')}`) },
  },
  'AWS::IAM::ManagedPolicy': { id: (name, { account }) => `arn:aws:iam::${account.id}:policy/${name}` },
  'AWS::IAM::Role': {
    attributes: {
      Arn: (id, account, { Path = '/' }) => `arn:aws:iam::${account.id}:role${String(Path)}${id}`,
      RoleId: (id) => `AROA${hashOf(id).slice(0, 17).toUpperCase()}`,
    },
  },
  'AWS::KMS::Key': { id: uuid, attributes: { Arn: arn('kms', 'key/'), KeyId: itself } },
  'AWS::Kinesis::Stream': { attributes: { Arn: arn('kinesis', 'stream/') } },
  'AWS::Lambda::Alias': {
    id: (_, { account, properties }) =>
      `${account.arn('lambda', 'function:')}${functionName(properties)}:${String(properties['Name'])}`,
  },
  'AWS::Lambda::EventSourceMapping': { id: uuid, attributes: { Id: itself } },
  'AWS::Lambda::Function': { attributes: { Arn: arn('lambda', 'function:') } },
  'AWS::Lambda::LayerVersion': {
    id: (name, { account, properties, generation }) =>
      `${account.arn('lambda', 'layer:')}${textOf(properties['LayerName']) ?? name}:${generation + 1}`,
    attributes: { LayerVersionArn: itself },
  },
  'AWS::Lambda::LayerVersionPermission': {
    id: (name, { properties }) => `${String(properties['LayerVersionArn'])}#${name}`,
  },
  'AWS::Lambda::Url': {
    // At AWS it is the ARN alone, which an alias has too; an account here holds one resource of an id.
    id: (_, { properties }) =>
      `${[properties['TargetFunctionArn'], properties['Qualifier']].filter(Boolean).join(':')}#url`,
    attributes: {
      FunctionArn: (id) => id.replace(/#url$/, ''),
      FunctionUrl: (id, { region }) => `https://${hashOf(id).slice(0, 32)}.lambda-url.${region}.on.aws/`,
    },
  },
  'AWS::Lambda::Version': {
    id: (_, birth) =>
      `${birth.account.arn('lambda', 'function:')}${functionName(birth.properties)}:${nextVersion(birth)}`,
    attributes: { Version: lastPart, FunctionArn: itself },
  },
  'AWS::Logs::LogGroup': { attributes: { Arn: (id, account) => account.arn('logs', `log-group:${id}:*`) } },
  'AWS::S3::Bucket': {
    id: (name) => name.toLowerCase(),
    attributes: {
      Arn: (id) => `arn:aws:s3:::${id}`,
      DomainName: (id) => `${id}.s3.amazonaws.com`,
      RegionalDomainName: (id, { region }) => `${id}.s3.${region}.amazonaws.com`,
    },
  },
  'AWS::SNS::Subscription': { id: (name, { properties }) => `${String(properties['TopicArn'])}:${uuid(name)}` },
  'AWS::SNS::Topic': {
    id: (name, { account }) => account.arn('sns', name),
    attributes: { TopicArn: itself, TopicName: lastPart },
  },
  'AWS::SQS::Queue': {
    id: (name, { account }) => `https://sqs.${account.region}.amazonaws.com/${account.id}/${name}`,
    attributes: {
      Arn: (id, account) => account.arn('sqs', id.slice(id.lastIndexOf('/') + 1)),
      QueueName: lastPart,
      QueueUrl: itself,
    },
  },
  'AWS::SecretsManager::Secret': {
    id: (name, { account }) => account.arn('secretsmanager', `secret:${name}-${hashOf(name).slice(0, 6)}`),
    attributes: { Id: itself },
  },
  'AWS::StepFunctions::StateMachine': {
    id: (name, { account }) => account.arn('states', `stateMachine:${name}`),
    attributes: { Arn: itself, Name: lastPart },
  },
};

/** Names that are not in `PHYSICAL_NAMES`: they can change without a replacement, or are required. */
const NAMES: Readonly<Record<string, string>> = { 'AWS::IAM::Policy': 'PolicyName', 'AWS::KMS::Alias': 'AliasName' };

export function physicalIdOf(birth: Birth): string {
  const { stackId, logicalId, type, properties, generation } = birth;
  const named = properties[(own(PHYSICAL_NAMES, type) ?? own(NAMES, type) ?? '') as string];
  const suffix = hashOf(`${stackId}/${logicalId}/${generation}`).slice(0, 12).toUpperCase();
  const name = typeof named === 'string' ? named : `${stackId.split('/')[1] ?? ''}-${logicalId}-${suffix}`;
  const identity = own(IDENTITIES, type) as Identity | undefined;
  return identity?.id?.(name, birth) ?? name;
}

export function attributeOf(
  physicalId: string,
  { type, properties }: Pick<Birth, 'type' | 'properties'>,
  name: string,
  account: Account,
): string {
  const attributes = (own(IDENTITIES, type) as Identity | undefined)?.attributes ?? {};
  const known = own(attributes, name) as Attribute | undefined;
  if (known) return known(physicalId, account, properties);
  if (!/arn$/i.test(name)) return `${physicalId}.${name}`;
  if (physicalId.startsWith('arn:')) return physicalId;
  const [, service = 'unknown', kind = ''] = type.toLowerCase().split('::');
  return account.arn(service, `${kind}/${physicalId}`);
}

/** Lambda never gives a number twice. */
function nextVersion({ account, properties }: Birth): number {
  const name = functionName(properties);
  const numbers = (account.functions.get(name)?.versions ?? []).map(Number);
  return Math.max(0, ...numbers) + 1;
}

/** `FunctionName` may be an ARN. */
export function functionName(properties: Readonly<Record<string, unknown>>): string {
  const given = String(properties['FunctionName']);
  return given.startsWith('arn:') ? (given.split(':')[6] ?? given) : given;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
