/** A later version of the parts comes into a file whose owner went on with it. */
import { UserError } from '../errors.ts';
import { applyEdits } from '../template/edit.ts';
import type { Edit } from '../template/edit.ts';
import { equal } from '../template/edit/data.ts';
import type { Path } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { set } from '../template/syntax/yaml.ts';
import { replaceComments } from './comments.ts';
import type { NewComment } from './comments.ts';
import { child, functionOf, indexOfItem, isData, pathText, valueAt } from './data.ts';
import type { Data } from './data.ts';
import { insertParts } from './insert.ts';
import { replaceLines } from './lines.ts';
import { isItem, isKey, isLines, parseParts } from './part.ts';
import type { DataPart, ItemPart, Kept, KeyPart, LinesPart, Part } from './part.ts';
import { inOneLine, takeOutParts } from './take-out.ts';

/** The same file three times. */
export interface PartsThreeWay {
  /** In the repository. */
  readonly path: string;
  /** Serialized parts: what was put in. */
  readonly base: Uint8Array;
  /** The owner's file. */
  readonly yours: Uint8Array;
  /** Serialized parts: what would be put in today. */
  readonly next: Uint8Array;
}

export interface MergedParts {
  /** There are no conflicts: where both changed the same place theirs stays, and is in `kept`. */
  readonly kind: 'clean';
  readonly bytes: Uint8Array;
  readonly kept: readonly Kept[];
}

/**
 * The owner's file with the parts of today. What its owner may expect: a part that they did not touch becomes the new one, in
 * its place; a new one is put in, as ever by an insertion; one that is no more goes. Of a part that they edited, key by key, and
 * of one that they took out, theirs stays. Nothing else changes.
 *
 * @throws UserError `template-syntax` if the file cannot be read, `parts-unreadable` if base or next is no list of parts
 */
export function mergeParts(file: PartsThreeWay): MergedParts {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.yours);
  const merge = new Merge(file.path, text, parseParts(file.base), parseParts(file.next));
  return { kind: 'clean', bytes: Buffer.from(merge.text()), kept: merge.kept };
}

class Merge {
  readonly kept: Kept[] = [];
  readonly #file: string;
  readonly #base: readonly DataPart[];
  readonly #next: readonly DataPart[];
  readonly #baseLines: readonly LinesPart[];
  readonly #nextLines: readonly LinesPart[];
  #text: string;

  constructor(file: string, text: string, base: readonly Part[], next: readonly Part[]) {
    this.#file = file;
    this.#text = text;
    [this.#base, this.#next] = [base.filter(isStructured), next.filter(isStructured)];
    [this.#baseLines, this.#nextLines] = [base.filter(isLines), next.filter(isLines)];
  }

  text(): string {
    const known = new Set(this.#base.map(identity));
    const today = new Set(this.#next.map(identity));
    const gone = this.#base.filter((part) => !today.has(identity(part)));
    const come = this.#next.filter((part) => !known.has(identity(part)));
    const moved = this.#data() === undefined ? [] : inTurn(gone.filter(isItem), come.filter(isItem));
    const [from, to] = [new Set<Part>(moved.map(([one]) => one)), new Set<Part>(moved.map(([, one]) => one))];
    this.#replace([...this.#changedKeys(), ...moved.flatMap(([was, is]) => this.#changedItem(was, is))]);
    this.#takeOut(gone.filter((part) => !from.has(part)));
    this.#putIn(come.filter((part) => !to.has(part)));
    this.#lines();
    return this.#text;
  }

  #data(): unknown {
    return this.#base.length + this.#next.length > 0 ? parseDocument(this.#text, this.#file).data : undefined;
  }

  #changedKeys(): Change[] {
    const base = new Map(this.#base.filter(isKey).map((part) => [identity(part), part]));
    const data = this.#data();
    return this.#next.filter(isKey).flatMap((next) => {
      const was = base.get(identity(next));
      return was ? this.#changedKey(was, next, valueAt(data, next.path)) : [];
    });
  }

  #changedKey(was: KeyPart, next: KeyPart, yours: unknown): Change[] {
    const { path } = next;
    const merged = mergeValues(was.value, yours, next.value, path, this.kept);
    if (merged === undefined) return [];
    const comment = equal(was.comment ?? [], next.comment ?? []) ? undefined : commentOf(path, was, next);
    return [{ comment, edit: equal(merged, yours) ? undefined : { path, set: merged }, next: next.value }];
  }

  #changedItem(was: ItemPart, next: ItemPart): Change[] {
    const list = valueAt(this.#data(), was.path);
    const index = indexOfItem(list, was.item);
    if (index < 0) {
      if (indexOfItem(list, next.item) < 0) this.kept.push({ at: pathText(was.path), next: inOneLine(next.item) });
      return [];
    }
    const path = [...was.path, index];
    return [{ comment: commentOf(path, was, next), edit: { path, set: next.item }, next: next.item }];
  }

  #replace(changes: readonly Change[]): void {
    const comments = changes.flatMap(({ comment }) => comment ?? []);
    this.#text = replaceComments(this.#text, comments);
    const edits = changes.filter(({ edit }) => edit !== undefined);
    if (this.#edit(edits.map(({ edit }) => edit as Edit))) return;
    // One that cannot be done in place must not hold up the others.
    for (const { edit, next } of edits) {
      if (edit && !this.#edit([edit])) this.kept.push({ at: pathText(edit.path), next: inOneLine(next) });
    }
  }

  #edit(edits: readonly Edit[]): boolean {
    if (edits.length === 0) return true;
    try {
      this.#text = applyEdits(parseDocument(this.#text, this.#file), edits);
      return true;
    } catch (error) {
      if (error instanceof UserError && error.code === 'edit-impossible') return false;
      throw error;
    }
  }

  #takeOut(parts: readonly DataPart[]): void {
    if (parts.length === 0) return;
    const { text, kept } = takeOutParts(this.#text, this.#file, parts);
    this.#text = text;
    this.kept.push(...kept);
  }

  #putIn(parts: readonly Part[]): void {
    if (parts.length === 0) return;
    const { text, left } = insertParts(this.#text, this.#file, parts);
    this.#text = text;
    if (left.length === 0) return;
    const data = this.#data();
    for (const { part } of left) {
      if (isLines(part)) continue;
      const there = valueAt(data, part.path);
      const isThere = isItem(part) ? indexOfItem(there, part.item) >= 0 : equal(there, part.value);
      if (isThere) continue;
      const yours = there === undefined ? {} : { yours: inOneLine(there) };
      this.kept.push({ at: pathText(part.path), ...yours, next: inOneLine(isItem(part) ? part.item : part.value) });
    }
  }

  #lines(): void {
    for (const [index, was] of this.#baseLines.entries()) {
      const next = this.#nextLines[index];
      if (next && equal(was.lines, next.lines)) continue;
      const { text, kept } = replaceLines(this.#text, was, next);
      this.#text = text;
      this.kept.push(...kept);
    }
    this.#putIn(this.#nextLines.slice(this.#baseLines.length));
  }
}

/** A part that is there, and should be another. */
interface Change {
  readonly comment: NewComment | undefined;
  readonly edit: Edit | undefined;
  readonly next: unknown;
}

function isStructured(part: Part): part is DataPart {
  return !isLines(part);
}

/** By which a part is the same in two versions. */
function identity(part: DataPart): string {
  return JSON.stringify(isItem(part) ? [part.path, part.item] : part.path);
}

function commentOf(path: Path, was: DataPart, next: DataPart): NewComment {
  return { path, from: was.comment ?? [], to: next.comment ?? [] };
}

/** Of one list the first that goes becomes the first that comes. */
function inTurn(gone: readonly ItemPart[], come: readonly ItemPart[]): (readonly [ItemPart, ItemPart])[] {
  const free = [...come];
  return gone.flatMap((was) => {
    const index = free.findIndex(({ path }) => equal(path, was.path));
    return index < 0 ? [] : [[was, ...free.splice(index, 1)] as unknown as readonly [ItemPart, ItemPart]];
  });
}

/** Key by key; undefined stands for what is not there. */
function mergeValues(base: unknown, yours: unknown, next: unknown, path: Path, kept: Kept[]): unknown {
  if (equal(base, next) || equal(yours, next)) return yours;
  if (equal(yours, base)) return next;
  if (isRecord(base) && isRecord(yours) && isRecord(next)) {
    const merged: Record<string, unknown> = {};
    for (const key of new Set([...Object.keys(yours), ...Object.keys(next)])) {
      const of = [base, yours, next].map((data) => child(data, key)) as [unknown, unknown, unknown];
      const value = mergeValues(...of, [...path, key], kept);
      if (value !== undefined) set(merged, key, value);
    }
    return merged;
  }
  kept.push({ at: pathText(path), ...textOf('yours', yours), ...textOf('next', next) });
  return yours;
}

function textOf(side: 'yours' | 'next', value: unknown): Partial<Kept> {
  return value === undefined ? {} : { [side]: inOneLine(value) };
}

/** A map that is no intrinsic function: one of these is a whole. */
function isRecord(value: unknown): value is Data {
  return isData(value) && functionOf(value) === undefined;
}
