import { defineCheck, fail, isGiven, isUndetermined, literal, pass, unreadable } from 'create-fitness-serverless/check';

/**
 * Which key, a person has to say: CloudWatch, S3 and other services cannot publish to a topic that is encrypted with
 * AWS's own key for SNS, only with one whose policy lets them.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export default defineCheck<{ kmsKeyIds?: string[] }>({
  meta: {
    id: 'sns-encrypted-kms',
    title: 'Topics encrypt their messages with a key of KMS',
    why: 'A key of KMS adds an audit trail and a key policy to who may read what is published.',
    remedy: 'set KmsMasterKeyId to a key whose policy lets the publishers use it',
    category: 'security',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::SNS::Topic'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/sns-encrypted-kms.html',
    references: {
      guard: ['rules/aws/amazon_sns/sns_encrypted_kms.guard'],
      cdkNag: ['NIST.800.53.R5-SNSEncryptedKMS'],
      checkov: ['CKV_AWS_26'],
      cfnNag: ['W47'],
      securityHub: ['SNS.1'],
      fsbp: true,
    },
    liveActions: ['sns:GetTopicAttributes'],
    options: {
      kmsKeyIds: {
        type: 'array',
        items: { type: 'string' },
        description: 'ARNs, ids or aliases of the keys that a topic may use; the first is what a fix sets',
      },
    },
  },

  evaluate(topic, { options: { kmsKeyIds } }) {
    const key = topic.get('KmsMasterKeyId');
    const isEncrypted = isGiven(topic, 'KmsMasterKeyId');
    if (isEncrypted === 'unknown') return unreadable(key);
    if (!isEncrypted) return fail('is not encrypted with a key of KMS', key);
    if (!kmsKeyIds) return pass(key);
    if (isUndetermined(key)) return unreadable(key);
    return kmsKeyIds.includes(literal(key) ?? '') ? pass(key) : fail('is encrypted with none of kmsKeyIds', key);
  },

  fix: (_topic, { options: { kmsKeyIds: [key] = [] } }) =>
    key === undefined ? undefined : [{ path: ['Properties', 'KmsMasterKeyId'], set: key }],
});
