import type {
  EndpointConfiguration,
  GetDomainNameCommandOutput,
  GetResourcesCommandOutput,
  GetRestApiCommandOutput,
  GetStagesCommandOutput,
  Resource,
  Stage,
} from '@aws-sdk/client-api-gateway';
import type { Resolved } from '../../template/model.ts';
import { allPages, member, setOf, unlessDefault } from '../answers.ts';
import { properties, Unreadable, type Aws } from '../aws.ts';
import type { DeployedResource, FoundResource, Reading, ResourceReader } from '../reader.ts';
import { DEFINITIONS, liveDefinition, type LiveOperation } from './api-definition.ts';
import { accessLogs, eachOf, methodSettings, unlessEmpty } from './api-stages.ts';
import { withoutDefaults } from './defaults.ts';
import { apigateway as calls } from '../calls.ts';

const REST_API = 'AWS::ApiGateway::RestApi';
const STAGE = 'AWS::ApiGateway::Stage';
const METHOD = 'AWS::ApiGateway::Method';
const DOMAIN_NAME = 'AWS::ApiGateway::DomainName';

/**
 * Two calls for an API with all of its methods, one for its stages. Methods are judged as they are configured, whether
 * or not they are deployed to a stage: what waits there is what the next deployment lets out.
 */
export const apigateway: ResourceReader = {
  types: [REST_API, STAGE, METHOD, DOMAIN_NAME],
  operations: calls,
  read(resource, aws) {
    switch (resource.type) {
      case REST_API:
        return readApi(resource, aws);
      case STAGE:
        return readStage(resource, aws);
      case METHOD:
        return readMethod(resource, aws);
      default:
        return readDomainName(resource, aws);
    }
  },
};

function clientOf(aws: Aws) {
  return aws.client('apigateway', async (settings) => {
    const { APIGatewayClient, ...commands } = await import('../clients/apigateway.ts');
    return { client: new APIGatewayClient(settings), ...commands };
  });
}

async function readApi(api: DeployedResource, aws: Aws): Promise<Reading> {
  const methods = methodsOf(api.physicalId, api, aws);
  const isDefined = DEFINITIONS.some((name) => api.property(name) !== undefined);
  const [read, ...found] = await Promise.all([
    properties({
      EndpointConfiguration: endpoint(api, aws),
      ...(isDefined && { Body: methods.then(({ others }) => liveDefinition(api.property('Body'), others)) }),
    }),
    // That they cannot be read is said of what the template declares of them.
    isDefined ? [] : methods.then(({ others }) => others.map((method) => foundMethod(api, method))).catch(() => []),
    stagesBeside(api, aws).catch(() => []),
  ]);
  // An API that is imported may have its type in the parameters of the import.
  const standing = api.property('Parameters') === undefined ? withoutDefaults(api, read) : read;
  return { properties: standing, found: found.flat() };
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApi.html */
async function endpoint(api: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const answer = await aws.ask('apigateway:GetRestApi', async (abortSignal): Promise<GetRestApiCommandOutput> => {
    const { client, GetRestApiCommand } = await clientOf(aws);
    return client.send(new GetRestApiCommand({ restApiId: api.physicalId }), { abortSignal });
  });
  member(answer?.id, 'apigateway:GetRestApi', 'the API');
  return endpointOf(api, answer?.endpointConfiguration);
}

function endpointOf(resource: DeployedResource, live: EndpointConfiguration = {}): Resolved | undefined {
  const { types = [], vpcEndpointIds = [], ipAddressType } = live;
  const written = resource.property('EndpointConfiguration', 'IpAddressType');
  const configuration = setOf({
    Types: types.length > 0 ? types : undefined,
    VpcEndpointIds: vpcEndpointIds.length > 0 ? vpcEndpointIds : undefined,
    IpAddressType: ipAddressType && unlessDefault(ipAddressType, 'ipv4', written),
  });
  return unlessEmpty(configuration, undefined);
}

interface LiveMethod extends LiveOperation {
  readonly resourceId: string;
  readonly type: string;
  readonly apiKeyRequired: boolean;
}

interface Methods {
  /** Those that the template declares, by logical id. */
  readonly declared: ReadonlyMap<string, LiveMethod>;
  /** Those of a definition, or of nobody. */
  readonly others: readonly LiveMethod[];
}

function methodsOf(apiId: string, beside: DeployedResource, aws: Aws): Promise<Methods> {
  return aws.shared(`apigateway:GetResources ${apiId}`, async () => {
    const live = (await resourcesOf(apiId, aws)).flatMap(liveMethods);
    const ofApi = beside.declared(METHOD).filter((method) => method.property('RestApiId') === apiId);
    const assigned = assign(ofApi, live);
    const taken = new Set(assigned.values());
    return { declared: assigned, others: live.filter((method) => !taken.has(method)) };
  });
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html */
function resourcesOf(restApiId: string, aws: Aws): Promise<Resource[]> {
  return allPages<Resource>('apigateway:GetResources', async (position) => {
    const answer = await aws.ask('apigateway:GetResources', async (abortSignal): Promise<GetResourcesCommandOutput> => {
      const { client, GetResourcesCommand } = await clientOf(aws);
      const page = position === undefined ? {} : { position };
      const command = new GetResourcesCommand({ restApiId, embed: ['methods'], limit: 500, ...page });
      return client.send(command, { abortSignal });
    });
    return { items: member(answer?.items, 'apigateway:GetResources', 'resources'), next: answer?.position };
  });
}

function liveMethods({ id = '', path = '', resourceMethods = {} }: Resource): LiveMethod[] {
  return Object.entries(resourceMethods).map(([method, { authorizationType, apiKeyRequired = false }]) => {
    const type = member(authorizationType, 'apigateway:GetResources', `the authorization of ${method} ${path}`);
    const authorization = type === 'NONE' && apiKeyRequired ? 'API_KEY' : type;
    return { path, method, authorization, type, apiKeyRequired, resourceId: id };
  });
}

/**
 * Which method is which. The root of an API has an id that only API Gateway knows (`RootResourceId`): a method whose
 * resource is not known is the one of its verb that is left, if it is the only one.
 */
function assign(declared: readonly DeployedResource[], live: readonly LiveMethod[]): Map<string, LiveMethod> {
  const left = new Map(live.map((method) => [`${method.resourceId} ${method.method}`, method]));
  const assigned = new Map<string, LiveMethod>();
  const open = new Map<unknown, DeployedResource | 'many'>();
  for (const method of declared) {
    const resourceId = method.property('ResourceId');
    const verb = method.property('HttpMethod');
    const key = `${String(resourceId)} ${String(verb)}`;
    const found = left.get(key);
    if (typeof resourceId !== 'string') open.set(verb, open.has(verb) ? 'many' : method);
    if (!found) continue;
    assigned.set(method.logicalId, found);
    left.delete(key);
  }
  for (const [verb, method] of open) {
    const [found, ...more] = [...left.values()].filter((each) => each.method === verb);
    if (method !== 'many' && found && more.length === 0) assigned.set(method.logicalId, found);
  }
  return assigned;
}

function foundMethod({ physicalId }: DeployedResource, method: LiveMethod): FoundResource {
  return {
    name: `${method.method} ${method.path}`,
    type: METHOD,
    properties: {
      RestApiId: physicalId,
      ResourceId: method.resourceId,
      HttpMethod: method.method,
      AuthorizationType: method.type,
      ApiKeyRequired: method.apiKeyRequired || undefined,
    },
  };
}

async function readMethod(method: DeployedResource, aws: Aws): Promise<Reading> {
  const found = methodsOf(apiOf(method), method, aws).then(({ declared }) => {
    const live = declared.get(method.logicalId);
    if (!live) throw new Unreadable('apigateway:GetResources lists no method that can be told to be it');
    return live;
  });
  const read = await properties({
    AuthorizationType: found.then(({ type }) => unlessDefault(type, 'NONE', method.property('AuthorizationType'))),
    ApiKeyRequired: found.then((live) => unlessDefault(live.apiKeyRequired, false, method.property('ApiKeyRequired'))),
  });
  return { properties: read };
}

/** @throws Unreadable if it is not known */
function apiOf(resource: DeployedResource): string {
  const id = resource.property('RestApiId');
  if (typeof id !== 'string') throw new Unreadable('of which API it is part is not known');
  return id;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetStages.html */
function stagesOf(restApiId: string, aws: Aws): Promise<readonly Stage[]> {
  return aws.shared(`apigateway:GetStages ${restApiId}`, async () => {
    const answer = await aws.ask('apigateway:GetStages', async (abortSignal): Promise<GetStagesCommandOutput> => {
      const { client, GetStagesCommand } = await clientOf(aws);
      return client.send(new GetStagesCommand({ restApiId }), { abortSignal });
    });
    return member(answer?.item, 'apigateway:GetStages', 'stages');
  });
}

async function readStage(stage: DeployedResource, aws: Aws): Promise<Reading> {
  const all = stagesOf(apiOf(stage), aws);
  const live = all.then((stages) => stages.find(({ stageName }) => stageName === stage.physicalId));
  const read = live.then((one) => stageProperties(stage, member(one, 'apigateway:GetStages', 'the stage')));
  return { properties: withoutDefaults(stage, await eachOf(STAGE_PROPERTIES, read)) };
}

const STAGE_PROPERTIES = ['AccessLogSetting', 'CacheClusterEnabled', 'MethodSettings', 'TracingEnabled'] as const;

function stageProperties(
  stage: DeployedResource,
  live: Stage,
): Record<(typeof STAGE_PROPERTIES)[number], Resolved | undefined> {
  return {
    AccessLogSetting: accessLogs(live.accessLogSettings?.destinationArn, live.accessLogSettings?.format),
    CacheClusterEnabled: live.cacheClusterEnabled ?? false,
    MethodSettings: methodSettings(stage, live.methodSettings ?? {}),
    TracingEnabled: live.tracingEnabled ?? false,
  };
}

/**
 * Stages that the template has neither as such nor by a deployment, which SAM gives one named `Stage`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
 */
async function stagesBeside(api: DeployedResource, aws: Aws): Promise<FoundResource[]> {
  const isOfApi = (resource: DeployedResource) => [api.physicalId, undefined].includes(textOf(resource, 'RestApiId'));
  const known = new Set([
    ...api
      .declared(STAGE)
      .filter(isOfApi)
      .map((stage) => stage.physicalId),
    ...api
      .declared('AWS::ApiGateway::Deployment')
      .filter(isOfApi)
      .map((deployment) => textOf(deployment, 'StageName')),
  ]);
  const nothingWritten = { ...api, type: STAGE, property: () => undefined };
  return (await stagesOf(api.physicalId, aws))
    .filter(({ stageName }) => !known.has(stageName))
    .map((stage) => ({
      name: `stage ${stage.stageName}`,
      type: STAGE,
      properties: {
        RestApiId: api.physicalId,
        StageName: stage.stageName,
        ...withoutDefaults(nothingWritten, stageProperties(nothingWritten, stage)),
      },
    }));
}

function textOf(resource: DeployedResource, property: string): string | undefined {
  const value = resource.property(property);
  return typeof value === 'string' ? value : undefined;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDomainName.html */
async function readDomainName(domain: DeployedResource, aws: Aws): Promise<Reading> {
  const operation = 'apigateway:GetDomainName';
  const answer = aws.ask(operation, async (abortSignal): Promise<GetDomainNameCommandOutput> => {
    const { client, GetDomainNameCommand } = await clientOf(aws);
    return client.send(new GetDomainNameCommand({ domainName: domain.physicalId }), { abortSignal });
  });
  const read = await properties({
    EndpointConfiguration: answer.then((live) => endpointOf(domain, live?.endpointConfiguration)),
    SecurityPolicy: answer.then((live) => member(live?.securityPolicy, operation, 'its security policy')),
  });
  return { properties: withoutDefaults(domain, read) };
}
