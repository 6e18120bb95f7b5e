import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** The duration is without the init of a cold start. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'lambda-duration-p99-maximum',
    title: 'Even slow invocations are fast enough',
    why: 'One user in a hundred waits at least so long, and a page that makes ten calls shows it to every tenth.',
    remedy: 'profile the slowest invocations, give the function more memory, or set the target that its callers need',
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
        minimum: 1,
        maximum: 900000,
        default: 3000,
        description: 'Longest p99 of the duration, milliseconds',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('durationP99', fn),
      { atMost: maximum },
      (value) => `one invocation in a hundred takes ${value} ms or more, and ${maximum} ms are the most`,
    );
  },
});
