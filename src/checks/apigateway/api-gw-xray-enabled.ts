import { defineCheck, isTrue, judge } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html */
export default defineCheck({
  meta: {
    id: 'api-gw-xray-enabled',
    title: 'Requests to REST APIs are traced',
    why: 'A trace shows where a slow or failing request lost its time, from the API through everything behind it.',
    remedy: 'set TracingEnabled to true',
    category: 'operations',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::ApiGateway::Stage'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/api-gw-xray-enabled.html',
    references: {
      controlTower: ['CT.APIGATEWAY.PR.2'],
      cdkNag: ['Serverless-APIGWXrayEnabled'],
      checkov: ['CKV_AWS_73'],
      securityHub: ['APIGateway.3'],
      fsbp: true,
    },
    liveActions: ['apigateway:GET'],
  },

  evaluate: (stage) => judge(stage.get('TracingEnabled'), isTrue, 'does not trace requests'),

  fix: () => [{ path: ['Properties', 'TracingEnabled'], set: true }],
});
