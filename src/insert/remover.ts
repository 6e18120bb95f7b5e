/** Cuts keys and items in block style out of a text, with what was written around them: comments of ours, a blank line. */
import { isMap, isSeq } from '#yaml';
import type { Node, YAMLMap, YAMLSeq } from '#yaml';
import { beginsLine, column, itemSlots, lineEnd, lineStart, nextLine, pairSlots } from '../template/edit/tree.ts';
import type { Slot, Tree } from '../template/edit/tree.ts';
import type { Path } from '../template/model.ts';
import { commentStart } from './comments.ts';

/** A key or an item that goes, with the lines above it that are ours, without `# `. */
export interface Removal {
  readonly path: Path;
  readonly comment?: readonly string[] | undefined;
}

/** Was the map or list at this path made for what goes? */
export type IsMade = (path: Path) => boolean;

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
  /** What goes, by index, with the comment of ours above it. */
  readonly going: Map<number, readonly string[]>;
}

/** Of a map or a list, with the indexes of its keys. */
interface Slots {
  readonly slots: readonly Slot[];
  readonly keys: ReadonlyMap<string | undefined, number>;
}

/** Of one tree: `mark` what goes, then cut it out. */
export class Remover {
  readonly #text: string;
  readonly #root: Slot;
  readonly #losing = new Map<Node, Losing>();
  readonly #slots = new Map<Node, Slots>();

  constructor({ text, root }: Tree) {
    this.#text = text;
    this.#root = root;
  }

  /** False: it does not stand in lines of its own. */
  mark({ path, comment }: Removal): boolean {
    return this.#mark(path, comment);
  }

  /** What was made at the path cannot be ours: it is between brackets, in a file that has blocks around it. */
  isBracketed(path: Path): boolean {
    const slot = this.#slotOf(path);
    const node = slot?.node;
    return (isMap(node) || isSeq(node)) && node.flow === true && !slot?.flow;
  }

  /** The text without what was marked. */
  cut(isMade: IsMade): string {
    // From the innermost: what is empty then is part of what the one around it loses.
    for (let depth = this.#deepest(); depth > 0; depth--) {
      for (const [node, losing] of [...this.#losing].filter(([, { path }]) => path.length === depth)) {
        if (losing.going.size < losing.slots.length || !isMade(losing.path) || this.#holdsMore(losing)) continue;
        if (this.#mark(losing.path, undefined)) this.#losing.delete(node);
      }
    }
    return this.#cut([...this.#losing.values()].flatMap((losing) => this.#regions(losing)));
  }

  #deepest(): number {
    return Math.max(0, ...[...this.#losing.values()].map(({ path }) => path.length));
  }

  #mark(path: Path, comment: readonly string[] | undefined): boolean {
    const slot = this.#slotOf(path.slice(0, -1));
    const last = path.at(-1);
    const node = slot?.node;
    if (!slot || !(isMap(node) || isSeq(node)) || node.flow || last === undefined) return false;
    const found = this.#slotAt(node, last);
    if (!found || !beginsLine(this.#text, found.slot.from)) return false;
    const { slots } = this.#slotsOf(node);
    const losing = this.#losing.get(node) ?? { slot, path: path.slice(0, -1), slots, going: new Map() };
    this.#losing.set(node, losing);
    losing.going.set(found.index, comment ?? []);
    return true;
  }

  /** With the blank line that set it apart; only what has several lines was. */
  #regions({ slots, going }: Losing): Region[] {
    // What came in above the first of the owner's was set apart from it.
    const first = slots.findIndex((_, index) => !going.has(index));
    return [...going].flatMap(([index, comment]) => {
      const slot = slots[index];
      if (!slot) return [];
      const { start, end } = this.#lines(slot, comment);
      if (!this.#text.slice(start, end).trimEnd().includes('\n')) return [{ start, end }];
      if (first < 0) return [{ start, end }];
      return [
        index < first
          ? { start, end: this.#withBlankBelow(end) }
          : { start: this.#withBlankAbove(start, slots[index - 1]?.end ?? 0), end },
      ];
    });
  }

  #lines(slot: Slot, comment: readonly string[]): Region {
    const start = commentStart(this.#text, lineStart(this.#text, slot.from), comment);
    return { start, end: nextLine(this.#text, lineEnd(this.#text, slot.end)) };
  }

  /** @param from offset of the end of what is above: a blank line may be its own */
  #withBlankAbove(start: number, from: number): number {
    if (start === 0) return start;
    const above = lineStart(this.#text, start - 1);
    return above > from && this.#text.slice(above, start).trim() === '' ? above : start;
  }

  #withBlankBelow(end: number): number {
    const below = nextLine(this.#text, lineEnd(this.#text, end));
    return below > end && this.#text.slice(end, below).trim() === '' ? below : end;
  }

  /** Does anything but what goes stand in the value: a comment of the owner's? */
  #holdsMore({ slot, slots, going }: Losing): boolean {
    let at = slot.mark;
    let between = '';
    for (const [index, one] of slots.entries()) {
      const { start, end } = this.#lines(one, going.get(index) ?? []);
      between += this.#text.slice(at, Math.max(at, start));
      at = end;
    }
    const outside = column(this.#text, slot.from);
    const below = /^(?:[ \t]*\r?\n)*([ \t]*)#/.exec(this.#text.slice(at));
    return between.trim() !== '' || (below?.[1]?.length ?? 0) > outside;
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

  #slotOf(path: Path): Slot | undefined {
    return path.reduce<Slot | undefined>((slot, step) => slot && this.#slotAt(slot.node, step)?.slot, this.#root);
  }

  /** Of repeated keys the last one counts. */
  #slotAt(node: Node | null, step: string | number): { readonly slot: Slot; readonly index: number } | undefined {
    if (!isMap(node) && !isSeq(node)) return undefined;
    const { slots, keys } = this.#slotsOf(node);
    const index = isSeq(node) ? Number(step) : keys.get(String(step));
    const slot = index === undefined ? undefined : slots[index];
    return slot && index !== undefined ? { slot, index } : undefined;
  }

  #slotsOf(node: YAMLMap | YAMLSeq): Slots {
    let slots = this.#slots.get(node);
    if (!slots)
      this.#slots.set(node, (slots = isSeq(node) ? { slots: itemSlots(node), keys: new Map() } : keyed(node)));
    return slots;
  }
}

function keyed(map: YAMLMap): Slots {
  const pairs = pairSlots(map);
  return { slots: pairs.map(({ slot }) => slot), keys: new Map(pairs.map(({ key }, index) => [key, index])) };
}
