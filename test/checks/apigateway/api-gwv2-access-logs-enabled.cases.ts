import type { CheckCases } from '../../../src/checks/testing.ts';

const stage = (properties: string) => `
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: { ApiId: api, StageName: $default, ${properties} }
Logs: { Type: AWS::Logs::LogGroup }`;
const FORMAT =
  '{"requestId":"$context.requestId","time":"$context.requestTime","sourceIp":"$context.identity.sourceIp","routeKey":"$context.routeKey","status":"$context.status"}';

export default {
  pass: [
    {
      template: stage('AccessLogSettings: { DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId }'),
    },
    {
      name: 'an API of SAM, its place from Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals: { HttpApi: { AccessLogSettings: { DestinationArn: !GetAtt Logs.Arn } } }
Resources:
  Api: { Type: AWS::Serverless::HttpApi, Properties: { AccessLogSettings: { Format: $context.requestId } } }
  Logs: { Type: AWS::Logs::LogGroup }
`,
    },
  ],
  fail: [
    {
      name: 'the API of events, which Globals configure',
      template: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
      Events:
        Get:
          Type: HttpApi
`,
      message: 'does not log requests',
      path: ['Properties', 'AccessLogSettings'],
      fixed: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
      Events:
        Get:
          Type: HttpApi
  ServerlessHttpApiApiGatewayDefaultStageAccessLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 30
Globals:
  HttpApi:
    AccessLogSettings:
      DestinationArn: !GetAtt ServerlessHttpApiApiGatewayDefaultStageAccessLogs.Arn
      Format: '${FORMAT}'
`,
    },
    {
      name: 'no place',
      template: stage('AccessLogSettings: { Format: $context.requestId }'),
      message: 'does not log requests, for want of AccessLogSettings.DestinationArn',
      path: ['Properties', 'AccessLogSettings', 'DestinationArn'],
    },
    {
      name: 'a list where text belongs',
      template: stage('AccessLogSettings: { DestinationArn: [a, b], Format: $context.requestId }'),
      message: 'does not log requests, for want of AccessLogSettings.DestinationArn',
      fixed: false,
    },
  ],
  unknown: [{ template: stage('AccessLogSettings: !ImportValue logs') }],
} satisfies CheckCases;
