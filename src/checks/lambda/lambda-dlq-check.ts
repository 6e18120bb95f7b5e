import {
  asynchronousSourceOf,
  asynchronousTypes,
  defineCheck,
  fail,
  isGiven,
  isUndetermined,
  literal,
  notApplicable,
  pass,
  unknown,
  unreadable,
} from 'create-fitness-serverless/check';

interface Options {
  functions: 'asynchronous' | 'all';
  dlqArns?: string[];
}

const TARGET = ['DeadLetterConfig', 'TargetArn'];

/**
 * Where to, a person has to say; a destination on failure keeps more of what happened, and has a check of its own,
 * lambda-async-failure-destination.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
 */
export default defineCheck<Options>({
  meta: {
    id: 'lambda-dlq-check',
    title: 'Functions have a dead-letter queue',
    why: 'Lambda drops an asynchronous event after its retries, and nobody learns that it existed.',
    remedy: 'set DeadLetterQueue (DeadLetterConfig.TargetArn) to a queue or a topic',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::Lambda::Function'],
    relatedTypes: asynchronousTypes,
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/lambda-dlq-check.html',
    references: {
      guard: ['rules/aws/lambda/lambda_dlq_check.guard'],
      cdkNag: ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'],
      checkov: ['CKV_AWS_116'],
    },
    liveActions: ['lambda:GetFunctionConfiguration', 'lambda:GetFunctionEventInvokeConfig', 'lambda:GetPolicy'],
    options: {
      functions: {
        type: 'string',
        enum: ['asynchronous', 'all'],
        default: 'asynchronous',
        description:
          '`all` judges, as the Config rule does, functions too that nothing in the template invokes asynchronously',
      },
      dlqArns: { type: 'array', items: { type: 'string' }, description: 'ARNs of the queues and topics that will do' },
    },
  },

  evaluate(lambda, context) {
    const { functions, dlqArns } = context.options;
    const source = functions === 'all' ? { exists: true } : asynchronousSourceOf(lambda, context);
    if (source.exists === false) return notApplicable('nothing in the template invokes it asynchronously');

    const target = lambda.get(...TARGET);
    const given = isGiven(lambda, ...TARGET);
    if (given === 'unknown' || (given && dlqArns && isUndetermined(target))) return unreadable(target);
    if (given && (!dlqArns || dlqArns.includes(literal(target) ?? ''))) return pass(target);
    if (source.exists === 'unknown') {
      return unknown('whether anything invokes it asynchronously is known only when deployed');
    }
    return fail(given ? 'its dead-letter queue is none of dlqArns' : 'has no dead-letter queue', target);
  },
});
