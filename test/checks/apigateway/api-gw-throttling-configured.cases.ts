import type { CheckCases } from '../../../src/checks/testing.ts';

const stage = (settings: string) => `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties: { RestApiId: api, MethodSettings: ${settings} }`;
const http = (settings: string) => `
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: { ApiId: api, StageName: $default, DefaultRouteSettings: ${settings} }`;

export default {
  pass: [
    {
      name: 'a REST API',
      template: stage("[{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }]"),
    },
    { name: 'an HTTP API', template: http('{ ThrottlingRateLimit: 0.5, ThrottlingBurstLimit: 1 }') },
    {
      name: 'limits that parameters give',
      template: `
Parameters: { Rate: { Type: Number }, Burst: { Type: Number } }
Resources:
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: api
      StageName: live
      DefaultRouteSettings: { ThrottlingRateLimit: !Ref Rate, ThrottlingBurstLimit: !Ref Burst }
`,
    },
    {
      name: 'as few as are demanded',
      options: { rateLimit: 50, burstLimit: 100 },
      template: http('{ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }'),
    },
    {
      name: 'the API of events, by Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals: { HttpApi: { DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 } } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0', Events: { Get: { Type: HttpApi } } }
`,
    },
  ],
  fail: [
    {
      name: 'no settings',
      template: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: api } }',
      message: 'takes as many requests as the account may',
      path: ['Properties', 'MethodSettings'],
      fixed: false,
    },
    {
      name: 'an API of SAM, of which fitness.yaml says how many requests it takes',
      options: { rateLimit: 50, burstLimit: 100 },
      template: `
Api:
  Type: AWS::Serverless::HttpApi
  Properties:
    FailOnWarnings: true
`,
      message: 'takes as many requests as the account may, for want of ThrottlingRateLimit',
      path: ['Properties', 'DefaultRouteSettings', 'ThrottlingRateLimit'],
      fixed: `
Api:
  Type: AWS::Serverless::HttpApi
  Properties:
    FailOnWarnings: true
    DefaultRouteSettings:
      ThrottlingRateLimit: 50
      ThrottlingBurstLimit: 100
`,
    },
    {
      name: 'a rate without a burst',
      template: stage("[{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 50 }]"),
      message: 'takes as many requests as the account may, for want of ThrottlingBurstLimit',
      path: ['Properties', 'MethodSettings', 0, 'ThrottlingBurstLimit'],
    },
    {
      name: 'no limit, in writing',
      template: http('{ ThrottlingRateLimit: -1, ThrottlingBurstLimit: 100 }'),
      message: 'takes as many requests as the account may, for want of ThrottlingRateLimit',
    },
    {
      name: 'more than are allowed',
      options: { rateLimit: 50, burstLimit: 100 },
      template: stage(
        "[{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 5000, ThrottlingBurstLimit: 100 }]",
      ),
      message: 'ThrottlingRateLimit 5000 is more than 50',
      fixed: stage("[{ ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }]"),
    },
  ],
  unknown: [
    { name: 'all settings', template: stage('!ImportValue settings') },
    { name: 'a limit', template: http('{ ThrottlingRateLimit: !Ref Nothing, ThrottlingBurstLimit: 100 }') },
  ],
} satisfies CheckCases;
