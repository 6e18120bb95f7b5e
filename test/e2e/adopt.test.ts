/**
 * Repositories of many kinds (test/support/repositories), taken through what their owners would do with the packed tool: look at
 * it, adopt, build and test as before, score, adopt once more, upgrade, and take it out again. Repositories without Node build
 * with no Node on the PATH.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ownPackage } from '../../src/package.ts';
import { corpus, DEMO, hasCorpus, SHARED } from '../conformance/adopt/corpus.ts';
import { isSubsequence } from '../conformance/adopt/laws.ts';
import { plainEnvironment } from '../support/cli.ts';
import { builtVersion, newVersion, runTool, tarballOf, type ToolVersion } from '../support/new-version.ts';
import { VENV } from '../support/packed.ts';
import { succeed, type Ended } from '../support/process.ts';
import { commit, copyRepository, filesOf, git, KINDS } from '../support/repositories/repositories.ts';

interface Kind {
  readonly repository: string;
  /** Path of the service in the repository, and of its template in the service. */
  readonly service?: string;
  readonly template?: string;
  /** What becomes of its functions. */
  readonly functions: Readonly<Record<string, 'gated' | 'in-part' | 'refused'>>;
  /** Files of the owner's that get parts of ours, beside the template. */
  readonly changed?: readonly string[];
  /** Exit status of `adopt`. */
  readonly status?: number;
  readonly hooks: 'source' | 'prebuilt';
  /** What the first `adopt` is told. */
  readonly flags?: readonly string[];
  /** Its own functions need npm to build. */
  readonly isNode?: true;
  /** What `sam build` needs on the machine; `undefined`: it is not built. */
  readonly builds?: readonly string[];
  /** What its owner runs. */
  readonly own?: readonly (readonly [command: string, ...args: string[]])[];
  /** Whose node_modules it takes, or `install`: its own. */
  readonly modules?: 'install' | 'node-javascript';
}

const NPM_TEST = ['npm', 'test'] as const;
const PYTHON = ['python3.11'];

const kinds: Readonly<Record<string, Kind>> = {
  'node-javascript': {
    repository: 'node-javascript',
    functions: { SubscribeFunction: 'gated', ConfirmFunction: 'gated' },
    changed: ['.gitignore', 'package.json'],
    hooks: 'source',
    flags: ['--hooks', 'source'],
    builds: [],
    own: [NPM_TEST],
    modules: 'install',
  },
  'node-javascript, as its build is': {
    repository: 'node-javascript',
    functions: { SubscribeFunction: 'gated', ConfirmFunction: 'gated' },
    hooks: 'prebuilt',
    isNode: true,
    builds: [],
    own: [NPM_TEST],
    modules: 'node-javascript',
  },
  'node-typescript': {
    repository: 'node-typescript',
    functions: { GetOrder: 'gated', PlaceOrder: 'gated' },
    changed: ['.gitignore', 'eslint.config.mjs', 'package.json', 'tsconfig.json'],
    hooks: 'source',
    builds: [],
    own: [NPM_TEST, ['npm', 'run', 'lint'], ['npm', 'run', 'typecheck']],
    modules: 'install',
  },
  python: {
    repository: 'python',
    functions: { Thumbnail: 'gated' },
    changed: ['buildspec.yml'],
    hooks: 'prebuilt',
    builds: PYTHON,
    own: [['python3.11', '-m', 'unittest', 'tests/test_app.py']],
  },
  'java-maven': {
    repository: 'java-maven',
    functions: { InvoiceFunction: 'gated' },
    hooks: 'prebuilt',
    builds: ['java', 'mvn'],
  },
  go: {
    repository: 'go',
    functions: { Redirect: 'gated' },
    changed: ['Makefile'],
    hooks: 'prebuilt',
    builds: ['go'],
    own: [['make', 'test']],
  },
  'monorepo, catalog': {
    repository: 'monorepo',
    service: 'services/catalog',
    functions: { Search: 'gated' },
    hooks: 'prebuilt',
    isNode: true,
    builds: [],
    own: [NPM_TEST],
    modules: 'node-javascript',
  },
  'monorepo, checkout': {
    repository: 'monorepo',
    service: 'services/checkout',
    template: 'template.yml',
    functions: { Pay: 'refused', Receipt: 'gated' },
    status: 3,
    hooks: 'prebuilt',
    isNode: true,
    builds: [],
    own: [NPM_TEST],
    modules: 'node-javascript',
  },
  'monorepo, forecast': {
    repository: 'monorepo',
    service: 'services/forecast',
    functions: { Forecast: 'gated' },
    hooks: 'prebuilt',
    builds: PYTHON,
  },
  nested: { repository: 'nested', functions: { Janitor: 'gated' }, hooks: 'prebuilt', builds: PYTHON },
  json: {
    repository: 'json',
    template: 'template.json',
    functions: { Receive: 'gated' },
    hooks: 'prebuilt',
    builds: PYTHON,
  },
  'long form and CRLF': { repository: 'long-form', functions: { Export: 'gated' }, hooks: 'prebuilt', builds: PYTHON },
  'own hooks': {
    repository: 'own-hooks',
    functions: { Rates: 'in-part' },
    hooks: 'prebuilt',
    builds: PYTHON,
  },
  'GitHub Actions': {
    repository: 'github-actions',
    functions: { Index: 'gated', Query: 'gated' },
    changed: ['.github/workflows/deploy.yml'],
    hooks: 'prebuilt',
    builds: PYTHON,
  },
  makefile: {
    repository: 'makefile',
    functions: { Report: 'gated' },
    changed: ['Makefile'],
    hooks: 'prebuilt',
    builds: ['make'],
  },
  dotnet: { repository: 'dotnet', functions: { Quote: 'gated' }, hooks: 'prebuilt', builds: ['dotnet'] },
  rust: { repository: 'rust', functions: { Resize: 'gated' }, hooks: 'prebuilt', builds: ['cargo', 'cargo-lambda'] },
};

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'adopted-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const SAID = 'Scores the architecture before traffic shifts.';
const SAID_NEXT = 'Scores what is deployed before any traffic shifts.';
const NEXT = '0.9.0';

let tool: ToolVersion;
let next: ToolVersion;
let withoutNode: string;
let withoutEsbuild: string;

beforeAll(async () => {
  const built = builtVersion({ version: ownPackage().version, edits: {}, library: true });
  const home = join(scratch, 'tool');
  mkdirSync(home);
  // installed from its tarball, since no registry has it: services get it packed
  await succeed('npm', ['install', '--no-save', '--prefix', home, await tarballOf(built)], { cwd: home });
  tool = { version: built.version, home, root: join(home, 'node_modules', 'create-fitness-serverless') };
  next = newVersion({ version: NEXT, from: built, files: saying(built) });
  withoutNode = pathWithout('without-node', ['node', 'npm', 'npx', 'corepack', 'yarn', 'pnpm', 'esbuild']);
  withoutEsbuild = pathWithout('without-esbuild', ['esbuild']);
}, 600_000);

/** The next version says something else of a hook. */
function saying({ root }: ToolVersion): Record<string, (text: string) => string> {
  const files = readdirSync(join(root, 'dist/cli'), { recursive: true, encoding: 'utf8' })
    .map((path) => `dist/cli/${path}`)
    .filter((path) => path.endsWith('.js') && readFileSync(join(root, path), 'utf8').includes(SAID));
  if (files.length === 0) throw new Error(`nothing in ${root}/dist/cli says: ${SAID}`);
  return Object.fromEntries(files.map((path) => [path, (text: string) => text.replaceAll(SAID, SAID_NEXT)]));
}

/** A folder with everything that is on the PATH, but for these. */
function pathWithout(called: string, names: readonly string[]): string {
  const folder = join(scratch, called);
  mkdirSync(folder);
  for (const directory of pathOf().split(delimiter)) {
    if (!existsSync(directory)) continue;
    for (const name of readdirSync(directory))
      if (!names.includes(name) && !existsSync(join(folder, name))) link(join(directory, name), join(folder, name));
  }
  return folder;
}

function link(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch {
    // one that leads nowhere
  }
}

function pathOf(): string {
  return `${VENV}${delimiter}${process.env['PATH'] ?? ''}`;
}

/** What compiles TypeScript is there for hooks that are TypeScript alone. */
function pathFor({ hooks, isNode }: Kind, folder: string): string {
  if (hooks === 'source') return `${join(folder, 'node_modules/.bin')}${delimiter}${pathOf()}`;
  return isNode ? withoutEsbuild : withoutNode;
}

function isOnPath(command: string): boolean {
  return pathOf()
    .split(delimiter)
    .some((directory) => existsSync(join(directory, command)));
}

describe.each(Object.entries(kinds))('%s', (name, kind) => {
  const { repository, service = '', template = 'template.yaml', functions, changed = [], status = 0, hooks } = kind;
  const root = join(scratch, name.replaceAll(/\W+/g, '-'));
  const folder = join(root, service);
  const env = (): NodeJS.ProcessEnv => ({
    ...plainEnvironment(),
    PATH: pathFor(kind, folder),
    SAM_CLI_TELEMETRY: '0',
    AWS_DEFAULT_REGION: 'eu-west-1',
  });
  const ours = (...args: readonly string[]): Promise<Ended> => runTool(tool, args, { cwd: folder, timeout: 300_000 });
  let original: Map<string, string>;
  let adopted: Map<string, string>;

  beforeAll(() => copyRepository(repository, root).then(() => void (original = filesOf(root))), 60_000);

  test('a dry run says what becomes of each function, and changes nothing', async () => {
    const ended = await ours('adopt', '--dry-run', '--json', ...(kind.flags ?? []));
    expect([ended.status, ended.stderr]).toEqual([status, expect.anything()]);
    const said = JSON.parse(ended.stdout) as { template: string; functions: { id: string; outcome: string }[] };
    expect(said.template).toBe(template);
    expect(Object.fromEntries(said.functions.map(({ id, outcome }) => [id, outcome]))).toMatchObject(functions);
    expect(filesOf(root)).toEqual(original);
  });

  test('adopts by additions alone', async () => {
    const install = kind.modules === 'install' ? [] : ['--no-install'];
    const ended = await ours('adopt', '--yes', ...install, ...(kind.flags ?? []));
    expect([ended.status, ended.status === status ? '' : ended.stdout + ended.stderr]).toEqual([status, '']);
    adopted = filesOf(root);
    const files = [...original].filter(([path, text]) => adopted.get(path) !== text).map(([path]) => path);
    expect(files).toEqual([template, ...changed].map((path) => join(service, path)).sort());
    for (const path of files)
      expect([path, isSubsequence(original.get(path) ?? '', adopted.get(path) ?? '')]).toEqual([path, true]);
    const removed = (await git(root, 'diff', '--numstat'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([, lines, path = '']) => lines !== '0' && !mayChangeLines(path, original.get(path) ?? ''));
    expect(removed).toEqual([]);
    if (kind.modules === 'node-javascript')
      symlinkSync(join(scratch, 'node-javascript', 'node_modules'), join(folder, 'node_modules'));
  }, 300_000);

  test('sam validate --lint accepts the template', async () => {
    await succeed('sam', ['validate', '--lint', '-t', template], { cwd: folder, env: env() });
  }, 120_000);

  const missing = (kind.builds ?? []).filter((command) => !isOnPath(command));
  const building = missing.length > 0 ? test.skip : test;
  building(
    `sam build builds it${hooks === 'source' ? '' : kind.isNode ? ', with no esbuild on the PATH' : ', with no Node on the PATH'}${missing.length > 0 ? `: skipped, there is no ${missing.join(', ')}` : ''}`,
    async () => {
      await succeed('sam', ['build', '-t', template], { cwd: folder, env: env() });
      const built = readdirSync(join(folder, '.aws-sam/build'));
      const gear = ['PreTrafficHook', 'PostTrafficHook', 'ReportFailure', 'Recorder'].filter(
        (id) => id in resourcesOf(adopted.get(join(service, template)) ?? ''),
      );
      expect(gear.length).toBeGreaterThan(0);
      // what is not built stays where it is, and is found from there when it is packaged
      if (hooks === 'source') expect(built).toEqual(expect.arrayContaining(gear));
      for (const path of codeOf(readFileSync(join(folder, '.aws-sam/build/template.yaml'), 'utf8')))
        expect([path, existsSync(join(folder, '.aws-sam/build', path))]).toEqual([path, true]);
    },
    300_000,
  );

  if (kind.own)
    test('its own commands go on working', async () => {
      for (const [command, ...args] of kind.own ?? [])
        await succeed(command, args, { cwd: service === '' || command !== 'npm' ? folder : root, env: env() });
    }, 180_000);

  test('is scored', async () => {
    const ended = await ours('score', '--json');
    const { fitness, gate } = JSON.parse(ended.stdout || '{}') as { fitness?: number; gate?: { verdict: string } };
    expect([ended.status, ended.stderr]).toEqual([0, expect.anything()]);
    expect(fitness).toBeGreaterThan(0);
    expect(gate?.verdict).not.toBe('fail');
  });

  test('a second adoption changes nothing', async () => {
    await commit(root);
    const ended = await ours('adopt', '--yes', '--no-install');
    expect([ended.status, ended.stderr]).toEqual([expect.any(Number), expect.anything()]);
    expect(filesOf(root)).toEqual(adopted);
  });

  test('the next version reaches it, by additions to what its owner wrote', async () => {
    const args = ['upgrade', '--offline', '--no-install'];
    const ended = await runTool(next, args, { cwd: folder, timeout: 300_000 });
    expect([ended.status, ended.status === 0 ? '' : ended.stdout + ended.stderr]).toEqual([0, '']);
    const upgraded = filesOf(root).get(join(service, template)) ?? '';
    expect(upgraded).toBe(
      (adopted.get(join(service, template)) ?? '').replaceAll(SAID, SAID_NEXT).replaceAll(tool.version, NEXT),
    );
  });

  test('unadopt leaves the tree that was there', async () => {
    await commit(root);
    const ended = await runTool(next, ['unadopt', '--yes'], { cwd: folder });
    expect([ended.status, ended.status === 0 ? '' : ended.stdout + ended.stderr]).toEqual([0, '']);
    expect(filesOf(root)).toEqual(original);
  });
});

/** The demo of the talk, and inputs of the SAM transform's tests: what is unusual in one way each. */
const STRANGERS = [
  DEMO,
  'basic_function',
  'api_cache',
  'function_with_event_source_mapping',
  'function_with_deployment_preference_all_parameters',
  'globals_for_function',
  'http_api_existing_openapi',
  's3_with_dependsOn',
  'state_machine_with_event_schedule_state',
  'function_with_function_url_config',
];

if (!hasCorpus)
  test.skip(`templates of others: skipped, there is no corpus in ${SHARED} (FITNESS_SHARED)`, () => undefined);
else
  test.each(STRANGERS)('%s is adopted once, scored, and as it was after unadopt', async (name) => {
    const text = corpus().find((template) => template.name === name)?.text ?? '';
    expect(text).not.toBe('');
    const root = join(scratch, 'strangers', name);
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, 'template.yaml'), text);
    await git(root, 'init', '--quiet', '-b', 'main');
    await commit(root);
    const original = filesOf(root);
    const ours = async (...args: readonly string[]): Promise<Ended> => {
      const ended = await runTool(tool, args, { cwd: root });
      expect([ended.status, [0, 3].includes(ended.status ?? -1) ? '' : ended.stdout + ended.stderr]).toEqual([
        expect.any(Number),
        '',
      ]);
      return ended;
    };
    await ours('adopt', '--dry-run');
    expect(filesOf(root)).toEqual(original);
    await ours('adopt', '--yes', '--no-install');
    const adopted = filesOf(root);
    expect(isSubsequence(text, adopted.get('template.yaml') ?? '')).toBe(true);
    await commit(root);
    const { stdout } = await ours('score', '--json', '--parameter-overrides', 'param1=value1 param2=value2');
    expect((JSON.parse(stdout) as { fitness: number }).fitness).toBeGreaterThan(0);
    await ours('adopt', '--yes', '--no-install');
    expect(filesOf(root)).toEqual(adopted);
    await ours('unadopt', '--yes');
    expect(filesOf(root)).toEqual(original);
  });

test('every repository is taken through it', () => {
  expect([...new Set(Object.values(kinds).map(({ repository }) => repository))].sort()).toEqual(KINDS);
});

/** Where something has to come after the last value of a line: JSON, flow style, a last line without its end. */
function mayChangeLines(path: string, text: string): boolean {
  return path.endsWith('.json') || text.startsWith('{') || !text.endsWith('\n');
}

/** Names at the depth of resources; enough to see which of ours are there. */
function resourcesOf(text: string): Record<string, true> {
  return Object.fromEntries([...text.matchAll(/^\s*"?(\w+)"?:/gm)].map(([, id = '']) => [id, true]));
}

/** Paths of code of ours, as `sam build` wrote them. */
function codeOf(text: string): string[] {
  return [...text.matchAll(/^ {6}Code: (.+)$/gm)].map(([, path = '']) => path);
}
