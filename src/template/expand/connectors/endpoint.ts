/** The two ends of a connector: what is known of a resource of the template, or what is written about one elsewhere. */
import { isList, isRecord, own } from '../../resolve/values.ts';
import type { Expansion } from '../expansion.ts';
import { getAtt, logicalIdIn, ref } from '../intrinsics.ts';

export interface Endpoint {
  /** Of a resource of the template. */
  readonly logicalId?: string;
  /** CloudFormation's type. */
  readonly type: string;
  /** As a person wrote it, for the connector's metadata. */
  readonly writtenType: string;
  readonly arn?: unknown;
  readonly roleName?: unknown;
  readonly queueUrl?: unknown;
  readonly resourceId?: unknown;
  readonly name?: unknown;
  /** Of an API: stage, method and path, all by default. */
  readonly qualifier?: unknown;
}

/** How the properties of an endpoint follow from its logical id; `Ref` or an attribute. */
interface Known {
  readonly arn: string;
  /** Property that names the role's ARN; of a rule, each target has its own. */
  readonly role?: string;
  readonly queueUrl?: string;
  readonly resourceId?: string;
  readonly name?: string;
  readonly qualifier?: string;
}

const API: Known = { arn: 'Arn', resourceId: 'Ref', qualifier: '*' };

const KNOWN: Readonly<Record<string, Known>> = {
  'AWS::ApiGateway::RestApi': API,
  'AWS::ApiGatewayV2::Api': API,
  'AWS::AppSync::DataSource': { arn: 'Ref', role: 'ServiceRoleArn' },
  'AWS::AppSync::GraphQLApi': { arn: 'Ref', resourceId: 'ApiId' },
  'AWS::DynamoDB::Table': { arn: 'Arn' },
  'AWS::Events::EventBus': { arn: 'Arn' },
  'AWS::Events::Rule': { arn: 'Arn', role: 'Targets' },
  'AWS::Lambda::Function': { arn: 'Arn', role: 'Role' },
  'AWS::Location::PlaceIndex': { arn: 'Arn' },
  'AWS::S3::Bucket': { arn: 'Arn' },
  'AWS::SNS::Topic': { arn: 'Ref' },
  'AWS::SQS::Queue': { arn: 'Arn', queueUrl: 'Ref' },
  'AWS::StepFunctions::StateMachine': { arn: 'Ref', role: 'RoleArn', name: 'Name' },
};

/** SAM's types may be written for a resource elsewhere, too. */
const CLOUDFORMATION_TYPES: Readonly<Record<string, string>> = {
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
};

/** @param other the other end: of a rule, it decides which target's role counts */
export function endpointOf(x: Expansion, written: unknown, other: unknown): Endpoint | undefined {
  const id = own(written, 'Id');
  if (typeof id !== 'string' || id === '') return elsewhere(written);
  const draft = x.draft(id);
  if (!draft) return undefined;
  const { type, properties } = draft;
  const known = Object.hasOwn(KNOWN, type) ? KNOWN[type] : undefined;
  const value = (how: string | undefined) =>
    how === undefined ? undefined : how === 'Ref' ? ref(id) : getAtt(id, how);
  const role = known?.role === 'Targets' ? roleOfTarget(properties.Targets, other) : own(properties, known?.role ?? '');
  const roleId = logicalIdIn(role);
  return {
    logicalId: id,
    type,
    writtenType: typeof x.written.get(id)?.Type === 'string' ? String(x.written.get(id)?.Type) : type,
    arn: value(known?.arn),
    roleName: roleId === undefined ? undefined : ref(roleId),
    queueUrl: value(known?.queueUrl),
    resourceId: value(known?.resourceId),
    name: value(known?.name),
    qualifier: own(written, 'Qualifier') ?? known?.qualifier,
  };
}

function elsewhere(written: unknown): Endpoint | undefined {
  const type = own(written, 'Type');
  if (typeof type !== 'string') return undefined;
  const converted = (Object.hasOwn(CLOUDFORMATION_TYPES, type) ? CLOUDFORMATION_TYPES[type] : undefined) ?? type;
  return {
    type: converted,
    writtenType: converted,
    arn: own(written, 'Arn'),
    roleName: own(written, 'RoleName'),
    queueUrl: own(written, 'QueueUrl'),
    resourceId: own(written, 'ResourceId'),
    name: own(written, 'Name'),
    qualifier: own(written, 'Qualifier'),
  };
}

function roleOfTarget(targets: unknown, other: unknown): unknown {
  const [id, arn] = [own(other, 'Id'), own(other, 'Arn')];
  const isMeant = (target: unknown) => {
    const written = own(target, 'Arn');
    return (
      (id !== undefined && logicalIdIn(written) === id) ||
      (arn !== undefined && JSON.stringify(written) === JSON.stringify(arn))
    );
  };
  const target = isList(targets) ? targets.find(isMeant) : undefined;
  return isRecord(target) ? target.RoleArn : undefined;
}
