import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** Asks CloudWatch Logs Insights, which is paid by what it scans. https://docs.aws.amazon.com/lambda/latest/dg/execution-environments.html */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'lambda-cold-start-duration-maximum',
    title: 'A cold start is short',
    why: 'Whoever comes first, or in the busiest minute, waits for it on top of the invocation.',
    remedy: 'bundle less, import lazily, give the function more memory, or use SnapStart or provisioned concurrency',
    category: 'performance',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    recommended: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/execution-environments.html',
    liveActions: ['logs:StartQuery', 'logs:GetQueryResults', 'logs:StopQuery'],
    options: {
      maximum: {
        type: 'number',
        minimum: 1,
        maximum: 900000,
        default: 1000,
        description: 'Longest p99 of the init, milliseconds',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('coldStartDuration', fn),
      { atMost: maximum },
      (value) => `one cold start in a hundred takes ${value} ms or more, and ${maximum} ms are the most`,
    );
  },
});
