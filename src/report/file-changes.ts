/** What a plan does to each file, in lines. */
import type { Plan } from '../upgrade/plan.ts';
import { plain } from './text.ts';
import type { Style } from './text.ts';
import { counted, grouped } from './words.ts';
import { changedLines, linesOf } from './unified-diff.ts';

export interface FileChange {
  readonly path: string;
  readonly kind: 'new' | 'changed' | 'removed';
  /** Lines; of what is no text there are none. */
  readonly added: number;
  readonly removed: number;
  /** Not every byte stays: where a line only grows, by a comma say, it counts as removed and added. */
  readonly rewritten?: true;
}

/** In the order of paths, without the tool's own records. */
export function fileChanges({ writes, actions }: Plan, textAt: (path: string) => string | undefined): FileChange[] {
  const records = new Set(actions.flatMap(({ path, class: owner }) => (owner === 'state' ? [path] : [])));
  return writes
    .filter(({ path }) => !records.has(path))
    .map(({ path, content, before }): FileChange => {
      if (before === undefined) return { path, kind: 'new', added: content ? linesIn(content.bytes) : 0, removed: 0 };
      const [then, now] = [textAt(path) ?? '', content ? textOf(content.bytes) : ''];
      const lines = linesBetween(then, now);
      const rewritten = content !== undefined && lines.removed > 0 && !isGrown(then, now);
      return { path, kind: content ? 'changed' : 'removed', ...lines, ...(rewritten && { rewritten }) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Are the characters there, in their order, perhaps with others between them? */
function isGrown(then: string, now: string): boolean {
  let found = 0;
  for (let at = 0; at < now.length && found < then.length; at++) if (now[at] === then[found]) found++;
  return found === then.length;
}

/** What only comes, or only goes, is no change of anything, wherever a difference would place it. */
function linesBetween(then: string, now: string): { added: number; removed: number } {
  const [a, b] = [linesOf(then), linesOf(now)];
  if (isIn(a, b)) return { added: b.length - a.length, removed: 0 };
  if (isIn(b, a)) return { added: 0, removed: a.length - b.length };
  return changedLines(then, now);
}

/** Are the lines there, in their order, perhaps with others between them? */
function isIn(lines: readonly string[], all: readonly string[]): boolean {
  let found = 0;
  for (const line of all) if (found < lines.length && line === lines[found]) found++;
  return found === lines.length;
}

function textOf(bytes: Uint8Array): string {
  const content = bufferOf(bytes);
  return content.includes(0) ? '' : content.toString('utf8');
}

/** Asked of the bytes: to read the packed tool, or a bundle, as a text takes longer than to plan. */
function linesIn(bytes: Uint8Array): number {
  const content = bufferOf(bytes);
  if (content.length === 0 || content.includes(0)) return 0;
  let lines = 1;
  for (let at = content.indexOf(10); at >= 0 && at < content.length - 1; at = content.indexOf(10, at + 1)) lines++;
  return lines;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Folders of ours are one line each: nobody reads the names of forty checks. */
const FOLDED = ['fitness', 'vendor'];

interface Row {
  readonly kind: FileChange['kind'];
  readonly name: string;
  readonly amount: string;
}

/** A line for each file: its owner's first. */
export function changeRows(changes: readonly FileChange[], style: Style): string[] {
  const single = changes.filter(({ kind, path }) => kind === 'changed' || folderOf(path) === undefined);
  const rows = [
    ...KINDS.flatMap((kind) => single.filter((one) => one.kind === kind).map(rowOf)),
    ...FOLDED.flatMap((folder) => KINDS.flatMap((kind) => folded(folder, kind, changes))),
  ];
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  return rows.map(({ kind, name, amount }) =>
    `  ${SIGN[kind](style)} ${plain(name).padEnd(width)}  ${amount}`.trimEnd(),
  );
}

const KINDS: readonly FileChange['kind'][] = ['changed', 'new', 'removed'];

const SIGN: Readonly<Record<FileChange['kind'], (style: Style) => string>> = {
  new: ({ green }) => green('+'),
  changed: ({ green }) => green('~'),
  removed: ({ red }) => red('-'),
};

function folderOf(path: string): string | undefined {
  return FOLDED.find((folder) => path.startsWith(`${folder}/`));
}

function folded(folder: string, kind: FileChange['kind'], changes: readonly FileChange[]): Row[] {
  const own = changes.filter((one) => one.kind === kind && kind !== 'changed' && folderOf(one.path) === folder);
  if (own.length === 0) return [];
  const sum = (side: 'added' | 'removed'): number => own.reduce((all, one) => all + one[side], 0);
  const amount = [amountOf({ added: sum('added'), removed: sum('removed') }), `in ${counted(own.length, 'file')}`];
  return [{ kind, name: `${folder}/`, amount: amount.join(' ').trim() }];
}

function rowOf(change: FileChange): Row {
  return { kind: change.kind, name: change.path, amount: amountOf(change) };
}

function amountOf({ added, removed }: Pick<FileChange, 'added' | 'removed'>): string {
  const written = (sign: string, lines: number): string => (lines > 0 ? `${sign}${grouped(lines)}` : '');
  return [written('+', added), written('−', removed)].filter((text) => text !== '').join(' ');
}
