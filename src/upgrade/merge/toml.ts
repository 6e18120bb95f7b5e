/** TOML (https://toml.io/en/v1.0.0) as segments: tables are the parts of the file, pairs those of a table. */
import { parse, TomlDate, TomlError } from '#smol-toml';
import { NotEditable } from '../../template/edit/tree.ts';
import { equal } from '../../template/edit/data.ts';
import { MAX_DEPTH } from '../../template/syntax/limits.ts';
import { set } from '../../template/syntax/yaml.ts';
import { indentAt, inlineParts } from './segments-inline.ts';
import type { InlinePart } from './segments-inline.ts';
import type { Forest, Node, Part, Tree } from './segments.ts';

/** @param text ends with a line ending @throws NotEditable if the text is no TOML, or its segments would not hold its data */
export function readToml(text: string, forest: Forest): Tree {
  const data = parseToml(text);
  const tree = new Reader(text, forest).tree();
  if (!equal(data, tomlData(tree))) throw new NotEditable('it is written in an unusual way');
  return tree;
}

/** @throws NotEditable if the text is no TOML */
export function parseToml(text: string): unknown {
  try {
    return withoutDates(parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    if (error instanceof TomlError) throw new NotEditable(error.message.split('\n')[0]);
    throw error;
  }
}

/** The data that the segments of a file hold. */
export function tomlData({ root }: Tree): unknown {
  const data: Table = {};
  for (const part of root.parts) {
    if (part.node.layout === 'inline') put(data, keysIn(part.key), valueOf(part.node));
    else fill(tableAt(data, part.head), part.node.parts);
  }
  return data;
}

type Table = Record<string, unknown>;

function fill(table: Table, parts: readonly Part[]): Table {
  for (const { key, node } of parts) put(table, keysIn(key), valueOf(node));
  return table;
}

function valueOf({ kind, parts, value }: Node): unknown {
  if (kind === 'list') return parts.map(({ node }) => valueOf(node));
  return kind === 'map' ? fill({}, parts) : value;
}

/** The table that a header opens; `[[x]]` begins another one. */
function tableAt(data: Table, head: string): Table {
  const path = keysIn(head.replace(/^\[\[?|\]?\]$/g, ''));
  const last = path.pop() ?? '';
  const parent = path.reduce(inner, data);
  if (!head.startsWith('[[')) return inner(parent, last);
  const tables = Object.hasOwn(parent, last) ? (parent[last] as Table[]) : [];
  set(parent, last, tables);
  return tables[tables.push({}) - 1] as Table;
}

/** What is below a key: of many tables the last. */
function inner(table: Table, key: string): Table {
  const below = Object.hasOwn(table, key) ? table[key] : {};
  set(table, key, below);
  const found: unknown = Array.isArray(below) ? below.at(-1) : below;
  if (typeof found !== 'object' || found === null) throw new NotEditable(`${key} is no table`);
  return found as Table;
}

function put(table: Table, path: readonly string[], value: unknown): void {
  set(path.slice(0, -1).reduce(inner, table), path.at(-1) ?? '', value);
}

function withoutDates(value: unknown): unknown {
  if (value instanceof TomlDate) return `date ${value.toISOString()}`;
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== 'object' || value === null) return value;
  const result: Table = {};
  for (const [key, item] of Object.entries(value)) set(result, key, withoutDates(item));
  return result;
}

const KEY = /[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\w-]+)[ \t]*(\.?)/y;

/** The keys of a dotted one. */
function keysIn(dotted: string): string[] {
  const keys: string[] = [];
  for (KEY.lastIndex = 0; ;) {
    const [, key = '', dot] = KEY.exec(dotted) ?? [];
    if (key.startsWith('"')) keys.push(String(scalar(key)));
    else keys.push(key.startsWith("'") ? key.slice(1, -1) : key);
    if (!dot) return keys;
  }
}

/** One spelling for a dotted key however it is written. */
function nameOf(keys: readonly string[]): string {
  return keys.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join('.');
}

function scalar(source: string): unknown {
  return (parseToml(`v = ${source}`) as Table)['v'];
}

const GAP = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*/y;
const SPACE = /[ \t]*/y;
const HEADER = /\[\[?(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^"'\]\n])*\]\]?/y;
const NAME = /(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^"'=\n])*=/y;
const NOTE = /([ \t]*(?:#[^\r\n]*)?)(\r?\n)/y;
const BETWEEN = /(?:\s|#[^\n]*)*/y;
/** Texts, the longer quotes first, and what has none: numbers, dates (also with a space), booleans. */
const SCALAR =
  /"""(?:[^"\\]|\\[^]|"(?!""))*"{3,5}|'''(?:[^']|'(?!''))*'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,\]}#](?:[ ]?[^\s,\]}#])*/y;

/** Reads what the parser has accepted. */
class Reader {
  readonly #text: string;
  readonly #forest: Forest;
  /** How many tables there are of each array of tables. */
  readonly #counts = new Map<string, number>();
  #at = 0;

  constructor(text: string, forest: Forest) {
    this.#text = text;
    this.#forest = forest;
  }

  tree(): Tree {
    const mark = this.#take(/\uFEFF?/y);
    const parts: Part[] = [];
    let gap = this.#take(GAP);
    const header = /^(?:[^]*\n)?[ \t]*\r?\n/.exec(gap)?.[0] ?? '';
    gap = gap.slice(header.length);
    while (this.#at < this.#text.length) {
      const indent = this.#take(SPACE);
      const [part, rest] =
        this.#text[this.#at] === '[' ? this.#table(gap, indent) : [this.#pair(gap, indent), undefined];
      parts.push(part);
      gap = rest ?? this.#take(GAP);
    }
    return { mark, header, root: this.#block(parts, gap), rest: '' };
  }

  #table(gap: string, indent: string): [part: Part, gapAfter: string] {
    const head = this.#take(HEADER);
    const { note, eol } = this.#ending();
    const parts: Part[] = [];
    let after = this.#take(GAP);
    while (this.#at < this.#text.length && !this.#beginsTable()) {
      parts.push(this.#pair(after, this.#take(SPACE)));
      after = this.#take(GAP);
    }
    // Comments right below the last pair are of this table, those behind a blank line of the next one.
    const isLast = this.#at >= this.#text.length;
    const close = isLast ? '' : (/^(?:[ \t]*#[^\n]*\n)+(?=[ \t]*\r?\n)/.exec(after)?.[0] ?? '');
    const key = this.#tableName(head);
    const node = this.#block(parts, close);
    return [this.#forest.part({ key, gap, indent, head, node, tail: '', note, eol }), after.slice(close.length)];
  }

  #beginsTable(): boolean {
    SPACE.lastIndex = this.#at;
    return this.#text[this.#at + (SPACE.exec(this.#text)?.[0].length ?? 0)] === '[';
  }

  /** With the number of its table where there are many: `steps[1].env`. */
  #tableName(head: string): string {
    const keys = keysIn(head.replace(/^\[\[?|\]?\]$/g, ''));
    let name = '';
    keys.forEach((key, index) => {
      name = name === '' ? nameOf([key]) : `${name}.${nameOf([key])}`;
      const isAnother = head.startsWith('[[') && index === keys.length - 1;
      const count = (this.#counts.get(name) ?? 0) + (isAnother ? 1 : 0);
      if (isAnother) this.#counts.set(name, count);
      if (count > 0) name = `${name}[${count - 1}]`;
    });
    return name;
  }

  #block(parts: readonly Part[], close: string): Node {
    return this.#forest.node({ kind: 'map', layout: 'block', open: '', parts, close, indent: '', mayBeEmpty: true });
  }

  #pair(gap: string, indent: string): Part {
    const head = this.#take(NAME);
    const node = this.#value(this.#at, 0);
    const { note, eol } = this.#ending();
    return this.#forest.part({ key: keyOf(head), gap, indent, head, node, tail: '', note, eol });
  }

  /** @param mark offset behind `=`, or of the item */
  #value(mark: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw new NotEditable('it is nested too deep');
    this.#take(SPACE);
    const first = this.#text[this.#at];
    if (first === '[' || first === '{') return this.#collection(first === '[' ? 'list' : 'map', mark, depth);
    const source = this.#take(SCALAR);
    const open = this.#text.slice(mark, this.#at);
    const text = { kind: 'leaf', layout: 'inline', open, parts: [], close: '', indent: '', fixed: true } as const;
    return this.#forest.node({ ...text, value: scalar(source) });
  }

  #collection(kind: 'list' | 'map', mark: number, depth: number): Node {
    const start = this.#at++;
    const found: InlinePart[] = [];
    for (this.#take(BETWEEN); !/[\]}]/.test(this.#text[this.#at] ?? ']'); this.#take(BETWEEN)) {
      const from = this.#at;
      const key = kind === 'map' ? keyOf(this.#take(NAME)) : '';
      const behind = this.#at;
      const node = this.#value(behind, depth + 1);
      found.push({ key, from, mark: behind, end: this.#at, node });
      this.#take(BETWEEN);
      if (this.#text[this.#at] === ',') this.#at++;
    }
    const { parts, close, comma } = inlineParts(this.#text, start + 1, ++this.#at, 1, found, this.#forest);
    const open = this.#text.slice(mark, start + 1);
    const indent = indentAt(this.#text, start);
    return this.#forest.node({ kind, layout: 'inline', open, parts, close, indent, comma });
  }

  #ending(): { note: string; eol: string } {
    NOTE.lastIndex = this.#at;
    const [whole = '', note = '', eol = ''] = NOTE.exec(this.#text) ?? [];
    if (whole === '') throw new NotEditable('something else behind a value');
    this.#at += whole.length;
    return { note, eol };
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }
}

function keyOf(head: string): string {
  return nameOf(keysIn(head.slice(0, -1)));
}
