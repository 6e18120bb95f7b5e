/** The quick reader of YAML against the one with a tree: where it answers at all, it reads the same data at the same places. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Path } from '../../../src/template/model.ts';
import { SyntaxProblem } from '../../../src/template/syntax/limits.ts';
import { parseQuickly } from '../../../src/template/syntax/js-yaml.ts';
import { parseYaml } from '../../../src/template/syntax/yaml.ts';

/** @returns whether both read it */
function expectSame(text: string): boolean {
  const quick = parseQuickly(text);
  const strict = attempt(text);
  if (!quick || !strict) return false;
  expect(strict.remarks()).toEqual([]);
  expect(quick.data).toEqual(strict.data);
  for (const path of paths(strict.data)) {
    if (quick.places.locate(path) !== strict.locate(path))
      expect([path, quick.places.locate(path)]).toEqual([path, strict.locate(path)]);
  }
  return true;
}

function attempt(text: string) {
  try {
    return parseYaml(text);
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

/** Of all values, and one that is not there. */
function* paths(data: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (typeof data !== 'object' || data === null) return yield [...path, 'notThere'];
  for (const [key, value] of Object.entries(data))
    yield* paths(value, [...path, Array.isArray(data) ? Number(key) : key]);
}

describe('reads the same', () => {
  test.each([
    ['block style', 'A:\n  B: 1\n  C:\n    - x\n    - D: !Ref E\n      F: [1, {G: h}]\n'],
    [
      'short forms on every kind',
      'A: !Sub "${B}"\nC: !If [D, !GetAtt E.F, !Ref "AWS::NoValue"]\nG: !Join\n  - ","\n  - - H\n    - !Sub\n      - x\n      - {I: j}\n',
    ],
    ['a list on the line of its key', 'A:\n- - B\n  - C: d\n- {E: f}\n- [g]\n'],
    [
      'comments everywhere',
      '# a\nA: # b\n  # c\n  B: # d\n    - # e\n      C # f\n    # g\n    - D\nE: { # h\n  F: 1 }\n',
    ],
    ['block scalars', 'A: |\n  x\n   y\nB: >-\n  p\n  q\n\n  r\nC: !Sub |\n  ${D}\n'],
    [
      'numbers, and what only looks like one',
      'A: [007, 1.0, 1e3, 0x1F, 0o17, 1_000, 12345678901234567890, 2012-10-17, .5, -.inf, +1, 1:30]\n',
    ],
    ['nulls and booleans', 'A: ~\nB: null\nC:\nD: [yes, no, on, True, FALSE]\nE: Null\n'],
    ['quoted keys', '"A b": 1\n\'C\'\'d\': 2\n"\\u0045": 3\n'],
    ['keys that are numbers', 'A:\n  200: ok\n  404: {B: 1}\n'],
    ['carriage returns', 'A:\r\n  B: !Ref C\r\n  D:\r\n    - 1\r\n'],
    ['no final newline', 'A:\n  - B: c'],
    ['plain text on several lines', 'A: one\n  two\n  three\nB: "x\n  y"\n'],
    ['hostile names', '__proto__: 1\nconstructor: {prototype: 2}\n'],
  ])('%s', (_name, text) => {
    expect(expectSame(text)).toBe(true);
  });

  test.each([
    ['a key that is written otherwise than as text', 'A:\n  1.0: x\n'],
    ['a key with a tag', 'A: {b: 1}\n!Ref C: x\n'],
    ['an item that is not written', 'A:\n  -\n  - B\n'],
    ['a value that is not written, in a flow map', 'A: {B, C: 1}\n'],
    ['anchors', 'A: &a {B: 1}\nC: *a\n'],
    ['merge keys', 'A: {<<: {B: 1}}\n'],
    ['repeated keys', 'A: 1\nA: 2\n'],
    ['tags that are not of CloudFormation', 'A: !Own x\n'],
    ['two documents', 'A: 1\n---\nB: 2\n'],
  ])('or leaves it to the other: %s', (_name, text) => {
    expect(parseQuickly(text)).toBeUndefined();
    expect(attempt(text) ?? 'refused').toBeDefined();
  });

  test('whatever the data and the style', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean());
    const data = fc.object({
      key: fc.string({ minLength: 1 }),
      values: [scalar],
      withNullPrototype: false,
      maxDepth: 4,
    });
    const style = fc.record({
      collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
      indent: fc.integer({ min: 1, max: 5 }),
      indentSeq: fc.boolean(),
      lineWidth: fc.constantFrom(0, 20, 80),
      singleQuote: fc.boolean(),
    });
    let read = 0;
    fc.assert(
      fc.property(data, style, (value, options) => {
        if (expectSame(stringify(value, options))) read++;
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(100);
  });

  test('a tag with a comment behind it', () => {
    expectSame('!Ref # c\na: b\n');
    expectSame('a: !Sub # c\n  b\n');
  });

  test('whatever a slip of the pen makes of a template', () => {
    const text =
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  # first\n  Api:\n    Type: AWS::Serverless::Api\n    Properties: {StageName: !Ref Stage, Tags: {a: "b"}}\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n        - !Sub "arn:${AWS::Partition}:x"\n        - Statement: [{Effect: Allow}]\n';
    const bits = [
      '\n',
      ' ',
      ':',
      ': ',
      '- ',
      '#',
      ' # c\n',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ',',
      '!Ref ',
      '|',
      '>',
      '\t',
      '1.0: ',
      '~',
      '\r\n',
      '%',
      '@',
      '!',
    ];
    const slip = fc.record({ at: fc.nat(text.length), gone: fc.nat(3), bit: fc.constantFrom('', ...bits) });
    fc.assert(
      fc.property(fc.array(slip, { minLength: 1, maxLength: 3 }), (slips) => {
        expectSame(slips.reduce((all, { at, gone, bit }) => all.slice(0, at) + bit + all.slice(at + gone), text));
      }),
      { numRuns: 1000 },
    );
  });
});

const corpus = join(
  process.env.FITNESS_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url)),
  'corpus/sam-translator/input',
);
if (!existsSync(corpus)) test.skip(`the corpus is not here: ${corpus}`, () => undefined);
else
  test('nearly all of the corpus is read quickly', () => {
    const files = readdirSync(corpus);
    const read = files.filter((file) => expectSame(readFileSync(join(corpus, file), 'utf8')));
    expect(read.length).toBeGreaterThan(0.95 * files.length);
  });
