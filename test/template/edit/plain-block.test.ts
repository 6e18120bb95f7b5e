import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { itemLines, pairLines } from '../../../src/template/edit/plain-block.ts';
import { blockItem, blockPair } from '../../../src/template/edit/write.ts';
import type { Style } from '../../../src/template/edit/write.ts';

const styles = fc
  .record<Style>({
    indent: fc.constantFrom('  ', '    '),
    indentLists: fc.boolean(),
    quote: fc.constantFrom<'"' | "'">('"', "'"),
    shortForms: fc.boolean(),
  })
  // The library sets lists that are flush two columns too far in where a level has four.
  .filter(({ indent, indentLists }) => indentLists || indent === '  ');
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'live',
    'on',
    'No',
    '2012-10-17',
    '0123',
    '12',
    '1e3',
    'a: b',
    'a #b',
    ' x',
    'x ',
    "it's",
    '"q"',
    'ü',
    '*',
    '- x',
  ),
  fc.constantFrom(
    'AWS::Region',
    'e0',
    'E-5',
    'AWS::',
    'a:',
    'arn:aws:x',
    '/a/b',
    'a, b',
    '{a}',
    '[a',
    '^a$',
    'a\nb',
    'x'.repeat(200),
    'a\\b',
    '${A}:live',
    '$LATEST',
    '$a:',
    '^([a-z0-9]{10})?$',
    '^a #b',
    '32 digits, or so',
    '1 e5',
    '12 ',
    'true',
    'True',
    'false',
  ),
  fc.string({ maxLength: 8 }),
);
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.constantFrom<unknown>({ Ref: 'A' }, { 'Fn::GetAtt': ['A', 'Arn'] }, { Ref: 'AWS::Region' }, { Ref: 'on' }),
    fc.record({ 'Fn::Sub': texts }),
    fc.record({ 'Fn::If': fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ 'Fn::Join': fc.array(texts, { maxLength: 3 }) }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.stringMatching(/^[A-Z][a-z]{0,3}$/), texts), tie('value'), { maxKeys: 3 }),
  ),
}));

test('it writes what the printer of the library writes, or leaves it to that one', () => {
  let written = 0;
  fc.assert(
    fc.property(texts, values, styles, (key, value, style) => {
      const pair = pairLines(key, value, style);
      const item = itemLines(value, style);
      // Between brackets the library writes text of several lines over several lines.
      fc.pre(!JSON.stringify([key, value]).includes('\\n'));
      if (pair) expect(pair.join('\n')).toBe(blockPair(key, value, style));
      if (item) expect(item.join('\n')).toBe(blockItem(value, style));
      if (item) written++;
    }),
    { numRuns: 2500 },
  );
  expect(written).toBeGreaterThan(200);
});

/** Lines that a block may hold as they are, and some that it may not. */
const line = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^ {0,3}[!-~]([ -~]{0,6}[!-~])?$/) },
  fc.constantFrom('', ' ', 'a ', '\ta', '---', '# a', 'ü', 'a: b'),
);

test('a text of several lines in a substitution is written as the library writes it, or left to that one', () => {
  let written = 0;
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 4 }), styles, (lines, style) => {
      const text = { 'Fn::Sub': lines.join('\n') };
      for (const value of [text, { A: text, B: 'b' }, [{ A: text }], { A: [{ B: { C: text } }, 'b'] }]) {
        const pair = pairLines('Body', value, style);
        if (pair) expect(pair.join('\n')).toBe(blockPair('Body', value, style));
        if (pair && style.shortForms) written++;
      }
    }),
    { numRuns: 500 },
  );
  expect(written).toBeGreaterThan(100);
});
