/**
 * Brings a plan to the disk, whole or not at all. The only place that writes into a repository.
 *
 * Each file is written beside its place and renamed into it, so that nobody sees half of one. Before the first change a
 * journal in `.fitness/` says what stood there; it is removed after the last one. A failure restores from it at once, a
 * process that was killed is cleaned up after by the next command (`recover`).
 */
import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { nodeFiles } from './files.ts';
import type { Files } from './files.ts';
import { STATE_FOLDER, hashOf } from './manifest.ts';
import { standingAt, unsafePath } from './paths.ts';
import type { Plan, Write } from './plan.ts';

const JOURNAL = `${STATE_FOLDER}/journal`;
const JOURNAL_FILE = `${JOURNAL}/journal.json`;

/** What the journal remembers of one path. */
interface Entry {
  readonly path: string;
  /** What stood there: permission bits; its copy in the journal is named by the index. Absent: nothing did. */
  readonly mode?: number;
  /** Hash of what is written; absent: the file is removed. */
  readonly after?: string;
}

interface Journal {
  readonly version: 1;
  readonly pid: number;
  readonly entries: readonly Entry[];
  /** Folders that did not exist, outermost first, relative to the root. */
  readonly folders: readonly string[];
  /** How many folders, from the root upwards, did not exist. */
  readonly madeRoot: number;
}

/** Puts back what stood at an entry's place. */
type PutBack = (index: number, file: string, mode: number) => void;

/** What was done, and the way back as long as the process lives. */
export interface Applied {
  /** Puts everything back as it was; what a person changed since then stays. */
  undo(): void;
}

/**
 * Applies a plan to a folder, which is created if need be.
 * @throws after having put everything back, if a write fails
 */
export function apply(folder: string, { writes }: Plan, files: Files = nodeFiles): Applied {
  if (writes.length === 0) return { undo: () => undefined };
  const madeRoot = missingFolders(folder, files);
  let root = folder;
  let journal: Journal | undefined;
  let previous: readonly (Buffer | undefined)[] = [];
  try {
    for (const made of [...madeRoot].reverse()) files.mkdirSync(made);
    root = realpathSync(folder);
    previous = writes.map((write) => standing(root, write, files));
    const planned: Journal = {
      version: 1,
      pid: process.pid,
      entries: writes.map((write, index) => entryOf(root, write, previous[index], files)),
      folders: foldersToMake(root, [...writes.map(({ path }) => path), JOURNAL_FILE], files),
      madeRoot: madeRoot.length,
    };
    lock(root, files);
    journal = planned;
    writeJournal(root, journal, previous, files);
    for (const write of writes) perform(root, write, files);
    removeJournal(root, previous, files);
  } catch (error) {
    if (journal) restore(root, journal, fromJournal(root, files), files, error);
    else removeMade(madeRoot, files);
    throw error;
  }
  const done = journal;
  const fromMemory: PutBack = (index, file, mode) => {
    const bytes = previous[index];
    if (bytes) writeWhole(file, bytes, mode, true, files, true);
  };
  return { undo: () => restore(root, done, fromMemory, files) };
}

/** Was a command killed while it wrote here? */
export function isInterrupted(folder: string, files: Files = nodeFiles): boolean {
  try {
    return files.lstatSync(join(folder, JOURNAL), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // below a file there is nothing
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw error;
  }
}

/**
 * Puts back what a killed command left half-written. Returns false if there was nothing to do.
 * The journal comes from a repository, so no path of it is trusted.
 */
export function recover(folder: string, files: Files = nodeFiles, isAlive = isRunning): boolean {
  if (!isInterrupted(folder, files)) return false;
  const root = realpathSync(folder);
  // without its list the journal was not complete, and nothing else was changed yet (or everything was done)
  if (standingAt(root, JOURNAL_FILE) !== 'file') removeLeftovers(root, files);
  else {
    const journal = parseJournal(files.readFileSync(join(root, JOURNAL_FILE)));
    if (isAlive(journal.pid)) throw busy(root);
    restore(root, journal, fromJournal(root, files), files);
  }
  return true;
}

/** By renaming the copy: a full disk does not stand in the way. */
function fromJournal(root: string, files: Files): PutBack {
  return (index, file, mode) => {
    const copy = join(root, JOURNAL, String(index));
    // an earlier attempt to restore has already put it back
    if (!files.lstatSync(copy, { throwIfNoEntry: false })) return;
    files.chmodSync(copy, mode);
    files.renameSync(copy, file);
  };
}

/** Folders to create, innermost first. */
function missingFolders(folder: string, files: Files): string[] {
  const missing: string[] = [];
  for (let at = resolve(folder); !files.lstatSync(at, { throwIfNoEntry: false }); at = dirname(at)) missing.push(at);
  return missing;
}

/** The bytes at a path, which must be those that the plan was made for. */
function standing(root: string, { path, before }: Write, files: Files): Buffer | undefined {
  const problem = unsafePath(path);
  if (problem) throw new Error(`a plan may not write ${JSON.stringify(path)}: it ${problem}`);
  const found = standingAt(root, path);
  const bytes = found === 'file' ? files.readFileSync(join(root, path)) : undefined;
  if ((bytes && hashOf(bytes)) === before && (found === 'file' || found === 'nothing')) return bytes;
  throw new UserError('changed-meanwhile', `${path} changed while the command ran.`, {
    hint: 'Nothing was written. Run the command again.',
  });
}

function entryOf(root: string, { path, content }: Write, bytes: Buffer | undefined, files: Files): Entry {
  return {
    path,
    ...(bytes && { mode: (files.lstatSync(join(root, path))?.mode ?? 0o644) & 0o777 }),
    ...(content && { after: hashOf(content.bytes) }),
  };
}

function foldersToMake(root: string, paths: readonly string[], files: Files): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = dirname(path); at !== '.'; at = dirname(at)) {
      if (files.lstatSync(join(root, at), { throwIfNoEntry: false })) break;
      folders.add(at);
    }
  }
  return [...folders].sort();
}

/** The journal's folder is the lock: one command at a time. */
function lock(root: string, files: Files): void {
  const state = join(root, STATE_FOLDER);
  const made = !files.lstatSync(state, { throwIfNoEntry: false });
  if (made) files.mkdirSync(state);
  try {
    files.mkdirSync(join(root, JOURNAL));
  } catch (error) {
    if (made) quietly(() => files.rmdirSync(state));
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? busy(root) : error;
  }
}

function busy(root: string): UserError {
  return new UserError('busy', `Another command of this tool writes here: ${join(root, JOURNAL)} is there.`, {
    hint: 'Wait for it. If there is none, remove that folder.',
  });
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Copies first, the list last: a journal without its list means that nothing was changed yet. */
function writeJournal(root: string, journal: Journal, previous: readonly (Buffer | undefined)[], files: Files): void {
  previous.forEach((bytes, index) => {
    if (bytes) writeFile(join(root, JOURNAL, String(index)), bytes, 0o600, true, files);
  });
  writeWhole(join(root, JOURNAL_FILE), Buffer.from(JSON.stringify(journal)), 0o600, true, files);
}

function removeJournal(root: string, previous: readonly (Buffer | undefined)[], files: Files): void {
  // without the list it is no journal any more: this is the moment at which everything is done
  files.unlinkSync(join(root, JOURNAL_FILE));
  try {
    previous.forEach((bytes, index) => bytes && files.unlinkSync(join(root, JOURNAL, String(index))));
    files.rmdirSync(join(root, JOURNAL));
  } catch {
    // the next command sweeps it up
  }
  // beside a template that is in no service there are no records to keep
  quietly(() => files.rmdirSync(join(root, STATE_FOLDER)));
}

function perform(root: string, { path, content, before }: Write, files: Files): void {
  const file = join(root, path);
  if (!content) {
    files.unlinkSync(file);
    removeEmptyFolders(root, dirname(path), files);
    return;
  }
  files.mkdirSync(dirname(file), { recursive: true });
  // a folder on the way may have become a link since the plan was made
  const now = standingAt(root, path);
  if (now !== (before === undefined ? 'nothing' : 'file')) throw new Error(`${path} changed while the command ran`);
  if (before === undefined) return writeWhole(file, content.bytes, content.executable ? 0o777 : 0o666, false, files);
  const mode = (files.lstatSync(file)?.mode ?? 0o644) & 0o777;
  writeWhole(file, content.bytes, withExecutable(mode, content.executable), true, files, true);
}

/** The mode a person gave a file, with the executable bit wherever it may be read. */
function withExecutable(mode: number, executable: boolean): number {
  return executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
}

/**
 * Writes beside the place and renames into it. What replaces a file is synced first, so that a power cut leaves the old
 * text or the new; for a new file the journal, which is still there then, does.
 */
function writeWhole(
  file: string,
  bytes: Uint8Array,
  mode: number,
  sync: boolean,
  files: Files,
  exactMode = false,
): void {
  const beside = temporary(file, process.pid);
  try {
    writeFile(beside, bytes, mode, sync, files);
    if (exactMode) files.chmodSync(beside, mode);
    files.renameSync(beside, file);
  } catch (error) {
    quietly(() => files.unlinkSync(beside));
    throw error;
  }
}

function writeFile(file: string, bytes: Uint8Array, mode: number, sync: boolean, files: Files): void {
  const descriptor = files.openSync(file, 'wx', mode);
  try {
    for (let written = 0; written < bytes.length;) written += files.writeSync(descriptor, bytes, written);
    if (sync) files.fsyncSync(descriptor);
  } finally {
    files.closeSync(descriptor);
  }
}

/** The way back, in reverse; what a person wrote since then stays. */
function restore(root: string, journal: Journal, putBack: PutBack, files: Files, cause?: unknown): void {
  const failed: string[] = [];
  for (const [index, entry] of [...journal.entries.entries()].reverse()) {
    try {
      quietly(() => files.unlinkSync(temporary(join(root, entry.path), journal.pid)));
      restoreEntry(root, entry, (file, mode) => putBack(index, file, mode), files);
    } catch {
      failed.push(entry.path);
    }
  }
  if (failed.length > 0) {
    throw new UserError('not-restored', `Could not put back ${failed.join(', ')}.`, {
      kind: 'incomplete',
      hint: `What stood there is in ${join(root, JOURNAL)}. Run the command again when the disk can be written.`,
      cause,
    });
  }
  removeLeftovers(root, files);
  for (const folder of [...journal.folders].reverse()) quietly(() => files.rmdirSync(join(root, folder)));
  removeMade(ancestors(root, journal.madeRoot), files);
}

function restoreEntry(
  root: string,
  { path, mode, after }: Entry,
  putBack: (file: string, mode: number) => void,
  files: Files,
): void {
  const file = join(root, path);
  const found = standingAt(root, path);
  const now = found === 'file' ? hashOf(files.readFileSync(file)) : undefined;
  // neither there nor as we wrote it: a person was here since
  if (now !== after && found !== 'nothing') return;
  if (mode === undefined) {
    if (now !== undefined) files.unlinkSync(file);
    return;
  }
  files.mkdirSync(dirname(file), { recursive: true });
  putBack(file, mode);
}

/** Where a file is written before it is renamed into its place. */
function temporary(file: string, pid: number): string {
  return `${file}.fitness-${pid}.tmp`;
}

function removeLeftovers(root: string, files: Files): void {
  const folder = join(root, JOURNAL);
  if (files.lstatSync(folder, { throwIfNoEntry: false })) {
    for (const name of files.readdirSync(folder)) files.unlinkSync(join(folder, name));
    files.rmdirSync(folder);
  }
  quietly(() => files.rmdirSync(join(root, STATE_FOLDER)));
}

function removeEmptyFolders(root: string, path: string, files: Files): void {
  for (let at = path; at !== '.' && at !== STATE_FOLDER; at = dirname(at)) {
    try {
      files.rmdirSync(join(root, at));
    } catch {
      return;
    }
  }
}

function ancestors(folder: string, count: number): string[] {
  const folders: string[] = [];
  for (let at = folder; folders.length < count && at !== dirname(at); at = dirname(at)) folders.push(at);
  return folders;
}

/** Innermost first; one that is not empty is not ours alone. */
function removeMade(folders: readonly string[], files: Files): void {
  for (const folder of folders) quietly(() => files.rmdirSync(folder));
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // nothing there, or not empty
  }
}

function parseJournal(bytes: Uint8Array): Journal {
  const broken = (): UserError =>
    new UserError('broken-journal', `${JOURNAL_FILE} is not a journal of this tool.`, {
      kind: 'tampered',
      hint: `Restore the folder from version control, then remove ${JOURNAL}.`,
    });
  let journal: Journal;
  try {
    journal = JSON.parse(Buffer.from(bytes).toString('utf8')) as Journal;
  } catch {
    throw broken();
  }
  const inside = (path: unknown): boolean => typeof path === 'string' && unsafePath(path) === undefined;
  const isEntry = (entry: Partial<Entry> | null): boolean =>
    inside(entry?.path) &&
    (entry?.mode === undefined || (Number.isInteger(entry.mode) && entry.mode >= 0 && entry.mode <= 0o777)) &&
    (entry?.after === undefined || /^[0-9a-f]{64}$/.test(entry.after));
  const valid =
    journal?.version === 1 &&
    Number.isInteger(journal.pid) &&
    Array.isArray(journal.entries) &&
    journal.entries.every(isEntry) &&
    Array.isArray(journal.folders) &&
    journal.folders.every(inside) &&
    Number.isInteger(journal.madeRoot);
  if (!valid) throw broken();
  return journal;
}
