/** A bare repository that is thrown away: git's own merge, far from anybody's index, refs, hooks, attributes and settings. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGit, withoutGit } from '../git/process.ts';
import type { GitOutcome } from '../git/process.ts';

export interface Scratch {
  /** Its folder: the repository, and what a command wants as files. */
  readonly folder: string;
  readonly git: (args: readonly string[], input?: Uint8Array | string) => GitOutcome;
}

/**
 * What `git init --bare` would write, so that no process is needed for it. A file of attributes is read without being
 * configured (https://git-scm.com/docs/gitattributes), hence its name here; nothing has to survive a power cut.
 */
const CONFIG = `[core]
	repositoryformatversion = 0
	bare = true
	attributesFile = ${devNull.replaceAll('\\', '\\\\')}
	compression = 0
	fsync = none
[merge]
	directoryRenames = false
	renames = false
	conflictStyle = merge
[fastimport]
	unpackLimit = 1
`;

/**
 * Calls an action with such a repository, and removes it whatever happens.
 * @param attributes for every file: they beat all others
 */
export function inScratch<T>(env: NodeJS.ProcessEnv, attributes: string, action: (scratch: Scratch) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'fitness-merge-'));
  try {
    for (const name of ['objects', 'refs', 'info']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(folder, 'config'), CONFIG);
    writeFileSync(join(folder, 'info', 'attributes'), `* ${attributes}\n`);
    const ours = {
      ...withoutGit(env),
      GIT_DIR: folder,
      GIT_CONFIG_GLOBAL: devNull,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ATTR_NOSYSTEM: '1',
      // git before 2.32 does not know GIT_CONFIG_GLOBAL
      HOME: folder,
      XDG_CONFIG_HOME: folder,
    };
    return action({ folder, git: (args, input = '') => runGit(args, { cwd: folder, env: ours, input }) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
