/**
 * What becomes of a file that is its owner's, and holds parts of ours: they are put in, follow those of later versions, and are
 * taken out. No byte of the owner's is touched, so there is no conflict: where both changed the same part theirs stays.
 */
import { indexOfItem, pathText, valueAt } from '../../insert/data.ts';
import { UserError } from '../../errors.ts';
import { insertParts } from '../../insert/insert.ts';
import type { Inserted } from '../../insert/insert.ts';
import { mergeParts } from '../../insert/merge-parts.ts';
import { isItem, isKey, isLines, parseParts, serializeParts } from '../../insert/part.ts';
import type { Chunk, LeftOut, Part } from '../../insert/part.ts';
import { takeOut, takeOutParts } from '../../insert/take-out.ts';
import { applyEdits } from '../../template/edit.ts';
import { equal } from '../../template/edit/data.ts';
import type { Path, SourceDocument } from '../../template/model.ts';
import { parseDocument } from '../../template/parse.ts';
import { followed, functionOf, renamedOnly } from '../followed.ts';
import type { Followed } from '../followed.ts';
import { utf8Text } from '../legible.ts';
import { hashOf } from '../manifest.ts';
import type { ManifestEntry } from '../manifest.ts';
import type { Kept } from '../merge/three-way.ts';
import { isAsInserted, parseInserted, serializeInserted } from './inserted.ts';
import type { How, Verdict } from './judge.ts';
import { baseProblem } from './records.ts';
import type { Content, Side } from './side.ts';
import type { Gone, Subject } from './subjects.ts';

/** A file of somebody's, as far as it can be read. */
interface Owned {
  readonly s: Pick<Subject, 'path' | 'source' | 'base' | 'inserted'>;
  readonly yours: Side;
  readonly text: string;
}

/** What becomes of a text that parts are put into. */
export interface PartsIn extends Inserted {
  readonly wanted: readonly Part[];
  /** These, as they came. */
  readonly serialized: Uint8Array;
}

/** @param parts serialized */
export type Insert = (text: string, file: string, parts: Uint8Array) => PartsIn;

export function partsIn(text: string, file: string, parts: Uint8Array, document?: SourceDocument): PartsIn {
  const wanted = parseParts(parts);
  return { wanted, serialized: parts, ...insertParts(text, file, wanted, document) };
}

/** Decides about a file that parts of ours are rendered for. */
export function judgeParts(s: Subject, { restore, insert = partsIn }: How): Verdict {
  const { recorded, last, yours } = s;
  const stays = (reason: string): Verdict => ({
    action: 'keep',
    reason,
    entry: recorded,
    base: recorded ? 'keep' : 'none',
  });
  const file = ownedIn(s);
  if (typeof file === 'string') return stays(yours || !recorded ? file : 'you deleted it');
  if (!last) return withParts(file, insert(file.text, s.source, s.next.bytes), 'ours is put in');
  const wanted = parseParts(s.next.bytes);
  if (restore !== undefined && restore !== true && restore.has(s.path))
    return restored(file, heldIn(file, last), wanted);
  if (last.hash === s.next.hash) return { action: 'unchanged', reason: 'as it should be', entry: last, base: 'next' };
  const original = originalOf(file);
  if (original !== undefined)
    return withParts(file, insert(original, s.source, s.next.bytes), 'the tool changed what is ours in it');
  const held = heldIn(file, last);
  return held ? merged(file, knownIn(held, wanted), wanted) : { ...stays(''), ...noBase(s) };
}

/**
 * What a file of its owner's still holds of ours, though nothing is rendered for it any more, is taken out.
 *
 * @param unread why nothing could be rendered for it, though something should be: then it is left as it is
 */
export function judgePartsGone(gone: Gone, unread?: string): Verdict {
  const leaves = (reason: string): Verdict => ({ action: 'keep', reason, base: 'none' });
  const { last, released, path, yours } = gone;
  if (unread !== undefined) return { action: 'keep', reason: unread, entry: last, base: 'keep' };
  if (released) return leaves('the tool lets go of it: it is yours now');
  const file = ownedIn({ ...gone, source: path });
  if (typeof file === 'string') return leaves(yours ? file : 'you deleted it, and nothing of ours goes in any more');
  const left = withoutParts(file, last);
  if (!left) return { ...noBase(gone), entry: last, base: 'keep' };
  if (typeof left === 'string') return { action: 'skip', reason: left, entry: last, base: 'keep' };
  if (left.text === file.text) return { ...leaves('it is yours, and nothing of ours is in it'), ...keptIn(left.kept) };
  const text = contentOf(file, left.text);
  return { action: 'update', reason: 'ours is taken out', text, base: 'none', ...keptIn(left.kept) };
}

/** The file, or why nothing can be put into it: what stands there instead. */
function ownedIn(s: Owned['s'] & Pick<Subject, 'yours' | 'obstacle'>): Owned | string {
  const { yours, obstacle } = s;
  const what = obstacle ?? (yours?.link && 'a symbolic link');
  if (what) return `${what} stands in its place`;
  if (!yours) return 'there is no such file';
  const text = utf8Text(yours.bytes);
  return text === undefined ? 'it is no text in UTF-8' : { s, yours, text };
}

/** As it was before anything of ours came in, to the byte; undefined if it was edited since. */
function originalOf({ s, text }: Owned): string | undefined {
  const record = s.inserted && parseInserted(s.inserted.bytes);
  return record && isAsInserted(record, text) ? takeOut(text, record.chunks) : undefined;
}

/** Without what is ours, to the byte or by data; undefined if nobody knows what that is. A text: why it cannot come out. */
function withoutParts(file: Owned, last: ManifestEntry): ReturnType<typeof takeOutParts> | string | undefined {
  const { s, text } = file;
  const original = originalOf(file);
  if (original !== undefined) return { text: original, kept: [] };
  const held = heldIn(file, last);
  try {
    return held && takeOutParts(text, s.source, held.parts, s.inserted && parseInserted(s.inserted.bytes)?.chunks);
  } catch (error) {
    if (error instanceof UserError && error.code === 'edit-impossible')
      return 'what is ours in it cannot be taken out in place';
    throw error;
  }
}

/** The parts that were put in, where they stand today; undefined if nobody knows which. */
function heldIn(file: Owned, last: ManifestEntry): Held | undefined {
  const { s, text } = file;
  const { base, source } = s;
  if (base?.hash !== last.hash) return undefined;
  const parts = parseParts(base.bytes);
  const isPlain = !parts.some((part) => !isLines(part) && functionOf(part.path) !== undefined);
  if (isPlain) return { parts, copied: new Set() };
  const isRenamed = renamedOnly(text, (before) => originalOf({ ...file, text: before }) !== undefined);
  return followed(parseDocument(text, source).data, parts, isRenamed);
}

type Held = Pick<Followed, 'parts' | 'copied'>;

/** What its owner wrote after a part of ours stays theirs until something is rendered for it: it refers to what is there. */
function knownIn({ parts, copied }: Held, wanted: readonly Part[]): readonly Part[] {
  if (copied.size === 0) return parts;
  const idOf = (part: Part): string | undefined => (isLines(part) ? undefined : functionOf(part.path));
  const gated = new Set(wanted.map(idOf));
  return parts.filter((part) => {
    const id = idOf(part);
    return id === undefined || !copied.has(id) || gated.has(id);
  });
}

function noBase({ path, base }: Pick<Subject, 'path' | 'base'>): Pick<Verdict, 'action' | 'reason' | 'problem'> {
  return { action: 'skip', ...baseProblem(path, base) };
}

/** The text with parts put in. What did not fit is no part of the base, so that it is tried again. */
function withParts(file: Owned, { wanted, serialized, text, chunks, left }: PartsIn, reason: string): Verdict {
  const out = new Set(left.map(({ part }) => part));
  const put = wanted.filter((part) => !out.has(part));
  if (put.length === 0 && text === file.text)
    return { action: 'keep', reason: 'nothing of ours goes in', base: 'none', ...leftIn(left) };
  const base = left.length === 0 ? serialized : serializeParts(put);
  return { ...written(file, text, base, reason, chunks), ...leftIn(left) };
}

/** Somebody edited the file: part by part, what they did to ours stays. */
function merged(file: Owned, held: readonly Part[], wanted: readonly Part[]): Verdict {
  const { s, yours, text } = file;
  const found = mergeParts({
    path: s.source,
    base: serializeParts(held),
    yours: yours.bytes,
    next: serializeParts(wanted),
  });
  const after = utf8Text(found.bytes) ?? text;
  const isHeld = holder(after, s.source);
  const known = new Set(held.map(keyOf));
  // what is new and did not fit in is tried again next time
  const put = wanted.filter((part) => known.has(keyOf(part)) || isHeld(part));
  return {
    ...written(file, after, serializeParts(put), 'what is ours in it follows; your edits stay'),
    ...keptIn(found.kept),
  };
}

/** Whatever its owner made of the parts, they are ours again. */
function restored(file: Owned, found: Held | undefined, wanted: readonly Part[]): Verdict {
  const { s, text } = file;
  const held = found && knownIn(found, wanted);
  const original = originalOf(file);
  const isWanted = new Set(wanted.map(keyOf));
  const again = held?.filter((part) => isWanted.has(keyOf(part))) ?? [];
  // with their values they come out whole, so that their comments go in again with them
  const bare = original ?? (held ? takeOutParts(withValues(text, s.source, again), s.source, held).text : text);
  const known = new Set(held?.map(keyOf));
  const ours = withValues(
    bare,
    s.source,
    wanted.filter((part) => known.has(keyOf(part))),
  );
  const { text: after, chunks, left } = insertParts(ours, s.source, wanted);
  const isHeld = holder(after, s.source);
  const base = serializeParts(wanted.filter(isHeld));
  const verdict = written(file, after, base, 'restored', original === ours ? chunks : undefined);
  return { ...verdict, ...leftIn(left.filter(({ part }) => !isHeld(part))) };
}

/** The values that its owner gave to keys of ours are ours again. */
function withValues(text: string, path: string, parts: readonly Part[]): string {
  if (!parts.some(isKey)) return text;
  const document = parseDocument(text, path);
  const edits = parts.filter(isKey).flatMap((part) => {
    const now = valueAt(document.data, part.path);
    return now === undefined || equal(now, part.value) ? [] : [{ path: part.path, set: part.value }];
  });
  return edits.length === 0 ? text : applyEdits(document, edits);
}

/** Does a text hold a part as it is meant? */
function holder(text: string, path: string): (part: Part) => boolean {
  let data: { readonly value: unknown } | undefined;
  const at = (keys: Path): unknown => valueAt((data ??= { value: parseDocument(text, path).data }).value, keys);
  const lines = new Set(text.split(/\r?\n/));
  return (part) => {
    if (isLines(part)) return part.lines.every((line) => lines.has(line));
    return isItem(part) ? indexOfItem(at(part.path), part.item) >= 0 : equal(at(part.path), part.value);
  };
}

/** By which a part is the same in two versions. */
function keyOf(part: Part): string {
  if (isLines(part)) return 'lines';
  return JSON.stringify(isItem(part) ? [part.path, part.item] : part.path);
}

/**
 * @param base the parts that are in it
 * @param chunks where they went in, if that is known to the byte
 */
function written(file: Owned, text: string, base: Uint8Array, reason: string, chunks?: readonly Chunk[]): Verdict {
  const isSame = text === file.text;
  const inserted = chunks ? serializeInserted(text, chunks) : isSame ? file.s.inserted?.bytes : undefined;
  const records = {
    entry: { class: 'merged', mode: '644', hash: hashOf(base), parts: true },
    base: 'next',
    parts: { base, ...(inserted && { inserted }) },
  } as const;
  if (isSame) return { action: 'unchanged', reason: 'as it should be', ...records };
  return { action: 'update', reason, text: contentOf(file, text), ...records };
}

function contentOf({ yours }: Owned, text: string): Content {
  return { bytes: Buffer.from(text), executable: yours.executable };
}

function keptIn(kept: readonly Kept[]): Pick<Verdict, 'kept'> {
  return kept.length > 0 ? { kept } : {};
}

function leftIn(left: readonly LeftOut[]): Pick<Verdict, 'left'> {
  return left.length > 0 ? { left: left.map(({ part, reason }) => ({ at: placeOf(part), reason })) } : {};
}

/** As a reader names it. */
function placeOf(part: Part): string {
  return isLines(part) ? (part.lines[0] ?? '') : pathText(part.path);
}
