import { describe, expect, test } from '@jest/globals';
import { httpApi, inBody, sam } from './support.ts';

const INTEGRATION = 'x-amazon-apigateway-integration';
const AUTHORIZER = 'x-amazon-apigateway-authorizer';
const CORS = 'x-amazon-apigateway-cors';

const get = (path: string, more = '') =>
  `{Type: HttpApi, Properties: {Path: ${path}, Method: get, ApiId: !Ref Api${more && `, ${more}`}}}`;

describe('routes', () => {
  test('an event becomes a route that invokes the function', () => {
    const template = sam('A: {Type: HttpApi, Properties: {Path: "/a/{id}", Method: GET, TimeoutInMillis: 500}}');
    expect(inBody(template, 'ServerlessHttpApi')).toEqual({
      openapi: '3.0.1',
      info: { version: '1.0', title: { Ref: 'AWS::StackName' } },
      paths: {
        '/a/{id}': {
          get: {
            [INTEGRATION]: {
              type: 'aws_proxy',
              httpMethod: 'POST',
              payloadFormatVersion: '2.0',
              timeoutInMillis: 500,
              uri: { 'Fn::Sub': expect.stringContaining('functions/${Fn.Arn}/invocations') as unknown },
            },
            parameters: [{ name: 'id', in: 'path', required: true }],
            responses: {},
          },
        },
      },
      tags: [{ name: 'httpapi:createdBy', 'x-amazon-apigateway-tag-value': 'SAM' }],
    });
  });

  test('an event without a path is the default route; FailOnWarnings wants a slash before it', () => {
    const event = 'A: {Type: HttpApi, Properties: {ApiId: !Ref Api}}';
    const route = ['x-amazon-apigateway-any-method', 'isDefaultRoute'];
    expect(inBody(sam(event, httpApi('')), 'Api', 'paths', '$default', ...route)).toBe(true);
    expect(inBody(sam(event, httpApi('FailOnWarnings: true')), 'Api', 'paths', '/$default', ...route)).toBe(true);
  });

  test('an integration that is written stays; what else the event says is added', () => {
    const body = `DefinitionBody: {openapi: 3.0.1, paths: {/a: {get: {${INTEGRATION}: {uri: mine}}, post: {}}}}`;
    const template = sam(`A: ${get('/a', 'PayloadFormatVersion: "1.0"')}`, httpApi(body));
    expect(inBody(template, 'Api', 'paths', '/a')).toEqual({
      get: { [INTEGRATION]: { uri: 'mine', payloadFormatVersion: '1.0' } },
      post: {},
    });
  });

  test('Swagger 2 is not for HTTP APIs', () => {
    const template = sam('', httpApi('CorsConfiguration: true, DefinitionBody: {swagger: "2.0", paths: {}}'));
    expect(inBody(template, 'Api')).toEqual({ swagger: '2.0', paths: {} });
  });
});

describe('security', () => {
  const authorizers = [
    'Jwt: {JwtConfiguration: {Issuer: i, Audience: [a]}, IdentitySource: $request.header.A, AuthorizationScopes: [read]}',
    'Fun: {FunctionArn: arn:f, AuthorizerPayloadFormatVersion: "2.0", EnableSimpleResponses: true, Identity: {Headers: [A], Context: [c], ReauthorizeEvery: 5}}',
  ];
  const auth = (more = '') => `Auth: {Authorizers: {${authorizers.join(', ')}}${more}}`;
  const security = (properties: string, event = '') =>
    inBody(sam(`A: ${get('/a', event)}`, httpApi(properties)), 'Api', 'paths', '/a', 'get', 'security');

  test('the schemes of JWT, Lambda and IAM authorizers', () => {
    const template = sam(`A: ${get('/a')}`, httpApi(auth(', EnableIamAuthorizer: true')));
    expect(inBody(template, 'Api', 'components', 'securitySchemes')).toEqual({
      Jwt: {
        type: 'oauth2',
        [AUTHORIZER]: {
          type: 'jwt',
          jwtConfiguration: { issuer: 'i', audience: ['a'] },
          identitySource: '$request.header.A',
        },
      },
      Fun: {
        type: 'apiKey',
        name: 'Unused',
        in: 'header',
        [AUTHORIZER]: {
          type: 'request',
          authorizerUri: { 'Fn::Sub': [expect.any(String), { __FunctionArn__: 'arn:f' }] },
          authorizerResultTtlInSeconds: 5,
          identitySource: ['$request.header.A', '$context.c'],
          authorizerPayloadFormatVersion: '2.0',
          enableSimpleResponses: true,
        },
      },
      AWS_IAM: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
    });
  });

  test('the default authorizer, and what events say instead', () => {
    expect(security(auth())).toBeUndefined();
    expect(security(auth(', DefaultAuthorizer: Jwt'))).toEqual([{ Jwt: ['read'] }]);
    expect(security(auth(', DefaultAuthorizer: Jwt'), 'Auth: {Authorizer: NONE}')).toEqual([{ NONE: [] }]);
    expect(security(auth(), 'Auth: {Authorizer: Jwt, AuthorizationScopes: [write]}')).toEqual([{ Jwt: ['write'] }]);
    expect(security(auth(', EnableIamAuthorizer: true'), 'Auth: {Authorizer: AWS_IAM}')).toEqual([{ AWS_IAM: [] }]);
  });
});

describe('CORS', () => {
  const cors = (configuration: string, more = '') =>
    inBody(sam('', httpApi(`CorsConfiguration: ${configuration}`), more), 'Api', CORS);

  test('settings, or every origin', () => {
    expect(cors('true')).toEqual({ allowOrigins: ['*'] });
    expect(cors('{AllowOrigins: [a], AllowMethods: [GET], MaxAge: 0, AllowCredentials: false}')).toEqual({
      allowOrigins: ['a'],
      allowMethods: ['GET'],
      maxAge: 0,
    });
    expect(cors('!Ref P', 'Parameters: {P: {Type: String, Default: true}}\n')).toEqual({ allowOrigins: ['*'] });
  });

  test('an intrinsic stands for the whole', () => {
    expect(cors('!If [C, {AllowOrigins: [a]}, !Ref AWS::NoValue]')).toEqual({
      'Fn::If': ['C', { allowOrigins: ['a'] }, { Ref: 'AWS::NoValue' }],
    });
  });

  test('settings win over what the definition says', () => {
    const body = `DefinitionBody: {openapi: 3.0.1, paths: {}, ${CORS}: {allowOrigins: [x], maxAge: 5}}`;
    const template = sam('', httpApi(`CorsConfiguration: {AllowOrigins: [a]}, ${body}`));
    expect(inBody(template, 'Api', CORS)).toEqual({ allowOrigins: ['a'], maxAge: 5 });
  });
});

test('title, description, tags and servers', () => {
  const template = sam('', httpApi('Name: n, Description: d, Tags: {t: v}, DisableExecuteApiEndpoint: true'));
  expect(inBody(template, 'Api')).toMatchObject({
    info: { title: 'n', description: 'd', version: '1.0' },
    tags: [{ name: 't', 'x-amazon-apigateway-tag-value': 'v' }, { name: 'httpapi:createdBy' }],
    servers: [{ 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } }],
  });
});

test('settings of single routes come from events, from the API and from Globals', () => {
  const event = (id: string, settings: string) => `${id}: ${get(`/${id}`, `RouteSettings: {${settings}}`)}`;
  const template = sam(
    `${event('a', 'ThrottlingRateLimit: 1')}, ${event('b', 'ThrottlingRateLimit: 2')}`,
    httpApi('RouteSettings: {GET /b: {ThrottlingBurstLimit: 9}}'),
    'Globals: {HttpApi: {RouteSettings: {GET /c: {ThrottlingRateLimit: 3}}}}\n',
  );
  const stage = template.resources.get('ApiApiGatewayDefaultStage');
  expect(stage?.properties.RouteSettings).toEqual({
    'GET /a': { ThrottlingRateLimit: 1 },
    'GET /b': { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 9 },
    'GET /c': { ThrottlingRateLimit: 3 },
  });
  const source = (route: string) => stage?.sourcePath(['Properties', 'RouteSettings', route]).join('.');
  expect(source('GET /a')).toBe('Resources.Fn.Properties.Events.a.Properties.RouteSettings');
  expect(source('GET /c')).toBe('Globals.HttpApi.RouteSettings.GET /c');
});

test('the permission of the default route covers the others of its function, unless a file is the definition', () => {
  const events = `D: {Type: HttpApi, Properties: {ApiId: !Ref Api}}, A: ${get('/a')}`;
  const permissions = (properties: string) =>
    [...sam(events, httpApi(properties)).resources.values()].filter(({ type }) => type === 'AWS::Lambda::Permission');
  expect(permissions('').map(({ logicalId }) => logicalId)).toEqual(['FnDPermission']);
  expect(permissions('DefinitionUri: s3://b/k')).toHaveLength(2);
});
