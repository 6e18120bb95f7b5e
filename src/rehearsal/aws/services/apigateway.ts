/** API Gateway's part: what may be asked about REST APIs, and about HTTP and WebSocket APIs, which are one service. */
import { createHash } from 'node:crypto';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Account, DeployedResource } from '../account.ts';
import { attributeOf } from '../identity.ts';
import { AwsError, restService } from '../service.ts';
import { listOf, textOf } from './property-values.ts';

const REST_API = 'AWS::ApiGateway::RestApi';

export const apigateway = restService('apigateway', 'json', [
  {
    operation: 'GetRestApi',
    method: 'GET',
    path: '/restapis/{id}',
    play: ({ id }, { account }) => {
      const { logicalId, properties } = api(account, id, REST_API);
      return {
        id,
        name: properties['Name'] ?? logicalId,
        createdDate: 1_795_000_000,
        apiKeySource: 'HEADER',
        endpointConfiguration: { types: endpointTypes(properties) },
        disableExecuteApiEndpoint: false,
      };
    },
  },
  {
    operation: 'GetResources',
    method: 'GET',
    path: '/restapis/{id}/resources',
    play: ({ id, embed, limit = 25, position }, { account, page }) => {
      const all = resources(account, String(id), api(account, id, REST_API), embed === 'methods');
      const { items, next } = page(all, position, Number(limit));
      return { item: items, position: next };
    },
  },
  {
    operation: 'GetStages',
    method: 'GET',
    path: '/restapis/{id}/stages',
    play: ({ id }, { account }) => {
      api(account, id, REST_API);
      return { item: ofApi(account, 'AWS::ApiGateway::Stage', 'RestApiId', id).map(restStage) };
    },
  },
  {
    operation: 'GetDomainName',
    method: 'GET',
    path: '/domainnames/{name}',
    play: ({ name }, { account }) => {
      const domain = account.find(name, 'AWS::ApiGateway::DomainName');
      if (!domain) throw new AwsError('NotFoundException', 'Invalid domain name identifier specified', 404);
      const { SecurityPolicy = 'TLS_1_2' } = domain.properties;
      return {
        domainName: name,
        endpointConfiguration: { types: endpointTypes(domain.properties) },
        domainNameStatus: 'AVAILABLE',
        securityPolicy: SecurityPolicy,
      };
    },
  },
  {
    operation: 'GetRoutes',
    method: 'GET',
    path: '/v2/apis/{id}/routes',
    play: ({ id, nextToken, maxResults = 25 }, { account, page }) => {
      const { items, next } = page(routes(account, String(id)), nextToken, Number(maxResults));
      return { items, nextToken: next };
    },
  },
  {
    operation: 'GetStages',
    method: 'GET',
    path: '/v2/apis/{id}/stages',
    play: ({ id, nextToken, maxResults = 25 }, { account, page }) => {
      api(account, id, 'AWS::ApiGatewayV2::Api');
      const stages = ofApi(account, 'AWS::ApiGatewayV2::Stage', 'ApiId', id).map(([, stage]) => httpStage(stage));
      const { items, next } = page(stages, nextToken, Number(maxResults));
      return { items, nextToken: next };
    },
  },
]);

function api(account: Account, id: unknown, type: string): DeployedResource {
  const found = account.find(id, type);
  if (!found)
    throw new AwsError('NotFoundException', `Invalid API identifier specified ${account.id}:${String(id)}`, 404);
  return found;
}

function ofApi(account: Account, type: string, property: string, id: unknown): [string, DeployedResource][] {
  return account.ofType(type).filter(([, { properties }]) => properties[property] === id);
}

/** What an API is imported with counts where it says nothing itself. */
function endpointTypes({ EndpointConfiguration, Parameters }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return listOf(own(EndpointConfiguration, 'Types') ?? own(Parameters, 'endpointConfigurationTypes') ?? 'EDGE');
}

interface Method {
  readonly path: string;
  /** In capitals, or `ANY`. */
  readonly httpMethod: string;
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
}

/** The resources of a REST API with their methods: those of its definition, and those that stand for themselves. */
function resources(account: Account, id: string, { type, properties }: DeployedResource, embeds: boolean): object[] {
  const rootId = attributeOf(id, { type, properties }, 'RootResourceId', account);
  const defined = definedMethods(properties['Body']);
  const own = new Map(ofApi(account, 'AWS::ApiGateway::Resource', 'RestApiId', id));
  const methods = new Map<string, Method[]>([['/', []]]);
  const ids = new Map([['/', rootId]]);
  for (const [resourceId, resource] of own) {
    const path = pathOf(resource, own);
    ids.set(path, resourceId);
    methods.set(path, []);
  }
  for (const method of defined) methods.set(method.path, [...(methods.get(method.path) ?? []), method]);
  for (const [, { properties: given }] of ofApi(account, 'AWS::ApiGateway::Method', 'RestApiId', id)) {
    const path = [...ids].find(([, resourceId]) => resourceId === given['ResourceId'])?.[0];
    if (path === undefined) continue;
    const method = {
      path,
      httpMethod: String(given['HttpMethod']),
      authorizationType: textOf(given['AuthorizationType']) ?? 'NONE',
      apiKeyRequired: textOf(given['ApiKeyRequired']) === 'true',
    };
    methods.set(path, [...(methods.get(path) ?? []), method]);
  }
  return [...methods].map(([path, each]) => ({
    id: ids.get(path) ?? createHash('sha256').update(`${id}${path}`).digest('hex').slice(0, 6),
    path,
    ...(path !== '/' && { parentId: rootId, pathPart: path.slice(path.lastIndexOf('/') + 1) }),
    ...(each.length > 0 && {
      resourceMethods: Object.fromEntries(
        each.map(({ path: _, ...method }) => [method.httpMethod, embeds ? method : {}]),
      ),
    }),
  }));
}

function pathOf({ properties }: DeployedResource, all: ReadonlyMap<string, DeployedResource>): string {
  const parent = all.get(String(properties['ParentId']));
  return `${parent ? pathOf(parent, all) : ''}/${String(properties['PathPart'])}`;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html */
function definedMethods(body: unknown): Method[] {
  return entries(own(body, 'paths')).flatMap(([path, item]) =>
    entries(item).flatMap(([key, definition]) => {
      const httpMethod = key === 'x-amazon-apigateway-any-method' ? 'ANY' : key.toUpperCase();
      if (!/^(?:ANY|GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH)$/.test(httpMethod)) return [];
      return [{ path, httpMethod, ...authorization(body, definition) }];
    }),
  );
}

function authorization(body: unknown, definition: unknown): Pick<Method, 'authorizationType' | 'apiKeyRequired'> {
  const auth = own(own(definition, 'x-amazon-apigateway-auth'), 'type');
  const security = own(definition, 'security');
  const names = (isList(security) ? security : []).flatMap((requirement) => entries(requirement).map(([name]) => name));
  const schemes = names.map((name) => {
    const definitions = own(body, 'securityDefinitions') ?? own(own(body, 'components'), 'securitySchemes');
    return own(definitions, name);
  });
  const authorizer = schemes.find((scheme) => typeOf(scheme) !== undefined);
  return {
    authorizationType: typeof auth === 'string' ? auth.toUpperCase() : (typeOf(authorizer) ?? 'NONE'),
    apiKeyRequired: schemes.some((scheme) => String(own(scheme, 'name')).toLowerCase() === 'x-api-key'),
  };
}

function typeOf(scheme: unknown): string | undefined {
  if (own(scheme, 'x-amazon-apigateway-authtype') === 'awsSigv4') return 'AWS_IAM';
  const authorizer = own(scheme, 'x-amazon-apigateway-authorizer');
  if (authorizer === undefined) return undefined;
  const type = String(own(authorizer, 'type'));
  return ({ cognito_user_pools: 'COGNITO_USER_POOLS', jwt: 'JWT' } as Record<string, string>)[type] ?? 'CUSTOM';
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

/** What API Gateway says of a method for which nothing is set. */
const SETTINGS = {
  metricsEnabled: false,
  loggingLevel: 'OFF',
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};

function restStage([name, { properties }]: [string, DeployedResource]): object {
  const { StageName = name, TracingEnabled, CacheClusterEnabled, AccessLogSetting, MethodSettings } = properties;
  const settings = (isList(MethodSettings) ? MethodSettings : []).map((setting): [string, object] => {
    const path = String(own(setting, 'ResourcePath')).replace(/^\//, '');
    return [`${path}/${String(own(setting, 'HttpMethod'))}`, { ...SETTINGS, ...named(setting, SETTINGS) }];
  });
  return {
    stageName: StageName,
    deploymentId: 'abc123',
    cacheClusterEnabled: String(CacheClusterEnabled) === 'true',
    cacheClusterStatus: 'NOT_AVAILABLE',
    methodSettings: Object.fromEntries(settings),
    ...(AccessLogSetting !== undefined && {
      accessLogSettings: named(AccessLogSetting, { destinationArn: '', format: '' }),
    }),
    tracingEnabled: String(TracingEnabled) === 'true',
    createdDate: 1_795_000_000,
    lastUpdatedDate: 1_795_000_000,
  };
}

function httpStage({ properties }: DeployedResource): object {
  const { StageName, AccessLogSettings, DefaultRouteSettings, RouteSettings } = properties;
  const shape = {
    loggingLevel: 'OFF',
    dataTraceEnabled: false,
    detailedMetricsEnabled: false,
    throttlingBurstLimit: 0,
    throttlingRateLimit: 0,
  };
  return {
    stageName: StageName,
    ...(AccessLogSettings !== undefined && {
      accessLogSettings: named(AccessLogSettings, { destinationArn: '', format: '' }),
    }),
    autoDeploy: true,
    createdDate: '2026-11-01T10:00:00Z',
    lastUpdatedDate: '2026-11-01T10:00:00Z',
    defaultRouteSettings: { detailedMetricsEnabled: false, ...named(DefaultRouteSettings, shape) },
    routeSettings: Object.fromEntries(
      entries(RouteSettings).map(([key, settings]) => [
        key,
        { detailedMetricsEnabled: false, ...named(settings, shape) },
      ]),
    ),
    stageVariables: {},
    tags: {},
  };
}

/** Members as the API names them, with the type of those in `shape`. */
function named(properties: unknown, shape: Readonly<Record<string, unknown>>): object {
  const all = entries(properties).map(([name, value]): [string, unknown] => {
    const key = `${name[0]?.toLowerCase()}${name.slice(1)}`;
    const like = shape[key];
    if (typeof like === 'number') return [key, Number(value)];
    return [key, typeof like === 'boolean' ? String(value) === 'true' : value];
  });
  return Object.fromEntries(all.filter(([key]) => Object.hasOwn(shape, key)));
}

/** The routes of an HTTP or WebSocket API: of its definition, of its target, and those that stand for themselves. */
function routes(account: Account, id: string): object[] {
  const { properties } = api(account, id, 'AWS::ApiGatewayV2::Api');
  const defined = definedMethods(properties['Body']).map(({ path, httpMethod, authorizationType }) => {
    const routeKey = /^\/?\$default$/.test(path) ? '$default' : `${httpMethod} ${path}`;
    return { routeId: hashOf(`${id}${routeKey}`), routeKey, authorizationType, apiKeyRequired: false };
  });
  const target = {
    routeId: hashOf(`${id}$default`),
    routeKey: '$default',
    authorizationType: 'NONE',
    apiKeyRequired: false,
    apiGatewayManaged: true,
  };
  const alone = ofApi(account, 'AWS::ApiGatewayV2::Route', 'ApiId', id).map(([routeId, { properties: given }]) => ({
    routeId,
    routeKey: given['RouteKey'],
    authorizationType: given['AuthorizationType'] ?? 'NONE',
    apiKeyRequired: textOf(given['ApiKeyRequired']) === 'true',
  }));
  return [...defined, ...(properties['Target'] === undefined ? [] : [target]), ...alone];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 7);
}
