/** G. The command line: what a run says is what it does, wherever, whenever and by whom it is run. */
import { lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { plainEnvironment } from '../../support/cli.ts';
import { installTool, runTool, type ToolVersion } from '../../support/new-version.ts';
import { run, type Ended } from '../../support/process.ts';
import { emptyFolder, tree } from '../tree.ts';
import { fresh, git, service, version, withoutUndo, type Service, type UpgradeAsJson } from './world.ts';

jest.setTimeout(60_000);

const GUIDE = '# Guide\n\nBuild it.\n\nTest it.\n\nShip it.\n\nWatch it.\n';
const CHECK = 'fitness/checks/lambda-timeout-explicit.ts';

let one: ToolVersion;
let two: ToolVersion;
beforeAll(() => {
  one = version('1.0.0', { listed: { 'docs/guide.md': GUIDE, 'docs/old.md': 'Old.\n', 'docs/name.md': `${GUIDE}\n` } });
  two = version('2.0.0', {
    listed: {
      'docs/guide.md': GUIDE.replace('Ship it.', 'Ship it gradually.'),
      'docs/new.md': 'New.\n',
      'docs/program': { text: '#!/bin/sh\n', executable: true },
      'docs/other-name.md': `${GUIDE}\n`,
    },
    templates: {
      'template.yaml.ejs': (text) => text.replace('    MemorySize: 512\n', '    MemorySize: 1024\n'),
      '_editorconfig.ejs': (text) => `${text}\n[Makefile]\nindent_style = tab\n`,
    },
    migrations: { '2.0.0': { notes: ['Guides are shorter.'] } },
  });
}, 300_000);

/** What an owner did: among it an edit that the version is at odds with. */
async function edited(): Promise<Service> {
  return (await service(one)).edit({
    'docs/guide.md': (text) => text.replace('Ship it.', 'Ship it now.'),
    'docs/name.md': (text) => text.replace('Build it.', 'Build it twice.'),
    '.editorconfig': (text) => text.replace('indent_size = 2', 'indent_size = 4'),
    'template.yaml': (text) => text.replace('Timeout: 10\n', 'Timeout: 12 # mine\n'),
    'fitness.yaml': (text) => text.replace('minimum: 80', 'minimum: 85'),
  });
}

/** The tree without the way back that is kept while there are conflicts. */
function settled(orders: Service): Record<string, string> {
  const { '.fitness/.gitignore': _, ...rest } = withoutUndo(orders.tree());
  return rest;
}

describe('S57 a dry run', () => {
  /** Content, mode and times of every file, those of git included. */
  function stamped(folder: string): Record<string, string> {
    return Object.fromEntries(
      Object.entries(tree(folder)).map(([path, text]) => {
        const { mtimeMs, ctimeMs, ino } = lstatSync(join(folder, path));
        return [path, `${mtimeMs} ${ctimeMs} ${ino} ${text}`];
      }),
    );
  }

  test('changes no byte, no time, and nothing of git', async () => {
    const orders = await edited();
    const before = stamped(orders.root);
    for (const [status, ...flags] of [
      [3, '--dry-run'],
      [0, '--dry-run', '--conflict=theirs'],
      [3, '--diff'],
      [4, '--check'],
    ] as const) {
      expect([(await orders.upgrade(two, ...flags)).status, ...flags]).toEqual([status, ...flags]);
      expect(stamped(orders.root)).toEqual(before);
    }
  });

  test('says what the real run does', async () => {
    const orders = await edited();
    const dry = await orders.upgrade(two, '--dry-run', '--json');
    const shown = await orders.upgrade(two, '--dry-run');
    const real = await (await edited()).upgrade(two);
    expect([shown.status, shown.stdout]).toEqual([real.status, real.stdout]);
    const done = await orders.upgrade(two, '--json');
    expect([dry.status, dry.json.dryRun, done.json.dryRun]).toEqual([3, true, false]);
    expect({ ...dry.json, dryRun: false }).toEqual(done.json);
    expect(changes(git(orders.root, 'status', '--porcelain', '-uall', '--no-renames'))).toEqual(told(done.json));
  });

  test('--diff is a patch: applied by git it makes what the real run makes', async () => {
    const orders = await edited();
    const { stdout } = await orders.upgrade(two, '--diff');
    const other = await edited();
    writeFileSync(join(other.root, '../the.patch'), stdout);
    git(other.root, 'apply', '--whitespace=nowarn', '../the.patch');
    expect((await orders.upgrade(two)).status).toBe(3);
    expect(other.tree()).toEqual(settled(orders));
  });

  /** Paths of the report that are created, changed or deleted. */
  function told({ actions }: UpgradeAsJson): string[] {
    const paths = actions.flatMap(({ path, action, to }) => {
      if (['keep', 'skip'].includes(action)) return [];
      return action === 'rename' && to !== undefined ? [path, to] : [path];
    });
    return [...new Set(paths)].sort();
  }

  function changes(porcelain: string): string[] {
    const paths = porcelain.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
    return paths.filter((path) => !path.startsWith('.fitness/')).sort();
  }
});

describe('S58 nobody to ask', () => {
  /** The fastest of a few: the machine may be busy with something else. */
  async function quickest(
    args: readonly string[],
    cwd: string,
    program: 'create-fitness-serverless' | 'fitness-serverless',
  ): Promise<Ended> {
    for (let attempt = 0; ; attempt++) {
      const started = performance.now();
      const ended = await runTool(two, args, { cwd, program, timeout: 30_000 });
      const took = performance.now() - started;
      if (took < 2000) return ended;
      if (attempt === 4) throw new Error(`it took ${took} ms`);
    }
  }

  test('create names every missing answer at once, in under 2 s', async () => {
    const folder = emptyFolder();
    const { status, stdout, stderr } = await quickest(['orders'], folder, 'create-fitness-serverless');
    expect({ status, stdout, files: readdirSync(folder) }).toEqual({ status: 2, stdout: '', files: [] });
    const flags = [
      'description',
      'runtime',
      'trigger',
      'table',
      'environment',
      'deployment',
      'region',
      'package-manager',
    ];
    expect(flags.filter((flag) => !stderr.includes(`--${flag}`) && !stderr.includes(`--[no-]${flag}`))).toEqual([]);
    expect(stderr).not.toContain('--name');
  });

  test('upgrade --interactive says so in under 2 s, and writes nothing', async () => {
    const orders = await edited();
    const before = orders.tree();
    const { status, stderr } = await quickest(
      ['upgrade', '--offline', '--interactive'],
      orders.root,
      'fitness-serverless',
    );
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/terminal/) });
    expect(orders.tree()).toEqual(before);
  });
});

describe('S59 create in a folder that is not empty', () => {
  const create = (cwd: string, flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    runTool(two, ['orders', '--yes', '--no-install', '--no-git', ...flags], {
      cwd,
      env,
      program: 'create-fitness-serverless',
    });

  test('is refused with what is in the way; --merge adds what is missing, and overwrites nothing', async () => {
    const parent = emptyFolder();
    mkdirSync(join(parent, 'orders/src'), { recursive: true });
    const own = {
      'orders/.editorconfig': 'root = false\n',
      'orders/src/mine.ts': 'export {};\n',
      'orders/template.yaml': 'x: 1\n',
    };
    for (const [path, text] of Object.entries(own)) writeFileSync(join(parent, path), text);
    const before = tree(parent);
    const refused = await create(parent, []);
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/\.editorconfig[^]*src[^]*template\.yaml/),
    ]);
    expect(tree(parent)).toEqual(before);

    expect((await create(parent, ['--merge'])).status).toBe(3);
    const after = tree(parent);
    expect(Object.entries(own).map(([path]) => after[path])).toEqual(Object.values(own).map((text) => `644 ${text}`));
    const next = await fresh(two);
    expect(after['orders/.fitness/conflicts/template.yaml']).toBe(next['template.yaml']);
    expect(after['orders/package.json']).toBe(next['package.json']);
  });

  test('one that fails midway removes what it made, and nothing else', async () => {
    const parent = emptyFolder();
    const folder = join(parent, 'orders');
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src/mine.ts'), 'export {};\n');
    const before = tree(parent);
    const preload = `--import=${pathToFileURL(join(import.meta.dirname, 'full-disk.mjs')).href}`;
    for (const call of [1, 20, 200]) {
      const env = { NODE_OPTIONS: preload, FULL_BELOW: folder, FULL_AT: String(call) };
      const { status, stderr } = await create(parent, ['--merge'], env);
      expect([status, stderr]).toEqual([2, expect.stringMatching(/no space left|disk is full/i)]);
      expect(tree(parent)).toEqual(before);
    }
  });
});

describe('S60 offline', () => {
  /** Whatever asks the registry is counted, and gets nothing. */
  async function counted<Result>(use: (env: Record<string, string>) => Promise<Result>): Promise<[Result, number]> {
    let asked = 0;
    const server = createServer((_, answer) => {
      asked += 1;
      answer.writeHead(503).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const env = { HTTP_PROXY: url, HTTPS_PROXY: url, http_proxy: url, https_proxy: url, npm_config_registry: url };
      return [await use({ ...env, npm_config_fetch_retries: '0' }), asked];
    } finally {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  }

  test('create and upgrade --offline ask nobody', async () => {
    const folder = emptyFolder();
    const args = ['orders', '--yes', '--no-install', '--no-git'];
    const [created, atCreate] = await counted((env) =>
      runTool(one, args, { cwd: folder, env, program: 'create-fitness-serverless' }),
    );
    expect([created.status, atCreate]).toEqual([0, 0]);
    const orders = await service(one);
    const [upgraded, atUpgrade] = await counted((env) =>
      runTool(two, ['upgrade', '--offline', '--no-install'], { cwd: orders.root, env }),
    );
    expect([upgraded.status, atUpgrade]).toEqual([0, 0]);
    expect(orders.read('docs/new.md')).toBe('New.\n');
  });

  test('upgrade without the flag says that nobody answered, and goes on with itself', async () => {
    const orders = await service(one);
    // from the service's own folder it looks for a newer one
    const own = installTool(orders.root, two);
    const [{ status, stderr }, asked] = await counted((env) =>
      runTool(own, ['upgrade', '--no-install'], { cwd: orders.root, env }),
    );
    expect(asked).toBeGreaterThan(0);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^Could not look for a newer version \(.*\); going on with 2\.0\.0\.\n/),
    });
    expect(orders.read('docs/new.md')).toBe('New.\n');
  });
});

describe('S61 two branches', () => {
  /** On a branch of main: does something and commits it. */
  async function onBranch(orders: Service, name: string, work: () => Promise<Ended>): Promise<void> {
    git(orders.root, 'checkout', '-q', '-b', name, 'main');
    const { status, stderr } = await work();
    if (status !== 0) throw new Error(`${name} ended with ${status}\n${stderr}`);
    orders.commit(name);
  }

  /** Merges into the branch that is checked out: paths that git leaves to the person. */
  function merged(orders: Service, name: string): string[] {
    try {
      git(orders.root, 'merge', '-q', '--no-edit', name);
      return [];
    } catch {
      return git(orders.root, 'diff', '--name-only', '--diff-filter=U').trim().split('\n');
    }
  }

  const BRANCHES = ['first', 'second'] as const;

  test.each([
    ['first', 'second'],
    ['second', 'first'],
  ] as const)('both to the same version (%s into %s): git merges them', async (from, into) => {
    const orders = (await service(one)).edit({ 'src/mine.ts': 'export {};\n' });
    await onBranch(orders, 'first', () => orders.upgrade(two));
    await onBranch(orders, 'second', () => {
      orders.edit({ '.editorconfig': (text) => text.replace('indent_size = 2', 'indent_size = 4') });
      return orders.upgrade(two);
    });
    git(orders.root, 'checkout', '-q', into);
    expect(merged(orders, from)).toEqual([]);
    expect((await orders.upgrade(two, '--check')).status).toBe(0);
    expect(orders.read('.editorconfig')).toBe(
      ((await fresh(two))['.editorconfig'] ?? '').slice('644 '.length).replace('indent_size = 2', 'indent_size = 4'),
    );
  });

  const SETS = { first: 'region=eu-west-1', second: 'description=Orders and returns' } as const;

  test.each([
    ['first', '--ours'],
    ['first', '--theirs'],
    ['second', '--ours'],
  ] as const)(
    'different answers, merged into the %s, the manifest by %s: upgrade makes the rest true',
    async (into, side) => {
      const orders = await service(one);
      for (const name of BRANCHES)
        await onBranch(orders, name, () => orders.run(one, ['set', SETS[name], '--no-install']));
      git(orders.root, 'checkout', '-q', into);
      const left = merged(orders, into === 'first' ? 'second' : 'first');
      expect(left).toEqual(['.fitness/manifest.json']);
      const before = orders.tree();
      const refused = await orders.upgrade(one);
      expect({ status: refused.status, stderr: refused.stderr }).toEqual({
        status: 6,
        stderr: expect.stringMatching(/manifest\.json.* has conflict markers[^]*git checkout --ours/),
      });
      expect(orders.tree()).toEqual(before);

      git(orders.root, 'checkout', side, '--', ...left);
      orders.commit('Merge');
      expect(await orders.upgrade(one)).toMatchObject({ status: 0 });
      orders.commit('Upgrade');
      expect(await orders.upgrade(one, '--check')).toMatchObject({ status: 0 });

      const direct = await service(one);
      expect((await direct.run(one, ['set', SETS.first, SETS.second, '--no-install'])).status).toBe(0);
      expect(orders.tree()).toEqual(direct.tree());
    },
  );

  test.each([
    ['--theirs', '3'],
    ['--ours', '2'],
  ])('to different versions: taking %s of all that git leaves is enough', async (side, stage) => {
    const three = version('3.0.0', {
      from: two,
      listed: {
        'docs/guide.md': GUIDE.replace('Ship it.', 'Ship it, then watch it.'),
        'docs/new.md': 'New.\n',
        'docs/newest.md': 'Newest.\n',
        'docs/other-name.md': `${GUIDE}\n`,
        'docs/program': { text: '#!/bin/sh\n', executable: true },
      },
      templates: {
        'template.yaml.ejs': (text) => text.replace('    MemorySize: 1024\n', '    MemorySize: 2048\n'),
        'samconfig.toml.ejs': (text) => `${text}\n[local.local_invoke.parameters]\nskip_pull_image = true\n`,
      },
    });
    const own = {
      'samconfig.toml': (text: string) => text.replace('parallel = true', 'parallel = false # mine'),
      '.editorconfig': (text: string) => text.replace('indent_size = 2', 'indent_size = 4'),
      'template.yaml': (text: string) => text.replace('Timeout: 10\n', 'Timeout: 12 # mine\n'),
    };
    const orders = (await service(one)).edit(own);
    await onBranch(orders, 'first', () => orders.upgrade(two));
    await onBranch(orders, 'second', () => orders.upgrade(three));
    git(orders.root, 'checkout', '-q', 'first');
    const left = merged(orders, 'second');
    expect(left).toContain('.fitness/manifest.json');
    for (const path of left) {
      const isThere = git(orders.root, 'ls-files', '-s', '--', path).includes(` ${stage}\t`);
      git(orders.root, ...(isThere ? ['checkout', side, '--', path] : ['rm', '-q', path]));
    }
    orders.commit('Merge');
    expect(await orders.upgrade(three)).toMatchObject({ status: 0 });
    const direct = (await service(one)).edit(own);
    expect((await direct.upgrade(three)).status).toBe(0);
    const upgraded = orders.commit('Upgrade').tree();
    expect(differing(upgraded, direct.tree())).toEqual([]);
    expect((await orders.upgrade(three, '--check')).status).toBe(0);
  });

  function differing(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): string[] {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path]).sort();
  }
});

describe('S62 --check, with JSON', () => {
  async function checked(
    orders: Pick<Service, 'root'>,
    tool: ToolVersion,
  ): Promise<[number | null, Record<string, unknown>]> {
    const before = tree(orders.root);
    const { status, stdout } = await runTool(tool, ['upgrade', '--offline', '--check', '--json'], { cwd: orders.root });
    expect(tree(orders.root)).toEqual(before);
    return [status, JSON.parse(stdout) as Record<string, unknown>];
  }

  test('up to date: 0', async () => {
    expect(await checked(await service(two), two)).toEqual([
      0,
      expect.objectContaining({ version: 1, from: '2.0.0', to: '2.0.0', conflicts: [], problems: [] }),
    ]);
  });

  test('outdated: 4', async () => {
    const [status, json] = await checked(await service(one), two);
    expect([status, json]).toEqual([
      4,
      expect.objectContaining({ version: 1, from: '1.0.0', to: '2.0.0', dryRun: true, problems: [] }),
    ]);
    expect(json['notices']).toEqual(['2.0.0: Guides are shorter.']);
  });

  test('tampered with: 6, though it is outdated, too', async () => {
    const orders = (await service(one)).edit({ [CHECK]: (text) => `${text}// mine\n` });
    expect(await checked(orders, two)).toEqual([
      6,
      expect.objectContaining({ problems: [expect.objectContaining({ path: CHECK, kind: 'tampered' })] }),
    ]);
  });

  test('not a service: 2', async () => {
    expect(await checked({ root: emptyFolder() }, two)).toEqual([
      2,
      { version: 1, error: expect.objectContaining({ code: 'no-service', hint: expect.any(String) }) },
    ]);
  });
});

describe('S63 the surroundings', () => {
  const TR = { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' };
  const VARIANTS: Readonly<Record<string, { env?: NodeJS.ProcessEnv; umask?: string; below?: string }>> = {
    'another locale and time zone': { env: TR },
    'no HOME, the C locale': { env: { HOME: undefined, XDG_CONFIG_HOME: undefined, LC_ALL: 'C', TZ: 'UTC' } },
    'umask 077': { umask: '077' },
    'a folder below': { below: 'src' },
  };
  const sh = (
    of: Service,
    { env, umask = '022', below = '' }: (typeof VARIANTS)[string],
    ...args: readonly string[]
  ): Promise<Ended> =>
    run(
      'sh',
      [
        '-c',
        `umask ${umask} && exec "$0" "$@"`,
        process.execPath,
        join(two.root, 'bin/fitness-serverless.js'),
        ...args,
      ],
      {
        cwd: join(of.root, below),
        env: { ...plainEnvironment(), ...env },
      },
    );

  async function upgraded(how: (typeof VARIANTS)[string]): Promise<{ tree: Record<string, string>; said: unknown }> {
    const orders = await edited();
    const { status, stdout } = await sh(orders, how, 'upgrade', '--offline', '--no-install');
    return { tree: settled(orders), said: [status, stdout] };
  }

  let plain: ReturnType<typeof upgraded> | undefined;

  test.each(Object.keys(VARIANTS))('%s: the same bytes, the same words', async (name) => {
    const expected = await (plain ??= upgraded({}));
    const how = VARIANTS[name] ?? {};
    const found = await upgraded(how);
    expect(found.said).toEqual(expected.said);
    const texts = (shown: Record<string, string>): Record<string, string> =>
      Object.fromEntries(Object.entries(shown).map(([path, text]) => [path, text.slice(text.indexOf(' ') + 1)]));
    if (how.umask === '077') {
      // of a new file the umask decides; those that were there keep their modes
      const files = ([path]: [string, string]): boolean => !path.endsWith('/');
      const only = (shown: Record<string, string>) => texts(Object.fromEntries(Object.entries(shown).filter(files)));
      expect(only(found.tree)).toEqual(only(expected.tree));
      expect(found.tree['docs/guide.md']?.slice(0, 3)).toBe('644');
      expect(found.tree['docs/new.md']?.slice(0, 3)).toBe('600');
    } else expect(found.tree).toEqual(expected.tree);
  });

  test('its records do not name the folder', async () => {
    const orders = await edited();
    await orders.upgrade(two);
    const naming = Object.entries(orders.tree()).filter(([, text]) => text.includes(orders.root));
    expect(naming.map(([path]) => path)).toEqual([]);
    expect(readFileSync(join(orders.root, '.fitness/manifest.json'), 'utf8')).not.toContain(orders.root);
  });
});
