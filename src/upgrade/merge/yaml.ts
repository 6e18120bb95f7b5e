/** YAML as segments, places from the syntax tree. What is written in too unusual a way to be merged by places is refused. */
import { isAlias, isMap, isScalar, isSeq } from '#yaml';
import type { Node as YamlNode, Scalar, YAMLMap, YAMLSeq } from '#yaml';
import {
  column,
  itemSlots,
  lineEnd,
  lineStart,
  nextLine,
  NotEditable,
  pairSlots,
  readTree,
} from '../../template/edit/tree.ts';
import type { Slot } from '../../template/edit/tree.ts';
import { MAX_DEPTH } from '../../template/syntax/limits.ts';
import { longForm, longValue } from '../../template/syntax/tags.ts';
import { refuseBracketBombs, scalarData } from '../../template/syntax/yaml.ts';
import { indentAt, inlineParts } from './segments-inline.ts';
import type { Forest, Node, Part, Tree } from './segments.ts';

/** @param text ends with a line ending @throws NotEditable if it cannot be merged by places */
export function readYaml(text: string, forest: Forest): Tree {
  refuseBracketBombs(text);
  return new Reader(text, forest).tree(readTree(text).root);
}

/** Lines of comments, and blank ones. */
const GAP = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*$/;
/** What may stand behind a value in its line. */
const NOTE = /^[ \t]*(?:(?<=[ \t])#[^\n]*)?$/;
/** Tag and anchor behind a colon or a dash, and a comment. */
const PROPS = /^((?:[ \t]+[!&][^\s#]*)*)([ \t]*(?:(?<=[ \t])#.*)?)$/;
const DOCUMENT_START = /^\uFEFF?(?:(?:[%#][^\n]*|[ \t]*)\r?\n)*---[ \t]*(?:#[^\n]*)?\r?\n/;
/** Comments, and the end of the document. */
const END = /^(?:[ \t]*(?:#[^\n]*|\.\.\.)?\r?\n)*$/;
const BLOCK_HEADER = /^[|>][-+\d]*/;

/** A value, and what its line says behind it. */
interface Read {
  readonly node: Node;
  readonly note: string;
  readonly eol: string;
  /** Offset of the line after it. */
  readonly end: number;
}

interface Entry {
  readonly key: string;
  readonly merges?: true;
  readonly slot: Slot;
}

class Reader {
  readonly #text: string;
  readonly #forest: Forest;
  /** Of a block its place is asked for first, then its parts. */
  readonly #entries = new Map<YamlNode, readonly Entry[]>();

  constructor(text: string, forest: Forest) {
    this.#text = text;
    this.#forest = forest;
  }

  tree({ node }: Slot): Tree {
    const text = this.#text;
    const byteOrderMark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    const mark = DOCUMENT_START.exec(text)?.[0] ?? byteOrderMark;
    if (!isMap(node) && !isSeq(node)) throw new NotEditable('no map and no list');
    if (node.tag !== undefined || node.anchor !== undefined) throw new NotEditable('a document with a tag');
    if (node.flow) return this.#inlineTree(node, mark);
    const entries = this.#entriesOf(node);
    const first = lineStart(text, entries[0]?.slot.from ?? 0);
    const header = /^(?:[^]*\n)?[ \t]*\r?\n/.exec(text.slice(mark.length, first))?.[0] ?? '';
    const at = mark.length + header.length;
    const block = this.#block(node, at, indentAt(text, entries[0]?.slot.from ?? 0), false, 0);
    const rest = text.slice(block.end);
    const [comments = ''] = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(rest) ?? [];
    if (!END.test(rest.slice(comments.length))) throw new NotEditable('several documents');
    const root = this.#forest.node({ ...block.node, close: comments });
    return { mark, header, root, rest: rest.slice(comments.length) };
  }

  #inlineTree(node: YAMLMap | YAMLSeq, mark: string): Tree {
    const [start, end] = rangeOf(node);
    if (!END.test(this.#text.slice(end))) throw new NotEditable('several documents');
    const root = this.#inline(node, start, 0);
    return { mark, header: this.#text.slice(mark.length, start), root, rest: this.#text.slice(end) };
  }

  /** @param from offset of its first line; of a compact one, of its first part */
  #block(
    node: YAMLMap | YAMLSeq,
    from: number,
    indent: string,
    compact: boolean,
    depth: number,
    open = '',
  ): { node: Node; end: number } {
    if (depth > MAX_DEPTH) throw new NotEditable('it is nested too deep');
    const parts: Part[] = [];
    let at = from;
    this.#entriesOf(node).forEach(({ key, merges, slot }, index) => {
      const behindDash = compact && index === 0;
      const line = behindDash ? slot.from : lineStart(this.#text, slot.from);
      const gap = this.#text.slice(at, line);
      const space = this.#text.slice(line, slot.from);
      if (!GAP.test(gap) || (!behindDash && space !== indent)) throw new NotEditable('a key in an unusual place');
      const { node: value, note, eol, end } = this.#value(slot, depth + 1);
      const head = this.#text.slice(slot.from, slot.mark);
      parts.push(
        this.#forest.part({
          key,
          ...(merges && { merges }),
          gap,
          indent: space,
          head,
          node: value,
          tail: '',
          note,
          eol,
        }),
      );
      at = end;
    });
    const layout = compact ? 'compact' : 'block';
    const text = { kind: kindOf(node), layout, open, parts, close: '', indent, ...namesOf(node) } as const;
    return { node: this.#forest.node(text), end: at };
  }

  #value(slot: Slot, depth: number): Read {
    const { node } = slot;
    if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0) return this.#collection(node, slot, depth);
    if (isScalar(node) && node.type?.startsWith('BLOCK_')) return this.#blockScalar(node, slot);
    const inline = (isMap(node) || isSeq(node)) && node.flow ? this.#inline(node, slot.mark, depth) : this.#leaf(slot);
    const end = lineEnd(this.#text, slot.end);
    const note = this.#text.slice(slot.end, end);
    if (!NOTE.test(note)) throw new NotEditable('something else behind a value');
    return { node: inline, note, ...this.#lineBreak(end) };
  }

  /** A block below its key or dash, or behind its dash. */
  #collection(node: YAMLMap | YAMLSeq, slot: Slot, depth: number): Read {
    const { mark } = slot;
    const first = this.#entriesOf(node)[0]?.slot.from ?? mark;
    const end = lineEnd(this.#text, mark);
    if (first <= end) {
      const open = this.#text.slice(mark, first);
      if (!/^ +$/.test(open)) throw new NotEditable('a list or map in an unusual place');
      const read = this.#block(node, first, ' '.repeat(column(this.#text, first)), true, depth, open);
      return { ...this.#closed(read, slot), note: '', eol: '' };
    }
    const [, open, note = ''] = PROPS.exec(this.#text.slice(mark, end)) ?? [];
    if (open === undefined || slot.start > end !== (slot.start === first))
      throw new NotEditable('a tag in an unusual place');
    const below = this.#lineBreak(end);
    const read = this.#block(node, below.end, ' '.repeat(column(this.#text, first)), false, depth, open);
    return { ...this.#closed(read, slot), note, eol: below.eol };
  }

  /** Comments below that are further in than the key belong to its value. */
  #closed({ node, end }: { node: Node; end: number }, slot: Slot): { node: Node; end: number } {
    const outside = column(this.#text, slot.from);
    let close = end;
    for (let at = end; at < this.#text.length;) {
      const line = this.#text.slice(at, lineEnd(this.#text, at));
      const comment = line.indexOf('#');
      if (line.trim() !== '' && (comment <= outside || line.slice(0, comment).trim() !== '')) break;
      at = nextLine(this.#text, at + line.length);
      if (comment >= 0) close = at;
    }
    if (close === end) return { node, end };
    return { node: this.#forest.node({ ...node, close: this.#text.slice(end, close) }), end: close };
  }

  #blockScalar(node: Scalar, slot: Slot): Read {
    const [start] = rangeOf(node);
    const end = lineEnd(this.#text, start);
    const header = BLOCK_HEADER.exec(this.#text.slice(start, end))?.[0] ?? '';
    const open = this.#text.slice(slot.mark, start + header.length);
    const note = this.#text.slice(start + header.length, end);
    if (open.includes('\n') || !NOTE.test(note)) throw new NotEditable('a block of text in an unusual place');
    const first = this.#lineBreak(end);
    const last = slot.end <= first.end ? first.end : nextLine(this.#text, lineEnd(this.#text, slot.end));
    const body = this.#text.slice(first.end, last);
    const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(body)?.[1] ?? '';
    return {
      node: this.#scalar(node, { layout: 'block', open, close: body, indent }),
      note,
      eol: first.eol,
      end: last,
    };
  }

  #leaf({ node, mark, end }: Slot): Node {
    const open = this.#text.slice(mark, end);
    const more = { layout: 'inline', open, close: '', indent: '' } as const;
    if (node === null) return this.#forest.node({ kind: 'leaf', ...more, parts: [], value: null });
    if (isAlias(node)) return this.#forest.node({ kind: 'leaf', ...more, parts: [], alias: node.source });
    if (!isScalar(node)) throw new NotEditable('a list or map in an unusual place');
    return this.#scalar(node, more);
  }

  #scalar(node: Scalar, text: Pick<Node, 'layout' | 'open' | 'close' | 'indent'>): Node {
    const key = node.tag === undefined ? undefined : longForm(node.tag);
    const data = scalarData(node);
    const isOther = node.tag !== undefined && key === undefined && !node.tag.startsWith('tag:yaml.org,2002:');
    return this.#forest.node({
      ...text,
      kind: 'leaf',
      parts: [],
      comments: [...(isOther ? [node.tag] : []), ...commentsBefore(text.open, node)].join('\n'),
      anchor: node.anchor,
      value: key === undefined ? data : { [key]: longValue(key, data) },
    });
  }

  /** @param mark offset behind what comes before it */
  #inline(node: YAMLMap | YAMLSeq, mark: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw new NotEditable('it is nested too deep');
    const [start, end] = rangeOf(node);
    const found = entriesOf(node).map(({ key, slot }) => {
      const inner = slot.node;
      const value = isMap(inner) || isSeq(inner) ? this.#inline(inner, slot.mark, depth + 1) : this.#leaf(slot);
      return { key, from: slot.from, mark: slot.mark, end: slot.end, node: value };
    });
    // `[key: value]` is a map without braces.
    const bracket = '{['.includes(this.#text[start] ?? ' ') ? 1 : 0;
    const { parts, close, comma } = inlineParts(this.#text, start + bracket, end, bracket, found, this.#forest);
    const open = this.#text.slice(mark, start + bracket);
    if (open.includes('#')) throw new NotEditable('a comment in an unusual place');
    const indent = indentAt(this.#text, start);
    return this.#forest.node({
      kind: kindOf(node),
      layout: 'inline',
      open,
      parts,
      close,
      indent,
      comma,
      ...namesOf(node),
    });
  }

  #entriesOf(node: YAMLMap | YAMLSeq): readonly Entry[] {
    const found = this.#entries.get(node);
    if (found) return found;
    const entries = entriesOf(node);
    this.#entries.set(node, entries);
    return entries;
  }

  #lineBreak(end: number): { eol: string; end: number } {
    const next = nextLine(this.#text, end);
    return { eol: this.#text.slice(end, next), end: next };
  }
}

function entriesOf(node: YAMLMap | YAMLSeq): Entry[] {
  if (isSeq(node)) return itemSlots(node).map((slot) => ({ key: '', slot }));
  const keys = new Set<string>();
  return pairSlots(node).map(({ key, slot }, index) => {
    const source = node.items[index]?.key;
    if (!isScalar(source)) throw new NotEditable('a key that is no text');
    if (source.tag !== undefined || source.anchor !== undefined) throw new NotEditable('a key with a tag or an anchor');
    const merges = key === undefined;
    const name = key ?? '<<';
    if (keys.has(name)) throw new NotEditable(`the key ${name} is repeated`);
    keys.add(name);
    return { key: name, ...(merges && { merges }), slot };
  });
}

function kindOf(node: YAMLMap | YAMLSeq): 'map' | 'list' {
  return isMap(node) ? 'map' : 'list';
}

/** A tag that nobody here knows is part of what a value means, and no part of the data. */
function namesOf({ tag, anchor }: YAMLMap | YAMLSeq): Pick<Node, 'tag' | 'anchor' | 'comments'> {
  const key = tag === undefined ? undefined : longForm(tag);
  return { tag: key, anchor, comments: key === undefined ? tag : undefined };
}

function rangeOf(node: YamlNode): readonly [start: number, end: number] {
  if (!node.range) throw new NotEditable('a value without a place');
  return [node.range[0], node.range[1]];
}

/** Between the key and a value that begins in a later line. */
function commentsBefore(open: string, node: Scalar): string[] {
  if (!open.includes('\n') || !open.includes('#')) return [];
  const isText = node.type !== undefined && node.type !== 'PLAIN';
  const before = isText ? open.slice(0, open.search(/["'|>]/)) : open;
  return before.split('\n').flatMap((line) => /(?:^|\s)#.*$/.exec(line)?.[0].trim() ?? []);
}
