/** Files of functions in other languages: nothing is measured of them but coverage, and what is measured is of them as they are. */
import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join, posix } from 'node:path';

/** Installed or built. Hidden folders are none of the sources, either. */
const NO_SOURCES = new Set([
  '__pycache__',
  'bin',
  'build',
  'coverage',
  'dist',
  'fitness',
  'node_modules',
  'obj',
  'target',
  'venv',
]);

/** Of more the first: a service of so many files changes some of these with the others. */
const MOST = 5_000;

/**
 * The files below folders, sorted. Links are not followed.
 *
 * @param folders relative to `root`; one outside of it has none
 */
export function filesBelow(root: string, folders: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = folders.map((folder) => posix.normalize(folder).replace(/\/$/, '')).filter(isInside);
  for (let folder = waiting.shift(); folder !== undefined && found.size < MOST; folder = waiting.shift()) {
    for (const entry of entriesOf(join(root, folder))) {
      const path = posix.join(folder, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isFile()) found.add(path);
      else if (entry.isDirectory() && !NO_SOURCES.has(entry.name)) waiting.push(path);
    }
  }
  return [...found].sort().slice(0, MOST);
}

function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith('../') && !posix.isAbsolute(path);
}

/** None of a built archive, or of what is not there. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
