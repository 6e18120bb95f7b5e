import { chmodSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { awsFailure } from '../../src/cli/aws.ts';
import { ReadError } from '../../src/live/denied.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { exitStatusOf } from '../../src/cli/exit.ts';
import { releaseIdOf } from '../../src/cli/deploy.ts';
import { overridesOf } from '../../src/cli/parameters.ts';
import { ROOT, bin, cli, plainEnvironment } from '../support/cli.ts';
import { run, succeed } from '../support/process.ts';
import type { Ended } from '../support/process.ts';
import { emptyFolder, tree, write } from '../upgrade/tree.ts';
import { cpSync, symlinkSync } from 'node:fs';

const PUBLIC_BUCKET = '  Open:\n    Type: AWS::S3::Bucket\n    Properties:\n      AccessControl: PublicRead\n';

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
});

afterEach(() => rmSync(service, { recursive: true }));

const inService = (...args: string[]): Promise<Ended> => cli(args, { cwd: service, program: 'fitness-serverless' });

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(join(service, path), 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  write(service, { [path]: changed });
}

const addResource = (yaml: string): void =>
  edit('template.yaml', (text) => text.replace(/^Resources:\n/m, `Resources:\n${yaml}`));

test('a stack trace names the sources, with their lines', async () => {
  const { status, stderr } = await cli(['adopt', '--dry-run', '--debug'], {
    cwd: emptyFolder(),
    program: 'fitness-serverless',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/ at noTemplate \(.*[\\/]src[\\/]cli[\\/]adopt[\\/]choose-template\.ts:\d+:\d+\)/);
});

describe('score', () => {
  test('of a new service is green in every environment, as a table and as JSON', async () => {
    for (const environment of ['dev', 'prod']) {
      const { status, stdout } = await inService('score', '--env', environment, '--json');
      const report = JSON.parse(stdout);
      expect({ environment, status, verdict: report.gate.verdict }).toEqual({
        environment,
        status: 0,
        verdict: 'pass',
      });
      expect(report).toMatchObject({ version: 1, service: 'orders', environment, template: 'template.yaml' });
      expect(report.fitness).toBeGreaterThanOrEqual(90);
      expect(report.coverage).toBeGreaterThanOrEqual(0.95);
    }
    const table = await inService('score');
    expect(table.stdout).toMatch(/Fitness \d+/);
    expect(table.stdout).not.toContain('\x1b');
  });

  test('a public bucket turns it red, and names the place', async () => {
    addResource(PUBLIC_BUCKET);
    const { status, stdout } = await inService('score', '--json');
    const report = JSON.parse(stdout);
    expect({ status, verdict: report.gate.verdict }).toEqual({ status: 1, verdict: 'fail' });
    const failure = report.results.find(
      ({ check, resource }: Record<string, string>) =>
        check === 's3-bucket-public-read-prohibited' && resource === 'Open',
    );
    expect(failure).toMatchObject({ status: 'fail', location: { file: 'template.yaml', line: expect.any(Number) } });
  });

  test('compares with a report that was saved', async () => {
    const before = await inService('score', '--json');
    write(service, { 'before.json': before.stdout });
    addResource(PUBLIC_BUCKET);
    const { stdout } = await inService('score', '--json', '--baseline', 'before.json');
    expect(JSON.parse(stdout).gate.reasons.map(({ rule }: { rule: string }) => rule)).toContain('noNewFailures');
    const broken = await inService('score', '--baseline', 'package.json');
    expect(broken).toMatchObject({ status: 2, stderr: expect.stringContaining('no report of `score --json`') });
    const notOurs = await inService('score', '--baseline', 'template.yaml');
    expect(notOurs).toMatchObject({ status: 2, stderr: expect.stringContaining('template.yaml holds no baseline') });
  });

  test('works on a template with nothing around it', async () => {
    const folder = emptyFolder();
    write(folder, { 'x.yaml': `Resources:\n${PUBLIC_BUCKET}` });
    const { status, stdout } = await cli(['score', 'x.yaml', '--json'], { cwd: folder });
    expect({ status, template: JSON.parse(stdout).template }).toEqual({ status: 1, template: 'x.yaml' });
    const json = await cli(['score', 'x.yaml', '--format', 'json'], { cwd: folder });
    expect(JSON.parse(json.stdout).environment).toBe('default');
  });

  test('is found from a folder below the service', async () => {
    const { status, stdout } = await cli(['score', '--json'], { cwd: join(service, 'src') });
    expect({ status, service: JSON.parse(stdout).service }).toEqual({ status: 0, service: 'orders' });
  });

  test.each([
    [['--env', 'prd'], /Did you mean prod\?/],
    [['nope.yaml'], /There is no nope\.yaml/],
    [['--parameter-overrides', 'x'], /no parameter override/],
    [['--baseline', 'nope'], /Cannot read the baseline/],
    [['--format', 'xml'], /one of table, json/],
  ])('%j is refused with 2', async (args, message) => {
    const { status, stdout, stderr } = await inService('score', ...args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  test.each([
    ['fitness.yaml', (text: string) => text.replace(/^service:/m, 'servcie:'), /fitness\.yaml:\d+:\d+.*servcie/],
    [
      'fitness.yaml',
      (text: string) => text.replace('s3-bucket-versioning-enabled:', 's3-bucket-versionning-enabled:'),
      /s3-bucket-versioning-enabled/,
    ],
    ['template.yaml', (text: string) => `${text}\n  - [`, /template\.yaml:\d+:\d+/],
    ['template.yaml', (text: string) => text + '#'.repeat(1_100_000), /larger than 1 MB/],
    [
      'template.yaml',
      (text: string) =>
        `${text}\nMetadata:\n  a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghijklmnopqrst'
          .split('')
          .map(
            (name, index, all) =>
              `  ${name}: &${name} [${Array(9)
                .fill(`*${all[index - 1] ?? 'a'}`)
                .join(', ')}]`,
          )
          .join('\n')}\n`,
      /alias/i,
    ],
  ])('a broken %s: 2, with the place', async (path, change, message) => {
    edit(path, change);
    const { status, stdout, stderr } = await inService('score');
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
    expect(stderr).not.toMatch(/internal error|\n\s+at /);
  });

  test('a place is said once', async () => {
    edit('fitness.yaml', (text) => text.replace(/^service:/m, 'servcie:'));
    const { stderr } = await inService('score');
    expect(stderr.match(/fitness\.yaml:\d+:\d+:/g)?.length).toBe(new Set(stderr.match(/fitness\.yaml:\d+:\d+:/g)).size);
  });
});

describe("score runs the repository's own checks", () => {
  const CUSTOM = `import { defineCheck, fail } from 'create-fitness-serverless/check';
import { word } from './word.helper';
export default defineCheck({
  meta: { id: 'own-check', title: 'Own', why: 'Because.', category: 'operations', severity: 'low', weight: 1,
    resourceTypes: ['AWS::DynamoDB::Table'], configRule: false, docs: 'https://example.com', liveActions: [] },
  evaluate: () => fail(word),
});
`;
  const INDEX = { 'fitness/checks/custom/index.ts': "export { default as own } from './own-check.ts';\n" };
  const HELPER = "export const word = 'is not to my taste';\n";

  beforeEach(() => symlinkSync(join(ROOT, 'node_modules'), join(service, 'node_modules')));

  /** Its own cache, not the checkout's. */
  function ownModules(): void {
    rmSync(join(service, 'node_modules'));
    write(service, { 'node_modules/x': '' });
    symlinkSync(join(ROOT, 'node_modules/esbuild'), join(service, 'node_modules/esbuild'));
  }

  test('a custom one, bundled by the esbuild of the service, and cached until its text or an import changes', async () => {
    ownModules();
    write(service, { ...INDEX, 'fitness/checks/custom/own-check.ts': CUSTOM });
    write(service, { 'fitness/word.ts': HELPER });
    edit('fitness/checks/custom/own-check.ts', (text) => text.replace('./word.helper', '../../word.ts'));
    const message = async (): Promise<string> => {
      const { stdout } = await inService('score', '--json');
      return JSON.parse(stdout).results.find(({ check }: { check: string }) => check === 'own-check')?.message;
    };
    expect(await message()).toBe('is not to my taste');
    const cached = Object.keys(tree(join(service, 'node_modules/.cache'))).filter((path) => path.endsWith('.mjs'));
    expect(await message()).toBe('is not to my taste');
    expect(Object.keys(tree(join(service, 'node_modules/.cache'))).filter((path) => path.endsWith('.mjs'))).toEqual(
      cached,
    );
    write(service, { 'fitness/word.ts': "export const word = 'is too big';\n" });
    expect(await message()).toBe('is too big');
    expect((await inService('score')).stdout).toMatch(/^Runs 1 of this repository's own checks/);
    const none = await inService('score', '--no-custom', '--json');
    expect(none.stdout).not.toContain('own-check');
  });

  test('an edited generated one takes the place of ours', async () => {
    ownModules();
    edit('fitness/checks/dynamodb-table-encryption-enabled.ts', (text) => text.replace(/export default[\s\S]*/, ''));
    const broken = await inService('score');
    expect(broken).toMatchObject({ status: 3, stderr: expect.stringContaining('exports no check') });
    expect((await inService('score', '--no-custom')).status).toBe(0);
  });

  test('an untouched one is ours: nothing is compiled', async () => {
    rmSync(join(service, 'node_modules'));
    const { status, stdout } = await inService('score');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.not.stringContaining('own checks') });
    expect(tree(service)).not.toHaveProperty(['node_modules/']);
  });

  test('a check that does not compile: 3, with its place', async () => {
    ownModules();
    write(service, { ...INDEX, 'fitness/checks/custom/own-check.ts': 'export default {\n  (' });
    expect(await inService('score')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/fitness\/checks\/custom\/own-check\.ts:2:\d+/),
    });
  });

  test('without the esbuild of the service: 3, and what to do', async () => {
    rmSync(join(service, 'node_modules'));
    write(service, { ...INDEX, 'fitness/checks/custom/own-check.ts': CUSTOM });
    expect(await inService('score')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/esbuild is not installed[\s\S]*--no-custom/),
    });
  });
});

describe('validate', () => {
  test('a new service is valid', async () => {
    expect(await inService('validate')).toMatchObject({ status: 0, stdout: '' });
  });

  test('an enabled check that the hook would not run is an error', async () => {
    edit('fitness/hooks/pre-traffic.ts', (text) => text.replace(/.*dynamodb-table-encryption-enabled.*\n/, ''));
    rmSync(join(service, 'fitness/hooks/recorder.ts'));
    const { status, stdout } = await inService('validate', '--json');
    const { valid, diagnostics } = JSON.parse(stdout);
    expect({ status, valid }).toEqual({ status: 1, valid: false });
    expect(diagnostics).toMatchObject([
      { code: 'missing-hook' },
      { code: 'unwired-check', location: { file: 'fitness.yaml' } },
    ]);
  });

  test('a trap of the template that is an error', async () => {
    edit('template.yaml', (text) =>
      text.replace(/AutoPublishCodeSha256: !Ref ReleaseId/, 'AutoPublishCodeSha256: abc'),
    );
    expect(await inService('validate')).toMatchObject({
      stdout: expect.stringMatching(/^template\.yaml:\d+:\d+: (error|warning): /),
    });
  });
});

describe('doctor', () => {
  test('a new service needs none', async () => {
    expect(await inService('doctor')).toMatchObject({ status: 0, stdout: expect.stringContaining('as it should be') });
  });

  test('--fix sets right what the graph decides, and every other byte stays', async () => {
    const before = readFileSync(join(service, 'template.yaml'), 'utf8');
    edit('template.yaml', (text) => text.replace(/^( +DependsOn:\n(?: +- \w+\n)*?) +- AlarmTopic\n/m, '$1'));
    const found = await inService('doctor');
    expect(found).toMatchObject({ status: 1, stdout: expect.stringContaining('template.yaml:') });
    const dry = await inService('doctor', '--fix', '--dry-run');
    expect(dry.stdout).toContain('Would make');
    expect(readFileSync(join(service, 'template.yaml'), 'utf8')).not.toBe(before);
    expect(await inService('doctor', '--fix', '--json')).toMatchObject({ status: 0 });
    expect(readFileSync(join(service, 'template.yaml'), 'utf8')).toBe(before);
    expect(await inService('doctor')).toMatchObject({ status: 0 });
  });
});

describe('deploy', () => {
  let aws: AwsStandIn;
  beforeEach(async () => {
    aws = await AwsStandIn.start();
    write(service, { '.aws-sam/build/template.yaml': '' });
  });
  afterEach(() => aws.stop());

  /** A sam that notes how it was called and packages the template, with an account behind it. */
  function sam(script = ''): NodeJS.ProcessEnv {
    const folder = emptyFolder();
    const packaging = `sed 's#^\\( *CodeUri:\\).*#\\1 s3://bucket/key#' template.yaml > .aws-sam/packaged.yaml`;
    write(folder, {
      sam: `#!/bin/sh\nfor word; do echo "$word" >> ${folder}/called; done\necho packaging\n${script}\n${packaging}\n`,
    });
    chmodSync(join(folder, 'sam'), 0o755);
    return {
      ...plainEnvironment(),
      ...aws.environment,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      PATH: `${folder}:${process.env['PATH']}`,
      CALLED: join(folder, 'called'),
    };
  }
  const deploy = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> =>
    run(process.execPath, [bin('fitness-serverless'), 'deploy', ...args], { cwd: service, env });
  const stack = () => [...aws.account.stacks].find(([id]) => /:stack\/orders-\w+\//.test(id))?.[1];

  test("packages with sam's own arguments, and executes what is green with all parameters of the environment", async () => {
    const env = sam();
    const { status, stdout, stderr } = await deploy(
      env,
      ...['--env', 'prod', '--override-reason', 'a "hot" fix', '--ignore-alarms'],
      ...['--parameter-overrides', 'PermissionsBoundary=arn:aws:iam::aws:policy/x\\y', '--', '--force-upload'],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/packaging[^]*CREATE_COMPLETE/) });
    expect(stdout).toMatch(/^Stack orders-prod, which is new\n\d+ changes: \d+ added\n[^]*Gate pass/);
    const words = readFileSync(env['CALLED'] ?? '', 'utf8')
      .trim()
      .split('\n');
    expect(words).toEqual([
      ...['package', '--config-env', 'prod', '--output-template-file', '.aws-sam/packaged.yaml', '--force-upload'],
    ]);
    expect(stack()).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(Object.fromEntries(stack()!.parameters.map(({ key, value }) => [key, value]))).toMatchObject({
      Environment: 'prod',
      GateMode: '',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/x\\y',
      FitnessOverrideReason: 'a "hot" fix',
      IgnoreAlarms: 'true',
      ReleaseId: expect.stringMatching(/^[a-z0-9]{10}$/),
    });
  });

  test('a reason is for one release: where samconfig says nothing of it, the next has none', async () => {
    edit('samconfig.toml', (text) => text.replaceAll(/^.*FitnessOverrideReason=.*\n/gm, ''));
    write(service, { '.aws-sam/build/template.yaml': '' });
    const reason = () => stack()?.parameters.find(({ key }) => key === 'FitnessOverrideReason')?.value;
    await deploy(sam(), '--env', 'dev', '--override-reason', 'ticket 12');
    expect(reason()).toBe('ticket 12');
    expect(await deploy(sam(), '--env', 'dev')).toMatchObject({ status: 0 });
    expect(reason()).toBe('');
  });

  test('what is red is not executed: 1, and nothing is left of it', async () => {
    addResource(PUBLIC_BUCKET);
    edit('fitness.yaml', (text) => text.replace(/minimum: \d+/, 'minimum: 99'));
    const past = new Date(Date.now() - 60_000);
    for (const path of ['template.yaml', 'fitness.yaml']) utimesSync(join(service, path), past, past);
    const { status, stdout, stderr } = await deploy(sam(), '--env', 'dev', '--json');
    const data = JSON.parse(stdout);
    expect({ status, data }).toMatchObject({
      status: 1,
      data: { version: 1, environment: 'dev', stack: 'orders-dev', outcome: 'red', changeSet: null },
    });
    expect(data.report.gate).toMatchObject({ verdict: 'fail', reasons: [{ rule: 'minimum' }] });
    expect(data.releaseId).toMatch(/^[a-z0-9]{10}$/);
    expect(stderr).toContain('Removed change set');
    expect(stack()).toBeUndefined();
  });

  test('--dry-run prints the commands and starts nothing', async () => {
    const env = sam();
    const { status, stdout } = await deploy(env, '--env', 'dev', '--dry-run', '--json');
    const data = JSON.parse(stdout);
    expect({ status, data }).toMatchObject({
      status: 0,
      data: {
        version: 1,
        environment: 'dev',
        stack: 'orders-dev',
        commands: [
          ['sam', 'package', '--config-env', 'dev', '--output-template-file', '.aws-sam/packaged.yaml'],
          [
            ...['fitness-serverless', 'gate', '--env', 'dev', '--template', '.aws-sam/packaged.yaml', '--execute'],
            `--parameter-overrides=ReleaseId="${data.releaseId}"`,
            '--parameter-overrides=BuildId=""',
          ],
        ],
      },
    });
    expect(() => statSync(env['CALLED'] ?? '')).toThrow();
    expect(aws.calls).toEqual([]);
  });

  test("with the profile of samconfig's deploy section, and values as they are, of which none is shown that is hidden", async () => {
    const boundary = String.raw`a\b\\c \" d`;
    edit('samconfig.toml', (text) => text.replace('stack_name = "orders-dev"', '$&\nprofile = "orders"'));
    edit('template.yaml', (text) => text.replace('  PermissionsBoundary:\n', '$&    NoEcho: true\n'));
    const args = ['--env', 'dev', '--dry-run', '--json', `--parameter-overrides=GateMode=${boundary}`];
    const { stdout } = await deploy(sam(), ...args, '--parameter-overrides=PermissionsBoundary=secret');
    const { parameters, commands } = JSON.parse(stdout);
    expect(parameters).toMatchObject({ PermissionsBoundary: '****' });
    expect(commands[0]).toEqual(expect.arrayContaining(['--profile', 'orders']));
    expect(stdout).not.toContain('secret');
    const shown = commands[1].filter((word: string) => word.startsWith('--parameter-overrides='));
    expect(overridesOf(shown.map((word: string) => word.slice('--parameter-overrides='.length)))).toMatchObject({
      GateMode: parameters.GateMode,
      PermissionsBoundary: '****',
    });
    expect(parameters.GateMode).toBe(overridesOf([`GateMode=${boundary}`])['GateMode']);
  });

  test.each(['--output-template-file', '--config-env=prod', '--template-file', '-t'])(
    '%s behind the dashes is refused: what is packaged is what is gated',
    async (word) => {
      const env = sam();
      expect(await deploy(env, '--env', 'dev', '--', word, 'x')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('cannot be given'),
      });
      expect(() => statSync(env['CALLED'] ?? '')).toThrow();
    },
  );

  test('a build that cannot be packaged is 3, and nothing is deployed', async () => {
    expect(await deploy(sam('exit 3'), '--env', 'dev')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('`sam package` ended with status 3'),
    });
    expect(aws.calls).toEqual([]);
  });

  test('an express deployment is refused, which would pass the gate by', async () => {
    expect(await deploy(sam(), '--env', 'dev', '--', '--express')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--express asks for an express deployment'),
    });
    edit('samconfig.toml', (text) => text.replace('stack_name = "orders-dev"', '$&\nexpress = true'));
    expect(await deploy(sam(), '--env', 'dev')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('[dev.deploy.parameters]'),
    });
    expect(aws.calls).toEqual([]);
  });

  test('a build that is missing, or older than its sources, is refused', async () => {
    const past = new Date(Date.now() - 60_000);
    utimesSync(join(service, '.aws-sam/build/template.yaml'), past, past);
    for (const path of ['fitness/hooks/recorder.ts', 'src/http.ts', 'template.yaml', 'fitness.yaml']) {
      write(service, { '.aws-sam/build/template.yaml': '' });
      const future = new Date(Date.now() + 60_000);
      utimesSync(join(service, path), future, future);
      expect(await deploy(sam(), '--env', 'dev')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(`older than ${path}`),
      });
      utimesSync(join(service, path), past, past);
    }
    rmSync(join(service, '.aws-sam'), { recursive: true });
    expect(await deploy(sam(), '--env', 'dev')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('npm run build'),
    });
  });

  test('without sam, without --env, with an unknown one', async () => {
    const env = { ...plainEnvironment(), PATH: emptyFolder() };
    expect(await deploy(env, '--env', 'dev')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('(sam) is not installed'),
    });
    expect(await deploy(env)).toMatchObject({ status: 2, stderr: expect.stringContaining('dev, prod') });
    expect(await deploy(env, '--env', 'pord')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean prod?'),
    });
    expect(await deploy(env, '--env', 'dev', '--', '--parameter-overrides', 'A=b')).toMatchObject({ status: 2 });
  });

  test.each([
    [['--parameter-overrides', 'ReleaseId=abc'], /ReleaseId is made anew/],
    [['--parameter-overrides', 'Environment=prod'], /--env says dev/],
    [['--override-reason', 'two\nlines'], /one line/],
    [['--override-reason', 'x'.repeat(201)], /201 characters; the template takes 200/],
  ])('%j is refused before anything is deployed', async (args, message) => {
    const env = sam();
    const { status, stderr } = await deploy(env, '--env', 'dev', ...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(message) });
    expect(() => statSync(env['CALLED'] ?? '')).toThrow();
  });

  test('takes the longest reason that its template takes', () => {
    expect(readFileSync(join(pristine, 'template.yaml'), 'utf8')).toMatch(
      /FitnessOverrideReason:\n(?: {4}.*\n)*? {4}MaxLength: 200\n/,
    );
  });

  test('the commit is in the release id', async () => {
    await succeed('git', ['init', '-q'], { cwd: service });
    await succeed(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '--no-gpg-sign', '-m', 'x'],
      { cwd: service },
    );
    const head = (await succeed('git', ['rev-parse', 'HEAD'], { cwd: service })).stdout;
    const { stdout } = await deploy(sam(), '--env', 'dev', '--dry-run', '--json');
    expect(JSON.parse(stdout).releaseId.slice(6)).toBe(head.slice(0, 4));
  });
});

test('release ids: ten characters, and another one each second', () => {
  const at = (time: number, commit?: string) => releaseIdOf(new Date(time), commit);
  expect(at(1_795_000_000_000, 'abcdef')).toMatch(/^[a-z0-9]{6}abcd$/);
  expect(at(1_795_000_001_000, 'abcdef')).not.toBe(at(1_795_000_000_000, 'abcdef'));
  expect(at(1_795_000_000_000)).toMatch(/^[a-z0-9]{10}$/);
  expect(at(0)).toHaveLength(10);
});

test('parameter overrides, as SAM takes them', () => {
  expect(overridesOf(['A=1 B=2', 'C="two words"', 'D=two words', 'ParameterKey=E,ParameterValue=x=y', 'F='])).toEqual({
    A: '1',
    B: '2',
    C: 'two words',
    D: 'two words',
    E: 'x=y',
    F: '',
  });
});

describe('prune', () => {
  test('needs an environment, and a number', async () => {
    expect(await inService('prune')).toMatchObject({ status: 2, stderr: expect.stringContaining('dev, prod') });
    expect(await inService('prune', '--env', 'dev', '--keep', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--keep'),
    });
  });

  test('asks AWS with the SDK of the bundle, and says that it has no credentials', async () => {
    const env = { HOME: service, AWS_EC2_METADATA_DISABLED: 'true' };
    const ended = await cli(['prune', '--env', 'dev'], { cwd: service, program: 'fitness-serverless', env });
    // and nothing else: the SDK has a notice for some versions of Node.js that the tool runs on
    const stderr = expect.stringMatching(/^error: There are no AWS credentials to use: .*\n {2}Sign in .*\n$/);
    expect(ended).toMatchObject({ status: 2, stderr });
  });

  const failed = (name: string, message: string): ReadError =>
    new ReadError(Object.assign(new Error(message), { name }), 'cloudformation:ListStackResources');

  test.each([
    ['CredentialsProviderError', 'Could not load credentials from any providers', 'aws-not-configured', 2],
    ['Error', 'Region is missing', 'aws-not-configured', 2],
    ['ValidationError', 'Stack with id orders-dev does not exist', 'no-stack', 2],
    ['AccessDenied', 'User is not authorized', 'aws-denied', 3],
    ['TimeoutError', 'connect ETIMEDOUT', 'aws-failed', 3],
  ])('%s is not said to be a fault of ours', (name, message, code, status) => {
    const error = awsFailure(failed(name, message), 'orders-dev');
    expect({ code: error.code, status: exitStatusOf(error) }).toEqual({ code, status });
    expect(error.hint).toBeDefined();
  });
});
