import { defineCheck, judgeMeasurement, notApplicable } from 'create-fitness-serverless/check';

/**
 * Judges the code of all functions together, without their packages: lines of code that stand in two places, of all lines of
 * code. As jscpd has it: at least 5 lines and 50 tokens, whatever the layout; comments do not count.
 * https://jscpd.dev
 */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'source-duplication-maximum',
    title: 'Little of the code is a copy of other code',
    why: 'What is written twice is mended once: the copy keeps the fault.',
    remedy: 'move what is the same into a module that both import',
    category: 'operations',
    severity: 'low',
    weight: 2,
    resourceTypes: ['source'],
    relatedTypes: ['AWS::Lambda::Function'],
    configRule: false,
    recommended: false,
    docs: 'https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_code_quality.html',
    liveActions: [],
    options: {
      maximum: {
        type: 'number',
        minimum: 0,
        maximum: 100,
        default: 5,
        description: 'Most lines of code that stand in two places, percent',
      },
    },
  },

  evaluate(_source, context) {
    const { maximum } = context.options;
    if (context.resources('AWS::Lambda::Function').length === 0) {
      return notApplicable('there is no function whose code could be measured');
    }
    return judgeMeasurement(
      context.measurement('duplicatedLines'),
      { atMost: maximum },
      (percent) => `${percent} % of the lines of code stand in two places, more than ${maximum} %`,
    );
  },
});
