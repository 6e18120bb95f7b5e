import {
  defineCheck,
  fail,
  isHole,
  isUndetermined,
  listOf,
  notApplicable,
  onceFor,
  pass,
  principalNamed,
  unknown,
  unreadable,
  type CheckContext,
  type ResourceView,
  type Value,
  type Verdict,
} from 'create-fitness-serverless/check';

/** What embeds a policy in a principal: its type, the property that names the principal, and the principal's type. */
const EMBEDDERS = [
  ['AWS::IAM::Policy', 'Roles', 'AWS::IAM::Role'],
  ['AWS::IAM::Policy', 'Users', 'AWS::IAM::User'],
  ['AWS::IAM::Policy', 'Groups', 'AWS::IAM::Group'],
  ['AWS::IAM::RolePolicy', 'RoleName', 'AWS::IAM::Role'],
  ['AWS::IAM::UserPolicy', 'UserName', 'AWS::IAM::User'],
  ['AWS::IAM::GroupPolicy', 'GroupName', 'AWS::IAM::Group'],
] as const;

const POLICIES = [...new Set(EMBEDDERS.map(([policy]) => policy))] as [string, ...string[]];
const PRINCIPALS = [...new Set(EMBEDDERS.map(([, , principal]) => principal))];

/**
 * What CloudFormation calls AWS::IAM::Policy is embedded in those whom it names, as their own Policies are, and counts
 * against them; against itself if none of them is in the template.
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
    resourceTypes: [...PRINCIPALS, ...POLICIES],
    relatedTypes: [...PRINCIPALS, ...POLICIES],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/iam-no-inline-policy-check.html',
    references: {
      guard: ['rules/aws/iam/iam_no_inline_policy_check.guard'],
      cdkNag: ['NIST.800.53.R5-IAMNoInlinePolicy'],
      cfnNag: ['F10'],
    },
    liveActions: ['iam:ListRolePolicies', 'iam:ListUserPolicies', 'iam:ListGroupPolicies'],
  },

  evaluate(resource, context) {
    const isPolicy = POLICIES.includes(resource.type);
    return isPolicy ? judgePolicy(resource, context) : judgePrincipal(resource, context);
  },
});

function judgePrincipal(principal: ResourceView, context: CheckContext): Verdict {
  const own = principal.get('Policies');
  if (isUndetermined(own)) return unreadable(own);
  const policies = listOf(own);
  if (policies.some((policy) => !isHole(policy) || policy.ref)) return fail('has inline policies', own);

  const { certain, possible } = embeddedIn(principal.type, context);
  const policy = certain.get(principal.logicalId);
  if (policy) return fail(`has ${policy.logicalId} as an inline policy`, [], policy);
  if (policies.length > 0) return unreadable(own);
  if (possible) return unknown(`whether ${possible.logicalId} is embedded in it is not known`);
  return pass(own);
}

function judgePolicy(policy: ResourceView, context: CheckContext): Verdict {
  for (const type of PRINCIPALS) {
    for (const name of namesOf(policy, type)) {
      const principal = principalNamed(name, type, context);
      if (principal === 'unknown') return notApplicable('is judged at whom it may be embedded in');
      if (principal) return notApplicable(`is judged at ${principal.logicalId}`);
    }
  }
  return fail('is an inline policy of whom it names');
}

/** The values by which a policy names principals of a type. */
function namesOf(policy: ResourceView, principal: string): Value[] {
  return EMBEDDERS.filter(([type, , named]) => type === policy.type && named === principal).flatMap(([, property]) => {
    const named = policy.get(property);
    if (isUndetermined(named) || named.state === 'absent' || !Array.isArray(named.value)) return [named];
    return named.value.map((_, index) => policy.get(property, index));
  });
}

/** By the logical id of their principal; one that may be embedded in any of them. */
function embeddedIn(type: string, context: CheckContext) {
  return onceFor(context, `embedded in ${type}`, () => {
    const certain = new Map<string, ResourceView>();
    let possible: ResourceView | undefined;
    for (const policy of context.resources(...POLICIES)) {
      for (const name of namesOf(policy, type)) {
        const principal = principalNamed(name, type, context);
        if (principal === 'unknown') possible ??= policy;
        else if (principal) certain.set(principal.logicalId, policy);
      }
    }
    return { certain, possible };
  });
}
