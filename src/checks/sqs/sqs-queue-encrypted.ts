import {
  defineCheck,
  fail,
  isGiven,
  isTrue,
  isUndetermined,
  literal,
  pass,
  strictOption,
  unreadable,
} from 'create-fitness-serverless/check';

interface Options {
  strict: 'off' | 'explicit';
  encryption: 'any' | 'kms';
}

/**
 * SQS encrypts every new queue with a key of its own (SSE-SQS) since October 2022, so a queue that says nothing passes
 * unless `strict: explicit` demands that it is written, or `encryption: kms` a key of KMS.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'sqs-queue-encrypted',
    title: 'Queues encrypt their messages at rest',
    why: 'Encryption at rest keeps messages unreadable to whoever gets at the storage without the key.',
    remedy: 'set SqsManagedSseEnabled to true, or KmsMasterKeyId',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::SQS::Queue'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/securityhub/latest/userguide/sqs-controls.html#sqs-1',
    references: {
      guard: ['rules/aws/amazon_sqs/sqs_queue_kms_master_key_id_rule.guard'],
      controlTower: ['CT.SQS.PR.2'],
      cdkNag: ['AwsSolutions-SQS2'],
      checkov: ['CKV_AWS_27'],
      cfnNag: ['W48'],
      securityHub: ['SQS.1'],
      fsbp: true,
    },
    liveActions: ['sqs:GetQueueAttributes'],
    options: {
      strict: strictOption,
      encryption: {
        type: 'string',
        enum: ['any', 'kms'],
        default: 'any',
        description: '`kms` demands a key of KMS, with its audit trail and its key policy',
      },
    },
  },

  evaluate(queue, { options }) {
    const key = queue.get('KmsMasterKeyId');
    const hasKey = isGiven(queue, 'KmsMasterKeyId');
    if (hasKey === true) return pass(key);
    if (hasKey === 'unknown') return unreadable(key);
    if (options.encryption === 'kms') return fail('is not encrypted with a key of KMS', key);
    const managed = queue.effective('SqsManagedSseEnabled');
    if (isUndetermined(managed)) return unreadable(managed);
    if (managed.state === 'absent') return fail('does not ask for encryption in the template', managed);
    return isTrue(literal(managed)) ? pass(managed) : fail('declines encryption', managed);
  },

  fix: (_queue, { options }) =>
    // Which key, and who may use it, a person has to say.
    options.encryption === 'kms' ? undefined : [{ path: ['Properties', 'SqsManagedSseEnabled'], set: true }],
});
