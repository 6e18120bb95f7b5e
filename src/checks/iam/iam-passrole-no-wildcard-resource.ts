import {
  all,
  allowsAction,
  any,
  defineCheck,
  field,
  has,
  identityPolicyActions,
  identityPolicyTypes,
  isLimitedBy,
  isText,
  judgeGrants,
  listOf,
  not,
  withoutSuffix,
  type ForbiddenGrant,
  type Resolved,
  type Ternary,
} from 'create-fitness-serverless/check';

/** Conditions that limit to what a role may be passed. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
const RECEIVER = ['iam:passedtoservice', 'iam:associatedresourcearn'];

const PASSING_ANY_ROLE: ForbiddenGrant = {
  allows: (statement) =>
    all(
      allowsAction(statement, 'iam:PassRole'),
      any(has(statement, 'NotResource'), ...listOf(field(statement, 'Resource')).map(isEveryRole)),
      not(isLimitedBy(statement, (key) => RECEIVER.includes(key))),
    ),
  message: () => 'lets its holder pass any role to any service',
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
export default defineCheck({
  meta: {
    id: 'iam-passrole-no-wildcard-resource',
    title: 'Policies name the roles that may be passed to a service',
    why: 'Who may pass any role to a service gives itself the permissions of the most powerful one.',
    remedy: 'name the roles in Resource, or the service that may receive them in a condition on iam:PassedToService',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: identityPolicyTypes,
    configRule: false,
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
    references: {
      guard: [
        'rules/aws/iam/iam_policy_no_wildcard_resource_on_passrole.guard',
        'rules/aws/iam/iam_role_no_wildcard_resource_on_passrole.guard',
      ],
      cfnNag: ['F38', 'F39', 'F40'],
    },
    liveActions: identityPolicyActions,
  },

  evaluate: (resource, context) => judgeGrants(resource, context, PASSING_ANY_ROLE),
});

/** `*`, or the ARN of every role of an account. */
function isEveryRole(resource: Resolved): Ternary {
  return any(isText(resource, '*'), withoutSuffix(resource, ':role/*') !== undefined);
}
