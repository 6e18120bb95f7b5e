import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'lambda-error-rate-maximum',
    title: 'Hardly an invocation fails',
    why: 'An invocation that fails is a request that is not answered, or work that is tried again and paid twice.',
    remedy: 'read the errors in its logs and mend what causes them',
    category: 'performance',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
    liveActions: ['cloudwatch:GetMetricData'],
    options: {
      maximum: {
        type: 'number',
        minimum: 0,
        maximum: 100,
        default: 1,
        description: 'Largest part of the invocations that fail, percent',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('errorRate', fn),
      { atMost: maximum },
      (value) => `${value} % of the invocations fail, and ${maximum} % are the most`,
    );
  },
});
