/**
 * AWS::Serverless::HttpApi: API, stage, domain.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
 */
import { isRecord, own } from '../resolve/values.ts';
import { addAuthorizerPermissions } from './authorizers.ts';
import { addVersion2Domain } from './version2-domain.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, isTruthy, pick, ref } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { httpApiBody, isReadable } from './openapi/http.ts';
import { bodySource } from './openapi/source.ts';
import { routeSettings } from './route-settings.ts';
import { s3Location } from './s3-location.ts';
import { from, mapped, sameNamed } from './source.ts';

const DEFAULT_STAGE = '$default';
const CREATED_BY = 'httpapi:createdBy';

/** Properties of the stage that have the same name. */
const STAGE = ['AccessLogSettings', 'DefaultRouteSettings', 'StageVariables'];

export function expandHttpApi(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { properties } = sam;
  const tags = tagsOf(properties);
  const definition = isTruthy(properties.DefinitionUri)
    ? { BodyS3Location: s3Location(properties.DefinitionUri, ['Bucket', 'Key', 'Version']) }
    : { Body: httpApiBody(x, sam, tags) };
  const api = defined({
    ...definition,
    FailOnWarnings: isTruthy(properties.FailOnWarnings) ? properties.FailOnWarnings : undefined,
  });
  const renames = { Body: ['DefinitionBody'], BodyS3Location: ['DefinitionUri'] };
  const main = x.addMain(sam, 'AWS::ApiGatewayV2::Api', api, { renames });
  main.source = bodySource(sam, x.routes.of(logicalId), main.source);
  addAuthorizerPermissions(x, sam, properties.Auth, '${AWS::Partition}', (authorizer) =>
    isTruthy(authorizer.EnableFunctionDefaultPermissions),
  );
  addVersion2Domain(x, sam, isTruthy(properties.Tags) ? tags : { [CREATED_BY]: 'SAM' }, true);
  addStage(x, sam, tags);
}

/** SAM marks what it can read. */
function tagsOf({ Tags, DefinitionBody, DefinitionUri }: Readonly<Properties>): Properties {
  const written = isRecord(Tags) ? Tags : {};
  const readable = isTruthy(DefinitionBody) ? isReadable(DefinitionBody) : !isTruthy(DefinitionUri);
  return readable ? { ...written, [CREATED_BY]: 'SAM' } : { ...written };
}

function addStage(x: Expansion, sam: SamResource, tags: Properties): void {
  const { logicalId, properties } = sam;
  const name = isTruthy(properties.StageName) ? properties.StageName : DEFAULT_STAGE;
  const written = own(x.written.get(logicalId)?.Properties, 'RouteSettings');
  const settings = routeSettings(written, properties.RouteSettings, x.routes.of(logicalId));
  const stage = defined({
    ApiId: ref(logicalId),
    StageName: name,
    AutoDeploy: true,
    ...pick(properties, STAGE),
    RouteSettings: settings.settings,
    Tags: isTruthy(tags) ? tags : undefined,
  });
  const names = [...STAGE, 'RouteSettings', 'Tags', 'StageName'];
  const source = mapped(settings.sources, sameNamed(names, sam.source, from(['Resources', logicalId])));
  const stageId = stageIdOf(logicalId, name);
  x.addGenerated(sam, stageId, 'AWS::ApiGatewayV2::Stage', stage, source);
  x.references.set(`${logicalId}.Stage`, stageId);
}

function stageIdOf(logicalId: string, name: unknown): string {
  if (name === DEFAULT_STAGE) return `${logicalId}ApiGatewayDefaultStage`;
  if (typeof name !== 'string') return `${logicalId}Stage`;
  return /^[\p{L}\p{N}]+$/u.test(name) ? `${logicalId}${name}Stage` : `${logicalId}Stage${digest(name)}`;
}
