import { defineCheck, judge, literal } from 'create-fitness-serverless/check';

const SETTING = 'AllowUnauthenticatedIdentities';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html#authenticated-and-unauthenticated-identities */
export default defineCheck({
  meta: {
    id: 'cognito-identity-pool-unauth-access-check',
    title: 'Identity pools give credentials to nobody whom they do not know',
    why: 'With guests allowed, anyone who knows the id of the pool gets AWS credentials from it.',
    remedy: 'set AllowUnauthenticatedIdentities to false',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::Cognito::IdentityPool'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cognito-identity-pool-unauth-access-check.html',
    references: {
      guard: ['rules/aws/aws_cognito/cognito_allow_unauthenticated_identities_rule.guard'],
      cdkNag: ['AwsSolutions-COG7'],
      checkov: ['CKV_AWS_366'],
      cfnNag: ['W57'],
      securityHub: ['Cognito.2'],
      fsbp: true,
    },
    liveActions: ['cloudformation:DescribeType', 'cloudformation:GetResource', 'cognito-identity:DescribeIdentityPool'],
  },

  // The property is required: without it the template is refused.
  evaluate: (pool) =>
    judge(pool.get(SETTING), (allows) => literal(allows)?.toLowerCase() === 'false', 'gives credentials to guests'),

  fix: () => [{ path: ['Properties', SETTING], set: false }],
});
