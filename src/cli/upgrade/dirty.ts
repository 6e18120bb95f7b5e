/** Uncommitted changes: an upgrade is one diff that a person can read, and take back. */
import { UserError } from '../../errors.ts';
import { counted } from '../../report/words.ts';
import { runGit, withoutGit } from '../../upgrade/git-process.ts';
import type { Plan } from '../../upgrade/plan.ts';

export interface GitState {
  /** False outside of a repository, and where there is no git. */
  readonly isRepository: boolean;
  /** Files of the folder whose changes are not committed, by their paths in it. What git does not know is not one of them. */
  readonly uncommitted: readonly string[];
}

/** https://git-scm.com/docs/git-status#_porcelain_format_version_1 */
export function gitState(folder: string, environment: NodeJS.ProcessEnv): GitState {
  const env = withoutGit(environment);
  const prefix = runGit(['rev-parse', '--show-prefix'], { cwd: folder, env });
  if (prefix.status !== 0) return { isRepository: false, uncommitted: [] };
  const inside = prefix.stdout.toString('utf8').replace(/\n$/, '');
  const args = ['status', '--porcelain', '-z', '--untracked-files=no', '--no-renames', '--', '.'];
  const { stdout } = runGit(args, { cwd: folder, env });
  const paths = stdout
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map((entry) => entry.slice(3));
  return {
    isRepository: true,
    uncommitted: paths.flatMap((path) => (path.startsWith(inside) ? [path.slice(inside.length)] : [])),
  };
}

/** Does a plan change anything but the tool's own records? */
export function touchesFiles({ actions, writes }: Plan): boolean {
  const records = new Set(actions.flatMap(({ path, class: owner }) => (owner === 'state' ? [path] : [])));
  return writes.some(({ path }) => !records.has(path));
}

const LISTED = 20;

/** @throws UserError of kind `dirty` that lists the files */
export function refuseDirty(paths: readonly string[]): void {
  if (paths.length === 0) return;
  const more = paths.length > LISTED ? [`… and ${paths.length - LISTED} more`] : [];
  const list = [...paths.slice(0, LISTED), ...more].map((path) => `  ${path}`).join('\n');
  throw new UserError('dirty', `${counted(paths.length, 'file')} with uncommitted changes:\n${list}`, {
    kind: 'dirty',
    hint: 'Commit or stash them first, or leave them alone and upgrade the rest: --allow-dirty.',
  });
}
