/** Where the nodes of a YAML text begin, from the events of a parser that keeps no tree. */
import type { Path } from '../model.ts';
import { longForm } from './tags.ts';

/**
 * What the parser tells, in its order. A node opens with an offset before its tag or value, white space and comments
 * aside. A scalar closes with its text, anything else with one of `CLOSED`.
 */
export type ParserEvent = number | string;
export const CLOSED = { mapping: -1, sequence: -2, other: -3 } as const;

interface Node {
  /** Offset of its tag, else of its value. */
  readonly start: number;
  /** Keys and values in turn, or items. */
  readonly children: readonly Node[];
  readonly closed: ParserEvent;
}

/** Offsets by path. The tree is made from the events when the first path is asked for. */
export class Places {
  readonly #text: string;
  readonly #events: readonly ParserEvent[];
  #root: Node | undefined;
  readonly #values = new Map<Node, ReadonlyMap<string, { readonly key: Node; readonly value: Node }>>();

  constructor(text: string, events: readonly ParserEvent[]) {
    this.#text = text;
    this.#events = events;
  }

  /** Offset of the key or the item at the path; the nearest ancestor's if it is not written. */
  locate(path: Path): number {
    let node = (this.#root ??= this.#tree());
    let at = node.start;
    for (const step of path) {
      // The tag is the key: the value under it is this very node.
      if (this.#tagOf(node) === step) continue;
      if (node.closed === CLOSED.sequence) {
        const item = typeof step === 'number' ? node.children[step] : undefined;
        if (!item) return at;
        at = item.start;
        node = item;
      } else {
        const pair = this.#pairs(node).get(String(step));
        if (!pair) return at;
        at = pair.key.start;
        node = pair.value;
      }
    }
    return at;
  }

  #tree(): Node {
    const open: { readonly start: number; readonly children: Node[] }[] = [{ start: 0, children: [] }];
    for (const event of this.#events) {
      if (typeof event === 'number' && event >= 0) {
        open.push({ start: this.#contentFrom(event), children: [] });
        continue;
      }
      const { start, children } = open.pop() ?? { start: 0, children: [] };
      const [first] = children;
      // The parser opens a node, tries whether it begins a mapping, and tells the key again if it was none.
      const again = first?.start === start && first.closed === event && children.length === 1;
      open.at(-1)?.children.push(again ? first : { start, children, closed: event });
    }
    return open[0]?.children[0] ?? { start: 0, children: [], closed: CLOSED.other };
  }

  #pairs(node: Node): ReadonlyMap<string, { readonly key: Node; readonly value: Node }> {
    let pairs = this.#values.get(node);
    if (!pairs) {
      pairs = new Map(node.closed === CLOSED.mapping ? pairsOf(node.children) : []);
      this.#values.set(node, pairs);
    }
    return pairs;
  }

  #contentFrom(offset: number): number {
    if (this.#text.charCodeAt(offset) > HASH) return offset;
    BEFORE_CONTENT.lastIndex = offset;
    const start = offset + (BEFORE_CONTENT.exec(this.#text)?.[0].length ?? 0);
    return start < this.#text.length ? start : offset;
  }

  /** The key of the long form, if a short form stands there. */
  #tagOf({ start }: Node): string | undefined {
    if (this.#text[start] !== '!') return undefined;
    TAG.lastIndex = start;
    return longForm(TAG.exec(this.#text)?.[0] ?? '');
  }
}

/** Of the characters that may stand before content the last in Unicode. */
const HASH = '#'.charCodeAt(0);
const BEFORE_CONTENT = /(?:[ \t\r\n]|(?<=[\s,[{:-])#[^\n]*)*/y;
const TAG = /![A-Za-z0-9]*/y;

function* pairsOf(children: readonly Node[]): Generator<[string, { key: Node; value: Node }]> {
  for (let index = 0; index + 1 < children.length; index += 2) {
    const [key, value] = [children[index] as Node, children[index + 1] as Node];
    yield [String(key.closed), { key, value }];
  }
}
