import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MEASURERS, READERS } from '../../src/live/equipment.ts';
import { MEASURING, READING } from '../../src/live/instruments.ts';

const live = join(import.meta.dirname, '../../src/live');

test('every instrument is known before it is loaded, by its name', () => {
  expect(READERS.map(({ name }) => name)).toEqual(Object.keys(READING));
  expect(MEASURERS.map(({ name }) => name)).toEqual(Object.keys(MEASURING));
});

test.each(READERS)('of the reader $name what it says itself', ({ name, reads, operations }) => {
  expect({ reads, operations }).toEqual({ reads: READING[name]?.types, operations: READING[name]?.operations });
});

test.each(MEASURERS)('of the measurer $name what it says itself', ({ name, operations }) => {
  expect(operations).toEqual(MEASURING[name]?.operations);
});

test('what is known of them loads none', () => {
  const seen = new Set<string>();
  const load = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, from = ''] of readFileSync(path, 'utf8').matchAll(/^import (?!type\b)[^;]* from '(\.[^']+)';/gm))
      load(join(path, '..', from));
  };
  load(join(live, 'equipment.ts'));
  expect(seen).toContain(join(live, 'cloud-control-types.ts'));
  expect([...seen].filter((path) => path.startsWith(join(live, 'readers')) || !existsSync(path))).toEqual([]);
  for (const { module } of MEASURERS) expect(seen).not.toContain(join(live, `${module}.ts`));
});
