/** Where in a text something new goes, and how it is set there. */
import type { YAMLMap, YAMLSeq } from '#yaml';
import { beginsLine, column, lineEnd, lineStart, nextLine } from './tree.ts';
import type { Slot, Tree } from './tree.ts';
import { styleOf } from './write.ts';
import type { Style } from './write.ts';

/** Replaces `[start, end)` by `text`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Of one tree: what is asked for does not change it. */
export class Placement {
  readonly #tree: Tree;
  readonly #text: string;
  #style: Style | undefined;

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#text = tree.text;
  }

  /** The habits of the file. */
  get style(): Style {
    return (this.#style ??= styleOf(this.#tree));
  }

  /** Is a blank line above what has several lines? What was written last says how the file is continued. */
  standsApart(pairs: readonly Slot[]): boolean {
    const blocks = pairs.slice(1).filter(({ mark, end }) => this.#text.slice(mark, end).includes('\n'));
    return blocks.length > 1 && blocks.slice(-2).every(({ from }) => this.isBelowGap(from));
  }

  /** Is there a blank line above? Comments above a key are its own. */
  isBelowGap(from: number): boolean {
    for (let at = lineStart(this.#text, from); at > 0;) {
      const begin = lineStart(this.#text, at - 1);
      const line = this.#text.slice(begin, at).trim();
      if (!line.startsWith('#')) return line === '';
      at = begin;
    }
    return false;
  }

  /** Below a value in block style, before what is further out. */
  lineAfter(slot: Slot, text: string): Splice {
    let at = lineEnd(this.#text, slot.end);
    // Comments further in belong to the value before; a block scalar that came before them would swallow them.
    const deeper = ' '.repeat(column(this.#text, slot.from) + 1);
    for (let end = at; ;) {
      const next = nextLine(this.#text, end);
      if (next === end) break;
      end = lineEnd(this.#text, next);
      const line = this.#text.slice(next, end);
      if (line.startsWith(deeper) && line.trimStart().startsWith('#')) at = end;
      else if (line.trim() !== '') break;
    }
    return { start: at, end: at, text: this.#tree.eol + text };
  }

  /** Between brackets: with a comma, and on a line of its own where the others are. */
  insertFlow(
    node: YAMLMap | YAMLSeq,
    slots: readonly Slot[],
    index: number,
    write: (lines: boolean) => string,
  ): Splice[] {
    const close = (node.range?.[1] ?? 0) - 1;
    const last = slots.at(-1);
    if (!last) {
      const open = (node.range?.[0] ?? 0) + 1;
      return [{ start: open, end: close, text: write(false) }];
    }
    const lines = beginsLine(this.#text, last.from) && beginsLine(this.#text, close);
    const depth = this.#text.slice(lineStart(this.#text, last.from), last.from);
    const text = lines ? write(true).replaceAll('\n', this.#tree.eol + depth) : write(false);
    const next = slots[index];
    if (next) return [{ start: next.from, end: next.from, text: text + (lines ? `,${this.#tree.eol}${depth}` : ', ') }];
    const comma = this.commaAfter(last.end);
    if (!lines) {
      return comma < 0
        ? [{ start: last.end, end: last.end, text: `, ${text}` }]
        : [{ start: comma + 1, end: comma + 1, text: ` ${text}` }];
    }
    const end = lineEnd(this.#text, Math.max(comma, last.end));
    const line = { start: end, end, text: this.#tree.eol + depth + text + (comma < 0 ? '' : ',') };
    return comma < 0 ? [{ start: last.end, end: last.end, text: ',' }, line] : [line];
  }

  /** The offset of the comma after a value between brackets, or -1. */
  commaAfter(end: number): number {
    const gap = /^(?:\s|#[^\n]*)*,/.exec(this.#text.slice(end));
    return gap ? end + gap[0].length - 1 : -1;
  }

  /** Text that begins at column 0, at this one, with the line endings of the file. */
  lines(text: string, depth: number): string {
    return text
      .split('\n')
      .map((line) => this.indented(line, depth))
      .join(this.#tree.eol);
  }

  indented(line: string, depth: number): string {
    return line === '' ? '' : ' '.repeat(depth) + line;
  }
}
