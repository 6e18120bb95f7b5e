import { isList } from '../../../template/resolve/values.ts';
import type { Account } from '../account.ts';
import { AwsError, jsonService } from '../service.ts';
import { asJson, policyOf, textOf } from './property-values.ts';

/** SQS's part: the attributes of queues, all of which are text. */
export const sqs = jsonService('sqs', {
  GetQueueAttributes: ({ QueueUrl, AttributeNames }, { account }) => {
    const queue = account.find(QueueUrl, 'AWS::SQS::Queue');
    if (!queue) throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
    const all = attributesOf(String(QueueUrl), queue.properties, account);
    const wanted = isList(AttributeNames) ? AttributeNames : [];
    const isWanted = ([name, value]: [string, unknown]) =>
      value !== undefined && (wanted.includes('All') || wanted.includes(name));
    return { Attributes: Object.fromEntries(Object.entries(all).filter(isWanted)) };
  },
});

/** Where nothing is said, SQS encrypts with its own key. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
function attributesOf(url: string, properties: Readonly<Record<string, unknown>>, account: Account) {
  const key = textOf(properties['KmsMasterKeyId']);
  return {
    QueueArn: account.arn('sqs', url.slice(url.lastIndexOf('/') + 1)),
    VisibilityTimeout: textOf(properties['VisibilityTimeout']) ?? '30',
    MessageRetentionPeriod: textOf(properties['MessageRetentionPeriod']) ?? '345600',
    SqsManagedSseEnabled: textOf(properties['SqsManagedSseEnabled']) ?? String(!key),
    KmsMasterKeyId: key || undefined,
    RedrivePolicy: asJson(properties['RedrivePolicy']),
    RedriveAllowPolicy: asJson(properties['RedriveAllowPolicy']),
    FifoQueue: String(properties['FifoQueue']) === 'true' ? 'true' : undefined,
    Policy: policyOf(url, { 'AWS::SQS::QueuePolicy': 'Queues', 'AWS::SQS::QueueInlinePolicy': 'Queue' }, account),
  };
}
