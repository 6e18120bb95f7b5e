import {
  all,
  any,
  defineCheck,
  fail,
  invokersOf,
  isGiven,
  literal,
  notApplicable,
  pass,
  unknown,
  unreadable,
  type CheckContext,
  type Link,
  type ResourceView,
  type Ternary,
} from 'create-fitness-serverless/check';

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

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export default defineCheck({
  meta: {
    id: 'lambda-async-failure-destination',
    title: 'Events that a function could not process are kept',
    why: 'Lambda drops an asynchronous event after its retries, and nobody learns that it existed.',
    remedy: 'set EventInvokeConfig.DestinationConfig.OnFailure, or a DeadLetterQueue',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Lambda::Function'],
    relatedTypes: [
      'AWS::Lambda::Alias',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Version',
      'AWS::Scheduler::Schedule',
    ],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    references: { cdkNag: ['Serverless-LambdaAsyncFailureDestination'] },
    liveActions: ['lambda:GetFunctionEventInvokeConfig'],
  },

  evaluate(lambda, context) {
    const source = asynchronousSource(lambda, context);
    if (source.exists === false) return notApplicable('nothing in the template invokes it asynchronously');

    const queue = isGiven(lambda, 'DeadLetterConfig', 'TargetArn');
    if (queue === true) return pass(lambda.get('DeadLetterConfig', 'TargetArn'));
    const configs = invokersOf(lambda, context, 'configs', () =>
      context
        .resources('AWS::Lambda::EventInvokeConfig')
        .map((config) => ({ from: config, to: config.get('FunctionName') })),
    ).map(({ resource: config, is }) => ({
      config,
      keeps: all(is, isGiven(config, 'DestinationConfig', 'OnFailure', 'Destination')),
    }));
    const kept = configs.find(({ keeps }) => keeps === true)?.config;
    if (kept) return pass(kept.get('DestinationConfig', 'OnFailure', 'Destination'), kept);

    if (queue === 'unknown') return unreadable(lambda.get('DeadLetterConfig', 'TargetArn'));
    const open = configs.find(({ keeps }) => keeps === 'unknown')?.config;
    if (open) return unreadable(open.get('DestinationConfig', 'OnFailure', 'Destination'), open);
    return source.exists === 'unknown'
      ? unknown('whether anything invokes it asynchronously is known only when deployed')
      : fail(`drops the events of ${source.name} that it could not process`);
  },
});

/**
 * Does anything invoke the function asynchronously: a service by its permission, or a schedule or the destination of another
 * function, which need none? By name.
 */
function asynchronousSource(lambda: ResourceView, context: CheckContext): { exists: Ternary; name?: string } {
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

function permissions(context: CheckContext): Link[] {
  return context
    .resources('AWS::Lambda::Permission')
    .map((permission): Link => ({ from: permission, to: permission.get('FunctionName') }));
}

function schedules(context: CheckContext): Link[] {
  return context
    .resources('AWS::Scheduler::Schedule')
    .map((schedule): Link => ({ from: schedule, to: schedule.get('Target', 'Arn') }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations */
function destinations(context: CheckContext): Link[] {
  return context
    .resources('AWS::Lambda::EventInvokeConfig')
    .flatMap((config) =>
      ['OnSuccess', 'OnFailure'].map((when): Link => ({
        from: config,
        to: config.get('DestinationConfig', when, 'Destination'),
      })),
    );
}
