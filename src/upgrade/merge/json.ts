/** JSON as segments. */
import { NotEditable } from '../../template/edit/tree.ts';
import { JsonCursor } from '../../template/syntax/json-cursor.ts';
import { MAX_DEPTH } from '../../template/syntax/limits.ts';
import { indentAt, inlineParts } from './segments-inline.ts';
import type { InlinePart } from './segments-inline.ts';
import type { Forest, Node, Tree } from './segments.ts';

/** @throws NotEditable if the text is no JSON, or nested too deep */
export function readJson(text: string, forest: Forest): Tree {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  parseJson(text);
  return new Reader(text, mark.length, forest).tree(mark);
}

/** @throws NotEditable if the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new NotEditable(error instanceof Error ? error.message : 'no JSON');
  }
}

/** The text with the indentation of another. */
export function restyledJson(text: string, like: string): string {
  const [from, to] = [unitOf(text), unitOf(like)];
  if (!from || !to || from === to) return text;
  return text.replace(/^[ \t]+/gm, (space) => {
    const levels = space.length / from.length;
    return Number.isInteger(levels) && space === from.repeat(levels) ? to.repeat(levels) : space;
  });
}

function unitOf(text: string): string | undefined {
  return /^\uFEFF?\s*[{[]\r?\n([ \t]+)/.exec(text)?.[1];
}

class Reader {
  readonly #cursor: JsonCursor;
  readonly #forest: Forest;

  constructor(text: string, from: number, forest: Forest) {
    this.#cursor = new JsonCursor(text, from);
    this.#forest = forest;
  }

  tree(mark: string): Tree {
    const { text } = this.#cursor;
    this.#cursor.space();
    const header = text.slice(mark.length, this.#cursor.at);
    const root = this.#value(this.#cursor.at, 0);
    return { mark, header, root, rest: text.slice(this.#cursor.at) };
  }

  /** @param mark offset behind the colon */
  #value(mark: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw new NotEditable('it is nested too deep');
    const cursor = this.#cursor;
    cursor.space();
    const start = cursor.at;
    const first = cursor.next;
    if (first === '{' || first === '[') return this.#container(first === '{' ? 'map' : 'list', mark, start, depth);
    cursor.scalar();
    const source = cursor.text.slice(start, cursor.at);
    const value = JSON.parse(source) as unknown;
    return this.#forest.node({
      kind: 'leaf',
      layout: 'inline',
      open: cursor.text.slice(mark, cursor.at),
      parts: [],
      close: '',
      indent: '',
      value: typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value) ? source : value,
    });
  }

  #container(kind: 'map' | 'list', mark: number, start: number, depth: number): Node {
    const cursor = this.#cursor;
    const found: InlinePart[] = [];
    const keys = new Set<string>();
    const open = start + 1;
    for (cursor.open(); cursor.next !== (kind === 'map' ? '}' : ']'); cursor.comma()) {
      const from = cursor.at;
      const key = kind === 'map' ? this.#key(keys) : '';
      const behind = cursor.at;
      const node = this.#value(behind, depth + 1);
      found.push({ key, from, mark: behind, end: cursor.at, node });
    }
    const { parts, close } = inlineParts(cursor.text, open, ++cursor.at, 1, found, this.#forest);
    return this.#forest.node({
      kind,
      layout: 'inline',
      open: cursor.text.slice(mark, open),
      parts,
      close,
      indent: indentAt(cursor.text, start),
    });
  }

  #key(keys: Set<string>): string {
    const key = this.#cursor.key();
    if (keys.has(key)) throw new NotEditable(`the key ${key} is repeated`);
    keys.add(key);
    return key;
  }
}
