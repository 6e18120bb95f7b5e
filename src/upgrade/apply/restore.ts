/** The way back: puts in the places of a journal what stood there before. */
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { isThere, modeOf, quietly, readStanding } from './files.ts';
import type { Content, Files } from './files.ts';
import { JOURNAL, beside } from './journal.ts';
import type { Copies, Entry, Journal } from './journal.ts';
import { STATE_FOLDER, hashOf } from '../manifest.ts';
import { standingAt } from '../paths.ts';

export interface Restored {
  /** What a person changed since then, with where it is kept now. */
  readonly kept: readonly { readonly path: string; readonly as: string }[];
}

export interface Way {
  readonly copies: Copies;
  /** True: where nothing stood nothing is left, whoever changed it since. False: what a person made of it stays. */
  readonly exact: boolean;
  /** Why. */
  readonly cause?: unknown;
}

/**
 * Puts everything back, in reverse. What a person changed since then is kept beside as `<path>.aborted`, the tool's own
 * records aside. Interrupted, it may be done again.
 */
export function restore(root: string, journal: Journal, { copies, exact, cause }: Way, files: Files): Restored {
  const kept: { path: string; as: string }[] = [];
  const failed: string[] = [];
  for (const [index, entry] of [...journal.entries.entries()].reverse()) {
    try {
      const as = restoreEntry(root, journal, index, entry, { copies, exact }, files);
      if (as !== undefined) kept.push({ path: entry.path, as });
    } catch {
      failed.push(entry.path);
    }
  }
  try {
    if (failed.length === 0) restoreModes(root, journal.parents ?? {}, files);
  } catch {
    failed.push('permissions of folders');
  }
  if (failed.length > 0) {
    throw new UserError('not-restored', `Could not put back ${failed.join(', ')}.`, {
      kind: 'incomplete',
      hint: `What stood there is in ${join(root, JOURNAL)}. Run the command again when the disk can be written.`,
      cause,
    });
  }
  for (const folder of [...journal.folders].reverse()) quietly(() => files.rmdirSync(join(root, folder)));
  return { kept };
}

/** Returns where what a person made of it is kept, if they did. */
function restoreEntry(
  root: string,
  journal: Journal,
  index: number,
  entry: Entry,
  { copies, exact }: Way,
  files: Files,
): string | undefined {
  const file = join(root, entry.path);
  const stood = entry.mode !== undefined || entry.link === true;
  const found = stood ? standingAt(root, entry.path) : reachable(root, entry.path);
  const now = found === 'file' || found === 'link' ? readStanding(file, files) : undefined;
  quietly(() => files.unlinkSync(beside(file, journal)));
  if (now && isAsBefore(now, entry)) return undefined;
  let as: string | undefined;
  if (found !== 'nothing' && found !== 'behind-a-file' && !isOurs(now, entry, journal)) {
    if (copies.isUntouched(index, file) || (!stood && !exact)) return undefined;
    as = moveAside(root, entry.path, files);
  } else if (now && !stood) files.unlinkSync(file);
  if (!stood) return as;
  files.mkdirSync(dirname(file), { recursive: true });
  copies.putBack(index, file);
  return as;
}

/** Behind a link that leads outside there is nothing of ours. */
function reachable(root: string, path: string): ReturnType<typeof standingAt> {
  try {
    return standingAt(root, path);
  } catch (error) {
    if (error instanceof UserError) return 'nothing';
    throw error;
  }
}

function isAsBefore(now: Content, { mode, link, before }: Entry): boolean {
  return now.link === link && (now.link || now.mode === mode) && hashOf(now.bytes) === before;
}

/** Is it what we wrote, what stood there (perhaps under this name in other letters), or one of the tool's own records? */
function isOurs(now: Content | undefined, { path, before, after }: Entry, { entries }: Journal): boolean {
  if (path.startsWith(`${STATE_FOLDER}/`)) return now !== undefined;
  const hash = now && hashOf(now.bytes);
  if (hash === undefined) return false;
  if (hash === after || hash === before) return true;
  const folded = path.toLowerCase();
  return entries.some((other) => other.before === hash && other.path.toLowerCase() === folded);
}

/** Renames what stands at a path to a free name beside it. */
function moveAside(root: string, path: string, files: Files): string {
  let as = `${path}.aborted`;
  for (let n = 2; isThere(join(root, as), files); n++) as = `${path}.aborted-${n}`;
  files.renameSync(join(root, path), join(root, as));
  return as;
}

/** Folders that went with what was removed have come back: with their permissions. */
function restoreModes(root: string, parents: Readonly<Record<string, number>>, files: Files): void {
  for (const [path, mode] of Object.entries(parents)) {
    if (standingAt(root, path) !== 'folder') continue;
    const folder = join(root, path);
    if (modeOf(folder, files) !== mode) files.chmodSync(folder, mode);
  }
}
