import { defineCheck, fail, literal, notApplicable, pass, unknown } from 'create-fitness-serverless/check';

/**
 * Judges the code of the service, not a resource of its template: the last run of the tests has to leave
 * `coverage/coverage-summary.json` or `coverage/lcov.info` beside the template. It fails by as much as is missing.
 * https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_test_val_chg.html
 */
export default defineCheck<{ minimum: number }>({
  meta: {
    id: 'test-coverage-line-minimum',
    title: 'Tests run most of the code',
    why: 'What no test runs is tried out by the users, and every change of it is a guess.',
    remedy:
      'test what is not covered, and run the tests with coverage before the score is taken (jest: --coverage --coverageReporters json-summary)',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['source'],
    relatedTypes: ['AWS::Lambda::Function'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_test_val_chg.html',
    liveActions: [],
    options: {
      minimum: {
        type: 'number',
        minimum: 1,
        maximum: 100,
        default: 80,
        description: 'Least part of the lines that tests run, percent',
      },
    },
  },

  evaluate(_source, context) {
    const { minimum } = context.options;
    if (context.resources('AWS::Lambda::Function').length === 0) {
      return notApplicable('there is no function whose code could be tested');
    }
    const covered = context.measurement('lineCoverage');
    if (covered.state === 'absent') return notApplicable('is measured where the code is, before it is deployed');
    if (covered.state === 'unknown') {
      return unknown(`${covered.reason}; tests that run with coverage leave it in coverage/`);
    }
    const percent = Number(literal(covered));
    if (percent >= minimum) return pass(covered);
    const message = `tests run ${Math.floor(percent * 10) / 10} % of the lines, less than ${minimum} %`;
    return { ...fail(message, covered), shortfall: (minimum - percent) / minimum };
  },
});
