/** What was put in comes out again: exactly where the text is as it was written, by data where its owner went on with it. */
import type { SourceDocument } from '../template/model.ts';
import { indexOfItem, valueAt, withoutValue } from './data.ts';
import { isItem, isKey } from './part.ts';
import type { Chunk, Part } from './part.ts';

/**
 * The owner's text, exact. Undefined: a chunk is not where it was put.
 *
 * @param text as `insertParts` gave it
 */
export function takeOut(text: string, chunks: readonly Chunk[]): string | undefined {
  let result = '';
  let at = 0;
  let before = 0;
  for (const chunk of chunks) {
    const start = chunk.at + before;
    if (start < at || !text.startsWith(chunk.text, start)) return undefined;
    result += text.slice(at, start);
    at = start + chunk.text.length;
    before += chunk.text.length;
  }
  return result + text.slice(at);
}

/**
 * The data without the parts, so that what is rendered for the owner's file does not see what is ours: keys whatever stands
 * there now, since an edited one is still ours; items by their value; maps and lists that are empty then.
 */
export function dataWithout(document: Pick<SourceDocument, 'data'>, parts: readonly Part[]): unknown {
  return parts.reduce<unknown>((data, part) => {
    if (isKey(part)) return withoutValue(data, part.path);
    if (!isItem(part)) return data;
    const index = indexOfItem(valueAt(data, part.path), part.item);
    return index < 0 ? data : withoutValue(data, [...part.path, index]);
  }, document.data);
}
