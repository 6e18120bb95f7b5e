/** One service: look, refuse what is not safe, plan, show, and apply. */
import { enforceEdits } from '../../config/check-edits.ts';
import type { PackageManager } from '../../config/config.ts';
import { ownPackage } from '../../package.ts';
import { upgradeJson } from '../../report/upgrade-json.ts';
import type { UpgradeReport } from '../../report/upgrade.ts';
import { counted } from '../../report/words.ts';
import { parseDocument } from '../../template/parse.ts';
import { afterSignals } from '../../upgrade/apply/uninterrupted.ts';
import { appliedVersion } from '../../upgrade/older-tool.ts';
import { conflictsOf, isDangling } from '../../upgrade/plan.ts';
import type { Plan, Problem } from '../../upgrade/plan.ts';
import { planUpgrade } from '../../upgrade/upgrade.ts';
import type { RunningTool, Upgrade, UpgradeOptions } from '../../upgrade/upgrade.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { COMMANDS } from '../options.ts';
import type { Values } from '../options.ts';
import { CONFIG_FILE } from '../service-folder.ts';
import type { Terminal } from '../terminal.ts';
import { applyOver } from './apply-over.ts';
import { remember } from './cache.ts';
import {
  gitState,
  gitStateMeanwhile,
  inTheWay,
  refuseDirty,
  refuseWithoutVersion,
  replacesLast,
  touchesFiles,
} from './dirty.ts';
import type { GitState } from './dirty.ts';
import { problemsOf, refuseOrganisation, refuseProblems } from './problems.ts';
import { rendererOf } from './projenrc.ts';
import { projenrcIn } from './projenrc-file.ts';
import { closeRejected, rejectedIn } from './rejected.ts';
import { reportOf } from './report-of.ts';
import { usesCache } from './request.ts';
import { flagsOf } from '../flags.ts';
import { changesDependencies } from './dependencies.ts';
import { runningTool } from './running-tool.ts';
import { serviceAt } from './target.ts';
import type { Scored } from './score.ts';
import { showDiff, showReport } from './show.ts';
import { checkedText, danglingLines, nextText, problemsText, upToDate } from './words.ts';

/** A service, and how it is to be upgraded. */
export interface Request {
  readonly root: string;
  readonly values: Values<'upgrade'>;
  readonly terminal: Terminal;
  readonly problems: readonly Problem[];
  /** Of `--check`: a version that there is, and that is not asked what it would do. */
  readonly newer: string | undefined;
  /** In words, why nobody knows whether there is a newer version. */
  readonly unanswered: string | undefined;
  /** Default: asked when it is needed. */
  readonly git?: () => GitState | Promise<GitState>;
}

/** @param looked What came of looking for another version. */
export async function upgradeService(
  root: string,
  values: Values<'upgrade'>,
  terminal: Terminal,
  { newer, unanswered }: Partial<Pick<Request, 'newer' | 'unanswered'>> = {},
): Promise<ExitStatus> {
  const started = Date.now();
  refuseOrganisation(root);
  const known = values['allow-dirty'] ? gitState(root, terminal.env) : undefined;
  const git = known ? () => known : gitOf(root, values, terminal);
  const upgrade = await planned(root, values, terminal, known);
  const request = { root, values, terminal, problems: problemsOf(root, upgrade.plan), newer, unanswered, git };
  const rejected = isNothing(upgrade) ? rejectedIn(root) : undefined;
  if (isNothing(upgrade) && isWhole(upgrade, request) && rejected === undefined) remember(root, started, upgrade.owned);
  if (values.check) return answer(upgrade, request);
  refuseProblems(upgrade.plan);
  if (isNothing(upgrade) && !values.json) {
    if (rejected === 'taken' && !values['dry-run'] && !values.diff) closeRejected(root, terminal.env);
    // of nothing there is no difference
    (values.diff ? terminal.say : terminal.out)(upToDate());
    // nor is it done by itself: who only looks whether there is something new is told, too
    terminal.say(problemsText(request.problems));
    const dangling = danglingLines(request.problems);
    terminal.say(dangling.map((line) => `${line}\n`).join(''));
    return dangling.length > 0 ? EXIT.incomplete : EXIT.ok;
  }
  return values['dry-run'] || values.diff ? shown(upgrade, request) : applied(upgrade, request);
}

/** Another version has something to do, so git looks while that is planned; unless a person, or their code, may change something. */
function gitOf(root: string, values: Values<'upgrade'>, terminal: Terminal): NonNullable<Request['git']> {
  const isStill = !values.check && !values.interactive && projenrcIn(root) === undefined;
  if (isStill && appliedVersion(root) !== ownPackage().version) return gitStateMeanwhile(root, terminal.env);
  return () => gitState(root, terminal.env);
}

export function isNothing({ plan }: Upgrade): boolean {
  return plan.writes.length === 0 && conflictsOf(plan).length === 0;
}

/** Is nothing left out that somebody may have to know of next time? */
function isWhole({ plan }: Upgrade, { values, problems }: Request): boolean {
  return problems.length === 0 && usesCache(values) && !plan.actions.some(({ action }) => action === 'skip');
}

export async function planned(
  root: string,
  values: Values<'upgrade'>,
  terminal: Terminal,
  git: GitState | undefined,
): Promise<Upgrade> {
  const restore = restoreOf(values.restore);
  const open = git ? [...git.changed, ...git.unknown] : [];
  // a line that says which version is wanted is what is being done
  const left =
    values.wanted && open.length > 0 ? (await import('./wanted.ts')).besidesVersion(root, open, terminal.env) : open;
  const skip = new Map(left.filter(notNamed(restore)).map((path) => [path, 'uncommitted changes']));
  const options: UpgradeOptions = {
    root,
    tool: await toolFor(root, values),
    env: terminal.env,
    ...rendererOf(root, terminal.env),
    ...(values.conflict && { conflict: values.conflict as NonNullable<UpgradeOptions['conflict']> }),
    ...(restore && { restore }),
  };
  const planWithout = async (paths: ReadonlyMap<string, string>): Promise<Upgrade> => {
    const found = await planUpgrade({ ...options, ...(paths.size > 0 && { skip: paths }) });
    if (!values.enforce) return found;
    const edits = enforceEdits(parseDocument(found.config.after, CONFIG_FILE).data);
    return edits.length === 0 ? found : planUpgrade({ ...options, edits, ...(paths.size > 0 && { skip: paths }) });
  };
  const upgrade = await planWithout(skip);
  if (upgrade.from !== upgrade.to) refuseWithoutVersion(upgrade.plan);
  if (!values.interactive) return upgrade;
  const { chosen, onTerminal } = await import('./interactive.ts');
  return onTerminal((ask) => chosen(upgrade, { root, ask, say: terminal.say, replan: planWithout, skip }));
}

/** What is wanted is written as it is wanted. */
async function toolFor(root: string, { wanted }: Values<'upgrade'>): Promise<RunningTool> {
  const tool = runningTool(serviceAt(root).tool);
  if (!wanted) return tool;
  const { wantedSpecification } = await import('./wanted.ts');
  return { ...tool, specification: () => wantedSpecification(root) };
}

function restoreOf(given: Values<'upgrade'>['restore']): UpgradeOptions['restore'] {
  if (given === undefined) return undefined;
  const paths = given.filter((path) => path !== true);
  return paths.length < given.length ? true : new Set(paths.map((path) => path.replace(/^\.\//, '')));
}

/** Whoever names a file to be restored means its uncommitted changes. */
function notNamed(restore: UpgradeOptions['restore']): (path: string) => boolean {
  return (path) => restore === undefined || restore === true || !restore.has(path);
}

/** Of `--check`: what is tampered with comes before what is new. */
async function answer(upgrade: Upgrade, request: Request): Promise<ExitStatus> {
  const { values, terminal, problems, newer } = request;
  const there = await reported(upgrade, request, true);
  const report = newer === undefined ? there : { ...there, to: newer };
  const isAvailable = newer !== undefined || !isNothing(upgrade);
  // what the upgrade would come to is no matter of what stands there
  const written = new Set(upgrade.plan.writes.map(({ path }) => path));
  const standing = problems.filter((problem) => !isDangling(problem) || !written.has(problem.path));
  if (values.json) terminal.out(upgradeJson(report));
  else terminal.out(checkedText(report, standing, isAvailable, upgrade.owned));
  if (standing.some(({ kind }) => kind !== 'unresolved' && kind !== 'dangling')) return EXIT.tampered;
  if (standing.length > 0) return EXIT.incomplete;
  return isAvailable ? EXIT.available : EXIT.ok;
}

/** A program gets the fitness, a person only where there is something to be told of it. */
export async function reported(upgrade: Upgrade, request: Request, dryRun: boolean): Promise<UpgradeReport> {
  const { root, values, problems, terminal, unanswered } = request;
  const isAsked = values.json === true || values.check !== true;
  const { scored } = await import('./score.ts');
  const score: Scored = isAsked
    ? await scored(root, upgrade, new Date(), values.custom !== false)
    : { trialFailures: [] };
  const ran = score.ran?.length ?? 0;
  if (ran > 0) terminal.say(`Runs ${ran} of this repository's own checks (--no-custom runs none).\n`);
  const report = reportOf(upgrade, score, { dryRun, problems });
  // a person was told; a program reads one object
  return values.json && unanswered !== undefined ? { ...report, notices: [...report.notices, unanswered] } : report;
}

export async function shown(upgrade: Upgrade, request: Request): Promise<ExitStatus> {
  const { root, values, terminal, git = () => gitState(root, terminal.env) } = request;
  const report = await reported(upgrade, request, true);
  if (values.json) terminal.out(upgradeJson(report));
  else if (values.diff) showDiff(root, upgrade.plan, report, terminal);
  else showReport(report, terminal);
  if (values.json) return statusOf(report);
  const dirty = touchesFiles(upgrade.plan) ? await dirtyFiles(await git(), upgrade.plan, request) : [];
  const first = dirty.length > 0 ? [`${counted(dirty.length, 'file')} would have to be committed first.`] : [];
  terminal.say(['', 'Nothing was written.', ...first, ''].join('\n'));
  return statusOf(report);
}

async function applied(upgrade: Upgrade, request: Request & Required<Pick<Request, 'git'>>): Promise<ExitStatus> {
  const { root, values, terminal } = request;
  const { plan } = upgrade;
  const git = values['allow-dirty'] || touchesFiles(plan) ? await request.git() : undefined;
  if (git) refuseDirty(await dirtyFiles(git, plan, request));
  const report = await reported(upgrade, request, false);
  if (!values.json) showReport(report, terminal);
  const installs = changesDependencies(root, plan);
  // Ctrl-C until here leaves everything as it was, from here on it is as the report says
  await new Promise<void>(afterSignals);
  const isRepository = git?.isRepository ?? true;
  const overrules = values.conflict === 'theirs' || values.restore !== undefined;
  const keepUndo =
    report.conflicts.length > 0 ||
    !isRepository ||
    (git !== undefined && replacesLast({ folder: root, env: terminal.env, overrules }, git, plan));
  const command = ['upgrade', ...flagsOf(COMMANDS.upgrade.options, values, [])];
  await applyOver(root, plan, { keepUndo, isRepository, command });
  if (values.json) terminal.out(upgradeJson(report));
  terminal.say(nextText(report, plan, { keepUndo, isRepository }));
  // what is left to run stands in the last line
  const how = { wanted: values.install !== false, terminal };
  const installed = installs
    ? await (await import('./install.ts')).installAfter(root, packageManagerOf(root), how)
    : EXIT.ok;
  return installed === EXIT.ok ? statusOf(report) : installed;
}

/** Files whose changes have to be committed before an upgrade. */
async function dirtyFiles(git: GitState, plan: Plan, { root, values, terminal }: Request): Promise<string[]> {
  if (values['allow-dirty']) return [];
  const restore = restoreOf(values.restore);
  const dirty = restore === undefined ? inTheWay(git, plan) : besidesRestored(inTheWay(git, plan), plan, restore);
  if (!values.wanted || dirty.length === 0) return dirty;
  const { besidesVersion } = await import('./wanted.ts');
  return besidesVersion(root, dirty, terminal.env);
}

/** Who restores a file means its uncommitted changes, and others are not touched. */
function besidesRestored(
  dirty: readonly string[],
  { actions, writes }: Plan,
  restore: true | ReadonlySet<string>,
): string[] {
  const written = new Set(writes.map(({ path }) => path));
  const own = new Set(
    actions.flatMap(({ path, class: owner, action }) => (owner === 'managed' || action === 'create' ? [path] : [])),
  );
  return dirty.filter((path) => written.has(path) && !(restore === true ? own : restore).has(path));
}

function packageManagerOf(root: string): PackageManager {
  return serviceAt(root).packageManager ?? 'npm';
}

/** A template that names what is not there is to be finished by a person, as a conflict is. */
function statusOf({ conflicts, problems }: UpgradeReport): ExitStatus {
  return conflicts.length > 0 || problems.some(isDangling) ? EXIT.incomplete : EXIT.ok;
}
