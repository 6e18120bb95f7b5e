import { defineCheck, judgeAccessLogs, logRequests } from 'create-fitness-serverless/check';

/** What a fix has logged. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
const FORMAT = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.resourcePath',
  status: '$context.status',
  latency: '$context.responseLatency',
};

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export default defineCheck({
  meta: {
    id: 'apigateway-stage-access-logs-enabled',
    title: 'REST APIs log who called what',
    why: 'Without access logs nobody can tell who called, what the answer was, and how long it took.',
    remedy:
      'set AccessLogSetting with a DestinationArn and a Format; once per Region the account names a role for the logs of API Gateway (AWS::ApiGateway::Account)',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::ApiGateway::Stage'],
    relatedTypes: ['AWS::Logs::LogGroup'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/apigateway-stage-access-logs-enabled.html',
    references: {
      guard: ['rules/aws/api_gateway/api_gw_stage_access_logging_rule.guard'],
      cdkNag: ['AwsSolutions-APIG1', 'Serverless-APIGWAccessLogging'],
      checkov: ['CKV_AWS_76'],
      cfnNag: ['W69'],
    },
    liveActions: ['apigateway:GET'],
  },

  evaluate: (stage) => judgeAccessLogs(stage, 'AccessLogSetting'),

  fix: (stage, context) => logRequests(stage, context, 'AccessLogSetting', FORMAT),
});
