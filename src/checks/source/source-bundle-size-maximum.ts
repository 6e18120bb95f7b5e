import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

const MEGABYTE = 1_000_000;

/**
 * Judges what esbuild makes of each function's code with its packages, source maps apart. A function that is deployed as its
 * folder stands is not judged.
 * https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
 */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'source-bundle-size-maximum',
    title: 'The bundle of a function is small',
    why: 'All of it is fetched, read and compiled in a cold start, while somebody waits.',
    remedy: 'import the clients and modules that are used and no more, or leave out a package',
    category: 'performance',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html',
    liveActions: [],
    options: {
      maximum: {
        type: 'number',
        minimum: 0.001,
        maximum: 250,
        default: 5,
        description: 'Most code of one function, in megabytes of a million bytes',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('bundleSize', fn),
      { atMost: maximum * MEGABYTE },
      (bytes) => `its bundle has ${bytes} bytes, more than ${maximum} MB`,
    );
  },
});
