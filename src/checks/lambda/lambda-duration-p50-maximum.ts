import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** The duration is without the init of a cold start. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'lambda-duration-p50-maximum',
    title: 'The usual invocation is fast enough',
    why: 'It is what every user waits for and what the bill is made of.',
    remedy: 'profile the function, give it more memory, or set the target that its callers need',
    category: 'performance',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    recommended: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
    liveActions: ['cloudwatch:GetMetricData'],
    options: {
      maximum: {
        type: 'number',
        minimum: 1,
        maximum: 900000,
        default: 1000,
        description: 'Longest p50 of the duration, milliseconds',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('durationP50', fn),
      { atMost: maximum },
      (value) => `half of the invocations take ${value} ms or more, and ${maximum} ms are the most`,
    );
  },
});
