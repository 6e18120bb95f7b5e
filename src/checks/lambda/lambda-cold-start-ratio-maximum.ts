import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/** Asks CloudWatch Logs Insights, which is paid by what it scans. https://docs.aws.amazon.com/lambda/latest/dg/execution-environments.html */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'lambda-cold-start-ratio-maximum',
    title: 'Cold starts are rare',
    why: 'Each is an invocation that somebody waits longer for.',
    remedy: 'use provisioned concurrency, or fewer and busier functions',
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
        minimum: 0,
        maximum: 100,
        default: 10,
        description: 'Largest part of the invocations that begin with a cold start, percent',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('coldStartRatio', fn),
      { atMost: maximum },
      (value) => `${value} % of the invocations begin with a cold start, and ${maximum} % are the most`,
    );
  },
});
