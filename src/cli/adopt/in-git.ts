/**
 * `--branch` and `--staged`: the adoption as commits, made in a temporary working tree. Nothing else is touched; without a branch of
 * its own the current one takes them.
 */
import { join, relative } from 'node:path';
import { UserError } from '../../errors.ts';
import { newlyGated, outcomesText } from '../../report/adoption.ts';
import { ownPackage } from '../../package.ts';
import { quoteList } from '../../template/traps/context.ts';
import { apply } from '../../upgrade/apply.ts';
import { afterSignals } from '../../upgrade/apply/uninterrupted.ts';
import { fastForward, inWorktree, refuseBranch, refuseCommit, refuseUnderway } from '../../upgrade/git/branch.ts';
import type { Worktree } from '../../upgrade/git/branch.ts';
import { refuseWithoutGit, repositoryOf } from '../../upgrade/git.ts';
import type { Repository } from '../../upgrade/git.ts';
import { conflictsOf } from '../../upgrade/plan.ts';
import type { Plan } from '../../upgrade/plan.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { refreshed } from '../upgrade/branch.ts';
import { gitState, refuseDirty } from '../upgrade/dirty.ts';
import { changesDependencies } from '../upgrade/dependencies.ts';
import { isAgreed, shown, toldNothing } from './adopt-service.ts';
import { aliasesFirst } from './aliases.ts';
import { nextSteps } from './next-steps.ts';
import { prepared } from './prepared.ts';
import type { Prepared } from './prepared.ts';
import { showJson } from './show.ts';
import { isNothing, statusOf } from './words.ts';

const BRANCH = 'fitness-serverless/adopt';

/** @throws UserError `no-repository`, and for what a commit wants */
export async function adoptInGit(
  folder: string,
  template: string | undefined,
  values: Values<'adopt'>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const repository = repositoryOf(folder, terminal.env);
  if (!repository) throw noRepository(folder, values, terminal);
  const branch = values.branch === true ? BRANCH : values.branch;
  if (branch === undefined) refuseUnclean(repository, folder, values, terminal);
  if (branch === undefined) refuseCommit(repository);
  else refuseBranch(repository, branch);
  return inWorktree(repository, async (worktree) => {
    const found = await prepared(worktree.folder, template, values, terminal);
    const { adoption } = found;
    if (isNothing(adoption)) return toldNothing(found, values, terminal);
    if (values['dry-run'] || values.diff) return shown(found, values, terminal);
    if (!(await isAgreed(found, values, terminal))) return EXIT.ok;
    if (conflictsOf(adoption.plan).length > 0) return refusedConflicts(found, values, terminal);
    const made = await committed(worktree, found, branch, values, terminal);
    const { commits, problem } = made;
    if (branch === undefined) fastForward(repository, commits.at(-1) ?? worktree.head);
    if (values.json)
      showJson(found, { dryRun: false, committed: { ...(branch !== undefined && { branch }), commits } }, terminal);
    const at = join(folder, relative(worktree.folder, found.root));
    terminal.say(endingText(found, { ...made, branch, from: relative(terminal.cwd, at) }));
    if (problem === undefined) return statusOf(adoption);
    terminal.say(`Its lockfile is not refreshed: ${problem}\n`);
    return EXIT.incomplete;
  });
}

function noRepository(folder: string, { staged }: Values<'adopt'>, { env }: Terminal): UserError {
  refuseWithoutGit(folder, env, 'Put it there.');
  const option = staged ? '--staged' : '--branch';
  return new UserError('no-repository', `${folder} is in no git repository: there is nothing to commit to.`, {
    hint: `Adopt without ${option}.`,
  });
}

function refuseUnclean(repository: Repository, folder: string, values: Values<'adopt'>, { env }: Terminal): void {
  if (values['dry-run'] || values.diff) return;
  refuseUnderway(repository);
  refuseDirty(gitState(folder, env).changed, 'Commit or stash them first: two commits need a clean tree.');
}

/** A branch has no place for what waits beside. */
function refusedConflicts(found: Prepared, { json }: Values<'adopt'>, terminal: Terminal): ExitStatus {
  if (json) showJson(found, { dryRun: false, committed: { commits: [] } }, terminal);
  terminal.say('\nNothing is committed: what is in conflict has to be settled first, without --branch or --staged.\n');
  return EXIT.incomplete;
}

interface Commits {
  readonly commits: readonly string[];
  readonly installs: boolean;
  /** What is left to run for the lockfile. */
  readonly problem: string | undefined;
}

async function committed(
  worktree: Worktree,
  found: Prepared,
  branch: string | undefined,
  values: Values<'adopt'>,
  terminal: Terminal,
): Promise<Commits> {
  const { root, adoption } = found;
  const first = values.staged ? await commitAliases(worktree, found, branch) : undefined;
  const installs = changesDependencies(root, adoption.plan);
  apply(root, adoption.plan, { keepUndo: false, command: [] });
  const problem = installs ? await refreshed({ folder: root }, values, terminal) : undefined;
  // Ctrl-C until here leaves everything as it was
  await new Promise<void>(afterSignals);
  const second = worktree.commit(branch, messageOf(found), pathsOf(adoption.plan));
  return { commits: [first, second].filter((made) => made !== undefined), installs, problem };
}

/** The first deployment of an alias runs no hook: what gates them follows in a commit of its own. */
async function commitAliases(
  worktree: Worktree,
  { root, adoption, aliases }: Prepared,
  branch: string | undefined,
): Promise<string | undefined> {
  const write = aliasesFirst(adoption);
  if (!write) return undefined;
  // every command is to work there, too
  const plan = (await aliases())?.plan ?? { actions: [], writes: [write] };
  const applied = apply(root, plan, { keepUndo: false, command: [] });
  const made = worktree.commit(branch, ALIASES, pathsOf(plan));
  // the plan is for what stood there
  applied.undo();
  return made;
}

function pathsOf({ writes }: Pick<Plan, 'writes'>): string[] {
  return writes.map(({ path }) => path);
}

const ALIASES = `Publish the functions behind an alias

The deployment that creates an alias shifts no traffic and runs no hook.
Deploy this first; the gate comes with the next commit.
`;

/** What a reviewer reads first. */
function messageOf({ adoption: { functions }, since }: Prepared): string {
  const open = functions.flatMap(({ id, outcome, reason }) =>
    outcome === 'gated' ? [] : [`- ${id}: ${outcome === 'refused' ? 'not gated' : 'in part'}: ${reason ?? ''}`],
  );
  return [
    since ? subjectSince(newlyGated(functions, since)) : `Adopt create-fitness-serverless ${ownPackage().version}`,
    ...(functions.length > 0 ? [`Functions: ${outcomesText(functions)}.`] : []),
    ...(open.length > 0 ? [open.join('\n')] : []),
    'It only adds; `unadopt` takes it out again.',
  ].join('\n\n');
}

function subjectSince(fresh: readonly string[]): string {
  return fresh.length === 0 ? 'Have the gate follow the template' : `Put ${quoteList(fresh)} under the gate`;
}

interface Ending extends Commits {
  readonly branch: string | undefined;
  /** Folder of the service, from where the person stands. */
  readonly from: string;
  readonly installs: boolean;
}

function endingText(found: Prepared, { branch, commits, from, installs }: Ending): string {
  const [one, two] = commits;
  const amount = two === undefined ? 'One commit' : 'Two commits';
  const where = branch === undefined ? 'the current branch' : `the branch ${branch}; your files are as they were`;
  const look =
    branch === undefined
      ? `Look at \`git log -p -${commits.length}\`.`
      : `Look at \`git diff ...${branch}\`, and merge it.`;
  const manager = found.adoption.survey.packageManager ?? 'npm';
  const first = [look, ...(installs && branch === undefined ? [`Run \`${manager} install\`.`] : [])];
  const staged = one !== undefined && two !== undefined ? ([one, two] as const) : undefined;
  return ['', `${amount} on ${where}.`, ...nextSteps(found, { from, first, staged }), ''].join('\n');
}
