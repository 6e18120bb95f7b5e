/** Takes keys and items out of a text, with what was written around them: comments of ours, a blank line. */
import { isCollection, isMap, isPair, isSeq, visit } from '#yaml';
import type { Node, YAMLMap, YAMLSeq } from '#yaml';
import { UserError } from '../errors.ts';
import { applyEdits } from '../template/edit.ts';
import { equal } from '../template/edit/data.ts';
import {
  beginsLine,
  column,
  itemSlots,
  lineEnd,
  lineStart,
  nextLine,
  NotEditable,
  pairSlots,
  readTree,
} from '../template/edit/tree.ts';
import type { Slot, Tree } from '../template/edit/tree.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { commentStart } from './comments.ts';
import { isEmpty, valueAt, withoutLeaf } from './data.ts';

/** A key or an item that goes, with the lines above it that are ours, without `# `. */
export interface Removal {
  readonly path: Path;
  readonly comment?: readonly string[] | undefined;
}

/** Was the map or list at this path made for what goes? */
export type IsMade = (path: Path) => boolean;

/**
 * The text without them, and without the maps and lists made for them that are empty then; one in which a comment is left
 * stays. Every other byte stays.
 *
 * @throws UserError `edit-impossible` if it cannot be done in place
 */
export function removeFrom(document: SourceDocument, removals: readonly Removal[], isMade: IsMade): string {
  if (removals.length === 0) return document.text;
  const going = topmost(document.data, removals, isMade);
  const text = lineWise(document, removals, isMade);
  if (text !== undefined && equal(bare(parseDocument(text, document.file).data), bare(going.data))) return text;
  return applyEdits(
    document,
    going.paths.map((path) => ({ path, remove: true })),
  );

  /** Containers of what goes may be empty or gone. */
  function bare(data: unknown): unknown {
    return removals.reduce((sum, { path }) => withoutEmpty(sum, path.slice(0, -1)), data);
  }
}

/** What is removed as a whole, items from the last, and what is left. */
function topmost(data: unknown, removals: readonly Removal[], isMade: IsMade): { paths: Path[]; data: unknown } {
  const paths: Path[] = [];
  for (const { path } of lastFirst(removals)) {
    let goes = path;
    data = withoutLeaf(data, goes);
    for (let up = goes.slice(0, -1); up.length > 0 && isEmpty(valueAt(data, up)) && isMade(up); up = up.slice(0, -1)) {
      goes = up;
      data = withoutLeaf(data, goes);
    }
    paths.push(goes);
  }
  const isBelow = (path: Path): boolean => paths.some((one) => one.length < path.length && isWithin(path, one));
  return { paths: paths.filter((path) => !isBelow(path)), data };
}

/** Removing an item moves those behind it. */
function lastFirst(removals: readonly Removal[]): Removal[] {
  const last = ({ path }: Removal): number => (typeof path.at(-1) === 'number' ? (path.at(-1) as number) : -1);
  return [...removals].sort((a, b) => last(b) - last(a));
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.every((step, depth) => path[depth] === step);
}

function withoutEmpty(data: unknown, path: Path): unknown {
  for (let up = path; up.length > 0; up = up.slice(0, -1)) {
    const value = valueAt(data, up);
    if (value === undefined) continue;
    if (value !== null && !isEmpty(value)) break;
    data = withoutLeaf(data, up);
  }
  return data;
}

/** Undefined: it does not stand in lines of its own. */
function lineWise({ text }: SourceDocument, removals: readonly Removal[], isMade: IsMade): string | undefined {
  try {
    const tree = readTree(text);
    return tree.json ? undefined : new Remover(tree).remove(removals, isMade);
  } catch (error) {
    if (error instanceof NotEditable || error instanceof UserError) return undefined;
    throw error;
  }
}

/** Offsets `[start, end)` of whole lines. */
interface Region {
  readonly start: number;
  readonly end: number;
}

/** A map or list that loses something. */
interface Losing {
  readonly slot: Slot;
  readonly path: Path;
  readonly slots: readonly Slot[];
  /** What goes, by index. */
  readonly regions: Map<number, Region>;
}

class Remover {
  readonly #text: string;
  readonly #root: Slot;
  readonly #losing = new Map<Node, Losing>();
  readonly #slots = new Map<Node, readonly Slot[]>();

  constructor({ text, root }: Tree) {
    this.#text = text;
    this.#root = root;
  }

  remove(removals: readonly Removal[], isMade: IsMade): string | undefined {
    for (const { path, comment } of removals) if (!this.#mark(path, comment)) return undefined;
    const losing = (): Losing[] => [...this.#losing.values()].sort((a, b) => b.path.length - a.path.length);
    for (const { slot, path, slots, regions } of losing()) {
      if (path.length === 0 || regions.size < slots.length || !isMade(path)) continue;
      if (this.#holdsMore(slot, [...regions.values()])) continue;
      if (!this.#mark(path, undefined)) return undefined;
    }
    return this.#cut(losing().flatMap(({ regions }) => [...regions.values()]));
  }

  /** False: it is not written, or not in lines of its own. */
  #mark(path: Path, comment: readonly string[] | undefined): boolean {
    let slot: Slot | undefined = this.#root;
    for (const step of path.slice(0, -1)) slot = slot && this.#slotAt(slot.node, step)?.slot;
    const last = path.at(-1);
    const node = slot?.node;
    if (!slot || !(isMap(node) || isSeq(node)) || node.flow || last === undefined) return false;
    const found = this.#slotAt(node, last);
    if (!found || !beginsLine(this.#text, found.slot.from)) return false;
    const slots = this.#slotsOf(node);
    const losing = this.#losing.get(node) ?? { slot, path: path.slice(0, -1), slots, regions: new Map() };
    this.#losing.set(node, losing);
    losing.regions.set(found.index, this.#region(found.slot, comment, found.index === 0));
    return true;
  }

  #region(slot: Slot, comment: readonly string[] | undefined, isFirst: boolean): Region {
    const own = lineStart(this.#text, slot.from);
    const start = commentStart(this.#text, own, comment ?? []);
    const end = nextLine(this.#text, lineEnd(this.#text, slot.end));
    // Only what has several lines was set apart.
    if (!this.#text.slice(own, end).trimEnd().includes('\n')) return { start, end };
    return isFirst ? { start, end: this.#withBlankBelow(end) } : { start: this.#withBlankAbove(start), end };
  }

  #withBlankAbove(start: number): number {
    if (start === 0) return start;
    const above = lineStart(this.#text, start - 1);
    return this.#text.slice(above, start).trim() === '' ? above : start;
  }

  #withBlankBelow(end: number): number {
    const below = nextLine(this.#text, lineEnd(this.#text, end));
    return below > end && this.#text.slice(end, below).trim() === '' ? below : end;
  }

  /** Does anything but what goes stand in the value: a comment of the owner's? */
  #holdsMore(slot: Slot, regions: readonly Region[]): boolean {
    let at = nextLine(this.#text, lineEnd(this.#text, slot.mark));
    const between: string[] = [this.#text.slice(slot.mark, at)];
    for (const { start, end } of [...regions].sort((a, b) => a.start - b.start)) {
      between.push(this.#text.slice(at, Math.max(at, start)));
      at = end;
    }
    const outside = column(this.#text, slot.from);
    const below = /^(?:[ \t]*\r?\n)*([ \t]*)#/.exec(this.#text.slice(at));
    return between.join('').trim() !== '' || (below?.[1]?.length ?? 0) > outside;
  }

  /** Lines that overlap go once; the last line of a file without a line ending takes the one before it along. */
  #cut(regions: readonly Region[]): string {
    let result = '';
    let at = 0;
    for (const { start, end } of [...regions].sort((a, b) => a.start - b.start)) {
      if (start > at) result += this.#text.slice(at, start);
      at = Math.max(at, end);
    }
    const isLast = at >= this.#text.length && !this.#text.endsWith('\n');
    return isLast ? result.replace(/\r?\n$/, '') : result + this.#text.slice(at);
  }

  #slotAt(node: Node | null, step: string | number): { readonly slot: Slot; readonly index: number } | undefined {
    if (!isMap(node) && !isSeq(node)) return undefined;
    const index = isSeq(node) ? Number(step) : pairSlots(node).findLastIndex(({ key }) => key === String(step));
    const slot = this.#slotsOf(node)[index];
    return slot && { slot, index };
  }

  #slotsOf(node: YAMLMap | YAMLSeq): readonly Slot[] {
    let slots = this.#slots.get(node);
    if (!slots)
      this.#slots.set(node, (slots = isSeq(node) ? itemSlots(node) : pairSlots(node).map(({ slot }) => slot)));
    return slots;
  }
}

/** Is there a comment in what stands at the path? */
export function hasComment(tree: Tree, path: Path): boolean {
  let node: Node | null | undefined = tree.root.node;
  for (const step of path) node = isCollection(node) ? (node.get(step, true)) : undefined;
  let found = false;
  if (!node) return found;
  visit(node, (_, one) => {
    const notes = isPair(one) ? [] : [(one as Node).comment, (one as Node).commentBefore];
    if (notes.some(Boolean)) found = true;
    return found ? visit.BREAK : undefined;
  });
  return found;
}
