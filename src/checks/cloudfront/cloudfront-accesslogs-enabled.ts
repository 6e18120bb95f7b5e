import {
  defineCheck,
  fail,
  isGiven,
  isHole,
  isPartialString,
  isUndetermined,
  literal,
  pass,
  referrersOf,
  unreadable,
  type CheckContext,
  type Resolved,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

interface Options {
  S3BucketName?: string;
}

const BUCKET = ['DistributionConfig', 'Logging', 'Bucket'];

/**
 * Into a bucket, which the distribution names (standard logging, legacy), or from a delivery source, which names the
 * distribution (v2) and serves as well; the Config rule looks at the former alone, and so does this with `S3BucketName`.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'cloudfront-accesslogs-enabled',
    title: 'Distributions log who asked for what',
    why: 'Without access logs nobody can tell afterwards who asked for what, and what the answer was.',
    remedy: 'set Logging.Bucket to the domain name of a bucket for logs, or add an AWS::Logs::DeliverySource',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::CloudFront::Distribution'],
    relatedTypes: ['AWS::Logs::DeliverySource'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cloudfront-accesslogs-enabled.html',
    references: {
      guard: ['rules/aws/cloudfront/cloudfront_accesslogs_enabled.guard'],
      controlTower: ['CT.CLOUDFRONT.PR.5'],
      cdkNag: ['AwsSolutions-CFR3'],
      checkov: ['CKV_AWS_86'],
      cfnNag: ['W10'],
      securityHub: ['CloudFront.5'],
      fsbp: true,
    },
    liveActions: [
      'cloudformation:DescribeType',
      'cloudformation:GetResource',
      'cloudfront:GetDistribution',
      'cloudfront:GetDistributionConfig',
    ],
    options: {
      S3BucketName: { type: 'string', description: 'Name of the bucket that the logs must go to' },
    },
  },

  evaluate(distribution, context) {
    const bucket = distribution.get(...BUCKET);
    const { S3BucketName } = context.options;
    if (S3BucketName !== undefined) return judgeBucket(bucket, S3BucketName);

    const given = isGiven(distribution, ...BUCKET);
    if (given === true) return pass(bucket);
    const sources = sourcesOf(distribution, context);
    const source = sources.find(({ is }) => is === true)?.resource;
    if (source) return pass(source.get('ResourceArn'), source);
    if (given === 'unknown') return unreadable(bucket);
    const open = sources[0]?.resource;
    if (open) return unreadable(open.get('ResourceArn'), open);
    return fail('does not log who asked for what', bucket);
  },
});

/** It is named by its domain: `logs.s3.amazonaws.com`. */
function judgeBucket(bucket: Value, name: string) {
  if (isUndetermined(bucket)) return unreadable(bucket);
  const domain = literal(bucket) ?? '';
  return domain === name || domain.startsWith(`${name}.s3.`)
    ? pass(bucket)
    : fail(`does not log to the bucket ${name}`, bucket);
}

function sourcesOf(distribution: ResourceView, context: CheckContext<Options>) {
  return referrersOf(distribution, context, 'delivery sources', () =>
    context
      .resources('AWS::Logs::DeliverySource')
      .map((source) => ({ from: source, to: distributionIn(source.get('ResourceArn')) })),
  );
}

/** What ends an ARN, `arn:aws:cloudfront::ACCOUNT:distribution/ID`; an id that is written is not one of the template's. */
function distributionIn(arn: Value): Value | Resolved | undefined {
  if (arn.state !== 'partial') return arn.state === 'unknown' ? arn : undefined;
  const id = isPartialString(arn.value) ? arn.value.parts.at(-1) : arn.value;
  return isHole(id) ? id : undefined;
}
