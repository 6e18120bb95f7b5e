import { defineCheck, judge, literal } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
export default defineCheck({
  meta: {
    id: 'lambda-function-url-auth-check',
    title: 'Function URLs ask who calls',
    why: 'With AuthType NONE the URL of a function answers everyone, past every API and its limits.',
    remedy: 'set AuthType to AWS_IAM (FunctionUrlConfig.AuthType in SAM), and let callers sign their requests',
    category: 'security',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::Lambda::Url'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    references: {
      controlTower: ['CT.LAMBDA.PR.5'],
      cdkNag: ['LambdaFunctionUrlAuth'],
      checkov: ['CKV_AWS_258'],
    },
    liveActions: ['lambda:GetFunctionUrlConfig'],
  },

  evaluate: (url) => judge(url.get('AuthType'), (type) => literal(type) === 'AWS_IAM', 'answers everyone'),

  fix: () => [{ path: ['Properties', 'AuthType'], set: 'AWS_IAM' }],
});
