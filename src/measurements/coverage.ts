/** How much of the code the tests run, from the report of the last run. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from '../template/model.ts';
import { countsOfCobertura } from './formats/cobertura.ts';
import type { CoverageCounts, Counts } from './formats/counts.ts';
import { countsOfFiles, countsOfSummary } from './formats/istanbul.ts';
import { countsOfTracefile } from './formats/lcov.ts';

type Read = (text: string) => CoverageCounts | undefined;

/**
 * Where test runners write below a project: those of Istanbul (jest, vitest, c8, nyc), then those of other languages
 * (coverage.py, coverlet, JaCoCo's and Go's converters). The one that is cheaper to read first.
 */
const REPORTS: readonly (readonly [file: string, read: Read])[] = [
  ['coverage/coverage-summary.json', countsOfSummary],
  ['coverage/lcov.info', countsOfTracefile],
  ['coverage/cobertura-coverage.xml', countsOfCobertura],
  ['coverage/coverage-final.json', countsOfFiles],
  ['coverage/cobertura.xml', countsOfCobertura],
  ['coverage/coverage.xml', countsOfCobertura],
  ['lcov.info', countsOfTracefile],
  ['coverage.xml', countsOfCobertura],
  ['cobertura.xml', countsOfCobertura],
];

/** Percent, 0…100, by the names of measurements; empty if there is no report below the folder. */
export function coverageOf(root: string): Record<string, Measurement> {
  // Most folders have none of them.
  const hasFolder = existsSync(join(root, 'coverage'));
  for (const [file, read] of REPORTS) {
    if (!hasFolder && file.startsWith('coverage/')) continue;
    const text = readIfThere(join(root, file));
    if (text === undefined) continue;
    const counts = read(text);
    if (!counts || counts.lines.total === 0) {
      const problem = `${file} counts no lines: run the tests with coverage again`;
      return { lineCoverage: { problem }, branchCoverage: { problem } };
    }
    return {
      lineCoverage: { value: percent(counts.lines), from: file },
      branchCoverage: counts.branches
        ? { value: percent(counts.branches), from: file }
        : { absent: `${file} counts no branches` },
    };
  }
  return {};
}

function percent({ covered, total }: Counts): number {
  return (100 * covered) / total;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
