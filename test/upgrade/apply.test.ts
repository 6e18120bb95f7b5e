import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { apply, isInterrupted, recover } from '../../src/upgrade/apply.ts';
import { nodeFiles } from '../../src/upgrade/files.ts';
import type { Files } from '../../src/upgrade/files.ts';
import type { Plan } from '../../src/upgrade/plan.ts';
import { emptyFolder, planFor, tree, write } from './tree.ts';
import type { Sketch } from './tree.ts';

const FIRST: Sketch = {
  'a.txt': 'a1\n',
  'deep/er/b.txt': { text: 'b1\n', class: 'managed' },
  'c.sh': { text: 'c\n', class: 'once', executable: true },
};
/** Updates a file, adds one in a new folder, and has a conflict. */
const SECOND: Sketch = { ...FIRST, 'a.txt': 'a2\n', 'new/d.txt': 'd\n', 'mine.txt': 'ours\n' };

/** The file system whose n-th change fails; `forever`: and every later one, as after a kill. */
function failing(n: number, forever: boolean): Files & { changes: () => number } {
  const READS = new Set(['lstatSync', 'readFileSync', 'readdirSync']);
  let changes = 0;
  const wrapped = Object.entries(nodeFiles).map(([name, call]) => [
    name,
    (...args: unknown[]) => {
      if (!READS.has(name) && name !== 'closeSync' && (++changes === n || (forever && changes > n))) {
        throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC', syscall: name });
      }
      return (call as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.assign(Object.fromEntries(wrapped), { changes: () => changes });
}

function upgradable(): { folder: string; plan: Plan } {
  const folder = emptyFolder();
  apply(folder, planFor(folder, FIRST));
  write(folder, { 'mine.txt': 'mine\n' });
  return { folder, plan: planFor(folder, SECOND) };
}

/** How many changes of the disk a whole run makes. */
function changesOf(run: (files: Files) => void): number {
  const files = failing(Infinity, false);
  run(files);
  return files.changes();
}

describe('a write that fails', () => {
  test('restores exactly what was there, at whichever write it happens', () => {
    const total = changesOf((files) => {
      const { folder, plan } = upgradable();
      apply(folder, plan, files);
    });
    expect(total).toBeGreaterThan(30);
    for (let n = 1; n <= total; n++) {
      const { folder, plan } = upgradable();
      const before = tree(folder);
      const files = failing(n, false);
      let failed = false;
      try {
        apply(folder, plan, files);
      } catch (error) {
        failed = true;
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
      }
      // after the last entry of the journal everything is done, and sweeping it up may fail
      if (failed) expect({ n, tree: tree(folder) }).toEqual({ n, tree: before });
      else {
        recover(folder);
        expect(planFor(folder, SECOND).writes).toEqual([]);
      }
      rmSync(folder, { recursive: true });
    }
  });

  test('S59 a create that fails removes everything that it made, the folder and its parents too', () => {
    const target = (): string => join(emptyFolder(), 'x', 'service');
    const total = changesOf((files) => {
      const folder = target();
      apply(folder, planFor(folder, FIRST), files);
    });
    for (let n = 1; n <= total - 2; n++) {
      const folder = target();
      expect(() => apply(folder, planFor(folder, FIRST), failing(n, false))).toThrow('ENOSPC');
      expect({ n, left: tree(dirname(dirname(folder))) }).toEqual({ n, left: {} });
    }
  });
});

describe('S17 a process that is killed', () => {
  test('at whichever write: the next command puts back exactly what was there', () => {
    const total = changesOf((files) => {
      const { folder, plan } = upgradable();
      apply(folder, plan, files);
    });
    for (let n = 1; n <= total; n++) {
      const { folder, plan } = upgradable();
      const before = tree(folder);
      try {
        apply(folder, plan, failing(n, true));
      } catch {
        // the kill
      }
      const settled = isInterrupted(folder) ? recover(folder, nodeFiles, () => false) : true;
      expect(settled).toBe(true);
      expect(isInterrupted(folder)).toBe(false);
      const done = planFor(folder, SECOND).writes.length === 0;
      if (!done) expect({ n, tree: tree(folder) }).toEqual({ n, tree: before });
      rmSync(folder, { recursive: true });
    }
  });

  test('and one that is killed while it puts back is finished by the next', () => {
    for (let n = 20; n <= 60; n += 4) {
      const { folder, plan } = upgradable();
      const before = tree(folder);
      try {
        apply(folder, plan, failing(n, true));
      } catch {
        // the kill
      }
      if (!isInterrupted(folder)) continue;
      for (let m = 1; m < 6; m++) {
        try {
          recover(folder, failing(m, true), () => false);
        } catch {
          // killed again
        }
      }
      recover(folder, nodeFiles, () => false);
      if (planFor(folder, SECOND).writes.length > 0) expect({ n, tree: tree(folder) }).toEqual({ n, tree: before });
    }
  });

  test('what a person wrote after the kill stays', () => {
    const { folder, plan } = upgradable();
    try {
      apply(folder, plan, failing(40, true));
    } catch {
      // the kill
    }
    write(folder, { 'new/d.txt': 'mine now\n' });
    recover(folder, nodeFiles, () => false);
    expect(readFileSync(join(folder, 'new/d.txt'), 'utf8')).toBe('mine now\n');
  });

  test('a command that still runs is not disturbed', () => {
    const { folder, plan } = upgradable();
    try {
      apply(folder, plan, failing(40, true));
    } catch {
      // it hangs there
    }
    const during = tree(folder);
    expect(() => recover(folder, nodeFiles, () => true)).toThrow(/another command .* writes here/i);
    expect(() => apply(folder, planFor(folder, { 'z.txt': 'z\n' }))).toThrow(/another command/i);
    expect(tree(folder)).toEqual(during);
  });
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
