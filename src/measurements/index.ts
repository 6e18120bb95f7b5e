/** What is measured of a service beside its template. */
import type { Measurement } from '../template/model.ts';
import { lineCoverage } from './coverage.ts';

/**
 * By the names that checks ask for; what was not measured is left out.
 *
 * @param root folder of the service
 */
export function measurementsOf(root: string): Readonly<Record<string, Measurement>> {
  const coverage = lineCoverage(root);
  return coverage ? { lineCoverage: coverage } : {};
}
