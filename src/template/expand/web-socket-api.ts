/**
 * AWS::Serverless::WebSocketApi: API, routes with their integrations and permissions, authorizer, stage, domain.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html
 */
import { isRecord } from '../resolve/values.ts';
import { addAuthorizerPermission } from './authorizers.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, isTruthy, pick, ref, sub } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { from, mapped, sameNamed } from './source.ts';
import { addVersion2Domain } from './version2-domain.ts';

/** Not `$default`, which is a route here. */
const DEFAULT_STAGE = 'default';
const CREATED_BY = 'websocketapi:createdBy';
const CONNECT = '$connect';

const SAME = [
  'ApiKeySelectionExpression',
  'Description',
  'DisableExecuteApiEndpoint',
  'DisableSchemaValidation',
  'IpAddressType',
  'RouteSelectionExpression',
];

const ROUTE_SAME = [
  'ApiKeyRequired',
  'ModelSelectionExpression',
  'OperationName',
  'RequestModels',
  'RouteResponseSelectionExpression',
];

const STAGE_SAME = ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageVariables'];

/** What the parts of one API need. */
interface WebSocketApi {
  readonly x: Expansion;
  readonly sam: SamResource;
  readonly stageName: unknown;
  readonly auth: Readonly<Properties>;
}

/** The transform gives what it makes of a WebSocket API no condition and no deletion policy, the API neither. */
export function expandWebSocketApi(x: Expansion, logicalId: string): void {
  const written = x.sam(logicalId);
  const sam = { ...written, attributes: pick(written.attributes, ['DependsOn']), inherited: {} };
  const { properties } = sam;
  const auth = x.literalDeep(properties.Auth);
  const stageName = properties.StageName ?? DEFAULT_STAGE;
  const api: WebSocketApi = { x, sam, stageName, auth: isRecord(auth) ? auth : {} };
  const tags = { ...(isRecord(properties.Tags) ? properties.Tags : {}), [CREATED_BY]: 'SAM' };
  const main = {
    ...pick(properties, SAME),
    Name: properties.Name ?? logicalId,
    ProtocolType: 'WEBSOCKET',
    Tags: tags,
  };
  x.addMain(sam, 'AWS::ApiGatewayV2::Api', main);
  const routes = x.literalDeep(properties.Routes);
  const routeIds = Object.entries(isRecord(routes) ? routes : {}).map(([key, route]) => addRoute(api, key, route));
  addVersion2Domain(x, sam, { [CREATED_BY]: 'SAM' }, false);
  addStage(api, routeIds);
  if (isTruthy(properties.PropagateTags) && isTruthy(properties.Tags)) x.propagateTags(logicalId, tags);
}

/** @returns the logical id of the route */
function addRoute(api: WebSocketApi, key: string, written: unknown): string {
  const { x, sam } = api;
  const route = isRecord(written) ? written : {};
  const prefix = sam.logicalId + capitalized(key.replace(/^\$/, ''));
  const at = sam.source(['Routes', key]);
  const properties = defined({
    ApiId: ref(sam.logicalId),
    RouteKey: key,
    ...pick(route, ROUTE_SAME),
    RequestParameters: isTruthy(route.RequestParameters) ? route.RequestParameters : undefined,
    Target: { 'Fn::Join': ['/', ['integrations', ref(`${prefix}Integration`)]] },
    ...(key === CONNECT && authorize(api)),
  });
  x.addGenerated(
    sam,
    `${prefix}Route`,
    'AWS::ApiGatewayV2::Route',
    properties,
    mapped([[['Properties'], at]], from(at)),
  );
  const integration = defined({
    ApiId: ref(sam.logicalId),
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: invocationUri('FunctionArn', route.FunctionArn),
    TimeoutInMillis: route.IntegrationTimeout,
  });
  x.addGenerated(sam, `${prefix}Integration`, 'AWS::ApiGatewayV2::Integration', integration, from(at));
  addPermission(api, `${prefix}Permission`, key, route.FunctionArn);
  return `${prefix}Route`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function invocationUri(name: string, arn: unknown): Properties {
  const path = `lambda:path/2015-03-31/functions/\${${name}}/invocations`;
  return sub(`arn:\${AWS::Partition}:apigateway:\${AWS::Region}:${path}`, { [name]: arn });
}

function addPermission(
  { x, sam, stageName }: WebSocketApi,
  logicalId: string,
  key: string,
  functionArn: unknown,
): void {
  const api = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${sam.logicalId}.ApiId}`;
  const permission = {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn:
      typeof stageName === 'string'
        ? sub(`${api}/${stageName}/${key}`)
        : sub(`${api}/\${__StageName__}/${key}`, { __StageName__: stageName }),
  };
  x.addGenerated(sam, logicalId, 'AWS::Lambda::Permission', permission, from(sam.source(['Routes', key])));
}

/** Only who connects is authorized. @returns what the route says of it */
function authorize({ x, sam, auth }: WebSocketApi): Properties {
  const { AuthType: type, AuthArn: arn, InvokeRole, IdentitySource, Name } = auth;
  if (!isTruthy(auth)) return {};
  if (type !== 'CUSTOM') return { AuthorizationType: type === 'AWS_IAM' ? type : 'NONE' };
  const logicalId = `${sam.logicalId}ConnectAuthorizer`;
  const authorizer = defined({
    ApiId: ref(sam.logicalId),
    AuthorizerType: 'REQUEST',
    AuthorizerCredentialsArn: InvokeRole,
    AuthorizerUri: invocationUri('AuthArn', arn),
    IdentitySource,
    Name: isTruthy(Name) ? Name : logicalId,
  });
  const at = sam.source(['Auth']);
  x.addGenerated(sam, logicalId, 'AWS::ApiGatewayV2::Authorizer', authorizer, from(at));
  if (!isTruthy(InvokeRole)) {
    addAuthorizerPermission(x, sam, `${sam.logicalId}AuthorizerPermission`, arn, '${AWS::Partition}', at);
  }
  return { AuthorizationType: 'CUSTOM', AuthorizerId: ref(logicalId) };
}

/** Settings of routes need the routes. */
function addStage({ x, sam, stageName }: WebSocketApi, routeIds: readonly string[]): void {
  const { logicalId, properties } = sam;
  const name = typeof stageName === 'string' ? stageName : '';
  const stageId = `${logicalId}${name === DEFAULT_STAGE ? 'Default' : name}Stage`;
  const stage = {
    ApiId: ref(logicalId),
    StageName: stageName,
    AutoDeploy: true,
    ...pick(properties, STAGE_SAME),
    Tags: { [CREATED_BY]: 'SAM' },
  };
  const dependsOn = isTruthy(properties.RouteSettings) && routeIds.length ? { DependsOn: routeIds } : {};
  const source = sameNamed([...STAGE_SAME, 'StageName'], sam.source, from(['Resources', logicalId]));
  x.addGenerated(sam, stageId, 'AWS::ApiGatewayV2::Stage', stage, source, dependsOn);
  x.references.set(`${logicalId}.Stage`, stageId);
}
