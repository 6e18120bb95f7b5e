import { defineCheck, notApplicable, pass, unknown } from 'create-fitness-serverless/check';

/**
 * Stands for AWS Config: where it records, each of its rules that has judged a resource of the stack is a check of its own,
 * `config-rule/<name of the rule>`. Switched off, Config is not asked.
 * https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config.html
 */
export default defineCheck({
  meta: {
    id: 'config-rules-known',
    title: 'What AWS Config says of the resources is known',
    why: 'The rules of an account are what its owners hold every service to.',
    remedy: 'allow the hooks to read it',
    category: 'operations',
    severity: 'low',
    weight: 2,
    resourceTypes: ['account'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config.html',
    liveActions: [
      'config:DescribeConfigurationRecorderStatus',
      'config:DescribeConfigRules',
      'config:ListDiscoveredResources',
      'config:GetComplianceDetailsByResource',
    ],
  },

  evaluate(_account, context) {
    const rules = context.measurement('configRules');
    if (rules.state === 'absent') return notApplicable(rules.reason ?? 'is not measured here');
    return rules.state === 'unknown' ? unknown(rules.reason, rules) : pass(rules);
  },
});
