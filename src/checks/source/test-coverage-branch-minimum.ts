import { defineCheck, judgeMeasurement, notApplicable } from 'create-fitness-serverless/check';

/**
 * Judges the code of the service by the report that the last run of its tests left, as `test-coverage-line-minimum` does.
 * Where the report counts no branches there is nothing to judge.
 * https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_test_val_chg.html
 */
export default defineCheck<{ minimum: number }>({
  meta: {
    id: 'test-coverage-branch-minimum',
    title: 'Tests take most branches of the code',
    why: 'A line is covered by one way through it; the way that no test takes is where errors are handled.',
    remedy: 'test the branches that are not covered, and run the tests with coverage before the score is taken',
    category: 'operations',
    severity: 'low',
    weight: 2,
    resourceTypes: ['source'],
    relatedTypes: ['AWS::Lambda::Function'],
    configRule: false,
    recommended: false,
    docs: 'https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_test_val_chg.html',
    liveActions: [],
    options: {
      minimum: {
        type: 'number',
        minimum: 1,
        maximum: 100,
        default: 70,
        description: 'Least part of the branches that tests take, percent',
      },
    },
  },

  evaluate(_source, context) {
    const { minimum } = context.options;
    if (context.resources('AWS::Lambda::Function').length === 0) {
      return notApplicable('there is no function whose code could be tested');
    }
    return judgeMeasurement(
      context.measurement('branchCoverage'),
      { atLeast: minimum },
      (percent) => `tests take ${percent} % of the branches, less than ${minimum} %`,
    );
  },
});
