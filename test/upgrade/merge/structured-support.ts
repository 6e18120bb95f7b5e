/** Merging texts, for tests. */
import { mergeStructured } from '../../../src/upgrade/merge/structured.ts';
import type { Kept } from '../../../src/upgrade/merge/three-way.ts';

export interface MergedText {
  readonly text: string;
  readonly kept: readonly Kept[];
}

/** @throws Error if the texts cannot be merged per key */
export function mergeTexts(path: string, base: string, yours: string, next: string): MergedText {
  const [before, mine, theirs] = [base, yours, next].map((text) => new TextEncoder().encode(text)) as Sides;
  const merged = mergeStructured({ path, base: before, yours: mine, next: theirs });
  if (merged?.kind !== 'clean') throw new Error(`${path} is not merged per key:\n${yours}`);
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(merged.bytes), kept: merged.kept };
}

type Sides = [Uint8Array, Uint8Array, Uint8Array];
