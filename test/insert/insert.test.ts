import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { insertParts } from '../../src/insert/insert.ts';
import { isItem, isLines } from '../../src/insert/part.ts';
import type { Chunk, Part } from '../../src/insert/part.ts';
import { takeOut, takeOutParts } from '../../src/insert/take-out.ts';
import type { Path } from '../../src/template/model.ts';
import { dataOf, hasLines, comesBack, lawful } from './support/laws.ts';
import { TEXTS } from './support/texts.ts';

function inserted(text: string, ...parts: Part[]): string {
  const { text: result, left } = lawful(text, parts);
  expect(left).toEqual([]);
  return result;
}

function reason(text: string, part: Part): string | undefined {
  const result = insertParts(text, 'template.yaml', [part]);
  expect(result.text).toBe(text);
  return result.left[0]?.reason;
}

const key = (path: Path, value: unknown, comment?: readonly string[]): Part => ({
  path,
  value,
  ...(comment && { comment }),
});

describe('keys', () => {
  test.each<[string, string, Part[], string]>([
    ['at the end of their map', 'A:\n  b: 1\nC: 2\n', [key(['A', 'x'], 3)], 'A:\n  b: 1\n  x: 3\nC: 2\n'],
    ['one below the other', 'A:\n  b: 1\n', [key(['A', 'x'], 3), key(['A', 'z'], 4)], 'A:\n  b: 1\n  x: 3\n  z: 4\n'],
    [
      'maps on the way are made once',
      'A: 1\n',
      [key(['B', 'c', 'd'], 1), key(['B', 'c', 'e'], 2), key(['B', 'f'], 3)],
      'A: 1\nB:\n  c:\n    d: 1\n    e: 2\n  f: 3\n',
    ],
    ['where nothing is written', 'A:\nB: 1\n', [key(['A', 'x'], 1)], 'A:\n  x: 1\nB: 1\n'],
    ['below a comment behind the key', 'A: # why\nB: 1\n', [key(['A', 'x'], 1)], 'A: # why\n  x: 1\nB: 1\n'],
    ['below comments in an empty map', 'A:\n  # none\nB: 1\n', [key(['A', 'x'], 1)], 'A:\n  # none\n  x: 1\nB: 1\n'],
    ['a map for a key that has none', 'A:\nB: 1\n', [key(['A'], { x: 1 })], 'A:\n  x: 1\nB: 1\n'],
    ['between braces', 'A: {}\n', [key(['A', 'x'], 1)], 'A: { x: 1 }\n'],
    ['between braces with a space', 'A: { }\n', [key(['A', 'x'], 1)], 'A: {x: 1 }\n'],
    ['behind a comma', 'A: {b: 1}\n', [key(['A', 'x'], { Ref: 'B' })], 'A: {b: 1, x: !Ref B}\n'],
    ['in front of a closing comma', 'A: { b: 1, }\n', [key(['A', 'x'], 1)], 'A: { b: 1, x: 1 }\n'],
    [
      'on lines of their own between braces',
      'A: {\n    b: 1 # one\n  }\n',
      [key(['A', 'x'], 1), key(['A', 'z'], 2)],
      'A: {\n    b: 1, # one\n    x: 1,\n    z: 2\n  }\n',
    ],
    ['without a final newline', 'A:\n  b: 1', [key(['A', 'x'], 1), key(['C'], 2)], 'A:\n  b: 1\n  x: 1\nC: 2'],
    [
      'above a text that ends with the file',
      'A:\n  b: |\n    text',
      [key(['A', 'x'], 1), key(['C'], 2)],
      'C: 2\nA:\n  x: 1\n  b: |\n    text',
    ],
    ['into a file of comments', '# nothing\n', [key(['A', 'x'], 1)], '# nothing\nA:\n  x: 1\n'],
    ['into an empty file', '', [key(['A'], 1)], 'A: 1\n'],
    ['before the end of the document', '---\nA: 1\n...\n', [key(['B'], 1)], '---\nA: 1\nB: 1\n...\n'],
    [
      'into the last of repeated keys',
      'A:\n  b: 1\nA:\n  c: 1\n',
      [key(['A', 'x'], 1)],
      'A:\n  b: 1\nA:\n  c: 1\n  x: 1\n',
    ],
    ['into an item of a list', '- a: 1\n- b: 1\n', [key([0, 'x'], 1)], '- a: 1\n  x: 1\n- b: 1\n'],
    [
      'with comments, as deep as the key',
      'A:\n  b: 1\n',
      [key(['A', 'x'], 1, ['why', '', 'really']), key(['C', 'd'], 1, ['deep'])],
      'A:\n  b: 1\n  # why\n  #\n  # really\n  x: 1\nC:\n  # deep\n  d: 1\n',
    ],
    [
      'a comment of several lines',
      'A: 1\n',
      [key(['B'], 1, ['one\ntwo\r\nB: 2'])],
      'A: 1\n# one\n# two\n# B: 2\nB: 1\n',
    ],
    [
      'with its line endings',
      'A:\r\n  b: 1\r\n',
      [key(['A', 'x'], { c: [1] }, ['why'])],
      'A:\r\n  b: 1\r\n  # why\r\n  x:\r\n    c:\r\n      - 1\r\n',
    ],
    ['behind a byte order mark', '\uFEFFA: 1\n', [key(['B'], 1)], '\uFEFFA: 1\nB: 1\n'],
  ])('%s', (_, before, parts, after) => {
    expect(inserted(before, ...parts)).toBe(after);
  });

  test('in a usual template', () => {
    const text = inserted(
      TEXTS['usual'] ?? '',
      key(['Parameters', 'ReleaseId'], { Type: 'String', Default: '' }, ['Gate: which release it is']),
      key(['Conditions', 'IsProd'], { 'Fn::Equals': [{ Ref: 'ReleaseId' }, ''] }),
      key(['Resources', 'Orders', 'Properties', 'AutoPublishAlias'], 'live'),
      key(['Resources', 'Orders', 'Properties', 'DeploymentPreference'], { Hooks: { PreTraffic: { Ref: 'Hook' } } }),
      key(['Resources', 'Hook'], { Type: 'AWS::Lambda::Function' }, ['Judges before the traffic']),
      key(['Resources', 'Role'], { Type: 'AWS::IAM::Role' }),
      key(['Outputs', 'Hook'], { Value: { 'Fn::GetAtt': ['Hook', 'Arn'] } }),
    );
    expect(text).toMatchInlineSnapshot(`
"AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: >
  orders

  Sample template of orders

Parameters:
  # Gate: which release it is
  ReleaseId:
    Type: String
    Default: ''

Conditions:
  IsProd: !Equals [!Ref ReleaseId, '']

# More info about Globals
Globals:
  Function:
    Timeout: 3

Resources:
  # takes orders
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/ # compiled
      Events:
        Get:
          Type: HttpApi
      AutoPublishAlias: live
      DeploymentPreference:
        Hooks:
          PreTraffic: !Ref Hook
      # Tracing: Active

  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST

  # Judges before the traffic
  Hook:
    Type: AWS::Lambda::Function

  Role:
    Type: AWS::IAM::Role
  # the end of the resources

Outputs:
  Name:
    Value: !Ref Table

  Hook:
    Value: !GetAtt Hook.Arn
"
`);
  });

  test('in long form, with the indentation, quotes and lists of the file', () => {
    const text = inserted(
      TEXTS['long forms, four spaces, flush lists'] ?? '',
      key(['Resources', 'Orders', 'Properties', 'Hooks'], [{ Ref: 'Hook' }, { 'Fn::Sub': '${A}:live' }, 'on']),
    );
    expect(text).toContain(
      '            Hooks:\n            - Ref: Hook\n            - Fn::Sub: ${A}:live\n            - "on"\n...\n',
    );
  });

  test('between the braces of an empty section, over several lines if it is long', () => {
    const value = { Type: 'String', Default: '', AllowedPattern: '^([a-z0-9]{10})?$', Description: 'of '.repeat(20) };
    expect(inserted('Parameters: {}\nResources: {}\n', key(['Parameters', 'ReleaseId'], value))).toMatchInlineSnapshot(`
"Parameters: {
    ReleaseId: {
      Type: String,
      Default: '',
      AllowedPattern: '^([a-z0-9]{10})?$',
      Description: 'of of of of of of of of of of of of of of of of of of of of '
    }
  }
Resources: {}
"
`);
  });
});

describe('sections of a template', () => {
  test.each<[string, string, string, string]>([
    [
      'behind the ones before it',
      'Transform: t\nResources:\n  A: 1\n',
      'Parameters',
      'Transform: t\nParameters:\n  x: 1\nResources:\n  A: 1\n',
    ],
    [
      'above all others',
      '# the file\n\n# resources\nResources:\n  A: 1\n',
      'Parameters',
      '# the file\n\nParameters:\n  x: 1\n# resources\nResources:\n  A: 1\n',
    ],
    [
      'below a comment about the file',
      '# the file\nResources:\n  A: 1\n',
      'Parameters',
      '# the file\nParameters:\n  x: 1\nResources:\n  A: 1\n',
    ],
    [
      'below the beginning of the document',
      '---\nResources:\n  A: 1\n',
      'Globals',
      '---\nGlobals:\n  x: 1\nResources:\n  A: 1\n',
    ],
    [
      'in whatever order they are',
      'Resources:\n  A: 1\nParameters:\n  B: 1\n',
      'Conditions',
      'Resources:\n  A: 1\nParameters:\n  B: 1\nConditions:\n  x: 1\n',
    ],
    ['at the end', 'Resources:\n  A: 1\n', 'Outputs', 'Resources:\n  A: 1\nOutputs:\n  x: 1\n'],
    ['in a file that is no template', 'phases: 1\n', 'Parameters', 'phases: 1\nParameters:\n  x: 1\n'],
    [
      'apart, where they are',
      'Transform: t\n\nResources:\n  A: 1\n',
      'Outputs',
      'Transform: t\n\nResources:\n  A: 1\n\nOutputs:\n  x: 1\n',
    ],
    [
      'that begin with a text',
      'Transform: t\nDescription: |\n  a\n\nResources:\n  A: 1\n',
      'Globals',
      'Transform: t\nDescription: |\n  a\n\nGlobals:\n  x: 1\n\nResources:\n  A: 1\n',
    ],
  ])('%s', (_, before, section, after) => {
    expect(inserted(before, key([section, 'x'], 1))).toBe(after);
  });
});

describe('items', () => {
  const item = (path: Path, value: unknown, more: object = {}): Part => ({ path, item: value, ...more });
  test.each<[string, string, Part[], string]>([
    ['at the end', 'A:\n  - a\nB: 1\n', [item(['A'], 'x')], 'A:\n  - a\n  - x\nB: 1\n'],
    ['several, in their order', 'A:\n- a\n', [item(['A'], 'x'), item(['A'], 'z')], 'A:\n- a\n- x\n- z\n'],
    [
      'a missing list is made',
      'A: 1\n',
      [item(['B', 'c'], 'x'), item(['B', 'c'], 'z')],
      'A: 1\nB:\n  c:\n    - x\n    - z\n',
    ],
    ['where nothing is written', 'A:\nB: 1\n', [item(['A'], 'x')], 'A:\n  - x\nB: 1\n'],
    ['between brackets', 'A: []\n', [item(['A'], 'x'), item(['A'], 'z')], 'A: [x, z]\n'],
    ['behind the last between brackets', 'A: [a]\n', [item(['A'], 'x')], 'A: [a, x]\n'],
    ['before one between brackets', 'A: [a, b]\n', [item(['A'], 'x', { before: 'b' })], 'A: [a, x, b]\n'],
    [
      'before one',
      'A:\n- a\n# deploy\n- sam deploy\n',
      [item(['A'], 'x', { before: 'deploy' })],
      'A:\n- a\n- x\n# deploy\n- sam deploy\n',
    ],
    [
      'before the first',
      'A:\n# deploy\n- run: sam deploy\n',
      [item(['A'], 'x', { before: 'sam d' })],
      'A:\n- x\n# deploy\n- run: sam deploy\n',
    ],
    [
      'before the first of a list behind a dash',
      '- - a\n  - b\n',
      [item([0], 'x', { before: 'a' })],
      '- - x\n  - a\n  - b\n',
    ],
    [
      'before what is further in',
      'A:\n- a: 1\n- b: { c: [deploy] }\n',
      [item(['A'], { x: 1 }, { before: 'deploy' })],
      'A:\n- a: 1\n- x: 1\n- b: { c: [deploy] }\n',
    ],
    [
      'with comments',
      'A:\n  - a\n',
      [item(['A'], { x: 1, z: 2 }, { comment: ['why'] })],
      'A:\n  - a\n  # why\n  - x: 1\n    z: 2\n',
    ],
  ])('%s', (_, before, parts, after) => {
    expect(inserted(before, ...parts)).toBe(after);
  });

  test('a step of a buildspec before the one that deploys', () => {
    const text = inserted(
      TEXTS['buildspec'] ?? '',
      item(['phases', 'build', 'commands'], 'npm test', { before: 'sam deploy' }),
    );
    expect(text).toContain('      - sam build\n      - npm test\n      # and out\n      - |\n        sam deploy');
  });

  test.each<[string, string, Part, string]>([
    ['that are there', 'A: [a, {b: 1}]\n', item(['A'], { b: 1 }), 'A has it'],
    ['without the one that they come before', 'A: [a]\n', item(['A'], 'x', { before: 'b' }), 'no item of A holds "b"'],
    ['before one of a list that is missing', 'B: 1\n', item(['A'], 'x', { before: 'b' }), 'no item of A holds "b"'],
    ['of what is no list', 'A: b\n', item(['A'], 'x'), 'A is no list'],
    ['of what is no list yet', 'A: !If [c, [a], [b]]\n', item(['A'], 'x'), 'A is no list'],
    ['of an alias', 'A: &a [b]\nB: *a\n', item(['B'], 'x'), 'B is an alias'],
  ])('left out: items %s', (_, text, part, why) => {
    expect(reason(text, part)).toBe(why);
  });
});

describe('JSON', () => {
  test.each<[string, string, Part[], string]>([
    [
      'behind a comma',
      '{\n  "a": 1\n}\n',
      [key(['b'], { c: [1] }, ['why'])],
      '{\n  "a": 1,\n  "b": {\n    "c": [\n      1\n    ]\n  }\n}\n',
    ],
    [
      'with tabs',
      TEXTS['json with tabs'] ?? '',
      [key(['scripts', 'test'], 'jest'), { path: ['files'], item: 'bin' }],
      '{\n\t"name": "orders",\n\t"scripts": {\n\t\t"build": "tsc",\n\t\t"test": "jest"\n\t},\n\t"files": [\n\t\t"dist",\n\t\t"bin"\n\t]\n}',
    ],
    [
      'in one line',
      '{"a":{"b":1},"c":{}}',
      [key(['a', 'x'], 1), key(['c', 'x'], [2])],
      '{"a":{"b":1, "x": 1},"c":{ "x": [2] }}',
    ],
    [
      'in an empty map',
      '{\n    "a": {},\n    "b": []\n}\n',
      [key(['a', 'x'], 1), { path: ['b'], item: 'z' }],
      '{\n    "a": {\n        "x": 1\n    },\n    "b": [\n        "z"\n    ]\n}\n',
    ],
    ['into nothing', '{}\n', [key(['a', 'x'], 1)], '{\n  "a": {\n    "x": 1\n  }\n}\n'],
    [
      'with its line endings',
      '{\r\n  "a": 1\r\n}\r\n',
      [key(['b'], { c: 1 })],
      '{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 1\r\n  }\r\n}\r\n',
    ],
  ])('%s', (_, before, parts, after) => {
    expect(inserted(before, ...parts)).toBe(after);
  });

  test('null is a value', () => {
    expect(reason('{"a": null}', key(['a', 'x'], 1))).toBe('a is null');
  });
});

describe('line endings', () => {
  test.each<[string, string, Part, string]>([
    [
      'beside LF in a file that begins with CRLF',
      'A: 1\r\nB:\n  c: 1\nD: 1\r\n',
      key(['B', 'x'], 2),
      'A: 1\r\nB:\n  c: 1\n  x: 2\nD: 1\r\n',
    ],
    [
      'beside CRLF in a file that begins with LF',
      'A: 1\nB:\r\n  c: 1\r\nD: 1\n',
      key(['B', 'x'], { z: 2 }),
      'A: 1\nB:\r\n  c: 1\r\n  x:\r\n    z: 2\r\nD: 1\n',
    ],
    ['below a last line without one', 'A: 1\nB: 2\r\nC: 3', key(['X'], 4), 'A: 1\nB: 2\r\nC: 3\r\nX: 4'],
    ['in JSON', '{\r\n  "a": 1,\n  "b": 2\n}\n', key(['c'], 3), '{\r\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n'],
    ['of lines at the end', 'a\r\nb\n', { lines: ['x', 'y'] }, 'a\r\nb\n\nx\ny\n'],
    ['of lines below one', 'a\nb\r\nc\n', { lines: ['x', 'y'], after: 'b' }, 'a\nb\r\nx\r\ny\r\nc\n'],
  ])('%s', (_, before, part, after) => {
    expect(inserted(before, part)).toBe(after);
  });
});

describe('lines', () => {
  test.each<[string, string, readonly string[], string]>([
    ['at the end, below a blank line', 'dist\n', ['.fitness/cache', 'x'], 'dist\n\n.fitness/cache\nx\n'],
    ['a blank line is there', 'dist\n\n', ['x'], 'dist\n\nx\n'],
    ['without a final newline', 'dist', ['x'], 'dist\n\nx'],
    ['in an empty file', '', ['x'], 'x\n'],
    [
      'with tabs and line endings',
      'a:\r\n\tb\r\n',
      ['gate:', '\tnpm run gate'],
      'a:\r\n\tb\r\n\r\ngate:\r\n\tnpm run gate\r\n',
    ],
  ])('%s', (_, before, lines, after) => {
    expect(lawful(before, [{ lines }], 'Makefile').text).toBe(after);
  });

  test('that are there', () => {
    expect(reason('a\nx\ny\nb\n', { lines: ['x', 'y'] })).toBe('its lines are there already');
  });
});

describe('what an insertion cannot do is left out, and the rest goes in', () => {
  test.each<[string, string, Path, unknown, string]>([
    ['a key that is there', 'A: { b: 1 }\n', ['A', 'b'], 1, 'A.b is there'],
    ['one with another value', 'A: { b: 1 }\n', ['A', 'b'], 2, 'A.b is there with another value'],
    ['a short form', 'A: !If [c, {}, {}]\n', ['A', 'x'], 1, 'A is !If'],
    ['a long form', 'A:\n  Fn::If: [c, {}, {}]\n', ['A', 'x'], 1, 'A is Fn::If'],
    ['a reference', 'A:\n  Ref: B\n', ['A', 'x'], 1, 'A is Ref'],
    ['a plain value', 'A: b\n', ['A', 'x', 'z'], 1, 'A is a plain value'],
    ['null', 'A: ~\n', ['A', 'x'], 1, 'A is null'],
    ['a list', 'A: [b]\n', ['A', 'x'], 1, 'A is a list'],
    ['an item that is not there', 'A: [b]\n', ['A', 1, 'x'], 1, 'A has no item 1'],
    ['an alias', 'A: &a { b: 1 }\nB: *a\n', ['B', 'x'], 1, 'B is an alias'],
    ['what an alias repeats', 'A: &a { b: 1 }\nB: *a\n', ['A', 'x'], 1, 'A is used again by its anchor'],
    ['what comes by a merge key', 'A: &a\n  b: {}\nB:\n  <<: *a\n', ['B', 'b', 'x'], 1, 'B.b comes from an anchor'],
    ['the document itself', 'A: 1\n', [], {}, 'the file is there with another value'],
    ['a document that is a list', '- a\n', ['x'], 1, 'the file is a list'],
  ])('%s', (_, text, path, value, why) => {
    expect(reason(text, key(path, value))).toBe(why);
    const { text: result, left } = lawful(text, [
      key(path, value),
      key(Array.isArray(dataOf(text)) ? [0, 'z'] : ['z'], 1),
    ]);
    expect(left.length).toBe(text.startsWith('- a\n') ? 2 : 1);
    if (left.length === 1) expect(result).toContain('z: 1');
  });

  test('a second part at the same place', () => {
    const { left } = lawful('A: 1\n', [key(['B'], { c: 1 }), key(['B', 'd'], 1), key(['B'], 2)]);
    expect(left.map((one) => one.reason)).toEqual(['another part of ours is at B.d', 'another part of ours is at B']);
  });

  test('two that an anchor shares go in if both get the same', () => {
    const parts = [key(['A', 'x'], 1), key(['B', 'x'], 1), key(['A', 'y'], 2)];
    const { text, left } = lawful('A: &a\n  b: 1\nB:\n  <<: *a\n  c: 1\n', parts);
    expect(text).toBe('A: &a\n  b: 1\n  x: 1\nB:\n  <<: *a\n  c: 1\n  x: 1\n');
    expect(left.map(({ reason }) => reason)).toEqual(['A is used again by its anchor']);
  });

  test('a function beside which keys may stand', () => {
    const each = "Fn::ForEach::A: [N, [x], { '${N}': { Type: T } }]\n";
    expect(inserted(`Resources:\n  ${each}`, key(['Resources', 'B'], 1))).toBe(`Resources:\n  ${each}  B: 1\n`);
    expect(inserted('A:\n  Fn::Transform: { Name: B }\n', key(['A', 'x'], 1))).toContain('\n  x: 1\n');
  });

  test('a file that does not read is the reader’s to mend', () => {
    const attempt = (): unknown => insertParts('A: [', 'template.yaml', [key(['B'], 1)]);
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(/template\.yaml:1:/);
  });

  test('what only the lenient reader takes stays as it is', () => {
    const { text, left } = insertParts('A: {b: 1}}\n'.replace('}}', '\n}'), 'template.yaml', [key(['C'], 1)]);
    expect(left.length === 1 || dataOf(text) !== undefined).toBe(true);
  });
});

const names = fc.stringMatching(/^[A-Z][a-z]{0,3}$/);
const scalars = fc.oneof(
  fc.integer({ min: -5, max: 5000 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    '',
    'live',
    'on',
    '2012-10-17',
    '0123',
    'a: b',
    '# no',
    ' x ',
    'a\nb\n',
    "it's",
    '"q"',
    'ü',
    '*',
    '- x',
    '{',
    'a,b',
  ),
  fc.string({ maxLength: 6 }),
  fc.constantFrom<unknown>(
    { Ref: 'AWS::Region' },
    { 'Fn::Sub': "${A}'s" },
    { 'Fn::GetAtt': ['A', 'B'] },
    { 'Fn::If': ['c', [1], { Ref: 'X' }] },
  ),
);
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** Paths that lead to, into or beside what is there, and to what is not. */
function pathsIn(data: unknown, path: Path = []): Path[] {
  if (typeof data !== 'object' || data === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(data) ? [...data.entries()] : Object.entries(data);
  return [path, ...entries.flatMap(([step, inner]) => pathsIn(inner, [...path, step]))];
}

function partsFor(text: string): fc.Arbitrary<Part[]> {
  const known = pathsIn(dataOf(text));
  const sections = ['Parameters', 'Conditions', 'Outputs', 'Globals'].map((name): Path => [name]);
  const path = fc
    .tuple(fc.constantFrom(...known, ...sections), fc.array(names, { maxLength: 2 }))
    .map(([at, more]): Path => [...at, ...more]);
  const comment = fc.option(fc.array(fc.constantFrom('Gate', '', 'why: so'), { maxLength: 2 }), { nil: undefined });
  return fc.array(
    fc.oneof(
      fc.record({ path, value: values, comment }),
      fc.record({ path, item: values, comment }, { requiredKeys: ['path', 'item'] }),
      fc.record({ path, item: values, before: fc.constantFrom('a', 's', 'sam') }),
    ),
    { maxLength: 6 },
  );
}

const dressings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with both line endings': (text) => text.replace(/\n/g, (eol, at) => (at % 3 === 0 ? '\r\n' : eol)),
  'with a byte order mark': (text) => (text.startsWith('\uFEFF') ? text : `\uFEFF${text}`),
  'without a final newline': (text) => text.replace(/\s+$/, ''),
  'with blank lines at the end': (text) => `${text}\n\n`,
};

/** Does every line of theirs that still is one end as it did? */
function endingsStay(text: string, { chunks }: { readonly chunks: readonly Chunk[] }): boolean {
  return chunks.every(({ at, text: ours }) => {
    const [theirs] = /^[ \t]*\r?\n/.exec(text.slice(at)) ?? [];
    const [first] = /^\r?\n/.exec(ours) ?? [];
    return (
      theirs === undefined ||
      first === undefined ||
      theirs.trimStart() === '' ||
      theirs.endsWith('\r\n') === (first === '\r\n')
    );
  });
}

/** Does a part lead through a list by the place of an item before which another one is put? */
function isMoved(parts: readonly Part[]): boolean {
  const lists = parts.filter(isItem).flatMap(({ before, path }) => (before === undefined ? [] : [path]));
  return parts.some((part) => {
    const path = isLines(part) ? [] : part.path;
    return lists.some((list) => path.length > list.length && list.every((step, depth) => path[depth] === step));
  });
}

describe('laws: theirs is a subsequence and comes back, the data is theirs and ours, twice is once', () => {
  describe.each(Object.keys(TEXTS))('%s', (name) => {
    test.each(Object.keys(dressings))('%s', (dressing) => {
      const text = dressings[dressing]?.(TEXTS[name] ?? '') ?? '';
      fc.assert(
        fc.property(partsFor(text), (parts) => {
          fc.pre(!isMoved(parts));
          const result = lawful(text, parts);
          const isMixed = (one: string): boolean => /[^\r]\n/.test(one) && one.includes('\r\n');
          if (isMixed(text)) expect(endingsStay(text, result)).toBe(true);
          else expect(isMixed(result.text)).toBe(false);
        }),
        { numRuns: 30 },
      );
    });
  });
});

describe('lists of a template', () => {
  const item = (path: Path, value: unknown): Part => ({ path, item: value });
  const template = (...lines: string[]): string =>
    ['Conditions:', '  A: !Equals [!Ref Stage, prod]', 'Resources:', '  R:', '    Type: T', ...lines, ''].join('\n');
  const block = ['    Properties:', '      Names:', '        - a', '        - b'];

  test.each<[name: string, value: unknown, written: string]>([
    ['short ones stand between brackets', ['a:B', 'c', 1, true, null], 'X: [a:B, c, 1, true, null]'],
    ['with intrinsics', [{ Ref: 'A' }, { 'Fn::GetAtt': ['B', 'Arn'] }], 'X: [!Ref A, !GetAtt B.Arn]'],
    ['of an intrinsic', { 'Fn::Equals': [{ Ref: 'E' }, 'prod'] }, 'X: !Equals [!Ref E, prod]'],
    ['in each other', { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'E' }, ''] }] }, "X: !Not [!Equals [!Ref E, '']]"],
    ['behind a dash', [{ 'Fn::If': ['A', { Ref: 'B' }, 'c'] }, { d: 1 }], 'X:\n  - !If [A, !Ref B, c]\n  - d: 1'],
    ['an empty one', [], 'X: []'],
    ['of texts of several lines', ['a\nb'], 'X:\n  - |-\n    a\n    b'],
    ['of maps', [{ a: 1 }], 'X:\n  - a: 1'],
    ['of lists', [['a']], 'X:\n  - [a]'],
    ['that are long', ['a'.repeat(50), 'b'.repeat(50)], `X:\n  - ${'a'.repeat(50)}\n  - ${'b'.repeat(50)}`],
    [
      'with signs',
      ['a, b', '[c', '*d', '&e', '!f', '# g', 'h: i', '1', "it's"],
      `X: ['a, b', '[c', '*d', '&e', '!f', '# g', 'h: i', '1', it's]`,
    ],
  ])('%s', (_, value, written) => {
    const text = template();
    const result = lawful(text, [key(['Resources', 'R', 'X'], value)]).text;
    expect(result).toBe(template(...written.split('\n').map((line) => `    ${line}`)));
  });

  test('a list goes up to the hundredth column, wherever it begins', () => {
    const of = (length: number): string =>
      lawful(template(), [key(['Resources', 'R', 'P', 'X'], ['a'.repeat(length)])]).text;
    // six columns, `X: [` and `]`
    expect(
      of(89)
        .split('\n')
        .find((line) => line.includes('X:'))?.length,
    ).toBe(100);
    expect(of(90)).toContain('X:\n');
  });

  test('where the file has intrinsics over several lines only, so are those of ours', () => {
    const long = 'Conditions:\n  A: !Equals\n    - !Ref Stage\n    - prod\nResources:\n  R:\n    Type: T\n';
    const value = { B: { 'Fn::Equals': [{ Ref: 'E' }, 'x'] }, C: [{ Ref: 'D' }] };
    expect(lawful(long, [key(['Resources', 'R', 'P'], value)]).text).toBe(
      `${long}    P:\n      B: !Equals\n        - !Ref E\n        - x\n      C: [!Ref D]\n`,
    );
  });

  test('a list that is made for an item is in block style, as it goes with the last one', () => {
    const text = template(...block);
    const first = [item(['Resources', 'R', 'Alarms'], { Ref: 'A' })];
    const second = [
      item(['Resources', 'R', 'Alarms'], { Ref: 'B' }),
      item(['Resources', 'R', 'Properties', 'Names'], 'c'),
    ];
    const one = lawful(text, first).text;
    expect(one).toContain('    Alarms:\n      - !Ref A\n');
    const two = lawful(one, second);
    expect(two.text).toContain('        - b\n        - c\n');
    expect(takeOutParts(two.text, 'template.yaml', second).text).toBe(one);
    expect(takeOutParts(`# theirs\n${two.text}`, 'template.yaml', [...first, ...second]).text).toBe(
      `# theirs\n${text}`,
    );
  });

  const sign = fc.constantFrom(
    ',',
    '[',
    ']',
    '{',
    '}',
    ':',
    ': ',
    ' #',
    '"',
    "'",
    '!',
    '*',
    '&',
    '?',
    '- ',
    '|',
    '>',
    '%',
    '@',
    '`',
    '\\',
    '~',
    '=',
    'a',
    'é',
    '1',
    '.5',
    ' ',
  );
  const hostile = fc.oneof(
    fc.array(sign, { maxLength: 6 }).map((signs) => signs.join('')),
    fc.constantFrom<unknown>(
      'a\nb',
      'true',
      'no',
      '0x1',
      '1e3',
      '012',
      '2012-10-17',
      '12:30:45',
      '<<',
      '=',
      '',
      null,
      true,
      1,
      -0.5,
    ),
    fc.constantFrom<unknown>(
      { Ref: 'A,B' },
      { Ref: 'AWS::NoValue' },
      { 'Fn::Sub': '${A}, [b] # c' },
      { 'Fn::GetAtt': ['A', 'B.C'] },
      { 'Fn::Equals': [{ Ref: 'A' }, ', '] },
    ),
  );

  test.each(Object.keys(TEXTS).filter((name) => TEXTS[name]?.includes('Resources')))(
    'law: it reads as it was meant: %s',
    (name) => {
      const text = TEXTS[name] ?? '';
      fc.assert(
        fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (list) => {
          const parts = [key(['Resources', 'Ours'], { P: list, Q: [{ R: { 'Fn::Join': ['', list] } }] })];
          const result = lawful(text, parts);
          expect(result.put).toEqual(parts);
          expect(comesBack(text, result)).toBe(true);
        }),
        { numRuns: 30 },
      );
    },
  );
});

describe('inputs of the SAM transform', () => {
  const inputs = join(import.meta.dirname, '../../../shared/corpus/sam-translator/input');
  const files = existsSync(inputs) ? readdirSync(inputs) : [];
  (files.length > 0 ? test : test.skip)('theirs stays, line by line, and comes back to the byte', () => {
    const flow: string[] = [];
    const changed: string[] = [];
    for (const name of files) {
      const text = readFileSync(join(inputs, name), 'utf8');
      const result = lawful(text, gateOf(dataOf(text, name)), name);
      if (text.endsWith('\n') && !hasLines(text, result.text)) flow.push(text);
      if (!comesBack(text, result, name)) changed.push(name);
    }
    expect(files.length).toBeGreaterThan(500);
    // something had to stand between brackets
    expect(flow.every((text) => /[{[]/.test(text))).toBe(true);
    expect(flow.length).toBeLessThan(40);
    expect(changed).toEqual([]);
  });
});

/** What a gate puts in, roughly. */
function gateOf(data: unknown): Part[] {
  const resources = (data as { Resources?: unknown } | null)?.Resources;
  const functions = Object.entries(typeof resources === 'object' && resources !== null ? resources : {}).flatMap(
    ([id, resource]) => ((resource as { Type?: unknown } | null)?.Type === 'AWS::Serverless::Function' ? [id] : []),
  );
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  };
  return [
    key(['Parameters', 'ReleaseId'], { Type: 'String', Default: '' }, ['Gate: which release it is']),
    key(['Conditions', 'GateIsOff'], { 'Fn::Equals': [{ Ref: 'ReleaseId' }, ''] }),
    ...functions.flatMap((id) => [
      key(['Resources', id, 'Properties', 'AutoPublishAlias'], 'live'),
      key(['Resources', id, 'Properties', 'DeploymentPreference', 'Type'], 'Canary10Percent5Minutes'),
      key(['Resources', id, 'Properties', 'DeploymentPreference', 'Hooks'], { PreTraffic: { Ref: 'GateHook' } }),
      key(['Resources', `${id}GateErrors`], { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 1 } }),
    ]),
    key(['Resources', 'GateHook'], { Type: 'AWS::Lambda::Function', Properties: { Code: 'fitness/hooks/' } }, [
      'Judges',
    ]),
    key(['Resources', 'GateRole'], role),
    key(['Outputs', 'Gate'], { Value: { 'Fn::GetAtt': ['GateHook', 'Arn'] } }),
  ];
}

test('takeOut knows a text that is another', () => {
  const { text, chunks } = insertParts('A: 1\n', 'template.yaml', [key(['B'], 1)]);
  expect(takeOut(text, chunks)).toBe('A: 1\n');
  expect(takeOut(text.replace('B: 1', 'B: 2'), chunks)).toBeUndefined();
  expect(takeOut('', chunks)).toBeUndefined();
});
