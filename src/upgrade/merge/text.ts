/** Texts are merged per line, as git does. */
import { unifiedDiff } from '../../report/unified-diff.ts';
import { mergeDiff3 } from './diff3-merge.ts';
import { mergeFile, mergeTree } from './git-merge.ts';
import type { MergeTool } from './git-merge.ts';
import { dressed, latin1, plain } from './line-endings.ts';
import { conflictsIn, textOf } from './pieces.ts';
import type { Piece, Texts } from './pieces.ts';
import type { MergeOptions, Merged, ThreeWay } from './three-way.ts';

/** What merges: git, or without it node-diff3. */
export type TextTool = 'git-merge-tree' | 'git-merge-file' | 'node-diff3';

export interface TextMergeOptions extends MergeOptions {
  /** Only this one; otherwise the first that is there. */
  readonly tool?: TextTool | undefined;
  /** Where git is found. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** The best first. */
const TOOLS: Readonly<Record<TextTool, MergeTool>> = {
  'git-merge-tree': mergeTree,
  'git-merge-file': mergeFile,
  'node-diff3': mergeDiff3,
};

/** Merges texts line by line, in one go. Bytes that are no UTF-8 stay what they are. */
export function mergeTexts(files: readonly ThreeWay[], options: TextMergeOptions): Merged[] {
  const texts = files.map(textsOf);
  const plainTexts = texts.flatMap((text) => (text ? [plainOf(text)] : []));
  const pieces = plainTexts.length === 0 ? [] : mergedBy(plainTexts, options);
  return files.map((file, index) => {
    const text = texts[index];
    return text ? outcome(file.path, text, pieces.shift() ?? [], options) : wholeOf(file);
  });
}

function mergedBy(texts: readonly Texts[], { tool, env = process.env }: TextMergeOptions): Piece[][] {
  for (const merge of tool ? [TOOLS[tool]] : Object.values(TOOLS)) {
    const pieces = merge(texts, env);
    if (pieces) return pieces;
  }
  throw new Error(`${tool} cannot be used here`);
}

function outcome(path: string, texts: Texts, pieces: readonly Piece[], { favour, labels }: MergeOptions): Merged {
  const bytesFor = (side: 'markers' | 'ours' | 'theirs'): Buffer =>
    Buffer.from(dressed(textOf(pieces, side, labels), texts), 'latin1');
  const hunks = conflictsIn(pieces);
  if (hunks === 0) return { kind: 'clean', bytes: bytesFor('ours'), kept: [] };
  if (favour !== 'rej') return { kind: 'conflict', bytes: bytesFor(favour), hunks };
  const [bytes, theirs] = [bytesFor('ours'), bytesFor('theirs')];
  return { kind: 'conflict', bytes, hunks, rejected: difference(bytes, theirs, path) };
}

/** Made for the file as it is written, so that `patch` applies it as it is. */
function difference(before: Buffer, after: Buffer, path: string): Buffer {
  const name = Buffer.from(path, 'utf8').toString('latin1');
  return Buffer.from(unifiedDiff(before.toString('latin1'), after.toString('latin1'), name), 'latin1');
}

/** One character per byte, so that every text survives; undefined if a side is binary. */
export function textsOf(file: ThreeWay): Texts | undefined {
  if (isBinary(file)) return undefined;
  return { base: latin1(file.base), yours: latin1(file.yours), next: latin1(file.next) };
}

/** As git decides it: a NUL in the first 8000 bytes of any side. */
function isBinary({ base, yours, next }: ThreeWay): boolean {
  return [base, yours, next].some((bytes) => bytes.subarray(0, 8000).includes(0));
}

/** Of bytes that are no text only one side can be taken. */
function wholeOf({ base, yours, next }: ThreeWay): Merged {
  const isSame = (bytes: Uint8Array, other: Uint8Array): boolean => Buffer.compare(bytes, other) === 0;
  if (isSame(yours, base)) return { kind: 'clean', bytes: next, kept: [] };
  if (isSame(next, base) || isSame(yours, next)) return { kind: 'clean', bytes: yours, kept: [] };
  return { kind: 'unmergeable', reason: 'it is binary, and both sides changed it' };
}

function plainOf({ base, yours, next }: Texts): Texts {
  return { base: plain(base), yours: plain(yours), next: plain(next) };
}
