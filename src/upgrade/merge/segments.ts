/**
 * A structured text as a tree of segments: every byte of it belongs to exactly one, so what is printed is what was read.
 * The merge works on these trees alone; a format is what turns a text into one.
 */
import { set } from '../../template/syntax/yaml.ts';

/** A text: what stands around its outermost value, and the value. */
export interface Tree {
  /** Byte order mark, directives, `---`. */
  readonly mark: string;
  /** Comments that head the file, up to the last blank line before the first key. */
  readonly header: string;
  readonly root: Node;
  readonly rest: string;
}

/**
 * - `block`: each part has lines of its own, the first below the key; so does the text of a block scalar
 * - `compact`: the same, but the first part stands behind the dash
 * - `inline`: a value behind its key, or parts between brackets
 */
export type Layout = 'block' | 'compact' | 'inline';

export interface NodeText {
  readonly kind: 'map' | 'list' | 'leaf';
  readonly layout: Layout;
  /** From the colon or dash to the first part; of a leaf the whole of it, of a block scalar its header. */
  readonly open: string;
  readonly parts: readonly Part[];
  /** From the last part to the end: a bracket, or comments that belong inside. Of a block scalar its lines. */
  readonly close: string;
  /** White space before parts of a block; between brackets that of the line with the opening one. */
  readonly indent: string;
  /** Does a comma follow the last part? */
  readonly comma?: boolean;
  /** Key of the long form of a tag, or the tag. */
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
  readonly alias?: string | undefined;
  /** Of a leaf: plain data. */
  readonly value?: unknown;
  /** Comments within `open`, and a tag that is no part of the data. */
  readonly comments?: string | undefined;
  /** Its lines must not be indented otherwise. */
  readonly fixed?: boolean;
  /** May a block be without parts? */
  readonly mayBeEmpty?: boolean;
}

/** A value. Equal numbers mean equal: `data` as data, `full` with comments and the order of keys, `raw` byte for byte. */
export interface Node extends NodeText {
  readonly data: number;
  readonly full: number;
  readonly raw: number;
}

interface PartText {
  /** Of a map. Items have none. */
  readonly key: string;
  /** `<<`: what other maps hold. */
  readonly merges?: boolean;
  /** Comments and blank lines before it; between brackets all that stands behind the last comma. */
  readonly gap: string;
  readonly indent: string;
  /** The key with its colon, the dash, the header of a table. */
  readonly head: string;
  readonly node: Node;
  /** Between the value and its comma. */
  readonly tail: string;
  /** Comment at the end of the line, with the space before it. */
  readonly note: string;
  readonly eol: string;
}

/** A pair of a map, or an item of a list. */
export interface Part extends PartText {
  readonly full: number;
  readonly raw: number;
}

/** Makes nodes that can be compared at once, however large: trees to be compared come from the same forest. */
export class Forest {
  readonly #ids = new Map<string, number>();

  node(text: NodeText): Node {
    const { kind, open, parts, close, tag = '', anchor = '', comments = '', layout } = text;
    const isScalarText = kind === 'leaf' && layout === 'block';
    const data = this.#dataOfNode(text);
    const own = `${kind} ${tag} ${anchor} ${comments} ${isScalarText ? '' : commentsIn(close).join('\n')}`;
    const inner = kind === 'leaf' ? data : parts.map(({ full }) => full).join(' ');
    return {
      ...text,
      data,
      full: this.#id(`F${own}\0${inner}`),
      raw: this.#id(`R${open}\0${parts.map(({ raw }) => raw).join(' ')}\0${close}${text.comma ? ',' : ''}`),
    };
  }

  part(text: PartText): Part {
    const { key, gap, indent, head, node, tail, note } = text;
    const comments = [gap, tail, note].flatMap(commentsIn).join('\n');
    return {
      ...text,
      full: this.#id(`P${key}\0${node.full}\0${comments}`),
      raw: this.#id(`S${[gap, indent, head, node.raw, tail, note].join('\0')}`),
    };
  }

  #dataOfNode({ kind, parts, tag, alias, value }: NodeText): number {
    if (alias !== undefined) return this.#id(`*${alias}`);
    if (kind === 'leaf') return this.#dataOf(value);
    const inner =
      kind === 'list'
        ? this.#id(`[${parts.map(({ node }) => node.data).join(',')}]`)
        : this.#map(parts.map(({ key, node }) => [key, node.data] as const));
    return tag === undefined ? inner : this.#map([[tag, inner]]);
  }

  #dataOf(value: unknown): number {
    if (typeof value !== 'object' || value === null) return this.#id(`${typeof value} ${String(value)}`);
    if (Array.isArray(value)) return this.#id(`[${value.map((item) => this.#dataOf(item)).join(',')}]`);
    return this.#map(Object.entries(value).map(([key, item]) => [key, this.#dataOf(item)] as const));
  }

  #map(entries: readonly (readonly [key: string, data: number])[]): number {
    return this.#id(
      `{${entries
        .map(([key, data]) => `${JSON.stringify(key)}:${data}`)
        .sort()
        .join(',')}}`,
    );
  }

  #id(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) this.#ids.set(text, (id = this.#ids.size));
    return id;
  }
}

/** The comments of a text that holds nothing else but space. */
export function commentsIn(text: string): string[] {
  return text === ''
    ? []
    : text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
}

export function print({ mark, header, root, rest }: Tree): string {
  const pieces = [mark, header];
  printNode(root, '', pieces);
  pieces.push(rest);
  return pieces.join('');
}

/** A value as it stands in its line. */
export function textOf(node: Node): string {
  const pieces: string[] = [];
  printNode(node, node.layout === 'block' ? '\n' : '', pieces);
  return pieces.join('');
}

/** @param ending what follows the first line of a block, or the value */
function printNode(node: Node, ending: string, pieces: string[]): void {
  const { layout, open, parts, close, comma } = node;
  pieces.push(open);
  if (layout === 'block') pieces.push(ending);
  parts.forEach(({ gap, indent, head, node: value, tail, note, eol }, index) => {
    const isLast = index === parts.length - 1;
    pieces.push(gap, indent, head);
    if (layout !== 'inline') return printNode(value, note + eol, pieces);
    printNode(value, '', pieces);
    pieces.push(tail, isLast && comma !== true ? '' : ',', note);
  });
  pieces.push(close);
  if (layout === 'inline') pieces.push(ending);
}

/** The data that a tree holds. */
export function plain(node: Node, anchors = new Map<string, unknown>()): unknown {
  if (node.alias !== undefined) return anchors.get(node.alias);
  const inner = node.kind === 'leaf' ? node.value : node.kind === 'list' ? list(node, anchors) : map(node, anchors);
  const data = node.tag === undefined || node.kind === 'leaf' ? inner : { [node.tag]: inner };
  if (node.anchor !== undefined) anchors.set(node.anchor, data);
  return data;
}

function list({ parts }: Node, anchors: Map<string, unknown>): unknown[] {
  return parts.map(({ node }) => plain(node, anchors));
}

function map({ parts }: Node, anchors: Map<string, unknown>): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const merged: unknown[] = [];
  for (const { key, merges, node } of parts) {
    const value = plain(node, anchors);
    if (merges) merged.push(...(Array.isArray(value) ? (value as unknown[]) : [value]));
    else set(data, key, value);
  }
  for (const source of merged) {
    for (const [key, value] of Object.entries(source ?? {})) if (!Object.hasOwn(data, key)) set(data, key, value);
  }
  return data;
}

/** The node with `to` wherever `from` indents a line of it. */
export function moved(node: Node, from: string, to: string, forest: Forest): Node {
  if (from === to || node.fixed) return node;
  const { layout, kind, parts } = node;
  return forest.node({
    ...node,
    open: movedText(node.open, from, to, false),
    parts: parts.map((part, index) => {
      const behind = layout === 'inline' || (layout === 'compact' && index === 0);
      return movedPart(part, from, to, behind, forest);
    }),
    close: movedText(node.close, from, to, layout !== 'inline'),
    indent: kind === 'leaf' ? node.indent : movedLine(node.indent, from, to),
  });
}

/** @param behind does it stand in a line that something else begins? */
export function movedPart(part: Part, from: string, to: string, behind: boolean, forest: Forest): Part {
  if (from === to) return part;
  return forest.part({
    ...part,
    gap: movedText(part.gap, from, to, !behind),
    indent: behind ? part.indent : movedLine(part.indent, from, to),
    node: moved(part.node, from, to, forest),
    tail: movedText(part.tail, from, to, false),
  });
}

/** @param begins does the text begin a line? */
export function movedText(text: string, from: string, to: string, begins: boolean): string {
  if (from === to || (!begins && !text.includes('\n'))) return text;
  const lines = text.split('\n');
  const last = lines.length - 1;
  return lines
    .map((line, index) => {
      const isBlank = index === last ? line === '' : line.trim() === '';
      return (index === 0 && !begins) || isBlank ? line : movedLine(line, from, to);
    })
    .join('\n');
}

function movedLine(line: string, from: string, to: string): string {
  if (line.startsWith(from)) return to + line.slice(from.length);
  // Less indented than the others: as much less.
  const [space = ''] = /^[ \t]*/.exec(line) ?? [];
  return ' '.repeat(Math.max(0, to.length - from.length + space.length)) + line.slice(space.length);
}
