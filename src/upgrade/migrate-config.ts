/** fitness.yaml after migrations: keys are renamed and moved with their comments, values mapped, and every other byte stays. Pure. */
import { isMap, isSeq } from '#yaml';
import { applyEdits, editData } from '../template/edit.ts';
import type { Edit } from '../template/edit.ts';
import { equal } from '../template/edit/data.ts';
import {
  beginsLine,
  column,
  itemSlots,
  lineEnd,
  lineStart,
  nextLine,
  pairSlots,
  readTree,
} from '../template/edit/tree.ts';
import type { Slot, Tree } from '../template/edit/tree.ts';
import type { Path } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { own, ownAt } from '../template/resolve/values.ts';
import type { Kept } from './merge/three-way.ts';
import type { Migration } from './migrations.ts';

export const FILE = 'fitness.yaml';

export interface MigratedConfig {
  readonly text: string;
  /** Keys that were to be moved to a place that is taken: what stands there stays. */
  readonly kept: readonly Kept[];
}

/** @throws UserError if the text is not YAML, or cannot be changed in place */
export function migrateConfig(text: string, migrations: readonly Migration[]): MigratedConfig {
  const kept: Kept[] = [];
  for (const { answers, values } of migrations) {
    for (const [from, to] of Object.entries(answers)) text = renamed(text, from, to, kept);
    for (const [path, map] of Object.entries(values)) text = mapped(text, path, map);
  }
  return { text, kept };
}

function renamed(text: string, from: string, to: string, kept: Kept[]): string {
  for (const path of matching(dataOf(text), from)) {
    const target = filled(to, from, path);
    const data = dataOf(text);
    const value = ownAt(data, path);
    const taken = ownAt(data, target);
    if (taken === undefined) text = moved(text, path, target);
    else {
      kept.push({ at: target.join('.'), yours: shown(taken), next: shown(value) });
      text = applyEdits(parseDocument(text, FILE), [{ path, remove: true }]);
    }
  }
  return text;
}

function mapped(text: string, path: string, map: Readonly<Record<string, unknown>>): string {
  const data = dataOf(text);
  const edits = matching(data, path).flatMap((at): Edit[] => {
    const value = ownAt(data, at);
    const places: readonly Path[] = Array.isArray(value) ? value.map((_, index): Path => [...at, index]) : [at];
    return places.flatMap((place) => {
      const old = ownAt(data, place);
      const name = typeof old === 'string' ? old : JSON.stringify(old);
      return Object.hasOwn(map, name) ? [{ path: place, set: map[name] }] : [];
    });
  });
  return applyEdits(parseDocument(text, FILE), edits);
}

export function dataOf(text: string): unknown {
  return parseDocument(text, FILE).data;
}

/** Every path of the data that the pattern means. */
function matching(data: unknown, pattern: string): Path[] {
  let found: { path: Path; value: unknown }[] = [{ path: [], value: data }];
  for (const key of pattern.split('.')) {
    found = found.flatMap(({ path, value }) =>
      stepsOf(value, key).map((step) => ({ path: [...path, step], value: own(value, String(step)) })),
    );
  }
  return found.map(({ path }) => path);
}

function stepsOf(value: unknown, key: string): (string | number)[] {
  if (key !== '*') return own(value, key) === undefined || Array.isArray(value) ? [] : [key];
  if (Array.isArray(value)) return [...value.keys()];
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** The new path, with what each `*` of the old one stood for. */
function filled(to: string, from: string, path: Path): Path {
  const stood = from.split('.').flatMap((key, index) => (key === '*' ? [path[index] ?? ''] : []));
  return to.split('.').map((key) => (key === '*' ? (stood.shift() ?? '') : key));
}

/** A value in one line. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The text with the pair at `path` at `target`, where nothing stands. */
function moved(text: string, path: Path, target: Path): string {
  const data = dataOf(text);
  const edits: Edit[] = [
    { path: target, set: ownAt(data, path) },
    { path: emptied(data, path, target), remove: true },
  ];
  const tree = readTree(text);
  const wanted = editData(data, edits);
  const surgical = sameMap(path, target) ? withKey(tree, path, target) : withSegment(tree, data, path, target);
  if (surgical !== undefined && isData(surgical, wanted)) return surgical;
  return applyEdits(parseDocument(text, FILE), edits);
}

function isData(text: string, wanted: unknown): boolean {
  try {
    return equal(dataOf(text), wanted);
  } catch {
    return false;
  }
}

function sameMap(path: Path, target: Path): boolean {
  return path.length === target.length && path.slice(0, -1).every((step, index) => step === target[index]);
}

/** A map that holds nothing else goes with what is moved out of it, unless it is moved within. */
function emptied(data: unknown, path: Path, target: Path): Path {
  const parent = path.slice(0, -1);
  const holds = Object.keys((ownAt(data, parent) as object | undefined) ?? {}).length;
  const within = parent.every((step, index) => step === target[index]);
  return parent.length === 0 || holds > 1 || within || typeof parent.at(-1) === 'number'
    ? path
    : emptied(data, parent, target);
}

/** The same pair under another key. */
function withKey(tree: Tree, path: Path, target: Path): string | undefined {
  const slot = slotAt(tree, path);
  if (slot?.kind !== 'pair') return undefined;
  const end = slot.from + tree.text.slice(slot.from, slot.mark - 1).trimEnd().length;
  return spliced(tree.text, slot.from, end, keyText(String(target.at(-1)), tree.json));
}

/** The pair's lines, with the comments above it, as lines of another block. */
function withSegment(tree: Tree, data: unknown, path: Path, target: Path): string | undefined {
  const slot = slotAt(tree, path);
  const gone = slotAt(tree, emptied(data, path, target));
  if (!slot || !gone || ![slot, gone].every((each) => isLines(tree, each))) return undefined;
  const outer = segment(tree, gone);
  const inner = segment(tree, slot);
  const comments = [
    ...commentsIn(tree.text.slice(outer.start, inner.start)),
    ...commentsIn(tree.text.slice(inner.end, outer.end)),
  ];
  const own = linesOf(withKeyIn(tree, slot, inner, String(target.at(-1))));
  const there = depthOf(data, target);
  const ancestor = slotAt(tree, target.slice(0, there));
  if (!ancestor?.node || !isMap(ancestor.node) || ancestor.node.flow) return undefined;
  const last = pairSlots(ancestor.node).at(-1)?.slot;
  if (!last) return undefined;

  const depth = column(tree.text, pairSlots(ancestor.node)[0]?.slot.from ?? 0);
  const chain = target
    .slice(there, -1)
    .map((key, index) => `${' '.repeat(depth + 2 * index)}${keyText(String(key), false)}:`);
  const indent = depth + 2 * chain.length;
  const lines = [
    ...chain,
    ...comments.map((comment) => ' '.repeat(indent) + comment),
    ...shifted(own, column(tree.text, slot.from), indent),
  ].map((line) => line + tree.eol);
  const { start, end } = outer;
  // beside where it stood, else at the end of the map that it goes into
  if (there + 1 < target.length && there === path.length - 1 && sameMap(path, [...target.slice(0, there), '']))
    return spliced(tree.text, start, end, lines.join(''));
  const at = afterPair(tree, last, Math.max(1, depth));
  const glue = at > 0 && tree.text[at - 1] !== '\n' ? tree.eol : '';
  return at >= end
    ? spliced(spliced(tree.text, at, at, glue + lines.join('')), start, end, '')
    : spliced(spliced(tree.text, start, end, ''), at, at, lines.join(''));
}

/** How many keys of the path lead through what is there. */
function depthOf(data: unknown, path: Path): number {
  let depth = 0;
  while (depth < path.length - 1 && ownAt(data, path.slice(0, depth + 1)) !== undefined) depth++;
  return depth;
}

function slotAt(tree: Tree, path: Path): Slot | undefined {
  let slot: Slot | undefined = tree.root;
  for (const step of path) {
    const node: Slot['node'] = slot?.node ?? null;
    if (isMap(node)) slot = pairSlots(node).findLast(({ key }) => key === step)?.slot;
    else if (isSeq(node)) slot = itemSlots(node)[Number(step)];
    else return undefined;
  }
  return slot;
}

/** Does the pair have its lines for itself? */
function isLines({ text, json }: Tree, slot: Slot): boolean {
  return slot.kind === 'pair' && !slot.flow && !json && beginsLine(text, slot.from);
}

interface Segment {
  readonly start: number;
  readonly end: number;
}

/** Whole lines: the comments directly above the pair, the pair, and what stands deeper below it. */
function segment(tree: Tree, slot: Slot): Segment {
  const { text } = tree;
  const indent = text.slice(lineStart(text, slot.from), slot.from);
  let start = lineStart(text, slot.from);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (above === start || !text.slice(above, start).startsWith(`${indent}#`)) break;
    start = above;
  }
  return { start, end: afterPair(tree, slot) };
}

/** The offset of the line after a pair and the comments below it that are as far in, at least. */
function afterPair({ text }: Tree, slot: Slot, indent = column(text, slot.from) + 1): number {
  let end = nextLine(text, lineEnd(text, slot.end));
  const deeper = ' '.repeat(indent);
  for (let at = end; at < text.length;) {
    const next = nextLine(text, lineEnd(text, at));
    const line = text.slice(at, next);
    if (line.startsWith(deeper) && line.trimStart().startsWith('#')) end = next;
    else if (line.trim() !== '') break;
    at = next;
  }
  return end;
}

function withKeyIn({ text }: Tree, slot: Slot, { start, end }: Segment, key: string): string {
  const keyEnd = slot.from + text.slice(slot.from, slot.mark - 1).trimEnd().length;
  return text.slice(start, slot.from) + keyText(key, false) + text.slice(keyEnd, end);
}

/** Of a part in which nothing but keys stands. */
function commentsIn(text: string): string[] {
  return linesOf(text).flatMap((line) => /(?:^|\s)(#.*)$/.exec(line)?.[1] ?? []);
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Lines of a block that began at one column, at another. */
function shifted(lines: readonly string[], from: number, to: number): string[] {
  if (to >= from) return lines.map((line) => (line.trim() === '' ? line : ' '.repeat(to - from) + line));
  return lines.map((line) => line.slice(Math.min(from - to, /^ */.exec(line)?.[0].length ?? 0)));
}

/** A key as YAML reads it back as text. */
function keyText(key: string, json: boolean): string {
  const isPlain = /^[A-Za-z_$][\w$-]*$/.test(key) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(key);
  return isPlain && !json ? key : JSON.stringify(key);
}

function spliced(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
