/** The smallest changes of text that bring a document closer to the data that it should hold. */
import { isAlias, isMap, isScalar, isSeq } from '#yaml';
import type { YAMLMap, YAMLSeq } from '#yaml';
import { equal } from './data.ts';
import { longForm } from '../syntax/tags.ts';
import { Placement } from './place.ts';
import type { Splice } from './place.ts';
import { beginsLine, column, itemSlots, lineEnd, lineStart, nextLine, NotEditable, pairSlots } from './tree.ts';
import type { Slot, Tree } from './tree.ts';
import { blockDocument, blockItem, blockPair, flowPair, flowText, jsonText } from './write.ts';

type Data = Readonly<Record<string, unknown>>;

/**
 * Differences between what the tree holds and the target, as splices in the order of the text; none if it is as it should be.
 * Those that would get into each other's way are left for the next time, when the text has been read again.
 */
export function differences(tree: Tree, data: unknown, target: unknown): Splice[] {
  const differ = new Differ(tree);
  differ.diff(tree.root, data, target);
  return differ.found();
}

class Differ {
  readonly #tree: Tree;
  readonly #text: string;
  readonly #place: Placement;
  /** Each is a splice, or two that belong together. */
  readonly #found: Splice[][] = [];
  /** At aliases and merge keys: what they stand for may become right when the anchor's node does. */
  readonly #borrowed: Splice[][] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#text = tree.text;
    this.#place = new Placement(tree);
  }

  found(): Splice[] {
    if (this.#found.length === 0) return this.#borrowed[0] ?? [];
    const inOrder = this.#found
      .map((splices) => ({ splices, start: splices[0]?.start ?? 0, end: splices.at(-1)?.end ?? 0 }))
      .sort((a, b) => a.start - b.start);
    let at = -1;
    return inOrder.flatMap(({ splices, start, end }) => {
      if (start <= at) return [];
      at = end;
      return splices;
    });
  }

  diff(slot: Slot, old: unknown, target: unknown): void {
    if (equal(old, target)) return;
    const { node } = slot;
    const fresh = (): void => void this.#found.push(this.#replace(slot, target));
    if (isAlias(node)) return void this.#borrowed.push(this.#replace(slot, target));
    // `[key: value]` is a map without braces: nothing fits in.
    if (slot.flow && isMap(node) && !node.flow) return fresh();
    const [inner, wanted] = withoutTag(node, old, target);
    if (isMap(node) && isData(inner) && isData(wanted)) return this.#map(slot, node, inner, wanted, fresh);
    if (isSeq(node) && Array.isArray(inner) && Array.isArray(wanted)) return this.#list(node, inner, wanted, fresh);
    fresh();
  }

  #map(slot: Slot, node: YAMLMap, old: Data, target: Data, fresh: () => void): void {
    const pairs = pairSlots(node);
    // Of repeated keys the last one counts.
    const own = new Map(pairs.map(({ key, slot }, index) => [key, { slot, index }]));
    const keys = Object.keys(old);
    const kept = keys.filter((key) => Object.hasOwn(target, key));
    const isOther = isFunction(old) || isFunction(target) || keys.length === 0 || Object.keys(target).length === 0;
    if (kept.length === 0 && isOther) return fresh();
    // A map is never empty on the way: what comes is there before the last of what goes is gone.
    const gone = kept.length === 0 ? [] : keys.filter((key) => !Object.hasOwn(target, key));
    if (gone.some((key) => !own.has(key))) return fresh();
    for (const key of kept) {
      const pair = own.get(key);
      if (pair) this.diff(pair.slot, old[key], target[key]);
      else if (!equal(old[key], target[key])) this.#borrowed.push(this.#addPair(slot, node, key, target[key]));
    }
    const added = Object.keys(target).find((key) => !Object.hasOwn(old, key));
    if (added !== undefined) this.#found.push(this.#addPair(slot, node, added, target[added]));
    const slots = pairs.map((each) => each.slot);
    for (const key of gone) this.#found.push(this.#remove(slots, own.get(key)?.index ?? 0));
  }

  #list(node: YAMLSeq, old: readonly unknown[], target: readonly unknown[], fresh: () => void): void {
    if (old.length === 0 || target.length === 0) return fresh();
    const slots = itemSlots(node);
    for (const gap of gaps(old, target)) {
      const both = Math.min(gap.old.length, gap.target.length);
      for (let index = 0; index < both; index++) {
        const place = slots[gap.from + index];
        if (place) this.diff(place, gap.old[index], gap.target[index]);
      }
      for (let index = both; index < gap.old.length; index++) this.#found.push(this.#remove(slots, gap.from + index));
      if (gap.target.length > both)
        this.#found.push(this.#insertItems(node, slots, gap.from + both, gap.target.slice(both)));
    }
  }

  #replace(slot: Slot, value: unknown): Splice[] {
    const { start, end, mark, kind, node } = slot;
    const style = this.#place.style;
    if (slot.flow || this.#tree.json) {
      const text = this.#inline(value, slot);
      return [{ start, end, text: anchorOf(node) + (start === mark && kind === 'pair' ? ` ${text}` : text) }];
    }
    if (kind === 'root') return [{ start, end, text: this.#place.lines(blockDocument(value, style), 0) }];
    const whole =
      kind === 'pair' ? blockPair('k', value, style, node).slice(2) : blockItem(value, style, node).slice(1);
    const [head = '', ...tail] = whole.split('\n');
    const depth = column(this.#text, slot.from);
    const below = tail.map((line) => this.#tree.eol + this.#place.indented(line, depth)).join('');
    const rest = this.#text.slice(end, lineEnd(this.#text, end)).trim();
    const first = lineEnd(this.#text, mark);
    if (start <= first) {
      if (tail.length === 0) return [{ start, end, text: start === mark ? head : anchorOf(node) + head.trimStart() }];
      return [{ start: mark, end: lineEnd(this.#text, end), text: head + spaced(rest) + below }];
    }
    if (head === '') {
      const text = below.slice(this.#tree.eol.length) + spaced(rest);
      return [{ start: lineStart(this.#text, start), end: lineEnd(this.#text, end), text }];
    }
    const comment = this.#text.slice(mark, first).trim();
    return [{ start: mark, end: lineEnd(this.#text, end), text: head + spaced(comment || rest) + below }];
  }

  #addPair(slot: Slot, node: YAMLMap, key: string, value: unknown): Splice[] {
    const pairs = pairSlots(node).map((each) => each.slot);
    if (node.flow || this.#tree.json) {
      const write = (lines: boolean): string =>
        this.#tree.json
          ? `${JSON.stringify(key)}: ${jsonText(value, this.#place.style, lines)}`
          : flowPair(key, value, this.#place.style);
      return this.#place.insertFlow(node, pairs, pairs.length, write);
    }
    const last = pairs.at(-1);
    if (!last) throw new NotEditable('an empty map');
    const depth = column(this.#text, pairs[0]?.from ?? slot.from);
    const text = this.#place.lines(blockPair(key, value, this.#place.style), depth);
    const gap = text.includes('\n') && this.#place.standsApart(pairs) ? this.#tree.eol : '';
    return [this.#place.lineAfter(last, gap + text)];
  }

  #insertItems(node: YAMLSeq, slots: readonly Slot[], index: number, values: readonly unknown[]): Splice[] {
    if (node.flow || this.#tree.json) {
      // One after the other: each is between commas.
      const write = (lines: boolean): string =>
        this.#tree.json ? jsonText(values[0], this.#place.style, lines) : flowText(values[0], this.#place.style);
      return this.#place.insertFlow(node, slots, index, write);
    }
    const depth = column(this.#text, slots[0]?.from ?? 0);
    const text = values
      .map((value) => this.#place.lines(blockItem(value, this.#place.style), depth))
      .join(this.#tree.eol);
    const before = slots[index - 1];
    if (before) return [this.#place.lineAfter(before, text)];
    const at = slots[0]?.from ?? 0;
    return [{ start: at, end: at, text: text.trimStart() + this.#tree.eol + ' '.repeat(depth) }];
  }

  #remove(slots: readonly Slot[], index: number): Splice[] {
    const slot = slots[index];
    if (!slot) throw new NotEditable('nothing to remove');
    if (slot.flow || this.#tree.json) return this.#removeFlow(slots, index, slot);
    const begin = lineStart(this.#text, slot.from);
    const end = lineEnd(this.#text, slot.end);
    const next = nextLine(this.#text, end);
    if (!beginsLine(this.#text, slot.from)) {
      const space = /^\s*/.exec(this.#text.slice(next))?.[0].length ?? 0;
      return [{ start: slot.from, end: next + space, text: '' }];
    }
    if (next > end || begin === 0) return [{ start: begin, end: next, text: '' }];
    // The last line of a file that does not end with a line ending: the one before it goes with it.
    return [{ start: lineEnd(this.#text, begin - 1) - (this.#text[begin - 2] === '\r' ? 1 : 0), end, text: '' }];
  }

  #removeFlow(slots: readonly Slot[], index: number, slot: Slot): Splice[] {
    const comma = this.#place.commaAfter(slot.end);
    const previous = slots[index - 1];
    const next = slots[index + 1];
    const after = comma < 0 ? slot.end : comma + 1;
    const end = lineEnd(this.#text, after);
    const ownLine = beginsLine(this.#text, slot.from) && /^\s*(#.*)?$/.test(this.#text.slice(after, end));
    const line = { start: lineStart(this.#text, slot.from), end: nextLine(this.#text, end), text: '' };
    if (next) return [ownLine ? line : { start: slot.from, end: next.from, text: '' }];
    if (!previous) return [{ start: slot.from, end: after, text: '' }];
    if (!ownLine) return [{ start: previous.end, end: comma < 0 ? slot.end : comma, text: '' }];
    const before = this.#place.commaAfter(previous.end);
    return comma < 0 ? [{ start: before, end: before + 1, text: '' }, line] : [line];
  }

  /** A value between brackets. In JSON over several lines if what it replaces or holds it is. */
  #inline(value: unknown, { start, end, node }: Slot): string {
    if (!this.#tree.json) return flowText(value, this.#place.style, node);
    const lines = this.#text.slice(start, end).includes('\n') || beginsLine(this.#text, this.#lineItem(start));
    const depth = /^[ \t]*/.exec(this.#text.slice(lineStart(this.#text, start)))?.[0] ?? '';
    return jsonText(value, this.#place.style, lines).replaceAll('\n', this.#tree.eol + depth);
  }

  /** The offset of the first character of the line that is not space, if `offset` follows it as the value of its key. */
  #lineItem(offset: number): number {
    const begin = lineStart(this.#text, offset);
    const before = this.#text.slice(begin, offset);
    return /^\s*("([^"\\]|\\.)*"\s*:\s*)?$/.test(before) ? begin : offset;
  }
}

/** What stands under the key that the tag of a list or map means: `!If [a, b]` holds `[a, b]`. */
function withoutTag(node: Slot['node'], old: unknown, target: unknown): readonly [old: unknown, target: unknown] {
  const key = node?.tag === undefined ? undefined : longForm(node.tag);
  if (key === undefined) return [old, target];
  if (!isData(old) || !isData(target) || Object.keys(target).length !== 1) return [undefined, undefined];
  return [old[key], target[key]];
}

/** What other places name stays named. */
function anchorOf(node: Slot['node']): string {
  return isScalar(node) && node.anchor !== undefined && node.tag === undefined ? `&${node.anchor} ` : '';
}

function spaced(comment: string): string {
  return comment ? ` ${comment}` : '';
}

/** A reference or another intrinsic function: one key that says what it is. */
function isFunction(data: Data): boolean {
  const [key, ...more] = Object.keys(data);
  return more.length === 0 && (key === 'Ref' || key === 'Condition' || key?.startsWith('Fn::') === true);
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Gap {
  /** Index in the old list. */
  readonly from: number;
  readonly old: readonly unknown[];
  readonly target: readonly unknown[];
}

/** Where two lists differ, by their longest common subsequence. */
function gaps(old: readonly unknown[], target: readonly unknown[]): Gap[] {
  const a = old.map((item) => JSON.stringify(item));
  const b = target.map((item) => JSON.stringify(item));
  const found: Gap[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(a, b), [a.length, b.length] as const]) {
    if (x > i || y > j) found.push({ from: i, old: old.slice(i, x), target: target.slice(j, y) });
    [i, j] = [x + 1, y + 1];
  }
  return found;
}

/** The pairs of indexes of a longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  // lengths[i][j]: of the rests that begin at i and j.
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = lengths[i];
    for (let j = b.length - 1; row && j >= 0; j--) {
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
