import { Buffer } from 'node:buffer';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { legible } from '../../src/upgrade/legible.ts';

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

describe('legible', () => {
  test('is what UTF-8 holds, with its byte order mark, its line ends and a replacement that somebody wrote', () => {
    for (const text of ['a: 1\n', '\uFEFFa: 1\r\n', 'a: "\uFFFD café"\n', '\tb\u0085'])
      expect(legible(Buffer.from(text))).toEqual({ text });
  });

  test.each([
    ['Latin-1', latin1('a: 1\n# caf\xe9\n'), 'not-utf-8', 2, 6],
    ['Latin-1 behind a replacement that somebody wrote', Buffer.from('2220efbfbde90a', 'hex'), 'not-utf-8', 1, 4],
    ['half a character', Buffer.from('61efbf', 'hex'), 'not-utf-8', 1, 2],
    ['Latin-1 behind a byte order mark', Buffer.from('efbbbf61e9', 'hex'), 'not-utf-8', 1, 2],
    ['UTF-16, the low byte first', Buffer.from('\uFEFFa: 1\n', 'utf16le'), 'not-utf-8', 1, 1],
    ['UTF-16, the high byte first', Buffer.from('\uFEFFa: 1\n', 'utf16le').swap16(), 'not-utf-8', 1, 1],
    ['carriage returns alone', latin1('a: 1\rb: 2\r'), 'odd-character', 1, 5],
    ['one among line feeds', latin1('a: 1\r\nb: \r2\n'), 'odd-character', 2, 4],
    ['NUL', latin1('a: 1\nb\0: 2\n'), 'odd-character', 2, 2],
    ['an escape', latin1('a: \x1b[31m\n'), 'odd-character', 1, 4],
  ])('%s is none, from this place on', (_, bytes, code, line, column) => {
    expect(legible(bytes)).toMatchObject({ code, line, column, hint: expect.stringMatching(/^\w.*\.$/) });
  });

  test('a text may hold what no data do, but no line that only some see', () => {
    expect(legible(latin1('RED = \x1b[31m\n'), 'text')).toEqual({ text: 'RED = \x1b[31m\n' });
    expect(legible(latin1('all:\r\tsam build\r'), 'text')).toMatchObject({ code: 'odd-character' });
  });

  test('the place is behind all that is UTF-8', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .map((some) => some.replace(/[^\n\x20-\x7e\u00a0-\ud7ff]/g, '\uFFFD'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const bytes = Buffer.concat([Buffer.from(before), latin1('\xff'), Buffer.from(after)]);
        const lines = before.split('\n');
        expect(legible(bytes)).toMatchObject({ line: lines.length, column: (lines.at(-1) ?? '').length + 1 });
      }),
      { numRuns: 300 },
    );
  });
});
