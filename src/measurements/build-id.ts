/** The identity of the sources of a build. Cheap: some files are read, nothing is parsed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashOf } from '../upgrade/manifest.ts';

const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];

/** The list comes from a file of the repository. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The same for the same text of the same files and the same lockfile: wherever they are, whenever it is, whatever ends
 * their lines.
 *
 * @param root of the service
 * @param sources relative to it
 */
export function buildIdOf(root: string, sources: readonly string[]): string {
  const lines = [...sources].sort().map((path) => `${path}\0${textHash(join(root, path))}\n`);
  const hash = createHash('sha256').update(`lockfile\0${textHash(lockfileOf(root))}\n`);
  for (const line of lines) hash.update(line);
  return hash.digest('hex').slice(0, 32);
}

function textHash(file: string | undefined): string {
  const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
  return file !== undefined && stat?.isFile() && stat.size <= LARGEST ? hashOf(readFileSync(file)) : '';
}

/** Of the service, or of the workspace that it is part of. */
function lockfileOf(root: string): string | undefined {
  for (let at = root; ; at = dirname(at)) {
    const found = LOCKFILES.map((name) => join(at, name)).find((file) => existsSync(file));
    if (found !== undefined || existsSync(join(at, '.git')) || at === dirname(at)) return found;
  }
}
