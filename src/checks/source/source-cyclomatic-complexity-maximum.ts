import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/**
 * Judges the code of each function with what it imports of the service, not its packages: the number that ESLint's rule
 * `complexity` gives its most complex function. The default is that rule's.
 * https://eslint.org/docs/latest/rules/complexity
 */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'source-cyclomatic-complexity-maximum',
    title: 'No function of the code has too many paths',
    why: 'Each path through a function is one to understand and one to test; past some twenty nobody does either.',
    remedy: 'split the function, turn nested conditions into early returns, or a chain of them into a table',
    category: 'operations',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_code_quality.html',
    liveActions: [],
    options: {
      maximum: {
        type: 'integer',
        minimum: 1,
        default: 20,
        description: 'Most independent paths through one function of the code',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    const most = context.measurement('cyclomaticMaximum', fn);
    const place = most.state === 'known' ? (most.from ?? 'its code') : '';
    return judgeMeasurement(
      most,
      { atMost: maximum },
      (paths) => `has a cyclomatic complexity of ${paths}, more than ${maximum}, at ${place}`,
    );
  },
});
