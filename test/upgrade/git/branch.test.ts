import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../../../src/errors.ts';
import { fastForward, inWorktree, refuseBranch } from '../../../src/upgrade/git/branch.ts';
import { repositoryOf, uncommitted } from '../../../src/upgrade/git.ts';
import type { Repository } from '../../../src/upgrade/git.ts';
import { git, gitEnvironment } from '../merge/triples.ts';
import { emptyFolder, tree, write } from '../tree.ts';

let repository: string;
let home: string;
let env: NodeJS.ProcessEnv;

function commit(files: Readonly<Record<string, string>>): void {
  write(repository, files);
  git(repository, 'add', '-A');
  git(repository, 'commit', '-q', '-m', 'change');
}

function at(folder = repository): Repository {
  const found = repositoryOf(folder, env);
  if (!found) throw new Error(`${folder} is in no repository`);
  return found;
}

/** An upgrade of the service in a folder, onto a branch. */
function upgrade(
  branch: string,
  files: Readonly<Record<string, string>>,
  folder = repository,
): Promise<string | undefined> {
  return inWorktree(at(folder), async (worktree) => {
    write(worktree.folder, files);
    return Promise.resolve(worktree.commit(branch, 'Upgrade ü\n\nbody'));
  });
}

async function refusal(action: () => unknown): Promise<UserError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** The repository and its working tree without objects, and without what belongs to a branch. */
function everythingBut(branch?: string): Record<string, string> {
  const own = new Set([`.git/refs/heads/${branch}`, `.git/logs/refs/heads/${branch}`]);
  return Object.fromEntries(
    Object.entries(tree(repository)).filter(([path]) => !path.startsWith('.git/objects/') && !own.has(path)),
  );
}

/** Of this repository: other tests have working trees of theirs meanwhile. */
function leftovers(): string[] {
  return readdirSync(tmpdir()).filter(
    (name) => name.startsWith('fitness-branch-') && existsSync(join(tmpdir(), name, basename(repository))),
  );
}

beforeEach(() => {
  repository = emptyFolder();
  home = emptyFolder();
  writeFileSync(join(home, '.gitconfig'), '[user]\nname = Jo Doe\nemail = jo@example.com\n');
  env = { ...gitEnvironment, HOME: home };
  for (const name of Object.keys(env).filter((key) => key.startsWith('GIT_'))) delete env[name];
  git(repository, 'init', '-q', '-b', 'main');
  commit({
    'a.txt': 'a\n',
    'package-lock.json': '{}\n',
    '.gitignore': 'node_modules\n',
    'services/orders/b.txt': 'b\n',
    'services/orders/gone.txt': 'gone\n',
    'services/other/c.txt': 'c\n',
    'services/shared.txt': 's\n',
  });
});

describe('two commits', () => {
  const twice = (branch: string | undefined): Promise<string | undefined> =>
    inWorktree(at(join(repository, 'services/orders')), async (worktree) => {
      write(worktree.folder, { 'b.txt': 'one\n' });
      worktree.commit(branch, 'First');
      write(worktree.folder, { 'b.txt': 'two\n', 'new.txt': 'n\n' });
      return Promise.resolve(worktree.commit(branch, 'Second'));
    });

  test('stand one upon the other on the branch', async () => {
    const made = await twice('up');
    expect(git(repository, 'rev-parse', 'up')).toBe(made);
    expect(git(repository, 'log', '--format=%s', 'main..up').split('\n')).toEqual(['Second', 'First']);
    expect(git(repository, 'show', 'up~1:services/orders/b.txt')).toBe('one');
  });

  test('on no branch are taken by the current one, with its files; what is uncommitted elsewhere stays', async () => {
    write(repository, { 'a.txt': 'mine\n' });
    const made = await twice(undefined);
    expect(git(repository, 'branch', '--format=%(refname:short)')).toBe('main');
    fastForward(at(), made ?? '');
    expect(git(repository, 'rev-parse', 'main')).toBe(made);
    expect(readFileSync(join(repository, 'services/orders/b.txt'), 'utf8')).toBe('two\n');
    expect(git(repository, 'status', '--porcelain').trim()).toBe('M a.txt');
  });

  test('are not taken over a file that git does not know', async () => {
    const made = await twice(undefined);
    write(repository, { 'services/orders/new.txt': 'mine\n' });
    expect(await refusal(() => fastForward(at(), made ?? ''))).toMatchObject({ code: 'git-refuses' });
    expect(readFileSync(join(repository, 'services/orders/new.txt'), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(repository, 'services/orders/b.txt'), 'utf8')).toBe('b\n');
  });
});

describe('a commit on a branch', () => {
  test('of what changed, in the name of the person, over the last commit', async () => {
    const made = await inWorktree(at(), async ({ folder, commit: onBranch }) => {
      write(folder, { 'a.txt': 'A\n', 'new/x.txt': 'x\n' });
      rmSync(join(folder, 'services/orders/gone.txt'));
      return Promise.resolve(onBranch('upgrade/1.4.0', 'Upgrade ü\n\nbody'));
    });
    expect(git(repository, 'rev-parse', 'upgrade/1.4.0')).toBe(made);
    expect(git(repository, 'diff', '--name-status', '--no-renames', 'main', 'upgrade/1.4.0').split('\n')).toEqual([
      'M\ta.txt',
      'A\tnew/x.txt',
      'D\tservices/orders/gone.txt',
    ]);
    expect(git(repository, 'log', '-1', '--format=%P|%an|%ce|%B', 'upgrade/1.4.0')).toBe(
      `${git(repository, 'rev-parse', 'main')}|Jo Doe|jo@example.com|${Buffer.from('Upgrade ü\n\nbody').toString('latin1')}`,
    );
  });

  test('index, HEAD, other branches, settings and working tree stay byte for byte, with all that is uncommitted', async () => {
    git(repository, 'branch', 'other');
    write(repository, { 'a.txt': 'staged\n', 'untracked.txt': 'u\n' });
    git(repository, 'add', 'a.txt');
    write(repository, { 'a.txt': 'changed\n' });
    const [before, temporary] = [everythingBut(), leftovers()];
    await upgrade('up', { 'a.txt': 'A\n' });
    expect(everythingBut('up')).toEqual(before);
    expect(leftovers()).toEqual(temporary);
    expect(git(repository, 'show', 'up:a.txt')).toBe('A');
    expect(git(repository, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('S16 hooks, signing, line endings and excluded folders have no influence', async () => {
    for (const hook of [
      'pre-commit',
      'post-checkout',
      'post-commit',
      'commit-msg',
      'reference-transaction',
      'post-index-change',
    ]) {
      const file = join(repository, '.git/hooks', hook);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, `#!/bin/sh\ntouch ${home}/sprung\nexit 1\n`);
      chmodSync(file, 0o755);
    }
    git(repository, 'config', 'commit.gpgSign', 'true');
    git(repository, 'config', 'gpg.program', '/nowhere/gpg');
    git(repository, 'config', 'core.autocrlf', 'true');
    git(repository, 'config', 'core.safecrlf', 'true');
    git(repository, 'config', 'i18n.commitEncoding', 'latin1');
    const before = everythingBut();
    const made = await inWorktree(at(), async (worktree) => {
      expect(readFileSync(join(worktree.folder, 'a.txt'), 'utf8')).toBe('a\n');
      write(worktree.folder, { 'new.txt': 'x\n', 'dos.txt': 'x\r\n', 'node_modules/x.js': 'x\n' });
      return Promise.resolve(worktree.commit('up', 'Upgrade'));
    });
    expect(made).toMatch(/^[0-9a-f]{40}$/);
    expect(everythingBut('up')).toEqual(before);
    expect(readdirSync(home)).toEqual(['.gitconfig']);
    expect(git(repository, 'diff', '--name-only', 'main', 'up').split('\n')).toEqual(['dos.txt', 'new.txt']);
    expect(git(repository, 'cat-file', '-p', 'up:dos.txt')).toBe('x');
    expect(git(repository, 'cat-file', '-s', 'up:dos.txt')).toBe('3');
    expect(git(repository, 'cat-file', '-p', 'up')).not.toContain('gpgsig');
  });

  test('a detached HEAD', async () => {
    git(repository, 'checkout', '-q', '--detach');
    const before = everythingBut();
    await upgrade('up', { 'a.txt': 'A\n' });
    expect(everythingBut('up')).toEqual(before);
    expect(git(repository, 'rev-parse', 'up~')).toBe(git(repository, 'rev-parse', 'HEAD'));
  });

  test('S13 of a service in a monorepo: it alone is there, and the files above it', async () => {
    const folder = join(repository, 'services/orders');
    const before = everythingBut();
    await inWorktree(at(folder), async (worktree) => {
      const root = join(worktree.folder, '../..');
      expect(Object.keys(tree(root)).filter((path) => path !== '.git')).toEqual(
        expect.arrayContaining(['a.txt', 'package-lock.json', 'services/shared.txt', 'services/orders/b.txt']),
      );
      expect(tree(root)).not.toHaveProperty('services/other/');
      expect(uncommitted(at(worktree.folder))).toMatchObject({ changed: new Set(), unknown: new Set() });
      // a lockfile of the whole repository follows; a file that nobody knows, elsewhere, does not
      write(root, { 'package-lock.json': '{"x":1}\n', 'stray.txt': 'x\n', 'services/orders/b.txt': 'B\n' });
      return Promise.resolve(worktree.commit('up', 'Upgrade'));
    });
    expect(everythingBut('up')).toEqual(before);
    expect(git(repository, 'diff', '--name-only', 'main', 'up').split('\n')).toEqual([
      'package-lock.json',
      'services/orders/b.txt',
    ]);
  });

  test('S15 from a worktree, and from a submodule', async () => {
    const linked = join(emptyFolder(), 'linked');
    git(repository, 'worktree', 'add', '-q', linked, '-b', 'linked');
    await upgrade('up', { 'a.txt': 'A\n' }, linked);
    expect(git(repository, 'rev-parse', 'up~')).toBe(git(repository, 'rev-parse', 'linked'));
    expect(git(repository, 'worktree', 'list').split('\n')).toHaveLength(2);

    const outer = emptyFolder();
    git(outer, 'init', '-q');
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository, 'sub');
    await upgrade('up', { 'a.txt': 'A\n' }, join(outer, 'sub'));
    expect(git(join(outer, 'sub'), 'show', 'up:a.txt')).toBe('A');
    expect(git(join(outer, 'sub'), 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('odd names, links, programs and bytes that are no UTF-8', async () => {
    commit({ 'a "b"\nü *.txt': 'caf\xe9\n', 'run.sh': '#!/bin/sh\n' });
    git(repository, 'update-index', '--chmod=+x', 'run.sh');
    git(repository, 'commit', '-q', '-m', 'mode');
    chmodSync(join(repository, 'run.sh'), 0o755);
    await inWorktree(at(), async ({ folder, commit: onBranch }) => {
      expect(tree(folder)['run.sh']).toMatch(/^755 /);
      expect(tree(folder)['a "b"\nü *.txt']).toBe(tree(repository)['a "b"\nü *.txt']);
      write(folder, { 'a "b"\nü *.txt': 'new\n' });
      return Promise.resolve(onBranch('up', 'Upgrade'));
    });
    expect(git(repository, 'diff', '--name-only', '-z', 'main', 'up')).toBe(
      `${Buffer.from('a "b"\nü *.txt').toString('latin1')}\0`,
    );
  });

  test('nothing changed: no commit, no branch', async () => {
    expect(await upgrade('up', {})).toBeUndefined();
    expect(git(repository, 'branch', '--list', 'up')).toBe('');
  });
});

describe('what cannot be', () => {
  test('an action that fails leaves nothing behind', async () => {
    const [before, temporary] = [everythingBut(), leftovers()];
    const failing = inWorktree(at(), (worktree) => {
      write(worktree.folder, { 'a.txt': 'A\n' });
      return Promise.reject(new Error('interrupted'));
    });
    await expect(failing).rejects.toThrow('interrupted');
    expect(everythingBut()).toEqual(before);
    expect(leftovers()).toEqual(temporary);
  });

  test.each(['worktree', 'read-tree', 'checkout-index', 'add', 'write-tree', 'commit-tree', 'update-ref'])(
    'S17 Ctrl-C while git is at %s leaves nothing behind',
    async (command) => {
      const folder = emptyFolder();
      const real = git(repository, '--exec-path');
      const isIt = `case " $* " in *" ${command} "*) [ "$1" = -c ] && ! [ -e ${folder}/done ] && touch ${folder}/done && kill -INT $$;; esac`;
      writeFileSync(join(folder, 'git'), `#!/bin/sh\n${isIt}\nexec ${real}/git "$@"\n`);
      chmodSync(join(folder, 'git'), 0o755);
      env = { ...env, PATH: `${folder}:${env['PATH']}` };
      const [before, temporary] = [everythingBut(), leftovers()];
      expect(await refusal(() => upgrade('up', { 'a.txt': 'A\n' }))).toMatchObject({ kind: 'interrupted' });
      expect(readdirSync(folder)).toContain('done');
      expect(everythingBut()).toEqual(before);
      expect(leftovers()).toEqual(temporary);
    },
  );

  test('a worktree that was damaged meanwhile is removed all the same', async () => {
    const before = everythingBut();
    await inWorktree(at(), async ({ folder }) =>
      Promise.resolve(rmSync(join(folder, 'services'), { recursive: true })),
    );
    expect(everythingBut()).toEqual(before);
  });

  test('a branch that exists, or that came meanwhile', async () => {
    git(repository, 'branch', 'up');
    expect(await refusal(() => refuseBranch(at(), 'up'))).toMatchObject({ code: 'branch-exists', kind: 'usage' });
    expect((await refusal(() => refuseBranch(at(), 'up/x'))).message).toBe('There is a branch up already.');
    git(repository, 'branch', 'deep/er');
    expect((await refusal(() => refuseBranch(at(), 'deep'))).message).toBe('There is a branch deep/er already.');
    const before = everythingBut();
    expect(await refusal(() => upgrade('up', { 'a.txt': 'A\n' }))).toMatchObject({ code: 'branch-exists' });
    // a lock that somebody holds at the last moment
    write(repository, { '.git/refs/heads/new.lock': '' });
    const error = await refusal(() => upgrade('new', { 'a.txt': 'A\n' }));
    expect(error).toMatchObject({ code: 'broken-branch', message: expect.stringContaining('new.lock') });
    rmSync(join(repository, '.git/refs/heads/new.lock'));
    expect(everythingBut()).toEqual(before);
  });

  test('a branch that comes at the very moment that ours is written', async () => {
    const real = git(repository, '--exec-path').trim();
    const folder = emptyFolder();
    const theirs = 'exec 3<&0; ' + `${real}/git branch late; exec ${real}/git "$@" <&3`;
    writeFileSync(
      join(folder, 'git'),
      `#!/bin/sh\ncase "$*" in *update-ref*) ${theirs};; esac\nexec ${real}/git "$@"\n`,
    );
    chmodSync(join(folder, 'git'), 0o755);
    env = { ...env, PATH: `${folder}:${env['PATH']}` };
    expect(await refusal(() => upgrade('late', { 'a.txt': 'A\n' }))).toMatchObject({ code: 'branch-exists' });
  });

  test.each(['', '-x', 'a b', 'a..b', 'a~1', '@{-1}', 'x.lock', 'HEAD', '/a'])('the name %j', async (name) => {
    expect(await refusal(() => refuseBranch(at(), name))).toMatchObject({ code: 'broken-branch' });
  });

  test('no commit yet', async () => {
    repository = emptyFolder();
    git(repository, 'init', '-q');
    expect(await refusal(() => refuseBranch(at(), 'up'))).toMatchObject({ code: 'no-commit', kind: 'usage' });
    expect(await refusal(() => upgrade('up', {}))).toMatchObject({ code: 'no-commit' });
  });

  test('nobody', async () => {
    rmSync(join(home, '.gitconfig'));
    const before = everythingBut();
    expect(await refusal(() => refuseBranch(at(), 'up'))).toMatchObject({ code: 'no-identity' });
    expect(await refusal(() => upgrade('up', { 'a.txt': 'A\n' }))).toMatchObject({ code: 'no-identity' });
    expect(everythingBut()).toEqual(before);
  });
});
