/** Where the running tool was installed. Loads nothing: the command that has nothing to do asks, too. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownPackage } from '../../package.ts';

/** Is the running tool the one that a folder's own programs are started from? */
export function isInstalledIn(folder: string, { root } = ownPackage()): boolean {
  const own = realpathSync(root);
  for (let at = folder; ; at = dirname(at)) {
    const installed = join(at, 'node_modules', 'create-fitness-serverless');
    if (existsSync(installed)) return realpathSync(installed) === own;
    // yarn's plug'n'play: there is no folder, and node reads .yarn/cache/….zip/node_modules/create-fitness-serverless
    if (existsSync(join(at, '.pnp.cjs'))) return own.includes('.zip');
    if (at === dirname(at)) return false;
  }
}
