import {
  defineCheck,
  fail,
  isUndetermined,
  judge,
  literal,
  pass,
  strictOption,
  unreadable,
} from 'create-fitness-serverless/check';

const ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/**
 * Amazon S3 encrypts every new object since January 2023, with SSE-S3 (AES256) where the bucket does not say otherwise,
 * so a bucket without BucketEncryption passes unless `strict: explicit` demands that it is written.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
export default defineCheck<{ strict: 'off' | 'explicit' }>({
  meta: {
    id: 's3-bucket-server-side-encryption-enabled',
    title: 'Buckets encrypt their objects at rest',
    why: 'Encryption at rest keeps data unreadable to whoever gets at the storage without the key.',
    remedy: 'set BucketEncryption with SSEAlgorithm AES256 or aws:kms',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::S3::Bucket'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-server-side-encryption-enabled.html',
    references: {
      guard: ['rules/aws/amazon_s3/s3_bucket_server_side_encryption_enabled.guard'],
      checkov: ['CKV_AWS_19'],
      cfnNag: ['W41'],
    },
    liveActions: ['s3:GetEncryptionConfiguration'],
    options: { strict: strictOption },
  },

  evaluate(bucket, { options }) {
    const rules = bucket.effective('BucketEncryption', 'ServerSideEncryptionConfiguration');
    if (isUndetermined(rules)) return unreadable(rules);
    if (rules.state === 'absent') return fail('has no default encryption in the template', rules);
    if (rules.evidence === 'service-default') return pass(rules);
    const rule = ['BucketEncryption', 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault'];
    return judge(
      bucket.get(...rule, 'SSEAlgorithm'),
      // A rule that says nothing of the algorithm (only of bucket keys) leaves S3's own.
      (algorithm) =>
        algorithm === undefined ? options.strict !== 'explicit' : ALGORITHMS.includes(literal(algorithm) ?? ''),
      `SSEAlgorithm is none of ${ALGORITHMS.join(', ')}`,
    );
  },

  fix: () => [
    {
      path: ['Properties', 'BucketEncryption'],
      set: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    },
  ],
});
