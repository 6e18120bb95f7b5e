/** What can be measured beside the template, by the names that checks ask for. */

interface MeasurementMeta {
  /** `source`: of the code, when it is built; `deployed`: of what runs, by AWS. */
  readonly origin: 'source' | 'deployed';
  readonly unit: '%' | 'ms' | 's' | 'days' | 'bytes' | 'count';
}

export const MEASUREMENTS = {
  /** Part of the lines that tests run. */
  lineCoverage: { origin: 'source', unit: '%' },
} as const satisfies Record<string, MeasurementMeta>;

export type MeasurementName = keyof typeof MEASUREMENTS;
