import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import type { Path, SourceDocument } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';

function at(document: SourceDocument, path: Path): string | undefined {
  const location = document.locate(path);
  return location && `${location.line}:${location.column}`;
}

function textAt(document: SourceDocument, path: Path): string | undefined {
  const range = document.range(path);
  return range && document.text.slice(...range);
}

function refusal(text: string, file = 'template.yaml'): UserError {
  try {
    parseDocument(text, file);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('data', () => {
  test.each([
    ['!Ref Bucket', { Ref: 'Bucket' }],
    ['!Condition IsProd', { Condition: 'IsProd' }],
    ['!GetAtt Bucket.Arn', { 'Fn::GetAtt': ['Bucket', 'Arn'] }],
    ['!GetAtt Nested.Outputs.Url', { 'Fn::GetAtt': ['Nested', 'Outputs.Url'] }],
    ['!GetAtt [Bucket, Arn]', { 'Fn::GetAtt': ['Bucket', 'Arn'] }],
    ["!Sub '${AWS::StackName}-x'", { 'Fn::Sub': '${AWS::StackName}-x' }],
    ['!Sub ["${A}", {A: !Ref B}]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!If [IsProd, 1, !Ref AWS::NoValue]', { 'Fn::If': ['IsProd', 1, { Ref: 'AWS::NoValue' }] }],
    ['!FindInMap [Map, a, b]', { 'Fn::FindInMap': ['Map', 'a', 'b'] }],
    ['!Join ["-", [a, b]]', { 'Fn::Join': ['-', ['a', 'b']] }],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!Base64 abc', { 'Fn::Base64': 'abc' }],
    ['!Transform {Name: M}', { 'Fn::Transform': { Name: 'M' } }],
    ['!ImportValue x', { 'Fn::ImportValue': 'x' }],
    ['{Ref: A}', { Ref: 'A' }],
  ])('%s', (yaml, expected) => {
    expect(parseDocument(`Value: ${yaml}\n`, 't').data).toEqual({ Value: expected });
  });

  test('is of YAML 1.2: a dot is text, a date is text, only true and false are booleans', () => {
    const { data } = parseDocument('CodeUri: .\nVersion: 2012-10-17\nA: yes\nB: true\nC: 0x10\n', 't');
    expect(data).toEqual({ CodeUri: '.', Version: '2012-10-17', A: 'yes', B: true, C: 16 });
  });

  test('keeps the digits of account ids and of keys', () => {
    const { data } = parseDocument('Account: 012345678901\nBig: 123456789012345678901\n200: ok\n', 't');
    expect(data).toEqual({ Account: '012345678901', Big: '123456789012345678901', 200: 'ok' });
  });

  test('merges keys: what is written wins, then the earlier source', () => {
    const { data } = parseDocument('a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 0}\n', 't');
    expect(data).toMatchObject({ c: { x: 0, y: 1, z: 2 } });
  });

  test('of an alias is that of the last anchor of its name above', () => {
    expect(parseDocument('- &a 1\n- *a\n- &a 2\n- *a\n', 't').data).toEqual([1, 1, 2, 2]);
  });

  test('may hold a key __proto__', () => {
    const { data } = parseDocument('__proto__: {polluted: true}\n', 't');
    expect(Object.keys(data as object)).toEqual(['__proto__']);
    expect('polluted' in {}).toBe(false);
  });

  test('is the same with CRLF and a byte order mark', () => {
    expect(parseDocument('\uFEFFA:\r\n  - !Ref B\r\n', 't').data).toEqual({ A: [{ Ref: 'B' }] });
  });

  test('of JSON, tabs and byte order mark included', () => {
    expect(parseDocument('\uFEFF{\t"A": {"Fn::GetAtt": ["B", "Arn"]}}', 't').data).toEqual({
      A: { 'Fn::GetAtt': ['B', 'Arn'] },
    });
  });
});

describe('locations', () => {
  const yaml = parseDocument(
    `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub '\${Name}-logs' # the name
      Tags:
        - Key: team
          Value: !Ref Team
      X: !If [IsProd, {Status: Enabled}, !Ref AWS::NoValue]
`,
    'template.yaml',
  );
  const properties = ['Resources', 'Bucket', 'Properties'];

  test('of keys and of list items', () => {
    expect(at(yaml, properties)).toBe('4:5');
    expect(at(yaml, [...properties, 'Tags', 0])).toBe('7:11');
    expect(at(yaml, [...properties, 'Tags', 0, 'Value'])).toBe('8:11');
  });

  test('of what is not written: the nearest ancestor', () => {
    expect(at(yaml, [...properties, 'VersioningConfiguration', 'Status'])).toBe('4:5');
    expect(at(yaml, ['Outputs'])).toBe('1:1');
  });

  test('below a tag', () => {
    expect(at(yaml, [...properties, 'BucketName', 'Fn::Sub'])).toBe('5:7');
    expect(at(yaml, [...properties, 'X', 'Fn::If', 1, 'Status'])).toBe('9:24');
  });

  test('ranges are those of values, tag included, comment not', () => {
    expect(textAt(yaml, [...properties, 'BucketName'])).toBe("!Sub '${Name}-logs'");
    expect(textAt(yaml, [...properties, 'Tags'])).toBe('- Key: team\n          Value: !Ref Team');
    expect(textAt(yaml, [...properties, 'X', 'Fn::If', 0])).toBe('IsProd');
    expect(textAt(yaml, [...properties, 'Missing'])).toBeUndefined();
  });

  test('of a repeated key are those of the last, which counts', () => {
    const document = parseDocument('A: 1\nB: 2\nA: 3\n', 't.yaml');
    expect(document.data).toEqual({ A: 3, B: 2 });
    expect(at(document, ['A'])).toBe('3:1');
    expect(document.diagnostics).toEqual([
      {
        severity: 'warning',
        code: 'repeated-key',
        message: 'The key A is repeated; the last one counts',
        location: { file: 't.yaml', line: 3, column: 1 },
      },
    ]);
  });

  test('a second document is an error with its place, for a file is one', () => {
    expect(() => parseDocument('A: 1\n---\nB: 2\n', 't.yaml')).toThrow('t.yaml:2:1: a second document begins here');
    expect(parseDocument('---\nA: 1\n...\n', 't.yaml').data).toEqual({ A: 1 });
  });

  test('of what an alias or merge key shares have a place and no range: an edit would change other resources', () => {
    const document = parseDocument('a: &a {x: 1}\nb: *a\nc: {<<: *a}\n', 't');
    expect([at(document, ['b', 'x']), textAt(document, ['b', 'x'])]).toEqual(['1:8', undefined]);
    expect([at(document, ['c', 'x']), textAt(document, ['c', 'x'])]).toEqual(['1:8', undefined]);
    expect(textAt(document, ['a', 'x'])).toBeUndefined();
  });

  test('of JSON', () => {
    const document = parseDocument('{\n  "A": {"B": [1, {"C": "\\"x"}]},\n  "A2": null\n}\n', 't.json');
    expect(at(document, ['A', 'B', 1, 'C'])).toBe('2:19');
    expect(textAt(document, ['A', 'B', 1, 'C'])).toBe('"\\"x"');
    expect(textAt(document, ['A', 'B'])).toBe('[1, {"C": "\\"x"}]');
    expect([at(document, ['A2']), textAt(document, ['A2'])]).toEqual(['3:3', 'null']);
    expect(at(document, ['A', 'missing'])).toBe('2:3');
  });

  test('count from 1 behind a byte order mark and through CRLF', () => {
    const document = parseDocument('\uFEFFA: 1\r\nB: 2\r\n', 't');
    expect([at(document, ['A']), at(document, ['B'])]).toEqual(['1:1', '2:1']);
  });
});

describe('what does not parse', () => {
  test('is refused with the place and what to do', () => {
    const error = refusal('Resources:\n  A: {b: "c\n');
    expect(error.code).toBe('template-syntax');
    expect(error.message).toMatch(/^template\.yaml:\d+:\d+: /);
    expect(error.location?.line).toBeGreaterThanOrEqual(2);
    expect(error.hint).toBeDefined();
  });

  test('a tab as indentation', () => {
    expect(refusal('A:\n\tB: 1\n').location).toEqual({ file: 'template.yaml', line: 2, column: 1 });
  });

  test('an intrinsic in the place of a key', () => {
    expect(refusal('A:\n  !Select [0, []]: x\n').location).toEqual({ file: 'template.yaml', line: 2, column: 11 });
    expect(refusal('A: {!Ref B: x}\n').message).toContain('a key must be text');
  });

  test('broken JSON', () => {
    expect(refusal('{"A": 1,, "B": 2}', 't.json').location?.line).toBe(1);
  });

  test('flow maps that only the quick reader takes have places, but no ranges: they are not edited', () => {
    const document = parseDocument('Resources:\n  A: {\n  Type: AWS::S3::Bucket,\n  Name: !Ref N\n  }\n', 't');
    expect(document.data).toEqual({ Resources: { A: { Type: 'AWS::S3::Bucket', Name: { Ref: 'N' } } } });
    expect(document.diagnostics).toEqual([]);
    expect(document.locate(['Resources', 'A', 'Name'])).toEqual({ file: 't', line: 4, column: 3 });
    expect(document.range(['Resources', 'A', 'Name'])).toBeUndefined();
  });

  test('without places if the quick reader is not sure of them, and it is said', () => {
    const document = parseDocument('Resources:\n  A: &a {\n  Type: AWS::S3::Bucket,\n  Name: !Ref N\n  }\n', 't');
    expect(document.data).toEqual({ Resources: { A: { Type: 'AWS::S3::Bucket', Name: { Ref: 'N' } } } });
    expect(document.diagnostics.map(({ code }) => code)).toEqual(['no-locations']);
    expect(document.locate(['Resources'])).toBeUndefined();
    expect(document.range(['Resources'])).toBeUndefined();
  });
});

describe('bounds', () => {
  test('1 MB', () => {
    expect(refusal(`A: ${'x'.repeat(1_100_000)}`).code).toBe('template-too-large');
    expect(refusal(`A: ${'€'.repeat(400_000)}`).code).toBe('template-too-large');
  });

  test('alias bombs', () => {
    const names = 'abcdefghi';
    const lines = [...names].map((name, index) => {
      const before = names[index - 1];
      return `${name}: &${name} [${Array(9)
        .fill(before ? `*${before}` : 'x')
        .join(',')}]`;
    });
    expect(refusal(lines.join('\n')).message).toContain('aliases expand to more than');
  });

  test('an alias inside its own anchor', () => {
    expect(refusal('a: &a [*a]\n').message).toContain('no anchor &a');
  });

  test.each([
    ['YAML', '{a: '.repeat(300) + '1' + '}'.repeat(300)],
    ['JSON', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['brackets', '['.repeat(500_000)],
  ])('depth: %s', (_name, text) => {
    expect(refusal(text).message).toContain('nested more than 200 levels deep');
  });
});
