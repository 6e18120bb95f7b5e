import {
  all,
  asynchronousSourceOf,
  asynchronousTypes,
  defineCheck,
  fail,
  invokersOf,
  isGiven,
  notApplicable,
  pass,
  unknown,
  unreadable,
} from 'create-fitness-serverless/check';

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
    relatedTypes: asynchronousTypes,
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    references: { cdkNag: ['Serverless-LambdaAsyncFailureDestination'] },
    liveActions: ['lambda:GetFunctionConfiguration', 'lambda:GetFunctionEventInvokeConfig', 'lambda:GetPolicy'],
  },

  evaluate(lambda, context) {
    const source = asynchronousSourceOf(lambda, context);
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
