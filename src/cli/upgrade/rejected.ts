/** After `--conflict=rej`: what of the tool's text waits beside the files, as long as the upgrade can be undone. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canUndo, closeUndo, isUndoOfThis } from '../../upgrade/apply/recover.ts';
import { UNDO, readList } from '../../upgrade/apply/journal.ts';
import { nodeFiles } from '../../upgrade/apply/files.ts';
import { STATE_FOLDER } from '../../upgrade/manifest.ts';
import { repositoryOf } from '../../upgrade/git.ts';

/** Did an upgrade that can be undone write any? `waiting`: one is there still, or an offer is. */
export function rejectedIn(root: string): 'waiting' | 'taken' | undefined {
  if (!canUndo(root)) return undefined;
  const { entries } = readList(root, UNDO, nodeFiles);
  const rejected = entries.flatMap(({ path, after }) => (path.endsWith('.rej') && after !== undefined ? [path] : []));
  if (rejected.length === 0) return undefined;
  const waiting = [...rejected, `${STATE_FOLDER}/conflicts`];
  return waiting.some((path) => existsSync(join(root, path))) ? 'waiting' : 'taken';
}

/** Nobody has to undo what is settled here; outside of a repository it is all that keeps what was there. */
export function closeRejected(root: string, env: NodeJS.ProcessEnv): void {
  if (isUndoOfThis(root) && repositoryOf(root, env)) closeUndo(root);
}
