import type { CheckCases } from '../../../src/checks/testing.ts';

const stage = (properties: string) => `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties: { RestApiId: api, ${properties} }
Logs: { Type: AWS::Logs::LogGroup }`;

export default {
  pass: [
    {
      template: stage(
        "AccessLogSetting: { DestinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:api', Format: $context.requestId }",
      ),
    },
    {
      name: 'into a group of the template',
      template: stage('AccessLogSetting: { DestinationArn: !GetAtt Logs.Arn, Format: !Sub $context.requestId }'),
    },
    {
      name: 'to where a parameter says',
      template: `
Parameters: { Destination: { Type: String } }
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: api
      AccessLogSetting: { DestinationArn: !Ref Destination, Format: $context.requestId }
`,
    },
    {
      name: 'an API of SAM',
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
    AccessLogSetting: { DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId }
Logs: { Type: AWS::Logs::LogGroup }`,
    },
  ],
  fail: [
    {
      name: 'no logs',
      template: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
`,
      message: 'does not log requests',
      path: ['Properties', 'AccessLogSetting'],
      fixed: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: api
    AccessLogSetting:
      DestinationArn: !GetAtt StageAccessLogs.Arn
      Format: '{"requestId":"$context.requestId","time":"$context.requestTime","sourceIp":"$context.identity.sourceIp","method":"$context.httpMethod","path":"$context.resourcePath","status":"$context.status","latency":"$context.responseLatency"}'
StageAccessLogs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30
`,
    },
    {
      name: 'an API of SAM',
      template: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
`,
      fixed: `
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: live
    DefinitionUri: s3://bucket/api.yaml
    AccessLogSetting:
      DestinationArn: !GetAtt ApiliveStageAccessLogs.Arn
      Format: '{"requestId":"$context.requestId","time":"$context.requestTime","sourceIp":"$context.identity.sourceIp","method":"$context.httpMethod","path":"$context.resourcePath","status":"$context.status","latency":"$context.responseLatency"}'
ApiliveStageAccessLogs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30
`,
    },
    {
      name: 'no format',
      template: stage('AccessLogSetting: { DestinationArn: !GetAtt Logs.Arn }'),
      message: 'does not log requests, for want of AccessLogSetting.Format',
      path: ['Properties', 'AccessLogSetting', 'Format'],
    },
    {
      name: 'an empty format',
      template: stage("AccessLogSetting: { DestinationArn: !GetAtt Logs.Arn, Format: '' }"),
      message: 'does not log requests, for want of AccessLogSetting.Format',
      fixed: false,
    },
    {
      name: 'no place',
      template: stage('AccessLogSetting: { Format: $context.requestId }'),
      message: 'does not log requests, for want of AccessLogSetting.DestinationArn',
    },
  ],
  unknown: [
    { name: 'all of it', template: stage('AccessLogSetting: !ImportValue logs') },
    {
      name: 'the place',
      template: stage('AccessLogSetting: { DestinationArn: !Ref Nothing, Format: $context.requestId }'),
    },
  ],
} satisfies CheckCases;
