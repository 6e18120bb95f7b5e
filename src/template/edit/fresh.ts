/** What is new in a file, with comments, and how it is written. */
import { set } from '../syntax/yaml.ts';
import { isPlain } from './plain.ts';
import { itemLines, pairLines } from './plain-block.ts';
import { blockItem, blockPair, flowPair, flowText } from './write.ts';
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
  return [...entries].map(([key, fresh]) => [...commentLines(fresh), blockEntry(key, fresh, style)].join('\n'));
}

function blockEntry(key: string, fresh: Fresh, style: Style): string {
  // What was made for items goes with the last of them, line by line: their list stands in block style.
  if (fresh.items) return pairText(key, freshData(fresh), narrower(style, Infinity));
  if (!fresh.entries || !isPlain(key)) return pairText(key, freshData(fresh), style);
  const inner = blockEntries(fresh.entries, narrower(style, style.indent.length)).join('\n');
  return `${key}:\n${inner.replace(/^(?=.)/gm, style.indent)}`;
}

/** Of what begins so much further in. */
export function narrower(style: Style, by: number): Style {
  return style.columns === undefined ? style : { ...style, columns: style.columns - by };
}

function pairText(key: string, value: unknown, style: Style): string {
  return pairLines(key, value, style)?.join('\n') ?? blockPair(key, value, style);
}

/** Each item with its dash, in the same way. */
export function blockItems(items: readonly Fresh[], style: Style): string[] {
  return items.map((fresh) => [...commentLines(fresh), itemText(freshData(fresh), style)].join('\n'));
}

function itemText(item: unknown, style: Style): string {
  return itemLines(item, style)?.join('\n') ?? blockItem(item, style);
}

/** With what makes them comments. A line break in one would end it. */
function commentLines({ comment = [] }: Fresh): string[] {
  return comment
    .flatMap((line) => line.split(/\r\n|[\r\n\u0085\u2028\u2029]/))
    .map((line) => (line === '' ? '#' : `# ${line}`));
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
