/** What is done about a command that was killed while it wrote, and about an upgrade that is to be undone. */
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { isThere, nodeFiles, quietly, readStanding } from './files.ts';
import type { Files } from './files.ts';
import {
  DONE,
  EARLIER_UNDO,
  JOURNAL,
  LIST,
  UNDO,
  copiesIn,
  journalFolder,
  readList,
  removeJournal,
  unignoreUndo,
} from './journal.ts';
import type { Journal } from './journal.ts';
import { commandOf, isRunning, refuseBusy, takeOver, thisProcess } from './lock.ts';
import type { IsAlive } from './lock.ts';
import { restore } from './restore.ts';
import type { Restored } from './restore.ts';
import { MANIFEST_PATH, hashOf } from '../manifest.ts';
import { uninterrupted } from './uninterrupted.ts';

/** Was a command killed while it wrote here? */
export function isInterrupted(folder: string, files: Files = nodeFiles): boolean {
  return isThere(join(folder, JOURNAL), files) && !isThere(join(folder, JOURNAL, DONE), files);
}

/** Was a command killed after it had done everything? What it left is to be swept up, by `recover`. */
export function isLeftover(folder: string, files: Files = nodeFiles): boolean {
  return isThere(join(folder, JOURNAL, DONE), files);
}

/** What was being done when a command was killed. */
export interface Interrupted {
  /** Its arguments, where it ran on this machine and recorded them. */
  readonly command?: readonly string[];
}

/**
 * What a killed command was about to do here.
 * @throws UserError `busy` while it still runs
 */
export function interrupted(
  folder: string,
  files: Files = nodeFiles,
  isAlive: IsAlive = isRunning,
): Interrupted | undefined {
  if (!isInterrupted(folder, files)) return undefined;
  const journal = journalFolder(realpathSync(folder), JOURNAL);
  refuseBusy(journal, isAlive, files);
  const command = commandOf(journal, files);
  return command ? { command } : {};
}

/**
 * Puts back what a killed command left half-written; undefined if there was nothing to do. Where nothing stood before,
 * what a person wrote since then stays.
 * @throws UserError `busy` while it still runs
 */
export function recover(folder: string, files: Files = nodeFiles, isAlive: IsAlive = isRunning): Restored | undefined {
  return uninterrupted(() => takeBack(folder, false, files, isAlive));
}

/** As `recover`, to exactly what was there: what a person wrote since then is kept beside, as `<path>.aborted`. */
export function abort(folder: string, files: Files = nodeFiles, isAlive: IsAlive = isRunning): Restored | undefined {
  return uninterrupted(() => takeBack(folder, true, files, isAlive));
}

function takeBack(folder: string, exact: boolean, files: Files, isAlive: IsAlive): Restored | undefined {
  if (!isThere(join(folder, JOURNAL), files)) return undefined;
  const root = realpathSync(folder);
  const at = journalFolder(root, JOURNAL);
  try {
    // what is no journal of ours is refused before anything is written there
    if (!isThere(join(at, DONE), files) && isThere(join(at, LIST), files)) readList(root, JOURNAL, files);
    takeOver(at, thisProcess(), isAlive, files);
  } catch (error) {
    // another one has just put everything back
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (isThere(join(at, DONE), files)) {
    removeJournal(root, JOURNAL, files);
    return undefined;
  }
  // without its list the journal was not complete, and nothing else was changed yet
  if (!isThere(join(at, LIST), files)) {
    removeJournal(root, JOURNAL, files);
    return { kept: [] };
  }
  const journal = readList(root, JOURNAL, files);
  return putBackAll(root, journal, { exact }, files);
}

/** Is there an upgrade to undo? */
export function canUndo(folder: string, files: Files = nodeFiles): boolean {
  return isThere(join(folder, UNDO, LIST), files);
}

/**
 * Puts everything back as it was before the upgrade that kept its way back; undefined if none did. What a person
 * changed since then is kept beside, as `<path>.aborted`.
 */
export function undo(folder: string, files: Files = nodeFiles, isAlive: IsAlive = isRunning): Restored | undefined {
  if (!canUndo(folder, files)) return undefined;
  return uninterrupted(() => {
    const root = realpathSync(folder);
    const kept = journalFolder(root, UNDO);
    const journal = readList(root, UNDO, files);
    if (isThere(join(root, JOURNAL), files)) {
      refuseBusy(journalFolder(root, JOURNAL), isAlive, files);
      throw interruptedBefore(root, 'Put back what it left first (`upgrade --abort`).');
    }
    takeOver(kept, thisProcess(), isAlive, files);
    // from here on it is a journal: killed, it is gone on with
    files.renameSync(kept, join(root, JOURNAL));
    return putBackAll(root, journal, { exact: true }, files);
  });
}

/** Is the way back that of what stands here? On another branch it is not: there the manifest is not as that upgrade left it. */
export function isUndoOfThis(folder: string, files: Files = nodeFiles): boolean {
  if (!canUndo(folder, files)) return false;
  const root = realpathSync(folder);
  const written = readList(root, UNDO, files).entries.find(({ path }) => path === MANIFEST_PATH)?.after;
  const manifest = join(root, MANIFEST_PATH);
  if (written === undefined) return true;
  return isThere(manifest, files) && hashOf(readStanding(manifest, files).bytes) === written;
}

/** Gives up the way back: everything is settled. */
export function closeUndo(folder: string, files: Files = nodeFiles): void {
  if (!isThere(join(folder, UNDO), files)) return;
  const root = realpathSync(folder);
  journalFolder(root, UNDO);
  unignoreUndo(root, files);
  removeJournal(root, UNDO, files);
}

export function putBackAll(
  root: string,
  journal: Journal,
  how: { readonly exact: boolean; readonly cause?: unknown },
  files: Files,
): Restored {
  const restored = restore(root, journal, { copies: copiesIn(root, journal, files), ...how }, files);
  putBackUndo(root, files);
  if (!isThere(join(root, UNDO), files)) unignoreUndo(root, files);
  removeJournal(root, JOURNAL, files);
  removeMade(ancestors(root, journal.madeRoot), files);
  return restored;
}

export function ancestors(folder: string, count: number): string[] {
  const folders: string[] = [];
  for (let at = folder; folders.length < count && at !== dirname(at); at = dirname(at)) folders.push(at);
  return folders;
}

/** Innermost first; one that is not empty is not ours alone. */
export function removeMade(folders: readonly string[], files: Files): void {
  for (const folder of folders) quietly(() => files.rmdirSync(folder));
}

/** The upgrade before the one that is put back could be undone, and can be again. */
function putBackUndo(root: string, files: Files): void {
  const earlier = join(root, JOURNAL, EARLIER_UNDO);
  if (isThere(earlier, files)) files.renameSync(earlier, join(root, UNDO));
}

export function interruptedBefore(root: string, hint: string): UserError {
  return new UserError('interrupted-before', `An earlier command was interrupted while it wrote to ${root}.`, { hint });
}
