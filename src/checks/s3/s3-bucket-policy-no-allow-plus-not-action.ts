import { allowingBy, defineCheck, judgePolicy } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html */
export default defineCheck({
  meta: {
    id: 's3-bucket-policy-no-allow-plus-not-action',
    title: 'Bucket policies name whom they let do what',
    why: 'A statement that allows all but a few lets in whoever, and whatever, nobody thought of.',
    remedy: 'name what is allowed in Action and Principal, and what is not in a statement with Effect Deny',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::S3::BucketPolicy'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
    references: {
      guard: [
        'rules/aws/amazon_s3/s3_bucket_policy_no_allow_plus_not_action.guard',
        'rules/aws/amazon_s3/s3_bucketpolicy_no_allow_plus_notprincipal.guard',
      ],
      cfnNag: ['W20', 'F9'],
    },
    liveActions: ['s3:GetBucketPolicy'],
  },

  evaluate: (policy) => judgePolicy(policy.get('PolicyDocument'), allowingBy('NotAction', 'NotPrincipal')),
});
