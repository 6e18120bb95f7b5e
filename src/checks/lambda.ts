/** Finding what belongs to a Lambda function. Part of the check API. */
import type { CheckContext, ResourceView } from './check.ts';
import type { Value } from '../template/model.ts';
import { referrersOf, targetOf, type Link, type Referrer } from './references.ts';
import { all, any, isHole, isPartialString, literal, type Ternary } from './values.ts';

/** What looking around in a template takes. */
type Surroundings = Pick<CheckContext, 'resources' | 'refersTo'>;

/** The function's aliases in the template. */
export function aliasesOf(lambda: ResourceView, context: Surroundings): ResourceView[] {
  return qualifiersOf(lambda, context, 'AWS::Lambda::Alias');
}

/** The links that identify the function, one of its aliases or one of its versions; see `referrersOf`. */
export function invokersOf(
  lambda: ResourceView,
  context: Surroundings,
  name: string,
  links: () => Iterable<Link>,
): readonly Referrer[] {
  const targets = [
    lambda,
    ...qualifiersOf(lambda, context, 'AWS::Lambda::Alias'),
    ...qualifiersOf(lambda, context, 'AWS::Lambda::Version'),
  ];
  const found = new Map<ResourceView, Referrer>();
  for (const referrer of targets.flatMap((target) => referrersOf(target, context, name, links))) {
    if (found.get(referrer.resource)?.is !== true) found.set(referrer.resource, referrer);
  }
  return [...found.values()];
}

/** The function that the value identifies, by itself, an alias or a version; `unknown` if it may be one of several. */
export function functionOf(value: Value, context: Surroundings): ResourceView | 'unknown' | undefined {
  const direct = targetOf(value, 'AWS::Lambda::Function', context);
  if (typeof direct === 'object') return direct;
  const answers = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'].map((type) => {
    const qualifier = targetOf(value, type, context);
    return typeof qualifier === 'object'
      ? targetOf(qualifier.get('FunctionName'), 'AWS::Lambda::Function', context)
      : qualifier;
  });
  const found = answers.find((answer) => typeof answer === 'object');
  return found ?? [direct, ...answers].find((answer) => answer === 'unknown');
}

function qualifiersOf(lambda: ResourceView, context: Surroundings, type: string): ResourceView[] {
  const found = referrersOf(lambda, context, type, () =>
    context.resources(type).map((each): Link => ({ from: each, to: each.get('FunctionName') })),
  );
  return found.filter(({ is }) => is === true).map(({ resource }) => resource);
}

/** Services that invoke asynchronously, by the principal of their permission. https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html */
const ASYNCHRONOUS = [
  'cloudformation.amazonaws.com',
  'codecommit.amazonaws.com',
  'config.amazonaws.com',
  'events.amazonaws.com',
  'iot.amazonaws.com',
  'logs.amazonaws.com',
  's3.amazonaws.com',
  'ses.amazonaws.com',
  'sns.amazonaws.com',
];

/** What `asynchronousSourceOf` looks at. */
export const asynchronousTypes = [
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Scheduler::Schedule',
] as const;

/**
 * Does anything invoke the function asynchronously: a service by its permission, or a schedule or the destination of another
 * function, which need none? By name.
 */
export function asynchronousSourceOf(lambda: ResourceView, context: Surroundings): { exists: Ternary; name?: string } {
  let exists: Ternary = false;
  for (const { resource: permission, is } of invokersOf(lambda, context, 'permissions', () => permissions(context))) {
    const principal = permission.get('Principal');
    const name = literal(principal) ?? '';
    const invokesIt = all(principal.state === 'unknown' ? 'unknown' : ASYNCHRONOUS.includes(name), is);
    if (invokesIt === true) return { exists: true, name };
    exists = any(exists, invokesIt);
  }
  for (const { resource: schedule, is } of invokersOf(lambda, context, 'schedules', () => schedules(context))) {
    if (is === true) return { exists: true, name: schedule.logicalId };
    exists = any(exists, is);
  }
  for (const { resource: config, is } of invokersOf(lambda, context, 'destinations', () => destinations(context))) {
    if (is === true) return { exists: true, name: config.logicalId };
    exists = any(exists, is);
  }
  return { exists };
}

function permissions(context: Surroundings): Link[] {
  return context
    .resources('AWS::Lambda::Permission')
    .map((permission): Link => ({ from: permission, to: permission.get('FunctionName') }));
}

function schedules(context: Surroundings): Link[] {
  return context
    .resources('AWS::Scheduler::Schedule')
    .map((schedule): Link => ({ from: schedule, to: schedule.get('Target', 'Arn') }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations */
function destinations(context: Surroundings): Link[] {
  return context.resources('AWS::Lambda::EventInvokeConfig').flatMap((config) =>
    ['OnSuccess', 'OnFailure'].map((when): Link => ({
      from: config,
      to: config.get('DestinationConfig', when, 'Destination'),
    })),
  );
}

/** What Lambda polls; `stream` is one of Kinesis or DynamoDB. */
export type EventSource = 'sqs' | 'mq' | 'stream' | 'kafka' | 'documentdb' | 'unknown';

/** Properties of a mapping that only one kind of source has. */
const OF_SOURCE: readonly (readonly [property: string, source: EventSource])[] = [
  ['AmazonManagedKafkaEventSourceConfig', 'kafka'],
  ['SelfManagedEventSource', 'kafka'],
  ['SelfManagedKafkaEventSourceConfig', 'kafka'],
  ['Topics', 'kafka'],
  ['Queues', 'mq'],
  ['DocumentDBEventSourceConfig', 'documentdb'],
];

/** The service in the ARN of a source. */
const BY_SERVICE: Readonly<Record<string, EventSource>> = {
  sqs: 'sqs',
  mq: 'mq',
  kinesis: 'stream',
  dynamodb: 'stream',
  kafka: 'kafka',
  rds: 'documentdb',
};

/**
 * What an event source mapping reads, by its properties and its ARN. Of the others only streams have a starting position.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
export function eventSourceOf(mapping: ResourceView): EventSource {
  const own = OF_SOURCE.find(([property]) => ['known', 'partial'].includes(mapping.get(property).state));
  if (own) return own[1];
  const service = /^arn:[^:]*:([a-z]+):/.exec(textOf(mapping.get('EventSourceArn')))?.[1] ?? '';
  if (Object.hasOwn(BY_SERVICE, service)) return BY_SERVICE[service] as EventSource;
  const position = mapping.get('StartingPosition');
  if (position.state === 'unknown') return 'unknown';
  return position.state === 'absent' ? 'sqs' : 'stream';
}

/** A string with marks for its holes. */
function textOf(value: Value): string {
  const resolved = value.state === 'known' || value.state === 'partial' ? value.value : '';
  if (typeof resolved === 'string') return resolved;
  if (!isPartialString(resolved)) return '';
  return resolved.parts.map((part) => (isHole(part) ? '?' : part)).join('');
}
