import { defineCheck, judgeKey } from 'create-fitness-serverless/check';

/**
 * CloudWatch Logs encrypts all it keeps, with a key that it owns where the group names none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export default defineCheck<{ KmsKeyId?: string }>({
  meta: {
    id: 'cloudwatch-log-group-encrypted',
    title: 'Log groups are encrypted with a key of KMS',
    why: 'A key of KMS adds an audit trail and a key policy to who may read the logs.',
    remedy: 'set KmsKeyId to the ARN of a key whose policy lets CloudWatch Logs use it',
    category: 'security',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: ['AWS::Logs::LogGroup'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cloudwatch-log-group-encrypted.html',
    references: {
      guard: ['rules/aws/cloudwatch/cloudwatch_log_group_encrypted.guard'],
      controlTower: ['CT.CLOUDWATCH.PR.3'],
      cdkNag: ['NIST.800.53.R5-CloudWatchLogGroupEncrypted'],
      checkov: ['CKV_AWS_158'],
      cfnNag: ['W84'],
    },
    liveActions: ['logs:DescribeLogGroups'],
    options: { KmsKeyId: { type: 'string', description: 'The key that has to be used, by ARN; any if absent' } },
  },

  evaluate: (group, { options: { KmsKeyId: key } }) =>
    judgeKey(group, ['KmsKeyId'], {
      ...(key !== undefined && { among: [key] }),
      message: 'is not encrypted with a key of KMS',
    }),

  fix: (_group, { options: { KmsKeyId: key } }) =>
    // Which key, and who may use it, a person has to say.
    key === undefined ? undefined : [{ path: ['Properties', 'KmsKeyId'], set: key }],
});
