/**
 * AWS::Serverless::HttpApi: API, stage, domain.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
 */
import { isRecord } from '../resolve/values.ts';
import { addAuthorizerPermissions } from './authorizers.ts';
import { addHttpDomain } from './domain.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, isIntrinsic, isTruthy, pick, ref } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { httpApiSkeleton, withRoutes } from './open-api.ts';
import { s3Location } from './s3-location.ts';
import { from, mapped } from './source.ts';

const DEFAULT_STAGE = '$default';
const CREATED_BY = 'httpapi:createdBy';

/** Stage property → property of the SAM resource. */
const STAGE: Readonly<Record<string, string>> = {
  AccessLogSettings: 'AccessLogSettings',
  DefaultRouteSettings: 'DefaultRouteSettings',
  RouteSettings: 'RouteSettings',
  StageVariables: 'StageVariables',
  Tags: 'Tags',
};

export function expandHttpApi(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { properties } = sam;
  const definition = definitionOf(x, sam);
  const api = defined({
    ...definition,
    FailOnWarnings: isTruthy(properties.FailOnWarnings) ? properties.FailOnWarnings : undefined,
  });
  const renames = { Body: ['DefinitionBody'], BodyS3Location: ['DefinitionUri'] };
  x.addMain(sam, 'AWS::ApiGatewayV2::Api', api, { renames });
  addAuthorizerPermissions(x, sam, '${AWS::Partition}', (authorizer) =>
    isTruthy(authorizer.EnableFunctionDefaultPermissions),
  );
  const tags = tagsOf(properties, definition.Body);
  addHttpDomain(x, sam, tags);
  addStage(x, sam, tags);
}

function definitionOf(x: Expansion, { logicalId, properties }: SamResource): Properties {
  const { DefinitionBody, DefinitionUri } = properties;
  if (isTruthy(DefinitionUri)) return { BodyS3Location: s3Location(DefinitionUri, ['Bucket', 'Key', 'Version']) };
  if (isIntrinsic(DefinitionBody)) return { Body: DefinitionBody };
  const written = isRecord(DefinitionBody) && isTruthy(DefinitionBody) ? DefinitionBody : httpApiSkeleton();
  return { Body: cors(withRoutes(written, x.routes(logicalId), '2.0'), x.literal(properties.CorsConfiguration)) };
}

function cors(body: Properties, configuration: unknown): Properties {
  if (!isTruthy(configuration)) return body;
  const origins = isRecord(configuration) ? configuration : { AllowOrigins: ['*'] };
  const settings = Object.entries(origins).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]);
  return { ...body, 'x-amazon-apigateway-cors': Object.fromEntries(settings) as Properties };
}

/** SAM marks what it can: a definition that an intrinsic stands for it cannot. */
function tagsOf({ Tags }: Readonly<Properties>, body: unknown): Properties | undefined {
  const written = isRecord(Tags) ? Tags : {};
  const marked = isRecord(body) && !isIntrinsic(body) ? { ...written, [CREATED_BY]: 'SAM' } : written;
  return Object.keys(marked).length ? marked : undefined;
}

function addStage(x: Expansion, sam: SamResource, tags: Properties | undefined): void {
  const { logicalId, properties } = sam;
  const name = isTruthy(properties.StageName) ? properties.StageName : DEFAULT_STAGE;
  const stageId = stageIdOf(logicalId, name);
  const stage = {
    ApiId: ref(logicalId),
    StageName: name,
    AutoDeploy: true,
    ...pick(properties, Object.values(STAGE)),
    ...(tags && { Tags: tags }),
  };
  const entries = [...Object.keys(STAGE), 'StageName'].map((key) => [['Properties', key], sam.source([key])] as const);
  x.addGenerated(sam, stageId, 'AWS::ApiGatewayV2::Stage', stage, mapped(entries, from(['Resources', logicalId])));
  x.references.set(`${logicalId}.Stage`, stageId);
}

function stageIdOf(logicalId: string, name: unknown): string {
  if (name === DEFAULT_STAGE) return `${logicalId}ApiGatewayDefaultStage`;
  if (typeof name !== 'string') return `${logicalId}Stage`;
  return /^[\p{L}\p{N}]+$/u.test(name) ? `${logicalId}${name}Stage` : `${logicalId}Stage${digest(name)}`;
}
