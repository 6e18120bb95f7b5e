/** What an upgrade does, or would do, for its reader: what changes and why, what stays, what new checks would find. */
import type { Kept } from '../upgrade/merge/three-way.ts';
import type { Action, PlannedAction, Problem } from '../upgrade/plan.ts';
import { paragraph, plain, styleOf, wrapped } from './text.ts';
import type { Style } from './text.ts';
import { counted, points } from './words.ts';

/** Fitness of the service as it is, as it will be, and with every check enforced that is in trial. */
export interface UpgradeScore {
  readonly before: number;
  readonly after: number;
  readonly enforced: number;
}

/** A failure that does not count yet. */
export interface TrialFailure {
  readonly check: string;
  readonly resource: string;
  readonly message: string;
}

/** A place of a structured file that both changed: the person's stays. */
export interface KeptPlace extends Kept {
  readonly path: string;
}

export interface UpgradeReport {
  /** Versions. */
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
  /** What was committed on a branch of its own; no commit: nothing changed. */
  readonly branch?: { readonly name: string; readonly commit: string | null };
  readonly actions: readonly PlannedAction[];
  readonly checks: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
  /** Undefined: it cannot be computed; a notice says why. */
  readonly score: UpgradeScore | undefined;
  /** Of checks in trial, after it. */
  readonly trialFailures: readonly TrialFailure[];
  /** Versions. */
  readonly migrations: readonly string[];
  /** Paths. */
  readonly conflicts: readonly string[];
  readonly notices: readonly string[];
  readonly kept: readonly KeptPlace[];
  /** Files that are the tool's or its records, and are not as it left them. */
  readonly problems: readonly Problem[];
}

interface Group {
  readonly title: string;
  readonly sign: string;
  readonly paint: keyof Style;
  readonly actions: readonly Action[];
}

/** In the order in which they are shown: what a person has to look at comes last. */
const GROUPS: readonly Group[] = [
  { title: 'New', sign: '+', paint: 'green', actions: ['create'] },
  { title: 'Updated', sign: '~', paint: 'green', actions: ['update'] },
  { title: 'Moved', sign: '>', paint: 'green', actions: ['rename'] },
  { title: 'Removed', sign: '-', paint: 'red', actions: ['delete'] },
  { title: 'Kept as you have it', sign: '=', paint: 'dim', actions: ['keep'] },
  { title: 'Left alone', sign: '.', paint: 'yellow', actions: ['skip'] },
  { title: 'Conflicts', sign: '!', paint: 'red', actions: ['conflict'] },
];

/** The report for a terminal: the same for a dry run and a real one. */
export function formatUpgrade(report: UpgradeReport, { color, width }: { color: boolean; width: number }): string {
  const style = styleOf(color);
  const shown = report.actions.filter(isShown);
  const paths = Math.min(MOST, Math.max(0, ...shown.map((action) => nameOf(action).length)));
  const lines = [
    style.bold(headOf(report)),
    ...GROUPS.flatMap((group) => groupLines(group, shown, { paths, style, width })),
    ...unmentioned(report),
    ...section('Your values stay', keptLines(report.kept, style, width), style),
    ...section('Checks', checkLines(report, style, width), style),
    ...section(
      'Notes',
      report.notices.flatMap((note) => paragraph('  ', note, width)),
      style,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Paths longer than that push their reasons to the right. */
const MOST = 60;

function headOf({ from, to, actions }: UpgradeReport): string {
  const tool = 'create-fitness-serverless';
  const isOfRecords =
    from === to && !actions.some(({ class: owner, action }) => owner !== 'state' && !STAYS.has(action));
  if (isOfRecords) return `${tool} ${plain(to)}: only its own records follow what you settled`;
  // the same version does otherwise where fitness.yaml, or what ours stands beside, was edited
  return from === to ? `${tool} ${plain(to)}: what follows from your edits` : `${tool} ${plain(from)} → ${plain(to)}`;
}

const STAYS: ReadonlySet<Action> = new Set(['unchanged', 'keep', 'skip']);

/** What everybody expects is not said of every file: that sources are their owner's, that an edit is kept. */
function isShown({ class: owner, action, kept }: PlannedAction): boolean {
  if (action === 'conflict') return true;
  if (owner === 'state' || action === 'unchanged') return false;
  return action !== 'keep' || (owner === 'managed' && kept === undefined);
}

function unmentioned({ actions }: UpgradeReport): string[] {
  const edited = actions.filter(({ class: owner, action }) => owner === 'merged' && action === 'keep').length;
  return edited === 0
    ? []
    : ['', `${counted(edited, 'more file')} that you edited or removed: as you left ${edited === 1 ? 'it' : 'them'}.`];
}

function nameOf({ path, to }: PlannedAction): string {
  return plain(to === undefined ? path : `${path} → ${to}`);
}

interface Layout {
  readonly paths: number;
  readonly style: Style;
  readonly width: number;
}

function groupLines(group: Group, actions: readonly PlannedAction[], { paths, style, width }: Layout): string[] {
  const own = actions.filter(({ action }) => group.actions.includes(action));
  const sign = style[group.paint](group.sign);
  const rows = own.flatMap((action) => {
    const name = nameOf(action);
    const [first = '', ...rest] = wrapped(plain(action.reason), Math.max(30, width - paths - 6));
    return [`  ${sign} ${name.padEnd(paths)}  ${first}`, ...rest.map((line) => `${' '.repeat(paths + 6)}${line}`)];
  });
  return section(group.title, rows, style);
}

function section(title: string, rows: readonly string[], style: Style): string[] {
  return rows.length === 0 ? [] : ['', style.bold(title), ...rows];
}

function keptLines(kept: readonly KeptPlace[], style: Style, width: number): string[] {
  return kept.flatMap(({ path, at, yours, next }) => {
    const stays = yours === undefined ? 'it stays removed' : `yours stays (${yours})`;
    const would = next === undefined ? 'the tool would take it out' : `the tool would write ${next}`;
    return paragraph(`  ${style.dim('=')} `, `${path}: ${at}: ${stays}; ${would}`, width);
  });
}

/** Failures that are named; `score` names them all. */
const NAMED = 5;

function checkLines({ checks, score, trialFailures }: UpgradeReport, style: Style, width: number): string[] {
  const listed = (sign: string, noun: string, about: string, ids: readonly string[]): string[] =>
    ids.length === 0 ? [] : paragraph(`  ${sign} `, `${counted(ids.length, noun)}${about}: ${ids.join(', ')}`, width);
  return [
    ...listed(style.green('+'), 'new check', '', checks.added),
    ...listed(style.red('-'), 'check', ' that the tool has no more', checks.removed),
    ...listed(style.yellow('~'), 'check', ' of another weight', checks.changed),
    ...(score ? scoreLines(score, checks.added.length, trialFailures, width) : []),
  ];
}

function scoreLines(
  { before, after, enforced }: UpgradeScore,
  added: number,
  failures: readonly TrialFailure[],
  width: number,
): string[] {
  const moved = before === after ? `fitness stays ${points(after)}` : `fitness ${points(before)} → ${points(after)}`;
  if (failures.length === 0)
    return paragraph('  ', added > 0 ? `${moved}; what is in trial passes: it can be enforced` : moved, width);
  const named = failures
    .slice(0, NAMED)
    .flatMap(({ check, resource, message }) => paragraph('    ', `${resource}: ${message} [${check}]`, width));
  const more = failures.length > NAMED ? [`    and ${failures.length - NAMED} more`] : [];
  const head = `${moved}; what is in trial does not count, enforced it would take ${points(after)} to ${points(enforced)}:`;
  return [...paragraph('  ', head, width), ...named, ...more];
}
