import { rmSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../../src/errors.ts';
import { conflictLeft } from '../../../src/upgrade/merge/markers.ts';
import { merge } from '../../../src/upgrade/merge/merge.ts';
import type { Merged, MergeOptions, ThreeWay } from '../../../src/upgrade/merge/three-way.ts';
import { emptyFolder } from '../tree.ts';
import { runs } from '../../support/runs.ts';
import { threeWay, triples } from './triples.ts';
import type { Triple } from './triples.ts';

const OPTIONS: MergeOptions = {
  favour: 'markers',
  labels: { yours: 'yours', next: 'create-fitness-serverless 1.4.0' },
};

function merged(file: ThreeWay): Merged {
  return merge([file], OPTIONS)[0] as Merged;
}

function textOf(result: Merged): string {
  if (result.kind === 'unmergeable') throw new Error(result.reason);
  return Buffer.from(result.bytes).toString('latin1');
}

function refusal(...files: ThreeWay[]): UserError {
  try {
    merge(files, OPTIONS);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was merged');
}

const TEXT = '1\n2\n3\n4\n5\n';
const WINDOWS = TEXT.replaceAll('\n', '\r\n');

describe('one side alone changed it', () => {
  /** Where no git can be found, and no folder can be made, only what needs neither succeeds. */
  function withoutAnything<T>(action: () => T): T {
    const folder = emptyFolder();
    const { PATH, TMPDIR } = process.env;
    rmSync(folder, { recursive: true });
    Object.assign(process.env, { PATH: folder, TMPDIR: folder });
    try {
      return action();
    } finally {
      Object.assign(process.env, { PATH, TMPDIR: TMPDIR ?? '' });
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
    }
  }

  test.each<[string, Triple, string]>([
    ['the tool', { base: TEXT, yours: TEXT, next: `${TEXT}6\n` }, `${TEXT}6\n`],
    ['the person', { base: TEXT, yours: `0\n${TEXT}`, next: TEXT }, `0\n${TEXT}`],
    ['both, in the same way', { base: TEXT, yours: `0\n${TEXT}`, next: `0\n${TEXT}` }, `0\n${TEXT}`],
    ['nobody', { base: TEXT, yours: TEXT, next: TEXT }, TEXT],
    ['the tool, in a file with CRLF', { base: TEXT, yours: WINDOWS, next: `${TEXT}6\n` }, `${WINDOWS}6\r\n`],
    [
      'the tool, where git made CRLF of everything',
      { base: WINDOWS, yours: WINDOWS, next: `${TEXT}6\n` },
      `${WINDOWS}6\r\n`,
    ],
    ['the tool, which now writes CRLF', { base: TEXT, yours: TEXT, next: WINDOWS }, WINDOWS],
    ['the person, and git the line endings', { base: TEXT, yours: `0\r\n${WINDOWS}`, next: TEXT }, `0\r\n${WINDOWS}`],
    [
      'the tool, and the person the byte order mark',
      { base: TEXT, yours: `\xef\xbb\xbf${TEXT}`, next: `0\n${TEXT}` },
      `\xef\xbb\xbf0\n${TEXT}`,
    ],
  ])('%s: no process, no folder', (_, file, expected) => {
    const result = withoutAnything(() => merged(threeWay(file)));
    expect(result).toMatchObject({ kind: 'clean', kept: [] });
    expect(textOf(result)).toBe(expected);
  });

  test('L1 L2 the text of the side that changed, byte for byte, whatever is in it', () => {
    const odd = fc.string({
      unit: fc.constantFrom('a', '\n', '\r\n', '\r', '\xef\xbb\xbf', '\0', '\x80'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(odd, odd, (base, other) => {
        expect(textOf(merged(threeWay({ base, yours: other, next: base })))).toBe(other);
        // where the person has CRLF alone, what comes has it, too
        fc.pre(!base.includes('\r\n'));
        expect(textOf(merged(threeWay({ base, yours: base, next: other })))).toBe(other);
      }),
    );
  });
});

describe('both changed', () => {
  test('each file in its own way, in their order', () => {
    const results = merge(
      [
        threeWay({ base: TEXT, yours: TEXT, next: '0\n' }, 'a.txt'),
        threeWay({ base: TEXT, yours: `0\n${TEXT}`, next: `${TEXT}6\n` }, 'b.txt'),
        threeWay({ base: '{"a":1}\n', yours: '{"a":1,"b":2}\n', next: '{"a":3}\n' }, 'c.json'),
        threeWay({ base: TEXT, yours: TEXT.replace('3', 'x'), next: TEXT.replace('3', 'y') }, 'd.txt'),
        threeWay({ base: '\0', yours: '\0x', next: '\0y' }, 'e.bin'),
        threeWay({ base: TEXT, yours: `0\n${TEXT}`, next: TEXT }, 'f.txt'),
      ],
      OPTIONS,
    );
    expect(results.map(({ kind }) => kind)).toEqual(['clean', 'clean', 'clean', 'conflict', 'unmergeable', 'clean']);
    expect(results.filter(({ kind }) => kind !== 'unmergeable').map(textOf)).toEqual([
      '0\n',
      `0\n${TEXT}6\n`,
      '{"a":3,"b":2}\n',
      '1\n2\n<<<<<<< yours\nx\n=======\ny\n>>>>>>> create-fitness-serverless 1.4.0\n4\n5\n',
      `0\n${TEXT}`,
    ]);
  });

  test('a structured file has no markers, even where both changed a value', () => {
    const result = merged(threeWay({ base: 'a: 1\n', yours: 'a: 2\n', next: 'a: 3\n' }, 'template.yaml'));
    expect(result).toMatchObject({ kind: 'clean', kept: [{ at: 'a', yours: '2', next: '3' }] });
    expect(textOf(result)).toBe('a: 2\n');
  });

  test('a structured file that does not parse is merged as text', () => {
    const base = '{\n  // why\n  "a": 1,\n  "b": 2,\n  "c": 3,\n  "d": 4\n}\n';
    const file = { base, yours: base.replace('1', '10'), next: base.replace('4', '40') };
    expect(textOf(merged(threeWay(file, 'tsconfig.json')))).toBe(base.replace('1', '10').replace('4', '40'));
  });

  const json = '{\n  // why\n  "a": 1,\n  "b": [\n    1,\n  ],\n  "c": "// no, comment,}",\n  "d": 4\n}\n';
  const anchored = '? &k a\n: 1\nb: 1\nc: 1\nd: 1\ne: 1\n';
  const toml = '[dev.build]\ncached = true\n\n[dev.deploy]\na = 1\nb = 1\n\n[prod.deploy]\na = 1\n';

  test.each<[string, string, Triple, string]>([
    [
      'a key twice in YAML',
      'x.yml',
      { base: anchored, yours: `x: 1\n${anchored}`, next: `${anchored}x: 2\n` },
      'it would repeat a key (The key x is repeated; the last one counts)',
    ],
    [
      'a key twice in a map that merges two',
      'x.yml',
      {
        base: 'm: &m {a: 1}\nn: &n {b: 1}\nR:\n  <<: *m\n  <<: *n\n  c: 1\n  d: 1\n',
        yours: 'm: &m {a: 1}\nn: &n {b: 1}\nR:\n  x: 1\n  <<: *m\n  <<: *n\n  c: 1\n  d: 1\n',
        next: 'm: &m {a: 1}\nn: &n {b: 1}\nR:\n  <<: *m\n  <<: *n\n  c: 1\n  d: 1\n  x: 2\n',
      },
      'it would repeat a key (The key x is repeated; the last one counts)',
    ],
    [
      'a key twice in JSON with comments',
      'tsconfig.json',
      { base: json, yours: json.replace('{\n', '{\n  "x": 1,\n'), next: json.replace('4', '4,\n  "x": 2') },
      'it would repeat a key (The key x is repeated; the last one counts)',
    ],
    [
      'a table of TOML below a dotted key',
      'samconfig.toml',
      {
        base: toml,
        yours: toml.replace('cached = true', 'cached = true\nparameters.parallel = true'),
        next: `${toml}\n[dev.build.parameters]\ncached = true\n`,
      },
      'it could not be read (',
    ],
    [
      'a table of TOML below an inline one',
      'samconfig.toml',
      {
        base: toml,
        yours: `[prod]\nbuild = { parameters = { parallel = true } }\n\n${toml}`,
        next: `${toml}\n[prod.build.parameters]\ncached = true\n`,
      },
      'it could not be read (',
    ],
    [
      'something that is no YAML',
      'x.yml',
      { base: anchored, yours: `a: [\n${anchored}`, next: `${anchored}x: 2\n` },
      'it could not be read (',
    ],
  ])('%s is never written: nothing is merged', (_, path, file, reason) => {
    const result = merged(threeWay(file, path));
    expect(result.kind).toBe('unmergeable');
    expect(result).toMatchObject({ reason: expect.stringContaining(`merged by lines ${reason}`) as unknown });
  });

  test('a key that the person has twice is the person’s, as are several documents', () => {
    const twice = 'x: 1\nx: 1\nb: 1\nc: 1\nd: 1\n';
    const two = '---\nx: 1\nb: 1\nc: 1\n---\nx: 1\n';
    for (const text of [twice, two]) {
      const file = { base: text, yours: `y: 1\n${text}`.replace('y: 1\n---', '---\ny: 1'), next: `${text}z: 1\n` };
      expect(textOf(merged(threeWay(file, 'x.yml')))).toBe(`${file.yours}z: 1\n`);
    }
  });

  test.each(['fitness.yaml', 'template.yaml'])('%s that does not parse is refused with its place', (path) => {
    const error = refusal(threeWay({ base: 'a: 1\nb: 1\n', yours: 'a: 1\nb: [1\n', next: 'a: 2\nb: 1\n' }, path));
    expect(error).toMatchObject({ code: 'template-syntax', kind: 'usage', location: { file: path } });
    expect(error.message).toMatch(new RegExp(`^${path}:\\d+:\\d+: `));
  });

  /** A conflict that is left is refused. */
  const unmarked = triples.filter(({ yours, base }) => conflictLeft(yours, base) === undefined);

  test('what was merged merges to itself', () => {
    fc.assert(
      fc.property(fc.array(unmarked, { minLength: 40, maxLength: 40 }), (batch) => {
        const results = merge(
          batch.map((file) => threeWay(file)),
          OPTIONS,
        ).map(textOf);
        const again = batch.map(({ next }, index) => threeWay({ base: next, yours: results[index] ?? '', next }));
        expect(
          again.map((file) =>
            hasMarkers(file) ? textOf({ kind: 'clean', bytes: file.yours, kept: [] }) : textOf(merged(file)),
          ),
        ).toEqual(results);
      }),
      runs(3),
    );
  }, 60_000);

  const hasMarkers = (file: ThreeWay): boolean => Buffer.from(file.yours).includes('<<<<<<< ');
});

describe('a conflict that is left', () => {
  const left = '1\n2\n<<<<<<< yours\nmine\n=======\nours\n>>>>>>> create-fitness-serverless 1.3.0\n4\n';
  const file = (yours: string, path = 'notes.txt', base = TEXT): ThreeWay =>
    threeWay({ base, yours, next: `${TEXT}6\n` }, path);

  test('S27 is refused with its place, and what to do', () => {
    const error = refusal(file(left));
    expect(error).toMatchObject({
      code: 'conflict-markers',
      kind: 'incomplete',
      location: { file: 'notes.txt', line: 3, column: 1 },
    });
    expect(error.message).toBe('notes.txt:3:1: a conflict is not resolved.');
    expect(error.hint).toContain('<<<<<<<');
  });

  test('every file is named at once, whatever its kind', () => {
    const error = refusal(file(left, 'template.yaml'), file(`${TEXT}7\n`), file(left, 'package.json'));
    expect(error.message).toMatch(/^template\.yaml:3:1, package\.json:3:1: /);
  });

  test.each([
    ['CRLF', left.replaceAll('\n', '\r\n'), 3],
    ['with the base between', left.replace('=======', '||||||| base\n3\n======='), 3],
    ['git’s own', left.replace('yours', 'HEAD').replace('create-fitness-serverless 1.3.0', 'main'), 3],
    ['after a byte order mark, in the first line', `\xef\xbb\xbf${left.slice(4)}`, 1],
    ['the second, where the first is whole', `<<<<<<< a\nx\n${left}`, 5],
  ])('%s', (_, text, line) => {
    expect(refusal(file(text)).location).toMatchObject({ line });
  });

  test.each([
    ['a heading', 'Title\n=======\n\n1\n2\n3\n4\n5\n'],
    ['quoted mail', '>>>>>>> somebody wrote\n1\n2\n3\n4\n5\n'],
    ['in another order', '>>>>>>> a\n=======\n<<<<<<< b\n1\n2\n3\n4\n5\n'],
    ['without a separator', '<<<<<<< a\n>>>>>>> b\n1\n2\n3\n4\n5\n'],
    ['a longer separator', '<<<<<<< a\n========\n>>>>>>> b\n1\n2\n3\n4\n5\n'],
    ['indented', left.replace(/^(?=[<=>]{7})/gm, '    ')],
    ['within a line', '# <<<<<<< a\n# =======\n# >>>>>>> b\n1\n2\n3\n4\n5\n'],
  ])('S26 %s is none', (_, text) => {
    expect(['clean', 'conflict']).toContain(merged(file(text)).kind);
  });

  test('S26 what the tool itself wrote is none', () => {
    expect(textOf(merged(threeWay({ base: left, yours: `0\n${left}`, next: `${left}5\n` })))).toBe(`0\n${left}5\n`);
  });
});
