/** Checks of a service's own: added, run by `score`, and imported by the hooks. */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { build } from 'esbuild';
import { catalogue } from '../../src/checks/catalogue.ts';
import { ROOT, bin, cli } from '../support/cli.ts';
import { run } from '../support/process.ts';
import { emptyFolder, tree, write } from '../upgrade/tree.ts';

// several processes each
jest.setTimeout(60_000);

const CUSTOM = 'fitness/checks/custom';

let pristine: string;
let service: string;

beforeAll(async () => {
  bin();
  const parent = emptyFolder();
  const ended = await cli(['orders', '--yes', '--no-install', '--no-git'], { cwd: parent });
  expect(ended.status).toBe(0);
  pristine = join(parent, 'orders');
}, 200_000);

beforeEach(() => {
  service = join(emptyFolder(), 'orders');
  cpSync(pristine, service, { recursive: true });
  mkdirSync(join(service, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/esbuild'), join(service, 'node_modules/esbuild'));
});

afterEach(() => rmSync(service, { recursive: true }));

const inService = (...args: string[]) => cli(args, { cwd: service, program: 'fitness-serverless' });
const add = (...args: string[]) => inService('add', 'check', '--custom', ...args);
const read = (path: string): string => readFileSync(join(service, path), 'utf8');

/** Ids of the checks that `score` judges by. */
async function scored(...args: string[]): Promise<Set<string>> {
  const { stdout } = await inService('score', '--json', ...args);
  return new Set((JSON.parse(stdout).results as { check: string }[]).map(({ check }) => check));
}

/** Ids of the checks that a hook is given, by its entry point, bundled as `sam build` does. */
async function hooked(hook: string): Promise<string[]> {
  const folder = emptyFolder();
  const engine = join(folder, 'engine.ts');
  write(folder, { 'engine.ts': 'export const preTrafficHook = (o) => o;\nexport const recorder = (o) => o;\n' });
  const outfile = join(folder, 'hook.mjs');
  await build({
    entryPoints: [join(service, `fitness/hooks/${hook}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    loader: { '.yaml': 'text' },
    logLevel: 'silent',
    alias: {
      'create-fitness-serverless/hooks': engine,
      'create-fitness-serverless/check': join(ROOT, 'src/checks/api.ts'),
    },
    conditions: ['@create-fitness-serverless/source'],
    plugins: [
      {
        name: 'no reader',
        setup: (bundle) => {
          bundle.onResolve({ filter: /^create-fitness-serverless\/live\// }, ({ path }) => ({
            path,
            namespace: 'no reader',
          }));
          bundle.onLoad({ filter: /.*/, namespace: 'no reader' }, () => ({ contents: 'module.exports = {};' }));
        },
      },
    ],
  });
  const code = `import(${JSON.stringify(pathToFileURL(outfile).href)}).then(({ handler }) => console.log(JSON.stringify(handler.checks.map(({ meta }) => meta.id))))`;
  const { stdout, stderr } = await run(process.execPath, ['-e', code]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as string[];
}

describe('add check --custom', () => {
  test('makes a check that runs in score and in the hooks with no more wiring', async () => {
    const before = tree(service);
    const { status, stdout } = await add(
      'table-has-owner',
      '--type',
      'AWS::DynamoDB::Table',
      '--title',
      "A table's owner",
    );
    expect(status).toBe(0);
    expect(stdout.split('\n').filter(Boolean)).toEqual([
      `create    ${CUSTOM}/table-has-owner.ts (new)`,
      `create    ${CUSTOM}/table-has-owner.test.ts (new)`,
      `update    ${CUSTOM}/index.ts (names it)`,
    ]);
    const after = tree(service);
    expect(
      Object.keys(after)
        .filter((path) => after[path] !== before[path])
        .sort(),
    ).toEqual([`${CUSTOM}/index.ts`, `${CUSTOM}/table-has-owner.test.ts`, `${CUSTOM}/table-has-owner.ts`]);
    expect(read(`${CUSTOM}/table-has-owner.ts`)).toContain(`title: "A table's owner",`);
    expect(read(`${CUSTOM}/index.ts`)).toMatch(
      /export \{\};\nexport \{ default as tableHasOwner \} from '\.\/table-has-owner\.ts';\n$/,
    );

    expect(await scored()).toContain('table-has-owner');
    expect((await inService('score')).stdout).toMatch(
      /^Runs 1 of this repository's own checks \(--no-custom runs none\)/,
    );
    expect(await scored('--no-custom')).not.toContain('table-has-owner');
    for (const hook of ['pre-traffic', 'recorder']) {
      const ids = await hooked(hook);
      expect(ids).toContain('table-has-owner');
      expect(ids.filter((id) => !catalogue.some(({ meta }) => meta.id === id))).toEqual(['table-has-owner']);
    }
    expect((await inService('validate')).status).toBe(0);
  }, 60_000);

  test('score and the hook run the same, whatever the owner makes of the index', async () => {
    await add('table-has-owner', '--type', 'AWS::DynamoDB::Table');
    await add('api-has-owner', '--type', 'AWS::ApiGatewayV2::Api');
    const own = async () => {
      const known = new Set(catalogue.map(({ meta }) => meta.id));
      const [inScore, inHook] = [[...(await scored())], await hooked('pre-traffic')];
      return {
        inScore: inScore.filter((id) => !known.has(id)).sort(),
        inHook: inHook.filter((id) => !known.has(id)).sort(),
      };
    };
    const both = ['api-has-owner', 'table-has-owner'];
    expect(await own()).toEqual({ inScore: both, inHook: both });
    write(service, { [`${CUSTOM}/index.ts`]: `export { default as one } from './api-has-owner.ts';\n` });
    expect(await own()).toEqual({ inScore: ['api-has-owner'], inHook: ['api-has-owner'] });
    write(service, { [`${CUSTOM}/index.ts`]: `/** none */\nexport {};\n` });
    expect(await own()).toEqual({ inScore: [], inHook: [] });
  }, 60_000);

  test('writes what Prettier would, and its test passes at once', async () => {
    await add('table-has-owner', '--type', 'AWS::DynamoDB::Table');
    const prettier = join(ROOT, 'node_modules/prettier/bin/prettier.cjs');
    const { status } = await run(process.execPath, [prettier, '--check', CUSTOM], { cwd: service });
    expect(status).toBe(0);
    const outfile = join(emptyFolder(), 'test.mjs');
    await build({
      entryPoints: [join(service, `${CUSTOM}/table-has-owner.test.ts`)],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
      conditions: ['@create-fitness-serverless/source'],
      alias: {
        'create-fitness-serverless/testing': join(ROOT, 'src/checks/testing.ts'),
        'create-fitness-serverless/check': join(ROOT, 'src/checks/api.ts'),
      },
      banner: { js: `import { createRequire } from 'node:module'; const require = createRequire('${ROOT}/x.js');` },
    });
    const code = `import(${JSON.stringify(pathToFileURL(outfile).href)}).then(() => console.log('passed'))`;
    const ended = await run(process.execPath, [
      '--input-type=module',
      '-e',
      `globalThis.test = (_, run) => run(); ${code}`,
    ]);
    expect(ended).toMatchObject({ status: 0, stdout: 'passed\n' });
  }, 60_000);

  test('can be tested by the jest of the service, which makes CommonJS of the library', () => {
    const library = tree(join(ROOT, 'dist/lib'));
    const modules = Object.entries(library).filter(([path]) => path.endsWith('.js'));
    expect(modules.length).toBeGreaterThan(50);
    const taken =
      /^(?:export )?(?:async )?(?:function\*?|const|let|class) (?:require|module|exports|__filename|__dirname)\b/m;
    expect(modules.filter(([, text]) => taken.test(text)).map(([path]) => path)).toEqual([]);
  });

  test('overwrites nothing; a file that is there gets its line', async () => {
    const mine = read('fitness/checks/dynamodb-table-encryption-enabled.ts').replace(
      'dynamodb-table-encryption-enabled',
      'by-hand',
    );
    write(service, { [`${CUSTOM}/by-hand.ts`]: mine });
    const unlisted = await inService('validate');
    expect(unlisted.status).toBe(1);
    expect(unlisted.stdout).toContain(
      `${CUSTOM}/by-hand.ts:1:1: error: ${CUSTOM}/by-hand.ts is not in ${CUSTOM}/index.ts`,
    );
    const [, command = ''] = /`npx create-fitness-serverless@\S+ ([^`]*)`/.exec(unlisted.stdout) ?? [];
    expect(command).toBe('add check --custom by-hand');
    const warned = JSON.parse((await inService('score', '--json')).stdout);
    expect(warned.diagnostics).toMatchObject([{ code: 'unlisted-check', severity: 'warning' }]);
    expect(await scored()).not.toContain('by-hand');

    expect((await inService(...command.split(' '))).stdout).toMatch(/^keep +fitness\/checks\/custom\/by-hand\.ts/);
    expect(read(`${CUSTOM}/by-hand.ts`)).toBe(mine);
    expect((await inService('validate')).status).toBe(0);
    expect(await scored()).toContain('by-hand');
    const again = await inService(...command.split(' '));
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('is there, and') });
  });

  test('a helper that a check imports is no check that is forgotten', async () => {
    await add('table-has-owner', '--type', 'AWS::DynamoDB::Table');
    write(service, { [`${CUSTOM}/owners.ts`]: 'export const KEY = 1;\n' });
    expect((await inService('validate')).stdout).toContain('owners.ts');
    write(service, {
      [`${CUSTOM}/table-has-owner.ts`]: `import './owners.ts';\n${read(`${CUSTOM}/table-has-owner.ts`)}`,
    });
    expect(await inService('validate')).toMatchObject({ status: 0, stdout: '' });
  });

  test('in an index with CRLF or without a last line end, every other byte stays', async () => {
    const text = '/** Mine. */\r\nexport {};';
    write(service, { [`${CUSTOM}/index.ts`]: text });
    await add('a-1', '--type', 'AWS::SQS::Queue');
    await add('a1', '--type', 'AWS::SQS::Queue');
    expect(read(`${CUSTOM}/index.ts`)).toBe(
      `${text}\r\nexport { default as a1 } from './a-1.ts';\r\nexport { default as a1_ } from './a1.ts';\r\n`,
    );
  });

  test('--dry-run shows what it would do; a service without an index gets one', async () => {
    rmSync(join(service, CUSTOM), { recursive: true });
    const before = tree(service);
    const dry = await add('queue-has-owner', '--type', 'AWS::SQS::Queue', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({
      dryRun: true,
      actions: [{ action: 'create' }, { action: 'create' }, { action: 'create' }],
    });
    expect(tree(service)).toEqual(before);
    expect((await add('queue-has-owner', '--type', 'AWS::SQS::Queue')).status).toBe(0);
    expect(read(`${CUSTOM}/index.ts`)).toContain('queueHasOwner');
  });

  test.each([
    [['../../x', '--type', 'AWS::SQS::Queue'], /no id of a check/],
    [['A-b', '--type', 'AWS::SQS::Queue'], /no id of a check/],
    [['index', '--type', 'AWS::SQS::Queue'], /no id of a check/],
    [["x'; process.exit()", '--type', 'AWS::SQS::Queue'], /no id of a check/],
    [['x'.repeat(65), '--type', 'AWS::SQS::Queue'], /no id of a check/],
    [['s3-bucket-versioning-enabled', '--type', 'AWS::S3::Bucket'], /is the id of a check of this tool/],
    [['own', '--type', 'AWS::Serverless::Function'], /--type AWS::Lambda::Function/],
    [['own', '--type', 'AWS::Serverless::Nothing'], /expand/],
    [['own', '--type', "AWS::S3::Bucket'], x: ['"], /no type of CloudFormation/],
    [['own', '--type', 'Bucket'], /no type of CloudFormation/],
    [['own'], /--type is missing/],
    [['own', '--type', 'AWS::S3::Bucket', '--title', 'a\nb'], /one line/],
    [['own', 'more', '--type', 'AWS::S3::Bucket'], /Unexpected argument "more"/],
  ])('%j is refused with 2, and writes nothing', async (args, message) => {
    const before = tree(service);
    const { status, stdout, stderr } = await add(...args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
    expect(tree(service)).toEqual(before);
  });

  test.each([
    [['add'], /Nothing to add is named/],
    [['add', 'table', 'x'], /"table" cannot be added[^]*add check[^]*add environment[^]*add function/],
    [['add', 'function', 'x'], /--trigger is missing/],
    [['add', 'check', 's3-bucket-loging-enabled'], /Did you mean s3-bucket-logging-enabled[^]*--custom/],
    [['add', 'check'], /needs the id of a check[^]*--custom/],
    [['add', 'check', 's3-bucket-logging-enabled', '--type', 'AWS::S3::Bucket'], /--type is for a check of your own/],
  ])('%j says what is possible', async (args, message) => {
    expect(await inService(...args)).toMatchObject({ status: 2, stderr: expect.stringMatching(message) });
  });

  test('outside of a service there is nothing to add to', async () => {
    const { status, stderr } = await cli(['add', 'check', '--custom', 'own', '--type', 'AWS::S3::Bucket'], {
      cwd: emptyFolder(),
      program: 'fitness-serverless',
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('There is no fitness.yaml') });
  });
});

describe('fitness.yaml', () => {
  const configure = (lines: string): void =>
    write(service, { 'fitness.yaml': read('fitness.yaml').replace(/^checks:\n/m, `checks:\n${lines}`) });

  test('sets what is the service’s own like all others', async () => {
    await add('table-has-owner', '--type', 'AWS::DynamoDB::Table');
    configure('  table-has-owner: { mode: trial, weight: 9 }\n');
    const { results } = JSON.parse((await inService('score', '--json')).stdout);
    expect(results.find(({ check }: { check: string }) => check === 'table-has-owner')).toMatchObject({
      mode: 'trial',
      weight: 9,
    });
    expect((await inService('validate')).status).toBe(0);
    configure('  table-has-ownr: {}\n');
    const broken = await inService('score');
    expect(broken).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean "table-has-owner"?') });
    expect(await inService('validate')).toMatchObject({ status: 1, stdout: expect.stringContaining('table-has-ownr') });
    expect((await inService('score', '--no-custom')).status).toBe(0);
  });

  test('that names a check of nobody is refused where the service has none', async () => {
    configure('  nobody: {}\n');
    expect(await inService('score')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/fitness\.yaml:\d+:3: unknown check "nobody"/),
    });
  });
});

test('a check with the id of one of ours is refused', async () => {
  await add('own', '--type', 'AWS::DynamoDB::Table');
  write(service, {
    [`${CUSTOM}/own.ts`]: read(`${CUSTOM}/own.ts`).replace("id: 'own'", "id: 'dynamodb-table-encryption-enabled'"),
  });
  expect(await inService('score')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('own of fitness/checks/custom/index.ts has the id of a check of this tool'),
  });
});
