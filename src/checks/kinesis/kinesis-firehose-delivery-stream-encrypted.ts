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

const CONFIGURATION = 'DeliveryStreamEncryptionConfigurationInput';
const KEY_TYPES = ['AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK'];

/**
 * Of its own a delivery stream keeps only what is put into it directly: what it reads from another stream is encrypted there.
 * https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
 */
export default defineCheck<{ kmsKeyArns?: string[] }>({
  meta: {
    id: 'kinesis-firehose-delivery-stream-encrypted',
    title: 'Delivery streams encrypt what is put into them',
    why: 'Encryption at rest keeps records unreadable to whoever gets at the storage without the key.',
    remedy: 'set DeliveryStreamEncryptionConfigurationInput.KeyType to AWS_OWNED_CMK or CUSTOMER_MANAGED_CMK',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::KinesisFirehose::DeliveryStream'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/kinesis-firehose-delivery-stream-encrypted.html',
    references: {
      guard: ['rules/aws/aws_kinesis/kinesis_firehose_delivery_stream_encryption_rule.guard'],
      cdkNag: ['AwsSolutions-KDF1'],
      cfnNag: ['W88'],
      securityHub: ['DataFirehose.1'],
      fsbp: true,
    },
    liveActions: [
      'cloudformation:DescribeType',
      'cloudformation:GetResource',
      'firehose:DescribeDeliveryStream',
      'firehose:ListTagsForDeliveryStream',
    ],
    options: { kmsKeyArns: kmsKeyArnsOption },
  },

  evaluate(stream, { options: { kmsKeyArns } }) {
    const source = stream.get('DeliveryStreamType');
    if (isUndetermined(source)) return unreadable(source);
    if (source.state !== 'absent' && literal(source) !== 'DirectPut') return pass(source);
    const type = stream.get(CONFIGURATION, 'KeyType');
    if (isUndetermined(type)) return unreadable(type);
    if (!KEY_TYPES.includes(literal(type) ?? '')) return fail('is not encrypted', type);
    if (!kmsKeyArns) return pass(type);
    return judgeKey(stream, [CONFIGURATION, 'KeyARN'], { among: kmsKeyArns, message: 'names no key of kmsKeyArns' });
  },

  fix: (_stream, { options: { kmsKeyArns: [key] = [] } }) => [
    {
      path: ['Properties', CONFIGURATION],
      set: key === undefined ? { KeyType: 'AWS_OWNED_CMK' } : { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: key },
    },
  ],
});
