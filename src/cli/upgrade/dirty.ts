/** Uncommitted changes: an upgrade is one diff that a person can read, and take back. */
import { UserError } from '../../errors.ts';
import { counted } from '../../report/words.ts';
import { readDisk, readManifest } from '../../upgrade/disk.ts';
import { repositoryOf, uncommitted, uncommittedMeanwhile, watched } from '../../upgrade/git.ts';
import type { Repository, Uncommitted } from '../../upgrade/git.ts';
import { isWayBack } from '../../upgrade/apply/journal.ts';
import { MANIFEST_PATH, STATE_FOLDER } from '../../upgrade/manifest.ts';
import type { Plan } from '../../upgrade/plan.ts';

export interface GitState {
  /** False outside of a repository, and where there is no git. */
  readonly isRepository: boolean;
  readonly repository?: Repository;
  /** Files that git tracks whose changes are not committed, by their paths in the folder. */
  readonly changed: readonly string[];
  /** Files that git neither knows nor ignores. */
  readonly unknown: readonly string[];
}

export function gitState(folder: string, env: NodeJS.ProcessEnv): GitState {
  const repository = repositoryOf(folder, env);
  return stateFrom(repository && uncommitted(repository));
}

/** As `gitState`, asked for while something else is done. */
export function gitStateMeanwhile(folder: string, env: NodeJS.ProcessEnv): () => Promise<GitState> {
  const answer = uncommittedMeanwhile(folder, env);
  return async () => stateFrom(await answer());
}

function stateFrom(found: Uncommitted | undefined): GitState {
  if (!found) return { isRepository: false, changed: [], unknown: [] };
  const sorted = (paths: Iterable<string>): string[] => [...paths].filter((path) => !isWayBack(path)).sort();
  return {
    isRepository: true,
    repository: found.repository,
    changed: sorted(found.changed),
    unknown: sorted(found.unknown),
  };
}

/** What keeps a plan from being one diff: changes of tracked files, whichever; others only where the plan writes over them. */
export function inTheWay({ changed, unknown }: GitState, { writes }: Plan): string[] {
  const replaced = new Set(writes.flatMap(({ path, before }) => (before === undefined ? [] : [path])));
  return [...changed, ...unknown.filter((path) => replaced.has(path))].sort();
}

/**
 * Does a plan write over a person's text of which git has no copy? Then the way back has to have one.
 *
 * @param overrules Does the tool's text go over theirs? What is merged has all of it.
 */
export function replacesLast(
  { folder, env, overrules }: { readonly folder: string; readonly env: NodeJS.ProcessEnv; readonly overrules: boolean },
  { changed, unknown }: GitState,
  { writes }: Plan,
): boolean {
  const files = readManifest(readDisk(folder, [MANIFEST_PATH]))?.files ?? {};
  const own = writes.flatMap(({ path, before }) => {
    const isTools = before === undefined || before === (Object.hasOwn(files, path) ? files[path]?.hash : undefined);
    return isTools || path.startsWith(`${STATE_FOLDER}/`) ? [] : [path];
  });
  if (own.some((path) => changed.includes(path) || unknown.includes(path))) return true;
  if (own.length === 0 || !overrules) return false;
  const repository = repositoryOf(folder, env);
  const copies = repository ? watched(repository) : new Set<string>();
  return own.some((path) => !copies.has(path));
}

/** Does a plan change anything but the tool's own records? */
export function touchesFiles({ actions, writes }: Plan): boolean {
  const records = new Set(actions.flatMap(({ path, class: owner }) => (owner === 'state' ? [path] : [])));
  return writes.some(({ path }) => !records.has(path));
}

/** What says which version a service is of. Without them its migrations would count as done, and be done by nobody. */
export const OF_VERSION: ReadonlySet<string> = new Set(['fitness.yaml', 'package.json']);

/** @throws UserError of kind `dirty` if an upgrade to another version would leave one of them out */
export function refuseWithoutVersion({ actions }: Plan): void {
  const left = actions.flatMap(({ path, action }) => (action === 'skip' && OF_VERSION.has(path) ? [path] : []));
  if (left.length === 0) return;
  throw new UserError(
    'dirty',
    `${left.join(' and ')}: uncommitted changes, and without that no other version can be applied.`,
    {
      kind: 'dirty',
      hint: 'Commit or stash them first; --allow-dirty leaves other files alone.',
    },
  );
}

const LISTED = 20;

const COMMIT_FIRST = 'Commit or stash them first, or leave them alone and upgrade the rest: --allow-dirty.';

/** @throws UserError of kind `dirty` that lists the files */
export function refuseDirty(paths: readonly string[], hint = COMMIT_FIRST): void {
  if (paths.length === 0) return;
  const more = paths.length > LISTED ? [`… and ${paths.length - LISTED} more`] : [];
  const list = [...paths.slice(0, LISTED), ...more].map((path) => `  ${path}`).join('\n');
  throw new UserError('dirty', `${counted(paths.length, 'file')} with uncommitted changes:\n${list}`, {
    kind: 'dirty',
    hint,
  });
}
