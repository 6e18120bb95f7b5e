/** Which files stand as the tool left them: where nothing else is uncommitted, taking them back loses nobody's work. */
import { readDisk, readManifest } from '../upgrade/disk.ts';
import { MANIFEST_PATH, STATE_FOLDER, insertedPath } from '../upgrade/manifest.ts';
import type { ManifestEntry } from '../upgrade/manifest.ts';
import { isAsInserted, parseInserted } from '../upgrade/plan/inserted.ts';
import { isUntouched, standing } from '../upgrade/plan/side.ts';

/**
 * Of these paths in a folder those that hold what the tool wrote, to the byte: its own records, files that nobody edited, and
 * files of their owner's whose whole text is the one that ours was put into.
 */
export function asWritten(root: string, paths: readonly string[]): ReadonlySet<string> {
  const files = readManifest(readDisk(root, [MANIFEST_PATH]))?.files ?? {};
  const known = new Map(Object.entries(files).map(([path, entry]) => [entry.at ?? path, { path, entry }]));
  const disk = readDisk(root, [...paths, ...[...known.values()].map(({ path }) => insertedPath(path))]);
  const isWritten = (at: string): boolean => {
    if (at.startsWith(`${STATE_FOLDER}/`)) return true;
    const [found, yours] = [known.get(at), standing(disk.get(at))];
    if (!found || !yours || !isTheTools(found.entry)) return false;
    if (!found.entry.parts) return isUntouched(yours, found.entry);
    const record = standing(disk.get(insertedPath(found.path)));
    const inserted = record && parseInserted(record.bytes);
    return inserted !== undefined && isAsInserted(inserted, Buffer.from(yours.bytes).toString('utf8'));
  };
  return new Set(paths.filter(isWritten));
}

/** What waits for a person to settle it is theirs. */
function isTheTools({ ejected, conflict, unresolved }: ManifestEntry): boolean {
  return ejected === undefined && conflict === undefined && unresolved === undefined;
}
