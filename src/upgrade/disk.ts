/** Reads what a plan has to know about a folder. Nothing is followed out of it, nothing is written. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_PATH, parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { standingAt } from './paths.ts';
import type { Disk, OnDisk } from './plan.ts';

const WHAT = {
  folder: 'a folder',
  link: 'a symbolic link',
  other: 'a device',
  'behind-a-file': 'a file above it',
} as const;

/**
 * Reads `paths` below `folder`; a folder that does not exist is empty.
 * @throws UserError if a path leads out of the folder through a link
 */
export function readDisk(folder: string, paths: Iterable<string>): Disk {
  const disk = new Map<string, OnDisk>();
  if (!statSync(folder, { throwIfNoEntry: false })) return disk;
  const root = realpathSync(folder);
  for (const path of paths) {
    const standing = standingAt(root, path);
    if (standing === 'nothing') continue;
    if (standing !== 'file') disk.set(path, { kind: 'obstacle', what: WHAT[standing] });
    else {
      const file = join(root, path);
      disk.set(path, { kind: 'file', bytes: readFileSync(file), executable: (statSync(file).mode & 0o111) !== 0 });
    }
  }
  return disk;
}

/** The manifest of the service in a folder, if there is one. */
export function readManifest(disk: Disk): Manifest | undefined {
  const file = disk.get(MANIFEST_PATH);
  return file?.kind === 'file' ? parseManifest(file.bytes) : undefined;
}
