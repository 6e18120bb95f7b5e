/** `--baseline FILE`: a report that `score --json` printed, or a baseline as the hooks keep it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { parseBaseline } from '../fitness/baseline.ts';
import type { Baseline } from '../fitness/baseline.ts';

/** The baseline of a template. A report of several has one for each of them. */
export type BaselineFile = (template: string) => Baseline | undefined;

/**
 * @param many whether several templates are scored: no single baseline is that of them all
 * @throws UserError `no-baseline`, `broken-baseline`
 */
export function readBaseline(file: string, cwd: string, many: boolean): BaselineFile {
  const text = textIn(file, cwd).trim();
  const report = text.startsWith('{') ? attempt(() => JSON.parse(text) as ReportFile) : { baseline: text };
  if (typeof report?.baseline === 'string') {
    if (many) throw broken(`${file} holds the report of one template, and several are scored.`);
    const baseline = baselineIn(file, report.baseline);
    return () => baseline;
  }
  const reports: ReportFile['reports'] = Array.isArray(report?.reports) ? report.reports : undefined;
  if (!reports) throw broken(`${file} is no report of \`score --json\`.`);
  const texts = new Map(reports.map(({ template, baseline }) => [template, baseline]));
  return (template) => {
    const own = texts.get(template);
    return typeof own === 'string' ? baselineIn(file, own) : undefined;
  };
}

interface ReportFile {
  readonly baseline?: unknown;
  readonly reports?: readonly { readonly template?: unknown; readonly baseline?: unknown }[];
}

function textIn(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new UserError('no-baseline', `Cannot read the baseline ${file}: ${(cause as Error).message}.`, {
      hint: 'Check the path.',
      cause,
    });
  }
}

function baselineIn(file: string, text: string): Baseline {
  try {
    return parseBaseline(text);
  } catch (cause) {
    throw broken(`${file} holds no baseline.`, cause);
  }
}

function broken(message: string, cause?: unknown): UserError {
  return new UserError('broken-baseline', message, { hint: 'Make one with `score --json > FILE`.', cause });
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
