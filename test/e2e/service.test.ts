/**
 * Services made with the packed tool, taken through everything that their owners run: install, test, lint, types,
 * format, `sam validate --lint`, build, score. The first one installs; the others stand beside it and share its
 * node_modules, which Node and npm find one folder up.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { sizeOf } from '../support/built-service.ts';
import { packTool, ROOT, VENV, type PackedTool } from '../support/packed.ts';
import { run, succeed } from '../support/process.ts';

const scratch = mkdtempSync(join(tmpdir(), 'services-'));
let tool: PackedTool;

const env = {
  ...process.env,
  PATH: `${VENV}${delimiter}${process.env.PATH}`,
  SAM_CLI_TELEMETRY: '0',
  AWS_DEFAULT_REGION: 'eu-west-1',
  // Coverage and colours of the outer run are not the service's.
  NODE_OPTIONS: '',
};

/** Functions with names that a sample gets from `add function`, by trigger. */
const NAMED = 'functions-with-names';
const named = [
  ['api', 'http'],
  ['refunds', 'queue'],
  ['monthly-report', 'schedule'],
  ['follow', 'stream'],
  ['upload', 'bucket'],
  ['import', 'bucket'],
];

const FIRST = 'every-trigger';
const samples: Record<string, string[]> = {
  [FIRST]: [
    ...['http', 'queue', 'schedule', 'stream', 'bucket'].flatMap((trigger) => ['--trigger', trigger]),
    ...['dev', 'staging', 'prod'].flatMap((name) => ['--environment', name]),
    ...['--deployment', 'staging=Canary:20:7', '--deployment', 'prod=Linear:5:2', '--alarm-email', 'team@example.com'],
  ],
  'http-default': [],
  'http-no-table': ['--no-table', '--deployment', 'AllAtOnce', '--runtime', 'nodejs22.x'],
  'queue-only': ['--trigger', 'queue', '--runtime', 'nodejs22.x', '--deployment', 'prod=Linear10PercentEvery1Minute'],
  'schedule-only': ['--trigger', 'schedule', '--deployment', 'prod=Canary10Percent30Minutes'],
  'stream-of-kinesis': ['--trigger', 'stream', '--no-table', '--environment', 'only'],
  'stream-of-table': ['--trigger', 'stream', '--table', '--runtime', 'nodejs22.x'],
  [NAMED]: ['--trigger', 'schedule', '--table'],
  'bucket-only': ['--trigger', 'bucket', '--deployment', 'prod=Linear10PercentEvery10Minutes'],
};

/** Whose triggers the first one has as well: a minute each, for who has the time (`FITNESS_ALL=1`). */
const LONG: readonly string[] = ['http-no-table', 'queue-only', 'schedule-only', 'stream-of-table', 'bucket-only'];
const isLeftOut = (name: string) => LONG.includes(name) && !process.env['FITNESS_ALL'];

const folder = (name: string) => join(scratch, name);
const npm = (name: string, ...args: string[]) => succeed('npm', args, { cwd: folder(name), env });
const npx = (name: string, ...args: string[]) => succeed('npx', ['--no-install', ...args], { cwd: folder(name), env });

async function create(name: string, ...flags: string[]) {
  await succeed(tool.bin, [name, '--yes', '--no-git', '--no-install', '--package-manager', 'npm', ...flags], {
    cwd: scratch,
    env,
  });
}

/** Every file below, with size and time of change. */
function listing(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.cache'))
    .map((entry) => {
      const { size, mtimeMs } = statSync(join(entry.parentPath, entry.name));
      return `${join(entry.parentPath, entry.name)} ${size} ${mtimeMs}`;
    })
    .sort();
}

interface Score {
  fitness: number;
  raw: number;
  coverage: number;
  gate: { verdict: string; reasons: { rule: string; message: string }[] };
  results: { check: string; resource: string; status: string; cost?: number }[];
  diagnostics: { severity: string; code: string; message: string }[];
}

async function score(name: string, ...args: string[]): Promise<{ status: number | null; report: Score }> {
  const command = ['--no-install', 'fitness-serverless', 'score', '--json', ...args];
  const { status, stdout, stderr } = await run('npx', command, { cwd: folder(name), env });
  if (!stdout) throw new Error(stderr);
  return { status, report: JSON.parse(stdout) as Score };
}

beforeAll(async () => {
  tool = await packTool(join(scratch, '.tool'));
  await create(FIRST, ...(samples[FIRST] ?? []));
  await succeed('npm', ['install'], { cwd: folder(FIRST), env });
  symlinkSync(join(folder(FIRST), 'node_modules'), join(scratch, 'node_modules'));
  for (const [name, flags] of Object.entries(samples))
    if (name !== FIRST && !isLeftOut(name)) await create(name, ...flags);
  for (const [name = '', trigger = ''] of named)
    await succeed(tool.bin, ['add', 'function', name, '--trigger', trigger, '--no-install'], {
      cwd: folder(NAMED),
      env,
    });
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('installing the tool adds one package', () => {
  const installed = readdirSync(join(tool.home, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(installed).toEqual(['create-fitness-serverless']);
});

for (const name of Object.keys(samples).filter(isLeftOut)) describe.skip(name, () => test('FITNESS_ALL=1', () => {}));

describe.each(Object.keys(samples).filter((name) => !isLeftOut(name)))('%s', (name) => {
  test('its tests pass', async () => {
    await npm(name, 'test');
  });

  test('lint, types and format are clean', async () => {
    await npm(name, 'run', 'lint');
    await npx(name, 'tsc', '--noEmit');
    await npx(name, 'tsc', '--noEmit', '-p', 'fitness');
    await npx(name, 'prettier', '--check', '.');
  });

  test('sam validate --lint accepts the template', async () => {
    await succeed('sam', ['validate', '--lint'], { cwd: folder(name), env });
  });

  test('npm run build builds every function and leaves node_modules alone', async () => {
    const before = listing(join(folder(FIRST), 'node_modules'));
    await npm(name, 'run', 'build');
    expect(listing(join(folder(FIRST), 'node_modules'))).toEqual(before);
    const built = readdirSync(join(folder(name), '.aws-sam', 'build'));
    expect(built).toEqual(expect.arrayContaining(['PreTrafficHook', 'PostTrafficHook', 'ReportFailure', 'Recorder']));
    const hook = join(folder(name), '.aws-sam', 'build', 'PreTrafficHook', 'pre-traffic.mjs');
    expect(sizeOf(hook)).toBeLessThanOrEqual(1.5e6);
  });

  test('its fitness is at least 90 in every environment, with coverage of at least 0.95 and no trap', async () => {
    const samconfig = readFileSync(join(folder(name), 'samconfig.toml'), 'utf8');
    const environments = [...samconfig.matchAll(/^\[([\w-]+)\.deploy\.parameters\]/gm)].map((match) => match[1] ?? '');
    expect(environments.length).toBeGreaterThan(0);
    for (const environment of environments) {
      const { status, report } = await score(name, '--env', environment);
      expect(report.diagnostics).toEqual([]);
      expect(report.fitness).toBeGreaterThanOrEqual(90);
      expect(report.coverage).toBeGreaterThanOrEqual(0.95);
      expect(report.gate).toMatchObject({ verdict: 'pass', reasons: [] });
      expect(status).toBe(0);
    }
  });
});

test('the types of the library name no package but its peers', async () => {
  const consumer = join(scratch, 'consumer');
  mkdirSync(consumer);
  const entries = ['', '/check', '/testing', '/hooks', '/live/s3', '/live/performance'];
  const lines = entries.map((entry, index) => `export * as entry${index} from 'create-fitness-serverless${entry}';`);
  writeFileSync(join(consumer, 'index.ts'), `${lines.join('\n')}\n`);
  // The peers that a service does not install: projen, for those who write a .projenrc.ts.
  const peer = (path: string) => [join(ROOT, 'node_modules', path)];
  const peers = {
    projen: peer('projen/lib/index.d.ts'),
    'projen/*': peer('projen/*'),
    constructs: peer('constructs/lib/index.d.ts'),
  };
  const strict = { strict: true, skipLibCheck: false, noEmit: true, target: 'es2023', module: 'nodenext' };
  const compilerOptions = { ...strict, types: ['node'], paths: peers };
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }));
  await succeed('npx', ['--no-install', 'tsc', '-p', '.'], { cwd: consumer, env });
});

describe('a change made by hand', () => {
  const name = 'http-default';
  const template = () => join(folder(name), 'template.yaml');
  const withResource = async <T>(yaml: string, look: () => Promise<T>): Promise<T> => {
    const before = readFileSync(template(), 'utf8');
    try {
      writeFileSync(template(), before.replace(/^Resources:\n/m, `Resources:\n${yaml}\n`));
      return await look();
    } finally {
      writeFileSync(template(), before);
    }
  };

  test('a public bucket lowers the score and turns the gate red', async () => {
    const { report: before } = await score(name);
    const { status, report } = await withResource(
      [
        '  Holiday:',
        '    Type: AWS::S3::Bucket',
        '    Properties:',
        '      AccessControl: PublicRead',
        '      PublicAccessBlockConfiguration:',
        '        BlockPublicAcls: false',
      ].join('\n'),
      () => score(name),
    );
    expect(report.raw).toBeLessThan(before.raw);
    expect(report.results).toContainEqual(
      expect.objectContaining({ check: 's3-bucket-public-read-prohibited', resource: 'Holiday', status: 'fail' }),
    );
    expect(report.gate.verdict).toBe('fail');
    expect(status).toBe(1);
  });

  test('a sound resource leaves raw as it was', async () => {
    const { report: before } = await score(name);
    const { report } = await withResource(
      ['  Notices:', '    Type: AWS::Logs::LogGroup', '    Properties:', '      RetentionInDays: 30'].join('\n'),
      () => score(name),
    );
    expect(report.raw).toBe(before.raw);
    expect(report.fitness).toBeLessThan(before.fitness);
  });
});

describe('installing', () => {
  test('npm ci works after npm install, and from an empty cache', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'npm-cache-'));
    try {
      await succeed('npm', ['ci'], { cwd: folder(FIRST), env: { ...env, npm_config_cache: cache } });
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });

  test('a service works after its folder was moved', async () => {
    const moved = 'moved';
    await create(moved);
    await succeed('npm', ['install'], { cwd: folder(moved), env });
    renameSync(folder(moved), folder('elsewhere'));
    await npm('elsewhere', 'ci');
    await npm('elsewhere', 'run', 'build');
    expect((await score('elsewhere')).status).toBe(0);
  });

  test.each([
    ['pnpm', ['pnpm@10.34.9']],
    ['yarn', ['yarn@1.22.22']],
  ])('with %s', async (manager, packages) => {
    const name = `with-${manager}`;
    const home = join(scratch, `.${manager}`);
    await succeed('npm', ['install', '--no-save', '--prefix', home, ...packages], { cwd: tool.home, env });
    await succeed(tool.bin, [name, '--yes', '--no-git', '--no-install', '--package-manager', manager], {
      cwd: scratch,
      env,
    });
    const owned = {
      ...env,
      PATH: `${join(home, 'node_modules', '.bin')}${delimiter}${env.PATH}`,
      // Yarn's own cache knows a tarball by name and version alone, and would bring back that of an earlier run.
      YARN_CACHE_FOLDER: join(home, 'cache'),
    };
    const step = (...args: string[]) => succeed(manager, args, { cwd: folder(name), env: owned });
    await step('install');
    await step('install', '--frozen-lockfile');
    await step('run', 'test');
    await step('run', 'build');
    expect((await step('run', 'score')).stdout).toContain('Gate pass');
  });
});
