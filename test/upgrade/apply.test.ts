import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { apply } from '../../src/upgrade/apply.ts';
import { nodeFiles } from '../../src/upgrade/apply/files.ts';
import { hashOf } from '../../src/upgrade/manifest.ts';
import type { Plan } from '../../src/upgrade/plan.ts';
import { recover } from '../../src/upgrade/apply/recover.ts';
import { emptyFolder, planFor, tree, write } from './tree.ts';
import type { Sketch } from './tree.ts';

const FIRST: Sketch = {
  'a.txt': 'a1\n',
  'deep/er/b.txt': { text: 'b1\n', class: 'managed' },
  'c.sh': { text: 'c\n', class: 'once', executable: true },
};
/** Updates a file, adds one in a new folder, and has a conflict. */
const SECOND: Sketch = { ...FIRST, 'a.txt': 'a2\n', 'new/d.txt': 'd\n', 'mine.txt': 'ours\n' };

function upgradable(): { folder: string; plan: Plan } {
  const folder = emptyFolder();
  apply(folder, planFor(folder, FIRST));
  write(folder, { 'mine.txt': 'mine\n' });
  return { folder, plan: planFor(folder, SECOND) };
}

test('a file that the tool renames keeps the permissions that a person gave it', () => {
  const folder = emptyFolder();
  write(folder, { 'a/secret.txt': 'old\n' });
  chmodSync(join(folder, 'a/secret.txt'), 0o600);
  const content = { bytes: Buffer.from('new\n'), executable: false };
  apply(folder, {
    actions: [],
    writes: [
      { path: 'b/secret.txt', content, from: 'a/secret.txt' },
      { path: 'a/secret.txt', before: hashOf(Buffer.from('old\n')) },
    ],
  });
  expect(tree(folder)).toEqual({ 'b/': expect.anything(), 'b/secret.txt': '600 new\n' });
});

describe('undo', () => {
  test('puts everything back after it was done', () => {
    const { folder, plan } = upgradable();
    const before = tree(folder);
    const applied = apply(folder, plan);
    expect(tree(folder)).not.toEqual(before);
    applied.undo();
    expect(tree(folder)).toEqual(before);
  });

  test('of a create leaves nothing, but what a person put there', () => {
    const parent = emptyFolder();
    const applied = apply(join(parent, 'service'), planFor(join(parent, 'service'), FIRST));
    write(parent, { 'service/deep/mine.txt': 'x' });
    applied.undo();
    expect(Object.keys(tree(parent))).toEqual(['service/', 'service/deep/', 'service/deep/mine.txt']);
  });
});

describe('S18 S19 what is not trusted', () => {
  const journal = (entry: object): string =>
    JSON.stringify({ version: 1, pid: 999999999, entries: [entry], folders: [], madeRoot: 0 });

  test.each(['../outside.txt', '/etc/passwd', 'a/../../b', '.git/config', 'a\\b', ''])(
    'a journal that names %j is refused',
    (path) => {
      const parent = emptyFolder();
      write(parent, {
        'outside.txt': 'theirs',
        'service/.fitness/journal/journal.json': journal({ path, after: '0'.repeat(64) }),
      });
      expect(() => recover(join(parent, 'service'))).toThrow(/is not a journal of this tool/);
      expect(readFileSync(join(parent, 'outside.txt'), 'utf8')).toBe('theirs');
    },
  );

  test('a journal does not reach through a link', () => {
    const folder = emptyFolder();
    const outside = emptyFolder();
    write(outside, { 'x.txt': 'theirs' });
    symlinkSync(outside, join(folder, 'link'));
    write(folder, {
      '.fitness/journal/journal.json': journal({ path: 'link/x.txt', mode: 420, after: '0'.repeat(64) }),
      '.fitness/journal/0': 'evil',
    });
    expect(() => recover(folder)).toThrow(/Could not put back link\/x\.txt/);
    expect(readFileSync(join(outside, 'x.txt'), 'utf8')).toBe('theirs');
  });

  test('a file that changed since the plan was made is not overwritten', () => {
    const { folder, plan } = upgradable();
    write(folder, { 'a.txt': 'changed meanwhile\n' });
    const before = tree(folder);
    expect(() => apply(folder, plan)).toThrow(/a\.txt changed while the command ran/);
    expect(tree(folder)).toEqual(before);
  });

  test('a folder that became a link since the plan was made is not written through', () => {
    const folder = emptyFolder();
    const outside = emptyFolder();
    const planned = planFor(folder, { 'src/a.txt': 'x' });
    symlinkSync(outside, join(folder, 'src'));
    expect(() => apply(folder, planned)).toThrow(/leads out of the folder/);
    expect(existsSync(join(outside, 'a.txt'))).toBe(false);
  });
});

test('L2 nothing to do: no byte and no time changes', () => {
  const folder = emptyFolder();
  apply(folder, planFor(folder, FIRST));
  const times = (): number[] =>
    Object.keys(tree(folder)).map((path) => nodeFiles.lstatSync(join(folder, path))?.mtimeMs ?? 0);
  const before = times();
  apply(folder, planFor(folder, FIRST));
  expect(times()).toEqual(before);
});

test('an empty plan makes no folder', () => {
  const folder = join(emptyFolder(), 'x');
  apply(folder, { actions: [], writes: [] });
  expect(existsSync(folder)).toBe(false);
  mkdirSync(folder);
});
