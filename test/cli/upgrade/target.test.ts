import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installTool, newVersion, runTool, tarballOf, thisVersion } from '../../support/new-version.ts';
import type { ToolVersion } from '../../support/new-version.ts';
import type { Ended } from '../../support/process.ts';
import { startRegistry, unreachableRegistry, type Registry } from '../../support/registry.ts';
import { emptyFolder, tree } from '../../upgrade/tree.ts';
import { copyOf, git } from './service.ts';

const PROGRAM = 'create-fitness-serverless';
let registry: Registry;
let made: string;
let versions: Record<'one' | 'two' | 'three' | 'beta', ToolVersion>;

/** A version whose .editorconfig says which one it is. */
function version(number: string): ToolVersion {
  return newVersion({
    version: number,
    templates: { '_editorconfig.ejs': (text) => `${text}\n# Made by ${number}.\n` },
    migrations: { [number]: { notes: [`.editorconfig names ${number}.`] } },
  });
}

beforeAll(async () => {
  versions = { one: version('1.2.0'), two: version('1.4.0'), three: version('2.0.0'), beta: version('3.0.0-beta.1') };
  const { one, two, three, beta } = versions;
  registry = await startRegistry([thisVersion(), one, two, three, beta], {
    tags: { next: '3.0.0-beta.1', lts: '1.4.0' },
  });
  const parent = emptyFolder();
  const args = ['orders', '--yes', '--no-install', '--no-git'];
  expect(await runTool(one, args, { cwd: parent, program: PROGRAM })).toMatchObject({ status: 0 });
  made = join(parent, 'orders');
}, 300_000);
afterAll(() => registry.close());

/** A committed service made by 1.2.0, with 1.2.0 installed. */
function service(): string {
  const folder = copyOf(made);
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Create');
  installTool(folder, versions.one);
  return folder;
}

/** `npx fitness-serverless upgrade …` in the service. */
function upgrade(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = registry.env,
): Promise<Ended> {
  const root = join(folder, 'node_modules', PROGRAM);
  return runTool({ root }, ['upgrade', '--no-install', ...args], { cwd: folder, env });
}

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** Which version it was upgraded to, by its manifest, its dependency and a file. */
function stateOf(folder: string): { applied: string; wanted: string; dependency: string; file: string | undefined } {
  const manifest = JSON.parse(read(folder, '.fitness/manifest.json')) as { tool: string };
  const { devDependencies } = JSON.parse(read(folder, 'package.json')) as { devDependencies: Record<string, string> };
  return {
    applied: manifest.tool.replace(`${PROGRAM}@`, ''),
    wanted: /^tool: (.*)$/m.exec(read(folder, 'fitness.yaml'))?.[1] ?? '',
    dependency: devDependencies[PROGRAM] ?? '',
    file: /Made by (.*)\.$/m.exec(read(folder, '.editorconfig'))?.[1],
  };
}

function at(version: string): ReturnType<typeof stateOf> {
  return { applied: version, wanted: `^${version}`, dependency: `^${version}`, file: version };
}

describe('which version does it', () => {
  test('the newest; manifest, fitness.yaml and dependency change in one action', async () => {
    const folder = service();
    const { status, stderr } = await upgrade(folder);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining('Upgrading with create-fitness-serverless 2.0.0'),
    });
    expect(stateOf(folder)).toEqual(at('2.0.0'));
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^Dependencies changed\. Run `npm install/);
    // not again: there is nothing newer than what is installed now
    installTool(folder, versions.three);
    git(folder, 'commit', '-qam', 'Upgrade');
    expect(await upgrade(folder)).toMatchObject({ status: 0, stdout: expect.stringContaining('Up to date') });
    expect(git(folder, 'status', '--porcelain')).toBe('');
  }, 60_000);

  test('S09 a prerelease only with --pre, or by its tag', async () => {
    const [pre, tagged] = [service(), service()];
    expect(await upgrade(pre, ['--pre'])).toMatchObject({ status: 0 });
    expect(stateOf(pre)).toEqual(at('3.0.0-beta.1'));
    expect(await upgrade(tagged, ['--to', 'next'])).toMatchObject({ status: 0 });
    expect(stateOf(tagged)).toEqual(at('3.0.0-beta.1'));
  }, 60_000);

  test.each([
    ['1.4.0', '1.4.0'],
    ['lts', '1.4.0'],
    ['^1.2.0', '1.4.0'],
  ])(
    'the one that --to %s names',
    async (named, found) => {
      const folder = service();
      expect(await upgrade(folder, [`--to=${named}`])).toMatchObject({ status: 0 });
      expect(stateOf(folder)).toEqual(at(found));
    },
    60_000,
  );

  test('one that is not there, an older one, a file that is none of ours: 2, and nothing is written', async () => {
    const folder = service();
    writeFileSync(join(folder, 'other.tgz'), 'no tarball');
    const before = tree(folder);
    const cases: [string, string][] = [
      ['1.4.9', 'There is no create-fitness-serverless@1.4.9.'],
      ['ltss', 'Did you mean lts?'],
      [thisVersion().version, 'This service was made by create-fitness-serverless 1.2.0'],
      ['missing.tgz', 'There is no missing.tgz.'],
      ['other.tgz', 'other.tgz is no package of create-fitness-serverless.'],
    ];
    for (const [named, said] of cases) {
      const { status, stderr } = await upgrade(folder, ['--to', named]);
      expect({ named, status, stderr }).toEqual({ named, status: 2, stderr: expect.stringContaining(said) });
    }
    expect(tree(folder)).toEqual(before);
  }, 60_000);

  test('S07 an older tool refuses, and writes nothing', async () => {
    const folder = service();
    installTool(folder, thisVersion());
    const before = tree(folder);
    const { status, stderr } = await upgrade(folder, ['--offline']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('made by create-fitness-serverless 1.2.0'),
    });
    expect(tree(folder)).toEqual(before);
  });

  test('a file, from where the person stands; the same name with other bytes is the other version', async () => {
    const folder = service();
    mkdirSync(join(folder, 'src/tools'), { recursive: true });
    const tarball = join(folder, 'src/tools/tool.tgz');
    for (const tool of [versions.two, versions.three]) {
      cpSync(await tarballOf(tool), tarball);
      const root = join(folder, 'node_modules', PROGRAM);
      const args = ['upgrade', '--no-install', '--allow-dirty', '--to', 'tool.tgz', '--dry-run', '--json'];
      const { status, stdout } = await runTool({ root }, args, { cwd: join(folder, 'src/tools'), env: registry.env });
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ from: '1.2.0', to: tool.version });
    }
  }, 60_000);

  test('what is started from elsewhere is the target, and looks for no other', async () => {
    const folder = service();
    const asked = registry.requests.length;
    expect(await runTool(versions.two, ['upgrade', '--no-install'], { cwd: folder, env: registry.env })).toMatchObject({
      status: 0,
    });
    expect(stateOf(folder)).toEqual(at('1.4.0'));
    expect(registry.requests.slice(asked)).toEqual([]);
  });

  test('S60 without a network, and without an answer: it says so and does it itself', async () => {
    const silent = await startRegistry([], { silent: true });
    for (const env of [unreachableRegistry(), silent.env]) {
      const folder = service();
      const { status, stdout, stderr } = await upgrade(folder, [], env);
      expect({ status, stdout }).toEqual({
        status: 0,
        stdout: expect.stringContaining('Up to date with create-fitness-serverless 1.2.0'),
      });
      expect(stderr).toMatch(/^Could not look for a newer version \(npm .*\); going on with 1\.2\.0\.\n$/);
      // who names a version gets no other
      expect(await upgrade(folder, ['--to', '1.4.0'], env)).toMatchObject({ status: 3, stdout: '' });
    }
    await silent.close();
  }, 60_000);

  test('S60 --offline asks nobody and says nothing of it', async () => {
    const asked = registry.requests.length;
    const { status, stderr } = await upgrade(service(), ['--offline']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(registry.requests.slice(asked)).toEqual([]);
  });

  test('--check downloads nothing: 4 for a newer version, 0 for the newest', async () => {
    const folder = service();
    const before = tree(folder);
    const asked = registry.requests.length;
    const { status, stdout } = await upgrade(folder, ['--check', '--json']);
    expect(status).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ from: '1.2.0', to: '2.0.0' });
    expect(registry.requests.slice(asked)).toEqual([`/${PROGRAM}`]);
    expect(tree(folder)).toEqual(before);
    expect(await upgrade(folder, ['--check', '--to=1.2.0'])).toMatchObject({ status: 0 });
  });

  test('fitness.yaml alone names no other package: nobody has installed it', async () => {
    const folder = service();
    writeFileSync(
      join(folder, 'fitness.yaml'),
      read(folder, 'fitness.yaml').replace(/^tool: .*$/m, 'tool: npm:other@^1.0.0'),
    );
    const asked = registry.requests.length;
    await upgrade(folder, ['--check']);
    expect(registry.requests.slice(asked)).toEqual([`/${PROGRAM}`]);
  });

  test('what the .npmrc of the repository would start is not started', async () => {
    const folder = service();
    writeFileSync(join(folder, '.npmrc'), 'script-shell=./shell.sh\nnode-options=--require ./loaded.cjs\n');
    writeFileSync(join(folder, 'shell.sh'), '#!/bin/sh\ntouch STARTED\nexec /bin/sh "$@"\n', { mode: 0o755 });
    writeFileSync(join(folder, 'loaded.cjs'), "require('node:fs').writeFileSync('STARTED', '');\n");
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'Configure npm');
    const before = tree(folder);
    const { status, stdout } = await upgrade(folder, ['--to', '1.4.0', '--dry-run', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ from: '1.2.0', to: '1.4.0' });
    expect(tree(folder)).toEqual(before);
  }, 60_000);

  test('a program is told that nobody answered', async () => {
    const { status, stdout } = await upgrade(service(), ['--check', '--json'], unreachableRegistry());
    expect(status).toBe(0);
    const { notices } = JSON.parse(stdout) as { notices: string[] };
    expect(notices).toEqual([expect.stringMatching(/^Could not look for a newer version \(npm .*; going on with 1/)]);
  }, 60_000);

  test('JSON that is asked for and does not come is 3', async () => {
    const folder = service();
    const silent = await startRegistry([
      versions.one,
      newVersion({
        version: '9.0.0',
        files: { 'bin/fitness-serverless.js': '#!/usr/bin/env node\nconsole.log("hm");\n' },
      }),
    ]);
    const { status, stdout } = await upgrade(folder, ['--json'], silent.env);
    expect({ status, error: JSON.parse(stdout) as unknown }).toMatchObject({
      status: 3,
      error: { error: { code: 'version-not-run' } },
    });
    await silent.close();
  }, 60_000);

  test('what npm cannot run is 3', async () => {
    const folder = service();
    const broken = await startRegistry([
      versions.one,
      newVersion({
        version: '9.0.0',
        files: { 'bin/fitness-serverless.js': '#!/usr/bin/env node\nprocess.exit(1);\n' },
      }),
    ]);
    const before = tree(folder);
    const { status, stderr } = await upgrade(folder, [], broken.env);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining('npm could not run create-fitness-serverless@9.0.0.'),
    });
    expect(tree(folder)).toEqual(before);
    await broken.close();
  }, 60_000);
});

describe('--wanted', () => {
  /** Edits a line, as a bot does. */
  function edit(folder: string, path: string, specification: string): void {
    const line = path === 'package.json' ? /("create-fitness-serverless": )"[^"]*"/ : /(tool: ).*/;
    const value = path === 'package.json' ? JSON.stringify(specification) : specification;
    writeFileSync(
      join(folder, path),
      read(folder, path).replace(line, (_, key: string) => `${key}${value}`),
    );
  }

  test.each(['package.json', 'fitness.yaml'])(
    'makes true what a bot wrote into %s, uncommitted',
    async (path) => {
      const folder = service();
      edit(folder, path, '~1.4.0');
      writeFileSync(join(folder, 'package-lock.json'), '{}');
      expect(await upgrade(folder, ['--wanted'])).toMatchObject({ status: 0 });
      expect(stateOf(folder)).toEqual({ applied: '1.4.0', wanted: '~1.4.0', dependency: '~1.4.0', file: '1.4.0' });
      // and is a no-op then
      git(folder, 'add', '-A');
      git(folder, 'commit', '-qm', 'Upgrade');
      installTool(folder, versions.two);
      expect(await upgrade(folder, ['--wanted'])).toMatchObject({ status: 0 });
      expect(git(folder, 'status', '--porcelain')).toBe('');
    },
    60_000,
  );

  test('does it itself where it satisfies what is wanted, asking nobody', async () => {
    const folder = service();
    installTool(folder, versions.two);
    edit(folder, 'package.json', '^1.3.0');
    const asked = registry.requests.length;
    expect(await upgrade(folder, ['--wanted'])).toMatchObject({ status: 0 });
    expect(stateOf(folder)).toEqual({ applied: '1.4.0', wanted: '^1.3.0', dependency: '^1.3.0', file: '1.4.0' });
    expect(registry.requests.slice(asked)).toEqual([]);
  }, 60_000);

  test('any other uncommitted change is 5, and names the file', async () => {
    const folder = service();
    edit(folder, 'package.json', '^1.4.0');
    writeFileSync(
      join(folder, 'package.json'),
      read(folder, 'package.json').replace('"version": "0.0.0"', '"version": "0.0.1"'),
    );
    const before = tree(folder);
    const { status, stderr } = await upgrade(folder, ['--wanted']);
    expect({ status, stderr }).toEqual({
      status: 5,
      stderr: expect.stringMatching(/uncommitted changes:\n {2}package\.json\n/),
    });
    expect(tree(folder)).toEqual(before);
  }, 60_000);

  test('two wishes, and one that nobody can fulfil, are 2; one that only a registry knows is 3 offline', async () => {
    const folder = service();
    edit(folder, 'package.json', '^1.4.0');
    expect(await upgrade(folder, ['--wanted', '--offline'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('^1.4.0 is wanted, and this is 1.2.0'),
    });
    edit(folder, 'fitness.yaml', '^2.0.0');
    expect(await upgrade(folder, ['--wanted'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('fitness.yaml wants ^2.0.0, package.json wants ^1.4.0'),
    });
    edit(folder, 'package.json', '^7.0.0');
    edit(folder, 'fitness.yaml', '^7.0.0');
    expect(await upgrade(folder, ['--wanted'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is no create-fitness-serverless@^7.0.0'),
    });
  }, 60_000);

  test('--all: every service of the repository by itself, and the worst status', async () => {
    const root = emptyFolder();
    for (const name of ['billing', 'orders', 'stock']) cpSync(made, join(root, 'services', name), { recursive: true });
    installTool(root, versions.one);
    writeFileSync(join(root, '.gitignore'), 'node_modules/\n');
    edit(join(root, 'services/billing'), 'fitness.yaml', '^1.4.0');
    edit(join(root, 'services/stock'), 'package.json', '2.0.0');
    git(root, 'init', '-q', '-b', 'main');
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'Create');
    const program = { root: join(root, 'node_modules', PROGRAM) };
    const options = { cwd: join(root, 'services'), env: registry.env };
    const first = await runTool(program, ['upgrade', '--wanted', '--all', '--no-install', '--json'], options);
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      version: 1,
      services: [
        { path: 'billing', status: 0, upgrade: { from: '1.2.0', to: '1.4.0' } },
        { path: 'orders', status: 0 },
        { path: 'stock', status: 0, upgrade: { from: '1.2.0', to: '2.0.0' } },
      ],
    });
    expect(['billing', 'orders', 'stock'].map((name) => stateOf(join(root, 'services', name)).applied)).toEqual([
      '1.4.0',
      '1.2.0',
      '2.0.0',
    ]);

    writeFileSync(join(root, 'services/orders/buildspec.yml'), '# mine\n', { flag: 'a' });
    edit(join(root, 'services/orders'), 'package.json', '^1.4.0');
    const second = await runTool(program, ['upgrade', '--wanted', '--all', '--no-install', '--json'], options);
    expect(second.status).toBe(5);
    expect(JSON.parse(second.stdout)).toMatchObject({
      services: [
        { path: 'billing', status: 0 },
        { path: 'orders', status: 5, error: { code: 'dirty' } },
        { path: 'stock', status: 0 },
      ],
    });
  }, 120_000);
});
