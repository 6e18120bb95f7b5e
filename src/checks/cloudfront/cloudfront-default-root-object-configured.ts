import {
  any,
  defineCheck,
  fail,
  field,
  isGiven,
  isHole,
  isUndetermined,
  listOf,
  notApplicable,
  pass,
  unreadable,
  type ResourceView,
  type Ternary,
} from 'create-fitness-serverless/check';

const ROOT = ['DistributionConfig', 'DefaultRootObject'];
const ORIGINS = ['DistributionConfig', 'Origins'];

/**
 * Which object, a person has to say. A server of one's own answers for its root itself.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DefaultRootObject.html
 */
export default defineCheck({
  meta: {
    id: 'cloudfront-default-root-object-configured',
    title: 'Distributions of a bucket answer for their root',
    why: 'A request for the root of a distribution may list what is in the bucket behind it.',
    remedy: 'set DefaultRootObject to the object to return, such as index.html',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: ['AWS::CloudFront::Distribution'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cloudfront-default-root-object-configured.html',
    references: {
      guard: ['rules/aws/cloudfront/cloudfront_default_root_object_configured.guard'],
      controlTower: ['CT.CLOUDFRONT.PR.1'],
      securityHub: ['CloudFront.1'],
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
    const isOfBucket = hasBucket(distribution);
    if (isOfBucket === false) return notApplicable('has no bucket as its origin');
    const root = distribution.get(...ROOT);
    const given = isGiven(distribution, ...ROOT);
    if (given === true) return pass(root);
    if (given === 'unknown') return unreadable(root);
    return isOfBucket === true ? fail('has no default root object', root) : unreadable(distribution.get(...ORIGINS));
  },
});

/** An origin is a bucket unless it is configured as something else. */
function hasBucket(distribution: ResourceView): Ternary {
  const origins = distribution.get(...ORIGINS);
  if (isUndetermined(origins)) return 'unknown';
  const items = listOf(origins);
  if (items.length === 0) return true;
  const buckets = items.map((origin): Ternary => {
    if (isHole(origin)) return 'unknown';
    return ['CustomOriginConfig', 'VpcOriginConfig'].every((config) => field(origin, config) === undefined);
  });
  return any(...buckets);
}
