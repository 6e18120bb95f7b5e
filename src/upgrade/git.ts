/**
 * What an upgrade wants to know of a person's repository. Nothing here writes: no index is refreshed, no hook and no monitor
 * is started, and what tells git how to show things has no say. The filters of the person's own settings run, as they do for
 * `git status`: LFS needs them. What came with the files of a clone has no settings that count.
 */
import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { runGit, saidBy, startGit, withoutGit } from './git/process.ts';
import type { GitOutcome } from './git/process.ts';

/** A folder in a working tree. */
export interface Repository {
  /** Of the working tree, links resolved. */
  readonly root: string;
  /** The folder that was asked for, links resolved. */
  readonly folder: string;
  /** The folder in the working tree, ending in `/`; empty for its root. */
  readonly prefix: string;
  /** For git. */
  readonly env: NodeJS.ProcessEnv;
}

/** Where settings and names come from is the person's; where a hook or a script that started us works is not. */
const PERSONAL =
  /^GIT_(?:AUTHOR_|COMMITTER_|CONFIG_|LFS_|CEILING_DIRECTORIES$|DISCOVERY_ACROSS_FILESYSTEM$|EXEC_PATH$)/;

export function personalEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return withoutGit(env, (name) => PERSONAL.test(name));
}

/**
 * The repository around a folder: an ordinary one, a worktree, a submodule, one whose git folder is elsewhere.
 * Undefined if there is none, and where git is not installed.
 *
 * @throws UserError `git-refuses`, if git does not read it
 */
export function repositoryOf(folder: string, env: NodeJS.ProcessEnv): Repository | undefined {
  if (!mayBeInRepository(folder)) return undefined;
  const personal = personalEnvironment(env);
  return repositoryFrom(runGit([...PLAIN, ...WHERE], { cwd: folder, env: personal }), folder, personal);
}

/**
 * A repository that nobody can ask: nobody would know what is uncommitted in it.
 *
 * @throws UserError `no-git`
 */
export function refuseWithoutGit(folder: string, env: NodeJS.ProcessEnv, hint: string): void {
  if (!mayBeInRepository(folder) || !runGit(['--version'], { cwd: folder, env }).missing) return;
  throw new UserError('no-git', `${folder} is in a git repository, and there is no git on the PATH.`, { hint });
}

/** Without that name above a folder git finds nothing there, as it is not told where to look. */
function mayBeInRepository(folder: string): boolean {
  const isAround = (at: string): boolean =>
    existsSync(join(at, '.git')) || (dirname(at) !== at && isAround(dirname(at)));
  return isAround(realpathSync(folder));
}

const WHERE = ['rev-parse', '--is-inside-work-tree', '--show-cdup'];

/** @param env what git was asked in */
function repositoryFrom(asked: GitOutcome, folder: string, env: NodeJS.ProcessEnv): Repository | undefined {
  if (asked.missing) return undefined;
  if (asked.status !== 0) {
    if (/not a git repository \(or any|cannot use bare repository/.test(asked.stderr)) return undefined;
    throw refusal(folder, asked);
  }
  const [isInside, up = ''] = asked.stdout.toString('utf8').split('\n');
  if (isInside !== 'true') return undefined;
  const real = realpathSync(folder);
  const root = realpathSync(resolve(real, up));
  const below = relative(root, real).split(sep).join('/');
  return { root, folder: real, prefix: below === '' ? '' : `${below}/`, env };
}

/** Files of a folder that differ from the last commit, by their paths in it. */
export interface Uncommitted {
  readonly repository: Repository;
  /** Tracked: changed, staged, in conflict. */
  readonly changed: ReadonlySet<string>;
  /** Such as git neither knows nor ignores. */
  readonly unknown: ReadonlySet<string>;
}

export function uncommitted(repository: Repository): Uncommitted {
  return uncommittedFrom(ask(repository, STATUS), repository);
}

/**
 * `repositoryOf` and `uncommitted` at once, while this process does something else. What git refuses is thrown to whoever waits
 * for the answer, if anybody does.
 */
export function uncommittedMeanwhile(folder: string, env: NodeJS.ProcessEnv): () => Promise<Uncommitted | undefined> {
  if (!mayBeInRepository(folder)) return () => Promise.resolve(undefined);
  const personal = personalEnvironment(env);
  const start = (words: readonly string[]) => startGit([...PLAIN, ...words], { cwd: folder, env: personal });
  const asked = Promise.all([start(WHERE), start(STATUS)]);
  return async () => {
    const [where, status] = await asked;
    const repository = repositoryFrom(where, folder, personal);
    return repository && uncommittedFrom(expected(status, repository.folder), repository);
  };
}

/** https://git-scm.com/docs/git-status#_porcelain_format_version_2 */
const STATUS = [
  ...['status', '--porcelain=v2', '-z'],
  ...['--untracked-files=all', '--ignored=no', '--no-renames', '--ignore-submodules=dirty', '--', '.'],
];

function uncommittedFrom({ stdout }: GitOutcome, repository: Repository): Uncommitted {
  const [changed, unknown] = [new Set<string>(), new Set<string>()];
  for (const entry of stdout.toString('utf8').split('\0')) {
    const fields = FIELDS_BEFORE_PATH[entry[0] ?? ''];
    const path = fields === undefined ? '' : entry.split(' ').slice(fields).join(' ');
    if (fields === undefined || !path.startsWith(repository.prefix)) continue;
    (entry.startsWith('?') ? unknown : changed).add(path.slice(repository.prefix.length));
  }
  // taken out of the index, and there still
  for (const path of changed) unknown.delete(path);
  return { repository, changed, unknown };
}

/** Changed, unmerged, unknown. */
const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

/**
 * Files of the folder that git tracks and looks at: neither those that it ignores, nor those that it was told to leave alone
 * (`skip-worktree`, `assume-unchanged`), nor any behind a link. https://git-scm.com/docs/git-ls-files
 */
export function watched(repository: Repository): ReadonlySet<string> {
  const { stdout } = ask(repository, ['ls-files', '-v', '-z', '--', '.']);
  const entries = stdout.toString('utf8').split('\0');
  return new Set(entries.flatMap((entry) => (entry.startsWith('H ') ? [entry.slice(2)] : [])));
}

/** A line that has git ignore something. */
export interface IgnoreRule {
  /** From the root of the working tree; absolute where it is the person's. */
  readonly file: string;
  readonly line: number;
  readonly pattern: string;
}

/** Of these paths in the folder those that git ignores, with the line that decides. https://git-scm.com/docs/git-check-ignore */
export function ignored(repository: Repository, paths: readonly string[]): ReadonlyMap<string, IgnoreRule> {
  const found = new Map<string, IgnoreRule>();
  if (paths.length === 0) return found;
  const { stdout } = ask(repository, ['check-ignore', '-v', '-z', '--stdin'], `${paths.join('\0')}\0`, [0, 1]);
  const fields = stdout.toString('utf8').split('\0');
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [file = '', line, pattern = '', path = ''] = fields.slice(at, at + 4);
    // the last that matches may take it in again
    if (!pattern.startsWith('!')) found.set(path, { file, line: Number(line), pattern });
  }
  return found;
}

/** Folders that hold nothing a person wrote. */
const NOT_WRITTEN = new Set(['.git', 'node_modules', '.aws-sam']);
/** Beyond that a file is not looked for. */
const MOST_FILES = 20_000;

/**
 * Regular files of the folder, sorted: those that git tracks or would add; outside of a repository what stands there, but for
 * installed packages and builds.
 */
export function filesIn(folder: string, repository: Repository | undefined): string[] {
  const paths = repository ? listed(repository) : walked(folder);
  return paths.filter((path) => lstatSync(join(folder, path), { throwIfNoEntry: false })?.isFile()).sort();
}

function listed(repository: Repository): string[] {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', '.'];
  const { stdout } = ask(repository, words);
  return [...new Set(stdout.toString('utf8').split('\0').filter(Boolean))];
}

function walked(folder: string): string[] {
  const found: string[] = [];
  const waiting = [''];
  for (let at = waiting.shift(); at !== undefined && found.length < MOST_FILES; at = waiting.shift()) {
    for (const entry of entriesOf(join(folder, at))) {
      if (entry.isDirectory() && !NOT_WRITTEN.has(entry.name)) waiting.push(`${at}${entry.name}/`);
      if (entry.isFile()) found.push(`${at}${entry.name}`);
    }
  }
  return found;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // nobody may read it, so nobody can have moved a file there
    return [];
  }
}

/**
 * Whatever a repository sets, no monitor and no hook runs. A folder of a clone that looks like a bare repository is none: its
 * config would be a stranger's. https://git-scm.com/docs/git-config#Documentation/git-config.txt-safebareRepository
 */
export const PLAIN: readonly string[] = [
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', `core.hooksPath=${devNull}`],
  ...['-c', 'safe.bareRepository=explicit'],
];

/**
 * @param statuses those that are answers
 * @throws UserError `git-refuses`
 */
export function ask(
  { folder, env }: Pick<Repository, 'folder' | 'env'>,
  args: readonly string[],
  input: Uint8Array | string = '',
  statuses: readonly number[] = [0],
): GitOutcome {
  return expected(runGit([...PLAIN, ...args], { cwd: folder, env, input }), folder, statuses);
}

function expected(outcome: GitOutcome, folder: string, statuses: readonly number[] = [0]): GitOutcome {
  if (outcome.status !== null && statuses.includes(outcome.status)) return outcome;
  throw refusal(folder, outcome);
}

/** What git says, for the person. */
export function refusal(folder: string, outcome: GitOutcome): UserError {
  if (outcome.interrupted)
    return new UserError('interrupted', 'Interrupted; nothing was changed.', { kind: 'interrupted' });
  const isForeign = /dubious ownership|unsafe repository/.test(outcome.stderr);
  const [, named] = /'([^\n]+?)'/.exec(outcome.stderr) ?? [];
  const trust = `git config --global --add safe.directory '${named ?? folder}'`;
  return new UserError('git-refuses', `git cannot work in ${folder}: ${saidBy(outcome)}.`, {
    hint: isForeign ? `It belongs to somebody else. If you trust it: ${trust}` : 'Make `git status` work there first.',
  });
}
