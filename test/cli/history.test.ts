import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as historyCommand from '../../src/cli/history.ts';
import { exitStatusOf } from '../../src/cli/exit.ts';
import { UserError } from '../../src/errors.ts';
import { serializeEntry } from '../../src/history/entry.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import type { Past } from '../../src/report/history.ts';
import { entry, PAST } from '../history/support.ts';
import { plainEnvironment } from '../support/cli.ts';
import { inProcess } from '../support/in-process.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const FITNESS = `tool: ^0.1.0
service: orders
runtime: nodejs24.x
triggers: [http]
region: eu-west-1
packageManager: npm
environments:
  dev: {deployment: AllAtOnce}
  prod: {deployment: AllAtOnce, gate: {minimum: 75}}
checks:
  s3-bucket-versioning-enabled: {}
  s3-bucket-public-read-prohibited: {}
`;
const SAMCONFIG = `version = 0.1
[prod.deploy.parameters]
stack_name = "shop-orders"
region = "eu-central-1"
parameter_overrides = "Versioning=Enabled"
`;

type Written = Omit<Past, 'releases'> & {
  version: number;
  source: string;
  releases: (Past['releases'][number] & { change: string })[];
};

let root: string;
const history = (...args: string[]) => inProcess('history', historyCommand, args, root);
const json = async (...args: string[]) => JSON.parse((await history('--json', ...args)).out) as Written;

async function refusal(...args: string[]): Promise<UserError> {
  try {
    await history(...args);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

beforeEach(() => {
  root = emptyFolder();
  write(root, { 'fitness.yaml': FITNESS });
});

describe('of a stack', () => {
  let aws: AwsStandIn;
  const before = { ...process.env };

  beforeAll(async () => {
    aws = await AwsStandIn.start();
    const FAKE = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_MAX_ATTEMPTS: '1' };
    Object.assign(process.env, FAKE, aws.environment);
  });
  afterAll(async () => {
    process.env = before;
    await aws.stop();
  });
  beforeEach(() => {
    aws.mend();
    aws.account.parameters.clear();
  });

  function keep(values: readonly string[], stack = 'orders-prod', environment = 'prod'): void {
    const versions = values.map((value, index) => ({ value, version: index + 1 }));
    const last = versions.pop();
    if (last)
      aws.account.parameters.set(`/fitness/orders/${environment}/${stack}/history`, { ...last, older: versions });
  }
  const past = PAST.map((each) => serializeEntry(each));

  test('as a table: version, outcome, fitness, gain, what changed', async () => {
    keep(past);
    const { status, out } = await history();
    expect(status).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^release +at \(UTC\) +outcome +fitness +gain +known +what changed$/);
    expect(lines[2]).toMatch(/^v2 +2026-10-02 10:00 +released +80\.2 +\+6\.2 +98 % +encryption at rest \+6$/);
    expect(lines[3]).toMatch(/^v3 +2026-10-03 10:00 +rolled back +58\.0 +-22\.2 /);
    // what was rolled back is nothing to compare with
    expect(lines[4]).toMatch(/^v4 .* 79\.9 +-0\.3 /);
    expect(lines[5]).toContain('(override: incident 42 | <b>now</b>)');
  });

  test('as JSON, which scripts read', async () => {
    keep(past);
    const written = await json();
    expect(written).toMatchObject({
      version: 1,
      source: 'stack',
      stack: 'orders-prod',
      service: 'orders',
      environment: 'prod',
      floor: 75,
    });
    expect(written.releases.map(({ name, outcome, change }) => [name, outcome, change])).toEqual([
      ['v1', 'measured', 'first release'],
      ['v2', 'promoted', 'encryption at rest +6'],
      ['v3', 'rejected', 'public access -22'],
      ['v4', 'promoted', 'complexity -0.3'],
      ['v5', 'promoted', 'logging -3, tracing +0.5 (override: incident 42 | <b>now</b>)'],
      ['v6', 'promoted', 'failed events +8, logging +3'],
    ]);
  });

  test('as a page that loads nothing, with the curve and a mark for each release', async () => {
    keep(past);
    const { out, err } = await history('--format', 'html', '--output', 'out/history.html');
    expect([out, err]).toEqual(['', 'Wrote out/history.html.\n']);
    const page = readFileSync(join(root, 'out/history.html'), 'utf8');
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page.match(/<g class="release /g)).toHaveLength(6);
    expect(page.match(/<g class="release tone-bad"/g)).toHaveLength(1);
    expect(page).toContain('&lt;b&gt;now&lt;/b&gt;');
    expect(page).not.toContain('<b>now</b>');
    // the line goes by what was kept: five points, four steps
    expect(/class="line"\s+d="([^"]+)"/.exec(page)?.[1]?.match(/V/g)).toHaveLength(4);
  });

  test('the last ones, of another environment, of another stack', async () => {
    keep(past);
    expect((await json('--limit', '2')).releases.map(({ name }) => name)).toEqual(['v5', 'v6']);
    keep([past[0]!], 'orders-dev', 'dev');
    expect(await json('--env', 'dev')).toMatchObject({ stack: 'orders-dev', releases: [{ name: 'v1' }], floor: 80 });
    keep([past[0]!, past[1]!], 'orders-pr-7');
    expect((await json('--stack-name', 'orders-pr-7')).releases).toHaveLength(2);
  });

  test('samconfig says what the stack is called', async () => {
    write(root, { 'samconfig.toml': SAMCONFIG });
    keep(past, 'shop-orders');
    expect(await json()).toMatchObject({ stack: 'shop-orders' });
  });

  test('what is no entry is named, and the others stand', async () => {
    keep([past[0]!, 'garbage', past[2]!]);
    const written = await json();
    expect(written.releases.map(({ name }) => name)).toEqual(['v1', 'v3']);
    expect(written.unreadable).toMatchObject([{ name: 'v2' }]);
    expect((await history()).out).toContain('1 release without a score\nv2');
  });

  test('a stack without a history says how it comes by one', async () => {
    const { status, out } = await history();
    expect(status).toBe(0);
    expect(out).toContain('There is no release of the stack orders-prod.');
    expect(out).toContain('The recorder of orders-prod keeps one from its first release on');
    expect((await history('--format', 'html')).out).toContain('The recorder of orders-prod');
  });

  test('denied: the action is named, and the status is incomplete', async () => {
    aws.break('GetParameterHistory', { kind: 'error', code: 'AccessDeniedException', status: 403 });
    const error = await refusal();
    expect(error.code).toBe('aws-denied');
    expect(error.message).toContain('ssm:GetParameterHistory');
    expect(exitStatusOf(error)).toBe(3);
  });

  test('names of a release cannot speak to a terminal', async () => {
    keep([serializeEntry(entry(1, { changes: [{ what: '\u001b[31mred', points: 3 }] }))]);
    expect((await history()).out).not.toContain('\u001b');
  });
});

describe('of git tags', () => {
  const env: NodeJS.ProcessEnv = {
    ...plainEnvironment(),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  let day = 0;
  const git = (...words: string[]) => {
    const date = `2026-01-${String(day + 1).padStart(2, '0')}T10:00:00Z`;
    const dated = { ...env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
    return execFileSync('git', words, { cwd: root, env: dated, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };
  function tag(name: string, files: Readonly<Record<string, string>>): void {
    day++;
    write(root, files);
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', name);
    git('tag', name);
  }
  const bucket = (properties: string) => `Resources:
  Orders:
    Type: AWS::S3::Bucket
    Properties: ${properties}
`;

  beforeEach(() => {
    day = 0;
    git('init', '-q', '-b', 'main');
  });

  test('each by its own template, the oldest first, and what changed since the one before', async () => {
    tag('v1.0', { 'template.yaml': bucket('{AccessControl: PublicRead}') });
    tag('v1.1', { 'template.yaml': bucket('{}') });
    tag('v1.2', { 'template.yaml': bucket('{VersioningConfiguration: {Status: Enabled}}') });
    const written = await json('--git');
    expect(written).toMatchObject({ source: 'git', service: 'orders', environment: 'prod', unreadable: [] });
    expect(written.releases.map(({ name, at, change }) => [name, at, change])).toEqual([
      ['v1.0', '2026-01-02T10:00:00.000Z', 'first release'],
      ['v1.1', '2026-01-03T10:00:00.000Z', 'public access +16'],
      ['v1.2', '2026-01-04T10:00:00.000Z', 'protection of data +4'],
    ]);
    expect(written.releases[2]).toMatchObject({ outcome: 'scored', commit: git('rev-parse', 'v1.2').trim() });
    expect((await history('--git')).out).toMatch(/^v1\.2 +2026-01-04 10:00 +scored +99\.\d +\+3\.\d +100 % /m);
  });

  test('by the parameters and the fitness.yaml of its day', async () => {
    const template = `Parameters: {Versioning: {Type: String, Default: Suspended}}\n${bucket('{VersioningConfiguration: {Status: !Ref Versioning}}')}`;
    tag('a', { 'template.yaml': template });
    tag('b', { 'samconfig.toml': SAMCONFIG });
    tag('c', { 'samconfig.toml': SAMCONFIG.replace('Enabled', 'Suspended') });
    tag('d', {
      'fitness.yaml': FITNESS.replace(
        's3-bucket-versioning-enabled: {}',
        's3-bucket-versioning-enabled: {enabled: false}',
      ),
    });
    const [a, b, c, d] = (await json('--git')).releases;
    expect(b!.fitness).toBeGreaterThan(a!.fitness);
    expect(c!.fitness).toBe(a!.fitness);
    expect(d!.change).toBe('checks switched off +4');
  });

  test('one that does not score is listed with the reason, and compared with by none', async () => {
    tag('v0', { 'README.md': 'nothing yet' });
    tag('v1', { 'template.yaml': bucket('{}') });
    tag('v2', { 'template.yaml': 'Resources: [' });
    tag('v3', { 'template.yaml': bucket('{VersioningConfiguration: {Status: Enabled}}') });
    const written = await json('--git');
    expect(written.releases.map(({ name, change }) => [name, change])).toEqual([
      ['v1', 'first release'],
      ['v3', 'protection of data +4'],
    ]);
    expect(written.unreadable).toEqual([
      { name: 'v0', reason: 'it has no template.yaml' },
      { name: 'v2', reason: expect.stringContaining('template.yaml') },
    ]);
  });

  test('a tag that is called like a branch, one of a tree, and one with a message', async () => {
    tag('main', { 'template.yaml': bucket('{}') });
    git('tag', 'tree', 'HEAD^{tree}');
    git('tag', '-a', 'signed', '-m', 'with a message');
    expect((await json('--git')).releases.map(({ name }) => name).sort()).toEqual(['main', 'signed']);
  });

  test('the last ones alone, and how many are left out', async () => {
    for (const name of ['a', 'b', 'c']) tag(name, { 'template.yaml': bucket('{}') });
    const written = await json('--git', '--limit', '2');
    expect(written.releases.map(({ name }) => name)).toEqual(['b', 'c']);
    expect(written.notes).toEqual(['1 older tag is left out: see --limit.']);
  });

  test('neither the tree nor the index is touched', async () => {
    tag('a', { 'template.yaml': bucket('{}') });
    write(root, { 'template.yaml': 'edited' });
    await history('--git').catch(() => undefined);
    expect(readFileSync(join(root, 'template.yaml'), 'utf8')).toBe('edited');
    expect(git('status', '--porcelain').trim()).toBe('M template.yaml');
  });

  test('a repository without tags says how to make one', async () => {
    write(root, { 'template.yaml': bucket('{}') });
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    const { status, out } = await history('--git');
    expect(status).toBe(0);
    expect(out).toContain('There is no release of the tags of orders.');
    expect(out).toContain('The repository has no tags');
  });

  test('a shallow clone says that tags may be missing, and how they come', async () => {
    tag('a', { 'template.yaml': bucket('{}') });
    tag('b', { 'template.yaml': bucket('{AccessControl: PublicRead}') });
    const origin = root;
    root = join(emptyFolder(), 'clone');
    execFileSync('git', ['clone', '-q', '--depth=1', pathToFileURL(origin).href, root], { env });
    const written = await json('--git');
    expect(written.releases.map(({ name }) => name)).toEqual(['b']);
    expect(written.notes.join()).toContain('git fetch --tags --unshallow');
  });

  test('outside of a repository', async () => {
    root = emptyFolder();
    write(root, { 'fitness.yaml': FITNESS, 'template.yaml': bucket('{}') });
    expect(await refusal('--git')).toMatchObject({
      code: 'no-repository',
      hint: expect.stringContaining('Run it in the clone'),
    });
  });
});

test.each([
  [['--git', '--stack-name', 'x'], '--git asks the repository'],
  [['template.yaml'], 'Unexpected argument'],
  [['--limit', '0'], '--limit is a number of releases'],
  [['--format', 'xml'], '--format is one of table, json, html'],
])('%j is refused', async (args, message) => {
  const error = await refusal(...args);
  expect(error.message).toContain(message);
  expect(exitStatusOf(error)).toBe(2);
});
