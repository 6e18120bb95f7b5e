import { allowingAnyone, defineCheck, judgePolicy } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status */
export default defineCheck({
  meta: {
    id: 's3-bucket-policy-no-wildcard-principal',
    title: 'Bucket policies name whom they let in',
    why: 'A bucket policy that lets anyone in publishes what is in the bucket, or lets anyone put something there.',
    remedy:
      'name the accounts or services in Principal, or limit where requests come from in Condition, e.g. by aws:SourceArn',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: ['AWS::S3::BucketPolicy'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status',
    references: {
      guard: ['rules/aws/amazon_s3/s3_bucket_policy_no_wildcard_principal.guard'],
      cfnNag: ['F16'],
    },
    liveActions: ['s3:GetBucketPolicy'],
  },

  evaluate: (policy) => judgePolicy(policy.get('PolicyDocument'), allowingAnyone),
});
