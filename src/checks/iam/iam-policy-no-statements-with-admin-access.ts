import {
  all,
  any,
  boundedTypes,
  defineCheck,
  field,
  identityPolicyActions,
  identityPolicyTypes,
  isText,
  judgeGrants,
  listOf,
  type ForbiddenGrant,
} from 'create-fitness-serverless/check';

const ADMIN: ForbiddenGrant = {
  allows: (statement) =>
    all(
      any(...listOf(field(statement, 'Action')).map((action) => any(isText(action, '*'), isText(action, '*:*')))),
      any(...listOf(field(statement, 'Resource')).map((resource) => isText(resource, '*'))),
    ),
  message: () => 'allows every action on every resource',
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege */
export default defineCheck<{ excludePermissionBoundaryPolicy?: boolean }>({
  meta: {
    id: 'iam-policy-no-statements-with-admin-access',
    title: 'No policy allows everything',
    why: 'Whoever takes over what has such a policy has taken over the account.',
    remedy: 'name the actions and the resources that are needed instead of "*"',
    category: 'security',
    severity: 'high',
    weight: 7,
    resourceTypes: identityPolicyTypes,
    relatedTypes: boundedTypes,
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-admin-access.html',
    references: {
      guard: ['rules/aws/iam/iam_policy_no_statements_with_admin_access.guard'],
      controlTower: ['CT.IAM.PR.1', 'CT.IAM.PR.2'],
      cdkNag: ['NIST.800.53.R5-IAMPolicyNoStatementsWithAdminAccess'],
      checkov: ['CKV_AWS_62'],
      cfnNag: ['F3', 'F4', 'F5'],
      securityHub: ['IAM.1'],
      fsbp: true,
    },
    liveActions: identityPolicyActions,
    options: {
      excludePermissionBoundaryPolicy: {
        type: 'boolean',
        description: 'Leave out the managed policies that are permissions boundaries in the template',
      },
    },
  },

  evaluate: (resource, context) => judgeGrants(resource, context, ADMIN),
});
