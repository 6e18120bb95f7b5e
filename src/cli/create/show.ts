/** What create says: its plan, as text or JSON, and what comes next. */
import { STATE_FOLDER, offerPath } from '../../upgrade/manifest.ts';
import { conflictsOf } from '../../upgrade/plan.ts';
import type { Action, Plan } from '../../upgrade/plan.ts';
import type { Result, Steps } from './carry-out.ts';

const SIGN: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  unchanged: ' ',
  keep: '=',
  conflict: '!',
  delete: '-',
  rename: '>',
  skip: ' ',
};

/** The plan and, after a real run, what came of it. The shape is a contract. */
export function planJson(steps: Steps, { dryRun, result }: { dryRun: boolean; result?: Result }): string {
  const { folder, answers, plan, git, installs } = steps;
  return `${JSON.stringify(
    {
      version: 1,
      service: answers.name,
      folder,
      dryRun,
      actions: plan.actions,
      conflicts: conflictsOf(plan).map(({ path }) => path),
      git: { init: git, ...(result && { committed: result.committed, problem: result.gitProblem ?? null }) },
      install: {
        command: installs ? [installs.command, ...installs.args].join(' ') : null,
        folder: installs?.folder ?? null,
        ...(result && { problem: result.installProblem ?? null }),
      },
    },
    null,
    2,
  )}\n`;
}

export function describePlan(steps: Steps, { color }: { color: boolean }): string {
  const { folder, plan, git, installs, around } = steps;
  const changes = plan.actions.filter(({ action }) => action !== 'unchanged');
  const record = changes.filter(({ class: owner, action }) => owner === 'state' && action === 'create').length;
  const lines = changes
    .filter(({ class: owner, action }) => owner !== 'state' || action === 'conflict')
    .map(
      ({ path, action, reason }) => `${SIGN[action]} ${path}${action === 'create' ? '' : `  (${action}: ${reason})`}`,
    );
  const then = [
    git ? `git init in ${folder}` : around.repository && `no git init: ${around.repository} is a repository`,
    installs && `${[installs.command, ...installs.args].join(' ')} in ${installs.folder}`,
  ].filter(Boolean);
  return [
    plan.writes.length === 0
      ? `Nothing to write in ${folder}.`
      : `Would write ${count(filesOf(plan), 'file')} in ${folder}:`,
    ...(record > 0 ? [`+ ${STATE_FOLDER}/  (what was generated, and from what)`] : []),
    ...lines.map((line) => (color && line.startsWith('!') ? `\x1b[33m${line}\x1b[39m` : line)),
    ...(plan.writes.length > 0 ? then.map((line) => `then ${line}`) : []),
    '',
  ].join('\n');
}

/** The last thing that a person reads. */
export function describeResult(
  steps: Steps,
  result: Result,
  { from, color }: { from: string; color: boolean; version: string },
): string {
  const { answers, plan, installs, around, gitWanted } = steps;
  const bold = (text: string): string => (color ? `\x1b[1m${text}\x1b[22m` : text);
  const conflicts = conflictsOf(plan);
  const manager = answers.packageManager;
  const notes = [
    result.gitProblem !== undefined && `No first commit: ${result.gitProblem}.`,
    gitWanted === true && around.repository && `No git init: ${around.repository} is a repository.`,
    around.workspace && installs && `Installed at the root of the workspace, ${around.workspace.root}.`,
  ].filter((note) => typeof note === 'string');
  const next = [
    from && `cd ${shellWord(from)}`,
    (!installs || result.installProblem !== undefined) && `${manager} install`,
    `${manager} test`,
    `${manager} run score`,
  ].filter((line) => typeof line === 'string' && line !== '');
  return [
    plan.writes.length === 0
      ? conflicts.length > 0
        ? `Nothing was written for ${answers.name}.`
        : `${answers.name} is as it should be; nothing was written.`
      : `Created ${bold(answers.name)}: ${count(filesOf(plan), 'file')} in ${from || '.'}.`,
    ...notes,
    ...(result.installProblem === undefined
      ? []
      : [`The dependencies are not installed: ${result.installProblem}. The files are all there.`]),
    ...(conflicts.length === 0 ? [] : conflictLines(conflicts.map(({ path, reason }) => ({ path, reason })))),
    ...(plan.writes.length === 0
      ? []
      : ['', 'Next:', ...next.map((line) => `  ${line}`), 'README.md says how to deploy it.']),
    '',
  ].join('\n');
}

/** Those that somebody reads; what is in `.fitness` is a record of them. */
function filesOf(plan: Plan): number {
  return plan.actions.filter(
    ({ class: owner, action }) => owner !== 'state' && (action === 'create' || action === 'update'),
  ).length;
}

/** A path as it can be pasted into a shell. */
function shellWord(path: string): string {
  const plain = path.startsWith('-') ? `./${path}` : path;
  return /^[\w@%+=:,./\\-]+$/.test(plain) ? plain : `"${plain.replaceAll(/["$`\\]/g, '\\$&')}"`;
}

function conflictLines(conflicts: readonly { path: string; reason: string }[]): string[] {
  return [
    '',
    `${count(conflicts.length, 'conflict')}: your text stays, ours is beside it.`,
    ...conflicts.map(({ path, reason }) =>
      path.startsWith(`${STATE_FOLDER}/`) ? `  ${path}: ${reason}` : `  ${path}  (${reason}; ours: ${offerPath(path)})`,
    ),
    'Take what you want from each, delete it there, and run the command again.',
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
