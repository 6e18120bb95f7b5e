/** Which lines of the sources stand somewhere else, too: found by jscpd, which compares tokens, so that layout does not matter. */
import { extname } from 'node:path';
import { Detector, getModeHandler, MemoryStore } from '@jscpd/core';
import type { IClone, IMapFrame } from '@jscpd/core';
import { Tokenizer } from '@jscpd/tokenizer';

/** jscpd's own defaults: shorter runs are alike by chance. */
const LEAST = { minTokens: 50, minLines: 5 };

/** JavaScript is a part of TypeScript, so that files of both are compared. */
const FORMATS: Readonly<Record<string, string>> = { '.tsx': 'tsx', '.jsx': 'tsx' };

/** By file the numbers of its lines. */
export type Lines = ReadonlyMap<string, ReadonlySet<number>>;

/** @param texts by file */
export async function duplicatedLines(texts: ReadonlyMap<string, string>): Promise<Lines> {
  const lines = new Map<string, Set<number>>();
  // Without comments, and without what `jscpd:ignore-start` and `jscpd:ignore-end` enclose: generated code.
  const options = { ...LEAST, maxLines: Infinity, mode: getModeHandler('weak') };
  const detector = new Detector(new Tokenizer(), new MemoryStore<IMapFrame>(), [], options);
  for (const [file, text] of texts)
    for (const clone of await detector.detect(file, text, FORMATS[extname(file)] ?? 'typescript'))
      for (const side of [clone.duplicationA, clone.duplicationB]) mark(lines, side);
  return lines;
}

function mark(lines: Map<string, Set<number>>, { sourceId, start, end }: IClone['duplicationA']): void {
  const own = lines.get(sourceId) ?? new Set();
  lines.set(sourceId, own);
  for (let line = start.line; line <= end.line; line++) own.add(line);
}
