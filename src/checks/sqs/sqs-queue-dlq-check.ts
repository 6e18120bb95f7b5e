import {
  any,
  defineCheck,
  fail,
  field,
  fromJson,
  isHole,
  isPartialString,
  isTrue,
  isUndetermined,
  literal,
  notApplicable,
  pass,
  referrersOf,
  unknown,
  unreadable,
  type CheckContext,
  type Link,
  type Resolved,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

/** Where a queue is named that takes what could not be processed, by type: a path, in which `*` is any item or key. */
const DEAD_LETTERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::Events::Rule': ['Targets.*.DeadLetterConfig.Arn'],
  'AWS::IoT::TopicRule': ['TopicRulePayload.ErrorAction.Sqs.QueueUrl'],
  'AWS::Lambda::EventInvokeConfig': ['DestinationConfig.OnFailure.Destination'],
  'AWS::Lambda::EventSourceMapping': ['DestinationConfig.OnFailure.Destination'],
  'AWS::Lambda::Function': ['DeadLetterConfig.TargetArn'],
  'AWS::Pipes::Pipe': ['SourceParameters.*.DeadLetterConfig.Arn'],
  'AWS::SNS::Subscription': ['RedrivePolicy.deadLetterTargetArn'],
  'AWS::SQS::Queue': ['RedrivePolicy.deadLetterTargetArn'],
  'AWS::Scheduler::Schedule': ['Target.DeadLetterConfig.Arn'],
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
export default defineCheck({
  meta: {
    id: 'sqs-queue-dlq-check',
    title: 'Queues set aside what cannot be processed',
    why: 'A message that always fails comes back until it expires, takes capacity meanwhile, and is lost in the end.',
    remedy: 'set RedrivePolicy with the deadLetterTargetArn of another queue and a maxReceiveCount',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::SQS::Queue'],
    relatedTypes: Object.keys(DEAD_LETTERS),
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/sqs-queue-dlq-check.html',
    references: {
      controlTower: ['CT.SQS.PR.1'],
      cdkNag: ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
    },
    liveActions: ['sqs:GetQueueAttributes'],
  },

  evaluate(queue, context) {
    const redrive = queue.get('RedrivePolicy');
    if (isUndetermined(redrive)) return unreadable(redrive);
    const target = redrive.state === 'absent' ? undefined : field(fromJson(redrive.value), 'deadLetterTargetArn');
    if (isHole(target) && !target.ref && target.id === undefined)
      return unreadable(queue.get('RedrivePolicy', 'deadLetterTargetArn'));
    if (target !== undefined && target !== null && target !== '') return pass(redrive);

    const own = redriveAllowed(queue);
    if (own === true) return notApplicable('is a dead-letter queue: its RedriveAllowPolicy lets others send there');
    const takers = referrersOf(queue, context, 'dead letters', () => deadLetters(context));
    const taker = takers.find(({ is }) => is === true);
    if (taker) return notApplicable(`is the dead-letter queue of ${taker.resource.logicalId}`);
    const isOne = any(own, ...takers.map(({ is }) => is));
    if (isOne === 'unknown') return unknown('whether it is itself a dead-letter queue is known only when deployed');
    return fail('has no dead-letter queue', redrive);
  },

  fix(queue) {
    const resource = `${queue.logicalId}Dlq`;
    const redrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': [resource, 'Arn'] }, maxReceiveCount: 5 };
    const fifo = queue.get('FifoQueue');
    // The queue has to be of the kind of its source; a key of KMS has a policy that a person has to look at.
    if (isUndetermined(fifo) || queue.get('KmsMasterKeyId').state !== 'absent') return undefined;
    return [
      { resource, path: [], set: deadLetterQueue(isTrue(literal(fifo))) },
      { path: ['Properties', 'RedrivePolicy'], set: redrivePolicy },
    ];
  },
});

/** It keeps what comes as long as SQS does. */
function deadLetterQueue(isFifo: boolean): unknown {
  return {
    Type: 'AWS::SQS::Queue',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { ...(isFifo && { FifoQueue: true }), MessageRetentionPeriod: 1_209_600 },
  };
}

/** What is not meant to be one forbids it. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html */
function redriveAllowed(queue: ResourceView): boolean | 'unknown' {
  const policy = queue.get('RedriveAllowPolicy');
  if (policy.state === 'absent') return false;
  if (isUndetermined(policy)) return 'unknown';
  const permission = field(fromJson(policy.value), 'redrivePermission');
  return isHole(permission) ? 'unknown' : literal(permission) !== 'denyAll';
}

function* deadLetters(context: CheckContext): Generator<Link> {
  for (const resource of context.resources(...(Object.keys(DEAD_LETTERS) as [string]))) {
    for (const path of DEAD_LETTERS[resource.type] ?? []) {
      const [first = '', ...rest] = path.split('.');
      yield* linksIn(resource, resource.get(first), rest);
    }
  }
}

function* linksIn(resource: ResourceView, value: Value, path: readonly string[]): Generator<Link> {
  const values = value.state === 'absent' || value.state === 'unknown' ? [value] : at(fromJson(value.value), path);
  for (const to of values) yield { from: resource, to };
}

/** The values at a path below one, which may have holes on the way. */
function at(value: Resolved | undefined, [step, ...rest]: readonly string[]): (Resolved | undefined)[] {
  if (step === undefined || value === undefined || isHole(value)) return [value];
  if (step !== '*') return at(field(value, step), rest);
  if (typeof value !== 'object' || value === null || isPartialString(value)) return [];
  return Object.values<Resolved>(value as Record<string, Resolved>).flatMap((item) => at(item, rest));
}
