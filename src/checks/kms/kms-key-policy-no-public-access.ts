import { allowingAnyone, defineCheck, judgePolicy } from 'create-fitness-serverless/check';

/** A key without a policy gets the default one, which lets in its own account. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export default defineCheck({
  meta: {
    id: 'kms-key-policy-no-public-access',
    title: 'Keys cannot be used by the public',
    why: 'Who may use a key of yours can read what it encrypts, or make you pay for what it does.',
    remedy: 'name the accounts or services in Principal, or limit the callers in Condition, e.g. by kms:CallerAccount',
    category: 'security',
    severity: 'critical',
    weight: 10,
    recommended: false,
    resourceTypes: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/kms-key-policy-no-public-access.html',
    references: {
      guard: ['rules/aws/aws_kms/kms_no_wildcard_principal.guard'],
      checkov: ['CKV_AWS_33'],
      cfnNag: ['F76'],
      securityHub: ['KMS.5'],
      fsbp: true,
    },
    liveActions: ['kms:GetKeyPolicy'],
  },

  evaluate: (key) => judgePolicy(key.get('KeyPolicy'), allowingAnyone),
});
