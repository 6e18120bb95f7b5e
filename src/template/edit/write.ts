/** How a value is written, in the manner of the file that it goes into. */
import { Document, isMap, isScalar, isSeq, Pair, Scalar, visit, YAMLMap, YAMLSeq } from '#yaml';
import type { Node, ToStringOptions } from '#yaml';
import { longForm, longValue } from '../syntax/tags.ts';
import { isMisread, isPlainInFlow, isUnescaped } from './plain.ts';
import type { Tree } from './tree.ts';
import { column, itemSlots, pairSlots } from './tree.ts';

/** The habits of a file. */
export interface Style {
  /** Spaces per level; for JSON also a tab. */
  readonly indent: string;
  /** Are lists below a key indented? */
  readonly indentLists: boolean;
  readonly quote: '"' | "'";
  /** `!Ref X` rather than `Ref: X`. */
  readonly shortForms: boolean;
  /** Is there `!Equals` over several lines, and none with its list between brackets? */
  readonly longIntrinsics?: boolean;
  /** A list of plain values that fits into so many columns stands between brackets. Absent: in block style. */
  readonly columns?: number;
}

/** Reads the habits off what stands in the file; Prettier's where nothing says otherwise. */
export function styleOf({ text, root, json }: Tree): Style {
  const indents = new Map<number, number>();
  const lists = { indented: 0, flush: 0 };
  const quotes = { "'": 0, '"': 0 };
  const forms = { long: 0, short: 0 };
  const intrinsics = { block: 0, flow: 0 };
  const count = (step: number): void => void (step > 0 && indents.set(step, (indents.get(step) ?? 0) + 1));
  if (json) return { indent: jsonIndent(text), indentLists: true, quote: '"', shortForms: false };
  visit(root.node, (_, node) => {
    if (isScalar(node) && node.type === 'QUOTE_DOUBLE') quotes['"']++;
    if (isScalar(node) && node.type === 'QUOTE_SINGLE') quotes["'"]++;
    if (isScalar(node) || isMap(node) || isSeq(node)) if (node.tag && longForm(node.tag)) forms.short++;
    if (isSeq(node) && node.tag && longForm(node.tag)) intrinsics[node.flow ? 'flow' : 'block']++;
    if (!isMap(node)) return;
    for (const { key, slot } of node.flow ? [] : pairSlots(node)) {
      if (key === 'Ref' || key?.startsWith('Fn::')) forms.long++;
      const child = slot.node;
      if (isSeq(child) && key?.startsWith('Fn::')) intrinsics[child.flow ? 'flow' : 'block']++;
      if (isMap(child) && !child.flow && child.items.length > 0)
        count(childColumn(text, child) - column(text, slot.from));
      if (isSeq(child) && !child.flow && child.items.length > 0) {
        if (childColumn(text, child) > column(text, slot.from)) lists.indented++;
        else lists.flush++;
      }
    }
  });
  const [step] = [...indents].sort((a, b) => b[1] - a[1])[0] ?? [2];
  return {
    indent: ' '.repeat(step),
    indentLists: lists.indented >= lists.flush,
    quote: quotes['"'] > quotes["'"] ? '"' : "'",
    shortForms: forms.long === 0 || forms.short > 0,
    ...(intrinsics.block > 0 && intrinsics.flow === 0 && { longIntrinsics: true }),
  };
}

function childColumn(text: string, child: YAMLMap | YAMLSeq): number {
  const from = isMap(child) ? pairSlots(child)[0]?.slot.from : itemSlots(child)[0]?.from;
  return column(text, from ?? 0);
}

function jsonIndent(text: string): string {
  return /^[{[]\r?\n([ \t]+)/.exec(text.replace(/^\uFEFF?\s*/, ''))?.[1] ?? '  ';
}

/** `key: value` in block style, beginning at column 0, without a line ending at its end. */
export function blockPair(key: string, value: unknown, style: Style, like?: Node | null): string {
  const map = new YAMLMap();
  map.items.push(new Pair(new Scalar(key), toNode(value, style, like)));
  return print(map, style);
}

/** `- value` in block style, beginning at column 0. */
export function blockItem(value: unknown, style: Style, like?: Node | null): string {
  const seq = new YAMLSeq();
  seq.items.push(toNode(value, style, like));
  return print(seq, style);
}

/** A whole document. */
export function blockDocument(value: unknown, style: Style): string {
  return print(toNode(value, style), style);
}

/** A value on one line, as it stands between brackets. */
export function flowText(value: unknown, style: Style, like?: Node | null): string {
  const short = style.shortForms ? shortForm(value) : undefined;
  if (short) {
    const { tag, content } = short;
    return `${tag} ${flowText(content, style, isScalar(like) ? quoted(like, tag) : quoted(undefined, tag))}`;
  }
  if (Array.isArray(value)) return `[${value.map((item) => flowText(item, style)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, item]) => flowPair(key, item, style));
    return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}';
  }
  if (typeof value === 'string' && !like && isPlainInFlow(value)) return value;
  if (typeof value === 'string' && (like === SUB ? isUnescaped(value) : !like && isMisread(value)))
    return style.quote + value + style.quote;
  const seq = new YAMLSeq();
  const item = scalar(value, style, like);
  if (typeof value === 'string' && value.includes('\n')) item.type = 'QUOTE_DOUBLE';
  seq.flow = true;
  seq.items.push(item);
  return print(seq, style).replace(/^\[\s*|\s*\]$/g, '');
}

/** `key: value` as it stands between braces. */
export function flowPair(key: string, value: unknown, style: Style): string {
  return `${flowText(key, style)}: ${flowText(value, style)}`;
}

/** JSON over several lines, the first of which is not indented, or on one line. */
export function jsonText(value: unknown, style: Style, lines: boolean): string {
  return lines ? JSON.stringify(value, null, style.indent) : jsonLine(value);
}

function jsonLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonLine).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${jsonLine(child)}`);
  return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}';
}

function print(node: Node, style: Style): string {
  const document = new Document(null, { version: '1.2', schema: 'core', compat: 'yaml-1.1' } as object);
  document.contents = node;
  const options: ToStringOptions = {
    indent: style.indent.length,
    indentSeq: style.indentLists,
    lineWidth: 0,
    singleQuote: style.quote === "'",
    flowCollectionPadding: false,
  };
  return document.toString(options).replace(/\n$/, '');
}

function toNode(value: unknown, style: Style, like?: Node | null): Node {
  const short = style.shortForms ? shortForm(value) : undefined;
  if (short) {
    const node = isScalar(like)
      ? toNode(short.content, style, quoted(like, short.tag))
      : toNode(short.content, style, quoted(undefined, short.tag));
    (node as { tag?: string }).tag = short.tag;
    if (isSeq(node)) node.flow = isShort(short.content, style);
    return node;
  }
  if (Array.isArray(value)) {
    const seq = new YAMLSeq();
    for (const item of value as unknown[]) seq.items.push(toNode(item, style));
    return seq;
  }
  if (typeof value === 'object' && value !== null) {
    const map = new YAMLMap();
    for (const [key, item] of Object.entries(value)) map.items.push(new Pair(new Scalar(key), toNode(item, style)));
    return map;
  }
  return scalar(value, style, like);
}

/** Are all of its items plain values of one line, or intrinsics of such in their short form? */
export function isPlainList(list: readonly unknown[], style: Style): boolean {
  return list.every((item) => {
    if (typeof item === 'string') return !item.includes('\n');
    if (typeof item !== 'object' || item === null) return true;
    const short = style.shortForms ? shortForm(item) : undefined;
    return short !== undefined && isPlainList([short.content].flat(), style);
  });
}

/** A list of plain values that fits a line. */
export function isShort(value: unknown, style: Style): boolean {
  return !/[{[]/.test(JSON.stringify(value).slice(1)) && flowText(value, style).length <= 80;
}

function scalar(value: unknown, style: Style, like?: Node | null): Scalar {
  const node = new Scalar(value);
  const type = isScalar(like) ? like.type : undefined;
  if (typeof value === 'string' && !value.includes('\n') && (type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE')) {
    node.type = type;
  } else if (typeof value === 'string' && like === SUB && !value.includes('\n')) {
    node.type = style.quote === '"' ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE';
  }
  return node;
}

/** Stands for the text of `!Sub`, which is written in quotes whatever it holds. */
const SUB = new Scalar('');

function quoted(like: Scalar | undefined, tag: string): Scalar | undefined {
  if (like?.type?.startsWith('QUOTE_')) return like;
  return tag === '!Sub' ? SUB : like;
}

/** The tag and what follows it, if the value is an intrinsic that has a short form here. */
export function shortForm(value: unknown): { tag: string; content: unknown } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [entry, ...more] = Object.entries(value) as [string, unknown][];
  if (!entry || more.length > 0) return undefined;
  const [key, content] = entry;
  const tag = key === 'Ref' ? '!Ref' : key.startsWith('Fn::') ? `!${key.slice(4)}` : undefined;
  if (tag === undefined || longForm(tag) !== key) return undefined;
  if (key === 'Fn::GetAtt') {
    const [name, attribute, ...rest] = Array.isArray(content) ? (content as unknown[]) : [];
    const text =
      typeof name === 'string' && typeof attribute === 'string' && rest.length === 0 ? `${name}.${attribute}` : '';
    return same(longValue(key, text), content) ? { tag, content: text } : undefined;
  }
  // A tag cannot follow a tag, and a map below a tag is not for every function.
  if (typeof content === 'string' || Array.isArray(content)) return { tag, content };
  return undefined;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
