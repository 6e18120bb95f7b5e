/**
 * AWS::Serverless::Api: REST API, deployment, stage, domain, usage plan.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
 */
import type { Path } from '../model.ts';
import { isRecord } from '../resolve/values.ts';
import { addAuthorizerPermissions } from './authorizers.ts';
import { addRestDomain } from './domain.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, isIntrinsic, isTruthy, pick, ref, tagList } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest, suffixed } from './logical-id.ts';
import { restApiSkeleton, withRoutes } from './open-api.ts';
import { s3Location } from './s3-location.ts';
import { from, mapped } from './source.ts';
import type { SharedUsagePlan } from './usage-plan.ts';

const SAME = [
  'ApiKeySourceType',
  'BinaryMediaTypes',
  'Description',
  'EndpointAccessMode',
  'FailOnWarnings',
  'MinimumCompressionSize',
  'Mode',
  'Name',
  'Policy',
  'SecurityPolicy',
];

const STAGE_SAME = [
  'AccessLogSetting',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'CanarySetting',
  'MethodSettings',
  'StageName',
  'TracingEnabled',
  'Variables',
];

const RENAMES: Readonly<Record<string, Path>> = {
  Body: ['DefinitionBody'],
  BodyS3Location: ['DefinitionUri'],
  Parameters: ['EndpointConfiguration'],
};

export function expandApi(x: Expansion, logicalId: string, plan: SharedUsagePlan): void {
  const sam = x.sam(logicalId);
  const { properties } = sam;
  const definition = definitionOf(x, sam);
  const restApi = defined({ ...definition, ...endpoint(properties.EndpointConfiguration), ...pick(properties, SAME) });
  x.addMain(sam, 'AWS::ApiGateway::RestApi', restApi, { renames: RENAMES });
  const stageId = suffixed(`${logicalId}`, stagePrefix(properties.StageName));
  const deploymentId = addDeployment(x, sam, definition);
  const stage = addStage(x, sam, stageIdOf(logicalId, properties.StageName, stageId), deploymentId);
  addAuthorizerPermissions(
    x,
    sam,
    '${AWS::Partition}',
    (authorizer) => !isTruthy(authorizer.DisableFunctionDefaultPermissions),
  );
  addRestDomain(x, sam);
  plan.add(x, sam, stage);
  if (isTruthy(properties.PropagateTags) && isRecord(properties.Tags)) x.propagateTags(logicalId, properties.Tags);
}

function stagePrefix(name: unknown): string {
  return typeof name === 'string' ? name : '';
}

/** `<api><stage>Stage`; a stage's name that is not alphanumeric enters as a digest behind. */
function stageIdOf(logicalId: string, name: unknown, plain: string): string {
  const prefix = stagePrefix(name);
  return /^[\p{L}\p{N}]+$/u.test(prefix) ? `${plain}Stage` : `${logicalId}Stage${digest(prefix)}`;
}

/** What is written, or a definition made of the events. */
function definitionOf(x: Expansion, { logicalId, properties }: SamResource): Properties {
  const { DefinitionBody, DefinitionUri, OpenApiVersion, MergeDefinitions } = properties;
  if (isTruthy(DefinitionUri)) return { BodyS3Location: s3Location(DefinitionUri, ['Bucket', 'Key', 'Version']) };
  const routes = x.routes(logicalId);
  if (!isTruthy(DefinitionBody)) return { Body: withRoutes(restApiSkeleton(x.literal(OpenApiVersion)), routes) };
  const merges = isTruthy(MergeDefinitions) && isRecord(DefinitionBody);
  return { Body: merges ? withRoutes(DefinitionBody, routes) : DefinitionBody };
}

function endpoint(configuration: unknown): Properties {
  if (configuration === undefined || configuration === null) return {};
  if (!isRecord(configuration) || isIntrinsic(configuration)) {
    return {
      EndpointConfiguration: { Types: [configuration] },
      Parameters: { endpointConfigurationTypes: configuration },
    };
  }
  const { Type, VPCEndpointIds, IpAddressType } = configuration;
  return {
    EndpointConfiguration: defined({
      Types: Type === undefined ? undefined : [Type],
      VpcEndpointIds: VPCEndpointIds,
      IpAddressType,
    }),
    Parameters: Type === undefined ? undefined : { endpointConfigurationTypes: Type },
  };
}

function addDeployment(x: Expansion, sam: SamResource, definition: Properties): string {
  const { logicalId, properties } = sam;
  const hash = digest(definition.Body ?? definition.BodyS3Location);
  const deploymentId = `${logicalId}Deployment${hash}`;
  const deployment = defined({
    RestApiId: ref(logicalId),
    Description: `RestApi deployment id: ${hash}`,
    StageName: isTruthy(properties.OpenApiVersion) ? undefined : 'Stage',
  });
  x.addGenerated(sam, deploymentId, 'AWS::ApiGateway::Deployment', deployment, from(['Resources', logicalId]));
  x.references.set(`${logicalId}.Deployment`, deploymentId);
  return deploymentId;
}

function addStage(x: Expansion, sam: SamResource, stageId: string, deploymentId: string): string {
  const { logicalId, properties } = sam;
  const stage = {
    RestApiId: ref(logicalId),
    DeploymentId: ref(deploymentId),
    ...pick(properties, STAGE_SAME),
    ...(isRecord(properties.Tags) && { Tags: tagList(properties.Tags) }),
  };
  const entries = [...STAGE_SAME, 'Tags'].map((name) => [['Properties', name], sam.source([name])] as const);
  x.addGenerated(sam, stageId, 'AWS::ApiGateway::Stage', stage, mapped(entries, from(['Resources', logicalId])));
  x.references.set(`${logicalId}.Stage`, stageId);
  return stageId;
}
