/** What is said beside the report. */
import { ownPackage } from '../../package.ts';
import { counted } from '../../report/words.ts';
import type { UpgradeReport } from '../../report/upgrade.ts';
import { STATE_FOLDER, offerPath } from '../../upgrade/manifest.ts';
import type { Plan, Problem } from '../../upgrade/plan.ts';

export function upToDate(): string {
  return `Up to date with create-fitness-serverless ${ownPackage().version}; nothing to do.\n`;
}

/** The answer of `--check`, for a person. */
export function checkedText(report: UpgradeReport, isAvailable: boolean): string {
  const { problems } = report;
  if (problems.length === 0) return isAvailable ? availableText(report) : upToDate();
  const hints = new Set(problems.map(({ kind }) => HINTS[kind]));
  return [...problems.map(({ message }) => message), ...hints, ''].join('\n');
}

const EDITED = "Take the tool's text again with `upgrade --restore=PATH`, or make it yours with `eject PATH`.";

const HINTS: Readonly<Record<Problem['kind'], string>> = {
  tampered: EDITED,
  missing: EDITED,
  'no-base': 'Restore .fitness/ from version control.',
  unresolved: 'Make of each marked place what it should be, then run `upgrade`.',
};

function availableText({ from, to, actions, conflicts }: UpgradeReport): string {
  const own = actions.filter(({ class: owner, action }) => owner !== 'state' && CHANGES.has(action)).length;
  const what = from === to ? 'What fitness.yaml says is not applied' : `An upgrade is available, ${from} → ${to}`;
  const clash = conflicts.length > 0 ? `, ${counted(conflicts.length, 'conflict')}` : '';
  return own === 0 && conflicts.length === 0
    ? `${what}.\n`
    : `${what}: ${counted(own, 'file')} would change${clash}.\n`;
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
  const outside = isRepository ? [] : [`This is no git repository: what was there is kept in ${STATE_FOLDER}/undo.`];
  const next = isRepository ? ['Next: look at `git diff`, run the tests, commit.'] : [];
  return ['', ...outside, ...undo, ...next, ''].join('\n');
}

function conflictLines({ actions, conflicts }: UpgradeReport, { writes }: Plan): string[] {
  const written = new Set(writes.map(({ path }) => path));
  const waits = (path: string): string => (written.has(offerPath(path)) ? `  (ours waits in ${offerPath(path)})` : '');
  return [
    `${counted(conflicts.length, 'conflict')} to resolve:`,
    ...actions.flatMap(({ path, action }) => (action === 'conflict' ? [`  ${path}${waits(path)}`] : [])),
    'Make of each marked place what it should be. Take what you want of what waits, and delete it there.',
    'Then run `upgrade` again: it closes them.',
  ];
}
