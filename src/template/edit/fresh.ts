/** What is new in a file, with comments, and how it is written. */
import { Pair, Scalar, YAMLMap, YAMLSeq } from '#yaml';
import type { Node } from '#yaml';
import { set } from '../syntax/yaml.ts';
import { flowPair, flowText, print, toNode } from './write.ts';
import type { Style } from './write.ts';

/** A value, or a map or list of such. */
export interface Fresh {
  /** Lines above it, without `# `. */
  readonly comment?: readonly string[] | undefined;
  /** Data; unless it has entries or items. */
  readonly value?: unknown;
  readonly entries?: ReadonlyMap<string, Fresh>;
  readonly items?: readonly Fresh[];
}

/** As data. */
export function freshData({ value, entries, items }: Fresh): unknown {
  if (items) return items.map(freshData);
  if (!entries) return value;
  const data: Record<string, unknown> = {};
  for (const [key, fresh] of entries) set(data, key, freshData(fresh));
  return data;
}

/** Each key with its value in block style, from column 0, without a line ending at its end. */
export function blockEntries(entries: ReadonlyMap<string, Fresh>, style: Style): string[] {
  return [...entries].map(([key, fresh]) => print(mapNode([[key, fresh]], style), style));
}

/** Each item with its dash, in the same way. */
export function blockItems(items: readonly Fresh[], style: Style): string[] {
  return items.map((fresh) => print(seqNode([fresh], style), style));
}

function freshNode(fresh: Fresh, style: Style): Node {
  if (fresh.entries) return mapNode(fresh.entries, style);
  return fresh.items ? seqNode(fresh.items, style) : toNode(fresh.value, style);
}

function mapNode(entries: Iterable<readonly [string, Fresh]>, style: Style): YAMLMap {
  const map = new YAMLMap();
  for (const [key, fresh] of entries) {
    const name = new Scalar(key);
    const comment = commentText(fresh);
    if (comment !== undefined) name.commentBefore = comment;
    map.items.push(new Pair(name, freshNode(fresh, style)));
  }
  return map;
}

function seqNode(items: readonly Fresh[], style: Style): YAMLSeq {
  const seq = new YAMLSeq();
  for (const fresh of items) {
    const node = freshNode(fresh, style);
    const comment = commentText(fresh);
    if (comment !== undefined) node.commentBefore = comment;
    seq.items.push(node);
  }
  return seq;
}

/** A line break in a comment would end it. */
function commentText({ comment }: Fresh): string | undefined {
  if (!comment || comment.length === 0) return undefined;
  return comment
    .flatMap((line) => line.split(/\r\n|[\r\n\u0085\u2028\u2029]/))
    .map((line) => (line === '' ? '' : ` ${line}`))
    .join('\n');
}

/** Columns of a line between brackets; what is longer is broken. */
const WIDTH = 100;

/** `key: value` between braces; what is long stands over several lines, the first of which is not indented. */
export function flowLines(key: string | undefined, value: unknown, style: Style): string {
  const line = key === undefined ? flowText(value, style) : flowPair(key, value, style);
  if (line.length <= WIDTH || typeof value !== 'object' || value === null) return line;
  const isList = Array.isArray(value);
  const inner = isList
    ? value.map((item) => flowLines(undefined, item, style))
    : Object.entries(value).map(([name, item]) => flowLines(name, item, style));
  const body = inner.join(',\n').replaceAll('\n', `\n${style.indent}`);
  const head = key === undefined ? '' : `${flowText(key, style)}: `;
  return `${head}${isList ? '[' : '{'}\n${style.indent}${body}\n${isList ? ']' : '}'}`;
}
