/** Where the parts of a YAML or JSON text stand, as far as an edit has to know. */
import { isAlias, isMap, isScalar, isSeq, parseDocument } from '#yaml';
import type { CST, Document, Node, Pair, YAMLMap, YAMLSeq } from '#yaml';
import { tagsIn } from '../syntax/yaml.ts';

/** A text with its syntax tree. */
export interface Tree {
  readonly text: string;
  readonly root: Slot;
  readonly json: boolean;
  readonly eol: '\n' | '\r\n';
}

/** A place that holds a value: after the colon of a pair, after the dash of an item, between two commas, or the whole document. */
export interface Slot {
  readonly node: Node | null;
  /** Offset just after the colon or the dash. */
  readonly mark: number;
  /** Offsets of the value with its tag and anchor; both `mark` if nothing is written. */
  readonly start: number;
  readonly end: number;
  /** Offset at which the pair or item begins (its key, its dash). */
  readonly from: number;
  readonly flow: boolean;
  readonly kind: 'root' | 'pair' | 'item';
}

/** The text cannot be edited in place. */
export class NotEditable extends Error {}

/** @throws NotEditable if the text is not strict YAML or JSON */
export function readTree(text: string): Tree {
  const json = /^\uFEFF?\s*[{[]/.test(text) && isJson(text);
  const document = parseDocument(text, {
    keepSourceTokens: true,
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    customTags: tagsIn(text),
  });
  // JSON may be indented by tabs, which the YAML reader reports and reads.
  if (!json && document.errors.length > 0) throw new NotEditable(document.errors[0]?.message);
  const eol = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
  return { text, root: rootSlot(document), json, eol };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}

function rootSlot(document: Document.Parsed): Slot {
  const node = document.contents as Node | null;
  const start = node?.range?.[0] ?? 0;
  return { node, mark: start, start, end: node ? endOf(node) : start, from: start, flow: false, kind: 'root' };
}

/** The pairs of a map, each with its key as text; undefined for `<<`. */
export function pairSlots(map: YAMLMap): { key: string | undefined; slot: Slot }[] {
  return map.items.map((pair) => ({ key: keyOf(pair), slot: pairSlot(pair, map.flow ?? false) }));
}

function keyOf({ key }: Pair): string | undefined {
  if (!isScalar(key)) return key === null ? '' : undefined;
  if (key.value === '<<' && key.type === 'PLAIN') return undefined;
  return key.source ?? String(key.value);
}

function pairSlot(pair: Pair, flow: boolean): Slot {
  const node = pair.value as Node | null;
  const key = pair.key as Node | null;
  const sep = pair.srcToken?.sep ?? [];
  const colon = sep.find((token) => token.type === 'map-value-ind');
  const from = key?.range?.[0];
  if (!colon || from === undefined) throw new NotEditable('a key without a colon');
  return slot(node, colon.offset + 1, sep, from, flow, 'pair');
}

export function itemSlots(seq: YAMLSeq): Slot[] {
  const tokens = itemTokens(seq);
  return seq.items.map((_, index) => itemSlot(seq, tokens, index));
}

function itemTokens(seq: YAMLSeq): readonly CST.CollectionItem[] {
  const tokens = ((seq.srcToken as CST.BlockSequence | CST.FlowCollection | undefined)?.items ?? []).filter(
    (token) =>
      Boolean(token.value ?? token.key ?? token.sep) ||
      token.start.some(({ type }) => ['seq-item-ind', 'tag', 'anchor'].includes(type)),
  );
  if (tokens.length !== seq.items.length) throw new NotEditable('a list that is written in an unusual way');
  return tokens;
}

function itemSlot(seq: YAMLSeq, tokens: readonly CST.CollectionItem[], index: number): Slot {
  const flow = seq.flow ?? false;
  const node = seq.items[index] as Node | null;
  const start = tokens[index]?.start ?? [];
  const dash = start.find((token) => token.type === 'seq-item-ind');
  const first = propsOf(start)?.offset ?? node?.range?.[0] ?? 0;
  if (!dash && !flow) throw new NotEditable('an item without a dash');
  return slot(node, dash ? dash.offset + 1 : first, start, dash?.offset ?? first, flow, 'item');
}

function slot(
  node: Node | null,
  mark: number,
  tokens: CST.SourceToken[],
  from: number,
  flow: boolean,
  kind: Slot['kind'],
): Slot {
  const props = propsOf(tokens);
  const empty = !node || (isScalar(node) && node.source === '' && node.type === 'PLAIN');
  if (empty) {
    const end = props ? props.offset + props.source.length : mark;
    return { node, mark, start: props?.offset ?? mark, end, from, flow, kind };
  }
  return { node, mark, start: props?.offset ?? node.range?.[0] ?? mark, end: endOf(node), from, flow, kind };
}

function propsOf(tokens: readonly CST.SourceToken[]): CST.SourceToken | undefined {
  return tokens.find(({ type }) => type === 'tag' || type === 'anchor');
}

/** The offset after the last character of a value, without comments and blank lines after it. */
function endOf(node: Node): number {
  const range = node.range;
  if (!range) throw new NotEditable('a value without a place');
  if (isAlias(node)) return range[1];
  if (isScalar(node)) return node.type?.startsWith('BLOCK_') ? blockScalarEnd(node) : range[1];
  // Of the last part alone: to look at all would be to read the whole tree once per level.
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    return last ? pairSlot(last, false).end : range[1];
  }
  if (isSeq(node) && !node.flow && node.items.length > 0)
    return itemSlot(node, itemTokens(node), node.items.length - 1).end;
  return range[1];
}

/** Blank lines at the end are content where the header says so (`|+`). */
function blockScalarEnd(node: Node): number {
  const token = node.srcToken as CST.BlockScalar | undefined;
  const [start = 0, end = 0] = node.range ?? [];
  const header = token?.props.find((prop) => prop.type === 'block-scalar-header') as CST.SourceToken | undefined;
  const trailing = /(?:[ \t]*\r?\n)*[ \t]*$/.exec(token?.source ?? '')?.[0] ?? '';
  const last = header?.source.includes('+') ? (/\r?\n$/.exec(trailing)?.[0].length ?? 0) : trailing.length;
  return Math.max(start, end - last);
}

/** The offset of the beginning of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.startsWith('\uFEFF') ? Math.min(1, offset) : start;
}

/** The offset of the end of the line that holds `offset`, before its line ending. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** The offset of the line after the one that ends at `end`. */
export function nextLine(text: string, end: number): number {
  if (text.startsWith('\r\n', end)) return end + 2;
  return end < text.length ? end + 1 : end;
}

/** The line ending of the line that holds `offset`; where it has none, that of the last line that has one. */
export function eolAt(text: string, offset: number): Tree['eol'] {
  const next = text.indexOf('\n', offset);
  const newline = next < 0 ? text.lastIndexOf('\n') : next;
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

export function column(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Is there nothing but space between the beginning of the line and this offset? */
export function beginsLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}
