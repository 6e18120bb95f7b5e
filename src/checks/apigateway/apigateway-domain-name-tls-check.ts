import { defineCheck, judge, literal, strictOption, type Resolved } from 'create-fitness-serverless/check';

interface Options {
  strict: string;
  allowedSecurityPolicies?: string[];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html */
export default defineCheck<Options>({
  meta: {
    id: 'apigateway-domain-name-tls-check',
    title: 'Domain names of REST APIs talk by TLS 1.2 or newer',
    why: 'Older protocols have known attacks, and what a client sends can be read by them.',
    remedy: 'set SecurityPolicy to TLS_1_2, or to one that begins with SecurityPolicy_TLS',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::ApiGateway::DomainName'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/apigateway-domain-name-tls-check.html',
    references: {
      guard: ['rules/aws/api_gateway/api_gw_domain_deny_non_tls_traffic.guard'],
      controlTower: ['CT.APIGATEWAY.PR.6'],
      cfnNag: ['W62'],
    },
    liveActions: ['apigateway:GET'],
    options: {
      allowedSecurityPolicies: {
        type: 'array',
        items: { type: 'string' },
        description: 'The policies that are allowed; the first is what a fix sets. All of TLS 1.2 and newer if absent',
      },
      strict: strictOption,
    },
  },

  evaluate(domain, { options: { allowedSecurityPolicies: allowed } }) {
    const policy = domain.effective('SecurityPolicy');
    const name = literal(policy);
    if (name === undefined) return judge(policy, isStrong, 'does not say which protocols it talks');
    return allowed
      ? judge(policy, (value) => allowed.includes(literal(value) ?? ''), `${name} is none of ${allowed.join(', ')}`)
      : judge(policy, isStrong, `${name} lets clients talk by a protocol older than TLS 1.2`);
  },

  fix: (_domain, { options: { allowedSecurityPolicies: [policy] = ['TLS_1_2'] } }) =>
    policy === undefined ? undefined : [{ path: ['Properties', 'SecurityPolicy'], set: policy }],
});

function isStrong(policy: Resolved | undefined): boolean {
  return /^(TLS_1_2$|SecurityPolicy_TLS1[23]_)/.test(literal(policy) ?? '');
}
