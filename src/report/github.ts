/**
 * Annotations of a GitHub Actions run:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import type { Against } from '../fitness/report.ts';
import type { Location } from '../template/model.ts';
import { changesOf, referenceOf, signed } from './change.ts';
import { isScored } from './entry.ts';
import type { Entry, RenderContext, ScoredEntry } from './entry.ts';
import { findingsOf, levelOfResult } from './findings.ts';
import type { Level } from './findings.ts';
import { repositoryPath } from './repository-path.ts';
import { plain } from './text.ts';
import { points } from './words.ts';

type Command = 'error' | 'warning' | 'notice';

const COMMANDS: Readonly<Record<Level, Command>> = { error: 'error', warning: 'warning', note: 'notice' };

/** The gravest first: GitHub shows ten of each kind per step. */
export function renderGithub(entries: readonly Entry[], context: RenderContext): string {
  return entries
    .flatMap((entry) => (isScored(entry) ? annotations(entry, context) : [failure(entry, context)]))
    .join('');
}

function failure({ template, error }: Exclude<Entry, ScoredEntry>, context: RenderContext): string {
  const message = [error.message, error.hint].filter(Boolean).join(' ');
  const location = error.location ?? { file: template, line: 1, column: 1 };
  return command('error', `${template}: ${error.code}`, message, context, location);
}

function annotations(entry: ScoredEntry, context: RenderContext): string[] {
  const { template, report } = entry;
  const { against, gate, fitness, diagnostics } = report;
  const isRed = gate.verdict !== 'pass';
  const at = { file: template, line: 1, column: 1 };
  const reasons = gate.reasons.map(({ rule, message }) =>
    command(isRed ? 'error' : 'notice', `Fitness gate: ${rule}`, message, context, at),
  );
  const notices = (gate.notices ?? []).map(({ rule, message }) =>
    command('notice', `Fitness gate: ${rule}`, message, context, at),
  );
  return [
    command(
      isRed ? 'error' : 'notice',
      'Fitness',
      `${template}: ${points(fitness)} of 100, gate ${gate.verdict}`,
      context,
      at,
    ),
    ...reasons,
    ...(against?.gain === undefined
      ? []
      : [command('notice', 'This change', changeOf(against, against.gain), context, at)]),
    ...findingsOf(entry).flatMap(({ check, meta, failing, unknown }) => [
      ...failing.map((result) => {
        const level = COMMANDS[levelOfResult(result, meta)];
        const message = `${result.resource}: ${result.known ? 'a known failure: ' : ''}${result.message}.${meta ? ` To pass it: ${meta.remedy}.` : ''}`;
        // an error in a green step would read as its opposite
        return command(isRed || level !== 'error' ? level : 'warning', check, message, context, result.location ?? at);
      }),
      ...unknown.map(({ resource, message, location }) =>
        command('notice', check, `${resource}: not known: ${message}`, context, location ?? at),
      ),
    ]),
    ...diagnostics.map(({ severity, code, message, location }) =>
      command(severity === 'error' ? 'error' : 'warning', code, message, context, location ?? at),
    ),
    ...notices,
  ];
}

function changeOf(against: Against, gain: number): string {
  const { worse, better } = changesOf(against);
  return `${signed(gain)} points against ${referenceOf(against)}: ${worse.length} worse, ${better.length} better`;
}

function command(
  name: Command,
  title: string,
  message: string,
  context: RenderContext,
  { file, line, column }: Location,
): string {
  const path = repositoryPath(file, context) ?? file;
  const properties = { file: path, line: String(line), col: String(column), title };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${name} ${written.join(',')}::${data(plain(message))}\n`;
}

/** What would end the command, or begin an escape. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(plain(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
