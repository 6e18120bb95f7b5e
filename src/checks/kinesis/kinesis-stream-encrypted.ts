import { defineCheck, fail, isGiven, isUndetermined, literal, pass, unreadable } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html */
export default defineCheck({
  meta: {
    id: 'kinesis-stream-encrypted',
    title: 'Streams encrypt their records at rest',
    why: 'Encryption at rest keeps records unreadable to whoever gets at the storage without the key.',
    remedy: 'set StreamEncryption with EncryptionType KMS and a KeyId',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::Kinesis::Stream'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/kinesis-stream-encrypted.html',
    references: {
      guard: ['rules/aws/aws_kinesis/kinesis_stream_encryption_rule.guard'],
      controlTower: ['CT.KINESIS.PR.1'],
      cdkNag: ['AwsSolutions-KDS1'],
      checkov: ['CKV_AWS_43'],
      cfnNag: ['W49'],
      securityHub: ['Kinesis.1'],
      fsbp: true,
    },
    liveActions: [
      'cloudformation:DescribeType',
      'cloudformation:GetResource',
      'kinesis:DescribeStreamSummary',
      'kinesis:ListTagsForStream',
    ],
  },

  evaluate(stream) {
    const type = stream.get('StreamEncryption', 'EncryptionType');
    if (isUndetermined(type)) return unreadable(type);
    if (literal(type) !== 'KMS') return fail('is not encrypted', type);
    const hasKey = isGiven(stream, 'StreamEncryption', 'KeyId');
    if (hasKey === true) return pass(type);
    const key = stream.get('StreamEncryption', 'KeyId');
    return hasKey === 'unknown' ? unreadable(key) : fail('names no key to encrypt with', key);
  },

  fix: (stream) => [
    { path: ['Properties', 'StreamEncryption', 'EncryptionType'], set: 'KMS' },
    ...(isGiven(stream, 'StreamEncryption', 'KeyId') === false
      ? [{ path: ['Properties', 'StreamEncryption', 'KeyId'], set: 'alias/aws/kinesis' }]
      : []),
  ],
});
