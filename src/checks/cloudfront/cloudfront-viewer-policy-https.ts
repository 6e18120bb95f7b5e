import {
  defineCheck,
  fail,
  isUndetermined,
  listOf,
  literal,
  notApplicable,
  pass,
  unreadable,
  type Fix,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

const SETTING = 'ViewerProtocolPolicy';
const SECURE = ['redirect-to-https', 'https-only'];

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html */
export default defineCheck({
  meta: {
    id: 'cloudfront-viewer-policy-https',
    title: 'Distributions talk to viewers over HTTPS only',
    why: 'Over plain HTTP anybody on the way can read and change what a viewer sends and gets.',
    remedy:
      'set ViewerProtocolPolicy to redirect-to-https or https-only, in DefaultCacheBehavior and in all CacheBehaviors',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::CloudFront::Distribution'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cloudfront-viewer-policy-https.html',
    references: {
      guard: ['rules/aws/cloudfront/cloudfront_viewer_policy_https.guard'],
      controlTower: ['CT.CLOUDFRONT.PR.3'],
      checkov: ['CKV_AWS_34'],
      securityHub: ['CloudFront.3'],
      fsbp: true,
    },
    liveActions: [
      'cloudformation:DescribeType',
      'cloudformation:GetResource',
      'cloudfront:GetDistribution',
      'cloudfront:GetDistributionConfig',
    ],
  },

  evaluate(distribution) {
    const { policies, open } = policiesOf(distribution);
    const insecure = policies.find((policy) => !isUndetermined(policy) && !isSecure(policy));
    if (insecure) return fail('talks to viewers over plain HTTP too', insecure);
    const unread = open ?? policies.find(isUndetermined);
    if (unread) return unreadable(unread);
    return policies.length === 0 ? notApplicable('has no behavior for viewers') : pass(policies[0]);
  },

  fix: (distribution) =>
    policiesOf(distribution)
      .policies.filter((policy) => !isSecure(policy))
      .map(({ path }): Fix => ({ path, set: 'redirect-to-https' })),
});

function isSecure(policy: Value): boolean {
  return SECURE.includes(literal(policy) ?? '');
}

/** Of the default behavior and of those for some paths; `open`: what cannot be read. */
function policiesOf(distribution: ResourceView): { policies: Value[]; open?: Value } {
  const behavior = distribution.get('DistributionConfig', 'DefaultCacheBehavior');
  const others = distribution.get('DistributionConfig', 'CacheBehaviors');
  const open = [behavior, others].find(isUndetermined);
  return {
    policies: [
      ...(behavior.state === 'absent' ? [] : [distribution.get(...behavior.path.slice(1), SETTING)]),
      ...listOf(others).map((_, index) => distribution.get('DistributionConfig', 'CacheBehaviors', index, SETTING)),
    ],
    ...(open && { open }),
  };
}
