import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/fitness/report.ts';
import { bin, cli } from '../support/cli.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const SOUND = 'Resources:\n  Group:\n    Type: AWS::Logs::LogGroup\n    Properties: { RetentionInDays: 14 }\n';
const PUBLIC = `Parameters:
  Access: { Type: String, Default: PublicRead }
Resources:
  Open:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: !Ref Access
`;
const BROKEN = 'Resources:\n\t- x: [';
const INCOMPLETE = 'Resources:\n  F:\n    Type: AWS::Serverless::Function\n';

type Data = Report & { reports: (Report & { baseline: string; error?: { code: string } })[]; baseline: string };

let cwd: string;
const score = (...args: string[]) => cli(['score', ...args], { cwd });
const json = async (...args: string[]) => {
  const { status, stdout } = await score(...args, '--json');
  return { status, data: JSON.parse(stdout) as Data };
};

beforeAll(() => {
  bin();
}, 200_000);

beforeEach(() => {
  cwd = emptyFolder();
  write(cwd, { 'sound.yaml': SOUND, 'public.yaml': PUBLIC, 'broken.yaml': BROKEN, 'incomplete.yaml': INCOMPLETE });
});

describe('score of many templates', () => {
  test('is, in JSON, the report of each in the order given', async () => {
    const { status, data } = await json('sound.yaml', 'public.yaml');
    expect(status).toBe(1);
    expect(Object.keys(data)).toEqual(['version', 'reports']);
    const one = await json('public.yaml');
    expect(one.data).toHaveProperty('fitness');
    const same = ({ baseline: _, ...report }: Data['reports'][number]) => report;
    expect(data.reports.map(({ template }) => template)).toEqual(['sound.yaml', 'public.yaml']);
    expect(same(data.reports[1]!)).toEqual(same(one.data));
  });

  test('scores the others when one cannot be parsed, and ends with 2', async () => {
    const { status, data } = await json('broken.yaml', 'nowhere.yaml', 'sound.yaml');
    expect(status).toBe(2);
    expect(data.reports).toEqual([
      {
        version: 1,
        template: 'broken.yaml',
        error: {
          code: 'template-syntax',
          message: expect.stringContaining('broken.yaml:2:'),
          location: { file: 'broken.yaml', line: 2, column: expect.any(Number) },
          hint: expect.any(String),
        },
      },
      { version: 1, template: 'nowhere.yaml', error: expect.objectContaining({ code: 'no-template' }) },
      expect.objectContaining({ template: 'sound.yaml', gate: expect.objectContaining({ verdict: 'pass' }) }),
    ]);
  });

  test.each([
    [['sound.yaml', 'sound.yaml'], 0],
    [['sound.yaml', 'incomplete.yaml'], 3],
    [['incomplete.yaml', 'public.yaml'], 1],
    [['public.yaml', 'broken.yaml', 'incomplete.yaml'], 2],
  ])('%j end with %i: the worst of them', async (templates, status) => {
    expect((await score(...templates)).status).toBe(status);
  });

  test('a glob that matches nothing, and a template that is none, are 2', async () => {
    expect(await score('*.json')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Nothing matches *.json'),
    });
    expect(await score('broken.yaml')).toMatchObject({ status: 2, stdout: '' });
  });

  test('is a line for each in the table, with why it is red', async () => {
    const { stdout, status } = await score('*.yaml');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^\S* *fitness +gate +failing +unknown +template$/m);
    expect(stdout).toMatch(/^✓ +\d+\.\d +pass +0 +0 +sound\.yaml$/m);
    expect(stdout).toMatch(/^✗ +\d+\.\d +fail +\d+ +0 +public\.yaml\n +minimum: fitness is /m);
    expect(stdout).toMatch(/^! +- +error +- +- +broken\.yaml\n +broken\.yaml:2:/m);
    expect(stdout).toMatch(/^4 templates: 1 pass, 1 fail, 1 incomplete, 1 could not be read$/m);
    expect(stdout).toMatch(/s3-bucket-public-read-prohibited: 1 resource in 1 template/);
  });

  test('compares each with its own part of a baseline of many', async () => {
    const before = await score('sound.yaml', 'public.yaml', '--json');
    write(cwd, { 'before.json': before.stdout, 'sound.yaml': PUBLIC });
    const { data } = await json('sound.yaml', 'public.yaml', '--baseline', 'before.json');
    const rules = data.reports.map(({ gate }) => gate.reasons.map(({ rule }) => rule));
    expect(rules[0]).toContain('noNewFailures');
    expect(rules[1]).not.toContain('noNewFailures');
  });

  test('one baseline is not taken for that of many', async () => {
    write(cwd, { 'before.json': (await score('sound.yaml', '--json')).stdout });
    expect(await score('sound.yaml', 'public.yaml', '--baseline', 'before.json')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('before.json holds the report of one template'),
    });
  });
});

describe('formats', () => {
  test('go where they are sent, several at once', async () => {
    const { stdout, stderr, status } = await score(
      'public.yaml',
      ...['--format', 'sarif=reports/out.sarif', '--format', 'table', '--format', 'html=out.html'],
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Fitness \d+\.\d of 100\n/);
    expect(stderr).toBe('Wrote reports/out.sarif.\nWrote out.html.\n');
    const sarif = JSON.parse(readFileSync(join(cwd, 'reports', 'out.sarif'), 'utf8')) as { version: string };
    expect(sarif.version).toBe('2.1.0');
    expect(readFileSync(join(cwd, 'out.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  test.each([
    ['junit', /^<\?xml version="1\.0"/],
    ['markdown', /^\*\*❌ Fitness /],
    ['html', /^<!doctype html>/],
    ['github', /^::error file=public\.yaml,/],
    ['sarif', /^\{\n {2}"\$schema"/],
  ])('%s is all that stdout has', async (format, start) => {
    const { stdout, stderr, status } = await score('public.yaml', '--format', format);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(start);
  });

  test('--output takes the format that has no file', async () => {
    const { stdout, status } = await score('sound.yaml', '--format', 'junit', '--output', 'out.xml');
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    expect(readFileSync(join(cwd, 'out.xml'), 'utf8')).toContain('<testsuite name="sound.yaml"');
  });

  test('an unknown one names the nearest', async () => {
    expect(await score('--format', 'sarf=x')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/--format is one of table, json, .*not "sarf"[^]*Did you mean sarif/),
    });
  });
});

describe('parameters', () => {
  const failsPublic = ({ results }: Report) =>
    results.some(({ check, status }) => check === 's3-bucket-public-read-prohibited' && status === 'fail');

  test('come from flags over a file over samconfig, of the environment', async () => {
    expect(failsPublic((await json('public.yaml')).data)).toBe(true);
    expect(failsPublic((await json('public.yaml', '--parameter-overrides', 'Access=Private')).data)).toBe(false);
    write(cwd, {
      'samconfig.yaml': 'prod:\n  deploy:\n    parameters:\n      parameter_overrides:\n        Access: Private\n',
      'p.json': '[{"ParameterKey":"Access","ParameterValue":"PublicRead"}]',
    });
    expect(failsPublic((await json('public.yaml', '--env', 'prod')).data)).toBe(false);
    expect(failsPublic((await json('public.yaml', '--env', 'prod', '--parameter-file', 'p.json')).data)).toBe(true);
    expect(await score('public.yaml', '--env', 'prd')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean prod?'),
    });
  });

  test('that no template has are said, with the nearest', async () => {
    const codes = ({ diagnostics }: Report) =>
      diagnostics.flatMap(({ code, message }) => (code === 'unknown-parameter' ? message : []));
    const { data } = await json('public.yaml', '--parameter-overrides', 'Acess=Private');
    expect(codes(data)).toEqual(['there is no parameter Acess; did you mean Access?']);
    const many = await json(
      'sound.yaml',
      'public.yaml',
      '--parameter-overrides',
      'Access=Private',
      '--parameter-overrides',
      'X=1',
    );
    expect(many.data.reports.map(codes)).toEqual([['there is no parameter X'], ['there is no parameter X']]);
  });

  test('--region is the value of AWS::Region', async () => {
    write(cwd, {
      'region.yaml': PUBLIC.replace('!Ref Access', '!If [IsHome, PublicRead, Private]').replace(
        'Resources:',
        'Conditions:\n  IsHome: !Equals [!Ref AWS::Region, eu-west-1]\nResources:',
      ),
    });
    expect(failsPublic((await json('region.yaml', '--region', 'eu-west-1')).data)).toBe(true);
    expect(failsPublic((await json('region.yaml', '--region', 'eu-west-2')).data)).toBe(false);
  });
});
