/** JSON as segments. */
import { NotEditable } from '../../template/edit/tree.ts';
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

/** Reads what `JSON.parse` has accepted, so nothing is checked again but repeated keys. */
class Reader {
  readonly #text: string;
  readonly #forest: Forest;
  #at: number;

  constructor(text: string, from: number, forest: Forest) {
    this.#text = text;
    this.#at = from;
    this.#forest = forest;
  }

  tree(mark: string): Tree {
    this.#space();
    const header = this.#text.slice(mark.length, this.#at);
    const root = this.#value(this.#at, 0);
    return { mark, header, root, rest: this.#text.slice(this.#at) };
  }

  /** @param mark offset behind the colon */
  #value(mark: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw new NotEditable('it is nested too deep');
    this.#space();
    const start = this.#at;
    const first = this.#text[start];
    if (first === '{' || first === '[') return this.#container(first === '{' ? 'map' : 'list', mark, start, depth);
    if (first === '"') this.#string();
    else while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at] as string)) this.#at++;
    const source = this.#text.slice(start, this.#at);
    const value = JSON.parse(source) as unknown;
    return this.#forest.node({
      kind: 'leaf',
      layout: 'inline',
      open: this.#text.slice(mark, this.#at),
      parts: [],
      close: '',
      indent: '',
      value: typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value) ? source : value,
    });
  }

  #container(kind: 'map' | 'list', mark: number, start: number, depth: number): Node {
    const found: InlinePart[] = [];
    const keys = new Set<string>();
    const open = ++this.#at;
    this.#space();
    while (this.#text[this.#at] !== (kind === 'map' ? '}' : ']')) {
      const from = this.#at;
      const key = kind === 'map' ? this.#key(keys) : '';
      const behind = this.#at;
      const node = this.#value(behind, depth + 1);
      found.push({ key, from, mark: behind, end: this.#at, node });
      this.#space();
      if (this.#text[this.#at] === ',') this.#at++;
      this.#space();
    }
    const { parts, close } = inlineParts(this.#text, open, ++this.#at, 1, found, this.#forest);
    return this.#forest.node({
      kind,
      layout: 'inline',
      open: this.#text.slice(mark, open),
      parts,
      close,
      indent: indentAt(this.#text, start),
    });
  }

  #key(keys: Set<string>): string {
    const key = this.#string();
    if (keys.has(key)) throw new NotEditable(`the key ${key} is repeated`);
    keys.add(key);
    this.#space();
    this.#at++; // the colon
    return key;
  }

  #string(): string {
    const start = this.#at++;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    return JSON.parse(this.#text.slice(start, ++this.#at)) as string;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}
