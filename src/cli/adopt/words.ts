/** What is said beside the report of an adoption. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Adoption } from '../../adopt/adopt.ts';
import { IGNORED } from '../../adopt/ignored.ts';
import { DANGLING_REFERENCE, ONLY_AT_FIRST } from '../../adopt/since.ts';
import { calledIn } from '../../config/called.ts';
import { SAMCONFIG_FILES } from '../../config/samconfig-files.ts';
import { aliasesMadeBy, isTwoSteps, meant, newlyGated, outcomesText } from '../../report/adoption.ts';
import { plain } from '../../report/text.ts';
import { quoteList } from '../../template/traps/context.ts';
import type { Location } from '../../template/model.ts';
import { STATE_FOLDER, offerPath } from '../../upgrade/manifest.ts';
import { conflictsOf, isDangling } from '../../upgrade/plan.ts';
import { quoted, toolCommand } from '../command-line.ts';
import { toolOf } from '../create/tool.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
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

export interface Next {
  /** Folder of the service, from where the person stands. */
  readonly from: string;
  /** What comes before a deployment. */
  readonly first: readonly string[];
  /** Of `--staged`: the two commits. */
  readonly staged?: readonly [aliases: string, gate: string] | undefined;
}

/** From here to a gate that stops what is worse; of one that is there already, to what is new under it. */
export function nextSteps(found: Prepared, { from, first, staged }: Next): string[] {
  const { config, since } = found;
  const [environment = 'ENV'] = Object.keys(config.environments);
  const steps = [...(from === '' ? [] : [`cd ${quoted(from)}`]), ...first, ...deploySteps(found, staged)];
  return [
    '',
    'Next:',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ...(since
      ? []
      : [
          '',
          ...releaseLines(found, environment),
          'What the gate would have stopped, and what lets it stop releases:',
          command('score'),
          command('set', 'gate.mode=enforce'),
          ...fromNoRegistry(config),
        ]),
  ];
}

function deploySteps({ adoption, config, since }: Prepared, staged: Next['staged']): readonly string[] {
  if (since) return stepsSince(aliasesMadeBy(adoption), newlyGated(adoption.functions, since), staged);
  if (config.adopted?.hooks === 'none') return GATED_CHANGE_SETS;
  return isTwoSteps(adoption) ? deployments(staged) : GATED_AT_ONCE;
}

/** Beside what is gated already, and stays so. */
function stepsSince(aliased: readonly string[], fresh: readonly string[], staged: Next['staged']): string[] {
  const [one, two] = commitsOf(staged);
  if (aliased.length > 0) {
    const [names, them] = [plain(quoteList(aliased)), aliased.length === 1 ? 'it' : 'them'];
    const aliases = aliased.length === 1 ? 'the alias' : 'the aliases';
    return [
      `Deploy${one} as you do. It creates ${aliases} of ${names}, and no hook of ${them} runs yet.`,
      `Deploy${two || ' again'}. From here on a new version of ${them} is judged before it gets traffic, too.`,
    ];
  }
  if (fresh.length === 0) return ['Deploy as you do.'];
  return [`Deploy as you do. A new version of ${plain(quoteList(fresh))} is judged before it gets traffic, too.`];
}

/** Where package.json names the packed tool, npx takes that; elsewhere it asks a registry. */
function fromNoRegistry({ adopted }: Prepared['config']): string[] {
  if (adopted?.hooks === 'source' || toolOf().vendored === undefined) return [];
  return ['(This tool is from no registry, where npx looks for it: until one has it, run it as you did now.)'];
}

function command(...args: readonly string[]): string {
  return `  ${toolCommand(...args)}`;
}

/** The tool deploys by what samconfig says of an environment; without one its owner does. */
function releaseLines({ root, config }: Prepared, environment: string): string[] {
  const title = 'A release with an id of its own, so that one of infrastructure alone is gated, too:';
  if (SAMCONFIG_FILES.some((name) => existsSync(join(root, name))))
    return [title, command('deploy', '--env', environment)];
  if (config.adopted?.hooks !== 'none')
    return [title, `  sam deploy … --parameter-overrides … ${calledIn(config, 'ReleaseId')}=$(date +%y%m%d%H%M)`];
  return [
    'Without a samconfig.toml, `sam package`, and have the gate judge and execute what it writes:',
    command('gate', '--env', environment, '--stack-name', 'NAME', '--template', 'packaged.yaml', '--execute'),
  ];
}

/** A new alias has no version that traffic could shift from. */
function deployments(staged: Next['staged']): string[] {
  const [one, two] = commitsOf(staged);
  return [
    `Deploy${one} as you do. It creates the aliases, and no hook runs yet.`,
    `Deploy${two || ' again'}. From here on a new version is judged before it gets traffic; the gate observes.`,
  ];
}

function commitsOf(staged: Next['staged']): readonly [string, string] {
  const shown = (commit: string): string => ` ${commit.slice(0, 7)}`;
  return staged ? [shown(staged[0]), shown(staged[1])] : ['', ''];
}

const GATED_AT_ONCE = [
  'Deploy as you do. Every function has its alias: a new version is judged before it gets traffic; the gate observes.',
];

const GATED_CHANGE_SETS = ['Deploy with the command below: the gate judges the change set before anything changes.'];
