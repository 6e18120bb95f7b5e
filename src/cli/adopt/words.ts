/** What is said beside the report of an adoption. */
import { relative } from 'node:path';
import type { Adoption } from '../../adopt/adopt.ts';
import { IGNORED } from '../../adopt/ignored.ts';
import { DANGLING_REFERENCE, ONLY_AT_FIRST } from '../../adopt/since.ts';
import { meant, outcomesText } from '../../report/adoption.ts';
import { plain } from '../../report/text.ts';
import type { Location } from '../../template/model.ts';
import { STATE_FOLDER, offerPath } from '../../upgrade/manifest.ts';
import { conflictsOf, isDangling } from '../../upgrade/plan.ts';
import { toolCommand } from '../command-line.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { nextSteps } from './next-steps.ts';
import type { Prepared } from './prepared.ts';

/** What of it could not be done, somebody has to look at. */
export function statusOf({ plan, functions, findings }: Pick<Adoption, 'plan' | 'functions' | 'findings'>): ExitStatus {
  const isPartial =
    conflictsOf(plan).length > 0 ||
    hasDangling({ plan }) ||
    hasIgnored({ findings }) ||
    plan.actions.some(({ left }) => left !== undefined) ||
    meant(functions).some(({ outcome }) => outcome === 'refused');
  return isPartial ? EXIT.incomplete : EXIT.ok;
}

/** Does something of the template refer to what is not there any more? */
function hasDangling({ plan }: Pick<Adoption, 'plan'>): boolean {
  return (plan.problems ?? []).some(isDangling);
}

/** Would a person commit it without files that git ignores? */
function hasIgnored({ findings }: Pick<Adoption, 'findings'>): boolean {
  return findings.some(({ code }) => code === IGNORED);
}

export function isNothing({ plan }: Pick<Adoption, 'plan'>): boolean {
  return plan.writes.length === 0 && conflictsOf(plan).length === 0;
}

const TOLD_AGAIN: ReadonlySet<string> = new Set([DANGLING_REFERENCE, IGNORED, ONLY_AT_FIRST]);

export function nothingText({ adoption, config }: Prepared): string {
  const outcomes = outcomesText(adoption.functions);
  const told = adoption.findings.filter(({ code }) => TOLD_AGAIN.has(code));
  const refused = meant(adoption.functions).filter(({ outcome }) => outcome === 'refused');
  const left = adoption.plan.actions.flatMap(({ path, left: parts = [] }) => parts.map((part) => ({ path, ...part })));
  const isDone = told.length + refused.length + left.length === 0;
  return [
    `${plain(config.service)} is adopted; nothing ${isDone ? 'to do' : 'to add'}.`,
    `${outcomes === '' ? '' : ` Functions: ${outcomes}.`}\n`,
    ...refused.map(({ id, reason = '', location }) => `${plain(`${placed(location)}${id} is not gated: ${reason}`)}\n`),
    ...[...new Set(left.map(({ path, at, reason }) => `${plain(`${path}: ${at} is not put in: ${reason}`)}.\n`))],
    ...told.map(({ message, location }) => `${plain(`${placed(location)}${message}`)}.\n`),
    ...[...new Set(told.map(({ proposal }) => `${plain(proposal?.summary ?? '')}\n`))],
  ].join('');
}

function placed(location: Location | undefined): string {
  return location ? `${location.file}:${location.line}: ` : '';
}

export const COMMIT_FIRST =
  'Commit or stash them first, so that you see what comes in; or go on among them: --allow-dirty.';

export const WITHOUT_GIT = 'Put it there, so that what is uncommitted is found; or go on without: --allow-dirty.';

export interface Ending {
  /** Of the person who reads it. */
  readonly cwd: string;
  /** What was there before is kept beside. */
  readonly keepUndo: boolean;
  readonly isRepository: boolean;
}

/** The last lines: what a person does next. */
export function nextText(found: Prepared, { cwd, keepUndo, isRepository }: Ending): string {
  const { adoption, config, root, since } = found;
  const conflicts = conflictsOf(adoption.plan);
  return [
    '',
    since ? `The gate of ${plain(config.service)} has what came since.` : `Adopted ${plain(config.service)}.`,
    ...(isRepository ? [] : [`Git has no copy here: what was there is kept in ${STATE_FOLDER}/undo.`]),
    ...(keepUndo ? [`\`${toolCommand('upgrade', '--abort')}\` takes it all back.`] : []),
    ...conflictLines(conflicts.map(({ path }) => path)),
    ...nextSteps(found, {
      from: relative(cwd, root),
      first: isRepository && conflicts.length === 0 ? ['Look at `git diff`, and commit.'] : [],
    }),
    '',
  ].join('\n');
}

function conflictLines(paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  return [
    'What is yours stays; ours waits beside it:',
    ...paths.map((path) => `  ${plain(path)}  (${plain(offerPath(path))})`),
    'Take what you want of each, delete it there, and run the command again.',
  ];
}
