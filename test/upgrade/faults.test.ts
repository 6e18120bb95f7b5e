import { chmodSync, existsSync, readFileSync, readdirSync, realpathSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { apply } from '../../src/upgrade/apply.ts';
import type { ApplyOptions } from '../../src/upgrade/apply.ts';
import type { Files } from '../../src/upgrade/apply/files.ts';
import { nodeFiles } from '../../src/upgrade/apply/files.ts';
import { takeOver } from '../../src/upgrade/apply/lock.ts';
import { abort, canUndo, closeUndo, isInterrupted, recover, undo } from '../../src/upgrade/apply/recover.ts';
import { emptyFolder, tree, write } from './tree.ts';
import { changesOf, faulty, makeOlder, planOf, times, upgradeOf } from './upgrade-like.ts';

const DEAD = (): boolean => false;

function older(): string {
  const folder = emptyFolder();
  makeOlder(folder);
  return folder;
}

function upgraded(options: ApplyOptions = {}): string {
  const folder = older();
  apply(folder, upgradeOf(folder), { files: faulty({ at: Infinity, code: '' }), ...options });
  return folder;
}

const BEFORE = tree(older());
const AFTER = tree(upgraded());

/** A tree without what an upgrade leaves for its way back. */
function service(folder: string): Record<string, string> {
  const left = Object.entries(tree(folder)).filter(
    ([path]) => !path.startsWith('.fitness/undo/') && path !== '.fitness/.gitignore',
  );
  return Object.fromEntries(left);
}

function failureOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an upgrade that changes everything', () => {
  test('S31 S46 S48 S50 S51 files, modes, links and folders are as the plan says', () => {
    const { 'gone/': gone, 'empty/': empty, ...after } = AFTER;
    expect(gone).toBeUndefined();
    expect(empty).toBe('700');
    expect(after).toMatchObject({
      'template.yaml': '644 new and mine\n',
      'secret.txt': '700 new\n',
      'read-only.txt': '444 new\n',
      'run.sh': '755 #!/bin/sh\n',
      'src/new-name.ts': '644 moved\n',
      'case.md': '644 one file, new\n',
      'was-file': '-> README.md',
      'was-link': '644 a file now\n',
      'link-moves': '-> template.yaml',
      'new-link': '-> src',
      'README.md': '644 not touched\n',
    });
    expect(Object.keys(after).filter((path) => /journal|undo|tmp|old-name|Case|settled/.test(path))).toEqual([]);
  });

  test('L2 what it does not change keeps its time, and so does what is put back', () => {
    const folder = older();
    const before = times(folder);
    apply(folder, upgradeOf(folder), { keepUndo: true });
    expect(times(folder)['README.md']).toBe(before['README.md']);
    undo(folder);
    const links = ['was-link', 'link-moves', join('gone', 'dangling')];
    const files = (all: Record<string, number>): [string, number][] =>
      Object.entries(all).filter(([path]) => !links.includes(path));
    expect(files(times(folder))).toEqual(files(before));
  });
});

const CODES = ['ENOSPC', 'EACCES', 'EIO', 'EROFS'];
const CALLS = changesOf((files) => upgraded({ files, keepUndo: true }));

describe.each(CODES)('S17 L7 %s at any one call', (code) => {
  test.each([false, true])(
    `of ${CALLS}: the tree of before and that error, or all of it (undo kept: %s)`,
    (keepUndo) => {
      const calls = changesOf((files) => upgraded({ files, keepUndo }));
      let restored = 0;
      let folder = older();
      const plan = upgradeOf(folder);
      for (let at = 1; at <= calls; at++) {
        const error = failureOf(() => apply(folder, plan, { files: faulty({ at, code }), keepUndo }));
        if (error === undefined) {
          closeUndo(folder);
          recover(folder);
          expect({ at, tree: tree(folder) }).toEqual({ at, tree: AFTER });
          folder = older();
        } else {
          restored += 1;
          expect({ at, error }).toMatchObject({ at, error: { code } });
          // where the fault hit the last sweep, it is for the next command
          recover(folder);
          expect({ at, tree: tree(folder) }).toEqual({ at, tree: BEFORE });
        }
      }
      expect(calls).toBeGreaterThan(100);
      expect(restored).toBeGreaterThan(60);
    },
  );
});

test(`L7 the disk is lost from any of ${CALLS} calls on: abort gives the tree of before, or all was done`, () => {
  let finished = 0;
  for (let at = 1; at <= CALLS; at++) {
    const folder = older();
    const plan = upgradeOf(folder);
    failureOf(() => apply(folder, plan, { files: faulty({ at, code: 'EIO', forever: true }), keepUndo: true }));
    const aborted = abort(folder, nodeFiles, DEAD);
    expect(isInterrupted(folder)).toBe(false);
    if (aborted === undefined && canUndo(folder)) {
      finished += 1;
      expect({ at, tree: service(folder) }).toEqual({ at, tree: AFTER });
    } else expect({ at, tree: tree(folder) }).toEqual({ at, tree: BEFORE });
    rmSync(folder, { recursive: true });
  }
  expect(finished).toBeLessThan(10);
});

describe('a way back that is itself cut off', () => {
  /** Killed in the middle of the changes. */
  function half(): string {
    const folder = older();
    const plan = upgradeOf(folder);
    failureOf(() => apply(folder, plan, { files: faulty({ at: CALLS - 25, code: 'EIO', forever: true }) }));
    expect(tree(folder)).not.toMatchObject(BEFORE);
    return folder;
  }

  test.each([
    ['abort', half, (folder: string, files: Files) => abort(folder, files, DEAD)],
    ['undo', () => upgraded({ keepUndo: true }), (folder: string, files: Files) => undo(folder, files, DEAD)],
  ] as const)('at any call of `%s`: the next one finishes it', (_, begun, back) => {
    const calls = changesOf((files) => back(begun(), files));
    expect(calls).toBeGreaterThan(40);
    for (let at = 1; at <= calls; at++) {
      const folder = begun();
      failureOf(() => back(folder, faulty({ at, code: 'EIO', forever: true })));
      const next = isInterrupted(folder) ? abort(folder, nodeFiles, DEAD) : back(folder, nodeFiles);
      expect({ at, kept: next?.kept ?? [] }).toEqual({ at, kept: [] });
      expect({ at, tree: tree(folder) }).toEqual({ at, tree: BEFORE });
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what another command does between two looks', () => {
  const journal = '.fitness/journal';

  function half(): string {
    const folder = older();
    const plan = upgradeOf(folder);
    failureOf(() => apply(folder, plan, { files: faulty({ at: CALLS - 25, code: 'EIO', forever: true }) }));
    return folder;
  }

  test('it is killed after it made its list: that is put back, not swept up', () => {
    const folder = half();
    const plan = planOf(folder, { 'x.txt': 'x\n' });
    write(folder, { [`${journal}/owner.0.json`]: '{"pid":4194305,"host":"elsewhere"}' });
    utimesSync(join(folder, journal, 'owner.0.json'), 1, 1);
    const isOurs = (): boolean => existsSync(join(folder, journal, 'owner.1.json'));
    const later: Files = {
      ...nodeFiles,
      lstatSync: ((path: string, options: object) =>
        path.endsWith('journal.json') && !isOurs()
          ? undefined
          : nodeFiles.lstatSync(path, options)) as Files['lstatSync'],
    };
    expect(() => apply(folder, plan, { files: later })).toThrow(/An earlier command was interrupted/);
    expect(tree(folder)).toEqual(BEFORE);
  });

  test('it puts everything back: there is nothing left to do', () => {
    const folder = half();
    const late: Files = {
      ...nodeFiles,
      readdirSync: ((path: string) => {
        abort(folder, nodeFiles, DEAD);
        return nodeFiles.readdirSync(path);
      }) as Files['readdirSync'],
    };
    expect(abort(folder, late, DEAD)).toBeUndefined();
    expect(tree(folder)).toEqual(BEFORE);
  });

  test('it takes the folder that is left by its last owner: the folder stays', () => {
    const folder = half();
    const owner = { pid: 4194305, host: 'elsewhere' };
    const quick: Files = {
      ...nodeFiles,
      rmdirSync: (path) => {
        if (String(path).endsWith(journal)) takeOver(String(path), owner, DEAD, nodeFiles);
        nodeFiles.rmdirSync(path);
      },
    };
    expect(abort(folder, quick, DEAD)).toEqual({ kept: [] });
    expect(readdirSync(join(folder, journal))).toEqual(['owner.0.json']);
    expect(abort(folder, nodeFiles, DEAD)).toEqual({ kept: [] });
    expect(tree(folder)).toEqual(BEFORE);
  });
});

describe.each([
  ['recover', recover],
  ['abort', abort],
] as const)('after a kill at any call, `%s`', (name, back) => {
  test('loses nothing that a person wrote since', () => {
    const mine = { 'fitness/checks/a.ts': 'mine now\n', 'template.yaml': 'mine, too\n' };
    let beside = 0;
    for (let at = 1; at <= CALLS; at += 3) {
      const folder = older();
      const plan = upgradeOf(folder);
      failureOf(() => apply(folder, plan, { files: faulty({ at, code: 'EIO', forever: true }) }));
      if (!isInterrupted(folder)) continue;
      for (const path of Object.keys(mine)) rmSync(join(folder, path), { force: true });
      write(folder, mine);
      const { kept } = back(folder, nodeFiles, DEAD) ?? { kept: [] };
      for (const [path, text] of Object.entries(mine)) {
        const as = kept.find((one) => one.path === path)?.as ?? path;
        expect({ at, path, text: readFileSync(join(folder, as), 'utf8') }).toEqual({ at, path, text });
      }
      beside += kept.length;
      rmSync(folder, { recursive: true });
    }
    // where nothing stood, `recover` leaves what is there now
    expect(beside).toBeGreaterThan(name === 'abort' ? 10 : 5);
  });
});

describe('a disk without hard links, or of several file systems', () => {
  const without = (name: 'linkSync' | 'renameSync', code: string, from?: RegExp): Files => ({
    ...nodeFiles,
    [name]: (...args: [string, string]) => {
      if (!from || from.test(args[0])) throw Object.assign(new Error(code), { code });
      nodeFiles[name](...args);
    },
  });

  test.each([
    ['no hard links', without('linkSync', 'EPERM')],
    ['places on another file system', without('renameSync', 'EXDEV', /journal\/\d+(\.new)?$/)],
  ])('%s: done, and undone', (_, files) => {
    const folder = older();
    apply(folder, upgradeOf(folder), { files, keepUndo: true });
    expect(service(folder)).toEqual(AFTER);
    undo(folder, files);
    expect(tree(folder)).toEqual(BEFORE);
  });
});

test('S59 a create that fails removes everything that it made, the folder and its parents too', () => {
  const target = (): string => join(emptyFolder(), 'x', 'service');
  const create = (folder: string, files: Files): unknown =>
    apply(folder, planOf(folder, { 'a.txt': 'a\n', 'deep/er/b.txt': 'b\n' }), { files });
  const calls = changesOf((files) => create(target(), files));
  let failed = 0;
  for (let at = 1; at <= calls; at++) {
    const folder = target();
    const error = failureOf(() => create(folder, faulty({ at, code: 'ENOSPC' })));
    if (error === undefined) continue;
    failed += 1;
    expect({ at, error, left: tree(dirname(dirname(folder))) }).toMatchObject({ at, error: { code: 'ENOSPC' } });
    expect({ at, left: tree(dirname(dirname(folder))) }).toEqual({ at, left: {} });
  }
  expect(failed).toBeGreaterThan(10);
});

describe('S50 refused before anything is changed', () => {
  test('a folder that may not be written to', () => {
    const folder = older();
    const refusing: Files = {
      ...nodeFiles,
      accessSync: (path) => {
        if (path === join(folder, 'gone/deep')) throw Object.assign(new Error('EACCES'), { code: 'EACCES', path });
      },
      renameSync: (from, to) => {
        if (!String(to).includes('.fitness/journal/')) throw new Error(`${String(to)} was changed`);
        nodeFiles.renameSync(from, to);
      },
    };
    const error = failureOf(() => apply(folder, upgradeOf(folder), { files: refusing }));
    expect(error).toMatchObject({ code: 'EACCES', path: join(folder, 'gone/deep') });
    expect(tree(folder)).toEqual(BEFORE);
  });

  test.each([
    ['a folder where a file comes', 'template.yaml', { 'template.yaml/x': 'theirs\n' }],
    ['a file where a folder comes', 'fitness/checks/a.ts', { fitness: 'theirs\n' }],
  ])('%s', (_, path, theirs) => {
    const folder = older();
    const plan = upgradeOf(folder);
    rmSync(join(folder, path), { force: true });
    write(folder, theirs);
    const before = tree(folder);
    expect(() => apply(folder, plan)).toThrow(`${path} changed while the command ran`);
    expect(tree(folder)).toEqual(before);
  });
});

describe('undo', () => {
  test('what a person edited since is kept beside, under a free name', () => {
    const folder = upgraded({ keepUndo: true });
    write(folder, {
      'template.yaml': 'resolved by hand\n',
      'template.yaml.aborted': 'there already\n',
      'fitness/checks/a.ts': 'edited\n',
      'notes.txt': 'mine\n',
      '.fitness/manifest.json': '{"version":1,"tool":"3"}\n',
    });
    rmSync(join(folder, 'both.txt'));
    const { kept } = undo(folder) ?? { kept: [] };
    expect([...kept].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'fitness/checks/a.ts', as: 'fitness/checks/a.ts.aborted' },
      { path: 'template.yaml', as: 'template.yaml.aborted-2' },
    ]);
    expect(tree(folder)).toEqual({
      ...BEFORE,
      'fitness/': '755',
      'fitness/checks/': '755',
      'fitness/checks/a.ts.aborted': '644 edited\n',
      'template.yaml.aborted': '644 there already\n',
      'template.yaml.aborted-2': '644 resolved by hand\n',
      'notes.txt': '644 mine\n',
    });
    expect(undo(folder)).toBeUndefined();
  });

  test('is no part of a commit, and leaves nothing when it is given up', () => {
    const folder = upgraded({ keepUndo: true });
    expect(canUndo(folder)).toBe(true);
    const ignored = readFileSync(join(folder, '.fitness/.gitignore'), 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['/journal/', '/undo/', '/.gitignore']));
    closeUndo(folder);
    expect(canUndo(folder)).toBe(false);
    expect(tree(folder)).toEqual(AFTER);
  });

  test('a .gitignore of the person stays as it is', () => {
    const folder = older();
    write(folder, { '.fitness/.gitignore': 'mine\n' });
    apply(folder, upgradeOf(folder), { keepUndo: true });
    closeUndo(folder);
    expect(readFileSync(join(folder, '.fitness/.gitignore'), 'utf8')).toBe('mine\n');
  });

  test('of the last of two upgrades', () => {
    const folder = upgraded({ keepUndo: true });
    apply(folder, planOf(folder, { 'template.yaml': 'newer\n' }), { keepUndo: true });
    undo(folder);
    expect(tree(folder)).toEqual(AFTER);
  });

  test('an upgrade that fails leaves the way back of the one before', () => {
    const folder = upgraded({ keepUndo: true });
    const before = tree(folder);
    const calls = changesOf((files) =>
      apply(upgraded({ keepUndo: true }), secondOf(folder), { files, keepUndo: true }),
    );
    for (let at = 1; at <= calls; at++) {
      const error = failureOf(() =>
        apply(folder, secondOf(folder), { files: faulty({ at, code: 'EIO' }), keepUndo: true }),
      );
      if (error === undefined) break;
      expect({ at, tree: tree(folder) }).toEqual({ at, tree: before });
    }
    undo(folder);
    expect(existsSync(join(folder, '.fitness/undo'))).toBe(false);
  });

  function secondOf(folder: string): ReturnType<typeof planOf> {
    return planOf(folder, { 'template.yaml': 'newer\n' });
  }

  test('of the process that did it, the way back it kept goes too', () => {
    const folder = older();
    apply(folder, upgradeOf(folder), { keepUndo: true }).undo();
    expect(tree(folder)).toEqual(BEFORE);
  });
});

describe('a plan', () => {
  test('S19 is not written through a folder that became a link to the outside, half-way', () => {
    const folder = older();
    const outside = emptyFolder();
    const plan = upgradeOf(folder);
    let swapped = false;
    const swapping: Files = {
      ...nodeFiles,
      unlinkSync: (path) => {
        nodeFiles.unlinkSync(path);
        if (swapped) return;
        swapped = true;
        nodeFiles.symlinkSync(outside, join(folder, 'fitness'));
      },
    };
    expect(() => apply(folder, plan, { files: swapping })).toThrow(/leads out of the folder/);
    expect(realpathSync(join(folder, 'fitness'))).toBe(outside);
    expect(tree(outside)).toEqual({});
    rmSync(join(folder, 'fitness'));
    expect(tree(folder)).toEqual(BEFORE);
  });

  test('that meets an edit half-way is taken back, and the edit stays', () => {
    const folder = older();
    let edited = false;
    const editing: Files = {
      ...nodeFiles,
      unlinkSync: (path) => {
        nodeFiles.unlinkSync(path);
        if (!edited) write(folder, { 'data.bin': 'saved just now\n' });
        edited = true;
      },
    };
    const error = failureOf(() => apply(folder, upgradeOf(folder), { files: editing }));
    expect(error).toMatchObject({ code: 'changed-meanwhile' });
    expect(tree(folder)).toEqual({ ...BEFORE, 'data.bin': '644 saved just now\n' });
  });

  test('keeps the folder of a removed file if a person has something in it', () => {
    const folder = older();
    write(folder, { 'gone/mine.txt': 'mine\n' });
    chmodSync(join(folder, 'gone'), 0o750);
    apply(folder, upgradeOf(folder));
    expect(tree(folder)).toMatchObject({ 'gone/': '750', 'gone/mine.txt': '644 mine\n' });
    expect(tree(folder)).not.toHaveProperty(['gone/deep/']);
  });
});
