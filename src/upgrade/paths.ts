/** Paths inside a repository: `/` as separator, relative, and never leading out of it. */
import { lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * A file that may be a stranger's: a device in its place, or a link to one (`/dev/zero`), never ends, and counts as none.
 * Undefined if there is no regular file.
 */
export function readRegular(file: string): Buffer | undefined {
  return isRegular(file) ? readFileSync(file) : undefined;
}

function isRegular(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (error) {
    // below a file there is nothing, which not every version of Node.js takes for no entry
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw error;
  }
}

/** What stands at a path, and whether it can be reached without leaving `root`. */
export type Standing = 'file' | 'folder' | 'link' | 'other' | 'nothing' | 'behind-a-file';

/** Of folders on the way what they are, by their paths: many files are in the same few. */
export type Folders = Map<string, Stats | undefined>;

/**
 * What stands at `path` below `root` (a real path), links not followed at the end.
 *
 * @param known what was found before of folders on the way, and what is found now
 * @throws UserError if a folder on the way is a link that leads outside
 */
export function standingAt(root: string, path: string, known: Folders = new Map()): Standing {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const parent = join(root, ...parts.slice(0, depth));
    const stat = known.has(parent) ? known.get(parent) : lstatSync(parent, { throwIfNoEntry: false });
    known.set(parent, stat);
    if (!stat) return 'nothing';
    if (stat.isSymbolicLink()) refuseOutside(root, parent, parts.slice(0, depth).join('/'));
    else if (!stat.isDirectory()) return 'behind-a-file';
  }
  const stat = lstatSync(join(root, ...parts), { throwIfNoEntry: false });
  if (!stat) return 'nothing';
  if (stat.isSymbolicLink()) return 'link';
  return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
}

function refuseOutside(root: string, link: string, shown: string): void {
  let target: string | undefined;
  try {
    target = realpathSync(link);
  } catch {
    // dangling: nothing may be written through it
  }
  if (target !== undefined && (target === root || target.startsWith(root.endsWith(sep) ? root : root + sep))) return;
  throw new UserError(
    'link-leads-outside',
    `${shown} is a symbolic link that leads out of the folder (to ${readlinkSync(link)}).`,
    {
      hint: 'Nothing is written through such links. Replace it by a folder, or choose another folder.',
    },
  );
}
