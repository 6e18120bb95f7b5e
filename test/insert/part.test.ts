import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { parseParts, serializeParts } from '../../src/insert/part.ts';
import type { Part } from '../../src/insert/part.ts';

const parse = (text: string): readonly Part[] => parseParts(Buffer.from(text));

test('serialized parts are read again', () => {
  const parts: Part[] = [
    { path: ['A', 0, 'b'], value: { Ref: 'B' }, comment: ['why'] },
    { path: [], item: null, before: 'x' },
    { lines: ['a', ''] },
  ];
  const serialized = serializeParts(parts);
  expect(parseParts(Buffer.from(serialized))).toEqual(parts);
  expect(parseParts(serialized)).toBe(parts);
  expect(parse('[]')).toEqual([]);
});

describe('what somebody else wrote there is refused', () => {
  test.each<[string, string]>([
    ['no JSON', '['],
    ['no list', '{}'],
    ['an entry that is none', '[1]'],
    ['a path that is none', '[{"path":"A","value":1}]'],
    ['a step that is none', '[{"path":["A",{}],"value":1}]'],
    ['a negative index', '[{"path":["A",-1],"value":1}]'],
    ['a key that all objects have', '[{"path":["A","__proto__"],"value":1}]'],
    ['no path', '[{"value":1}]'],
    ['the whole file', '[{"path":[],"value":1}]'],
    ['two in one', '[{"path":["A"],"value":1,"item":1}]'],
    ['an unknown key', '[{"path":["A"],"value":1,"run":"rm"}]'],
    ['lines that are none', '[{"lines":[1]}]'],
    ['a comment that is none', '[{"path":["A"],"value":1,"comment":"x"}]'],
    ['too deep', `[{"path":["A"],"value":${'['.repeat(1000)}${']'.repeat(1000)}}]`],
  ])('%s', (_, text) => {
    expect(() => parse(text)).toThrow(UserError);
    expect(() => parse(text)).toThrow(/cannot be read/);
  });
  test('bytes that are no text', () => {
    expect(() => parseParts(Uint8Array.of(0xff, 0xfe))).toThrow(UserError);
  });
});
