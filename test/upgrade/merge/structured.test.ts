import { describe, expect, test } from '@jest/globals';
import { mergeStructured } from '../../../src/upgrade/merge/structured.ts';
import { mergeTexts } from './structured-support.ts';

function yaml(base: string, yours: string, next: string): string {
  return mergeTexts('template.yaml', base, yours, next).text;
}

describe('scenarios', () => {
  test('S53 package.json: a dependency between ours, and we bump another', () => {
    const base = `{
  "name": "orders",
  "dependencies": {
    "@aws-sdk/client-dynamodb": "3.1.0",
    "@aws-sdk/lib-dynamodb": "3.1.0"
  }
}
`;
    const yours = base.replace('    "@aws-sdk/lib', '    "@aws-sdk/client-sns": "3.0.0",\n    "@aws-sdk/lib');
    const next = base.replaceAll('3.1.0', '3.2.0').replace('orders",', 'orders",\n  "private": true,');
    expect(mergeTexts('package.json', base, yours, next)).toEqual({
      text: `{
  "name": "orders",
  "private": true,
  "dependencies": {
    "@aws-sdk/client-dynamodb": "3.2.0",
    "@aws-sdk/client-sns": "3.0.0",
    "@aws-sdk/lib-dynamodb": "3.2.0"
  }
}
`,
      kept: [],
    });
  });

  test('S54 template.yaml: a resource next to one that we add', () => {
    const base = `Transform: AWS::Serverless-2016-10-31
Resources:
  # Keeps the orders.
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub '\${AWS::StackName}-orders'

Outputs:
  Arn:
    Value: !GetAtt Table.Arn
`;
    const mine = `
  # Not ours alone: billing reads it.
  Invoices:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "\${AWS::StackName}-invoices" # global
`;
    const theirs = `
  # Where events go that could not be processed.
  DeadLetters:
    Type: AWS::SQS::Queue
    Properties:
      Tags:
        - Key: table
          Value: !Ref Table
`;
    const after = (text: string): string => base.replace("orders'\n", `orders'\n${text}`);
    expect(mergeTexts('template.yaml', base, after(mine), after(theirs))).toEqual({
      text: after(theirs + mine),
      kept: [],
    });
  });

  test('S55 fitness.yaml: a threshold that the person loosened stays, and is reported', () => {
    const base = 'gate:\n  minimum: 80 # of 100\n  maxDrop: 5\n';
    expect(
      mergeTexts(
        'fitness.yaml',
        base,
        'gate:\n  # until the migration is over\n  minimum: 60 # of 100\n  maxDrop: 5\n',
        'gate:\n  minimum: 85 # of 100\n  maxDrop: 3\n',
      ),
    ).toEqual({
      text: 'gate:\n  # until the migration is over\n  minimum: 60 # of 100\n  maxDrop: 3\n',
      kept: [{ at: 'gate.minimum', yours: '60', next: '85' }],
    });
  });
});

describe('maps of YAML', () => {
  test.each<[string, string, string, string, string]>([
    ['changed by next alone', 'a: 1\nb: 1\n', 'a: 1\nb: 2\n', 'a: 3\nb: 1\n', 'a: 3\nb: 2\n'],
    ['removed by next', 'a: 1\nb: 1\nc: 1\n', 'a: 1\nb: 1\nc: 2\n', 'a: 1\nc: 1\n', 'a: 1\nc: 2\n'],
    ['its comments go with it', '# a\na: 1\n\n# b\nb: 1\n', '# a\na: 1\n\n# b\nb: 2\n', '# b\nb: 1\n', '# b\nb: 2\n'],
    ['added after the same predecessor', 'a: 1\nc: 1\n', 'a: 1\nc: 2\n', 'a: 1\nb: 1\nc: 1\n', 'a: 1\nb: 1\nc: 2\n'],
    [
      'whose predecessor is gone',
      'a: 1\nb: 1\nc: 1\n',
      'a: 1\nc: 1\n',
      'a: 1\nb: 1\nx: 1\nc: 1\n',
      'a: 1\nx: 1\nc: 1\n',
    ],
    ['added first', 'a: 1\n', 'a: 2\n', 'x: 1\na: 1\n', 'x: 1\na: 2\n'],
    ['both add it equally', 'a: 1\n', 'a: 1\nb: {c: 1}\n', 'a: 2\nb:\n  c: 1\n', 'a: 2\nb: {c: 1}\n'],
    ['both add maps', 'a: 1\n', 'a: 1\nb:\n  c: 1\n', 'a: 1\nb:\n  d: 1\n', 'a: 1\nb:\n  d: 1\n  c: 1\n'],
    [
      'next turns a scalar into a map',
      'a: 1 # x\nb: 1\n',
      'a: 1 # x\nb: 2\n',
      'a:\n  c: 1\nb: 1\n',
      'a:\n  c: 1\nb: 2\n',
    ],
    [
      'a map into a list',
      'a:\n  b: 1\nb: 1\n',
      'a: # x\n  b: 1\nb: 2\n',
      'a: # x\n  - c\nb: 1\n',
      'a: # x\n  - c\nb: 2\n',
    ],
    ['next empties it', 'a:\n  b: 1\n  c: 1\n', 'a:\n  b: 1\n', 'a:\n  c: 1\n', 'a: {}\n'],
    ['yours emptied it', 'a:\n  b: 1\n', 'a: {}\n', 'a:\n  b: 1\n  c: 1\n', 'a:\n  c: 1\n'],
    ['a new order', 'a: 1\nb: 1\nc: 1\n', 'a: 1\nb: 2\nc: 1\n', 'c: 1\na: 1\nb: 1\n', 'c: 1\na: 1\nb: 2\n'],
    ['your own key in a new order', 'a: 1\nb: 1\n', 'a: 1\nx: 1\nb: 1\n', 'b: 1\na: 1\n', 'b: 1\na: 1\nx: 1\n'],
    ['quotes of a key', 'a: 1\nb: 1\n', '"a": 1\nb: 2\n', 'a: 2\nb: 1\n', '"a": 2\nb: 2\n'],
    [
      'only written otherwise',
      "a: 'x'\nb: {c: 1}\n",
      'a: "x"\nb:\n  c: 1\n',
      "a: 'y'\nb: {c: 2}\n",
      "a: 'y'\nb:\n  c: 2\n",
    ],
  ])('%s', (_, base, yours, next, expected) => {
    expect(mergeTexts('x.yml', base, yours, next)).toEqual({ text: expected, kept: [] });
  });

  test('a key that the person removed stays removed, and is reported only if next changed it', () => {
    const merged = mergeTexts('x.yml', 'a: 1\nb: 1\nc: 1\n', 'c: 1\n', 'a: 2\nb: 1\nc: 2\n');
    expect(merged).toEqual({ text: 'c: 2\n', kept: [{ at: 'a', next: '2' }] });
  });

  test.each([
    ['edited', 'a:\n  b: 2\n'],
    ['commented inside', 'a:\n  b: 1\n  # c: 2\n'],
    ['commented above', '# why\na:\n  b: 1\n'],
    ['commented behind', 'a:\n  b: 1 # why\n'],
  ])('a key that next removed stays if the person %s it', (_, edit) => {
    const { text, kept } = mergeTexts('x.yml', 'a:\n  b: 1\nz: 1\n', `${edit}z: 1\n`, 'z: 1\n');
    expect(text).toBe(`${edit}z: 1\n`);
    expect(kept).toMatchObject([{ at: 'a' }]);
    expect(kept[0]?.next).toBeUndefined();
  });

  test('where both changed a place of another shape, the person’s stays', () => {
    const { text, kept } = mergeTexts('x.yml', 'a:\n  b: 1\n', 'a: [x]\n', 'a:\n  b: 2\n');
    expect(text).toBe('a: [x]\n');
    expect(kept).toEqual([{ at: 'a', yours: '[x]', next: 'b: 2' }]);
  });
});

describe('lists of YAML', () => {
  const statements = (...sids: string[]): string =>
    `Statement:\n${sids.map((sid) => `  - Sid: ${sid}\n    Effect: Allow\n    Action: a:${sid}\n`).join('')}`;

  test('maps go by what tells them apart', () => {
    const base = statements('A', 'B', 'C');
    const yours = statements('A', 'Mine', 'B', 'C').replace('a:B', 'a:Mine');
    const next = statements('A', 'Theirs', 'C').replace('a:C', 'a:C2');
    expect(mergeTexts('x.yml', base, yours, next)).toEqual({
      text: statements('A', 'Theirs', 'Mine', 'B', 'C').replace('a:C', 'a:C2').replace('a:B', 'a:Mine'),
      kept: [{ at: 'Statement[B]', yours: 'Sid: B Effect: Allow Action: a:Mine' }],
    });
  });

  test.each<[string, string, string, string, string]>([
    ['scalars by value', '- a\n- b\n', '- a\n- x\n- b\n', '- a\n- y\n- b\n- z\n', '- a\n- y\n- x\n- b\n- z\n'],
    ['removed by both', '- a\n- b\n', '- a\n', '- a\n- c\n', '- a\n- c\n'],
    ['added by both', '- a\n', '- a\n- b # mine\n', '- a\n- b\n- c\n', '- a\n- b # mine\n- c\n'],
    ['assignments by name', '- A=1\n- B=1\n', '- A=2\n- B=1\n', '- A=1\n- B=2\n', '- A=2\n- B=2\n'],
    ['the same twice', '- a\n- a\n', '- a\n- a\n- b\n', '- a\n', '- a\n- b\n'],
    ['the first of a list goes', '- a: 1\n  b: 1\n', '- a: 1\n  b: 2\n', '- b: 1\n', '- b: 2\n'],
    [
      'a comment before the first',
      '- a: 1\n  b: 1\n',
      '- a: 1\n  b: 2\n',
      '- # x\n  z: 1\n  b: 1\n',
      '- # x\n  z: 1\n  b: 2\n',
    ],
    ['without a name, by place', '- x: 1\n  y: 1\n', '- x: 1\n  y: 2\n', '- x: 2\n  y: 1\n', '- x: 2\n  y: 2\n'],
    [
      'arguments by place',
      'a: !If\n  - c\n  - [!Ref x]\n  - - !Ref y\n',
      'a: !If\n  - c\n  - [!Ref x]\n  - - !Ref y\n    - !Ref mine\n',
      'a: !If\n  - d\n  - [!Ref x]\n  - - !Ref theirs\n    - !Ref y\n',
      'a: !If\n  - d\n  - [!Ref x]\n  - - !Ref theirs\n    - !Ref y\n    - !Ref mine\n',
    ],
    ['a new order', '- a\n- b\n- c\n', '- a\n- b\n- c\n- x\n', '- c\n- b\n- a\n', '- c\n- x\n- b\n- a\n'],
  ])('%s', (_, base, yours, next, expected) => {
    expect(mergeTexts('x.yml', base, yours, next)).toEqual({ text: expected, kept: [] });
  });

  test('the same assignment changed by both', () => {
    const { text, kept } = mergeTexts('x.yml', '- A=1\n', '- A=2\n', '- A=3\n');
    expect(text).toBe('- A=2\n');
    expect(kept).toEqual([{ at: '[A]', yours: 'A=2', next: 'A=3' }]);
  });
});

describe('comments', () => {
  test.each<[string, string, string, string, string]>([
    ['changed by next', '# x\na: 1\n', '# x\na: 2\n', '# y\na: 1\n', '# y\na: 2\n'],
    ['changed by yours', '# x\na: 1\n', '# y\na: 1\n', '# x\na: 2\n', '# y\na: 2\n'],
    ['added by yours', 'a: 1\n', '# y\na: 1\n', 'a: 2\n', '# y\na: 2\n'],
    ['behind another value', 'a: 1 # x\nb: 1\n', 'a: 1 # y\nb: 1\n', 'a: 1 # x\nb: 2\n', 'a: 1 # y\nb: 2\n'],
    ['behind a value by next', 'a: 1 # x\nb: 1\n', 'a: 1 # x\nb: 2\n', 'a: 1 # y\nb: 1\n', 'a: 1 # y\nb: 2\n'],
    ['behind a key', 'a: # x\n  b: 1\n', 'a: # y\n  b: 1\n', 'a: # x\n  b: 2\n', 'a: # y\n  b: 2\n'],
    [
      'at the end of a map',
      'a:\n  b: 1\nz: 1\n',
      'a:\n  b: 1\n  # c: 1\nz: 1\n',
      'a:\n  b: 2\n  d: 1\nz: 1\n',
      'a:\n  b: 2\n  d: 1\n  # c: 1\nz: 1\n',
    ],
    ['at the end of the file', 'a: 1\n', 'a: 1\n\n# end\n', 'a: 2\nb: 1\n', 'a: 2\nb: 1\n\n# end\n'],
    [
      'that head the file',
      '# x\n\na: 1\n',
      '# x\n# mine\n\na: 1\n',
      '# x\n\nb: 1\na: 1\n',
      '# x\n# mine\n\nb: 1\na: 1\n',
    ],
    ['a blank line by next', 'a: 1\nb: 1\n', 'a: 2\nb: 1\n', 'a: 1\n\nb: 1\n', 'a: 2\n\nb: 1\n'],
    [
      'lines apart',
      '# 1\n# 2\n# 3\na: 1\n',
      '# I\n# 2\n# 3\na: 1\n',
      '# 1\n# 2\n# III\na: 1\n',
      '# I\n# 2\n# III\na: 1\n',
    ],
  ])('%s', (_, base, yours, next, expected) => {
    expect(mergeTexts('x.yml', base, yours, next)).toEqual({ text: expected, kept: [] });
  });

  test('in a line that the person edited nothing changes', () => {
    const { text, kept } = mergeTexts('x.yml', 'a: 1\nb: 1 # x\n', 'a: 1 # ms\nb: 2 # x\n', 'a: 2\nb: 1 # y\n');
    expect(text).toBe('a: 1 # ms\nb: 2 # x\n');
    expect(kept).toEqual([
      { at: 'a', yours: '1 # ms', next: '2' },
      { at: 'b', yours: '2 # x', next: '1 # y' },
    ]);
  });

  test('where both changed the same comment, the person’s stays and is reported', () => {
    const { text, kept } = mergeTexts('x.yml', '# x\na: 1\n', '# y\na: 1\n', '# z\na: 2\n');
    expect(text).toBe('# y\na: 2\n');
    expect(kept).toEqual([{ at: 'a', yours: '# y', next: '# z' }]);
  });
});

describe('the manner of the file', () => {
  const base = 'a:\n  b: 1\n  c:\n    - x\n';
  const next =
    'a:\n  b: 2\n  c:\n    - x\n    - y\n  # new\n  d:\n    - e:\n        f: |\n          g\n            h\n';
  test.each([
    [
      'CRLF',
      'a:\r\n  b: 1\r\n  c: # mine\r\n    - x\r\n',
      'a:\r\n  b: 2\r\n  c: # mine\r\n    - x\r\n    - y\r\n  # new\r\n  d:\r\n    - e:\r\n        f: |\r\n          g\r\n            h\r\n',
    ],
    [
      'no line ending at the end',
      'a:\n  b: 1\n  c: # mine\n    - x',
      'a:\n  b: 2\n  c: # mine\n    - x\n    - y\n  # new\n  d:\n    - e:\n        f: |\n          g\n            h',
    ],
    [
      'four spaces',
      'a:\n    b: 1\n    c: # mine\n        - x\n',
      'a:\n    b: 2\n    c: # mine\n        - x\n        - y\n    # new\n    d:\n        - e:\n              f: |\n                  g\n                    h\n',
    ],
    [
      'flush lists',
      'a:\n  b: 1\n  c: # mine\n  - x\n',
      'a:\n  b: 2\n  c: # mine\n  - x\n  - y\n  # new\n  d:\n  - e:\n      f: |\n        g\n          h\n',
    ],
    [
      'a byte order mark',
      '\uFEFFa:\n  b: 1\n  c: # mine\n    - x\n',
      '\uFEFFa:\n  b: 2\n  c: # mine\n    - x\n    - y\n  # new\n  d:\n    - e:\n        f: |\n          g\n            h\n',
    ],
    [
      'a document with a start',
      '---\n# mine\na:\n  b: 1\n  c:\n    - x\n',
      '---\n# mine\na:\n  b: 2\n  c:\n    - x\n    - y\n  # new\n  d:\n    - e:\n        f: |\n          g\n            h\n',
    ],
  ])('%s', (_, yours, expected) => {
    expect(yaml(base, yours, next)).toBe(expected);
  });

  test.each<[string, string, string, string, string]>([
    ['CRLF, nothing edited', 'a: 1\nb: 2\n', 'a: 1\r\nb: 2\r\n', 'a: 2\nb: 2\n', 'a: 2\r\nb: 2\r\n'],
    [
      'lines with either ending',
      'a: 1\nb: 2\nc: 3\n',
      'a: 9\r\nb: 2\nc: 3\n',
      'a: 1\nb: 3\nc: 3\n',
      'a: 9\r\nb: 3\nc: 3\n',
    ],
    [
      'anchors, aliases, merge keys',
      'a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 1\n',
      'a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 2\n',
      'a: &x\n  b: 2\nc: *x\nd:\n  <<: *x\n  e: 1\n',
      'a: &x\n  b: 2\nc: *x\nd:\n  <<: *x\n  e: 2\n',
    ],
    ['tabs in scalars', 'a: "1\t2"\nb: 1\n', 'a: "1\t3"\nb: 1\n', 'a: "1\t2"\nb: 2\n', 'a: "1\t3"\nb: 2\n'],
    [
      'blocks of text with their ends',
      'a: |+\n  x\n\nb: >-\n  y\n  z\nc: 1\n',
      'a: |+\n  x\n\nb: >-\n  y\n  z\nc: 2\n',
      'a: |+\n  w\n\nb: >-\n  y\n  q\nc: 1\n',
      'a: |+\n  w\n\nb: >-\n  y\n  q\nc: 2\n',
    ],
    [
      'flow maps',
      'a: {b: 1, c: 1}\n',
      'a: {b: 1, mine: 1,  c: 1}\n',
      'a: {b: 2, theirs: 1, c: 1}\n',
      'a: {b: 2, theirs: 1, mine: 1,  c: 1}\n',
    ],
    [
      'flow lists over lines',
      'a: [\n  x, # x\n  y\n]\n',
      'a: [\n  x, # x\n  mine, # m\n  y\n]\n',
      'a: [\n  x, # x\n  y,\n  z\n]\n',
      'a: [\n  x, # x\n  mine, # m\n  y,\n  z\n]\n',
    ],
    [
      'a flow list on one line that next breaks',
      'a: [x, y]\n',
      'a: [x, mine, y]\n',
      'a:\n  - x\n  - y\n  - z\n',
      'a: [x, mine, y, z]\n',
    ],
    ['the first of a flow list goes', 'a: [x, y]\n', 'a: [x, y, z]\n', 'a: [y]\n', 'a: [y, z]\n'],
    ['the last of a flow list goes', 'a: [x, y]\n', 'a: [w, x, y]\n', 'a: [x]\n', 'a: [w, x]\n'],
    [
      'text over several lines',
      'a: one\n  two\nb: "x\n  y"\nc: 1\n',
      'a: one\n  two\nb: "x\n  y"\nc: 2\n',
      'a: one\n  three\nb: "x\n  z"\nc: 1\n',
      'a: one\n  three\nb: "x\n  z"\nc: 2\n',
    ],
  ])('%s', (_, base, yours, next, expected) => {
    expect(mergeTexts('x.yml', base, yours, next)).toEqual({ text: expected, kept: [] });
  });

  test('a script whose lines both changed', () => {
    const script = (...lines: string[]): string =>
      `run:\n  - |\n${lines.map((line) => `    ${line}\n`).join('')}after: 1\n`;
    const merged = mergeTexts(
      'buildspec.yml',
      script('set -e', '', 'npm ci', 'npm test', 'npm run build', 'sam deploy'),
      script('set -e', '', 'npm ci --quiet', 'npm test', 'npm run build', 'sam deploy'),
      script('set -e', '', 'npm ci', 'npm test', 'npm run build', 'sam deploy --new'),
    );
    expect(merged).toEqual({
      text: script('set -e', '', 'npm ci --quiet', 'npm test', 'npm run build', 'sam deploy --new'),
      kept: [],
    });
    const both = mergeTexts('buildspec.yml', script('a'), script('b'), script('c'));
    expect(both).toEqual({ text: script('b'), kept: [{ at: 'run[b]', yours: '| b', next: '| c' }] });
  });
});

test('a block of text without lines', () => {
  const text = 'a:\n  - b: |\nc: 1\n';
  expect(yaml(text, `${text}d: 1\n`, text.replace('c: 1', 'c: 2'))).toBe('a:\n  - b: |\nc: 2\nd: 1\n');
});

test('a comment that would be a line of the text that next has before it', () => {
  const yours = 'a:\n  b: 1\n      # mine\nc: 2\n';
  expect(yaml('a:\n  b: 1\nc: 1\n', yours, 'a:\n  b: |\n    x\nc: 1\n')).toBe('a:\n  b: |\n    x\n  # mine\nc: 2\n');
});

test('a map without braces', () => {
  const merged = mergeTexts('x.yml', 'a: [b: 1]\n', 'a: [b: 1]\nmine: 1 # m\n', 'a: [b: 1, c: 1]\n');
  expect(merged).toEqual({ text: 'a: [b: 1, c: 1]\nmine: 1 # m\n', kept: [] });
});

describe('JSON', () => {
  test.each<[string, string, string, string, string]>([
    [
      'tabs',
      '{\n  "a": 1\n}\n',
      '{\n\t"a": 1,\n\t"m": 1\n}\n',
      '{\n  "a": 2,\n  "b": {\n    "c": [\n      1\n    ]\n  }\n}\n',
      '{\n\t"a": 2,\n\t"b": {\n\t\t"c": [\n\t\t\t1\n\t\t]\n\t},\n\t"m": 1\n}\n',
    ],
    [
      'no line ending at the end',
      '{\n  "a": 1\n}\n',
      '{\n  "a": 1,\n  "m": 1\n}',
      '{\n  "a": 2\n}\n',
      '{\n  "a": 2,\n  "m": 1\n}',
    ],
    ['one line', '{"a":1,"b":[1]}', '{"a":1,"m":1,"b":[1]}', '{"a":2,"b":[1,2]}', '{"a":2,"m":1,"b":[1,2]}'],
    [
      'all goes',
      '{\n  "a": {\n    "b": 1,\n    "c": 1\n  }\n}\n',
      '{\n  "a": {\n    "b": 1\n  }\n}\n',
      '{\n  "a": {\n    "c": 1\n  }\n}\n',
      '{\n  "a": {}\n}\n',
    ],
    [
      'the last goes',
      '{\n  "a": 1,\n  "b": 1\n}\n',
      '{\n  "a": 2,\n  "b": 1\n}\n',
      '{\n  "a": 1\n}\n',
      '{\n  "a": 2\n}\n',
    ],
    [
      'into an empty one',
      '{ "a": {}, "b": 1 }\n',
      '{ "a": {}, "b": 2 }\n',
      '{ "a": { "c": 1 }, "b": 1 }\n',
      '{ "a": { "c": 1 }, "b": 2 }\n',
    ],
    [
      'keys of prototypes',
      '{"__proto__":1,"constructor":1}',
      '{"__proto__":2,"constructor":1}',
      '{"__proto__":1,"constructor":2}',
      '{"__proto__":2,"constructor":2}',
    ],
  ])('%s', (_, base, yours, next, expected) => {
    expect(mergeTexts('package.json', base, yours, next)).toEqual({ text: expected, kept: [] });
  });
});

describe('TOML', () => {
  const base = `version = 0.1

# the stack
[dev.deploy.parameters]
stack_name = "x-dev"
parameter_overrides = [
  'Environment="dev"',
  'GateMode=""',
]
tags = ["Service=x"]

[prod.deploy.parameters]
stack_name = "x-prod"
`;

  test('assignments in a list, tables, comments', () => {
    const yours = base
      .replace(`'GateMode=""',`, `'GateMode="observe"', # for now\n  'Mine=1',`)
      .replace('tags = ["Service=x"]\n', 'tags = ["Service=x", "Team=y"]\n# region = "eu-west-1"\n');
    const next = base
      .replace(`  'GateMode=""',`, `  'IgnoreAlarms="false"',\n  'GateMode=""',`)
      .replace('# the stack', '# the stack of developers')
      .replace('\n[prod', '\n[stage.deploy.parameters]\nstack_name = "x-stage"\n\n[prod')
      .replace('"x-prod"', '"x-production"');
    expect(mergeTexts('samconfig.toml', base, yours, next)).toEqual({
      text: `version = 0.1

# the stack of developers
[dev.deploy.parameters]
stack_name = "x-dev"
parameter_overrides = [
  'Environment="dev"',
  'IgnoreAlarms="false"',
  'GateMode="observe"', # for now
  'Mine=1',
]
tags = ["Service=x", "Team=y"]
# region = "eu-west-1"

[stage.deploy.parameters]
stack_name = "x-stage"

[prod.deploy.parameters]
stack_name = "x-production"
`,
      kept: [],
    });
  });

  test('what both changed stays, and is reported', () => {
    const yours = base.replace('"dev"\'', '"development"\'').replace('x-prod', 'mine');
    const next = base.replace('"dev"\'', '"staging"\'').replace('x-prod', 'theirs');
    expect(mergeTexts('samconfig.toml', base, yours, next)).toEqual({
      text: yours,
      kept: [
        {
          at: 'dev.deploy.parameters.parameter_overrides[Environment]',
          yours: `'Environment="development"'`,
          next: `'Environment="staging"'`,
        },
        { at: 'prod.deploy.parameters.stack_name', yours: '"mine"', next: '"theirs"' },
      ],
    });
  });

  test('tables of an array, strings over lines, dates, dotted keys', () => {
    const text = `a.b = 1979-05-27 07:32:00\n"c d" = """\nx\n  y"""\n[[s]]\nn = 1\n[s.sub]\nq = { r = 1, "t u" = [1.5, 'x'] }\n[[s]]\nn = 2\n`;
    const merged = mergeTexts(
      'x.toml',
      text,
      text.replace('n = 2', 'n = 3'),
      text.replace('r = 1', 'r = 2').replace('  y', '  z'),
    );
    expect(merged).toEqual({
      text: text.replace('n = 2', 'n = 3').replace('r = 1', 'r = 2').replace('  y', '  z'),
      kept: [],
    });
  });
});

describe('left to a merge of text', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const merge = (path: string, base: string, yours: string, next: string) =>
    mergeStructured({ path, base: bytes(base), yours: bytes(yours), next: bytes(next) });

  test.each([
    ['no structured file', 'README.md', 'a: 1\n', 'a: 2\n', 'a: 3\n'],
    ['JSON with comments', 'tsconfig.json', '{"a":1}', '// mine\n{"a":1}', '{"a":2}'],
    ['markers', 'x.yml', 'a: 1\n', '<<<<<<< yours\na: 1\n=======\na: 2\n>>>>>>> x\n', 'a: 3\n'],
    ['a repeated key', 'x.yml', 'a: 1\n', 'a: 1\na: 2\n', 'a: 3\n'],
    ['a repeated key of JSON', 'x.json', '{"a":1}', '{"a":1,"a":2}', '{"a":3}'],
    ['several documents', 'x.yml', 'a: 1\n', 'a: 1\n---\nb: 1\n', 'a: 2\n'],
    ['no map', 'x.yml', 'a: 1\n', '# nothing\n', 'a: 2\n'],
    ['no TOML', 'x.toml', 'a = 1\n', 'a = \n', 'a = 2\n'],
    ['too deep', 'x.json', '1', '['.repeat(5000) + ']'.repeat(5000), '2'],
    ['brackets that never close', 'x.yml', 'a: 1\n', `a: ${'['.repeat(50_000)}\n`, 'a: 2\n'],
    ['an alias bomb', 'x.yml', 'a: 1\n', bomb(), 'a: 2\n'],
    ['too large', 'x.yml', 'a: 1\n', `a: ${'x'.repeat(1_100_000)}\n`, 'a: 2\n'],
  ])('%s', (_, path, base, yours, next) => {
    expect(merge(path, base, yours, next)).toBeUndefined();
  });

  test('text that is no UTF-8', () => {
    const yours = Buffer.from('a: caf\xe9\n', 'latin1');
    expect(mergeStructured({ path: 'x.yml', base: bytes('a: 1\n'), yours, next: bytes('a: 2\n') })).toBeUndefined();
  });

  function bomb(): string {
    const names = 'bcdefghi';
    const rows = [...names].map(
      (name, index) => `${name}: &${name} [${`*${index === 0 ? 'a' : names[index - 1]},`.repeat(9)}]`,
    );
    return `a: &a [1]\n${rows.join('\n')}\n`;
  }
});
