import type { CheckCases } from '../../../src/checks/testing.ts';

const stage = (properties: string) => `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties: { RestApiId: api, ${properties} }`;

export default {
  pass: [
    { template: stage('TracingEnabled: true') },
    {
      name: 'an API of SAM',
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties: { StageName: live, TracingEnabled: true, DefinitionUri: s3://bucket/api.yaml }`,
    },
    {
      name: 'the API of events, by Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals: { Api: { TracingEnabled: true } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
      Events: { Get: { Type: Api, Properties: { Path: /, Method: get } } }
`,
    },
  ],
  fail: [
    {
      name: 'nothing is said',
      template: stage('StageName: live'),
      message: 'does not trace requests',
      path: ['Properties', 'TracingEnabled'],
      fixed: stage('StageName: live, TracingEnabled: true'),
    },
    {
      name: 'switched off in Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals:
  Api:
    TracingEnabled: false # costs money
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DefinitionUri: s3://bucket/api.yaml
`,
      fixed: `
Transform: AWS::Serverless-2016-10-31
Globals:
  Api:
    TracingEnabled: true # costs money
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DefinitionUri: s3://bucket/api.yaml
`,
    },
    {
      name: 'an API of SAM',
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml`,
      fixed: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
    TracingEnabled: true`,
    },
  ],
  unknown: [
    { name: 'from elsewhere', template: stage('TracingEnabled: !ImportValue tracing') },
    {
      name: 'in some environments',
      template: `
Parameters: { Environment: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Environment, prod] }
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: { RestApiId: api, TracingEnabled: !If [IsProd, true, false] }
`,
      message: 'depends on IsProd (where it does not hold): does not trace requests',
    },
  ],
} satisfies CheckCases;
