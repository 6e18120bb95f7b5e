import type {
  GetRoutesCommandOutput,
  GetStagesCommandOutput,
  Route,
  RouteSettings,
  Stage,
} from '@aws-sdk/client-apigatewayv2';
import type { Resolved } from '../../template/model.ts';
import { isRecord, own } from '../../template/resolve/values.ts';
import { allPages, member, unlessDefault } from '../answers.ts';
import { properties, Unreadable, type Aws } from '../aws.ts';
import type { DeployedResource, FoundResource, Reading, ResourceReader } from '../reader.ts';
import { DEFINITIONS, liveDefinition, type LiveOperation } from './api-definition.ts';
import { accessLogs, eachOf, settingsOf, unlessEmpty } from './api-stages.ts';
import { apigatewayv2 as calls } from '../calls.ts';

const API = 'AWS::ApiGatewayV2::Api';
const STAGE = 'AWS::ApiGatewayV2::Stage';
const ROUTE = 'AWS::ApiGatewayV2::Route';

/** One call for all routes of an API, one for its stages. Whether it talks HTTP or WebSocket cannot be changed. */
export const apigatewayv2: ResourceReader = {
  types: [API, STAGE, ROUTE],
  operations: calls,
  read(resource, aws) {
    switch (resource.type) {
      case API:
        return readApi(resource, aws);
      case STAGE:
        return readStage(resource, aws);
      default:
        return readRoute(resource, aws);
    }
  },
};

function clientOf(aws: Aws) {
  return aws.client('apigatewayv2', async (settings) => {
    const { ApiGatewayV2Client, ...commands } = await import('../clients/apigatewayv2.ts');
    return { client: new ApiGatewayV2Client(settings), ...commands };
  });
}

async function readApi(api: DeployedResource, aws: Aws): Promise<Reading> {
  const isDefined = DEFINITIONS.some((name) => api.property(name) !== undefined);
  const routes = routesBeside(api, aws);
  const [read, ...found] = await Promise.all([
    properties({
      ...(isDefined && { Body: routes.then((all) => liveDefinition(api.property('Body'), all.map(operation))) }),
    }),
    // That they cannot be read is said of what the template declares of them.
    isDefined ? [] : routes.then((all) => all.map((route) => foundRoute(api, route))).catch(() => []),
    stagesBeside(api, aws).catch(() => []),
  ]);
  return { properties: read, found: found.flat() };
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html */
function routesOf(ApiId: string, aws: Aws): Promise<readonly Route[]> {
  return aws.shared(`apigateway:GetRoutes ${ApiId}`, () =>
    allPages<Route>('apigateway:GetRoutes', async (NextToken) => {
      const answer = await aws.ask('apigateway:GetRoutes', async (abortSignal): Promise<GetRoutesCommandOutput> => {
        const { client, GetRoutesCommand } = await clientOf(aws);
        const page = NextToken === undefined ? {} : { NextToken };
        return client.send(new GetRoutesCommand({ ApiId, MaxResults: '500', ...page }), { abortSignal });
      });
      return { items: member(answer?.Items, 'apigateway:GetRoutes', 'routes'), next: answer?.NextToken };
    }),
  );
}

/** Those that the template does not declare; one that API Gateway made for a `Target` belongs to it. */
async function routesBeside(api: DeployedResource, aws: Aws): Promise<Route[]> {
  const declared = new Set(api.declared(ROUTE).map(({ physicalId }) => physicalId));
  const all = await routesOf(api.physicalId, aws);
  return all.filter(({ RouteId, ApiGatewayManaged }) => !ApiGatewayManaged && !declared.has(RouteId ?? ''));
}

function authorizationOf({ RouteKey, AuthorizationType }: Route): string {
  return member(AuthorizationType, 'apigateway:GetRoutes', `the authorization of ${RouteKey}`);
}

/** `GET /items`, `ANY /items`, `$default`. */
function operation(route: Route): LiveOperation {
  const [method = '', path] = (route.RouteKey ?? '').split(' ', 2);
  const authorization = authorizationOf(route);
  return path === undefined ? { path: method, method: 'ANY', authorization } : { path, method, authorization };
}

function foundRoute({ physicalId }: DeployedResource, route: Route): FoundResource {
  return {
    name: route.RouteKey ?? String(route.RouteId),
    type: ROUTE,
    properties: { ApiId: physicalId, RouteKey: route.RouteKey, AuthorizationType: authorizationOf(route) },
  };
}

async function readRoute(route: DeployedResource, aws: Aws): Promise<Reading> {
  const all = routesOf(apiOf(route), aws);
  const live = all.then((routes) => routes.find(({ RouteId }) => RouteId === route.physicalId));
  const authorization = live.then((one) => authorizationOf(member(one, 'apigateway:GetRoutes', 'the route')));
  const written = route.property('AuthorizationType');
  return {
    properties: await properties({
      AuthorizationType: authorization.then((type) => unlessDefault(type, 'NONE', written)),
    }),
  };
}

/** @throws Unreadable if it is not known */
function apiOf(resource: DeployedResource): string {
  const id = resource.property('ApiId');
  if (typeof id !== 'string') throw new Unreadable('of which API it is part is not known');
  return id;
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html */
function stagesOf(ApiId: string, aws: Aws): Promise<readonly Stage[]> {
  return aws.shared(`apigateway:GetStages v2 ${ApiId}`, () =>
    allPages<Stage>('apigateway:GetStages', async (NextToken) => {
      const answer = await aws.ask('apigateway:GetStages', async (abortSignal): Promise<GetStagesCommandOutput> => {
        const { client, GetStagesCommand } = await clientOf(aws);
        const page = NextToken === undefined ? {} : { NextToken };
        return client.send(new GetStagesCommand({ ApiId, MaxResults: '500', ...page }), { abortSignal });
      });
      return { items: member(answer?.Items, 'apigateway:GetStages', 'stages'), next: answer?.NextToken };
    }),
  );
}

async function readStage(stage: DeployedResource, aws: Aws): Promise<Reading> {
  const all = stagesOf(apiOf(stage), aws);
  const live = all.then((stages) => stages.find(({ StageName }) => StageName === stage.physicalId));
  const read = live.then((one) => stageProperties(stage, member(one, 'apigateway:GetStages', 'the stage')));
  return { properties: await eachOf(STAGE_PROPERTIES, read) };
}

const STAGE_PROPERTIES = ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings'] as const;

function stageProperties(
  stage: DeployedResource,
  live: Stage,
): Record<(typeof STAGE_PROPERTIES)[number], Resolved | undefined> {
  const shared = stage.property('DefaultRouteSettings');
  const single = stage.property('RouteSettings');
  const routes = Object.entries(live.RouteSettings ?? {}).map(([key, settings]): [string, Resolved] => [
    key,
    // A route that somebody silenced is silent, whatever holds for all of them.
    routeSettings(settings, own(single, key) ?? { LoggingLevel: undefined }),
  ]);
  return {
    AccessLogSettings: accessLogs(live.AccessLogSettings?.DestinationArn, live.AccessLogSettings?.Format),
    DefaultRouteSettings: unlessEmpty(routeSettings(live.DefaultRouteSettings ?? {}, shared), shared),
    RouteSettings: unlessEmpty(Object.fromEntries(routes), single),
  };
}

function routeSettings(live: RouteSettings, written: unknown): Resolved {
  return settingsOf({ ...live }, (name) => isRecord(written) && Object.hasOwn(written, name));
}

/** Stages that the template does not declare; one that API Gateway made for a `Target` belongs to it. */
async function stagesBeside(api: DeployedResource, aws: Aws): Promise<FoundResource[]> {
  const known = new Set(
    [STAGE, 'AWS::ApiGatewayV2::Deployment'].flatMap((type) =>
      api
        .declared(type)
        .filter((resource) => [api.physicalId, undefined].includes(resource.property('ApiId') as string | undefined))
        .map((resource) => (type === STAGE ? resource.physicalId : resource.property('StageName'))),
    ),
  );
  const nothingWritten = { ...api, type: STAGE, property: () => undefined };
  return (await stagesOf(api.physicalId, aws))
    .filter(({ StageName, ApiGatewayManaged }) => !ApiGatewayManaged && !known.has(StageName))
    .map((stage) => ({
      name: `stage ${stage.StageName}`,
      type: STAGE,
      properties: {
        ApiId: api.physicalId,
        StageName: stage.StageName,
        ...stageProperties(nothingWritten, stage),
      },
    }));
}
