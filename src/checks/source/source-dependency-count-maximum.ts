import { defineCheck, judgeMeasurement } from 'create-fitness-serverless/check';

/**
 * Judges the npm packages of which some code goes into a function's bundle, two versions of one counted twice. What is only
 * installed does not count.
 * https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_appsec_centralize_services_for_packages_and_dependencies.html
 */
export default defineCheck<{ maximum: number }>({
  meta: {
    id: 'source-dependency-count-maximum',
    title: 'A function is made of few packages',
    why: 'Each package is code of somebody else that runs with the rights of the function, and has to be kept up to date.',
    remedy: 'replace a package that little is used of, or bring the versions of one together',
    category: 'security',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    recommended: false,
    docs: 'https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_appsec_centralize_services_for_packages_and_dependencies.html',
    liveActions: [],
    options: {
      maximum: {
        type: 'integer',
        minimum: 0,
        default: 100,
        description: 'Most npm packages that go into the bundle of one function',
      },
    },
  },

  evaluate(fn, context) {
    const { maximum } = context.options;
    return judgeMeasurement(
      context.measurement('dependencyCount', fn),
      { atMost: maximum },
      (packages) => `is made of ${packages} npm packages, more than ${maximum}`,
    );
  },
});
