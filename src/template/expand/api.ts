/**
 * AWS::Serverless::Api: REST API, deployment, stage, domain, usage plan.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
 */
import type { Path } from '../model.ts';
import { isRecord } from '../resolve/values.ts';
import { addAuthorizerPermissions } from './authorizers.ts';
import { addRestDomain } from './domain.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, isTruthy, pick, ref, tagList } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { restApiBody } from './openapi/rest.ts';
import { bodySource } from './openapi/source.ts';
import { s3Location } from './s3-location.ts';
import { from, sameNamed } from './source.ts';
import type { SharedUsagePlan } from './usage-plan.ts';

/** Properties that the REST API has under the same name, unless they are empty. */
const SAME = [
  'ApiKeySourceType',
  'Description',
  'EndpointAccessMode',
  'FailOnWarnings',
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
  const auth = x.literalDeep(properties.Auth);
  const definition = definitionOf(x, sam, auth);
  const main = x.addMain(sam, 'AWS::ApiGateway::RestApi', restApi(x, properties, definition), { renames: RENAMES });
  main.source = bodySource(sam, x.routes.of(logicalId), main.source);
  const stageId = stageIdOf(logicalId, properties.StageName);
  const deploymentId = addDeployment(x, sam, definition);
  addStage(x, sam, stageId, deploymentId);
  addAuthorizerPermissions(
    x,
    sam,
    auth,
    x.partition,
    (authorizer) => !isTruthy(authorizer.DisableFunctionDefaultPermissions),
  );
  addRestDomain(x, sam);
  plan.add(x, sam, auth, stageId);
  const { PropagateTags, Tags } = properties;
  if (isTruthy(PropagateTags) && isTruthy(Tags) && isRecord(Tags)) x.propagateTags(logicalId, Tags);
}

function restApi(x: Expansion, properties: Readonly<Properties>, definition: Readonly<Properties>): Properties {
  const same = SAME.filter((name) => isTruthy(properties[name])).map((name) => [name, properties[name]]);
  return defined({
    ...definition,
    ...endpoint(x, properties.EndpointConfiguration),
    ...(Object.fromEntries(same) as Properties),
    BinaryMediaTypes: x.literalDeep(properties.BinaryMediaTypes),
    MinimumCompressionSize: properties.MinimumCompressionSize,
  });
}

/** `<api><stage>Stage`; a stage's name that is not alphanumeric enters as a digest behind. */
function stageIdOf(logicalId: string, name: unknown): string {
  const text = typeof name === 'string' ? name : '';
  return /^[\p{L}\p{N}]+$/u.test(text) ? `${logicalId}${text}Stage` : `${logicalId}Stage${digest(text)}`;
}

/** What is written, or a definition made of the events. */
function definitionOf(x: Expansion, sam: SamResource, auth: unknown): Properties {
  const { DefinitionUri } = sam.properties;
  if (isTruthy(DefinitionUri)) return { BodyS3Location: s3Location(DefinitionUri, ['Bucket', 'Key', 'Version']) };
  return { Body: restApiBody(x, sam, auth) };
}

/** Where there is no CloudFront, an API is regional. */
const ONLY_REGIONAL = /^aws-/;

function endpoint(x: Expansion, configuration: unknown): Properties {
  const value = isTruthy(configuration) ? configuration : ONLY_REGIONAL.test(x.partition) ? 'REGIONAL' : undefined;
  if (value === undefined) return {};
  if (!isRecord(value) || !isTruthy(value.Type)) {
    return { EndpointConfiguration: { Types: [value] }, Parameters: { endpointConfigurationTypes: value } };
  }
  const { Type, VPCEndpointIds, VpcEndpointIds, IpAddressType } = value;
  return {
    EndpointConfiguration: defined({
      Types: [Type],
      VpcEndpointIds: VPCEndpointIds ?? VpcEndpointIds,
      IpAddressType,
    }),
    Parameters: { endpointConfigurationTypes: Type },
  };
}

/** A new one whenever what it deploys has changed. */
function addDeployment(x: Expansion, sam: SamResource, definition: Properties): string {
  const { logicalId, properties } = sam;
  const { OpenApiVersion, Domain } = properties;
  const hash = digest(JSON.stringify([definition, OpenApiVersion, Domain]), 40);
  const deploymentId = `${logicalId}Deployment${hash.slice(0, 10)}`;
  const deployment = defined({
    RestApiId: ref(logicalId),
    Description: `RestApi deployment id: ${hash}`,
    StageName: isTruthy(properties.OpenApiVersion) ? undefined : 'Stage',
  });
  x.addGenerated(sam, deploymentId, 'AWS::ApiGateway::Deployment', deployment, from(['Resources', logicalId]));
  x.references.set(`${logicalId}.Deployment`, deploymentId);
  return deploymentId;
}

function addStage(x: Expansion, sam: SamResource, stageId: string, deploymentId: string): void {
  const { logicalId, properties } = sam;
  const stage = {
    RestApiId: ref(logicalId),
    DeploymentId: ref(deploymentId),
    ...pick(properties, STAGE_SAME),
    ...(isRecord(properties.Tags) && { Tags: tagList(properties.Tags) }),
  };
  const source = sameNamed([...STAGE_SAME, 'Tags'], sam.source, from(['Resources', logicalId]));
  x.addGenerated(sam, stageId, 'AWS::ApiGateway::Stage', stage, source);
  x.references.set(`${logicalId}.Stage`, stageId);
}
