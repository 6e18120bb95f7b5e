/** Reads what a plan has to know about a folder. Nothing is followed out of it, nothing is written. */
import { lstatSync, readFileSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { RenderedFiles } from '../project/files.ts';
import { MANIFEST_PATH, parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { standingAt } from './paths.ts';
import type { Folders } from './paths.ts';
import { pathsToRead } from './plan.ts';
import type { Disk, OnDisk, PlanInput } from './plan.ts';

const WHAT = {
  folder: 'a folder',
  other: 'a device',
  'behind-a-file': 'a file above it',
} as const;

/**
 * Reads `paths` below `folder`; a folder that does not exist is empty.
 * @throws UserError if a path leads out of the folder through a link, or cannot be read
 */
export function readDisk(folder: string, paths: Iterable<string>): Disk {
  const disk = new Map<string, OnDisk>();
  if (!statSync(folder, { throwIfNoEntry: false })) return disk;
  const root = realpathSync(folder);
  const known: Folders = new Map();
  for (const path of paths) {
    const standing = standingAt(root, path, known);
    if (standing === 'nothing') continue;
    if (standing === 'file' || standing === 'link') disk.set(path, read(root, path, standing));
    else disk.set(path, { kind: 'obstacle', what: WHAT[standing] });
  }
  forgetOtherSpellings(root, disk);
  return disk;
}

/** What a plan for `rendered` has to know: the manifest of a folder, and all that it and `rendered` name. */
export function readService(
  folder: string,
  rendered: RenderedFiles,
  how: Pick<PlanInput, 'moved' | 'conflict'> = {},
): { readonly disk: Disk; readonly manifest: Manifest | undefined } {
  const manifest = readManifest(readDisk(folder, [MANIFEST_PATH]));
  return { disk: readDisk(folder, pathsToRead(rendered, manifest, how)), manifest };
}

/** The manifest of the service in a folder, if there is one. */
export function readManifest(disk: Disk): Manifest | undefined {
  const file = disk.get(MANIFEST_PATH);
  return file?.kind === 'file' ? parseManifest(file.bytes) : undefined;
}

function read(root: string, path: string, standing: 'file' | 'link'): OnDisk {
  const at = join(root, path);
  if (standing === 'link') return { kind: 'link', target: readlinkSync(at, 'buffer') };
  try {
    return { kind: 'file', bytes: readFileSync(at), executable: (statSync(at).mode & 0o111) !== 0 };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw cause;
    throw new UserError('unreadable', `${path} cannot be read.`, {
      hint: 'Nothing was written. Give yourself the right to read it.',
      cause,
    });
  }
}

/** Where `Readme.md` and `README.md` are one file, it stands under the name that its folder lists. */
function forgetOtherSpellings(root: string, disk: Map<string, OnDisk>): void {
  const spellings = new Map<string, string[]>();
  for (const path of disk.keys()) {
    const folded = path.toLowerCase();
    const others = spellings.get(folded);
    if (others) others.push(path);
    else spellings.set(folded, [path]);
  }
  for (const [first, ...others] of spellings.values()) {
    if (first === undefined || others.length === 0) continue;
    const paths = [first, ...others];
    const same = paths.every((path) => isSame(lstatSync(join(root, path)), lstatSync(join(root, first))));
    if (same) for (const path of paths) if (!isListed(root, path)) disk.delete(path);
  }
}

function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

function isListed(root: string, path: string): boolean {
  for (let at = path; at !== '.'; at = dirname(at)) {
    const name = at.slice(at.lastIndexOf('/') + 1);
    if (!readdirSync(join(root, dirname(at))).includes(name)) return false;
  }
  return true;
}
