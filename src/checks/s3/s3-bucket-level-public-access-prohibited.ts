import {
  defineCheck,
  fail,
  isTrue,
  isUndetermined,
  literal,
  notApplicable,
  pass,
  strictOption,
  unreadable,
} from 'create-fitness-serverless/check';

interface Options {
  strict: 'off' | 'explicit';
  excludedPublicBuckets?: string[];
}

const FLAGS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/**
 * S3 blocks all public access to buckets made since April 2023, so a bucket without PublicAccessBlockConfiguration passes
 * unless `strict: explicit` demands that it is written. In one that is written, a flag that is left out is off.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export default defineCheck<Options>({
  meta: {
    id: 's3-bucket-level-public-access-prohibited',
    title: 'Buckets block public access',
    why: 'The block holds whatever an ACL or a policy grants later, by mistake or on purpose.',
    remedy: 'set all four flags of PublicAccessBlockConfiguration to true',
    category: 'security',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::S3::Bucket'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-level-public-access-prohibited.html',
    references: {
      guard: ['rules/aws/amazon_s3/s3_bucket_level_public_access_prohibited.guard'],
      controlTower: ['CT.S3.PR.1'],
      cdkNag: ['AwsSolutions-S2', 'NIST.800.53.R5-S3BucketLevelPublicAccessProhibited'],
      checkov: ['CKV_AWS_53', 'CKV_AWS_54', 'CKV_AWS_55', 'CKV_AWS_56'],
      securityHub: ['S3.8'],
      fsbp: true,
    },
    liveActions: ['s3:GetBucketPublicAccessBlock'],
    options: {
      strict: strictOption,
      excludedPublicBuckets: {
        type: 'array',
        items: { type: 'string' },
        description: 'Names of buckets that are meant to be public, and are not judged',
      },
    },
  },

  evaluate(bucket, { options }) {
    const { excludedPublicBuckets = [] } = options;
    if (excludedPublicBuckets.length > 0) {
      const name = bucket.get('BucketName');
      if (isUndetermined(name)) return unreadable(name);
      if (excludedPublicBuckets.includes(literal(name) ?? '')) return notApplicable('is among excludedPublicBuckets');
    }
    const block = bucket.effective('PublicAccessBlockConfiguration');
    if (block.state === 'unknown') return unreadable(block);
    if (block.state === 'absent') return fail('does not block public access in the template', block);
    const flags = FLAGS.map((flag) => ({ flag, value: bucket.effective('PublicAccessBlockConfiguration', flag) }));
    const off = flags.filter(({ value }) => !isUndetermined(value) && !isTrue(literal(value)));
    const [first] = off;
    if (first) {
      const message = `leaves ${off.map(({ flag }) => flag).join(', ')} off`;
      return fail(message, off.length === 1 ? first.value : block);
    }
    const open = flags.find(({ value }) => isUndetermined(value));
    return open ? unreadable(open.value) : pass(block);
  },

  fix: () => [
    {
      path: ['Properties', 'PublicAccessBlockConfiguration'],
      set: Object.fromEntries(FLAGS.map((flag) => [flag, true])),
    },
  ],
});
