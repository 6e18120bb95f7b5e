/**
 * `.fitness/journal/`: what stood in the places that a command writes to, until it is done; then perhaps `.fitness/undo/`.
 *
 * - `owner.<n>.json`: who writes (lock.ts).
 * - `<index>`: what stood at the place of an entry. Until it is replaced it is the very same file (a hard link), so that
 *   putting it back needs no room on the disk and keeps its time.
 * - `<index>.new`: what comes there.
 * - `journal.json`, the list, written last: without it nothing was changed yet.
 * - `done.json`: the list once everything is done; what is left of the folder is to be swept up.
 */
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { isThere, move, place, put, quietly, removeTree } from './files.ts';
import type { Content, Files } from './files.ts';
import { STATE_FOLDER } from '../manifest.ts';
import { isOwnerFile, release } from './lock.ts';
import { unsafePath } from '../../safe-path.ts';
import { standingAt } from '../paths.ts';

export const JOURNAL = `${STATE_FOLDER}/journal`;
export const UNDO = `${STATE_FOLDER}/undo`;
export const LIST = 'journal.json';
export const DONE = 'done.json';
/** In the journal while a new one takes the place of `.fitness/undo`. */
export const EARLIER_UNDO = 'earlier-undo';

/** What the journal remembers of one path. */
export interface Entry {
  readonly path: string;
  /** What stood there: permission bits of a file. */
  readonly mode?: number;
  /** What stood there: a link. Neither this nor `mode`: nothing did. */
  readonly link?: true;
  /** Hash of what stood there. */
  readonly before?: string;
  /** Hash of what is written; absent: what stood there is removed. */
  readonly after?: string;
}

export interface Journal {
  readonly version: 1;
  readonly pid: number;
  readonly entries: readonly Entry[];
  /** Folders that did not exist, outermost first, relative to the root. */
  readonly folders: readonly string[];
  /** Permission bits of the folders above what is removed: they may go with it. */
  readonly parents?: Readonly<Record<string, number>>;
  /** How many folders, from the root upwards, did not exist. */
  readonly madeRoot: number;
}

/** Where what stood in the places is kept. */
export interface Copies {
  /** Puts back what stood at an entry's place. */
  putBack(index: number, file: string): void;
  /** Was the place not changed yet? Then what stands there is a person's. */
  isUntouched(index: number, file: string): boolean;
}

/** Where what stood in an entry's place is kept. */
export function copyIn(root: string, index: number): string {
  return join(root, JOURNAL, String(index));
}

/** Where what comes into an entry's place waits. */
export function staged(root: string, index: number): string {
  return join(root, JOURNAL, `${index}.new`);
}

/** Next to a place on another file system than the journal's. */
export function beside(file: string, { pid }: { readonly pid: number }): string {
  return `${file}.fitness-${pid}.tmp`;
}

/** Keeps what stands in a place: by a hard link where the disk has them, else by a copy. */
export function keepCopy(file: string, copy: string, content: Content, sync: boolean, files: Files): void {
  // a hard link to a symbolic link is one to its target on some systems (link(2))
  if (content.link) return put(content, copy, sync, files);
  try {
    files.linkSync(file, copy);
  } catch {
    put(content, copy, sync, files);
  }
}

/** The copies in a journal. */
export function copiesIn(root: string, journal: Journal, files: Files): Copies {
  return {
    // by renaming the copy: a full disk does not stand in the way
    putBack(index, file) {
      const copy = copyIn(root, index);
      const stat = files.lstatSync(copy, { throwIfNoEntry: false });
      // an earlier attempt to restore has already put it back
      if (!stat) return;
      const { mode } = journal.entries[index] ?? {};
      if (mode === undefined ? !stat.isSymbolicLink() : !stat.isFile()) throw new Error(`${copy} is no copy`);
      if (mode !== undefined && (stat.mode & 0o777) !== mode) files.chmodSync(copy, mode);
      move(copy, file, beside(file, journal), files);
    },
    // what comes there waits still, or it is the very file that stood there, written to in place
    isUntouched: (index, file) => isThere(staged(root, index), files) || isSameFile(copyIn(root, index), file, files),
  };
}

function isSameFile(a: string, b: string, files: Files): boolean {
  const [one, other] = [a, b].map((path) => files.lstatSync(path, { throwIfNoEntry: false }));
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

/** The list comes last, at once and whole. */
export function writeList(root: string, journal: Journal, files: Files): void {
  const file = join(root, JOURNAL, LIST);
  place({ bytes: Buffer.from(JSON.stringify(journal)), mode: 0o600 }, file, `${file}.tmp`, files);
}

export function readList(root: string, folder: string, files: Files): Journal {
  const file = join(root, folder, LIST);
  // a link to a device never ends
  if (!files.lstatSync(file).isFile()) throw broken();
  return parseJournal(files.readFileSync(file));
}

/**
 * The folder of a journal, or of what became of it.
 * @throws UserError if something else stands there
 */
export function journalFolder(root: string, folder: string): string {
  const found = standingAt(root, folder);
  // its owner may remove it at any moment
  if (found !== 'folder' && found !== 'nothing') throw broken();
  return join(root, folder);
}

/** Removes the folder of a journal. Without its list it is none any more; who holds it and that it is done goes last. */
export function removeJournal(root: string, folder: string, files: Files): void {
  const at = join(root, folder);
  quietly(() => files.unlinkSync(join(at, LIST)));
  sweepJournal(at, files);
  release(at, files);
  quietly(() => files.unlinkSync(join(at, DONE)));
  removeEmpty(at, files);
  // beside a template that is in no service there are no records to keep
  quietly(() => files.rmdirSync(join(root, STATE_FOLDER)));
}

/** Whoever waits for the folder may own it from the moment that it has no owner; then it is theirs to remove. */
function removeEmpty(at: string, files: Files): void {
  try {
    files.rmdirSync(at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
  }
}

/** Removes all but who holds it, and that it is done. */
export function sweepJournal(at: string, files: Files): void {
  for (const name of files.readdirSync(at)) if (name !== DONE && !isOwnerFile(name)) removeTree(join(at, name), files);
}

const IGNORED = `${STATE_FOLDER}/.gitignore`;
const IGNORE = '# while an upgrade can be undone\n/journal/\n/undo/\n/.gitignore\n';

/** Is a path of the way back? It is nobody's file. */
export function isWayBack(path: string): boolean {
  return path === IGNORED || [JOURNAL, UNDO].some((folder) => path.startsWith(`${folder}/`));
}

/** Keeps the way back out of the next commit; a file of that name that is there stays. */
export function ignoreUndo(root: string, files: Files): void {
  const file = join(root, IGNORED);
  if (isThere(file, files)) return;
  place({ bytes: Buffer.from(IGNORE), mode: 0o644 }, file, join(root, JOURNAL, 'ignore'), files);
}

/** Once there is no way back to keep, the file that `ignoreUndo` wrote goes. */
export function unignoreUndo(root: string, files: Files): void {
  const file = join(root, IGNORED);
  quietly(() => {
    if (files.lstatSync(file)?.isFile() && files.readFileSync(file, 'utf8') === IGNORE) files.unlinkSync(file);
  });
}

function parseJournal(bytes: Uint8Array): Journal {
  let journal: Journal | null;
  try {
    journal = JSON.parse(Buffer.from(bytes).toString('utf8')) as Journal | null;
  } catch {
    throw broken();
  }
  const valid =
    journal?.version === 1 &&
    Number.isInteger(journal.pid) &&
    Array.isArray(journal.entries) &&
    journal.entries.every(isEntry) &&
    Array.isArray(journal.folders) &&
    journal.folders.every(isInside) &&
    isParents(journal.parents) &&
    Number.isInteger(journal.madeRoot);
  if (!journal || !valid) throw broken();
  return journal;
}

function isEntry(entry: Partial<Entry> | null): boolean {
  return (
    isInside(entry?.path) &&
    (entry?.mode === undefined || isMode(entry.mode)) &&
    (entry?.link === undefined || (entry.link === true && entry.mode === undefined)) &&
    (entry?.before === undefined || isHash(entry.before)) &&
    (entry?.after === undefined || isHash(entry.after))
  );
}

function isParents(parents: unknown): boolean {
  if (parents === undefined) return true;
  return (
    typeof parents === 'object' &&
    parents !== null &&
    Object.entries(parents).every(([path, mode]) => isInside(path) && isMode(mode))
  );
}

function isInside(path: unknown): boolean {
  return typeof path === 'string' && unsafePath(path) === undefined;
}

function isMode(mode: unknown): boolean {
  return Number.isInteger(mode) && (mode as number) >= 0 && (mode as number) <= 0o777;
}

function isHash(hash: unknown): boolean {
  return typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash);
}

function broken(): UserError {
  return new UserError('broken-journal', `${JOURNAL}/${LIST} is not a journal of this tool.`, {
    kind: 'tampered',
    hint: `Restore the folder from version control, then remove ${JOURNAL}.`,
  });
}
