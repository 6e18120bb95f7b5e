import {
  defineCheck,
  eventSourceOf,
  fail,
  functionOf,
  isUndetermined,
  literal,
  notApplicable,
  pass,
  referrersOf,
  targetOf,
  unknown,
  unreadable,
  type CheckContext,
  type ResourceView,
  type Value,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  factor: number;
}

/** The longest that SQS allows, seconds. */
const MOST = 43_200;

/**
 * Judges the mapping, by its queue and its function: a batch must not be given out again while it waits to be tried again. The
 * time that Lambda gathers a batch goes on top.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'lambda-sqs-visibility-timeout-check',
    title: 'Messages stay hidden while a function works on them',
    why: 'A message whose visibility timeout ends while it is being processed is processed a second time.',
    remedy:
      'set VisibilityTimeout of the queue to at least six times the Timeout of the function, and MaximumBatchingWindowInSeconds on top',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Lambda::EventSourceMapping'],
    relatedTypes: [
      'AWS::Lambda::Alias',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::Version',
      'AWS::SQS::Queue',
    ],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    references: { cdkNag: ['LambdaEventSourceSQSVisibilityTimeout'] },
    liveActions: ['lambda:GetEventSourceMapping', 'lambda:GetFunctionConfiguration', 'sqs:GetQueueAttributes'],
    options: {
      factor: {
        type: 'integer',
        minimum: 1,
        default: 6,
        description: 'How many times the Timeout of the function the messages stay hidden at least',
      },
    },
  },

  evaluate(mapping, context) {
    const queue = queueOf(mapping, context);
    if (!queue) return withoutQueue(mapping);
    const lambda = functionOf(mapping.get('FunctionName'), context);
    if (lambda === undefined || lambda === 'unknown') {
      return unknown('which function it invokes is not in the template', mapping.get('FunctionName'));
    }
    const timeout = lambda.effective('Timeout');
    if (isUndetermined(timeout)) return unreadable(timeout, lambda);
    const window = mapping.get('MaximumBatchingWindowInSeconds');
    if (isUndetermined(window)) return unreadable(window);
    const hidden = queue.effective('VisibilityTimeout');
    if (isUndetermined(hidden)) return unreadable(hidden, queue);

    const { factor } = context.options;
    const needed = factor * secondsOf(timeout) + secondsOf(window);
    if (secondsOf(hidden) >= needed) return pass(hidden, queue);
    const sum = [`${factor} × ${secondsOf(timeout)}`, ...(secondsOf(window) > 0 ? [secondsOf(window)] : [])].join(
      ' + ',
    );
    return fail(
      `${queue.logicalId} hides messages for ${secondsOf(hidden)} seconds, and ${lambda.logicalId} needs ${sum} = ${needed}`,
      hidden,
      queue,
    );
  },

  fix(mapping, context) {
    const queue = queueOf(mapping, context);
    if (!queue) return undefined;
    // Several functions may share a queue: what is enough for all is enough for each.
    const needed = referrersOf(queue, context, 'mappings', () =>
      context.resources('AWS::Lambda::EventSourceMapping').map((from) => ({ from, to: from.get('EventSourceArn') })),
    ).map(({ resource, is }) => (is === true ? neededFor(resource, context) : NaN));
    const most = Math.max(...needed.filter(Number.isFinite));
    return most > MOST
      ? undefined
      : [{ resource: queue.logicalId, path: ['Properties', 'VisibilityTimeout'], set: most }];
  },
});

function queueOf(mapping: ResourceView, context: CheckContext<Options>): ResourceView | undefined {
  const queue = targetOf(mapping.get('EventSourceArn'), 'AWS::SQS::Queue', context);
  return queue === 'unknown' ? undefined : queue;
}

function withoutQueue(mapping: ResourceView): Verdict {
  const source = eventSourceOf(mapping);
  if (source === 'sqs') return unknown('its queue is not in the template', mapping.get('EventSourceArn'));
  return source === 'unknown'
    ? unknown('whether it reads a queue is known only when deployed', mapping.get('EventSourceArn'))
    : notApplicable('reads no queue of SQS');
}

/** Not a number where it cannot be known. */
function neededFor(mapping: ResourceView, context: CheckContext<Options>): number {
  const lambda = functionOf(mapping.get('FunctionName'), context);
  const values =
    typeof lambda === 'object' ? [lambda.effective('Timeout'), mapping.get('MaximumBatchingWindowInSeconds')] : [];
  const [timeout, window] = values;
  if (!timeout || !window || values.some(isUndetermined)) return NaN;
  return context.options.factor * secondsOf(timeout) + secondsOf(window);
}

/** 0 for nothing. */
function secondsOf(value: Value): number {
  return Number(literal(value) ?? 0);
}
