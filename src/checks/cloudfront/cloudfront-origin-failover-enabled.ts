import {
  defineCheck,
  fail,
  isUndetermined,
  listOf,
  literal,
  pass,
  unreadable,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

const GROUPS = ['DistributionConfig', 'OriginGroups'] as const;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html */
export default defineCheck({
  meta: {
    id: 'cloudfront-origin-failover-enabled',
    title: 'Distributions have a second origin to fall back to',
    why: 'With a group of two origins, CloudFront asks the second where the first fails.',
    remedy:
      'set OriginGroups with a group of two Members and the FailoverCriteria, and name it as the TargetOriginId of a behavior',
    category: 'reliability',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: ['AWS::CloudFront::Distribution'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cloudfront-origin-failover-enabled.html',
    references: {
      guard: ['rules/aws/cloudfront/cloudfront_origin_failover_enabled.guard'],
      controlTower: ['CT.CLOUDFRONT.PR.4'],
      securityHub: ['CloudFront.4'],
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
    const groups = distribution.get(...GROUPS);
    if (isUndetermined(groups)) return unreadable(groups);
    const items = distribution.get(...GROUPS, 'Items');
    if (isUndetermined(items)) return unreadable(items);
    const members = listOf(items).map((_, index) => membersOf(distribution, index));
    if (members.some(({ count }) => count >= 2)) return pass(groups);
    const open = members.find(({ open }) => open)?.open;
    if (open) return unreadable(open);
    return fail(members.length === 0 ? 'has no group of origins' : 'has no group of two origins', groups);
  },
});

/** How many origins a group has: as many as are listed, else as many as it says. */
function membersOf(distribution: ResourceView, group: number): { count: number; open?: Value } {
  const path = [...GROUPS, 'Items', group, 'Members'] as const;
  const items = distribution.get(...path, 'Items');
  const quantity = distribution.get(...path, 'Quantity');
  const deciding = items.state === 'absent' ? quantity : items;
  if (isUndetermined(deciding)) return { count: 0, open: deciding };
  return { count: items.state === 'absent' ? Number(literal(quantity) ?? 0) : listOf(items).length };
}
