/** What holds of every insertion. */
import { expect } from '@jest/globals';
import { indexOfItem, valueAt, withItems, withValue } from '../../../src/insert/data.ts';
import { insertParts } from '../../../src/insert/insert.ts';
import type { Inserted } from '../../../src/insert/insert.ts';
import { isItem, isKey, isLines } from '../../../src/insert/part.ts';
import type { Part } from '../../../src/insert/part.ts';
import { takeOut, takeOutParts } from '../../../src/insert/take-out.ts';
import { equal } from '../../../src/template/edit/data.ts';
import { parseDocument } from '../../../src/template/parse.ts';

export function dataOf(text: string, file = 'template.yaml'): unknown {
  return parseDocument(text, file).data;
}

export function isSubsequence(text: string, of: string): boolean {
  let at = 0;
  for (const char of text) {
    at = of.indexOf(char, at);
    if (at < 0) return false;
    at += char.length;
  }
  return true;
}

/** The lines of one text stand in the other, in their order. */
export function hasLines(text: string, of: string): boolean {
  const there = of.split('\n');
  let at = 0;
  return text.split('\n').every((line) => {
    at = there.indexOf(line, at) + 1;
    return at > 0;
  });
}

/** Checks them, and hands back what was put in. */
export function lawful(text: string, parts: readonly Part[], file = 'template.yaml'): Inserted & { put: Part[] } {
  const inserted = insertParts(text, file, parts);
  const left = new Set(inserted.left.map(({ part }) => part));
  const put = parts.filter((part) => !left.has(part));
  expect(isSubsequence(text, inserted.text)).toBe(true);
  expect(takeOut(inserted.text, inserted.chunks)).toBe(text);
  if (!parts.some(isLines)) {
    const keyed = put.filter(isKey).reduce((data, { path, value }) => withValue(data, path, value), dataOf(text, file));
    const found = dataOf(inserted.text, file);
    expect(equal(withoutItems(found, put), withoutItems(withMissing(keyed, put), put))).toBe(true);
    for (const part of put.filter(isItem)) expect(indexOfItem(valueAt(found, part.path), part.item)).not.toBe(-1);
  }
  const again = insertParts(inserted.text, file, put);
  expect(again.text).toBe(inserted.text);
  expect(again.left.length).toBe(put.length);
  return { ...inserted, put };
}

/** Lists that were made for items. */
function withMissing(data: unknown, parts: readonly Part[]): unknown {
  return parts
    .filter(isItem)
    .reduce((sum, { path }) => (Array.isArray(valueAt(sum, path)) ? sum : withValue(sum, path, [])), data);
}

function withoutItems(data: unknown, parts: readonly Part[]): unknown {
  return parts.filter(isItem).reduce((sum, { path, item }) => {
    const list = valueAt(sum, path);
    if (!Array.isArray(list)) return sum;
    const rest = (list as unknown[]).filter((one) => JSON.stringify(one) !== JSON.stringify(item));
    return withItems(
      withValue(sum, path, []),
      path,
      rest.map((one) => ({ index: 0, item: one })),
    );
  }, data);
}

/** Taken out by data nothing but the parts goes; handed back: is every byte as it was? */
export function comesBack(text: string, inserted: Inserted & { put: Part[] }, file = 'template.yaml'): boolean {
  const out = takeOutParts(inserted.text, file, inserted.put, inserted.chunks);
  expect(out.kept).toEqual([]);
  return out.text === text;
}
