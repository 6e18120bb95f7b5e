import {
  defineCheck,
  fail,
  isHole,
  isUndetermined,
  listOf,
  pass,
  referrersOf,
  unknown,
  unreadable,
  type CheckContext,
  type Link,
} from 'create-fitness-serverless/check';

/** Per type, the resources that embed a policy in it, and the property that names it. */
const EMBEDDERS: Readonly<Record<string, readonly (readonly [type: string, property: string])[]>> = {
  'AWS::IAM::Role': [
    ['AWS::IAM::Policy', 'Roles'],
    ['AWS::IAM::RolePolicy', 'RoleName'],
  ],
  'AWS::IAM::User': [
    ['AWS::IAM::Policy', 'Users'],
    ['AWS::IAM::UserPolicy', 'UserName'],
  ],
  'AWS::IAM::Group': [
    ['AWS::IAM::Policy', 'Groups'],
    ['AWS::IAM::GroupPolicy', 'GroupName'],
  ],
};

/**
 * What CloudFormation calls AWS::IAM::Policy is embedded in those whom it names, as their own Policies are.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export default defineCheck({
  meta: {
    id: 'iam-no-inline-policy-check',
    title: 'Permissions come from managed policies',
    why: 'A managed policy has versions, can be rolled back, and shows who has it; an inline policy is found one by one.',
    remedy: 'move the policies into resources of the type AWS::IAM::ManagedPolicy, and name these in ManagedPolicyArns',
    category: 'security',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: Object.keys(EMBEDDERS),
    relatedTypes: ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/iam-no-inline-policy-check.html',
    references: {
      guard: ['rules/aws/iam/iam_no_inline_policy_check.guard'],
      cdkNag: ['NIST.800.53.R5-IAMNoInlinePolicy'],
      cfnNag: ['F10'],
    },
    liveActions: ['iam:ListRolePolicies', 'iam:ListUserPolicies', 'iam:ListGroupPolicies'],
  },

  evaluate(principal, context) {
    const own = principal.get('Policies');
    if (isUndetermined(own)) return unreadable(own);
    const policies = listOf(own);
    if (policies.some((policy) => !isHole(policy) || policy.ref)) return fail('has inline policies', own);

    const embedded = referrersOf(principal, context, `policies of ${principal.type}`, () =>
      embeddersOf(principal.type, context),
    );
    const certain = embedded.find(({ is }) => is === true)?.resource;
    if (certain) return fail(`has ${certain.logicalId} as an inline policy`, [], certain);
    if (policies.length > 0) return unreadable(own);
    if (embedded[0]) return unknown(`whether ${embedded[0].resource.logicalId} is embedded in it is not known`);
    return pass(own);
  },
});

function* embeddersOf(principal: string, context: CheckContext): Generator<Link> {
  for (const [type, property] of EMBEDDERS[principal] ?? []) {
    for (const policy of context.resources(type)) {
      const named = policy.get(property);
      if (isUndetermined(named)) yield { from: policy, to: named };
      else for (const to of listOf(named)) yield { from: policy, to };
    }
  }
}
