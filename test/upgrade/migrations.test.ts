import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { migrationsBetween, pathAfter, type Migration } from '../../src/upgrade/migrations.ts';
import { runs } from '../support/runs.ts';

let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder of migrations by their versions. */
function migrations(files: Readonly<Record<string, unknown>>): string {
  const at = mkdtempSync(join(folder, `${count++}-`));
  writeFileSync(join(at, 'README.md'), 'not a migration');
  for (const [version, data] of Object.entries(files)) {
    writeFileSync(join(at, `${version}.json`), typeof data === 'string' ? data : JSON.stringify(data));
  }
  return at;
}

function versions(from: string, to: string, at: string): string[] {
  return migrationsBetween(from, to, at).map(({ version }) => version);
}

describe('migrationsBetween', () => {
  test('S08 takes those after the one and up to the other, in the order of versions', () => {
    const at = migrations({ '10.0.0': {}, '2.0.0': {}, '1.0.0': {}, '3.0.0': {}, '4.0.0': {}, '4.0.1': {} });
    expect(versions('1.0.0', '4.0.0', at)).toEqual(['2.0.0', '3.0.0', '4.0.0']);
    expect(versions('3.0.0', '10.0.0', at)).toEqual(['4.0.0', '4.0.1', '10.0.0']);
    expect(versions('4.0.0', '1.0.0', at)).toEqual([]);
    expect(versions('2.0.0', '2.0.0', at)).toEqual([]);
  });

  test('prereleases come before their version', () => {
    const at = migrations({ '2.0.0': {}, '2.0.0-rc.10': {}, '2.0.0-rc.2': {}, '1.9.0': {} });
    expect(versions('1.9.0', '2.0.0', at)).toEqual(['2.0.0-rc.2', '2.0.0-rc.10', '2.0.0']);
    expect(versions('2.0.0-rc.2', '2.0.0-rc.10', at)).toEqual(['2.0.0-rc.10']);
  });

  test('going over any version on the way uses the same ones, once each', () => {
    const version = fc
      .tuple(fc.nat(3), fc.nat(12), fc.nat(3), fc.option(fc.nat(12), { nil: undefined }))
      .map(([a, b, c, rc]) => `${a}.${b}.${c}${rc === undefined ? '' : `-rc.${rc}`}`);
    const known = fc.sample(version, { numRuns: 40, seed: 7 });
    const at = migrations(Object.fromEntries(known.map((name) => [name, {}])));
    const all = versions('0.0.0-0', '9.0.0', at);
    expect(all).toHaveLength(new Set(known).size);
    const index = fc.nat(all.length - 1);
    fc.assert(
      fc.property(index, index, index, (...indexes) => {
        const [a, b, c] = indexes.sort((one, other) => one - other);
        const [from, over, to] = [all[a] ?? '', all[b] ?? '', all[c] ?? ''];
        expect(versions(from, to, at)).toEqual(all.slice(a + 1, c + 1));
        expect([...versions(from, over, at), ...versions(over, to, at)]).toEqual(all.slice(a + 1, c + 1));
      }),
      runs(30),
    );
  });

  test('fills in what a file leaves out', () => {
    const at = migrations({ '1.1.0': { answers: { region: 'aws.region' }, notes: ['Moved.'] } });
    expect(migrationsBetween('1.0.0', '1.1.0', at)).toEqual([
      {
        version: '1.1.0',
        notes: ['Moved.'],
        answers: { region: 'aws.region' },
        values: {},
        paths: {},
        classes: {},
        released: [],
      },
    ]);
  });

  test('without a folder there are none', () => {
    expect(migrationsBetween('1.0.0', '2.0.0', join(folder, 'missing'))).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['1.1.0', '{', 'is not JSON'],
    ['1.1.0', [], 'is no object'],
    ['1.1.0', { answer: {} }, 'answer is unknown; did you mean "answers"?'],
    ['1.1.0', { answers: { region: 1 } }, 'answers → region must be text'],
    ['1.1.0', { answers: { 'a.': 'b' } }, 'answers → a. "a." is no path of keys'],
    ['1.1.0', { answers: { 'a.*': 'b' } }, 'answers → a.* has * more or less often'],
    ['1.1.0', { values: { region: 'x' } }, 'values → region must be an object'],
    ['1.1.0', { paths: { a: '../b' } }, 'paths → a "../b" leads out of the folder'],
    ['1.1.0', { paths: { 'a/': 'b' } }, 'paths → a/ is a folder'],
    ['1.1.0', { paths: { 'fitness.yaml': 'b' } }, 'paths → fitness.yaml fitness.yaml stays where it is'],
    ['1.1.0', { paths: { a: '.fitness/manifest.json' } }, 'stays where it is'],
    ['1.1.0', { classes: { a: 'mine' } }, 'classes → a must be one of managed, merged, once, not "mine"'],
    ['1.1.0', { released: 'a' }, 'released must be a list'],
    ['1.1.0', { notes: [''] }, 'notes → 0 must be text'],
    ['v1.1.0', {}, 'is not named by a version'],
    ['latest', {}, 'is not named by a version'],
  ])('refuses %s.json with %j, naming the file and the key', (version, data, message) => {
    const at = migrations({ [version]: data });
    const run = () => migrationsBetween('1.0.0', '2.0.0', at);
    expect(run).toThrow(UserError);
    expect(run).toThrow(message);
    expect(run).toThrow(join(at, `${version}.json`));
  });

  test.each([
    ['1.0', '2.0.0'],
    ['1.0.0', 'latest'],
  ])('refuses %s and %s: no versions', (from, to) => {
    expect(() => migrationsBetween(from, to, migrations({}))).toThrow(/is no version of this tool/);
  });

  test('the files of the package are valid', () => {
    expect(migrationsBetween('0.0.0-0', '999.0.0').every(({ version }) => version !== '')).toBe(true);
  });
});

describe('pathAfter', () => {
  const of = (paths: Migration['paths']): Migration => ({
    version: '1.0.0',
    notes: [],
    answers: {},
    values: {},
    paths,
    classes: {},
    released: [],
  });

  test('follows a path that is renamed twice, by itself and with its folder', () => {
    const both = [of({ 'docs/': 'doc/', 'a.md': 'docs/a.md' }), of({ 'doc/': 'handbook/', 'docs/a.md': 'A.md' })];
    expect(pathAfter('docs/b/c.md', both)).toBe('handbook/b/c.md');
    expect(pathAfter('a.md', both)).toBe('A.md');
    expect(pathAfter('src/a.md', both)).toBe('src/a.md');
  });

  test('the nearest folder counts, and a file that is named goes its own way', () => {
    const one = [of({ 'a/': 'x/', 'a/b/': 'y/', 'a/b/c': 'z' })];
    expect(['a/d', 'a/b/d', 'a/b/c', 'toString'].map((path) => pathAfter(path, one))).toEqual([
      'x/d',
      'y/d',
      'z',
      'toString',
    ]);
  });
});
