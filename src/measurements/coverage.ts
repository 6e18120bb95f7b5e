/** How much of the code the tests run, from the report of the last run. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, own } from '../template/resolve/values.ts';
import type { Measurement } from '../template/model.ts';

/** Lines that a test ran, of those that could be run. */
interface Lines {
  readonly covered: number;
  readonly total: number;
}

/** Where the reporters of Istanbul (jest, vitest, c8, nyc) write below a project, the more exact one first. */
const REPORTS: readonly { readonly file: string; readonly read: (text: string) => Lines | undefined }[] = [
  // https://istanbul.js.org/docs/advanced/alternative-reporters/#json-summary
  { file: 'coverage/coverage-summary.json', read: linesOfSummary },
  // https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1, "Tracefile format"
  { file: 'coverage/lcov.info', read: linesOfTracefile },
];

/** Percent of the lines, 0…100; undefined if there is no report below the folder. */
export function lineCoverage(root: string): Measurement | undefined {
  // Most folders have none: one question instead of one per report.
  if (!existsSync(join(root, 'coverage'))) return undefined;
  for (const { file, read } of REPORTS) {
    const text = readIfThere(join(root, file));
    if (text === undefined) continue;
    const lines = read(text);
    if (lines && lines.total > 0) return { value: (100 * lines.covered) / lines.total, from: file };
    return { problem: `${file} counts no lines: run the tests with coverage again` };
  }
  return undefined;
}

function linesOfSummary(text: string): Lines | undefined {
  const lines = own(own(parsed(text), 'total'), 'lines');
  if (!isRecord(lines)) return undefined;
  const { covered, total } = lines;
  return isCount(covered) && isCount(total) && covered <= total ? { covered, total } : undefined;
}

/** Of each file `LF:` lines found and `LH:` lines hit. */
function linesOfTracefile(text: string): Lines | undefined {
  let covered = 0;
  let total = 0;
  for (const [, kind, count] of text.matchAll(/^L([FH]):(\d+)\r?$/gm)) {
    if (kind === 'F') total += Number(count);
    else covered += Number(count);
  }
  return covered <= total ? { covered, total } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
