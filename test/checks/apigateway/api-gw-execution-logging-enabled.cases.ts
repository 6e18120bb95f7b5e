import type { CheckCases } from '../../../src/checks/testing.ts';

const stage = (settings: string) => `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties: { RestApiId: api, MethodSettings: ${settings} }`;
const version2 = (protocol: string, properties: string) => `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: api, ProtocolType: ${protocol} } }
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: { ApiId: !Ref Api, StageName: live, ${properties} }`;

export default {
  pass: [
    {
      name: 'the one method that is listed',
      options: { methods: 'listed' },
      template: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties: { RestApiId: api, MethodSettings: [{ ResourcePath: /, HttpMethod: GET, LoggingLevel: ERROR }] }`,
    },
    { name: 'INFO', template: stage("[{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: INFO }]") },
    { name: 'ERROR', template: stage("[{ HttpMethod: '*', LoggingLevel: ERROR, ResourcePath: '/*' }]") },
    {
      name: 'a method with other settings of its own',
      template: stage(
        "[{ ResourcePath: /items, HttpMethod: GET, CachingEnabled: true }, { ResourcePath: '/*', HttpMethod: '*', LoggingLevel: INFO }]",
      ),
    },
    { name: 'a WebSocket API', template: version2('WEBSOCKET', 'DefaultRouteSettings: { LoggingLevel: ERROR }') },
    {
      name: 'an API of SAM',
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
    MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: INFO }]`,
    },
  ],
  fail: [
    {
      name: 'an API of SAM',
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
`,
      message: 'logs no executions',
      path: ['Properties', 'MethodSettings'],
      fixed: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
    MethodSettings:
      - ResourcePath: /*
        HttpMethod: '*'
        LoggingLevel: ERROR
`,
    },
    {
      name: 'switched off for all',
      template: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    MethodSettings:
      - ResourcePath: /*
        HttpMethod: '*'
        LoggingLevel: 'OFF'
`,
      message: 'logs no executions',
      path: ['Properties', 'MethodSettings', 0, 'LoggingLevel'],
      fixed: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    MethodSettings:
      - ResourcePath: /*
        HttpMethod: '*'
        LoggingLevel: 'ERROR'
`,
    },
    {
      name: 'one method alone',
      template: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    MethodSettings:
      - { ResourcePath: /items, HttpMethod: GET, LoggingLevel: INFO }
`,
      message: 'logs no executions',
      path: ['Properties', 'MethodSettings'],
    },
    {
      name: 'all but one',
      template: stage(
        "[{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: INFO }, { ResourcePath: /~1items, HttpMethod: GET, LoggingLevel: 'OFF' }]",
      ),
      message: 'logs no executions of GET /~1items',
      path: ['Properties', 'MethodSettings', 1, 'LoggingLevel'],
    },
    {
      name: 'a level that is not the one demanded',
      options: { loggingLevel: 'INFO' },
      template: stage("[{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: ERROR }]"),
      message: 'logs no executions',
    },
    {
      name: 'a WebSocket API',
      template: version2('WEBSOCKET', 'AutoDeploy: true'),
      message: 'logs no executions',
      path: ['Properties', 'DefaultRouteSettings', 'LoggingLevel'],
      fixed: version2('WEBSOCKET', 'AutoDeploy: true, DefaultRouteSettings: { LoggingLevel: ERROR }'),
    },
    {
      name: 'a WebSocket API of SAM, by Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals:
  WebSocketApi:
    DefaultRouteSettings:
      LoggingLevel: 'OFF'
Resources:
  Api:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes: { $connect: { FunctionArn: !GetAtt Function.Arn } }
  Function:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0' }
`,
      message: 'logs no executions',
      fixed: `
Transform: AWS::Serverless-2016-10-31
Globals:
  WebSocketApi:
    DefaultRouteSettings:
      LoggingLevel: 'ERROR'
Resources:
  Api:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes: { $connect: { FunctionArn: !GetAtt Function.Arn } }
  Function:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0' }
`,
    },
    {
      name: 'all routes but one',
      template: version2(
        'WEBSOCKET',
        "DefaultRouteSettings: { LoggingLevel: INFO }, RouteSettings: { $connect: { LoggingLevel: 'OFF' } }",
      ),
      message: 'logs no executions of $connect',
      path: ['Properties', 'RouteSettings', '$connect', 'LoggingLevel'],
    },
  ],
  unknown: [
    { name: 'all settings', template: stage('!ImportValue settings') },
    {
      name: 'the level',
      template: stage("[{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: !ImportValue level }]"),
    },
    {
      name: 'which methods they are for',
      template: stage("[{ ResourcePath: !ImportValue path, HttpMethod: '*', LoggingLevel: INFO }]"),
    },
    {
      name: 'an API of another stack',
      template: 'Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !ImportValue api, StageName: live } }',
      message: 'whether its API is a WebSocket API, which can log executions, is known only when deployed',
    },
  ],
  notApplicable: [
    { name: 'an HTTP API', template: version2('HTTP', 'AutoDeploy: true') },
    { name: 'an HTTP API of SAM', template: 'Api: { Type: AWS::Serverless::HttpApi }' },
  ],
} satisfies CheckCases;
