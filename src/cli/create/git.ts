/** A new git repository: branch main, and a first commit if git knows who the person is. */
import { devNull } from 'node:os';
import { childEnvironment } from '../npm.ts';
import { runProcess } from '../run-process.ts';
import type { Outcome } from '../run-process.ts';

export interface GitContext {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Makes the repository. Returns what went wrong, in words, if it did. */
export async function initRepository(context: GitContext): Promise<string | undefined> {
  const init = await git(context, ['init', '--quiet']);
  if (init.missing) return 'git is not installed';
  // not `init --initial-branch`, which git older than 2.28 does not know
  const head = init.status === 0 ? await git(context, ['symbolic-ref', 'HEAD', 'refs/heads/main']) : init;
  return head.status === 0 ? undefined : firstLine(head.stderr);
}

/**
 * Commits everything. A person's hooks, signing and templates are for their own commits, and may ask for a passphrase:
 * this one is made without them.
 */
export async function firstCommit(context: GitContext, message: string): Promise<string | undefined> {
  const known = ['-c', 'user.useConfigOnly=true'];
  const identity = await git(context, [...known, 'var', 'GIT_COMMITTER_IDENT']);
  if (identity.status !== 0)
    return 'git does not know your name and e-mail (git config --global user.name, user.email)';
  const added = await git(context, ['add', '--all']);
  if (added.status !== 0) return firstLine(added.stderr);
  const plain = [
    '-c',
    `core.hooksPath=${devNull}`,
    '-c',
    'commit.gpgSign=false',
    '-c',
    'commit.template=',
    '-c',
    'gc.auto=0',
  ];
  const commit = await git(context, [...known, ...plain, 'commit', '--quiet', '--no-verify', '--message', message]);
  return commit.status === 0 ? undefined : firstLine(commit.stderr || commit.stdout);
}

function git({ folder, env, signal }: GitContext, args: readonly string[]): Promise<Outcome> {
  return runProcess('git', args, { cwd: folder, env: { ...childEnvironment(env), GIT_TERMINAL_PROMPT: '0' }, signal });
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? 'git failed';
}
