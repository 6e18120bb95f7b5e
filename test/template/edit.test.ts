import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits, editData } from '../../src/template/edit.ts';
import type { Edit } from '../../src/template/edit.ts';
import { parseDocument } from '../../src/template/parse.ts';
import type { Path, SourceDocument } from '../../src/template/model.ts';

const fixtures = join(import.meta.dirname, 'fixtures', 'edit');

function edited(text: string, ...edits: Edit[]): string {
  return applyEdits(parseDocument(text, 'template.yaml'), edits);
}

describe('fixture folders: before, edits, after', () => {
  for (const name of readdirSync(fixtures)) {
    const folder = join(fixtures, name);
    const [before = '', after = ''] = ['before', 'after'].map((prefix) =>
      readdirSync(folder).find((file) => file.startsWith(`${prefix}.`)),
    );
    const edits = JSON.parse(readFileSync(join(folder, 'edits.json'), 'utf8')) as Edit[];
    const expected = readFileSync(join(folder, after), 'utf8');
    test(name, () => {
      expect(edited(readFileSync(join(folder, before), 'utf8'), ...edits)).toBe(expected);
    });
    test(`${name}: a second time changes nothing`, () => {
      const again = edits.filter((edit) => 'set' in edit);
      expect(edited(expected, ...again)).toBe(expected);
    });
  }
});

describe('setting a value', () => {
  test.each<[string, string, Path, unknown, string]>([
    ['a number', 'A: 1 # one\nB: 2\n', ['A'], 10, 'A: 10 # one\nB: 2\n'],
    ['the quotes stay', 'A: \'x\'\nB: "y"\n', ['B'], 'z', 'A: \'x\'\nB: "z"\n'],
    ['text that other readers take for something else', 'A: x\n', ['A'], 'on', "A: 'on'\n"],
    ['text that begins with zero', 'A: x\n', ['A'], '012345678901', "A: '012345678901'\n"],
    ['a date', 'A: x\n', ['A'], '2012-10-17', "A: '2012-10-17'\n"],
    ['the spaces before it stay', 'A:    x\nB: y\n', ['A'], 'z', 'A:    z\nB: y\n'],
    ['an empty value', 'A:\nB: y\n', ['A'], 'z', 'A: z\nB: y\n'],
    ['an empty value with a comment', 'A: # why\nB: y\n', ['A'], 'z', 'A: z # why\nB: y\n'],
    ['a map in an empty value', 'A:\nB: y\n', ['A', 'b', 'c'], 1, 'A:\n  b:\n    c: 1\nB: y\n'],
    ['a short form', 'A: !Ref X # x\n', ['A'], { Ref: 'Z' }, 'A: !Ref Z # x\n'],
    ['text by a short form', 'A: x\n', ['A'], { 'Fn::GetAtt': ['B', 'Arn'] }, 'A: !GetAtt B.Arn\n'],
    ['long forms where the file has them', 'A:\n  Ref: X\nB: y\n', ['B'], { Ref: 'X' }, 'A:\n  Ref: X\nB:\n  Ref: X\n'],
    ['an item of a short form', 'A: !If [c, 1, 2]\n', ['A', 'Fn::If', 2], 3, 'A: !If [c, 1, 3]\n'],
    ['text of Sub in quotes', 'A: x\n', ['A'], { 'Fn::Sub': '${B}:live' }, "A: !Sub '${B}:live'\n"],
    [
      'a short form in a short form',
      'A: x\n',
      ['A'],
      { 'Fn::If': ['c', { Ref: 'B' }, 1] },
      'A: !If\n  - c\n  - !Ref B\n  - 1\n',
    ],
    ['several lines', 'A: x # x\nB: 1\n', ['A'], 'a\nb\n', 'A: | # x\n  a\n  b\nB: 1\n'],
    ['one line for several', 'A: |\n  a\n  b\n\nB: 1\n', ['A'], 'c', 'A: c\n\nB: 1\n'],
    ['a list for text', 'A: B # b\nC: 1\n', ['A'], ['B', 'C'], 'A: # b\n  - B\n  - C\nC: 1\n'],
    ['text for a list', 'A: # why\n  - B\n  - C # c\nC: 1\n', ['A'], 'B', 'A: B # why\nC: 1\n'],
    ['an item in the middle', 'A:\n- a\n# b\n- b\n- c\n', ['A', 1], 'x', 'A:\n- a\n# b\n- x\n- c\n'],
    ['a key in a flow map', 'A: { b: 1 }\n', ['A', 'c'], [1], 'A: { b: 1, c: [1] }\n'],
    ['a flow map that is empty', 'A: {}\nB: 1\n', ['A', 'c'], 1, 'A:\n  c: 1\nB: 1\n'],
    ['the end of a file without a line ending', 'A: 1', ['B'], 2, 'A: 1\nB: 2'],
    [
      'CRLF',
      'A:\r\n  b: 1\r\nC: 1\r\n',
      ['A', 'c'],
      { d: [1] },
      'A:\r\n  b: 1\r\n  c:\r\n    d:\r\n      - 1\r\nC: 1\r\n',
    ],
    ['an indentation of four', 'A:\n    b: 1\n', ['C'], { d: { e: 1 } }, 'A:\n    b: 1\nC:\n    d:\n        e: 1\n'],
    ['lists that are flush', 'A:\n- 1\n', ['B'], [2], 'A:\n- 1\nB:\n- 2\n'],
    ['behind a block scalar', 'A:\n  b: |\n    x\n\nC: 1\n', ['A', 'd'], 2, 'A:\n  b: |\n    x\n  d: 2\n\nC: 1\n'],
    [
      'behind a comment',
      'A:\n  b: 1\n  # about b\n\n# about C\nC: 1\n',
      ['A', 'd'],
      2,
      'A:\n  b: 1\n  d: 2\n  # about b\n\n# about C\nC: 1\n',
    ],
    [
      'behind comments of the value before',
      'A:\n  b:\n    c: 1\n    # about c\n\n  # about A\nC: 1\n',
      ['A', 'd'],
      'x\ny',
      'A:\n  b:\n    c: 1\n    # about c\n  d: |-\n    x\n    y\n\n  # about A\nC: 1\n',
    ],
    ['in a map that begins behind a dash', '- a: 1\n  b: 2\n- c: 1\n', [0, 'd'], 3, '- a: 1\n  b: 2\n  d: 3\n- c: 1\n'],
    ['a byte order mark stays', '\uFEFFA: 1\nB: 2\n', ['A'], 2, '\uFEFFA: 2\nB: 2\n'],
    [
      'a block below a blank line, where blocks stand so',
      'A:\n  a: 1\n\nB:\n  b: 1\n\n# c\nC:\n  c: 1\n',
      ['D'],
      { d: 1 },
      'A:\n  a: 1\n\nB:\n  b: 1\n\n# c\nC:\n  c: 1\n\nD:\n  d: 1\n',
    ],
    [
      'a line without one',
      'A:\n  a: 1\n\nB:\n  b: 1\n\nC:\n  c: 1\n',
      ['D'],
      1,
      'A:\n  a: 1\n\nB:\n  b: 1\n\nC:\n  c: 1\nD: 1\n',
    ],
    [
      'a block without one where they do not',
      'A:\n  a: 1\n\nB:\n  b: 1\nC:\n  c: 1\n',
      ['D'],
      { d: 1 },
      'A:\n  a: 1\n\nB:\n  b: 1\nC:\n  c: 1\nD:\n  d: 1\n',
    ],
    [
      'with the line endings of the file',
      'A:\r\n  a: 1\r\n\r\nB:\r\n  b: 1\r\n\r\nC:\r\n  c: 1\r\n',
      ['D'],
      { d: 1 },
      'A:\r\n  a: 1\r\n\r\nB:\r\n  b: 1\r\n\r\nC:\r\n  c: 1\r\n\r\nD:\r\n  d: 1\r\n',
    ],
  ])('%s', (_, before, path, set, after) => {
    expect(edited(before, { path, set })).toBe(after);
  });
});

describe('lists and removal', () => {
  test.each<[string, string, Edit, string]>([
    ['append', 'A:\n  - a # a\n\nB: 1\n', { path: ['A'], append: 'b' }, 'A:\n  - a # a\n  - b\n\nB: 1\n'],
    ['append to a flow list', 'A: [a, b,]\n', { path: ['A'], append: { Ref: 'c' } }, 'A: [a, b, !Ref c]\n'],
    [
      'append to a flow list over lines',
      'A: [\n  a, # x\n  b # y\n]\n',
      { path: ['A'], append: 'c' },
      'A: [\n  a, # x\n  b, # y\n  c\n]\n',
    ],
    ['append where there is no list', 'A:\n  b: 1\n', { path: ['A', 'c'], append: 'x' }, 'A:\n  b: 1\n  c:\n    - x\n'],
    [
      'append a map',
      'A:\n  - a: 1\n    b: 2\n',
      { path: ['A'], append: { a: 3, b: [4] } },
      'A:\n  - a: 1\n    b: 2\n  - a: 3\n    b:\n      - 4\n',
    ],
    ['remove a key', 'A: 1\n# b\nB: 2 # two\nC: 3\n', { path: ['B'], remove: true }, 'A: 1\n# b\nC: 3\n'],
    ['remove the last key', 'A:\n  b: 1\nC: 1\n', { path: ['A', 'b'], remove: true }, 'A: {}\nC: 1\n'],
    ['remove the key behind a dash', '- a: 1\n  b: 2\n', { path: [0, 'a'], remove: true }, '- b: 2\n'],
    [
      'remove an item',
      'A:\n  - a\n  - b: 1\n    c: 2\n  - d\n',
      { path: ['A', 1], remove: true },
      'A:\n  - a\n  - d\n',
    ],
    ['remove the last item', 'A:\n  - a\n  - b', { path: ['A', 1], remove: true }, 'A:\n  - a'],
    ['remove the only item', 'A:\n  - a # x\nB: 1\n', { path: ['A', 0], remove: true }, 'A: [] # x\nB: 1\n'],
    ['remove from a flow list', 'A: [a, b, c]\n', { path: ['A', 1], remove: true }, 'A: [a, c]\n'],
    ['remove the last of a flow list', 'A: [a, b]\n', { path: ['A', 1], remove: true }, 'A: [a]\n'],
    ['remove what is not there', 'A: 1\n', { path: ['B', 'c'], remove: true }, 'A: 1\n'],
  ])('%s', (_, before, edit, after) => {
    expect(edited(before, edit)).toBe(after);
  });
});

describe('JSON', () => {
  const text = '{\n  "A": {\n    "b": 1\n  },\n  "L": ["x", "y"],\n  "M": [\n    "x",\n    "y"\n  ]\n}\n';
  test.each<[string, Edit, string]>([
    ['set', { path: ['A', 'b'], set: 'x' }, text.replace('1', '"x"')],
    [
      'a new key',
      { path: ['A', 'c'], set: { d: [1] } },
      text.replace('"b": 1', '"b": 1,\n    "c": {\n      "d": [\n        1\n      ]\n    }'),
    ],
    ['append on one line', { path: ['L'], append: { Ref: 'z' } }, text.replace('"x", "y"', '"x", "y", { "Ref": "z" }')],
    ['append on a line of its own', { path: ['M'], append: 'z' }, text.replace('    "y"\n', '    "y",\n    "z"\n')],
    ['remove the last', { path: ['M', 1], remove: true }, text.replace('    "x",\n    "y"\n', '    "x"\n')],
    ['remove a key', { path: ['A'], remove: true }, text.replace('  "A": {\n    "b": 1\n  },\n', '')],
  ])('%s', (_, edit, after) => {
    expect(edited(text, edit)).toBe(after);
  });

  test('tabs', () => {
    expect(edited('{\n\t"A": {\n\t\t"b": 1\n\t}\n}', { path: ['A', 'c'], set: [2] })).toBe(
      '{\n\t"A": {\n\t\t"b": 1,\n\t\t"c": [\n\t\t\t2\n\t\t]\n\t}\n}',
    );
  });
});

describe('several edits at once', () => {
  test('what goes takes its comment with it, even if nothing of the map stays', () => {
    const edits: Edit[] = [
      { path: ['A', 'b'], remove: true },
      { path: ['A', 'c'], set: { d: 1 } },
    ];
    expect(edited('A:\n  b: 1 # why\nE: 1\n', ...edits)).toBe('A:\n  c:\n    d: 1\nE: 1\n');
  });

  const each = (...paths: Path[]): Edit[] => paths.map((path) => ({ path, set: 1 }));
  test.each<[string, string, Edit[], string]>([
    [
      'into two maps',
      'A:\n  x: 0\nB:\n  x: 0\n',
      each(['A', 'w'], ['B', 'w']),
      'A:\n  x: 0\n  w: 1\nB:\n  x: 0\n  w: 1\n',
    ],
    ['into one map', 'A:\n  x: 0\nB: 0\n', each(['A', 'w'], ['A', 'z']), 'A:\n  x: 0\n  w: 1\n  z: 1\nB: 0\n'],
    [
      'at the end of a map and of the one around it',
      'A:\n  x:\n    y: 0\n',
      each(['A', 'x', 'z'], ['A', 'b']),
      'A:\n  x:\n    y: 0\n    z: 1\n  b: 1\n',
    ],
    [
      'below a parent that both need',
      'A:\n  x: 0\n',
      each(['A', 'p', 'q'], ['A', 'p', 'r']),
      'A:\n  x: 0\n  p:\n    q: 1\n    r: 1\n',
    ],
    [
      'between brackets',
      '{"A": {"x": 0}, "B": 0}',
      each(['A', 'w'], ['A', 'z'], ['C']),
      '{"A": {"x": 0, "w": 1, "z": 1}, "B": 0, "C": 1}',
    ],
    ['an anchor that an alias names', 'A: &a 0 # a\nB: *a\n', each(['A'], ['B']), 'A: &a 1 # a\nB: *a\n'],
    ['the map of an anchor', 'A: &a\n  x: 0\nB: *a\n', each(['A', 'w'], ['B', 'w']), 'A: &a\n  x: 0\n  w: 1\nB: *a\n'],
    [
      'the map of a merge key',
      'A: &a\n  x: 0\nB:\n  <<: *a\n  z: 0\n',
      each(['A', 'x'], ['B', 'x']),
      'A: &a\n  x: 1\nB:\n  <<: *a\n  z: 0\n',
    ],
    [
      'removals side by side',
      'A:\n  - 1\n  - 2\n  - 3\n',
      [
        { path: ['A', 0], remove: true },
        { path: ['A', 0], remove: true },
      ],
      'A:\n  - 3\n',
    ],
  ])('%s', (_, before, edits, after) => {
    expect(edited(before, ...edits)).toBe(after);
  });

  test('thousands take seconds: the text is not read once per edit', () => {
    const names = Array.from({ length: 2000 }, (_, index) => `R${index}`);
    const text = `Resources:\n${names.map((name) => `  ${name}:\n    Type: T\n`).join('')}`;
    const started = performance.now();
    const after = edited(text, ...each(...names.map((name) => ['Resources', name, 'Properties', 'x'])));
    expect(after.match(/x: 1/g)).toHaveLength(2000);
    // one reading takes tens of milliseconds
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('what cannot be done is said, and nothing is written', () => {
  test('a path through text', () => {
    expect(() => edited('A: x\n', { path: ['A', 'b'], set: 1 })).toThrow(
      expect.objectContaining({
        code: 'edit-impossible',
        message: 'template.yaml cannot be edited at A: it is no map',
      }),
    );
  });

  test('text that only a lenient reader takes', () => {
    const text = 'A: {b: 1,\nc: 2}\nB:\n  C: {d: 1\n}\n';
    expect(parseDocument(text, 'template.yaml').data).toEqual({ A: { b: 1, c: 2 }, B: { C: { d: 1 } } });
  });

  test('an anchored value changes for its aliases only when asked for', () => {
    expect(edited('A: &a\n  x: 1\nB: *a\n', { path: ['A', 'x'], set: 2 })).toBe('A: &a\n  x: 2\nB:\n  x: 1\n');
  });
});

const texts: Record<string, string> = Object.fromEntries(
  readdirSync(fixtures).map((name) => [
    name,
    readFileSync(
      join(fixtures, name, readdirSync(join(fixtures, name)).find((file) => file.startsWith('before.')) ?? ''),
      'utf8',
    ),
  ]),
);
const corpus = process.env['FITNESS_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const inputs = join(corpus, 'corpus/sam-translator/input');

/** All paths of the data, shortest first. */
function paths(data: unknown, at: Path = []): Path[] {
  if (typeof data !== 'object' || data === null) return [at];
  const steps: [string | number, unknown][] = Array.isArray(data)
    ? data.map((item, index) => [index, item])
    : Object.entries(data);
  return [at, ...steps.flatMap(([key, value]) => paths(value, [...at, key]))];
}

const scalars = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    'yes',
    '012',
    '1e3',
    '- a',
    'a: b',
    '#c',
    "it's",
    '"',
    '*',
    '&a',
    '!Ref x',
    '2012-10-17',
    '~',
    '',
    ' x',
    'x:',
    '%',
    '@',
    'a\nb',
  ),
  fc.integer(),
  fc.boolean(),
);
const values = fc.oneof(
  { weight: 3, arbitrary: scalars },
  fc.constantFrom<unknown>(
    { Ref: 'X' },
    { 'Fn::GetAtt': ['X', 'Arn'] },
    { 'Fn::Sub': '${X}-${Y}' },
    { 'Fn::If': ['c', { Ref: 'A' }, []] },
    [],
    {},
  ),
  fc.array(scalars, { maxLength: 3 }),
  fc.dictionary(fc.stringMatching(/^[A-Z][a-z0-9]{0,5}$/), fc.oneof(scalars, fc.array(scalars, { maxLength: 2 })), {
    maxKeys: 3,
  }),
);

interface Draw {
  pick: number;
  kind: 'set' | 'new' | 'append' | 'remove';
  value: unknown;
}
const draws = fc.record<Draw>({
  pick: fc.nat(),
  kind: fc.constantFrom('set', 'new', 'append', 'remove'),
  value: values,
});

function editFrom(data: unknown, { pick, kind, value }: Draw): Edit | undefined {
  const all = paths(data).filter((path) => path.length > 0);
  const at = (wanted: (path: Path) => boolean): Path | undefined => {
    const candidates = all.filter(wanted);
    return candidates[pick % Math.max(candidates.length, 1)];
  };
  const valueAt = (path: Path): unknown =>
    path.reduce<unknown>((node, step) => (node as Record<string | number, unknown>)[step], data);
  const isMap = (path: Path): boolean => {
    const node = valueAt(path);
    return (
      typeof node === 'object' &&
      node !== null &&
      !Array.isArray(node) &&
      !Object.keys(node).some((key) => /^(Fn::|Ref$|Condition$)/.test(key))
    );
  };
  const inGetAtt = (path: Path): boolean => path.includes('Fn::GetAtt');
  const path =
    kind === 'append'
      ? at((p) => Array.isArray(valueAt(p)) && !inGetAtt(p))
      : at((p) => !inGetAtt(p) && (kind !== 'new' || isMap(p)));
  if (!path) return undefined;
  if (kind === 'set') return { path, set: value };
  if (kind === 'new') return { path: [...path, `New${pick % 100}`], set: value };
  return kind === 'append' ? { path, append: value } : { path, remove: true };
}

/** Offsets at which lines begin. */
function lines(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map((newline) => newline.index + 1)];
}

/** What must not change: everything before the first and after the last line of the innermost written container of the edit. */
function frame(document: SourceDocument, edit: Edit): readonly [before: string, after: string] {
  const changed = 'remove' in edit ? edit.path.slice(0, -1) : edit.path;
  for (let path = changed; ; path = path.slice(0, -1)) {
    const range = path.length > 0 ? document.range(path) : ([0, document.text.length] as const);
    if (!range) continue;
    const start = lines(document.text)[(document.locate(path)?.line ?? 1) - 1] ?? 0;
    const end = document.text.indexOf('\n', range[1]);
    return [
      document.text.slice(0, path.length > 0 ? start : 0),
      // Comments below a node may belong to it.
      end < 0 || path.length === 0 ? '' : document.text.slice(end).replace(/^(\r?\n[ \t]*(#.*)?(?=\r?\n))*/, ''),
    ];
  }
}

function comments(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trimStart().startsWith('# '));
}

function check(text: string, draw: Draw): void {
  const document = parseDocument(text, 'template.yaml');
  const edit = editFrom(document.data, draw);
  if (!edit) return;
  const result = applyEdits(document, [edit]);
  expect(parseDocument(result, 'template.yaml').data).toEqual(editData(document.data, [edit]));
  const [before, after] = frame(document, edit);
  expect(result.startsWith(before)).toBe(true);
  expect(result.endsWith(after)).toBe(true);
  if (draw.kind === 'new' || draw.kind === 'append') expect(comments(result)).toEqual(comments(text));
  expect(/\r\n/.test(result) && /(?<!\r)\n/.test(result)).toBe(false);
}

describe('property: the result holds the intended data and every line outside the changed node stays', () => {
  test.each(Object.keys(texts))('%s', (name) => {
    fc.assert(
      fc.property(draws, (draw) => check(texts[name] ?? '', draw)),
      { numRuns: 150 },
    );
  });

  const names = existsSync(inputs) ? readdirSync(inputs) : [];
  (names.length > 0 ? test : test.skip)('inputs of the SAM transform', () => {
    const readable = names.flatMap((name) => {
      const text = readFileSync(join(inputs, name), 'utf8');
      try {
        const document = parseDocument(text, name);
        return document.diagnostics.length === 0 ? [text] : [];
      } catch {
        return [];
      }
    });
    expect(readable.length).toBeGreaterThan(500);
    fc.assert(
      fc.property(fc.constantFrom(...readable), draws, (text, draw) => check(text, draw)),
      { numRuns: 3000, seed: 2131789140, path: '2943:5' },
    );
  });
});
