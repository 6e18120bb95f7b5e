import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findRenames } from '../../../src/upgrade/plan/renames.ts';
import { runs } from '../../support/runs.ts';
import { git } from '../merge/triples.ts';
import { emptyFolder } from '../tree.ts';

type Files = Readonly<Record<string, string>>;

function renames(missing: Files, candidates: Files): Record<string, string> {
  const bytes = (files: Files) =>
    new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text, 'latin1')]));
  return Object.fromEntries(findRenames(bytes(missing), bytes(candidates)));
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line number ${from + index}\n`).join('');

describe('findRenames', () => {
  test('S34 a file that was moved, and edited', () => {
    expect(renames({ 'a.ts': lines(0, 20) }, { 'src/b.ts': `${lines(0, 20)}mine\n`, 'c.ts': lines(50, 70) })).toEqual({
      'a.ts': 'src/b.ts',
    });
  });

  test('S35 a folder that was renamed, with files that are alike', () => {
    const missing = { 'old/a/index.ts': lines(0, 9), 'old/b/index.ts': lines(0, 9), 'old/c.ts': lines(20, 30) };
    const there = {
      'new/b/index.ts': lines(0, 9),
      'new/a/index.ts': lines(0, 9),
      'new/c.ts': lines(20, 31),
      'new/own.ts': 'x\n',
    };
    expect(renames(missing, there)).toEqual({
      'old/a/index.ts': 'new/a/index.ts',
      'old/b/index.ts': 'new/b/index.ts',
      'old/c.ts': 'new/c.ts',
    });
  });

  test('S51 in case alone', () => {
    expect(renames({ 'Readme.md': lines(0, 5) }, { 'README.md': lines(0, 5) })).toEqual({ 'Readme.md': 'README.md' });
  });

  test('half of it is enough, less is not', () => {
    const missing = { 'a.ts': lines(10, 20) };
    expect(renames(missing, { 'b.ts': lines(15, 25) })).toEqual({ 'a.ts': 'b.ts' });
    expect(renames(missing, { 'b.ts': lines(16, 26) })).toEqual({});
    expect(renames(missing, { 'b.ts': lines(10, 31) })).toEqual({});
  });

  test('the most similar one; an equal name is preferred if it is similar', () => {
    const missing = { 'a/x.ts': lines(10, 30) };
    expect(renames(missing, { 'b.ts': lines(10, 29), 'c.ts': lines(10, 30) })).toEqual({ 'a/x.ts': 'c.ts' });
    expect(renames(missing, { 'b.ts': lines(10, 29), 'c/x.ts': lines(10, 27) })).toEqual({ 'a/x.ts': 'c/x.ts' });
    expect(renames(missing, { 'b.ts': lines(10, 29), 'c/x.ts': lines(10, 22) })).toEqual({ 'a/x.ts': 'b.ts' });
  });

  test('each is taken once, by the one that it is most like', () => {
    expect(renames({ 'a.ts': lines(10, 30), 'b.ts': lines(10, 29) }, { 'c.ts': lines(10, 29) })).toEqual({
      'b.ts': 'c.ts',
    });
  });

  test('S42 CRLF is the same line; S45 bytes that are no UTF-8; S21 odd names', () => {
    const text = `caf\xe9\n${lines(10, 20)}`;
    const odd = 'a "b"\n*.ts';
    expect(renames({ [odd]: text }, { '__proto__.ts': text.replaceAll('\n', '\r\n') })).toEqual({
      [odd]: '__proto__.ts',
    });
  });

  test('empty files are like no other', () => {
    expect(renames({ 'a.ts': '', 'b.ts': '\n' }, { 'c.ts': '', 'd.ts': '\n' })).toEqual({});
  });

  test('a thousand files are compared at once', () => {
    const all = (folder: string): Files =>
      Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${folder}/${i}.ts`, lines(i * 7, i * 7 + 60)]));
    const missing = Object.entries(all('old')).slice(0, 20);
    const started = process.cpuUsage();
    const found = renames(Object.fromEntries(missing), all('new'));
    expect(Object.keys(found)).toHaveLength(20);
    expect(found['old/3.ts']).toBe('new/3.ts');
    // of the processor: others may be busy on it
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(3000);
  });

  /** What `git diff` says of two commits. */
  function byGit(missing: Files, candidates: Files): Record<string, string> {
    const folder = emptyFolder();
    try {
      git(folder, 'init', '-q');
      for (const files of [missing, candidates]) {
        git(folder, 'rm', '-rqf', '--ignore-unmatch', '.');
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text);
        }
        git(folder, 'add', '-A');
        git(folder, 'commit', '-q', '--allow-empty', '-m', 'x');
      }
      const words = git(
        folder,
        'diff',
        '--no-ext-diff',
        '-M',
        '--diff-filter=R',
        '--name-status',
        '-z',
        'HEAD~',
        'HEAD',
      ).split('\0');
      const found: [string, string][] = [];
      for (let at = 0; at + 2 < words.length; at += 3) found.push([words[at + 1] ?? '', words[at + 2] ?? '']);
      return Object.fromEntries(found);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('finds what git finds', () => {
    const lines = fc.array(fc.nat(12), { minLength: 3, maxLength: 12 });
    const textOf = (numbers: readonly number[]): string => numbers.map((n) => `line number ${n}\n`).join('');
    // from nothing in common to almost everything
    const pair = fc
      .tuple(lines, lines, fc.nat(12))
      .map(([base, other, same]) => [textOf(base), textOf([...base.slice(0, same), ...other.slice(same)])] as const);
    let found = 0;
    const tries = runs(40);
    fc.assert(
      fc.property(pair, ([base, other]) => {
        const expected = byGit({ 'a.ts': base }, { 'b/c.ts': other });
        found += Object.keys(expected).length;
        expect(renames({ 'a.ts': base }, { 'b/c.ts': other })).toEqual(expected);
      }),
      tries,
    );
    expect(found).toBeGreaterThan(tries.numRuns / 13);
    expect(found).toBeLessThan(tries.numRuns);
  }, 60_000);
});
