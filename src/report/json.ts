/** The report as JSON: a contract of the command line. */
import type { Against, Report } from '../fitness/report.ts';
import { isScored } from './entry.ts';
import type { Entry } from './entry.ts';

/** Digits of scores behind the point: enough to see every fix, and free of the noise of floats. */
const DIGITS = 4;

/**
 * The report in the order of its contract, indented, with a line end.
 *
 * @param baseline what the next release is compared with, as text; left out if absent
 */
export function formatJson(report: Report, baseline?: string): string {
  return `${JSON.stringify(dataOf(report, baseline), null, 2)}\n`;
}

/** One template: its report. Several: `{version, reports}`, each as it is for one; an error where there is no report. */
export function renderJson(entries: readonly Entry[]): string {
  const all = entries.map((entry) =>
    isScored(entry)
      ? dataOf(entry.report, entry.baseline)
      : { version: 1, template: entry.template, error: entry.error },
  );
  return `${JSON.stringify(all.length === 1 ? all[0] : { version: 1, reports: all }, null, 2)}\n`;
}

/** The data of `formatJson`. */
export function dataOf(report: Report, baseline?: string): object {
  const { categories, results } = report;
  return {
    version: report.version,
    tool: report.tool,
    service: report.service,
    environment: report.environment,
    template: report.template,
    ...scoresOf(report),
    categories: Object.fromEntries(
      Object.entries(categories).map(([name, { fitness, coverage }]) => [
        name,
        { fitness: round(fitness), coverage: round(coverage) },
      ]),
    ),
    gate: report.gate,
    ...(report.knownFailures && { knownFailures: report.knownFailures }),
    ...(report.against && { against: againstData(report.against) }),
    measurements: report.measurements ?? [],
    results: results.map((result) => (result.cost === undefined ? result : { ...result, cost: round(result.cost) })),
    diagnostics: report.diagnostics,
    ...(baseline !== undefined && { baseline }),
  };
}

function scoresOf({ fitness, raw, penalty, coverage, complexity }: NonNullable<Against['before']>): object {
  return {
    fitness: round(fitness),
    raw: round(raw),
    penalty: round(penalty),
    coverage: round(coverage),
    complexity: { value: round(complexity.value), penalty: round(complexity.penalty), terms: complexity.terms },
  };
}

function againstData({ before, gain, checks, ...source }: Against): object {
  return {
    ...source,
    ...(before && { before: scoresOf(before) }),
    ...(gain !== undefined && { gain: round(gain) }),
    checks: checks.map(({ penalty, ...check }) => ({
      ...check,
      penalty: { before: round(penalty.before), now: round(penalty.now) },
    })),
  };
}

export function round(value: number): number {
  return Math.round(value * 10 ** DIGITS) / 10 ** DIGITS;
}
