import {
  allowingAnyone,
  allowingEveryAction,
  any,
  defineCheck,
  judgePolicy,
  type ForbiddenGrant,
} from 'create-fitness-serverless/check';

const TRUSTING_ALL: ForbiddenGrant = {
  allows: (statement) => any(allowingAnyone.allows(statement), allowingEveryAction.allows(statement)),
  message: (statement) =>
    allowingAnyone.allows(statement) === true ? 'lets anyone assume it' : allowingEveryAction.message(statement),
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous */
export default defineCheck({
  meta: {
    id: 'iam-role-trust-policy-no-wildcard',
    title: 'Roles name who may assume them',
    why: 'A role that trusts everyone gives its permissions to every AWS account in the world.',
    remedy: 'name the accounts or services in Principal, and the actions of sts that they need',
    category: 'security',
    severity: 'critical',
    weight: 10,
    recommended: false,
    resourceTypes: ['AWS::IAM::Role'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    references: {
      guard: ['rules/aws/iam/iam_role_no_full_access_on_trust_policy.guard'],
      checkov: ['CKV_AWS_60', 'CKV_AWS_61'],
      cfnNag: ['F2'],
    },
    liveActions: ['iam:GetRole'],
  },

  evaluate: (role) => judgePolicy(role.get('AssumeRolePolicyDocument'), TRUSTING_ALL),
});
