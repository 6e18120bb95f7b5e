/** Files as they were at a git ref. Reads git's objects and nothing else: neither the tree nor the index is touched. */
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { nearest } from '../config/nearest.ts';
import { UserError } from '../errors.ts';
import { quoted } from './command-line.ts';

/** A commit of the repository around a folder. */
export interface Revision {
  /** Its full hash. */
  readonly commit: string;
  /** The text of a file as it was; undefined if it was not there. */
  text(file: string): string | undefined;
  /** Where a file that is not there stood before it was renamed, as an absolute path. */
  formerPath(file: string): string | undefined;
}

export interface RevisionOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Fetch a commit that is missing? Else the command that does is said. */
  readonly fetch: boolean;
  readonly say: (text: string) => void;
}

/**
 * @param folder in the repository
 * @throws UserError `broken-ref`, `no-git`, `no-repository`, `unknown-ref`, `missing-commit`, `no-fetch`
 */
export function revisionOf(folder: string, ref: string, options: RevisionOptions): Revision {
  if (ref === '' || ref.startsWith('-') || /[\s\0]/.test(ref))
    throw new UserError('broken-ref', `${JSON.stringify(ref)} is no git ref.`, {
      hint: 'Name a branch, a tag or a commit, e.g. --against origin/main.',
    });
  const git = new Git(folder, options.env);
  const root = git.root(folder);
  const commit = git.commitOf(ref) ?? fetched(git, ref, options);
  const inRepository = (file: string): string =>
    relative(root, join(realpathSync(dirname(file)), basename(file)))
      .split(sep)
      .join('/');
  return {
    commit,
    text: (file) => git.text(commit, inRepository(file)),
    formerPath: (file) => {
      const former = git.formerPath(commit, inRepository(file));
      return former === undefined ? undefined : join(root, former);
    },
  };
}

export interface Tag {
  readonly name: string;
  /** When it was made, or of a lightweight one its commit: ISO 8601. */
  readonly at: string;
}

/**
 * The tags of the repository around a folder, the oldest first; whether its clone is shallow, so that some may be missing.
 *
 * @throws UserError `no-git`, `no-repository`
 */
export function tagsOf(
  folder: string,
  env: NodeJS.ProcessEnv,
): { readonly tags: readonly Tag[]; readonly shallow: boolean } {
  const git = new Git(folder, env);
  git.root(folder);
  return { tags: git.tags(), shallow: git.isShallow() };
}

/** A template of 1 MB is allowed; what is many times as large is none. */
const LARGEST = 64 * 1024 * 1024;

class Git {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    // no refreshed index, no prompts, messages that can be told apart
    this.#env = { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  }

  /** Of the working tree, links resolved. */
  root(folder: string): string {
    try {
      return realpathSync(this.#line('rev-parse', '--show-toplevel'));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
        throw new UserError('no-git', 'git cannot be started.', {
          hint: 'Install git, or compare with a file.',
          cause,
        });
      const said = messageOf(cause);
      const isNone = said.includes('not a git repository');
      throw new UserError('no-repository', isNone ? `${folder} is in no git repository.` : `git: ${said}.`, {
        hint: 'Compare with a file: --against FILE.',
        cause,
      });
    }
  }

  commitOf(ref: string): string | undefined {
    return this.#try('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  }

  isShallow(): boolean {
    return this.#try('rev-parse', '--is-shallow-repository') === 'true';
  }

  remotes(): readonly string[] {
    return this.#try('remote')?.split('\n').filter(Boolean) ?? [];
  }

  text(commit: string, path: string): string | undefined {
    const entry = this.#run('--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, '--', path).toString();
    const [, mode, blob] = /^(\d+) blob ([0-9a-f]+)\t/.exec(entry) ?? [];
    // a link holds the path of another file, and a module has no text
    if (blob === undefined || mode === '120000') return undefined;
    return this.#run('cat-file', 'blob', blob).toString('utf8');
  }

  /** By git's own detection of renames, between the commit and the files of today. */
  formerPath(commit: string, path: string): string | undefined {
    const words = ['diff', '--no-ext-diff', '--find-renames', '--diff-filter=R', '--name-status', '-z', commit];
    const listed = (this.#try('-c', 'core.fsmonitor=false', ...words) ?? '').split('\0');
    for (let at = 0; at + 2 < listed.length; at += 3) if (listed[at + 2] === path) return listed[at + 1];
    return undefined;
  }

  /** Short names of branches and tags, those of remotes included. */
  names(): readonly string[] {
    return this.#try('for-each-ref', '--format=%(refname:short)')?.split('\n') ?? [];
  }

  tags(): Tag[] {
    const format = '--format=%(refname:strip=2)%09%(creatordate:iso-strict)';
    const listed = this.#try('for-each-ref', '--sort=creatordate', format, 'refs/tags') ?? '';
    return listed.split('\n').flatMap((line) => {
      const [name = '', date = ''] = line.split('\t');
      // a tag may name a file or a tree, which has no date
      const at = new Date(date);
      return name === '' || Number.isNaN(at.getTime()) ? [] : [{ name, at: at.toISOString() }];
    });
  }

  fetch(words: readonly string[]): void {
    this.#run(...words);
  }

  #line(...words: string[]): string {
    return this.#run(...words)
      .toString('utf8')
      .replace(/\r?\n$/, '');
  }

  #try(...words: string[]): string | undefined {
    try {
      return this.#line(...words) || undefined;
    } catch {
      return undefined;
    }
  }

  #run(...words: string[]): Buffer {
    return execFileSync('git', words, {
      cwd: this.#folder,
      env: this.#env,
      maxBuffer: LARGEST,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

/** How a commit that is missing is brought here, and what it is called then. */
interface Fetch {
  readonly words: readonly string[];
  readonly ref: string;
}

function fetched(git: Git, ref: string, { fetch, say }: RevisionOptions): string {
  const way = wayToFetch(git, ref);
  if (!way) throw unknownRef(git, ref);
  const command = ['git', ...way.words].map(quoted).join(' ');
  if (!fetch)
    throw new UserError(
      'missing-commit',
      `${ref} is not in this clone${git.isShallow() ? ', which is shallow' : ''}.`,
      {
        hint: `Run \`${command}\`${way.ref === ref ? '' : `, then compare with ${way.ref}`}; or let --fetch do it.`,
      },
    );
  say(`${command}\n`);
  try {
    git.fetch(way.words);
  } catch (cause) {
    throw new UserError('no-fetch', `\`${command}\` failed: ${messageOf(cause)}.`, {
      hint: 'Check the name and the access to the remote.',
      cause,
    });
  }
  const commit = git.commitOf(way.ref);
  if (commit === undefined) throw unknownRef(git, ref);
  return commit;
}

/** Undefined where no fetch can help: there is no remote, or the name is one that only this clone could know. */
function wayToFetch(git: Git, ref: string): Fetch | undefined {
  const remotes = git.remotes();
  const remote = remotes.includes('origin') ? 'origin' : remotes[0];
  if (remote === undefined) return undefined;
  const from = (depth: number, what: string): string[] => ['fetch', `--depth=${depth}`, remote, what];
  const [, base = '', steps = ''] = /^(.*?)((?:~\d*|\^\d*)*)$/.exec(ref) ?? [];
  if (steps !== '') {
    const known = git.isShallow() ? git.commitOf(base) : undefined;
    return known === undefined ? undefined : { words: from(1 + generations(steps), known), ref };
  }
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return { words: from(1, ref), ref };
  const tracked = remotes.find((name) => ref.startsWith(`${name}/`));
  if (tracked !== undefined) {
    const branch = ref.slice(tracked.length + 1);
    if (!isName(branch)) return undefined;
    return { words: ['fetch', '--depth=1', tracked, `+refs/heads/${branch}:refs/remotes/${ref}`], ref };
  }
  // a branch or a tag of the remote, if it is one: only the remote knows
  const isLocal = ref === 'HEAD' || ref.includes('@{') || git.commitOf(`${remote}/${ref}`) !== undefined;
  return isLocal || !isName(ref) ? undefined : { words: from(1, ref), ref: 'FETCH_HEAD' };
}

/** https://git-scm.com/docs/git-check-ref-format: what could be the name of a branch or tag, and no refspec. */
function isName(name: string): boolean {
  return /^[^\s~^:?*[\\+]+$/.test(name) && !name.includes('..') && !name.includes('@{');
}

/** `~3^2` goes back four. */
function generations(steps: string): number {
  return [...steps.matchAll(/~(\d*)|\^\d*/g)].reduce((sum, [, count]) => sum + Number(count || 1), 0);
}

function unknownRef(git: Git, ref: string): UserError {
  const near = nearRef(git, ref);
  return new UserError('unknown-ref', `There is no commit ${JSON.stringify(ref)} in this repository.`, {
    hint: near === undefined ? 'Name a branch, a tag or a commit.' : `Did you mean ${near}?`,
  });
}

function nearRef(git: Git, ref: string): string | undefined {
  const names = git.names();
  return names.find((name) => name.endsWith(`/${ref}`)) ?? nearest(ref, names);
}

/** What git said, in a line. */
function messageOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: Buffer; message?: string };
  const said = stderr?.toString('utf8').trim() || (message ?? String(error));
  return (said.split('\n')[0] ?? said).replace(/^(?:fatal|error): /, '').replace(/\.$/, '');
}
