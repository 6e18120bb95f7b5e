import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { ApiGatewayV2Client, CreateApiCommand, CreateRouteCommand } from '@aws-sdk/client-apigatewayv2';
import { apigateway } from '../../../src/live/readers/apigateway.ts';
import { apigatewayv2 } from '../../../src/live/readers/apigatewayv2.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: APIGatewayClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new APIGatewayClient(moto.settings);
});
afterAll(() => moto.stop());

const STAGE = 'AWS::ApiGateway::Stage';
const METHOD = 'AWS::ApiGateway::Method';

/** An API with `GET /`, `GET /items` and `POST /items`, deployed to a stage that logs. */
async function createApi() {
  const { id: restApiId } = await client.send(
    new CreateRestApiCommand({ name: 'orders', endpointConfiguration: { types: ['REGIONAL'] } }),
  );
  const { items } = await client.send(new GetResourcesCommand({ restApiId }));
  const root = items![0]!.id!;
  const { id: resource } = await client.send(
    new CreateResourceCommand({ restApiId, parentId: root, pathPart: 'items' }),
  );
  const put = async (resourceId: string, httpMethod: string, authorizationType: string, apiKeyRequired = false) => {
    const method = { restApiId, resourceId, httpMethod };
    await client.send(new PutMethodCommand({ ...method, authorizationType, apiKeyRequired }));
    await client.send(new PutIntegrationCommand({ ...method, type: 'MOCK' }));
  };
  await put(root, 'GET', 'AWS_IAM');
  await put(resource!, 'GET', 'NONE');
  await put(resource!, 'POST', 'NONE', true);
  const { id: deploymentId } = await client.send(new CreateDeploymentCommand({ restApiId }));
  await client.send(new CreateStageCommand({ restApiId, stageName: 'live', deploymentId, tracingEnabled: true }));
  const replace = (path: string, value: string) => ({ op: 'replace' as const, path, value });
  await client.send(
    new UpdateStageCommand({
      restApiId,
      stageName: 'live',
      patchOperations: [
        replace('/*/*/logging/loglevel', 'INFO'),
        replace('/*/*/throttling/burstLimit', '100'),
        replace('/~1items/GET/logging/loglevel', 'ERROR'),
      ],
    }),
  );
  return { restApiId: restApiId!, resource: resource! };
}

test('a REST API, its methods and its stages', async () => {
  const { restApiId, resource } = await createApi();
  const api = { type: 'AWS::ApiGateway::RestApi', physicalId: restApiId };
  const method = (physicalId: string, written: object) => ({
    type: METHOD,
    physicalId,
    written: { RestApiId: restApiId, ...written },
  });
  // the root's id, which the template has as an attribute, is not known
  const methods = [
    method('Root', { HttpMethod: 'GET' }),
    method('List', { ResourceId: resource, HttpMethod: 'GET', AuthorizationType: 'NONE' }),
  ];
  const read = await readOne(apigateway, moto, api, methods);
  expect(read).toEqual({
    properties: { EndpointConfiguration: { Types: ['REGIONAL'] } },
    found: [
      {
        name: 'POST /items',
        type: METHOD,
        properties: {
          RestApiId: restApiId,
          ResourceId: resource,
          HttpMethod: 'POST',
          AuthorizationType: 'NONE',
          ApiKeyRequired: true,
        },
      },
      {
        name: 'stage live',
        type: STAGE,
        properties: expect.objectContaining({ StageName: 'live', TracingEnabled: true }),
      },
    ],
  });
  const properties = await Promise.all(
    methods.map(async (each) => {
      const others = methods.filter((other) => other !== each);
      return (await readOne(apigateway, moto, each, [api, ...others])).properties;
    }),
  );
  expect(properties).toEqual([
    { AuthorizationType: 'AWS_IAM', ApiKeyRequired: undefined },
    { AuthorizationType: 'NONE', ApiKeyRequired: undefined },
  ]);
});

test('a definition is what its methods are', async () => {
  const { restApiId } = await createApi();
  const written = { Body: { paths: { '/': { get: { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } } } } } };
  const { properties } = await readOne(apigateway, moto, {
    type: 'AWS::ApiGateway::RestApi',
    physicalId: restApiId,
    written,
  });
  expect(properties).toMatchObject({
    Body: {
      paths: {
        '/': { get: { security: [{ AWS_IAM: [] }] } },
        '/items': { get: { security: [] }, post: { security: [{ API_KEY: [] }] } },
      },
    },
  });
});

test('a stage, with settings of all methods and of one', async () => {
  const { restApiId } = await createApi();
  const MethodSettings = [
    { ResourcePath: '/*', HttpMethod: '*', LoggingLevel: 'INFO', ThrottlingBurstLimit: 100 },
    { ResourcePath: '/~1items', HttpMethod: 'GET', LoggingLevel: 'ERROR' },
  ];
  const written = { RestApiId: restApiId, MethodSettings };
  const { properties } = await readOne(apigateway, moto, { type: STAGE, physicalId: 'live', written });
  expect(properties).toMatchObject({ TracingEnabled: true, MethodSettings });
  const none = await readOne(apigateway, moto, { type: STAGE, physicalId: 'prod', written });
  expect(none.properties).toMatchObject({ TracingEnabled: { kind: 'hole' } });
});

test('a domain name', async () => {
  const domainName = 'api.example.com';
  await client.send(
    new CreateDomainNameCommand({
      domainName,
      securityPolicy: 'TLS_1_0',
      endpointConfiguration: { types: ['REGIONAL'] },
    }),
  );
  const { properties } = await readOne(apigateway, moto, {
    type: 'AWS::ApiGateway::DomainName',
    physicalId: domainName,
  });
  expect(properties).toEqual({ SecurityPolicy: 'TLS_1_0', EndpointConfiguration: { Types: ['REGIONAL'] } });
});

test('an HTTP API and its routes', async () => {
  const http = new ApiGatewayV2Client(moto.settings);
  const { ApiId } = await http.send(new CreateApiCommand({ Name: 'orders', ProtocolType: 'HTTP' }));
  const { RouteId } = await http.send(
    new CreateRouteCommand({ ApiId, RouteKey: 'GET /items', AuthorizationType: 'AWS_IAM' }),
  );
  await http.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /admin' }));
  const api = { type: 'AWS::ApiGatewayV2::Api', physicalId: ApiId! };
  const route = { type: 'AWS::ApiGatewayV2::Route', physicalId: RouteId!, written: { ApiId } };
  const { found } = await readOne(apigatewayv2, moto, api, [route]);
  expect(found).toEqual([
    {
      name: 'GET /admin',
      type: 'AWS::ApiGatewayV2::Route',
      properties: { ApiId, RouteKey: 'GET /admin', AuthorizationType: 'NONE' },
    },
  ]);
  const { properties } = await readOne(apigatewayv2, moto, route, [api]);
  expect(properties).toEqual({ AuthorizationType: 'AWS_IAM' });
});
