import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installTool, newVersion, runTool, tarballOf, type ToolVersion } from '../../support/new-version.ts';
import { succeed, type Ended } from '../../support/process.ts';
import { plainEnvironment } from '../../support/cli.ts';
import { startRegistry } from '../../support/registry.ts';
import { emptyFolder, tree } from '../../upgrade/tree.ts';
import { copyOf, git } from './service.ts';

const IDENTITY = {
  GIT_AUTHOR_NAME: 't',
  GIT_AUTHOR_EMAIL: 't@example.org',
  GIT_COMMITTER_NAME: 't',
  GIT_COMMITTER_EMAIL: 't@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
const PROGRAM = 'create-fitness-serverless';
let one: ToolVersion;
let two: ToolVersion;
let made: string;

beforeAll(async () => {
  const editorconfig = (line: string) => ({ '_editorconfig.ejs': (text: string) => `${text}\n# ${line}\n` });
  one = newVersion({ version: '1.2.0', templates: editorconfig('first') });
  two = newVersion({
    version: '1.4.0',
    templates: editorconfig('second'),
    migrations: { '1.4.0': { notes: ['A line is another one.'] } },
  });
  const parent = emptyFolder();
  const args = ['orders', '--yes', '--no-install', '--no-git'];
  expect(await runTool(one, args, { cwd: parent, program: PROGRAM })).toMatchObject({ status: 0 });
  made = join(parent, 'orders');
}, 300_000);

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** A committed service whose owner needs none of its development dependencies but the tool. */
function service(edit: (folder: string) => void = () => undefined): string {
  const folder = copyOf(made);
  const manifest = JSON.parse(read(folder, 'package.json')) as Record<string, Record<string, string>>;
  const tool = { [PROGRAM]: manifest['devDependencies']?.[PROGRAM] };
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ ...manifest, dependencies: {}, devDependencies: tool }, null, 2)}\n`,
  );
  edit(folder);
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Create');
  return folder;
}

function upgrade(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runTool(two, ['upgrade', ...args], { cwd: folder, env: { ...IDENTITY, ...env } });
}

describe('--branch', () => {
  test("the upgrade is one commit on a branch; the person's tree, index and branch are as they were", async () => {
    const folder = service();
    writeFileSync(join(folder, 'README.md'), 'half a thought\n');
    writeFileSync(join(folder, 'notes.txt'), 'mine\n');
    git(folder, 'add', 'notes.txt');
    const before = [tree(folder), git(folder, 'status', '--porcelain')];
    const { status, stderr } = await upgrade(folder, ['--branch']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('fitness-serverless/1.4.0') });
    const { '.git/': _, ...files } = tree(folder);
    const withoutGit = (all: Record<string, string>) =>
      Object.fromEntries(Object.entries(all).filter(([path]) => !path.startsWith('.git/')));
    expect([withoutGit(files), git(folder, 'status', '--porcelain')]).toEqual([
      withoutGit(before[0] as Record<string, string>),
      before[1],
    ]);
    expect(git(folder, 'branch', '--format=%(refname:short)').trim().split('\n')).toEqual([
      'fitness-serverless/1.4.0',
      'main',
    ]);
    expect(git(folder, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
    const message = git(folder, 'log', '-1', '--format=%B', 'fitness-serverless/1.4.0');
    expect(message.trim()).toBe(
      'Upgrade create-fitness-serverless to 1.4.0\n\nNotes:\n\n- 1.4.0: A line is another one.',
    );
    expect(git(folder, 'show', 'fitness-serverless/1.4.0:.editorconfig')).toContain('# second');
    expect(git(folder, 'show', 'fitness-serverless/1.4.0:README.md')).not.toContain('half a thought');
    // a second one has no place
    expect(await upgrade(folder, ['--branch'])).toMatchObject({ status: 2 });
    expect(await upgrade(folder, ['--branch=again', '--json'])).toMatchObject({ status: 0 });
    expect(git(folder, 'rev-parse', 'again^{tree}')).toBe(git(folder, 'rev-parse', 'fitness-serverless/1.4.0^{tree}'));
  }, 60_000);

  test('with conflicts nothing is committed; a side can be chosen', async () => {
    const folder = service((at) =>
      writeFileSync(join(at, '.editorconfig'), read(at, '.editorconfig').replace('# first', '# mine')),
    );
    const { status, stderr } = await upgrade(folder, ['--branch']);
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('--conflict') });
    expect(git(folder, 'branch', '--format=%(refname:short)').trim()).toBe('main');
    expect(await upgrade(folder, ['--branch', '--conflict=ours'])).toMatchObject({ status: 0 });
    expect(git(folder, 'show', 'fitness-serverless/1.4.0:.editorconfig')).toContain('# mine');
    expect(git(folder, 'status', '--porcelain')).toBe('');
  }, 60_000);

  test('nothing to do: no branch', async () => {
    const folder = service();
    expect(await runTool(one, ['upgrade', '--branch'], { cwd: folder, env: IDENTITY })).toMatchObject({ status: 0 });
    expect(git(folder, 'branch', '--format=%(refname:short)').trim()).toBe('main');
  }, 60_000);
});

describe('dependencies', () => {
  test('the package manager installs the new version, in the tree and, for a branch, in the lockfile alone', async () => {
    const [registry, before] = [await startRegistry([one, two]), await startRegistry([one])];
    const folder = service((at) => writeFileSync(join(at, '.gitignore'), 'node_modules/\n'));
    await succeed('npm', ['install', '--package-lock-only'], {
      cwd: folder,
      env: { ...plainEnvironment(), ...before.env },
    });
    await before.close();
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'Lock');
    expect(lockedIn(read(folder, 'package-lock.json'))).toBe('1.2.0');

    expect(await upgrade(folder, ['--branch'], registry.env)).toMatchObject({ status: 0 });
    expect(lockedIn(git(folder, 'show', 'fitness-serverless/1.4.0:package-lock.json'))).toBe('1.4.0');
    expect(lockedIn(read(folder, 'package-lock.json'))).toBe('1.2.0');

    expect(await upgrade(folder, [], registry.env)).toMatchObject({ status: 0 });
    expect(lockedIn(read(folder, 'package-lock.json'))).toBe('1.4.0');
    const program = join(folder, 'node_modules/.bin/fitness-serverless');
    expect(await succeed(program, ['--version'], { cwd: folder })).toMatchObject({ stdout: '1.4.0\n' });
    await registry.close();
  }, 120_000);

  test('an installation that fails is 3, and the files stay', async () => {
    const folder = service();
    const { status, stderr } = await upgrade(folder, [], { PATH: join(folder, 'nowhere') });
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('npm is not installed') });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^Run `npm install/);
    expect(read(folder, '.editorconfig')).toContain('# second');
  }, 60_000);

  test('a vendored tool: the new one comes, the old one goes, and what names it follows, in one action', async () => {
    const parent = emptyFolder();
    const args = ['orders', '--yes', '--no-install', '--no-git'];
    expect(await runTool(asTarball(one), args, { cwd: parent, program: PROGRAM })).toMatchObject({ status: 0 });
    const folder = join(parent, 'orders');
    expect(read(folder, 'fitness.yaml')).toMatch(/^tool: file:vendor\/create-fitness-serverless-1\.2\.0\.tgz$/m);
    git(folder, 'init', '-q', '-b', 'main');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'Create');
    const tarball = join(parent, 'tool.tgz');
    writeFileSync(tarball, readFileSync(await tarballOf(two)));
    installTool(folder, one);
    const root = join(folder, 'node_modules', PROGRAM);
    const ended = await runTool({ root }, ['upgrade', '--no-install', '--to', tarball], {
      cwd: folder,
      env: { ...IDENTITY, npm_config_cache: join(parent, 'npm') },
    });
    expect(ended).toMatchObject({ status: 0 });
    const vendored = 'vendor/create-fitness-serverless-1.4.0.tgz';
    expect(
      git(folder, 'status', '--porcelain', 'vendor')
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual(['D vendor/create-fitness-serverless-1.2.0.tgz', `?? ${vendored}`]);
    expect(read(folder, 'fitness.yaml')).toMatch(new RegExp(`^tool: file:${vendored}$`, 'm'));
    expect(JSON.parse(read(folder, 'package.json'))).toMatchObject({
      devDependencies: { [PROGRAM]: `file:${vendored}` },
    });
    const { stdout } = await succeed('tar', ['-xzOf', join(folder, vendored), 'package/package.json']);
    expect(JSON.parse(stdout)).toMatchObject({ version: '1.4.0' });
  }, 120_000);
});

function lockedIn(lockfile: string): string | undefined {
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, { version?: string }> };
  return packages[`node_modules/${PROGRAM}`]?.version;
}

/** The same version as npm installs it from a tarball. */
function asTarball(tool: ToolVersion): ToolVersion {
  const installed = installTool(emptyFolder(), tool);
  const lock = join(installed.home, 'node_modules/.package-lock.json');
  const data = JSON.parse(readFileSync(lock, 'utf8')) as { packages: Record<string, object> };
  const entry = { ...data.packages[`node_modules/${PROGRAM}`], resolved: 'file:tool.tgz' };
  writeFileSync(lock, JSON.stringify({ ...data, packages: { [`node_modules/${PROGRAM}`]: entry } }));
  return installed;
}
