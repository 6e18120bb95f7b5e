/** Where each format of a report goes: `--format sarif=out.sarif --format table`, `--format html --output report.html`. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { ownPackage } from '../package.ts';
import type { Entry, Render } from '../report/entry.ts';
import type { REPORT_FORMATS } from './options.ts';
import type { Terminal } from './terminal.ts';

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface Output {
  readonly format: ReportFormat;
  /** stdout if absent. */
  readonly file: string | undefined;
}

/** Lines for a log: they may stand below each other on stdout; any other format has it alone. */
const LINES: readonly string[] = ['table', 'github'];

/** Each format is loaded when it is written. */
const RENDER: Readonly<Record<ReportFormat, () => Promise<Render>>> = {
  table: async () => (await import('../report/table.ts')).renderTable,
  json: async () => (await import('../report/json.ts')).renderJson,
  sarif: async () => (await import('../report/sarif.ts')).renderSarif,
  junit: async () => (await import('../report/junit.ts')).renderJunit,
  markdown: async () => (await import('../report/markdown.ts')).renderMarkdown,
  html: async () => (await import('../report/html/index.ts')).renderHtml,
  github: async () => (await import('../report/github.ts')).renderGithub,
};

/** @throws UserError `two-outputs` if two formats would share stdout or a file */
export function outputsOf(formats: readonly string[] = ['table'], output?: string): Output[] {
  const outputs = [...new Set(formats)].map((written): Output => {
    const at = written.indexOf('=');
    const format = (at < 0 ? written : written.slice(0, at)) as ReportFormat;
    const file = at < 0 ? undefined : written.slice(at + 1);
    if (file === '')
      throw new UserError('missing-value', `--format ${written} names no file.`, {
        hint: `Write --format ${format}=FILE.`,
      });
    return { format, file };
  });
  const loose = outputs.filter(({ file }) => file === undefined);
  const shared = loose.length > 1 && (output !== undefined || loose.some(({ format }) => !LINES.includes(format)));
  const files = outputs.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) < index || file === output);
  if (shared || twice !== undefined) {
    const where = twice ?? output ?? 'stdout';
    throw new UserError('two-outputs', `Two formats go to ${where}.`, { hint: 'Give each its own: --format F=FILE.' });
  }
  if (output !== undefined && loose.length === 0)
    throw new UserError('two-outputs', `No format is left for --output ${output}.`, {
      hint: 'Name it with --format, without a file.',
    });
  return outputs.map(({ format, file }) => ({ format, file: file ?? output }));
}

/** Writes every output; says on stderr which files it wrote. */
export async function writeOutputs(
  entries: readonly Entry[],
  outputs: readonly Output[],
  { terminal, now }: { terminal: Terminal; now: Date },
): Promise<void> {
  const { cwd } = terminal;
  const known = { now, tool: `create-fitness-serverless@${ownPackage().version}`, cwd, root: repositoryOf(cwd) };
  for (const { format, file } of outputs) {
    const render = await RENDER[format]();
    const onScreen = file === undefined;
    const page = onScreen ? { color: terminal.color, width: terminal.width } : { color: false, width: 100 };
    const text = render(entries, { ...known, ...page });
    if (onScreen) terminal.out(text);
    else {
      const path = resolve(cwd, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      terminal.say(`Wrote ${file}.\n`);
    }
  }
}

/** The root of the repository around a folder, else the folder itself. */
function repositoryOf(folder: string): string {
  for (let at = folder; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, '.git'))) return at;
  return folder;
}
