/** Repositories as their owners have them: folders in fixtures/, committed to git. Nothing of ours is in them. */
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { plainEnvironment } from '../cli.ts';
import { succeed } from '../process.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

export const KINDS = readdirSync(FIXTURES).sort();

/** Kept with the line ends of this repository, and copied with those of their owner. */
const CRLF: ReadonlySet<string> = new Set(['long-form']);

/** What package managers and builds leave: no part of what an owner has. */
const MADE = /(^|\/)(node_modules|\.git|\.aws-sam|coverage|target|__pycache__|package-lock\.json)(\/|$)/;

/** Copies a repository, and commits it. */
export async function copyRepository(kind: string, folder: string): Promise<void> {
  cpSync(join(FIXTURES, kind), folder, { recursive: true });
  if (CRLF.has(kind)) {
    for (const [path, text] of filesOf(folder))
      writeFileSync(join(folder, path), text.replaceAll('\n', '\r\n'), 'latin1');
  }
  await git(folder, 'init', '--quiet', '-b', 'main');
  // whatever a machine has set, line ends stay
  await git(folder, 'config', 'core.autocrlf', 'false');
  await commit(folder);
}

/** Commits all that is there. */
export async function commit(folder: string): Promise<void> {
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--allow-empty', '--no-gpg-sign', '-m', 'As it is');
}

export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const identity = ['-c', 'user.name=Owner', '-c', 'user.email=owner@example.com'];
  return (await succeed('git', [...identity, ...args], { cwd: folder, env: plainEnvironment() })).stdout;
}

/** Its files by path, byte for byte (latin1), but for what is made by installing and building. */
export function filesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry): [string, string][] => {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length + 1).replaceAll(sep, '/');
    return entry.isFile() && !MADE.test(path) ? [[path, readFileSync(file, 'latin1')]] : [];
  });
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
