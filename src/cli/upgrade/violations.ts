/** What is neither as the tool left it nor as its owner may have it: for `--check`, exit status 6. */
import { basePath, hashOf } from '../../upgrade/manifest.ts';
import type { Manifest, ManifestEntry } from '../../upgrade/manifest.ts';
import type { Disk, OnDisk } from '../../upgrade/plan.ts';
import type { Violation } from '../../report/upgrade.ts';

/** Every path that `violationsOf` has to know about. */
export function pathsToJudge({ files }: Manifest): string[] {
  return Object.entries(files).flatMap(([path, { class: owner, at = path }]) =>
    owner === 'managed' ? [at] : owner === 'merged' ? [basePath(path)] : [],
  );
}

/** Sorted by path. Only an edit that was neither ejected nor merged, a managed file that is gone, and a base that is. */
export function violationsOf({ files }: Manifest, disk: Disk): Violation[] {
  return Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, entry]) => (entry.ejected === undefined ? violationOf(path, entry, disk) : []));
}

function violationOf(
  path: string,
  { class: owner, hash, conflict, at = path }: ManifestEntry,
  disk: Disk,
): Violation[] {
  if (owner === 'once') return [];
  const place = owner === 'managed' ? at : basePath(path);
  const found = disk.get(place);
  if (found && hashAt(found) === hash) return [];
  if (owner === 'managed') {
    if (!found) return [{ path: place, problem: 'the tool’s own file is gone' }];
    return [{ path: place, problem: 'the tool’s own file is edited, and was not ejected' }];
  }
  // a file of that name was there before the tool came: there never was a base
  if (conflict !== undefined && !found) return [];
  return [
    { path: place, problem: found ? 'the pristine copy is not what the tool wrote' : 'the pristine copy is gone' },
  ];
}

/** Of a link where it leads; undefined for what is neither file nor link. */
function hashAt(found: OnDisk): string | undefined {
  if (found.kind === 'obstacle') return undefined;
  return hashOf(found.kind === 'link' ? found.target : found.bytes);
}
