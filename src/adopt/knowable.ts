/** How much a gate can know of a service whose builds measure no sources yet: more cannot be asked for. */
import type { AdoptedConfig } from '../config/config.ts';
import { GATE } from '../config/defaults.ts';
import { everySource, measurementsOfBuild } from '../measurements/build.ts';
import type { Measurement, Template } from '../template/model.ts';

/** Hooks know nothing of the sources then, and `score` all but the coverage of tests. */
export function unmeasured({ hooks }: AdoptedConfig): Readonly<Record<string, Measurement>> {
  if (hooks !== 'none') return measurementsOfBuild({}, undefined);
  const problem = 'no report of the coverage of tests is there';
  return {
    ...everySource({ absent: 'the sources are not measured' }),
    lineCoverage: { problem },
    branchCoverage: { problem },
  };
}

export function withoutMeasurements(template: Template, adopted: AdoptedConfig): Template {
  return { ...template, inputs: { ...template.inputs, measurements: unmeasured(adopted) } };
}

/** The default where that can be reached; else, in steps of 0.05, what can. */
export function reachable(coverage: number): number {
  // 0.85 is as much as seventeen times 0.05
  return Math.min(GATE.minCoverage, Math.floor(coverage * 20 + 1e-9) / 20);
}
