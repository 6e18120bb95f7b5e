import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PlannedAction } from '../../src/upgrade/plan.ts';
import { bin, cli } from '../support/cli.ts';
import { run, succeed } from '../support/process.ts';
import { emptyFolder, tree, write } from '../upgrade/tree.ts';

const QUICK = ['--yes', '--no-install', '--no-git'];

beforeAll(() => {
  bin();
}, 200_000);

/** Creates `x/orders` and returns both folders. */
async function created(...args: string[]): Promise<{ parent: string; folder: string }> {
  const parent = emptyFolder();
  const ended = await cli(['orders', ...QUICK, ...args], { cwd: parent });
  expect(ended).toMatchObject({ status: 0 });
  return { parent, folder: join(parent, 'orders') };
}

function actions(stdout: string): PlannedAction[] {
  return (JSON.parse(stdout) as { actions: PlannedAction[] }).actions;
}

describe('a new service', () => {
  test('--yes takes the defaults, and says what to do next', async () => {
    const parent = emptyFolder();
    const { status, stdout, stderr } = await cli(['My Orders', ...QUICK], { cwd: parent });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/Created my-orders: \d+ files in My Orders/);
    expect(stderr).toContain('npm install');
    expect(readFileSync(join(parent, 'My Orders/fitness.yaml'), 'utf8')).toMatch(/^service: my-orders$/m);
  });

  test('flags are over the answers file, and it is over the defaults', async () => {
    const parent = emptyFolder();
    write(parent, {
      'answers.yaml':
        'description: From the file\ntriggers: [queue]\nenvironments: [test, live]\ndeployment: {live: "Linear:5:2"}\nregion: eu-west-1\n',
    });
    const flags = [
      '--trigger',
      'schedule',
      '--trigger',
      'bucket',
      '--deployment',
      'test=AllAtOnce',
      '--alarm-email',
      'a@example.com',
    ];
    const ended = await cli(['orders', ...QUICK, '--answers', 'answers.yaml', ...flags], { cwd: parent });
    expect(ended).toMatchObject({ status: 0 });
    const config = readFileSync(join(parent, 'orders/fitness.yaml'), 'utf8');
    expect(config).toMatch(/From the file/);
    expect(config).toMatch(/triggers:[\s\S]{0,20}schedule[\s\S]{0,10}bucket/);
    expect(config).toMatch(/region: eu-west-1/);
    expect(config).toMatch(/live:[\s\S]{0,40}Linear:5:2/);
    expect(config).toMatch(/email: a@example\.com/);
  });

  test('answers may be JSON', async () => {
    const parent = emptyFolder();
    write(parent, {
      'a.json': JSON.stringify({ name: 'billing', table: false, packageManager: 'pnpm', git: false, install: false }),
    });
    const ended = await cli(['--yes', '--answers', 'a.json'], { cwd: parent });
    expect(ended).toMatchObject({ status: 0 });
    expect(readFileSync(join(parent, 'billing/fitness.yaml'), 'utf8')).toMatch(/packageManager: pnpm/);
    expect(existsSync(join(parent, 'billing/.git'))).toBe(false);
  });

  test('a folder with a space: the commands that follow can be pasted', async () => {
    const { status, stderr } = await cli(['My $Orders', ...QUICK], { cwd: emptyFolder() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('  cd "My \\$Orders"\n') });
  });

  test('one deployment type for all environments', async () => {
    const { folder } = await created('--deployment', 'Canary:20:7');
    expect(readFileSync(join(folder, 'fitness.yaml'), 'utf8').match(/deployment: Canary:20:7/g)).toHaveLength(2);
  });

  test('Region and package manager are detected', async () => {
    const parent = emptyFolder();
    const env = { AWS_REGION: 'eu-north-1', npm_config_user_agent: 'pnpm/10.1.0 npm/? node/v24.0.0 linux x64' };
    await cli(['orders', ...QUICK], { cwd: parent, env });
    const config = readFileSync(join(parent, 'orders/fitness.yaml'), 'utf8');
    expect(config).toMatch(/region: eu-north-1/);
    expect(config).toMatch(/packageManager: pnpm/);
  });

  test('S63 its bytes depend on neither locale, time zone, home nor umask', async () => {
    const { folder } = await created();
    const parent = emptyFolder();
    const env = { LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati', HOME: undefined, COLUMNS: '40' };
    const ended = await run('sh', ['-c', 'umask 077 && exec "$0" "$@"', process.execPath, bin(), 'orders', ...QUICK], {
      cwd: parent,
      env: { PATH: process.env['PATH'], ...env },
    });
    expect(ended).toMatchObject({ status: 0 });
    const texts = (files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).map(([path, content]) => [path, content.slice(4)]));
    expect(texts(tree(join(parent, 'orders')))).toEqual(texts(tree(folder)));
  });
});

describe('without a terminal', () => {
  test('S58 all missing answers are named at once, in under 2 s', async () => {
    // the fastest of a few, because the machine may be busy with something else
    const times: number[] = [];
    let ended = { status: null, stderr: '' } as Pick<Awaited<ReturnType<typeof cli>>, 'status' | 'stderr'>;
    while (times.length < 4 && !times.some((time) => time < 2000)) {
      const started = performance.now();
      ended = await cli(['orders'], { cwd: emptyFolder(), timeout: 30_000 });
      times.push(performance.now() - started);
    }
    expect(Math.min(...times)).toBeLessThan(2000);
    const { status, stderr } = ended;
    expect(status).toBe(2);
    for (const flag of [
      'description',
      'runtime',
      'trigger',
      'table',
      'environment',
      'deployment',
      'region',
      'package-manager',
      'git',
      'install',
    ]) {
      expect(stderr).toMatch(new RegExp(`--(\\[no-\\])?${flag}\\b`));
    }
    expect(stderr).not.toContain('--name');
  });

  test('a deployment is missing per environment', async () => {
    const { stderr } = await cli(
      ['orders', '--environment', 'a', '--environment', 'b', '--deployment', 'a=AllAtOnce'],
      { cwd: emptyFolder() },
    );
    expect(stderr).toContain('--deployment b=TYPE');
    expect(stderr).not.toContain('--deployment a=');
  });

  test('everything answered needs no --yes', async () => {
    const parent = emptyFolder();
    const flags =
      '--description d --runtime nodejs22.x --trigger http --no-table --environment dev --deployment AllAtOnce --region eu-west-1 --package-manager npm --no-git --no-install';
    expect(await cli(['orders', ...flags.split(' ')], { cwd: parent })).toMatchObject({ status: 0 });
  });

  test('an input that stays open is not waited for', async () => {
    const { status } = await cli(['orders'], { cwd: emptyFolder(), input: '', timeout: 30_000 });
    expect(status).toBe(2);
  });
});

describe('what is in the way', () => {
  test('S59 a folder that is not empty is refused, and what is in it is listed', async () => {
    const parent = emptyFolder();
    write(parent, { 'orders/notes.txt': 'x', 'orders/.git/HEAD': 'x' });
    const before = tree(parent);
    const { status, stderr } = await cli(['orders', ...QUICK], { cwd: parent });
    expect(status).toBe(2);
    expect(stderr).toMatch(/is not empty:\n {2}notes\.txt\n/);
    expect(tree(parent)).toEqual(before);
  });

  test('a repository without files counts as empty, and stays what it is', async () => {
    const parent = emptyFolder();
    await succeed('git', ['init', '-q', join(parent, 'orders')]);
    const { status, stderr } = await cli(['orders', '--yes', '--no-install', '--git'], { cwd: parent });
    expect(status).toBe(0);
    expect(stderr).toMatch(/No git init: .* is a repository/);
    expect((await run('git', ['rev-parse', 'HEAD'], { cwd: join(parent, 'orders') })).status).not.toBe(0);
  });

  test.each([
    ['orders/template.yaml', 'orders', 'adopt orders'],
    ['my orders/sam.json', 'my orders', "adopt 'my orders'"],
    ['template.yaml', '.', 'adopt'],
  ])('a folder with %s is for adopt, whose command is said', async (file, folder, command) => {
    const parent = emptyFolder();
    write(parent, { [file]: '{"Transform": "AWS::Serverless-2016-10-31", "Resources": {}}\n' });
    const { status, stderr } = await cli([folder, ...QUICK], { cwd: parent });
    expect(status).toBe(2);
    expect(stderr).toMatch(/holds a SAM template/);
    expect(stderr).toContain(`\`npx create-fitness-serverless@0.1.0 ${command}\` brings it under the gate.`);
  });

  test('S59 --merge adds what is missing, and overwrites nothing', async () => {
    const parent = emptyFolder();
    write(parent, { 'orders/README.md': 'mine\n', 'orders/notes.txt': 'x' });
    const { status, stderr } = await cli(['orders', ...QUICK, '--merge'], { cwd: parent });
    expect(status).toBe(3);
    expect(stderr).toMatch(/1 conflict.*\n {2}README\.md .*\.fitness\/conflicts\/README\.md/);
    const files = tree(join(parent, 'orders'));
    expect(files).toMatchObject({ 'README.md': '644 mine\n', 'notes.txt': '644 x' });
    expect(files['template.yaml']).toMatch(/AWS::Serverless/);
  });

  test('--merge over its own service has nothing to do', async () => {
    const { parent, folder } = await created();
    const before = tree(folder);
    const { status, stderr } = await cli(['orders', ...QUICK, '--merge'], { cwd: parent });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('nothing was written') });
    expect(tree(folder)).toEqual(before);
  });

  test('a service is not created over, without --merge', async () => {
    const { parent } = await created();
    const { status, stderr } = await cli(['orders', ...QUICK], { cwd: parent });
    expect(status).toBe(2);
    expect(stderr).toContain('already holds a service');
  });

  test('a target that is a file, or lies below one', async () => {
    const parent = emptyFolder();
    write(parent, { file: 'x' });
    for (const target of ['file', 'file/below']) {
      const { status, stderr } = await cli([target, ...QUICK], { cwd: parent });
      expect({ target, status, stderr }).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/is a file|not a folder/),
      });
    }
    expect(tree(parent)).toEqual({ file: '644 x' });
  });

  test('S19 a link that leads out of the folder is not written through', async () => {
    const parent = emptyFolder();
    write(parent, { 'outside/x': '', 'orders/x': '' });
    symlinkSync('../outside', join(parent, 'orders/src'));
    const { status, stderr } = await cli(['orders', ...QUICK, '--merge'], { cwd: parent });
    expect(status).toBe(2);
    expect(stderr).toContain('leads out of the folder');
    expect(Object.keys(tree(join(parent, 'outside')))).toEqual(['x']);
  });

  test('no permission to write', async () => {
    const parent = emptyFolder();
    chmodSync(parent, 0o555);
    // root may write everywhere: then it is another user who asks
    const asUser =
      process.getuid?.() === 0
        ? { command: 'setpriv', args: ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath] }
        : { command: process.execPath, args: [] };
    const ended = await run(asUser.command, [...asUser.args, bin(), join(parent, 'orders'), ...QUICK], { cwd: '/' });
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining('No permission') });
    chmodSync(parent, 0o755);
    expect(tree(parent)).toEqual({});
  });

  const canMount = process.platform === 'linux' && process.getuid?.() === 0;
  (canMount ? test : test.skip)('a full disk leaves nothing half-written', async () => {
    const parent = emptyFolder();
    const script = `mount -t tmpfs -o size=200k tmpfs ${parent} || exit 99; cd ${parent}; "$0" "$@"; status=$?; ls -A ${parent}; exit $status`;
    const ended = await run('unshare', ['-m', 'sh', '-c', script, process.execPath, bin(), 'orders', ...QUICK], {});
    if (ended.status === 99 || /unshare|mount/.test(ended.stderr)) {
      console.warn(`skipped: no tmpfs can be mounted here (${ended.stderr.trim()})`);
      return;
    }
    expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('The disk is full.') });
  });
});

describe('bad answers', () => {
  test.each([
    [['--name', 'Bad Name'], /--name/],
    [['--name', 'a'.repeat(80)], /--name/],
    [['--name', '../up'], /--name/],
    [['--deployment', 'Canary:200:1'], /percentage/],
    [['--deployment', 'Linear:5:4000'], /^error: --deployment Linear:5:4000 takes .*48 hours/],
    [['--deployment', 'nope=AllAtOnce'], /environment that there is not/],
    [['--environment', 'dev', '--environment', 'dev'], /given twice/],
    [['--region', 'moon'], /--region/],
    [['--alarm-email', 'nobody'], /--alarm-email/],
    [['--trigger', 'htp'], /Did you mean http\?/],
    [['--anwsers', 'x'], /Did you mean --answers\?/],
    [['--answers', 'missing.yaml'], /Cannot read the answers/],
    [['--answers', '.'], /Cannot read the answers in \.: it is a folder/],
    [['--answers', ''], /The answers file has no name/],
    [['--yes=1'], /takes no value/],
    [['--name'], /needs a value/],
    [['two'], /Unexpected argument "two"/],
  ])('%j is refused with 2', async (args, message) => {
    const parent = emptyFolder();
    const { status, stdout, stderr } = await cli(['orders', ...QUICK, ...args], { cwd: parent });
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
    expect(tree(parent)).toEqual({});
  });

  test.each([
    ['name: [1', /answers\.yaml:1/],
    ['- a\n- b\n', /has to be a mapping/],
    ['triger: [http]\n', /answers\.yaml:1:1.*\n.*triggers/],
    ['name: orders\ntriggers: [ftp]\n', /answers\.yaml:2/],
    ['environments: dev\n', /answers\.yaml:1/],
    ['install: "yes"\n', /install has to be true or false/],
    ['name: a\nname: b\n', /answers\.yaml:2:1: The key name is repeated\./],
    [`# ${'x'.repeat(1_100_000)}`, /answers\.yaml is larger than 1 MB\.$/m],
  ])('an answers file %j is refused with its place', async (text, message) => {
    const parent = emptyFolder();
    write(parent, { 'answers.yaml': text });
    const { status, stderr } = await cli(['orders', ...QUICK.slice(0, 1), '--answers', 'answers.yaml'], {
      cwd: parent,
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(message) });
    expect(Object.keys(tree(parent))).toEqual(['answers.yaml']);
  });

  test('with --json the error is one object on stdout', async () => {
    const { status, stdout, stderr } = await cli(['orders', '--yes', '--name', 'Bad', '--json'], {
      cwd: emptyFolder(),
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      error: { code: 'invalid-answers', message: expect.any(String), location: null, hint: null },
    });
  });
});

describe('S57 --dry-run', () => {
  test('prints the plan that the real run carries out, and writes nothing', async () => {
    const parent = emptyFolder();
    const dry = await cli(['orders', ...QUICK, '--dry-run', '--json'], { cwd: parent });
    expect(dry).toMatchObject({ status: 0, stderr: '' });
    expect(tree(parent)).toEqual({});
    const real = await cli(['orders', ...QUICK, '--json'], { cwd: parent });
    expect(actions(real.stdout)).toEqual(actions(dry.stdout));
    const files = Object.keys(tree(join(parent, 'orders'))).filter((path) => !path.endsWith('/'));
    expect(
      actions(dry.stdout)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(files.sort());
  });

  test('of a merge names its conflicts with 3', async () => {
    const parent = emptyFolder();
    write(parent, { 'orders/README.md': 'mine\n' });
    const before = tree(parent);
    const { status, stdout } = await cli(['orders', ...QUICK, '--merge', '--dry-run'], { cwd: parent });
    expect({ status, stdout }).toEqual({ status: 3, stdout: expect.stringMatching(/^! README\.md .*conflict/m) });
    expect(tree(parent)).toEqual(before);
  });

  test('says which commands would follow', async () => {
    const { stdout } = await cli(['orders', '--yes', '--dry-run'], { cwd: emptyFolder() });
    expect(stdout).toMatch(/then git init in .*orders\nthen npm install .* in .*orders\n/);
  });

  test('counts the files as the real run does; the record of them is one line', async () => {
    const parent = emptyFolder();
    const dry = await cli(['orders', ...QUICK, '--dry-run'], { cwd: parent });
    const real = await cli(['orders', ...QUICK], { cwd: parent });
    const [, files] = /Created orders: (\d+) files/.exec(real.stderr) ?? [];
    expect(dry.stdout).toContain(`Would write ${files} files`);
    expect(dry.stdout.match(/^\+ (?!\.fitness\/)/gm)).toHaveLength(Number(files));
    expect(dry.stdout.match(/^\+ \.fitness\/.*$/gm)).toEqual(['+ .fitness/  (what was generated, and from what)']);
  });
});

describe('git', () => {
  const identity = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  const args = ['orders', '--yes', '--no-install'];

  test('branch main, one commit of everything, a clean tree', async () => {
    const parent = emptyFolder();
    await cli(args, { cwd: parent, env: identity });
    const git = async (...words: string[]) =>
      (await succeed('git', words, { cwd: join(parent, 'orders') })).stdout.trim();
    expect(await git('branch', '--show-current')).toBe('main');
    expect(await git('log', '--format=%s')).toBe('Create orders');
    expect(await git('status', '--porcelain')).toBe('');
    expect(await git('ls-files')).toContain('.fitness/manifest.json');
  });

  test('without an identity the repository is made, and why there is no commit is said', async () => {
    const parent = emptyFolder();
    const { status, stderr } = await cli(args, {
      cwd: parent,
      env: { HOME: parent, XDG_CONFIG_HOME: parent, GIT_CONFIG_NOSYSTEM: '1' },
    });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/No first commit: git does not know your name/),
    });
    expect(existsSync(join(parent, 'orders/.git/HEAD'))).toBe(true);
  });

  test("S16 a person's hooks, signing, templates and a surrounding hook's variables do not get in the way", async () => {
    const parent = emptyFolder();
    write(parent, {
      '.gitconfig': `[core]\n hooksPath = ${parent}/hooks\n autocrlf = true\n[commit]\n gpgsign = true\n template = ${parent}/missing\n[gpg]\n program = false\n[init]\n templateDir = ${parent}/template\n defaultBranch = trunk\n`,
      'hooks/pre-commit': '#!/bin/sh\nexit 1\n',
      'template/hooks/pre-commit': '#!/bin/sh\nexit 1\n',
    });
    chmodSync(join(parent, 'hooks/pre-commit'), 0o755);
    chmodSync(join(parent, 'template/hooks/pre-commit'), 0o755);
    const { status, stderr } = await cli(args, {
      cwd: parent,
      env: { ...identity, HOME: parent, GIT_DIR: join(parent, 'elsewhere'), GIT_INDEX_FILE: join(parent, 'index') },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('No first commit') });
    expect(existsSync(join(parent, 'elsewhere'))).toBe(false);
    const head = await succeed('git', ['log', '--format=%s', 'main'], { cwd: join(parent, 'orders') });
    expect(head.stdout.trim()).toBe('Create orders');
  });

  test('without git installed the service is made, and that is said', async () => {
    const parent = emptyFolder();
    const { status, stderr } = await cli(args, { cwd: parent, env: { PATH: parent } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('git is not installed') });
    expect(existsSync(join(parent, 'orders/template.yaml'))).toBe(true);
  });

  test('inside another repository none is made', async () => {
    const parent = emptyFolder();
    await succeed('git', ['init', '-q'], { cwd: parent });
    await cli(args, { cwd: parent, env: identity });
    expect(existsSync(join(parent, 'orders/.git'))).toBe(false);
    expect((await succeed('git', ['status', '--porcelain'], { cwd: parent })).stdout).toBe('?? orders/\n');
  });
});

describe('installing', () => {
  /** A package manager that notes how it was called. */
  function fakeManager(parent: string, name: string, script: string): NodeJS.ProcessEnv {
    write(parent, {
      [`bin/${name}`]: `#!/bin/sh\necho "$PWD $*" > ${parent}/called\nenv > ${parent}/env\n${script}\n`,
    });
    chmodSync(join(parent, `bin/${name}`), 0o755);
    return { PATH: `${join(parent, 'bin')}:${process.env['PATH']}` };
  }
  const args = ['orders', '--yes', '--no-git'];

  test("its progress is on stderr, and npm's own variables are not in its environment", async () => {
    const parent = emptyFolder();
    const env = {
      ...fakeManager(parent, 'npm', 'echo progress; mkdir node_modules'),
      npm_config_registry: 'http://localhost:1',
      npm_config_dry_run: 'false',
      npm_config_workspace: 'a',
      npm_lifecycle_event: 'npx',
    };
    const { status, stdout, stderr } = await cli([...args, '--json'], { cwd: parent, env });
    expect(status).toBe(0);
    expect(stderr).toContain('progress');
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      install: { command: 'npm install --no-audit --no-fund', problem: null },
    });
    expect(readFileSync(join(parent, 'called'), 'utf8')).toBe(`${parent}/orders install --no-audit --no-fund\n`);
    const seen = readFileSync(join(parent, 'env'), 'utf8');
    expect(seen).toContain('npm_config_registry=');
    expect(seen).not.toMatch(/^npm_(config_(dry_run|workspace)|lifecycle_)/m);
  });

  test('a failure leaves the files, says what to run, and is 3', async () => {
    const parent = emptyFolder();
    const { status, stderr } = await cli(args, {
      cwd: parent,
      env: fakeManager(parent, 'npm', 'echo oops >&2; exit 7'),
    });
    expect(status).toBe(3);
    expect(stderr).toMatch(/oops[\s\S]*not installed: npm install .* ended with status 7[\s\S]*npm install/);
    expect(existsSync(join(parent, 'orders/template.yaml'))).toBe(true);
  });

  test('a package manager that is not there', async () => {
    const parent = emptyFolder();
    const { status, stderr } = await cli([...args, '--package-manager', 'pnpm'], {
      cwd: parent,
      env: { PATH: parent },
    });
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('pnpm is not installed') });
  });

  test('inside a workspace: at its root, with its manager; nothing else above the folder is written', async () => {
    const parent = emptyFolder();
    write(parent, { 'pnpm-workspace.yaml': 'packages: ["services/*", "!services/legacy"]\n', 'package.json': '{}' });
    const env = fakeManager(parent, 'pnpm', '');
    const { status, stderr } = await cli(['services/orders', '--yes', '--no-git'], { cwd: parent, env });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining(`Installed at the root of the workspace, ${parent}`),
    });
    expect(readFileSync(join(parent, 'called'), 'utf8')).toBe(`${parent} install\n`);
    expect(readdirSync(parent).sort()).toEqual([
      'bin',
      'called',
      'env',
      'package.json',
      'pnpm-workspace.yaml',
      'services',
    ]);
  });

  test('a workspace that does not name the folder is not joined', async () => {
    const parent = emptyFolder();
    write(parent, { 'package.json': '{"workspaces":["packages/*"]}' });
    await cli(['services/orders', '--yes', '--no-git'], { cwd: parent, env: fakeManager(parent, 'npm', '') });
    expect(readFileSync(join(parent, 'called'), 'utf8')).toBe(
      `${parent}/services/orders install --no-audit --no-fund\n`,
    );
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s during it removes everything that was made, with 130',
    async (signal) => {
      const parent = emptyFolder();
      const env = fakeManager(
        parent,
        'npm',
        'mkdir -p node_modules/x; echo {} > package-lock.json; touch node_modules/x/y; echo ready; exec sleep 30',
      );
      const { spawn } = await import('node:child_process');
      const child = spawn(process.execPath, [bin(), 'a/orders', '--yes', '--git'], {
        cwd: parent,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stderr = '';
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      child.stderr.on('data', (text: Buffer) => {
        const before = stderr.includes('ready');
        stderr += text.toString();
        if (!before && stderr.includes('ready')) child.kill(signal);
      });
      expect(await ended).toBe(130);
      expect(stderr).toContain('Interrupted');
      expect(readdirSync(parent).sort()).toEqual(['bin', 'called', 'env']);
    },
  );

  test('an interrupted install in a folder with files leaves those', async () => {
    const parent = emptyFolder();
    write(parent, { 'orders/notes.txt': 'x' });
    const env = fakeManager(parent, 'npm', 'mkdir node_modules; kill -INT $PPID; exec sleep 30');
    const { status } = await cli([...args, '--merge'], { cwd: parent, env });
    expect(status).toBe(130);
    expect(tree(join(parent, 'orders'))).toEqual({ 'notes.txt': '644 x' });
  });
});

describe('S17 after a kill', () => {
  test('the next run puts back what was there, and goes on', async () => {
    const parent = emptyFolder();
    const half = {
      version: 1,
      pid: 999_999_999,
      entries: [
        { path: 'template.yaml', after: 'a'.repeat(64) },
        { path: 'README.md', mode: 420, after: 'b'.repeat(64) },
      ],
      folders: ['.fitness', '.fitness/journal'],
      madeRoot: 0,
    };
    write(parent, {
      'orders/.fitness/journal/journal.json': JSON.stringify(half),
      'orders/.fitness/journal/1': 'mine\n',
    });
    const dry = await cli(['orders', ...QUICK, '--dry-run'], { cwd: parent });
    expect(dry).toMatchObject({ status: 2, stderr: expect.stringContaining('interrupted') });
    const { status, stderr } = await cli(['orders', ...QUICK, '--merge'], { cwd: parent });
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('Put back') });
    expect(readFileSync(join(parent, 'orders/README.md'), 'utf8')).toBe('mine\n');
  });
});

test('S60 offline: nothing is fetched', async () => {
  const proxy = 'http://127.0.0.1:9';
  const ended = await cli(['orders', ...QUICK], {
    cwd: emptyFolder(),
    env: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, npm_config_registry: proxy },
  });
  expect(ended).toMatchObject({ status: 0 });
});

test('a reader that closes the pipe is no failure', async () => {
  const parent = emptyFolder();
  const ended = await run(
    'sh',
    ['-c', `"${process.execPath}" "${bin()}" orders --yes --dry-run --json | head -c 1; true`],
    { cwd: parent },
  );
  expect(ended).toMatchObject({ status: 0, stdout: '{', stderr: '' });
});

test('the folder is gone while the command runs in it', async () => {
  const parent = emptyFolder();
  mkdirSync(join(parent, 'gone'));
  const ended = await run('sh', [
    '-c',
    `cd "${join(parent, 'gone')}" && rmdir "${join(parent, 'gone')}" && exec "${process.execPath}" "${bin()}" orders --yes`,
  ]);
  expect(ended).toMatchObject({ status: 2 });
  expect(ended.stderr).not.toContain('internal error');
  writeFileSync(join(parent, 'x'), '');
  rmSync(parent, { recursive: true });
});
