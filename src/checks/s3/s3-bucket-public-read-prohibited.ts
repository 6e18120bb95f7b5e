import {
  closePublicAccess,
  defineCheck,
  judgePublicAccess,
  strictOption,
  type PublicGrant,
} from 'create-fitness-serverless/check';

const GRANT: PublicGrant = {
  verb: 'read',
  /** Canned ACLs that let everyone, or every AWS account, read. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
  acls: ['PublicRead', 'PublicReadWrite', 'AuthenticatedRead'],
  /** What reads data, by S3's own definition of a public policy. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
  actions: [
    's3:GetObject',
    's3:GetObjectVersion',
    's3:GetObjectAcl',
    's3:GetBucketAcl',
    's3:GetBucketPolicy',
    's3:ListBucket',
    's3:ListBucketVersions',
  ],
};

/**
 * As the Config rule, it judges what is granted, by ACL and by policy, unless a block public access setting takes it away.
 * S3 blocks all public access to buckets made since April 2023, so a bucket that grants none needs no block of its own.
 * One that does grant it has to block it in writing: a template does not say how old its bucket is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export default defineCheck({
  meta: {
    id: 's3-bucket-public-read-prohibited',
    title: 'Buckets cannot be read by the public',
    why: 'A bucket that anyone can read is the most common way in which data leaks from AWS.',
    remedy:
      'take the public grant away (AccessControl, bucket policy), and set all four flags of PublicAccessBlockConfiguration to true',
    category: 'security',
    severity: 'critical',
    weight: 10,
    resourceTypes: ['AWS::S3::Bucket'],
    relatedTypes: ['AWS::S3::BucketPolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-public-read-prohibited.html',
    references: {
      guard: [
        'rules/aws/amazon_s3/s3_bucket_public_read_prohibited.guard',
        'rules/aws/amazon_s3/s3_bucket_public_read_acl.guard',
      ],
      cdkNag: ['NIST.800.53.R5-S3BucketPublicReadProhibited'],
      checkov: ['CKV_AWS_20'],
      cfnNag: ['W31'],
      securityHub: ['S3.2'],
      fsbp: true,
    },
    liveActions: ['s3:GetBucketAcl', 's3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock'],
    options: { strict: strictOption },
  },

  evaluate: (bucket, context) => judgePublicAccess(bucket, context, GRANT),

  fix: (bucket, context) => closePublicAccess(bucket, context, GRANT),
});
