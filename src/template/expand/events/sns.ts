import { isRecord, own } from '../../resolve/values.ts';
import { defined, getAtt, isTruthy, logicalIdIn, pick, ref } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { from } from '../source.ts';
import { addPermission, sourceOfEvent } from './event.ts';
import type { ExpandEvent, FunctionEvent } from './event.ts';
import { addMapping } from './event-source-mapping.ts';

/** The topic invokes the function, or with `SqsSubscription` sends to a queue that the function polls. */
export const sns: ExpandEvent = (event) => {
  const { properties, target } = event;
  if (!isTruthy(properties.SqsSubscription)) {
    addPermission(event, 'sns.amazonaws.com', { sourceArn: properties.Topic });
    subscribe(event, 'lambda', target.arn);
    return;
  }
  const queue = isRecord(properties.SqsSubscription) ? properties.SqsSubscription : newQueue(event);
  const { QueueArn, QueueUrl, QueuePolicyLogicalId, BatchSize } = queue;
  addMapping(event, `${event.id}EventSourceMapping`, 'SQS', {
    Queue: QueueArn,
    BatchSize: BatchSize ?? 10,
    Enabled: true,
  });
  letTopicSend(event, QueueArn, QueueUrl, QueuePolicyLogicalId);
  subscribe(event, 'sqs', QueueArn);
};

function subscribe(event: FunctionEvent, protocol: string, endpoint: unknown): void {
  const { x, sam, id, properties } = event;
  const subscription = defined({
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: properties.Topic,
    ...pick(properties, ['Region', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy']),
  });
  x.addGenerated(sam, id, 'AWS::SNS::Subscription', subscription, sourceOfEvent(event, { TopicArn: ['Topic'] }));
}

function newQueue({ x, sam, id, at, properties }: FunctionEvent): Properties {
  const topic = x.written.get(logicalIdIn(properties.Topic) ?? '');
  const fifo = x.literal(own(topic?.Properties, 'FifoTopic'));
  const queueId = `${id}Queue`;
  x.addGenerated(sam, queueId, 'AWS::SQS::Queue', isTruthy(fifo) ? { FifoQueue: fifo } : {}, from(at));
  return { QueueArn: getAtt(queueId, 'Arn'), QueueUrl: ref(queueId) };
}

function letTopicSend({ x, sam, id, at, properties }: FunctionEvent, arn: unknown, url: unknown, named: unknown): void {
  const statement = {
    Action: 'sqs:SendMessage',
    Effect: 'Allow',
    Principal: '*',
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': properties.Topic } },
  };
  const policy = { PolicyDocument: { Version: '2012-10-17', Statement: [statement] }, Queues: [url] };
  const logicalId = typeof named === 'string' && named !== '' ? named : `${id}QueuePolicy`;
  x.addGenerated(sam, logicalId, 'AWS::SQS::QueuePolicy', policy, from(at));
}
