/** Services for the tests of `upgrade`: new ones as `create` makes them, and ones that an older version made. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as create from '../../../src/cli/create.ts';
import * as upgrade from '../../../src/cli/upgrade.ts';
import type { RenderedFile } from '../../../src/project/files.ts';
import { render } from '../../../src/project/render.ts';
import { apply } from '../../../src/upgrade/apply.ts';
import { plan } from '../../../src/upgrade/plan.ts';
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
  return copyOf(await made);
}

export const OLD = '0.0.9';

export interface OlderVersion {
  /** Checks that it did not have. */
  readonly without?: readonly string[];
  /** What its texts were, made of today's: by path; null: it had no such file. */
  readonly texts?: Readonly<Record<string, ((text: string) => string) | null>>;
}

/** A service as version 0.0.9 made it: the same, but for what is said here. */
export async function olderService({ without = [], texts = {} }: OlderVersion = {}): Promise<string> {
  const config = without.reduce(
    // its comment, its key, and what is below it
    (text, id) => text.replace(new RegExp(`(^ {2}#.*\\n)*^ {2}${id}:\\n(^ {4}.*\\n)*`, 'm'), ''),
    readFileSync(join(await service(), 'fitness.yaml'), 'utf8').replace(/^tool:.*$/m, `tool: ^${OLD}`),
  );
  const files = [...render(config)].flatMap(([path, file]): [string, RenderedFile][] => {
    const older = texts[path];
    if (older === undefined) return [[path, file]];
    return older === null ? [] : [[path, { ...file, bytes: Buffer.from(older(Buffer.from(file.bytes).toString())) }]];
  });
  const folder = join(emptyFolder(), 'orders');
  apply(folder, plan({ rendered: new Map(files), disk: new Map(), tool: `create-fitness-serverless@${OLD}` }));
  return folder;
}

/** With its times, so that what is cached of it could be believed. */
export function copyOf(folder: string): string {
  const copy = join(emptyFolder(), 'orders');
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** Offline, and nothing is installed. */
export function upgrading(folder: string, ...args: string[]): Promise<Said> {
  return inProcess('upgrade', upgrade, ['--no-install', ...args], folder);
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

/** Everything in it is committed. */
export function committed(folder: string): string {
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Create');
  return folder;
}
