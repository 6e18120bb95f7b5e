import {
  defineCheck,
  fail,
  isUndetermined,
  judgeKey,
  kmsKeyArnsOption,
  literal,
  pass,
  unreadable,
} from 'create-fitness-serverless/check';

const ALGORITHMS = ['aws:kms', 'aws:kms:dsse'];
const RULE = ['BucketEncryption', 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault'] as const;

/**
 * Which key, a person has to say: who delivers logs to a bucket, or reads it from another account, cannot use AWS's own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export default defineCheck<{ kmsKeyArns?: string[] }>({
  meta: {
    id: 's3-default-encryption-kms',
    title: 'Buckets encrypt their objects with a key of KMS',
    why: 'A key of KMS adds an audit trail and a key policy to who may read the objects.',
    remedy: 'set SSEAlgorithm of BucketEncryption to aws:kms',
    category: 'security',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: ['AWS::S3::Bucket'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-default-encryption-kms.html',
    references: {
      guard: ['rules/aws/amazon_s3/s3_default_encryption_kms.guard'],
      controlTower: ['CT.S3.PR.10'],
      cdkNag: ['NIST.800.53.R5-S3DefaultEncryptionKMS'],
      securityHub: ['S3.17'],
      fsbp: false,
    },
    liveActions: ['s3:GetEncryptionConfiguration'],
    options: { kmsKeyArns: kmsKeyArnsOption },
  },

  evaluate(bucket, { options: { kmsKeyArns } }) {
    const algorithm = bucket.get(...RULE, 'SSEAlgorithm');
    if (isUndetermined(algorithm)) return unreadable(algorithm);
    if (!ALGORITHMS.includes(literal(algorithm) ?? '')) return fail('does not encrypt with a key of KMS', algorithm);
    if (!kmsKeyArns) return pass(algorithm);
    return judgeKey(bucket, [...RULE, 'KMSMasterKeyID'], {
      among: kmsKeyArns,
      message: "is encrypted with alias/aws/s3, AWS's own key",
    });
  },
});
