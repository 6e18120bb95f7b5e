import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/options.ts';
import { childEnvironment, refuseSwallowedOptions } from '../../src/cli/npm.ts';
import { isFromRegistry } from '../../src/cli/create/tool.ts';
import { pack, packedPaths } from '../../src/cli/create/pack.ts';
import { ROOT, bin, plainEnvironment } from '../support/cli.ts';
import { run, succeed } from '../support/process.ts';
import { emptyFolder, tree, write } from '../upgrade/tree.ts';

const NPM = {
  npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64',
  npm_command: 'exec',
  npm_lifecycle_event: 'npx',
};
const check = (args: string[], env: Record<string, string>) => () =>
  refuseSwallowedOptions(COMMANDS.create.options, args, { ...NPM, ...env });

function hintOf(action: () => void): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as { hint?: string }).hint;
  }
  return undefined;
}

describe('options that npm kept', () => {
  test.each([
    [['x'], { npm_config_dry_run: 'true' }, 'x -- --dry-run'],
    [['x'], { npm_config_json: 'true' }, 'x -- --json'],
    [
      ['x'],
      { npm_config_install: '', npm_config_git: 'false', npm_config_table: '' },
      'x -- --no-table --no-git --no-install',
    ],
    [['x'], { npm_config_git: '' }, 'x -- --git'],
    [['x'], { npm_config_merge: 'true' }, 'x -- --merge'],
    [['x'], { npm_config_name: 'foo' }, 'x -- --name foo'],
    [['x'], { npm_config_environment: 'dev\n\nprod' }, 'x -- --environment dev --environment prod'],
    // npm 11 takes the value of a flag that it does not know for one more argument
    [['x', 'eu-west-1'], { npm_config_region: 'true' }, 'x -- --region eu-west-1'],
    [['x', '--yes'], { npm_config_merge: 'true' }, 'x -- --yes --merge'],
  ])('%j with %j: says `npm create … %s`', (args, env, command) => {
    expect(hintOf(check(args, env))).toBe(
      `Put \`--\` before our options: npm create fitness-serverless@latest ${command}`,
    );
  });

  test.each([
    [['x', '--dry-run'], { npm_config_dry_run: 'true' }],
    [['x', '--no-git'], { npm_config_git: 'false' }],
    [['x', '--region=eu-west-1'], { npm_config_region: 'true' }],
    // npm's own business
    [['x'], { npm_config_yes: 'true' }],
    [['x'], { npm_config_dry_run: '' }],
    [['x'], { npm_config_json: '' }],
    [['x'], { npm_config_git: '/usr/local/bin/git' }],
    [['x'], { npm_config_description: '' }],
    [['x'], { npm_config_registry: 'http://localhost' }],
    // somebody else's
    [['x'], { npm_config_dry_run: 'true', npm_config_user_agent: 'pnpm/10.0.0' }],
    [['x'], { npm_config_dry_run: 'true', npm_command: 'install' }],
  ])('%j with %j is no case of it', (args, env) => {
    expect(check(args, env as Record<string, string>)).not.toThrow();
  });

  test('counts when nothing else is said of npm', () => {
    expect(() => refuseSwallowedOptions(COMMANDS.create.options, ['x'], { npm_config_dry_run: 'true' })).toThrow(
      'npm took --dry-run for itself; nothing was done.',
    );
  });

  test('of a script: says `npm run … --`', () => {
    const env = {
      ...NPM,
      npm_command: 'run',
      npm_lifecycle_event: 'score',
      npm_lifecycle_script: 'fitness-serverless score',
      npm_config_env: 'true',
    };
    expect(hintOf(() => refuseSwallowedOptions(COMMANDS.score.options, ['prod'], env))).toBe(
      'Put `--` before our options: npm run score -- --env prod',
    );
  });
});

test("child processes get npm's settings, and nothing about the run that started us", () => {
  const env = {
    PATH: 'p',
    npm_config_registry: 'r',
    npm_config_cache: 'c',
    npm_config_dry_run: 'true',
    npm_config_trigger: 'x',
    npm_package_name: 'n',
    npm_command: 'exec',
    GIT_DIR: 'g',
    GIT_AUTHOR_NAME: 'a',
  };
  expect(childEnvironment(env, COMMANDS.create.options)).toEqual({
    PATH: 'p',
    npm_config_registry: 'r',
    npm_config_cache: 'c',
    GIT_AUTHOR_NAME: 'a',
  });
});

describe('where the tool comes from', () => {
  const VERSION = '0.1.0';
  function installed(files: Record<string, string>, path = 'node_modules/create-fitness-serverless'): boolean {
    const folder = emptyFolder();
    write(folder, { ...files, [`${path}/package.json`]: '{}' });
    return isFromRegistry(join(folder, path), VERSION);
  }
  const lock = (entry: object) => ({
    'node_modules/.package-lock.json': JSON.stringify({
      packages: { 'node_modules/create-fitness-serverless': entry },
    }),
  });
  const wants = (specification: string) => ({
    'package.json': JSON.stringify({ devDependencies: { 'create-fitness-serverless': specification } }),
  });

  test.each([
    ['npm, resolved left out', lock({ version: VERSION }), true],
    [
      'npm, a registry',
      lock({
        resolved: 'https://registry.example/npm/create-fitness-serverless/-/create-fitness-serverless-0.1.0.tgz',
      }),
      true,
    ],
    ['npm, a tarball', lock({ resolved: 'file:../tool.tgz' }), false],
    ['npm, a tarball somewhere', lock({ resolved: 'https://example.com/create-fitness-serverless-0.1.0.tgz' }), false],
    ['npm, git', lock({ resolved: 'git+ssh://git@example.com/x.git#abc' }), false],
    ['npm, a link', lock({ link: true, resolved: '../tool' }), false],
    ['a range', wants('^0.1.0'), true],
    ['a tarball', wants('file:vendor/create-fitness-serverless-0.1.0.tgz'), false],
  ])('%s → registry: %j', (_, files, expected) => {
    expect(installed(files)).toBe(expected);
  });

  test.each([
    ['node_modules/.pnpm/create-fitness-serverless@0.1.0/node_modules/create-fitness-serverless', true],
    ['node_modules/.pnpm/create-fitness-serverless@file+tool.tgz/node_modules/create-fitness-serverless', false],
    ['.yarn/cache/create-fitness-serverless-npm-0.1.0-abc.zip/node_modules/create-fitness-serverless', true],
    ['.yarn/cache/create-fitness-serverless-file-abc.zip/node_modules/create-fitness-serverless', false],
    ['code/create-fitness-serverless', false],
  ])('%s → registry: %j', (path, expected) => {
    expect(installed({}, path)).toBe(expected);
  });
});

describe('the packed tool', () => {
  test('holds what `npm pack` packs, and the same bytes each time', async () => {
    const root = emptyFolder();
    const long = `src/${'deep/'.repeat(18)}file-with-a-long-name.ts`;
    write(root, {
      'package.json': JSON.stringify({
        name: 'create-fitness-serverless',
        version: '0.1.0',
        files: ['dist', 'src/**', 'bin', 'missing'],
        scripts: { x: 'y' },
      }),
      'README.md': 'readme',
      LICENSE: 'licence',
      'notes.txt': 'no',
      'dist/cli/main.js': 'x'.repeat(2000),
      'bin/run.js': '#!',
      [long]: 'long',
    });
    const files = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] };
    expect(packedPaths(root, files.files)).toEqual(['LICENSE', 'README.md', 'bin/run.js', 'dist/cli/main.js', long]);
    const tarball = await pack(root);
    expect((await pack(root)).equals(tarball)).toBe(true);
    writeFileSync(join(root, 'tool.tgz'), tarball);
    mkdirSync(join(root, 'out'));
    await succeed('tar', ['xzf', join(root, 'tool.tgz'), '-C', join(root, 'out')]);
    expect(tree(join(root, 'out'))).toMatchObject({
      [`package/${long}`]: '644 long',
      'package/bin/run.js': '755 #!',
      'package/README.md': '644 readme',
    });
    expect(JSON.parse(readFileSync(join(root, 'out/package/package.json'), 'utf8'))).not.toHaveProperty('scripts');
  });

  test('of something that is not built is refused', async () => {
    const root = emptyFolder();
    write(root, { 'package.json': '{}' });
    await expect(pack(root)).rejects.toThrow(/is not built/);
  });
});

describe('npm create, from a registry', () => {
  let server: ReturnType<typeof createServer>;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    bin();
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const tarball = await pack(ROOT);
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const name = 'create-fitness-serverless';
    server = createServer((request, response) => {
      const { port } = server.address() as AddressInfo;
      if (request.url?.endsWith('.tgz')) response.end(tarball);
      else if (request.url === `/${name}`) {
        const dist = { tarball: `http://127.0.0.1:${port}/${name}/-/${name}-${version}.tgz`, integrity };
        const bins = { [name]: `bin/${name}.js`, 'fitness-serverless': 'bin/fitness-serverless.js' };
        response.end(
          JSON.stringify({
            name,
            'dist-tags': { latest: version },
            versions: { [version]: { name, version, dist, bin: bins } },
          }),
        );
      } else response.writeHead(404).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const cache = emptyFolder();
    write(cache, { npmrc: '' });
    env = {
      ...plainEnvironment(),
      npm_config_registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      npm_config_cache: join(cache, 'npm'),
      npm_config_userconfig: join(cache, 'npmrc'),
      npm_config_update_notifier: 'false',
    };
  }, 200_000);

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const create = (args: string[], cwd: string) => run('npm', ['create', ...args], { cwd, env });

  test('a service names the version of the registry', async () => {
    const parent = emptyFolder();
    const ended = await create(
      ['--yes', 'fitness-serverless', 'orders', '--', '--yes', '--no-install', '--no-git'],
      parent,
    );
    expect(ended).toMatchObject({ status: 0, stderr: expect.stringContaining('Created orders') });
    const manifest = JSON.parse(readFileSync(join(parent, 'orders/package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(manifest.devDependencies['create-fitness-serverless']).toMatch(/^\^\d+\.\d+\.\d+$/);
    expect(existsSync(join(parent, 'orders/vendor'))).toBe(false);
  }, 120_000);

  test.each([
    [['--dry-run'], 'orders -- --yes --dry-run'],
    [['--no-git', '--trigger=queue'], 'orders -- --yes --trigger queue --no-git'],
    [['--region', 'eu-west-1'], 'orders -- --yes --region eu-west-1'],
  ])(
    '%j without `--`: 2, nothing written, the command to type',
    async (flags, command) => {
      const parent = emptyFolder();
      const ended = await create(['--yes', 'fitness-serverless', 'orders', ...flags, '--', '--yes'], parent);
      expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining(command) });
      expect(tree(parent)).toEqual({});
    },
    120_000,
  );

  test("--yes without `--` is npm's: it says how to give it to us", async () => {
    const ended = await create(['--yes', 'fitness-serverless', 'orders'], emptyFolder());
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining('my-service -- --yes') });
  }, 120_000);
});
