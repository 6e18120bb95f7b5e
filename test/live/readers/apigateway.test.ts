import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import apiGwMethodAuthorizationCheck from '../../../src/checks/apigateway/api-gw-method-authorization-check.ts';
import apiGwXrayEnabled from '../../../src/checks/apigateway/api-gw-xray-enabled.ts';
import apiGwv2AuthorizationTypeConfigured from '../../../src/checks/apigateway/api-gwv2-authorization-type-configured.ts';
import { apigateway } from '../../../src/live/readers/apigateway.ts';
import { apigatewayv2 } from '../../../src/live/readers/apigatewayv2.ts';
import type { Account } from '../../../src/rehearsal/aws/account.ts';
import type { Fault } from '../../../src/rehearsal/aws/faults.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { sameVerdicts } from './same-verdicts.ts';

const readers = [apigateway, apigatewayv2];

await sameVerdicts(readers, outside);

/** APIs and resources of them that are named by an id. */
function outside(account: Account): void {
  for (const { properties } of [...account.resources.values()]) {
    const { RestApiId, ApiId, ResourceId } = properties;
    add(account, 'AWS::ApiGateway::RestApi', RestApiId, {});
    add(account, 'AWS::ApiGatewayV2::Api', ApiId, { ProtocolType: 'HTTP' });
    add(account, 'AWS::ApiGateway::Resource', ResourceId, { RestApiId, PathPart: ResourceId });
  }
}

function add(account: Account, type: string, id: unknown, properties: Record<string, unknown>): void {
  if (typeof id === 'string' && !account.resources.has(id))
    account.resources.set(id, { logicalId: id, type, properties });
}

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

async function deployed(template: string) {
  await deploy(aws.account, template);
  return read(aws, readers);
}

/** An API with methods of its own at the root and below it, and a stage. */
const METHODS = `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders, EndpointConfiguration: { Types: [REGIONAL] } } }
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items }
  Root:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: AWS_IAM
  List:
    Type: AWS::ApiGateway::Method
    Properties: { RestApiId: !Ref Api, ResourceId: !Ref Items, HttpMethod: GET, AuthorizationType: CUSTOM }
  Add:
    Type: AWS::ApiGateway::Method
    Properties:
      { RestApiId: !Ref Api, ResourceId: !Ref Items, HttpMethod: POST, AuthorizationType: NONE, ApiKeyRequired: true }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      StageName: live
      TracingEnabled: true
      CacheClusterEnabled: true
      AccessLogSetting: { DestinationArn: arn:aws:logs:eu-west-1:123456789012:log-group:access, Format: $context.requestId }
      MethodSettings:
        - ResourcePath: '/*'
          HttpMethod: '*'
          LoggingLevel: INFO
          ThrottlingRateLimit: 50
          ThrottlingBurstLimit: 100
          CachingEnabled: true
          CacheDataEncrypted: true
        - { ResourcePath: /~1items, HttpMethod: GET, LoggingLevel: 'OFF', CachingEnabled: false }
`;

describe('REST APIs', () => {
  test('read as they are written, in three calls', async () => {
    const stack = await deployed(METHODS);
    expect(propertiesOf(stack, 'Api')).toEqual({ EndpointConfiguration: { Types: ['REGIONAL'] } });
    expect(propertiesOf(stack, 'Root')).toEqual({ AuthorizationType: 'AWS_IAM', ApiKeyRequired: undefined });
    expect(propertiesOf(stack, 'List')).toEqual({ AuthorizationType: 'CUSTOM', ApiKeyRequired: undefined });
    expect(propertiesOf(stack, 'Add')).toEqual({ AuthorizationType: 'NONE', ApiKeyRequired: true });
    expect(propertiesOf(stack, 'Stage')).toEqual({
      TracingEnabled: true,
      CacheClusterEnabled: true,
      AccessLogSetting: {
        DestinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:access',
        Format: '$context.requestId',
      },
      MethodSettings: [
        {
          ResourcePath: '/*',
          HttpMethod: '*',
          LoggingLevel: 'INFO',
          ThrottlingRateLimit: 50,
          ThrottlingBurstLimit: 100,
          CachingEnabled: true,
          CacheDataEncrypted: true,
        },
        { ResourcePath: '/~1items', HttpMethod: 'GET', LoggingLevel: 'OFF', CachingEnabled: false },
      ],
    });
    expect(foundIn(stack)).toEqual({});
    expect([...stack.calls].sort()).toEqual([
      'apigateway:GetResources',
      'apigateway:GetRestApi',
      'apigateway:GetStages',
    ]);
  });

  test('have nothing where nothing is set', async () => {
    const stack = await deployed(`
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, StageName: live } }
  Name: { Type: AWS::ApiGateway::DomainName, Properties: { DomainName: api.example.com } }
`);
    expect(propertiesOf(stack, 'Api')).toEqual({});
    expect(propertiesOf(stack, 'Stage')).toEqual({});
    expect(propertiesOf(stack, 'Name')).toEqual({});
  });

  test('what somebody changed is what is read', async () => {
    await deploy(aws.account, METHODS);
    resource(aws.account, 'Stage').properties = {
      RestApiId: resource(aws.account, 'Stage').properties['RestApiId'],
      StageName: 'live',
    };
    resource(aws.account, 'List').properties['AuthorizationType'] = 'NONE';
    const stack = await read(aws, readers);
    expect(verdicts(stack.written, apiGwXrayEnabled)).toEqual({ Stage: 'pass' });
    expect(verdicts(stack.live, apiGwXrayEnabled)).toEqual({ Stage: 'fail' });
    expect(verdicts(stack.live, apiGwMethodAuthorizationCheck)).toMatchObject({ Root: 'pass', List: 'fail' });
  });

  test('methods and stages that no template has are judged too, but none that a deployment makes', async () => {
    await deploy(
      aws.account,
      `${METHODS}
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: Stage } }
`,
    );
    const { RestApiId, ResourceId } = resource(aws.account, 'Add').properties;
    add(aws.account, 'AWS::ApiGateway::Method', 'm-1', { RestApiId, ResourceId, HttpMethod: 'DELETE' });
    add(aws.account, 'AWS::ApiGateway::Stage', 'test', {
      RestApiId,
      StageName: 'test',
      MethodSettings: [{ ResourcePath: '/items', HttpMethod: 'GET', LoggingLevel: 'OFF' }],
    });
    add(aws.account, 'AWS::ApiGateway::Stage', 'Stage', { RestApiId, StageName: 'Stage' });
    const stack = await read(aws, readers);
    expect(foundIn(stack)).toEqual({
      'Api (DELETE /items)': {
        Type: 'AWS::ApiGateway::Method',
        RestApiId,
        ResourceId,
        HttpMethod: 'DELETE',
        AuthorizationType: 'NONE',
      },
      'Api (stage test)': {
        Type: 'AWS::ApiGateway::Stage',
        RestApiId,
        StageName: 'test',
        MethodSettings: [{ ResourcePath: '/items', HttpMethod: 'GET', LoggingLevel: 'OFF' }],
      },
    });
    expect(verdicts(stack.live, apiGwMethodAuthorizationCheck)).toMatchObject({ 'Api (DELETE /items)': 'fail' });
  });

  const DEFINED = `
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: '2.0'
        paths:
          /items:
            get: { security: [{ sigv4: [] }], x-amazon-apigateway-integration: { uri: arn } }
        securityDefinitions: { sigv4: { x-amazon-apigateway-authtype: awsSigv4 } }
`;

  test('a definition stands as it is written while it says what is there', async () => {
    const stack = await deployed(DEFINED);
    expect(propertiesOf(stack, 'Api')).toMatchObject({
      Body: {
        swagger: '2.0',
        paths: { '/items': { get: { 'x-amazon-apigateway-integration': { uri: 'arn' } } } },
      },
    });
  });

  test('a definition is what its methods are, where they are others', async () => {
    await deploy(aws.account, DEFINED);
    const body = resource(aws.account, 'Api').properties['Body'] as { paths: Record<string, object> };
    body.paths['/__proto__'] = { 'x-amazon-apigateway-any-method': {} };
    const stack = await read(aws, readers);
    expect(verdicts(stack.written, apiGwMethodAuthorizationCheck)).toEqual({ Api: 'pass' });
    expect(verdicts(stack.live, apiGwMethodAuthorizationCheck)).toEqual({ Api: 'fail' });
    const { paths } = propertiesOf(stack, 'Api')!['Body'] as { paths: object };
    expect(Object.keys(paths).sort()).toEqual(['/__proto__', '/items']);
  });

  test('a definition that lies in a bucket is known once it is deployed', async () => {
    await deploy(aws.account, DEFINED);
    const stack = aws.account.stacks.values().next().value!;
    stack.template = JSON.stringify({
      Resources: {
        Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket: 'b', Key: 'k' } } },
      },
    });
    const both = await read(aws, readers);
    expect(verdicts(both.written, apiGwMethodAuthorizationCheck)).toEqual({ Api: 'unknown' });
    expect(verdicts(both.live, apiGwMethodAuthorizationCheck)).toEqual({ Api: 'pass' });
  });

  test('two methods that cannot be told apart are unknown', async () => {
    await deploy(aws.account, METHODS);
    const stack = aws.account.stacks.values().next().value!;
    stack.template = stack.template.replaceAll('{"Ref":"Items"}', '{"Fn::ImportValue":"items"}');
    const both = await read(aws, readers);
    expect(verdicts(both.live, apiGwMethodAuthorizationCheck)).toMatchObject({ Root: 'unknown', List: 'unknown' });
  });

  test('many resources come on pages', async () => {
    aws.account.pageSize = 1;
    const stack = await deployed(METHODS);
    expect(propertiesOf(stack, 'List')).toMatchObject({ AuthorizationType: 'CUSTOM' });
    expect(stack.calls.filter((name) => name === 'apigateway:GetResources')).toHaveLength(2);
  });
});

describe('HTTP and WebSocket APIs', () => {
  const ROUTES = `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: orders, ProtocolType: HTTP } }
  Get:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /items, AuthorizationType: JWT }
  Open: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: $default } }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Api
      StageName: $default
      AccessLogSettings: { DestinationArn: arn:aws:logs:eu-west-1:123456789012:log-group:access, Format: $context.requestId }
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }
      RouteSettings: { GET /items: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 } }
`;

  test('read as they are written, in two calls', async () => {
    const stack = await deployed(ROUTES);
    expect(propertiesOf(stack, 'Get')).toEqual({ AuthorizationType: 'JWT' });
    expect(propertiesOf(stack, 'Open')).toEqual({ AuthorizationType: undefined });
    expect(propertiesOf(stack, 'Stage')).toEqual({
      AccessLogSettings: {
        DestinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:access',
        Format: '$context.requestId',
      },
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      RouteSettings: { 'GET /items': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 } },
    });
    expect(foundIn(stack)).toEqual({});
    expect([...stack.calls].sort()).toEqual(['apigateway:GetRoutes', 'apigateway:GetStages']);
  });

  test('routes and stages that no template has are judged too', async () => {
    await deploy(aws.account, ROUTES);
    const { ApiId } = resource(aws.account, 'Get').properties;
    add(aws.account, 'AWS::ApiGatewayV2::Route', 'r-1', { ApiId, RouteKey: 'GET /admin' });
    add(aws.account, 'AWS::ApiGatewayV2::Stage', 'test', { ApiId, StageName: 'test' });
    const stack = await read(aws, readers);
    expect(foundIn(stack)).toEqual({
      'Api (GET /admin)': {
        Type: 'AWS::ApiGatewayV2::Route',
        ApiId,
        RouteKey: 'GET /admin',
        AuthorizationType: 'NONE',
      },
      'Api (stage test)': { Type: 'AWS::ApiGatewayV2::Stage', ApiId, StageName: 'test' },
    });
    expect(verdicts(stack.live, apiGwv2AuthorizationTypeConfigured)).toMatchObject({ 'Api (GET /admin)': 'fail' });
  });

  test('what API Gateway made for a target is no route of its own', async () => {
    const stack = await deployed(`
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: orders, ProtocolType: HTTP, Target: arn } }
`);
    expect(foundIn(stack)).toEqual({});
    expect(verdicts(stack.live, apiGwv2AuthorizationTypeConfigured)).toEqual({ Api: 'fail' });
  });
});

describe('what cannot be read is unknown, and says why', () => {
  const FAULTS: readonly [string, Fault, RegExp][] = [
    [
      'denied',
      { kind: 'error', code: 'AccessDeniedException', status: 403 },
      /^denied: the role needs apigateway:GET$/,
    ],
    ['throttled for ever', { kind: 'throttle' }, /TooManyRequests|Throttling/],
    ['broken', { kind: '5xx' }, /failed: /],
    ['garbage', { kind: 'garbage' }, /failed: /],
    ['empty', { kind: 'empty' }, /answered without/],
    ['endless', { kind: 'endless-pages', token: 'same' }, /the same page again and again/],
    ['ever new pages', { kind: 'endless-pages', token: 'new' }, /more than 100 pages/],
  ];
  const PAGED = ['apigateway:GetResources'];

  test.each(FAULTS)('%s', async (_, fault, reason) => {
    await deploy(aws.account, METHODS);
    const operations = fault.kind === 'endless-pages' ? PAGED : ['GetResources', 'GetStages', 'GetRestApi'];
    for (const operation of operations) aws.break(operation, fault);
    const stack = await read(aws, readers);
    const unknown = { kind: 'hole', reason: expect.stringMatching(reason) };
    expect(propertiesOf(stack, 'List')).toEqual({ AuthorizationType: unknown, ApiKeyRequired: unknown });
    expect(verdicts(stack.live, apiGwMethodAuthorizationCheck)).toMatchObject({ Root: 'unknown', List: 'unknown' });
    if (fault.kind === 'endless-pages') return;
    expect(propertiesOf(stack, 'Api')).toEqual({ EndpointConfiguration: unknown });
    expect(propertiesOf(stack, 'Stage')).toMatchObject({ TracingEnabled: unknown, MethodSettings: unknown });
    expect(verdicts(stack.live, apiGwXrayEnabled)).toEqual({ Stage: 'unknown' });
  });

  test('what no check wants is not asked for', async () => {
    await deploy(aws.account, METHODS);
    const stack = await read(aws, readers, { wanted: ['s3:GetBucketAcl'] });
    expect(stack.calls).toEqual([]);
    expect(verdicts(stack.live, apiGwXrayEnabled)).toEqual({ Stage: 'pass' });
  });
});
