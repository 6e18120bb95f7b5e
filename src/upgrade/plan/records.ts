/** The tool's own records below `.fitness/`: they follow the files without asking. */
import { MANIFEST_PATH, basePath, insertedPath, offerPath, serializeManifest } from '../manifest.ts';
import type { Manifest } from '../manifest.ts';
import type { Disk, PlannedAction, Problem, Write } from '../plan.ts';
import type { Verdict } from './judge.ts';
import { isSame, sideOf, standing } from './side.ts';
import type { Content, Side } from './side.ts';
import type { Subject } from './subjects.ts';

/** One thing to do. Several may be told to the reader as one action. */
export interface Step {
  readonly action?: PlannedAction;
  readonly write?: Write;
}

/** The pristine copy of a merged file, and the text that waits beside a conflict. */
export function recordsOf({ path, from, file, pristine, next }: Subject, verdict: Verdict, disk: Disk): Step[] {
  const holdsBase = file.class === 'merged' && verdict.base !== 'none';
  return [
    ...(holdsBase && verdict.base === 'next'
      ? recorded(basePath(path), { bytes: verdict.parts?.base ?? pristine.bytes, executable: false }, disk)
      : holdsBase || verdict.base === 'keep'
        ? carried(basePath(from), basePath(path), disk)
        : removed(basePath(path), 'it is of no use', disk)),
    ...(verdict.offer === 'next'
      ? recorded(offerPath(path), next, disk)
      : verdict.offer === 'keep'
        ? carried(offerPath(from), offerPath(path), disk)
        : removed(offerPath(path), 'the conflict is settled', disk)),
    ...insertedRecord({ path, from }, verdict, disk),
    ...(from === path ? [] : recordsGone(from, disk)),
  ];
}

/** Where parts went in. Of what was merged since then it is not known to the byte. */
function insertedRecord({ path, from }: Pick<Subject, 'path' | 'from'>, { parts, base }: Verdict, disk: Disk): Step[] {
  const at = insertedPath(path);
  if (parts?.inserted) return recorded(at, { bytes: parts.inserted, executable: false }, disk);
  if (parts || base === 'none') return removed(at, 'its file was merged with your edits', disk);
  return carried(insertedPath(from), at, disk);
}

/** Nobody knows what the tool last wrote into a file: why, and what is to be said of it. */
export function baseProblem(
  path: string,
  base: Side | undefined,
): { readonly reason: string; readonly problem: Omit<Problem, 'path'> } {
  const message = base
    ? `The base of ${path} is not what the tool wrote, so your edits cannot be told from its text.`
    : `The base of ${path} is missing, so your edits cannot be told from the tool's text.`;
  return { reason: base ? 'its base was changed' : 'its base is missing', problem: { kind: 'no-base', message } };
}

/** Of a path that the manifest has no more. */
export function recordsGone(path: string, disk: Disk): Step[] {
  const reason = 'its file is the tool’s no more';
  return [basePath, offerPath, insertedPath].flatMap((record) => removed(record(path), reason, disk));
}

export function manifestStep(manifest: Manifest, disk: Disk): Step[] {
  return recorded(MANIFEST_PATH, { bytes: serializeManifest(manifest), executable: false }, disk);
}

function recorded(path: string, { bytes, executable, link }: Content, disk: Disk): Step[] {
  const now = disk.get(path);
  const as = (action: PlannedAction['action'], reason: string): PlannedAction => ({
    path,
    class: 'state',
    action,
    reason,
  });
  if (now?.kind === 'obstacle') return [{ action: as('conflict', `${now.what} stands in its place`) }];
  const content = { bytes, executable, ...(link && { link }) };
  const there = standing(now);
  if (!there) return [{ action: as('create', 'new'), write: { path, content } }];
  if (isSame(there, sideOf(content))) return [{ action: as('unchanged', 'as it should be') }];
  return [{ action: as('update', 'follows the files'), write: { path, content, before: there.hash } }];
}

/** A record that stays what it is, under the path that its file has now. */
function carried(from: string, to: string, disk: Disk): Step[] {
  const there: Side | undefined = from === to ? undefined : standing(disk.get(from));
  return there ? recorded(to, there, disk) : [];
}

function removed(path: string, reason: string, disk: Disk): Step[] {
  const there = standing(disk.get(path));
  if (!there) return [];
  return [{ action: { path, class: 'state', action: 'delete', reason }, write: { path, before: there.hash } }];
}
