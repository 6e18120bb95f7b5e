import {
  allowingBy,
  defineCheck,
  identityPolicyActions,
  identityPolicyTypes,
  judgeGrants,
  judgePolicy,
  strictestOf,
} from 'create-fitness-serverless/check';

const PERMISSION = allowingBy('NotAction', 'NotResource');
const TRUST = allowingBy('NotAction', 'NotPrincipal');

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html */
export default defineCheck({
  meta: {
    id: 'iam-no-allow-plus-not-action',
    title: 'Policies name what they allow, not what they leave out',
    why: 'A statement that allows all but a few allows every service and action that AWS adds later, unseen.',
    remedy: 'name what is allowed in Action, Resource and Principal, and what is not in a statement with Effect Deny',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: identityPolicyTypes,
    configRule: false,
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
    references: {
      guard: [
        'rules/aws/iam/iam_role_or_policy_no_allow_plus_not_action.guard',
        'rules/aws/iam/iam_role_or_policy_no_allow_plus_not_resource.guard',
        'rules/aws/iam/iam_role_no_allow_plus_not_action_on_trust_policy.guard',
        'rules/aws/iam/iam_role_no_allow_plus_not_principal.guard',
      ],
      // what the rule on NotPrincipal is suppressed by
      guardRules: ['IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS'],
      cfnNag: ['W14', 'W15', 'W16', 'W17', 'W21', 'W22', 'W23', 'F6'],
    },
    liveActions: ['iam:GetRole', ...identityPolicyActions],
  },

  evaluate(resource, context) {
    const granted = judgeGrants(resource, context, PERMISSION);
    if (resource.type !== 'AWS::IAM::Role') return granted;
    return strictestOf(
      judgePolicy(resource.get('AssumeRolePolicyDocument'), TRUST),
      // CloudFormation takes none that does not stand in Policies, but it shows what its author means to allow.
      judgePolicy(resource.get('PolicyDocument'), PERMISSION),
      granted,
    );
  },
});
