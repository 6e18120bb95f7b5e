import { allowingEveryAction, defineCheck, judgePolicy } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
export default defineCheck({
  meta: {
    id: 's3-bucket-policy-no-wildcard-action',
    title: 'Bucket policies name the actions that they allow',
    why: 'Who may do everything with a bucket may delete it, and open it to the public.',
    remedy: 'name the actions that are needed in Action instead of "s3:*"',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: ['AWS::S3::BucketPolicy'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
    references: {
      guard: ['rules/aws/amazon_s3/s3_bucket_policy_no_wildcard_action.guard'],
      cfnNag: ['F15'],
    },
    liveActions: ['s3:GetBucketPolicy'],
  },

  evaluate: (policy) => judgePolicy(policy.get('PolicyDocument'), allowingEveryAction),
});
