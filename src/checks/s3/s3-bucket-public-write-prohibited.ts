import {
  closePublicAccess,
  defineCheck,
  judgePublicAccess,
  strictOption,
  type PublicGrant,
} from 'create-fitness-serverless/check';

const GRANT: PublicGrant = {
  verb: 'write',
  /** Canned ACLs that let everyone write. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
  acls: ['PublicReadWrite'],
  /** What writes data, by S3's own definition of a public policy. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
  actions: [
    's3:PutObject',
    's3:PutObjectAcl',
    's3:PutBucketAcl',
    's3:PutBucketPolicy',
    's3:DeleteObject',
    's3:DeleteObjectVersion',
    's3:DeleteBucket',
    's3:AbortMultipartUpload',
    's3:RestoreObject',
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
    id: 's3-bucket-public-write-prohibited',
    title: 'Buckets cannot be written by the public',
    why: 'A bucket that anyone can write to takes malware, illegal content and a bill from anyone.',
    remedy:
      'take the public grant away (AccessControl, bucket policy), and set all four flags of PublicAccessBlockConfiguration to true',
    category: 'security',
    severity: 'critical',
    weight: 10,
    resourceTypes: ['AWS::S3::Bucket'],
    relatedTypes: ['AWS::S3::BucketPolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-public-write-prohibited.html',
    references: {
      guard: [
        'rules/aws/amazon_s3/s3_bucket_public_write_prohibited.guard',
        'rules/aws/amazon_s3/s3_bucket_public_rw_acl.guard',
      ],
      guardRules: ['S3_BUCKET_NO_PUBLIC_RW_ACL'],
      cdkNag: ['NIST.800.53.R5-S3BucketPublicWriteProhibited'],
      checkov: ['CKV_AWS_57'],
      cfnNag: ['F14'],
      securityHub: ['S3.3'],
      fsbp: true,
    },
    liveActions: ['s3:GetBucketAcl', 's3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock'],
    options: { strict: strictOption },
  },

  evaluate: (bucket, context) => judgePublicAccess(bucket, context, GRANT),

  fix: (bucket, context) => closePublicAccess(bucket, context, GRANT),
});
