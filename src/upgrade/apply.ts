/**
 * Brings a plan to the disk, whole or not at all. The only place that writes into a repository.
 *
 * Everything is made ready in `.fitness/journal/` first (journal.ts): what stood there, and what comes there. Then each
 * file is renamed into its place, so that nobody sees half of one, and the journal goes. A failure restores from it at
 * once; a process that was killed is cleaned up after by the next command (`recover`, `abort`).
 *
 * What is synced to the disk: the journal, and what replaces something, before it does; so after a power cut a file that
 * a person had holds its old text or the new. A new file is not waited for: it can be made again. An fsync takes 0.2 ms on
 * an idle disk and was seen to take 4 ms on a busy one, alone or in a batch: 500 files would wait for seconds. So only
 * the first `SYNCED` of a plan are; ext4, btrfs and APFS order such a rename after the data by themselves, and git or
 * `.fitness/undo` has the old text of what an upgrade replaces.
 */
import { constants, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { unsafePath } from '../safe-path.ts';
import {
  isThere,
  modeOf,
  move,
  nodeFiles,
  place,
  quietly,
  readStanding,
  removeTree,
  syncFolder,
  writeFile,
} from './apply/files.ts';
import type { Content, Files } from './apply/files.ts';
import {
  DONE,
  EARLIER_UNDO,
  JOURNAL,
  LIST,
  UNDO,
  beside,
  copyIn,
  ignoreUndo,
  journalFolder,
  keepCopy,
  removeJournal,
  staged,
  sweepJournal,
  writeList,
} from './apply/journal.ts';
import type { Copies, Entry, Journal } from './apply/journal.ts';
import { isRunning, release, takeOver, thisProcess } from './apply/lock.ts';
import { STATE_FOLDER, hashOf } from './manifest.ts';
import { standingAt } from './paths.ts';
import type { Plan, Write } from './plan.ts';
import { ancestors, closeUndo, interruptedBefore, putBackAll, recover, removeMade } from './apply/recover.ts';
import { restore } from './apply/restore.ts';
import { uninterrupted } from './apply/uninterrupted.ts';

/** So many replaced files are waited for. */
const SYNCED = 64;

export interface ApplyOptions {
  /** Leaves the way back in `.fitness/undo/`, for `undo`. */
  readonly keepUndo?: boolean;
  /** The arguments of what is being done, for whoever finds it interrupted. */
  readonly command?: readonly string[];
  readonly files?: Files;
}

/** What was done, and the way back as long as the process lives. */
export interface Applied {
  /** Puts everything back as it was. Where nothing stood, what a person made of it since then stays. */
  undo(): void;
}

/**
 * Applies a plan to a folder, which is created if need be. Ctrl-C takes effect afterwards.
 * @throws after having put everything back, if a write fails
 * @throws UserError `busy` while another command writes there
 */
export function apply(folder: string, { writes }: Plan, options: ApplyOptions = {}): Applied {
  if (writes.length === 0) return { undo: () => undefined };
  return uninterrupted(() => carryOut(folder, removalsFirst(writes), options));
}

/** A name that only changes its case is free once the old one is gone. */
function removalsFirst(writes: readonly Write[]): readonly Write[] {
  return [...writes.filter(({ content }) => !content), ...writes.filter(({ content }) => content)];
}

function carryOut(folder: string, writes: readonly Write[], options: ApplyOptions): Applied {
  const { files = nodeFiles, keepUndo = false, command } = options;
  const madeRoot = missingFolders(folder, files);
  let root = folder;
  let locked = false;
  let ready: Ready | undefined;
  try {
    for (const made of [...madeRoot].reverse()) files.mkdirSync(made);
    root = realpathSync(folder);
    for (const { path } of writes) refuseUnsafe(path);
    const folders = foldersToMake(root, [...writes.map(({ path }) => path), `${JOURNAL}/${LIST}`], files);
    lock(root, command, files);
    locked = true;
    // what one that was done has left
    quietly(() => files.unlinkSync(join(root, JOURNAL, DONE)));
    sweepJournal(join(root, JOURNAL), files);
    const found = writes.map((write) => standing(root, write, writes, files));
    refuseUnwritable(root, writes, found, files);
    const journal = journalOf(root, writes, found, { folders, madeRoot: madeRoot.length }, files);
    makeReady(root, journal, writes, found, files);
    ready = { journal, found };
    writes.forEach((write, index) => perform(root, { ...write, index, journal, found: found[index] }, files));
    finish(root, keepUndo, files);
  } catch (error) {
    if (ready) putBackAll(root, ready.journal, { exact: true, cause: error }, files);
    else if (locked) quietly(() => removeJournal(root, JOURNAL, files));
    removeMade(madeRoot, files);
    throw error;
  }
  const { journal } = ready;
  return {
    undo: () => {
      restore(root, journal, { copies: copiesOf(ready, files), exact: false }, files);
      if (keepUndo) closeUndo(root, files);
      removeMade(ancestors(root, journal.madeRoot), files);
    },
  };
}

/** From here on there is something to put back. */
interface Ready {
  readonly journal: Journal;
  /** By the index of the entry; undefined: nothing stood there. */
  readonly found: readonly (Found | undefined)[];
}

/** The copies in memory. */
function copiesOf({ journal, found }: Ready, files: Files): Copies {
  return {
    putBack(index, file) {
      const content = found[index];
      if (content) place(content, file, beside(file, journal), files);
    },
    isUntouched: () => false,
  };
}

/** What stands at a path, and by what to tell that it still does. */
type Found = Content & { readonly seen: string | undefined };

/** One command at a time. What a killed one left is put back, but then the plan is not for what stands here any more. */
function lock(root: string, command: readonly string[] | undefined, files: Files): void {
  const at = join(root, JOURNAL);
  for (let attempt = 1; ; attempt++) {
    files.mkdirSync(at, { recursive: true });
    journalFolder(root, JOURNAL);
    try {
      takeOver(at, thisProcess(command), isRunning, files);
      break;
    } catch (error) {
      // its owner has just removed it
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && attempt < 5) continue;
      removeMade([at, join(root, STATE_FOLDER)], files);
      throw error;
    }
  }
  // looked for once nobody else can write one
  if (!isThere(join(at, LIST), files)) return;
  recover(root, files);
  throw interruptedBefore(root, 'What stood there is put back. Run the command again.');
}

/** Folders to create, innermost first. */
function missingFolders(folder: string, files: Files): string[] {
  const missing: string[] = [];
  for (let at = resolve(folder); !files.lstatSync(at, { throwIfNoEntry: false }); at = dirname(at)) missing.push(at);
  return missing;
}

function refuseUnsafe(path: string): void {
  const problem = unsafePath(path);
  if (problem) throw new Error(`a plan may not write ${JSON.stringify(path)}: it ${problem}`);
}

/** What stands at a path, which must be what the plan was made for. */
function standing(root: string, { path, before }: Write, writes: readonly Write[], files: Files): Found | undefined {
  const found = lookAt(root, path, files);
  if (found === undefined && before === undefined) return undefined;
  if (found && hashOf(found.bytes) === before) return found;
  if (found && before === undefined && isOldName(root, path, writes, files)) return undefined;
  throw changedMeanwhile(path);
}

/** On a disk that ignores case: is what stands here the file that is removed under its name in other letters? */
function isOldName(root: string, path: string, writes: readonly Write[], files: Files): boolean {
  const folded = path.toLowerCase();
  const inode = (at: string): number | undefined => files.lstatSync(join(root, at), { throwIfNoEntry: false })?.ino;
  return writes.some(
    (other) =>
      !other.content && other.path !== path && other.path.toLowerCase() === folded && inode(other.path) === inode(path),
  );
}

/** Undefined: nothing. A folder and its kin are never replaced. */
function lookAt(root: string, path: string, files: Files): Found | undefined {
  const kind = standingAt(root, path);
  if (kind === 'nothing') return undefined;
  if (kind !== 'file' && kind !== 'link') throw changedMeanwhile(path);
  const file = join(root, path);
  return { ...readStanding(file, files), seen: seen(file, files) };
}

function seen(file: string, files: Files): string | undefined {
  const stat = files.lstatSync(file, { throwIfNoEntry: false });
  return stat && [stat.ino, stat.size, stat.mtimeMs, stat.mode].join(' ');
}

function changedMeanwhile(path: string): UserError {
  return new UserError('changed-meanwhile', `${path} changed while the command ran.`, {
    hint: 'Nothing was written. Run the command again.',
  });
}

/**
 * Before anything is changed: a folder that may not be written to would only be found half-way. A file that somebody made read-only
 * would not be found at all, for another takes its name.
 */
function refuseUnwritable(
  root: string,
  writes: readonly Write[],
  found: readonly (Found | undefined)[],
  files: Files,
): void {
  const folders = new Set(writes.map(({ path }) => dirname(path)));
  for (const folder of folders) {
    let at = folder;
    while (!isThere(join(root, at), files)) at = dirname(at);
    files.accessSync(join(root, at), constants.W_OK | constants.X_OK);
  }
  for (const [index, { path }] of writes.entries())
    if (found[index] && !found[index].link) files.accessSync(join(root, path), constants.W_OK);
}

function foldersToMake(root: string, paths: readonly string[], files: Files): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = dirname(path); at !== '.' && !folders.has(at); at = dirname(at)) {
      if (isThere(join(root, at), files)) break;
      folders.add(at);
    }
  }
  return [...folders].sort();
}

function journalOf(
  root: string,
  writes: readonly Write[],
  found: readonly (Found | undefined)[],
  made: Pick<Journal, 'folders' | 'madeRoot'>,
  files: Files,
): Journal {
  const entries = writes.map(({ path, content, before }, index): Entry => {
    const stood = found[index];
    return {
      path,
      ...(stood && (stood.link ? { link: true } : { mode: stood.mode })),
      ...(before !== undefined && { before }),
      ...(content && { after: hashOf(content.bytes) }),
    };
  });
  const above = new Set(writes.flatMap(({ path, content }) => (content ? [] : foldersAbove(path))));
  const parents = Object.fromEntries([...above].map((path) => [path, modeOf(join(root, path), files)]));
  return { version: 1, pid: process.pid, entries, parents, ...made };
}

function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let at = dirname(path); at !== '.' && at !== STATE_FOLDER; at = dirname(at)) folders.push(at);
  return folders;
}

/** Copies and new files first, the list last: a journal without its list means that nothing was changed yet. */
function makeReady(
  root: string,
  journal: Journal,
  writes: readonly Write[],
  found: readonly (Found | undefined)[],
  files: Files,
): void {
  let replaced = 0;
  const places = new Map(writes.map(({ path }, index) => [path, found[index]]));
  writes.forEach(({ path, content, from }, index) => {
    const stood = found[index];
    const like = from === undefined ? stood : places.get(from);
    const sync = stood !== undefined && replaced++ < SYNCED;
    if (stood) keepCopy(join(root, path), copyIn(root, index), stood, sync, files);
    if (content) stage(staged(root, index), content, { like, sync }, files);
  });
  writeList(root, journal, files);
  syncFolder(join(root, JOURNAL), files);
}

/** A file keeps the mode that a person gave it; whether it is a program the plan says. */
function stage(
  file: string,
  content: NonNullable<Write['content']>,
  { like, sync }: { readonly like: Found | undefined; readonly sync: boolean },
  files: Files,
): void {
  if (content.link) return files.symlinkSync(Buffer.from(content.bytes), file);
  const fresh = content.executable ? 0o777 : 0o666;
  writeFile(file, content.bytes, fresh, sync, files);
  if (like && !like.link) files.chmodSync(file, withExecutable(like.mode, content.executable));
}

/** The mode a person gave a file, with the executable bit wherever it may be read. */
function withExecutable(mode: number, executable: boolean): number {
  return executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
}

interface Step extends Write {
  readonly index: number;
  readonly journal: Journal;
  readonly found: Found | undefined;
}

function perform(root: string, { path, content, index, journal, found }: Step, files: Files): void {
  const file = join(root, path);
  // a folder on the way may have become a link since then, a person may have saved the file
  const kind = standingAt(root, path);
  if (found ? seen(file, files) !== found.seen : kind !== 'nothing') throw changedMeanwhile(path);
  if (!content) {
    files.unlinkSync(file);
    removeEmptyFolders(root, dirname(path), files);
    return;
  }
  if (kind === 'nothing') files.mkdirSync(dirname(file), { recursive: true });
  move(staged(root, index), file, beside(file, journal), files);
}

/** The moment at which everything is done: the list is renamed, or the whole journal becomes the way back. */
function finish(root: string, keepUndo: boolean, files: Files): void {
  const at = join(root, JOURNAL);
  if (!keepUndo) {
    files.renameSync(join(at, LIST), join(at, DONE));
    // what is left the next command sweeps up
    quietly(() => removeJournal(root, JOURNAL, files));
    return;
  }
  ignoreUndo(root, files);
  const kept = join(root, UNDO);
  if (isThere(kept, files)) files.renameSync(kept, join(at, EARLIER_UNDO));
  files.renameSync(at, kept);
  quietly(() => removeTree(join(kept, EARLIER_UNDO), files));
  // it is not being written any more
  quietly(() => release(kept, files));
}

/** What stands in the way of removing a folder, and is none of our business: something in it, or that it is in use. */
const LEFT = new Set<string | undefined>(['ENOTEMPTY', 'EEXIST', 'EBUSY']);

function removeEmptyFolders(root: string, path: string, files: Files): void {
  for (let at = path; at !== '.' && at !== STATE_FOLDER; at = dirname(at)) {
    try {
      files.rmdirSync(join(root, at));
    } catch (error) {
      if (LEFT.has((error as NodeJS.ErrnoException).code)) return;
      throw error;
    }
  }
}
