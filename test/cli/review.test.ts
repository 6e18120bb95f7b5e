/** What a reviewer asks of `score`: what this change did, and what a team accepts for now. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ownPackage } from '../../src/package.ts';
import { cli, plainEnvironment } from '../support/cli.ts';
import { emptyFolder, tree, write } from '../upgrade/tree.ts';

const FILE = 'fitness-known-failures.json';
const PRUNE = `npx create-fitness-serverless@${ownPackage().version} score --prune-failures`;

const FITNESS = `tool: ^0.1.0
service: orders
runtime: nodejs24.x
triggers: [http]
region: eu-central-1
packageManager: npm
environments:
  dev: { deployment: AllAtOnce }
  prod: { deployment: AllAtOnce }
checks:
  s3-bucket-versioning-enabled: {}
  s3-bucket-public-read-prohibited: {}
gate: { minimum: 0 }
`;

const template = (properties: string): string =>
  `Parameters: { Open: { Type: String, Default: Private } }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: ${properties}
`;
const PLAIN = template('{ BucketName: orders }');
const VERSIONED = template('{ BucketName: orders, VersioningConfiguration: { Status: Enabled } }');
const OPEN = template('{ AccessControl: PublicRead, VersioningConfiguration: { Status: Enabled } }');

const env = {
  ...plainEnvironment(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

let service: string;

const score = (...args: string[]) => cli(['score', ...args], { cwd: service, program: 'fitness-serverless' });
const read = (path: string): string => readFileSync(join(service, path), 'utf8');

async function report(...args: string[]) {
  const { status, stdout } = await score('--json', ...args);
  return { status, ...JSON.parse(stdout) };
}

async function reasons(...args: string[]): Promise<string[]> {
  const { gate } = await report(...args);
  return gate.reasons.map(({ rule, message }: { rule: string; message: string }) => `${rule}: ${message}`);
}

function commit(): void {
  for (const words of [
    ['init', '-q', '-b', 'main'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'change'],
  ])
    execFileSync('git', words, { cwd: service, env });
}

beforeEach(() => {
  service = emptyFolder();
  write(service, { 'fitness.yaml': FITNESS, 'template.yaml': PLAIN });
});

describe('known failures', () => {
  test('are written, shown, and stop nothing; what is not among them is red', async () => {
    const accepted = await score('--accept-failures');
    expect(accepted).toMatchObject({ status: 0, stdout: expect.stringContaining('a known failure: ') });
    expect(accepted.stderr).toBe(`Wrote ${FILE}: 1 known failure.\n`);
    expect(read(FILE).split('\n')).toEqual([
      '{',
      '  "template.yaml#Bucket/Properties/VersioningConfiguration/Status s3-bucket-versioning-enabled": "versioning is not enabled",',
      '  "version": 1',
      '}',
      '',
    ]);
    expect(Object.keys(tree(service)).sort()).toEqual([FILE, 'fitness.yaml', 'template.yaml']);
    const bytes = read(FILE);
    expect(await score('--accept-failures')).toMatchObject({ stderr: `${FILE} is as it should be.\n` });
    expect(read(FILE)).toBe(bytes);

    write(service, { 'template.yaml': PLAIN.replace('BucketName: orders', 'AccessControl: PublicRead') });
    const red = await report();
    expect(red.status).toBe(1);
    expect(red.gate.reasons).toMatchObject([{ rule: 'noNewFailures', message: expect.stringContaining('PublicRead') }]);
    expect(red.results.filter(({ known }: { known?: boolean }) => known)).toHaveLength(1);
  });

  test('that fail no longer are red until they are pruned', async () => {
    await score('--accept-failures');
    write(service, { 'template.yaml': VERSIONED });
    const stale = await score();
    expect(stale.status).toBe(1);
    expect(stale.stdout.replace(/\s+/g, ' ')).toContain(`stale-known-failure: ${FILE} has what fails no longer`);
    expect(stale.stdout.replace(/\s+/g, ' ')).toContain(PRUNE);
    expect((await score('--prune-failures')).status).toBe(0);
    expect(read(FILE)).toBe('{\n  "version": 1\n}\n');
    expect((await score()).status).toBe(0);
  });

  test('the command that prunes names the template that was named', async () => {
    write(service, { 'my template.yaml': PLAIN });
    await score('my template.yaml', '--accept-failures');
    write(service, { 'my template.yaml': VERSIONED });
    const [reason] = await reasons('my template.yaml');
    expect(reason).toContain(`score 'my template.yaml' --prune-failures`);
  });

  test('that fail in another environment are not stale', async () => {
    write(service, {
      'template.yaml': template('{ AccessControl: !Ref Open, VersioningConfiguration: { Status: Enabled } }'),
      'samconfig.toml':
        'version = 0.1\n[dev.deploy.parameters]\nparameter_overrides = "Open=PublicRead"\n[prod.deploy.parameters]\nparameter_overrides = "Open=Private"\n',
    });
    expect((await score('--env', 'dev', '--accept-failures')).status).toBe(0);
    expect(Object.keys(JSON.parse(read(FILE)))).toHaveLength(2);
    expect(await reasons('--env', 'prod')).toEqual([]);
    const bytes = read(FILE);
    await score('--env', 'prod', '--prune-failures');
    expect(read(FILE)).toBe(bytes);
    write(service, { 'samconfig.toml': 'version = 0.1\n' });
    expect(await reasons('--env', 'prod')).toEqual([expect.stringContaining('stale-known-failure')]);
  });

  test('whose template is gone are stale; of a template that is not scored they are not', async () => {
    write(service, { 'other.yaml': PLAIN });
    expect((await score('template.yaml', 'other.yaml', '--accept-failures')).status).toBe(0);
    expect(Object.keys(JSON.parse(read(FILE)))).toHaveLength(3);
    expect(await reasons('template.yaml')).toEqual([]);
    rmSync(join(service, 'other.yaml'));
    expect(await reasons('template.yaml')).toEqual([expect.stringContaining('other.yaml#Bucket')]);
    await score('template.yaml', '--prune-failures');
    expect(Object.keys(JSON.parse(read(FILE)))).toHaveLength(2);
  });

  test('that cannot be known are not stale', async () => {
    await score('--accept-failures');
    write(service, {
      'template.yaml': PLAIN.replace('orders', 'x, VersioningConfiguration: { Status: !ImportValue x }'),
    });
    expect(await reasons()).not.toContainEqual(expect.stringContaining('stale'));
  });

  test('keep the line ends of the file', async () => {
    await score('--accept-failures');
    write(service, { [FILE]: read(FILE).replaceAll('\n', '\r\n'), 'template.yaml': OPEN });
    await score('--accept-failures', '--prune-failures');
    expect(read(FILE)).toMatch(
      /^\{\r\n {2}"template\.yaml#Bucket\/Properties\/AccessControl [^\n]*\r\n {2}"version": 1\r\n\}\r\n$/,
    );
  });

  test.each([
    ['<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n', `${FILE}:1:1`],
    ['{\n  "a": 1,\n', `${FILE}:2:`],
  ])('in a file that is none: 2, with the place', async (text, place) => {
    write(service, { [FILE]: text });
    const { status, stdout, stderr } = await score();
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(place);
    expect((await score('--accept-failures')).status).toBe(2);
    expect(read(FILE)).toBe(text);
  });
});

describe('--against', () => {
  test('a ref: what became better and worse, and the gate that says so', async () => {
    commit();
    write(service, { 'template.yaml': OPEN });
    const before = tree(service);
    const found = await report('--against', 'main');
    expect(found.status).toBe(1);
    expect(found.gate.reasons).toMatchObject([{ rule: 'noNewFailures' }]);
    expect(found.against).toMatchObject({
      ref: 'main',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      template: 'template.yaml',
      before: { fitness: expect.any(Number), complexity: { terms: { resources: 1 } } },
      checks: [
        { check: 's3-bucket-public-read-prohibited', changes: [{ resource: 'Bucket', effect: 'worse' }] },
        { check: 's3-bucket-versioning-enabled', changes: [{ resource: 'Bucket', effect: 'better' }] },
      ],
    });
    expect(found.fitness).toBeCloseTo(found.against.before.fitness + found.against.gain, 3);
    const table = await score('--against', 'main');
    expect(table.stdout).toMatch(/against +main \([0-9a-f]{12}\): [\d.]+ → [\d.]+, -[\d.]+ points/);
    expect(table.stdout).toMatch(/▼ s3-bucket-public-read-prohibited[^]*▲ s3-bucket-versioning-enabled/);
    expect(tree(service)).toEqual(before);
  });

  test('the gate of that day: a weaker one is a reason of its own', async () => {
    write(service, { 'fitness.yaml': FITNESS.replace('minimum: 0', 'minimum: 70') });
    commit();
    write(service, { 'fitness.yaml': FITNESS.replace('  s3-bucket-public-read-prohibited: {}\n', '') });
    expect(await reasons('--against', 'HEAD')).toEqual([
      'gate-weakened: minimum is lowered from 70 to 0',
      'gate-weakened: s3-bucket-public-read-prohibited is switched off',
    ]);
  });

  test('the parameters of that day', async () => {
    const samconfig = (value: string) =>
      `version = 0.1\n[prod.deploy.parameters]\nparameter_overrides = "Open=${value}"\n`;
    const text = template('{ AccessControl: !Ref Open, VersioningConfiguration: { Status: Enabled } }');
    write(service, { 'template.yaml': text, 'samconfig.toml': samconfig('PublicRead') });
    commit();
    write(service, { 'samconfig.toml': samconfig('Private') });
    const { against } = await report('--against', 'HEAD');
    expect(against.checks).toMatchObject([
      { check: 's3-bucket-public-read-prohibited', changes: [{ effect: 'better' }] },
    ]);
  });

  test('a template that is new: all that fails in it is', async () => {
    rmSync(join(service, 'template.yaml'));
    commit();
    write(service, { 'template.yaml': PLAIN });
    const { status, against, gate } = await report('--against', 'main');
    expect({ status, template: against.template, gain: against.gain }).toEqual({ status: 1 });
    expect(gate.reasons).toMatchObject([{ rule: 'noNewFailures' }]);
    expect((await score('--against', 'main')).stdout).toContain('there was no such template: everything is new');
  });

  test('a template that had another name', async () => {
    const long = `${PLAIN}${Array.from({ length: 20 }, (_, index) => `# line ${index}\n`).join('')}`;
    write(service, { 'template.yaml': long });
    commit();
    renameSync(join(service, 'template.yaml'), join(service, 'template.yml'));
    execFileSync('git', ['add', '-A'], { cwd: service, env });
    const { against } = await report('--against', 'main');
    expect(against).toMatchObject({ template: 'template.yaml', gain: 0, checks: [] });
  });

  test('what could not be read then stands in nobody’s way', async () => {
    write(service, { 'template.yaml': 'Resources: [', 'fitness.yaml': 'nonsense' });
    commit();
    write(service, { 'template.yaml': VERSIONED, 'fitness.yaml': FITNESS });
    const { status, diagnostics, against } = await report('--against', 'main');
    expect({ status, against: Object.keys(against) }).toEqual({
      status: 0,
      against: ['ref', 'commit', 'template', 'checks'],
    });
    expect(diagnostics).toMatchObject([
      { code: 'against-unreadable', location: { file: 'main:fitness.yaml' } },
      { code: 'against-unreadable', location: { file: 'main:template.yaml' } },
    ]);
  });

  test('a file', async () => {
    write(service, { 'old.yaml': VERSIONED });
    const { status, against } = await report('--against', 'old.yaml');
    expect(status).toBe(1);
    expect(against).toMatchObject({
      ref: 'old.yaml',
      template: 'old.yaml',
      checks: [{ changes: [{ effect: 'worse' }] }],
    });
    expect(against).not.toHaveProperty('commit');
  });

  test('an accepted failure weakens the gate once', async () => {
    write(service, { 'template.yaml': VERSIONED });
    commit();
    write(service, { 'template.yaml': PLAIN });
    expect(await reasons('--against', 'main', '--accept-failures')).toEqual([
      expect.stringMatching(
        /^gate-weakened: Bucket fails s3-bucket-versioning-enabled, and did not before, and is accepted in fitness-known-failures\.json/,
      ),
    ]);
    commit();
    expect(await reasons('--against', 'HEAD')).toEqual([]);
  });

  test.each([
    [['--against', 'nope'], /no commit "nope"/],
    [['--against=--output=x'], /is no git ref/],
    [['--against', 'nope.yaml'], /There is no nope\.yaml/],
    [['--against', 'main', '--baseline', 'x.json'], /both say what to compare with/],
    [['--fetch'], /--fetch is for the ref/],
    [['template.yaml', 'other.yaml', '--against', 'template.yaml'], /is one template, and several are scored/],
  ])('%j is refused with 2', async (args, message) => {
    commit();
    write(service, { 'other.yaml': PLAIN, 'x.json': '{}' });
    const { status, stdout, stderr } = await score(...args);
    expect(status).toBe(2);
    expect(`${stdout}${stderr}`).toMatch(message);
    expect(existsSync(join(service, 'x'))).toBe(false);
  });

  test('outside of a repository: 2, and what to do', async () => {
    expect(await score('--against', 'main')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is in no git repository[^]*--against FILE/),
    });
  });
});
