/** What is said beside the report. */
import { ownPackage } from '../../package.ts';
import { plain } from '../../report/text.ts';
import { counted } from '../../report/words.ts';
import type { UpgradeReport } from '../../report/upgrade.ts';
import { STATE_FOLDER, offerPath, rejectPath } from '../../upgrade/manifest.ts';
import { isDangling } from '../../upgrade/plan.ts';
import type { Plan, Problem } from '../../upgrade/plan.ts';

export function upToDate(): string {
  return `Up to date with create-fitness-serverless ${ownPackage().version}; nothing to do.\n`;
}

/**
 * The answer of `--check`, for a person.
 *
 * @param standing of the problems those of what stands there
 * @param owned of an adopted service the files of its owner's that parts of ours are in
 */
export function checkedText(
  report: UpgradeReport,
  standing: readonly Problem[],
  isAvailable: boolean,
  owned: readonly string[] = [],
): string {
  const dangling = danglingLines(standing).map((line) => `${line}\n`);
  const said = [problemsText(standing), ...dangling].join('');
  return said || (isAvailable ? availableText(report, owned) : upToDate());
}

/** What stands against the laws of ownership, and what to do; empty if nothing does. */
export function problemsText(all: readonly Problem[]): string {
  const problems = all.filter((problem) => !isDangling(problem));
  if (problems.length === 0) return '';
  const hints = new Set(problems.map(({ kind }) => HINTS[kind]));
  return [...problems.map(({ message }) => plain(message)), ...hints, ''].join('\n');
}

const EDITED = "Take the tool's text again with `upgrade --restore=PATH`, or make it yours with `eject PATH`.";

const DANGLING = 'Name what is there, or bring back what is not: as it is, CloudFormation takes no such template.';

const HINTS: Readonly<Record<Problem['kind'], string>> = {
  tampered: EDITED,
  missing: EDITED,
  'no-base': 'Restore .fitness/ from version control.',
  unresolved: 'Make of each marked place what it should be, then run `upgrade`.',
  dangling: DANGLING,
};

function availableText({ from, to, actions, conflicts }: UpgradeReport, owned: readonly string[]): string {
  const own = actions.filter(({ class: owner, action }) => owner !== 'state' && CHANGES.has(action));
  const follows = from === to && own.length > 0 && own.every(({ path }) => owned.includes(path));
  const current = follows
    ? `What is ours in ${plain(own.map(({ path }) => path).join(', '))} follows what you wrote there`
    : 'What fitness.yaml says is not applied';
  const what = from === to ? current : `An upgrade is available, ${from} → ${to}`;
  const clash = conflicts.length > 0 ? `, ${counted(conflicts.length, 'conflict')}` : '';
  const next = follows ? '`upgrade` writes it; `adopt` does, too, and gates functions that are new.\n' : '';
  return own.length === 0 && conflicts.length === 0
    ? `${what}.\n`
    : `${what}: ${counted(own.length, 'file')} would change${clash}.\n${next}`;
}

const CHANGES: ReadonlySet<string> = new Set(['create', 'update', 'delete', 'rename']);

/** The last lines: what a person does next. */
export function nextText(
  report: UpgradeReport,
  plan: Plan,
  { keepUndo, isRepository }: { keepUndo: boolean; isRepository: boolean },
): string {
  if (plan.writes.length === 0) return report.conflicts.length > 0 ? 'Nothing was written.\n' : '';
  const undo = keepUndo ? ['`upgrade --abort` takes it all back.'] : [];
  if (report.conflicts.length > 0) return ['', ...conflictLines(report, plan), ...undo, ''].join('\n');
  const outside = isRepository ? [] : [`Git has no copy here: what was there is kept in ${STATE_FOLDER}/undo.`];
  const dangling = danglingLines(report.problems);
  if (dangling.length > 0) return ['', ...outside, ...dangling, ...undo, ''].join('\n');
  const next = isRepository ? ['Next: look at `git diff`, run the tests, commit.'] : [];
  return ['', ...outside, ...undo, ...next, ''].join('\n');
}

/** References of a template that lead nowhere, and what to do. */
export function danglingLines(problems: readonly Problem[]): string[] {
  const named = problems.filter(isDangling).map(({ message }) => `  ${plain(message)}`);
  return named.length === 0
    ? []
    : [`${counted(named.length, 'reference')} to what is not there any more:`, ...named, DANGLING];
}

function conflictLines({ actions, conflicts }: UpgradeReport, { writes }: Plan): string[] {
  const written = new Set(writes.map(({ path }) => path));
  const clashes = actions.flatMap(({ path, action }) => (action === 'conflict' ? [path] : []));
  const beside = (path: string): string | undefined => {
    const [offer, rejected] = [offerPath(path), rejectPath(path)];
    if (written.has(offer)) return `ours waits in ${offer}`;
    return written.has(rejected) ? `what ours would change is in ${rejected}` : undefined;
  };
  const lineOf = (path: string): string => plain(`${path}${beside(path) === undefined ? '' : `  (${beside(path)})`}`);
  const isRejected = clashes.some((path) => written.has(rejectPath(path)));
  return [
    `${counted(conflicts.length, 'conflict')} to resolve:`,
    ...clashes.map((path) => `  ${lineOf(path)}`),
    isRejected
      ? 'Your text stands. Take what you want of each .rej and of what waits, and delete it there.'
      : 'Make of each marked place what it should be. Take what you want of what waits, and delete it there.',
    'Then run `upgrade` again: it closes them.',
  ];
}
