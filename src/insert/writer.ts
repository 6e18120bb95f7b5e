/** Writes what is new at its place, in the manner of the file. */
import { isMap, isScalar, isSeq } from '#yaml';
import type { YAMLMap, YAMLSeq } from '#yaml';
import { blockEntries, blockItems, flowLines, freshData, narrower } from '../template/edit/fresh.ts';
import type { Fresh } from '../template/edit/fresh.ts';
import { Placement } from '../template/edit/place.ts';
import type { Splice } from '../template/edit/place.ts';
import { beginsLine, column, eolAt, itemSlots, lineStart, NotEditable, pairSlots } from '../template/edit/tree.ts';
import type { Slot, Tree } from '../template/edit/tree.ts';
import { flowPair, flowText, jsonText } from '../template/edit/write.ts';
import type { Style } from '../template/edit/write.ts';
import type { Chunk } from './part.ts';
import type { Target } from './placer.ts';
import { inSectionOrder, keyAbove } from './section-order.ts';

export class Writer {
  readonly #tree: Tree;
  readonly #text: string;
  readonly #place: Placement;
  /** Do the sections of the document have blank lines between them? */
  #sectionsApart: boolean | undefined;

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#text = tree.text;
    this.#place = new Placement(tree);
  }

  /** @throws NotEditable if there is no place for it */
  chunks(target: Target): Chunk[] {
    const { node } = target.slot;
    const splices =
      isMap(node) || isSeq(node)
        ? node.flow || this.#tree.json
          ? this.#inFlow(node, target)
          : isMap(node)
            ? this.#inMap(node, target)
            : this.#inList(node, target)
        : this.#below(target);
    // where lines end in two ways, no line of the owner's ends otherwise than before
    return splices.map(({ start, text }) => {
      const eol = eolAt(this.#text, start);
      return { at: start, text: eol === this.#tree.eol ? text : text.replaceAll(this.#tree.eol, eol) };
    });
  }

  /** Nothing stands there yet. */
  #below({ slot, entries, items }: Target): Splice[] {
    const { style } = this.#place;
    const isList = items.length > 0;
    if (slot.kind === 'root') return [this.#atTheEnd(this.#joined(this.#written(entries, items, 0), false))];
    const inner = isList && !style.indentLists ? 0 : style.indent.length;
    const depth = column(this.#text, slot.from) + inner;
    return [
      this.#place.lineAfter(slot, this.#indented(this.#joined(this.#written(entries, items, depth), false), depth)),
    ];
  }

  #written(entries: ReadonlyMap<string, Fresh>, items: Target['items'], depth: number): string[] {
    const style = this.#styleAt(depth);
    return items.length > 0
      ? blockItems(
          items.map(({ fresh }) => fresh),
          style,
        )
      : blockEntries(entries, style);
  }

  /** Of a file that holds nothing but comments. */
  #atTheEnd(text: string): Splice {
    const at = this.#text.length;
    const open = this.#text.replace(/^\uFEFF/, '') === '' || this.#text.endsWith('\n') ? '' : this.#tree.eol;
    return { start: at, end: at, text: `${open}${this.#indented(text, 0)}${open === '' ? this.#tree.eol : ''}` };
  }

  #inMap(node: YAMLMap, { slot, path, entries }: Target): Splice[] {
    const pairs = pairSlots(node);
    const slots = pairs.map((pair) => pair.slot);
    const depth = column(this.#text, slots[0]?.from ?? slot.from);
    const keys = pairs.flatMap(({ key }) => (key === undefined ? [] : [key]));
    const apart = this.#standApart(slots, path.length);
    // Several that stand at one place are written as one.
    const groups = new Map<Slot | 'first', Map<string, Fresh>>();
    for (const [key, fresh] of sorted(entries, path)) {
      const above = path.length === 0 ? keyAbove(key, keys) : 'last';
      const place =
        above === 'first'
          ? above
          : (pairs.findLast((pair) => above !== 'last' && pair.key === above.key)?.slot ?? slots.at(-1) ?? 'first');
      const group = groups.get(place) ?? new Map<string, Fresh>();
      groups.set(place, group.set(key, fresh));
    }
    return [...groups].map(([place, group]) => {
      const blocks = blockEntries(group, this.#styleAt(depth));
      const text = this.#indented(this.#joined(blocks, apart), depth);
      if (place !== 'first' && !this.#isOpen(place))
        return this.#place.lineAfter(place, (apart && isBlock(blocks[0]) ? this.#tree.eol : '') + text);
      const below = place === 'first' ? slots[0] : place;
      if (!below) throw new NotEditable('an empty map');
      return this.#lineBefore(below, text + (apart && isBlock(blocks.at(-1)) ? this.#tree.eol : ''));
    });
  }

  /** A section with too few blocks to tell is as the sections themselves are. */
  #standApart(slots: readonly Slot[], depth: number): boolean {
    const { root } = this.#tree;
    if (depth > 1) return this.#place.standsApart(slots);
    // A description of several lines stands close to what is above it, whatever the sections do.
    const blocks = slots.slice(1).filter(({ node, mark, end }) => {
      return (isMap(node) || isSeq(node)) && this.#text.slice(mark, end).includes('\n');
    });
    if (blocks.length > 0) return blocks.slice(-2).every(({ from }) => this.#place.isBelowGap(from));
    if (depth === 0 || !isMap(root.node)) return false;
    return (this.#sectionsApart ??= this.#standApart(
      pairSlots(root.node).map(({ slot }) => slot),
      0,
    ));
  }

  #inList(node: YAMLSeq, { items }: Target): Splice[] {
    const slots = itemSlots(node);
    const first = slots[0];
    if (!first) throw new NotEditable('an empty list');
    const depth = column(this.#text, first.from);
    return byIndex(items).map(([index, fresh]) => {
      const text = this.#indented(blockItems(fresh, this.#styleAt(depth)).join('\n'), depth);
      const before = slots[index - 1];
      if (before && !this.#isOpen(before)) return this.#place.lineAfter(before, text);
      const next = slots[index] ?? before;
      if (!next) throw new NotEditable('a list without this item');
      return this.#lineBefore(next, text);
    });
  }

  #inFlow(node: YAMLMap | YAMLSeq, { slot, entries, items }: Target): Splice[] {
    if (!isMap(node) || !entries.size) {
      const slots = itemSlots(node);
      return byIndex(items).flatMap(([index, fresh]) =>
        this.#between(node, slot, slots, index, (lines) => fresh.map((one) => this.#inline(undefined, one, lines))),
      );
    }
    const slots = pairSlots(node).map((pair) => pair.slot);
    return this.#between(node, slot, slots, slots.length, (lines) =>
      [...entries].map(([key, fresh]) => this.#inline(key, fresh, lines)),
    );
  }

  #between(
    node: YAMLMap | YAMLSeq,
    slot: Slot,
    slots: readonly Slot[],
    index: number,
    write: (lines: boolean) => string[],
  ): Splice[] {
    const text = (lines: boolean): string => write(lines).join(lines ? ',\n' : ', ');
    return slots.length > 0 ? this.#place.insertFlow(node, slots, index, text) : [this.#betweenEmpty(node, slot, text)];
  }

  /** Nothing stands between the brackets, or spaces do, or a comment. */
  #betweenEmpty(node: YAMLMap | YAMLSeq, slot: Slot, write: (lines: boolean) => string): Splice {
    const [from = 0, to = 0] = node.range ?? [];
    const open = from + 1;
    const inside = this.#text.slice(open, to - 1);
    const line = write(false);
    const { indent } = this.#place.style;
    const outer = /^[ \t]*/.exec(this.#text.slice(lineStart(this.#text, slot.from)))?.[0] ?? '';
    const isShort = !this.#tree.json && !line.includes('\n') && column(this.#text, open) + line.length <= MOST;
    if (inside.includes('\n')) return insertion(open, this.#tree.eol + this.#deeper(write(true), outer + indent));
    if (isShort || this.#isOnOneLine()) return insertion(open, isMap(node) && inside === '' ? ` ${line} ` : line);
    // Below a key in block style what closes has to stand further in than the key.
    const closes = slot.flow || this.#tree.json || slot.kind === 'root' ? outer : outer + indent;
    const body = this.#deeper(write(true), closes + indent);
    return insertion(open, `${this.#tree.eol}${body}${this.#tree.eol}${closes}`);
  }

  #isOnOneLine(): boolean {
    return this.#tree.json && !this.#text.trim().includes('\n') && this.#text.trim().length > 2;
  }

  #inline(key: string | undefined, fresh: Fresh, lines: boolean): string {
    const data = freshData(fresh);
    const { style } = this.#place;
    if (this.#tree.json) return `${key === undefined ? '' : `${JSON.stringify(key)}: `}${jsonText(data, style, lines)}`;
    if (lines) return flowLines(key, data, style);
    return key === undefined ? flowText(data, style) : flowPair(key, data, style);
  }

  /** Above a value in block style, and the comments that are its own. */
  #lineBefore({ from }: Slot, text: string): Splice {
    if (!beginsLine(this.#text, from)) {
      const depth = column(this.#text, from);
      return insertion(from, `${text.trimStart()}${this.#tree.eol}${' '.repeat(depth)}`);
    }
    let at = lineStart(this.#text, from);
    for (let above = at; above > this.#head();) {
      above = lineStart(this.#text, above - 1);
      if (!this.#text.slice(above, at).trimStart().startsWith('#')) break;
      // A comment at the top is about the file.
      if (above <= this.#head()) return insertion(lineStart(this.#text, from), text + this.#tree.eol);
      at = above;
    }
    return insertion(at, text + this.#tree.eol);
  }

  /** Where the document begins, behind its marker. */
  #head(): number {
    return /^\uFEFF?(?:(?:[%#][^\n]*|[ \t]*)\r?\n)*---[^\n]*\n/.exec(this.#text)?.[0].length ?? 0;
  }

  /** Is its last line a text's that goes on with what follows? */
  #isOpen({ node, end }: Slot): boolean {
    let last: unknown = node;
    while ((isMap(last) || isSeq(last)) && !last.flow) {
      const item: unknown = last.items.at(-1);
      last = isMap(last) ? (item as YAMLMap['items'][number]).value : item;
    }
    return isScalar(last) && last.type?.startsWith('BLOCK_') === true && this.#text.indexOf('\n', end) < 0;
  }

  /** Of what begins at a column. In a template short lists of ours stand between brackets: what is put in is soon read. */
  #styleAt(depth: number): Style {
    const { style } = this.#place;
    return isTemplate(this.#tree) ? narrower({ ...style, columns: MOST }, depth) : style;
  }

  #joined(blocks: readonly string[], apart: boolean): string {
    return blocks.map((block, index) => (index > 0 && apart && isBlock(block) ? `\n${block}` : block)).join('\n');
  }

  #indented(text: string, depth: number): string {
    return this.#place.lines(text, depth);
  }

  #deeper(text: string, indent: string): string {
    return indent + text.replaceAll('\n', this.#tree.eol + indent);
  }
}

/** Columns of a line between brackets. */
const MOST = 100;

function insertion(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

function isTemplate({ root: { node } }: Tree): boolean {
  return isMap(node) && node.has('Resources');
}

function isBlock(text: string | undefined): boolean {
  return text?.includes('\n') === true;
}

/** Sections in their usual order. */
function sorted(entries: ReadonlyMap<string, Fresh>, path: readonly unknown[]): (readonly [string, Fresh])[] {
  return path.length === 0 ? inSectionOrder([...entries]) : [...entries];
}

function byIndex(items: Target['items']): [number, Fresh[]][] {
  const groups = new Map<number, Fresh[]>();
  for (const { index, fresh } of items) groups.set(index, [...(groups.get(index) ?? []), fresh]);
  return [...groups];
}
