import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'lambda-throttle-rate-maximum',
    title: 'Hardly a request is throttled',
    why: 'A request that is throttled is refused although the function works: its caller sees an error, or waits for another try.',
    remedy: 'raise its reserved concurrency or the quota of the account, or take load from it by a queue',
    category: 'performance',
    severity: 'medium',
    weight: 4,
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
        description: 'Largest part of the requests that are throttled, percent',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('throttleRate', fn),
      { atMost: maximum },
      (value) => `${value} % of the requests are throttled, and ${maximum} % are the most`,
    );
  },
});
