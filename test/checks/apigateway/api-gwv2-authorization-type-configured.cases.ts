import type { CheckCases } from '../../../src/checks/testing.ts';

const route = (key: string, properties: string, protocol = 'HTTP') => `
Route:
  Type: AWS::ApiGatewayV2::Route
  Properties: { ApiId: !Ref Api, RouteKey: '${key}', ${properties} }
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: api, ProtocolType: ${protocol} } }`;
const api = (operation: string) => `
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties:
    Body:
      openapi: 3.0.1
      paths: { /items: { get: { ${operation} }, options: {} } }
      components:
        securitySchemes:
          Jwt:
            type: oauth2
            x-amazon-apigateway-authorizer:
              { type: jwt, jwtConfiguration: { issuer: !Sub 'https://\${AWS::Region}.example', audience: [app] } }
          Key: { type: apiKey, name: x-api-key, in: header }`;
const sam = (auth: string, eventAuth = '') => `
Api:
  Type: AWS::Serverless::HttpApi
  Properties:
    Auth:
      Authorizers: { Jwt: { IdentitySource: $request.header.Authorization, JwtConfiguration: { issuer: i, audience: [a] } } }
${auth}
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    Events:
      Get: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /items, Method: get${eventAuth} } }`;

const webSocket = (properties: string) => `
Api:
  Type: AWS::Serverless::WebSocketApi
  Properties:
    RouteSelectionExpression: $request.body.action
    Routes: { $connect: { FunctionArn: !GetAtt Function.Arn }, send: { FunctionArn: !GetAtt Function.Arn } }
    ${properties}
Function:
  Type: AWS::Serverless::Function
  Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0' }`;

export default {
  pass: [
    { name: 'JWT', template: route('GET /items', 'AuthorizationType: JWT, AuthorizerId: !Ref Authorizer') },
    { name: 'a connection', template: route('$connect', 'AuthorizationType: AWS_IAM', 'WEBSOCKET') },
    {
      name: 'a type that is demanded',
      options: { authorizationType: 'AWS_IAM, JWT' },
      template: route('GET /items', 'AuthorizationType: JWT'),
    },
    { name: 'a definition with JWT', template: api('security: [{ Jwt: [] }]') },
    {
      name: 'a definition with the type that is demanded',
      options: { authorizationType: 'JWT' },
      template: api('security: [{ Jwt: [] }]'),
    },
    { name: 'the default authorizer of SAM', template: sam('      DefaultAuthorizer: Jwt') },
    {
      name: 'the connection of a WebSocket API of SAM',
      resource: 'ApiConnectRoute',
      template: webSocket('Auth: { AuthType: AWS_IAM }'),
    },
    { name: 'the authorizer of an event', template: sam('', ', Auth: { Authorizer: Jwt }') },
  ],
  fail: [
    {
      name: 'NONE',
      template: route('GET /items', 'AuthorizationType: NONE'),
      message: 'does not ask who calls',
      path: ['Properties', 'AuthorizationType'],
      fixed: false,
    },
    {
      name: 'nothing is said',
      template: route('$default', 'Target: integrations/x'),
      message: 'does not ask who calls',
    },
    { name: 'a connection', template: route('$connect', 'Target: integrations/x', 'WEBSOCKET') },
    {
      name: 'the connection of a WebSocket API of SAM',
      resource: 'ApiConnectRoute',
      template: webSocket('StageName: live'),
      message: 'does not ask who calls',
    },
    {
      name: 'another type than is demanded',
      options: { authorizationType: 'AWS_IAM' },
      template: route('GET /items', 'AuthorizationType: JWT'),
      message: 'authorizes by JWT, not by AWS_IAM',
    },
    {
      name: 'a definition that says nothing',
      template: api('responses: {}'),
      message: 'GET /items does not ask who calls',
      path: ['Properties', 'Body', 'paths', '/items', 'get', 'security'],
    },
    {
      name: 'a key, which HTTP APIs do not ask for',
      template: api('security: [{ Key: [] }]'),
      message: 'GET /items does not ask who calls',
    },
    {
      name: 'a definition with another type than is demanded',
      options: { authorizationType: 'AWS_IAM' },
      template: api('security: [{ Jwt: [] }]'),
      message: 'GET /items authorizes by JWT, which does not count',
    },
    { name: 'an event of SAM', template: sam(''), message: 'GET /items does not ask who calls' },
    {
      name: 'the API of events that name none',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0', Events: { All: { Type: HttpApi } } }`,
      message: 'ANY $default does not ask who calls',
    },
    {
      name: 'an API that is its own route',
      template: `
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties: { Name: api, ProtocolType: HTTP, Target: !GetAtt Function.Arn }
Function: { Type: AWS::Lambda::Function }`,
      message: 'its target does not ask who calls',
    },
    {
      name: 'messages without a connection to authorize',
      resource: 'Api',
      template: route('$default', 'Target: integrations/x', 'WEBSOCKET'),
      message: 'has no $connect route, so anyone can connect',
    },
  ],
  unknown: [
    { name: 'the type', template: route('GET /items', 'AuthorizationType: !ImportValue type') },
    {
      name: 'a route of an API of another stack, which may be one of messages',
      template:
        'Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !ImportValue api, RouteKey: $default } }',
    },
    {
      name: 'a definition in a file',
      template: 'Api: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionUri: api.yaml } }',
    },
  ],
  notApplicable: [
    { name: 'a preflight route', template: route('OPTIONS /{proxy+}', 'Target: integrations/x') },
    { name: 'messages of a WebSocket API of SAM', resource: 'ApiSendRoute', template: webSocket('StageName: live') },
    { name: 'messages', template: route('$default', 'Target: integrations/x', 'WEBSOCKET') },
    {
      name: 'an API whose routes are resources',
      resource: 'Api',
      template: route('GET /items', 'AuthorizationType: JWT'),
    },
  ],
} satisfies CheckCases;
