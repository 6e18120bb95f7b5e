/**
 * A commit on a branch of its own, made beside everything that a person has open: their working tree, index, HEAD and other
 * branches stay as they are, and none of their hooks or signing programs is started.
 */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { ask, PLAIN, refusal } from '../git.ts';
import type { Repository } from '../git.ts';
import { afterSignals, beforeSignals } from '../apply/uninterrupted.ts';
import { runGit } from './process.ts';
import type { GitOutcome } from './process.ts';

/** The last commit, in a temporary working tree. */
export interface Worktree {
  /** The folder of the service in it. */
  readonly folder: string;
  /** What it is made of. */
  readonly head: string;
  /**
   * Commits what changed below the folder (and in files that git tracks in the folders above: a lockfile of a monorepo) onto a
   * new branch; called again, on top of that. Without a name it is on no branch: `fastForward` takes it. Returns the commit;
   * undefined if nothing changed, and then there is no branch.
   *
   * @param written paths in the folder: committed although git may ignore them
   * @throws UserError `branch-exists`
   */
  readonly commit: (branch: string | undefined, message: string, written?: readonly string[]) => string | undefined;
}

/**
 * Can a branch of that name be made, by this person? Asked before anything is done for it.
 *
 * @throws UserError `broken-branch`, `branch-exists`, `no-commit`, `no-identity`
 */
export function refuseBranch(repository: Repository, branch: string): void {
  headOf(repository);
  const isName = runIn(repository, ['check-ref-format', refOf(branch)]).status === 0;
  if (!isName || branch.startsWith('-') || branch === 'HEAD')
    throw new UserError('broken-branch', `${JSON.stringify(branch)} is no name for a branch.`, {
      hint: 'Name it like --branch=upgrade-fitness.',
    });
  const inTheWay = branchInTheWay(repository, branch);
  if (inTheWay !== undefined) throw branchExists(repository, inTheWay);
  refuseCommit(repository);
}

/**
 * Can this person commit anything here?
 *
 * @throws UserError `no-commit`, `no-identity`
 */
export function refuseCommit(repository: Repository): void {
  headOf(repository);
  for (const name of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
    if (runIn(repository, ['-c', 'user.useConfigOnly=true', 'var', name]).status === 0) continue;
    throw new UserError('no-identity', 'git does not know your name and e-mail, so nothing can be committed.', {
      hint: 'Tell it: git config --global user.name, git config --global user.email.',
    });
  }
}

/** What git has begun and not concluded, by what it keeps of it. https://git-scm.com/docs/gitrepository-layout */
const UNDERWAY: readonly { readonly file: string; readonly what: string; readonly ways: string }[] = [
  { file: 'MERGE_HEAD', what: 'merge', ways: '`git commit`, or `git merge --abort`' },
  ...['cherry-pick', 'revert'].map((what) => {
    const file = `${what.replace('-', '_').toUpperCase()}_HEAD`;
    return { file, what, ways: `\`git ${what} --continue\`, or \`git ${what} --abort\`` };
  }),
  ...['rebase-merge', 'rebase-apply'].map((file) => {
    return { file, what: 'rebase', ways: '`git rebase --continue`, or `git rebase --abort`' };
  }),
  { file: 'BISECT_LOG', what: 'bisection', ways: '`git bisect reset`' },
];

/**
 * Can the branch that somebody is on take a commit now?
 *
 * @throws UserError `git-underway`
 */
export function refuseUnderway(repository: Repository): void {
  const asked = UNDERWAY.flatMap(({ file }) => ['--git-path', file]);
  const paths = ask(repository, ['rev-parse', ...asked])
    .stdout.toString('utf8')
    .split('\n');
  const found = UNDERWAY.find((_, index) => existsSync(resolve(repository.folder, paths[index] ?? '')));
  if (!found) return;
  throw new UserError('git-underway', `A ${found.what} is under way in ${repository.root}.`, {
    hint: `Conclude it first: ${found.ways}.`,
  });
}

/**
 * Calls an action with a temporary working tree of the last commit, and removes it however the action ends. In a monorepo it
 * holds the service, and of the folders above it the files alone.
 *
 * @throws UserError `no-commit` where there is nothing to start from
 */
export async function inWorktree<T>(repository: Repository, action: (worktree: Worktree) => Promise<T>): Promise<T> {
  const head = headOf(repository);
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'fitness-branch-')));
  // scripts may ask for the name of the repository's folder
  const root = join(temporary, basename(repository.root) || 'worktree');
  const clearAway = (): void => {
    remove(repository, root);
    rmSync(temporary, { recursive: true, force: true });
  };
  // where the process ends and nothing is awaited any more
  process.once('exit', clearAway);
  const stopListening = beforeSignals(clearAway);
  try {
    ask(repository, ['worktree', 'add', '--quiet', '--detach', '--no-checkout', root, head]);
    const above = checkOut({ ...repository, folder: root }, repository.prefix);
    const folder = join(root, repository.prefix);
    let parent = head;
    return await action({
      folder,
      head,
      commit(branch, message, written = []) {
        const made = commit(
          { ...repository, folder, root },
          above,
          { branch, parent, isFirst: parent === head, written },
          message,
        );
        parent = made ?? parent;
        return made;
      },
    });
  } finally {
    // what was pressed while git worked is delivered now
    await new Promise<void>(afterSignals);
    process.off('exit', clearAway);
    stopListening();
    clearAway();
  }
}

/** What git stores is written as it is: line endings are not changed here, and large files not fetched. */
const VERBATIM = ['-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false', '-c', 'core.sparseCheckout=false'];

/** Fills the working tree. Returns the files of the folders above the service. */
function checkOut(worktree: Repository, prefix: string): string[] {
  const plain = { ...worktree, env: { ...worktree.env, GIT_LFS_SKIP_SMUDGE: '1' } };
  ask(plain, [...VERBATIM, 'read-tree', 'HEAD']);
  const paths = ask(plain, ['ls-files', '-z']).stdout.toString('latin1').split('\0').filter(Boolean);
  const service = Buffer.from(prefix, 'utf8').toString('latin1');
  const below = paths.filter((path) => path.startsWith(service));
  const above = paths.filter((path) => !path.startsWith(service) && service.startsWith(folderOf(path)));
  const wanted = new Set([...below, ...above]);
  const absent = paths.filter((path) => !wanted.has(path));
  if (absent.length > 0) ask(plain, ['update-index', '--skip-worktree', '-z', '--stdin'], listOf(absent));
  ask(plain, [...VERBATIM, 'checkout-index', '--index', '--quiet', '-z', '--stdin'], listOf([...wanted]));
  return above;
}

/** With the slash; empty for a file in the root. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Paths are bytes. */
function listOf(paths: readonly string[]): Buffer {
  return Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
}

interface Onto {
  readonly branch: string | undefined;
  readonly parent: string;
  /** Is the branch to be made? */
  readonly isFirst: boolean;
  readonly written: readonly string[];
}

function commit(
  worktree: Repository,
  above: readonly string[],
  { branch, parent, isFirst, written }: Onto,
  message: string,
): string | undefined {
  if (branch !== undefined && isFirst) refuseBranch(worktree, branch);
  const inRoot = { ...worktree, folder: worktree.root };
  ask(worktree, [...VERBATIM, 'add', '--all', '--', '.']);
  // asks nobody what is ignored
  if (written.length > 0)
    ask(
      worktree,
      [...VERBATIM, 'update-index', '--add', '--remove', '-z', '--stdin'],
      written.map((path) => `${path}\0`).join(''),
    );
  if (above.length > 0) ask(inRoot, [...VERBATIM, 'update-index', '--remove', '-z', '--stdin'], listOf(above));
  const tree = lineOf(ask(worktree, ['write-tree']));
  if (tree === lineOf(ask(worktree, ['rev-parse', `${parent}^{tree}`]))) return undefined;
  const words = ['-c', 'commit.gpgSign=false', '-c', 'i18n.commitEncoding=UTF-8', 'commit-tree', tree, '-p', parent];
  const made = lineOf(ask(worktree, words, message));
  if (branch === undefined) return made;
  // no old value: it must not be there
  const set = runIn(worktree, ['update-ref', '-m', 'upgrade', refOf(branch), made, isFirst ? '' : parent]);
  if (set.status === 0) return made;
  if (set.interrupted) throw refusal(worktree.folder, set);
  // somebody was faster, or the disk is full
  const inTheWay = branchInTheWay(worktree, branch);
  throw inTheWay === undefined ? cannotBeMade(branch, set) : branchExists(worktree, inTheWay);
}

/**
 * Brings the branch that somebody is on, and their files, to a commit that starts from it. Files that git does not know are
 * never written over, nor those that it ignores.
 *
 * @throws UserError `git-refuses`
 */
export function fastForward(repository: Repository, made: string): void {
  ask(repository, ['merge', '--ff-only', '--no-overwrite-ignore', '--quiet', '--no-stat', made]);
}

function remove(repository: Repository, root: string): void {
  const records = recordsOf(root);
  const removed = runIn(repository, ['worktree', 'remove', '--force', root]);
  if (removed.status === 0 || records === undefined) return;
  rmSync(records, { recursive: true, force: true });
  try {
    rmdirSync(dirname(records));
  } catch {
    // there are other worktrees
  }
}

/** Where the repository keeps what it knows of a worktree: https://git-scm.com/docs/gitrepository-layout. */
function recordsOf(root: string): string | undefined {
  try {
    const [, records = ''] = /^gitdir: (.*)\n?$/.exec(readFileSync(join(root, '.git'), 'utf8')) ?? [];
    return basename(dirname(records)) === 'worktrees' ? resolve(root, records) : undefined;
  } catch {
    return undefined;
  }
}

function headOf(repository: Repository): string {
  const head = commitOf(repository, 'HEAD');
  if (head !== undefined) return head;
  throw new UserError(
    'no-commit',
    `${repository.root} has no commit yet: there is nothing that a branch could start from.`,
    {
      hint: 'Commit first, or go on without --branch.',
    },
  );
}

function commitOf(repository: Repository, ref: string): string | undefined {
  const found = runIn(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  return found.status === 0 ? lineOf(found) : undefined;
}

/** It, or one that is a folder of its name, or that its name is a folder of: git keeps each as a file. */
function branchInTheWay(repository: Repository, branch: string): string | undefined {
  const parts = branch.split('/');
  const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const found = above.find((name) => commitOf(repository, refOf(name)) !== undefined);
  const below = ['for-each-ref', '--count=1', '--format=%(refname:strip=2)', `${refOf(branch)}/`];
  return found ?? (lineOf(runIn(repository, below)) || undefined);
}

function branchExists(repository: Repository, branch: string): UserError {
  const isCurrent = lineOf(runIn(repository, ['symbolic-ref', '--quiet', 'HEAD'])) === refOf(branch);
  const about = isCurrent ? ', and you are on it' : '';
  return new UserError('branch-exists', `There is a branch ${branch} already${about}.`, {
    hint: `Name another one: --branch=NAME.${isCurrent ? '' : ' Or delete it, if nobody needs it.'}`,
  });
}

function cannotBeMade(branch: string, { stderr }: GitOutcome): UserError {
  return new UserError('broken-branch', `The branch ${branch} cannot be made: ${stderr.trim()}.`, {
    hint: 'Name another one: --branch=NAME.',
  });
}

function refOf(branch: string): string {
  return `refs/heads/${branch}`;
}

function runIn({ folder, env }: Repository, args: readonly string[]): GitOutcome {
  return runGit([...PLAIN, ...args], { cwd: folder, env });
}

function lineOf({ stdout }: GitOutcome): string {
  return stdout.toString('utf8').trim();
}
