/** What can be measured beside the template, by the names that checks ask for. */

interface MeasurementMeta {
  /** `source`: of the code, when it is built; `deployed`: of what runs, by AWS. */
  readonly origin: 'source' | 'deployed';
  readonly unit: '%' | 'ms' | 's' | 'days' | 'bytes' | 'count';
}

export const MEASUREMENTS = {
  /** Part of the lines that tests run. */
  lineCoverage: { origin: 'source', unit: '%' },
  /** Part of the branches that tests take. */
  branchCoverage: { origin: 'source', unit: '%' },
  /** McCabe's number of the functions in the sources: their sum, their mean, the largest. */
  cyclomaticComplexity: { origin: 'source', unit: 'count' },
  cyclomaticMean: { origin: 'source', unit: 'count' },
  cyclomaticMaximum: { origin: 'source', unit: 'count' },
  /** Without blank lines and comments. */
  linesOfCode: { origin: 'source', unit: 'count' },
  /** Part of the lines of code that stand somewhere else, too. */
  duplicatedLines: { origin: 'source', unit: '%' },
  /** Code that is deployed, source maps apart. */
  bundleSize: { origin: 'source', unit: 'bytes' },
  /** npm packages of which some code is deployed. */
  dependencyCount: { origin: 'source', unit: 'count' },
  /** Of the invocations of a function, without their cold starts. */
  durationP50: { origin: 'deployed', unit: 'ms' },
  durationP99: { origin: 'deployed', unit: 'ms' },
  /** Invocations that failed, of those that ran. */
  errorRate: { origin: 'deployed', unit: '%' },
  /** Requests that were throttled, of all. */
  throttleRate: { origin: 'deployed', unit: '%' },
  /** The most executions of a function at the same time, of those that it may have. */
  concurrencyUse: { origin: 'deployed', unit: '%' },
  /** p99 of the time that the init of a function took. */
  coldStartDuration: { origin: 'deployed', unit: 'ms' },
  /** Invocations that began with an init. */
  coldStartRatio: { origin: 'deployed', unit: '%' },
  /** Since a secret was rotated last. */
  secretAge: { origin: 'deployed', unit: 'days' },
  /** Since a rotation should have taken place; 0 if none is due. */
  rotationDelay: { origin: 'deployed', unit: 'days' },
  accessKeyAge: { origin: 'deployed', unit: 'days' },
  /** Until the certificate that a resource is, or has, is not valid any more. */
  certificateDaysLeft: { origin: 'deployed', unit: 'days' },
  /** Of the oldest parameter in SSM that a resource takes by a dynamic reference: secure ones, and the others. */
  secureParameterAge: { origin: 'deployed', unit: 'days' },
  plainParameterAge: { origin: 'deployed', unit: 'days' },
  /** Rules of AWS Config that have judged a resource of the stack. */
  configRules: { origin: 'deployed', unit: 'count' },
} as const satisfies Record<string, MeasurementMeta>;

export type MeasurementName = keyof typeof MEASUREMENTS;
