import type { CheckCases } from '../../../src/checks/testing.ts';

const method = (properties: string) => `
Method:
  Type: AWS::ApiGateway::Method
  Properties: { RestApiId: api, ResourceId: items, ${properties} }`;
const api = (operation: string, more = '') => `
Api:
  Type: AWS::ApiGateway::RestApi
  Properties:
    Body:
      swagger: '2.0'
      paths: { /items: { get: { ${operation} } } }
      securityDefinitions:
        Pool:
          type: apiKey
          name: Authorization
          in: header
          x-amazon-apigateway-authtype: cognito_user_pools
          x-amazon-apigateway-authorizer: { type: cognito_user_pools, providerARNs: ['arn:aws:cognito-idp:pool'] }
        Sigv4: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
        Key: { type: apiKey, name: x-api-key, in: header }
        Basic: { type: basic }${more}`;
const sam = (auth: string, eventAuth = '') => `
Api:
  Type: AWS::Serverless::Api
  Properties: { StageName: live, ${auth} }
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    Events:
      Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /items, Method: get${eventAuth} } }`;

export default {
  pass: [
    { name: 'IAM', template: method('HttpMethod: GET, AuthorizationType: AWS_IAM') },
    { name: 'a preflight method', template: method('HttpMethod: OPTIONS, AuthorizationType: NONE') },
    {
      name: 'an API key where keys count',
      options: { allowApiKeys: true },
      template: method('HttpMethod: GET, AuthorizationType: NONE, ApiKeyRequired: true'),
    },
    { name: 'a definition with a user pool', template: api('security: [{ Pool: [] }]') },
    { name: 'a definition with IAM', template: api('security: [{ Sigv4: [] }]') },
    { name: 'IAM in a word', template: api('x-amazon-apigateway-auth: { type: aws_iam }') },
    {
      name: 'a key in a definition where keys count',
      options: { allowApiKeys: true },
      template: api('security: [{ Key: [] }]'),
    },
    { name: 'an authorizer and a key', template: api('security: [{ Pool: [], Key: [] }]') },
    {
      name: 'OpenAPI 3, and a preflight beside it',
      template: `
Api:
  Type: AWS::ApiGateway::RestApi
  Properties:
    Body:
      openapi: 3.0.1
      paths:
        /items:
          parameters: []
          x-amazon-apigateway-any-method: { security: [{ Lambda: [] }] }
          options: {}
      components:
        securitySchemes:
          Lambda:
            type: apiKey
            name: Authorization
            in: header
            x-amazon-apigateway-authorizer: { type: token, authorizerUri: !Sub 'arn:\${AWS::Partition}:lambda' }`,
    },
    { name: 'the default authorizer of SAM', template: sam('Auth: { DefaultAuthorizer: AWS_IAM }') },
    { name: 'the authorizer of an event', template: sam('TracingEnabled: true', ', Auth: { Authorizer: AWS_IAM }') },
  ],
  fail: [
    {
      name: 'NONE',
      template: method('HttpMethod: GET, AuthorizationType: NONE'),
      message: 'does not ask who calls',
      path: ['Properties', 'AuthorizationType'],
      fixed: false,
    },
    { name: 'nothing is said', template: method('HttpMethod: POST'), message: 'does not ask who calls' },
    {
      name: 'an API key, which is no authorization',
      template: method('HttpMethod: GET, AuthorizationType: NONE, ApiKeyRequired: true'),
    },
    {
      name: 'a definition that says nothing',
      template: api('responses: {}'),
      message: 'GET /items does not ask who calls',
      path: ['Properties', 'Body', 'paths', '/items', 'get', 'security'],
    },
    { name: 'no security, in writing', template: api('security: []'), message: 'GET /items does not ask who calls' },
    { name: 'open access, in a word', template: api('x-amazon-apigateway-auth: { type: NONE }') },
    {
      name: 'a key in a definition',
      template: api('security: [{ Key: [] }]'),
      message: 'GET /items does not ask who calls',
    },
    {
      name: 'two of three methods',
      template: `
Api:
  Type: AWS::ApiGateway::RestApi
  Properties:
    Body:
      swagger: '2.0'
      paths: { /: { get: {}, post: { x-amazon-apigateway-auth: { type: AWS_IAM } } }, /items: { get: {}, options: {} } }`,
      message: 'GET / and 1 more do not ask who calls',
      path: ['Properties', 'Body', 'paths', '/', 'get', 'security'],
    },
    {
      name: 'an event of SAM',
      template: sam('TracingEnabled: true'),
      message: 'GET /items does not ask who calls',
    },
    {
      name: 'an event that goes without the default authorizer',
      template: sam('Auth: { DefaultAuthorizer: AWS_IAM }', ', Auth: { Authorizer: NONE }'),
      message: 'GET /items does not ask who calls',
    },
  ],
  unknown: [
    { name: 'the type', template: method('HttpMethod: GET, AuthorizationType: !ImportValue type') },
    { name: 'the method', template: method('HttpMethod: !ImportValue verb, AuthorizationType: NONE') },
    {
      name: 'whether it asks for a key',
      options: { allowApiKeys: true },
      template: method('HttpMethod: GET, ApiKeyRequired: !ImportValue key'),
    },
    {
      name: 'security of the operation',
      template: api('security: !ImportValue security'),
      message: 'who may call GET /items is not known: its security is known only when deployed',
    },
    {
      name: 'a scheme that API Gateway has no authorizer for',
      template: api('security: [{ Basic: [] }]'),
      message: 'who may call GET /items is not known: the security scheme Basic has no authorizer of API Gateway',
    },
    {
      name: 'a scheme that is not there',
      template: api('security: [{ Missing: [] }]'),
      message: 'who may call GET /items is not known: there is no security scheme Missing',
    },
    {
      name: 'security of the whole definition',
      template: api('responses: {}', '\n      security: [{ Pool: [] }]'),
      message: /^who may call GET \/items is not known: security stands at the root of the definition only/,
    },
    {
      name: 'a definition in a file',
      template: `
Api:
  Type: AWS::ApiGateway::RestApi
  Properties: { BodyS3Location: { Bucket: bucket, Key: api.yaml } }`,
      message: 'its methods are defined outside of the template',
    },
    {
      name: 'a definition that is included',
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionBody: { 'Fn::Transform': { Name: AWS::Include, Parameters: { Location: s3://bucket/api.yaml } } }`,
    },
    {
      name: 'all paths',
      template: `
Api:
  Type: AWS::ApiGateway::RestApi
  Properties: { Body: { swagger: '2.0', paths: !ImportValue paths } }`,
      message: /^who may call its paths is not known: /,
    },
    {
      name: 'a path that is included',
      template: `
Api:
  Type: AWS::ApiGateway::RestApi
  Properties: { Body: { swagger: '2.0', paths: { /items: !ImportValue item } } }`,
    },
  ],
  notApplicable: [
    {
      name: 'an API whose methods are resources',
      resource: 'Api',
      template: `
Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
Method:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !GetAtt Api.RootResourceId
    HttpMethod: GET
    AuthorizationType: AWS_IAM`,
      message: 'has no definition; its methods are judged one by one',
    },
    {
      name: 'a definition without methods',
      template: "Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { swagger: '2.0', paths: {} } } }",
    },
  ],
} satisfies CheckCases;
