import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { filesIn, ignored, repositoryOf, uncommitted, uncommittedMeanwhile } from '../../src/upgrade/git.ts';
import type { Repository } from '../../src/upgrade/git.ts';
import { git, gitEnvironment as env } from './merge/triples.ts';
import { emptyFolder, tree, write } from './tree.ts';

let repository: string;

function commit(files: Readonly<Record<string, string>>, folder = repository): void {
  write(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'change');
}

function at(folder: string, environment = env): Repository {
  const found = repositoryOf(folder, environment);
  if (!found) throw new Error(`${folder} is in no repository`);
  return found;
}

function dirty(folder = repository, environment = env): string[] {
  const { changed, unknown } = uncommitted(at(folder, environment));
  return [...changed, ...unknown].sort();
}

beforeEach(() => {
  repository = emptyFolder();
  git(repository, 'init', '-q', '-b', 'main');
  commit({ 'a.txt': 'a\n', 'services/orders/b.txt': 'b\n', 'services/other/c.txt': 'c\n', '.gitignore': '*.log\n' });
});

describe('repositoryOf', () => {
  test('the folder itself, and one below', () => {
    expect(at(repository)).toMatchObject({ root: repository, folder: repository, prefix: '' });
    const folder = join(repository, 'services/orders');
    expect(at(folder)).toMatchObject({ root: repository, folder, prefix: 'services/orders/' });
  });

  test('S15 a worktree, a submodule, a git folder elsewhere, a link to the folder', () => {
    const outside = emptyFolder();
    git(repository, 'worktree', 'add', '-q', join(outside, 'worktree'), '-b', 'other');
    git(repository, 'init', '-q', '--separate-git-dir', join(outside, 'git'), join(outside, 'separate'));
    git(repository, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository, 'sub');
    symlinkSync(join(repository, 'services'), join(outside, 'link'));
    for (const root of [join(outside, 'worktree'), join(outside, 'separate'), join(repository, 'sub')])
      expect(at(root)).toMatchObject({ root, prefix: '' });
    expect(at(join(outside, 'link', 'orders'))).toMatchObject({ root: repository, prefix: 'services/orders/' });
  });

  test('S14 none: outside, in a git folder, in a bare one, and without git', () => {
    const outside = emptyFolder();
    git(outside, 'init', '-q', '--bare', 'bare.git');
    for (const folder of [outside, join(repository, '.git'), join(outside, 'bare.git')])
      expect(repositoryOf(folder, env)).toBeUndefined();
    expect(repositoryOf(repository, { ...env, PATH: outside })).toBeUndefined();
  });

  test('a folder of a clone that looks like a bare repository is none, and its settings start nothing', () => {
    const folder = join(repository, 'services/orders');
    git(folder, 'init', '-q', '--bare', '.');
    const config = '[core]\n\tworktree = .\n[filter "x"]\n\tclean = "touch PWNED; cat"\n';
    write(folder, { '.gitattributes': '* filter=x\n', config });
    const before = tree(folder);
    const found = repositoryOf(folder, env);
    expect(found).toBeUndefined();
    expect(tree(folder)).toEqual(before);
  });

  test('odd names', () => {
    const folder = join(repository, 'a "b"\nü *');
    mkdirSync(folder);
    expect(at(folder)).toMatchObject({ root: repository, prefix: 'a "b"\nü */' });
    commit({ 'a "b"\nü */x y\n.txt': '1\n' });
    writeFileSync(join(folder, 'x y\n.txt'), '2\n');
    expect(dirty(folder)).toEqual(['x y\n.txt']);
    expect(filesIn(folder, at(folder))).toEqual(['x y\n.txt']);
  });

  test('S16 what a hook that started us has set is not ours', () => {
    const hooked = { ...env, GIT_DIR: '.git', GIT_INDEX_FILE: '/nowhere', GIT_WORK_TREE: '/', GIT_PREFIX: 'services/' };
    expect(at(join(repository, 'services/orders'), hooked)).toMatchObject({ root: repository });
    expect(dirty(repository, hooked)).toEqual([]);
  });

  test('a repository that git refuses is an error that says what to do', () => {
    const asOther = { ...env, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    const refused = (environment: NodeJS.ProcessEnv): UserError => {
      try {
        repositoryOf(repository, environment);
      } catch (error) {
        if (error instanceof UserError) return error;
      }
      throw new Error('it was not refused');
    };
    // git's own switch for its tests: passed on by a git that stands in for it
    const folder = emptyFolder();
    const real = git(repository, '--exec-path');
    writeFileSync(join(folder, 'git'), `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec ${real}/git "$@"\n`);
    chmodSync(join(folder, 'git'), 0o755);
    const error = refused({ ...asOther, PATH: `${folder}:${env['PATH']}` });
    expect(error).toMatchObject({ code: 'git-refuses', kind: 'usage' });
    expect(error.message).toContain('dubious ownership');
    expect(error.hint).toContain(`git config --global --add safe.directory '${repository}'`);

    writeFileSync(join(repository, '.git/config'), '[core\n');
    expect(refused(env)).toMatchObject({ code: 'git-refuses', hint: expect.stringContaining('git status') });
  });
});

describe('uncommitted', () => {
  test('S10 S11 changed, staged, deleted, renamed, unknown; not what is ignored', () => {
    commit({ 'gone.txt': 'gone\n', 'old.txt': 'many\nlines\n', 'staged.txt': '1\n' });
    expect(dirty()).toEqual([]);
    write(repository, { 'a.txt': 'A\n', 'new/deep/file.txt': 'x\n', 'x.log': 'x', 'staged.txt': '2\n' });
    git(repository, 'add', 'staged.txt');
    git(repository, 'mv', 'old.txt', 'renamed to.txt');
    rmSync(join(repository, 'gone.txt'));
    const tracked = ['a.txt', 'gone.txt', 'old.txt', 'renamed to.txt', 'staged.txt'];
    expect(dirty()).toEqual([...tracked, 'new/deep/file.txt'].sort());
    expect([...uncommitted(at(repository)).changed].sort()).toEqual(tracked);
  });

  test('files in conflict', () => {
    git(repository, 'checkout', '-q', '-b', 'other');
    commit({ 'a.txt': 'other\n' });
    git(repository, 'checkout', '-q', 'main');
    commit({ 'a.txt': 'mine\n' });
    expect(() => git(repository, 'merge', '-q', 'other')).toThrow();
    expect(dirty()).toEqual(['a.txt']);
  });

  test('S13 in a monorepo: of the service alone, by its own paths', () => {
    write(repository, { 'a.txt': 'A\n', 'services/other/c.txt': 'C\n', 'services/orders/b.txt': 'B\n' });
    expect(dirty(join(repository, 'services/orders'))).toEqual(['b.txt']);
    expect(dirty(join(repository, 'services'))).toEqual(['orders/b.txt', 'other/c.txt']);
  });

  test('before the first commit everything is', () => {
    const folder = emptyFolder();
    git(folder, 'init', '-q');
    write(folder, { 'x.txt': 'x\n' });
    git(folder, 'add', '-A');
    expect(dirty(folder)).toEqual(['x.txt']);
  });

  test('S16 no setting hides or shows anything, no program is started, and no byte of the repository changes', () => {
    const trap = join(emptyFolder(), 'trap');
    writeFileSync(trap, `#!/bin/sh\ntouch ${trap}.sprung\n`);
    chmodSync(trap, 0o755);
    const settings = {
      'status.showUntrackedFiles': 'no',
      'status.relativePaths': 'false',
      'status.branch': 'true',
      'status.showStash': 'true',
      'status.renames': 'true',
      'diff.noprefix': 'true',
      'diff.external': trap,
      'diff.ignoreSubmodules': 'all',
      'core.fsmonitor': trap,
      'core.quotePath': 'true',
      'color.ui': 'always',
      'commit.gpgSign': 'true',
    };
    for (const [name, value] of Object.entries(settings)) git(repository, 'config', name, value);
    write(repository, { 'services/ü.txt': 'x\n', 'a.txt': 'A\n' });
    // a file whose time changed and whose bytes did not would make git refresh its index
    utimesSync(join(repository, 'services/orders/b.txt'), 1, 1);
    const before = tree(join(repository, '.git'));
    expect(dirty()).toEqual(['a.txt', 'services/ü.txt']);
    expect(filesIn(repository, at(repository))).toContain('services/ü.txt');
    expect([...ignored(at(repository), ['x.log', 'a.txt']).keys()]).toEqual(['x.log']);
    expect(tree(join(repository, '.git'))).toEqual(before);
    expect(tree(join(trap, '..'))).not.toHaveProperty('trap.sprung');
  });

  test('S16 line endings that git itself converts are no change', () => {
    git(repository, 'config', 'core.autocrlf', 'true');
    rmSync(join(repository, 'a.txt'));
    git(repository, 'checkout', 'a.txt');
    expect(readFileSync(join(repository, 'a.txt'), 'utf8')).toBe('a\r\n');
    utimesSync(join(repository, 'a.txt'), 1, 1);
    expect(dirty()).toEqual([]);
  });
});

describe('uncommittedMeanwhile', () => {
  test('is told what uncommitted is', async () => {
    write(repository, { 'a.txt': 'A\n', 'services/orders/b.txt': 'B\n', 'services/orders/new.txt': 'x\n' });
    for (const folder of [repository, join(repository, 'services/orders')])
      expect(await uncommittedMeanwhile(folder, env)()).toEqual(uncommitted(at(folder)));
  });

  test('S14 nothing outside of a repository, in a git folder, and without git', async () => {
    const outside = emptyFolder();
    for (const folder of [outside, join(repository, '.git')])
      expect(await uncommittedMeanwhile(folder, env)()).toBeUndefined();
    expect(await uncommittedMeanwhile(repository, { ...env, PATH: outside })()).toBeUndefined();
  });

  test('what git refuses is an error for who waits for the answer', async () => {
    writeFileSync(join(repository, '.git/index'), 'no index');
    const answer = uncommittedMeanwhile(repository, env);
    await expect(answer()).rejects.toMatchObject({ code: 'git-refuses' });
    expect(() => uncommitted(at(repository))).toThrow(UserError);
  });
});

describe('filesIn', () => {
  test('S34 what git tracks or would add; no folder, no link, nothing that is gone', () => {
    write(repository, { 'new.txt': 'x\n', 'x.log': 'x\n', 'node_modules/x/index.js': 'x\n' });
    write(repository, { '.gitignore': '*.log\nnode_modules\n' });
    symlinkSync('a.txt', join(repository, 'link.txt'));
    rmSync(join(repository, 'services/other/c.txt'));
    expect(filesIn(repository, at(repository))).toEqual(['.gitignore', 'a.txt', 'new.txt', 'services/orders/b.txt']);
    const folder = join(repository, 'services/orders');
    expect(filesIn(folder, at(folder))).toEqual(['b.txt']);
  });

  test('S14 outside of a repository what stands there, but for packages and builds', () => {
    const folder = emptyFolder();
    write(folder, {
      'a.txt': '1',
      'deep/er/b.txt': '1',
      'node_modules/x.js': '1',
      'deep/node_modules/x.js': '1',
      '.aws-sam/build/x.js': '1',
      '.fitness/x': '1',
    });
    symlinkSync('..', join(folder, 'deep', 'loop'));
    expect(filesIn(folder, undefined)).toEqual(['.fitness/x', 'a.txt', 'deep/er/b.txt']);
  });
});

test('S41 ignored paths are told, those that git tracks are not', () => {
  commit({ 'kept.txt': 'x\n' });
  write(repository, { '.gitignore': '*.log\nkept.txt\nbuild/\n' });
  const paths = ['a.txt', 'b.log', 'kept.txt', 'build/x', 'deep/c.log'];
  expect([...ignored(at(repository), paths).keys()].sort()).toEqual(['b.log', 'build/x', 'deep/c.log']);
  expect([...ignored(at(repository), [])]).toEqual([]);
});

test('the line that ignores a path is told, from the root; one that takes it in again is none', () => {
  write(repository, { 'services/.gitignore': '# of all\n*.json\n!keep.json\n' });
  const found = ignored(at(join(repository, 'services/orders')), ['a.json', 'keep.json', 'x.log']);
  expect([...found]).toEqual([
    ['a.json', { file: 'services/.gitignore', line: 2, pattern: '*.json' }],
    ['x.log', { file: '.gitignore', line: 1, pattern: '*.log' }],
  ]);
});
