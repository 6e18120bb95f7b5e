import { defineCheck, judgeAccessLogs, logRequests } from 'create-fitness-serverless/check';

/** What a fix has logged. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const FORMAT = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  routeKey: '$context.routeKey',
  status: '$context.status',
};

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html */
export default defineCheck({
  meta: {
    id: 'api-gwv2-access-logs-enabled',
    title: 'HTTP and WebSocket APIs log who called what',
    why: 'Without access logs nobody can tell who called, what the answer was, and how long it took.',
    remedy: 'set AccessLogSettings with a DestinationArn and a Format',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::ApiGatewayV2::Stage'],
    relatedTypes: ['AWS::Logs::LogGroup'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/api-gwv2-access-logs-enabled.html',
    references: {
      guard: ['rules/aws/api_gateway_v2/api_gwv2_access_logs_enabled.guard'],
      controlTower: ['CT.APIGATEWAY.PR.4'],
      cdkNag: ['AwsSolutions-APIG1', 'Serverless-APIGWAccessLogging'],
      checkov: ['CKV_AWS_95'],
      cfnNag: ['W46'],
      securityHub: ['APIGateway.9'],
      fsbp: true,
    },
    liveActions: ['apigateway:GET'],
  },

  evaluate: (stage) => judgeAccessLogs(stage, 'AccessLogSettings'),

  fix: (stage, context) => logRequests(stage, context, 'AccessLogSettings', FORMAT),
});
