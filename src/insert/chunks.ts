/** Texts with pieces put in, and taken out again. */
import type { Chunk } from './part.ts';

/** The text with the chunks put in. */
export function putIn(text: string, chunks: readonly Chunk[]): string {
  let at = 0;
  let result = '';
  for (const chunk of chunks) {
    result += text.slice(at, chunk.at) + chunk.text;
    at = chunk.at;
  }
  return result + text.slice(at);
}

/** In the order of the text, one per place; those of one place in the order given. */
export function inOrder(chunks: readonly Chunk[]): Chunk[] {
  const sorted = [...chunks].sort((a, b) => a.at - b.at);
  const merged: Chunk[] = [];
  for (const chunk of sorted) {
    const last = merged.at(-1);
    if (last?.at === chunk.at) merged[merged.length - 1] = { at: last.at, text: last.text + chunk.text };
    else if (chunk.text !== '') merged.push(chunk);
  }
  return merged;
}
