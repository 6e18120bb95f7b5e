/** The report as JSON: a contract of the command line. */
import type { Report } from '../fitness/report.ts';

/** Digits of scores behind the point: enough to see every fix, and free of the noise of floats. */
const DIGITS = 4;

/**
 * The report in the order of its contract, indented, with a line end.
 *
 * @param baseline what the next release is compared with, as text; left out if absent
 */
export function formatJson(report: Report, baseline?: string): string {
  const { complexity, categories, results } = report;
  const rounded = {
    version: report.version,
    tool: report.tool,
    service: report.service,
    environment: report.environment,
    template: report.template,
    fitness: round(report.fitness),
    raw: round(report.raw),
    penalty: round(report.penalty),
    coverage: round(report.coverage),
    complexity: { value: round(complexity.value), penalty: round(complexity.penalty), terms: complexity.terms },
    categories: Object.fromEntries(
      Object.entries(categories).map(([name, { fitness, coverage }]) => [
        name,
        { fitness: round(fitness), coverage: round(coverage) },
      ]),
    ),
    gate: report.gate,
    results: results.map((result) => (result.cost === undefined ? result : { ...result, cost: round(result.cost) })),
    diagnostics: report.diagnostics,
    ...(baseline !== undefined && { baseline }),
  };
  return `${JSON.stringify(rounded, null, 2)}\n`;
}

function round(value: number): number {
  return Math.round(value * 10 ** DIGITS) / 10 ** DIGITS;
}
