/** Which files may have been renamed: what is gone from its place on one side, and what has come. What is similar is found elsewhere. */
import { basePath } from '../manifest.ts';
import type { PlanInput } from '../plan.ts';
import { standing } from './side.ts';
import { placesOf, recordsOf, renamesByTool } from './subjects.ts';

export interface RenameCandidates {
  /** Merged files that stand nowhere: path → base. A person may have moved them; what they have now is for the caller to list. */
  readonly missing: ReadonlyMap<string, Uint8Array>;
  /** Merged files that the tool has no more: path → base. */
  readonly gone: ReadonlyMap<string, Uint8Array>;
  /** Merged files that the tool has now: path → text. */
  readonly added: ReadonlyMap<string, Uint8Array>;
}

/** For the inputs `moved` and `renamed`. Mostly empty, and then nobody has to look at any text. */
export function renameCandidates(input: PlanInput): RenameCandidates {
  const { rendered, disk } = input;
  const records = recordsOf(input);
  const byMigration = renamesByTool(input, records);
  const places = placesOf(input, records);
  const known = new Set([...records.keys(), ...byMigration.keys()]);
  const migrated = new Set(byMigration.values());
  const missing = new Map<string, Uint8Array>();
  const gone = new Map<string, Uint8Array>();
  for (const [path, { class: owner, hash, ejected, parts }] of records) {
    // what of ours is in a file that is its owner's says nothing of that file
    if (owner !== 'merged' || ejected !== undefined || parts) continue;
    const base = standing(disk.get(basePath(path)));
    if (base?.hash !== hash) continue;
    if (!places.has(path)) missing.set(path, base.bytes);
    if (!rendered.has(path) && !migrated.has(path)) gone.set(path, base.bytes);
  }
  const added = [...rendered].flatMap(([path, file]): [string, Uint8Array][] =>
    file.class === 'merged' && !file.link && !file.parts && !known.has(path) ? [[path, file.bytes]] : [],
  );
  return { missing, gone, added: new Map(added) };
}
