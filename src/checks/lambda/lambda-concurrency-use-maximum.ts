import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'lambda-concurrency-use-maximum',
    title: 'There is room for more executions at the same time',
    why: 'At the limit every further request is throttled, first by the busiest hour of the week.',
    remedy: 'raise its reserved concurrency or the quota of the account, or make the function faster',
    category: 'performance',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
    liveActions: ['cloudwatch:GetMetricData', 'lambda:GetAccountSettings'],
    options: {
      maximum: {
        type: 'number',
        minimum: 0,
        maximum: 100,
        default: 80,
        description: 'Largest part of the executions at the same time that are allowed, percent',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('concurrencyUse', fn),
      { atMost: maximum },
      (value) =>
        `${value} % of the executions that are allowed at the same time were used, and ${maximum} % are the most`,
    );
  },
});
