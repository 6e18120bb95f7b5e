/** Services for the tests of `upgrade`, as `create` makes them. */
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import * as create from '../../../src/cli/create.ts';
import * as upgrade from '../../../src/cli/upgrade.ts';
import { inProcess, type Said } from '../../support/in-process.ts';
import { emptyFolder } from '../../upgrade/tree.ts';

let made: Promise<string> | undefined;

/** A new service, in a folder of its own; it is rendered once. */
export async function service(): Promise<string> {
  made ??= (async () => {
    const folder = emptyFolder();
    await inProcess('create', create, ['orders', '--yes', '--no-git', '--no-install'], folder);
    return join(folder, 'orders');
  })();
  const folder = join(emptyFolder(), 'orders');
  cpSync(await made, folder, { recursive: true, preserveTimestamps: true });
  return folder;
}

export function upgrading(folder: string, ...args: string[]): Promise<Said> {
  return inProcess('upgrade', upgrade, args, folder);
}

export function git(folder: string, ...args: string[]): string {
  const own = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', [...own, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** With everything committed. */
export async function committedService(): Promise<string> {
  const folder = await service();
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Create');
  return folder;
}
