import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as expand from '../../src/cli/expand.ts';
import { bin, cli } from '../support/cli.ts';
import { inProcess, type Said } from '../support/in-process.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Alias: {Type: String, Default: live}
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: ''
      Handler: a.b
      Runtime: nodejs22.x
      AutoPublishAlias: !Ref Alias
`;

function folder(files: Record<string, string>): string {
  const made = emptyFolder();
  write(made, files);
  return made;
}

type Data = { readonly Resources: Readonly<Record<string, { readonly Properties: Record<string, unknown> }>> };

const run = (files: Record<string, string>, ...args: string[]): Promise<Said> =>
  inProcess('expand', expand, args, folder(files));
const idsOf = (data: unknown) => Object.keys((data as Data).Resources).map((id) => id.replace(/[0-9a-f]{10}$/, '#'));

describe('expand', () => {
  test('prints what SAM makes of the template, in the format of the template', async () => {
    const { status, out, err } = await run({ 'template.yaml': TEMPLATE });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^Parameters:\n/);
    expect(idsOf(parse(out))).toEqual(['Worker', 'WorkerVersion#', 'WorkerAliaslive', 'WorkerRole']);
    const json = '{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}';
    expect((await run({ 'template.json': json })).out).toBe(`${JSON.stringify(JSON.parse(json), null, 2)}\n`);
  });

  test.each(['--json', '--format=json'])('%s: JSON of any template', async (option) => {
    const { out } = await run({ 'template.yaml': TEMPLATE }, option);
    expect(idsOf(JSON.parse(out))).toHaveLength(4);
    expect((await run({ 'a.json': out }, 'a.json', '--format', 'yaml')).out).toBe(
      (await run({ 'template.yaml': TEMPLATE })).out,
    );
  });

  test('takes parameters from the command line, over samconfig of the environment', async () => {
    const files = {
      'template.yaml': TEMPLATE,
      'samconfig.toml': '[prod.deploy.parameters]\nparameter_overrides = "Alias=prod"\n',
    };
    const aliasOf = async (...args: string[]) =>
      idsOf(JSON.parse((await run(files, '--json', ...args)).out)).find((id) => id.startsWith('WorkerAlias'));
    expect(await aliasOf('--env', 'prod')).toBe('WorkerAliasprod');
    expect(await aliasOf('--env', 'prod', '--parameter-overrides', 'Alias=blue')).toBe('WorkerAliasblue');
    const { err, status } = await run(files, '--parameter-overrides', 'Alais=blue');
    expect({ err, status }).toEqual({
      err: 'warning: there is no parameter Alais; did you mean Alias? [unknown-parameter]\n',
      status: 0,
    });
  });

  test('names the partition of a Region, and leaves it to CloudFormation without one', async () => {
    const arns = async (...args: string[]) => {
      const { out } = await run({ 'template.yaml': TEMPLATE }, '--json', ...args);
      return (JSON.parse(out) as Data).Resources.WorkerRole?.Properties.ManagedPolicyArns;
    };
    const path = 'iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    expect(await arns('--region', 'cn-north-1')).toEqual([`arn:aws-cn:${path}`]);
    expect(await arns()).toEqual([{ 'Fn::Sub': `arn:\${AWS::Partition}:${path}` }]);
  });

  test('quotes what YAML 1.1 takes for something else than text', async () => {
    const texts = ['on', 'yes', '2012-10-17', '0123', '1:30', '=', '<<', '~', 'null', '.5', '1_000', 'a: b', '- a'];
    const topics = Object.fromEntries(
      texts.map((DisplayName, index) => [`T${index}`, { Type: 'AWS::SNS::Topic', Properties: { DisplayName } }]),
    );
    const { out } = await run({ 'template.json': JSON.stringify({ Resources: topics }) }, '--format', 'yaml');
    const written = [...out.matchAll(/DisplayName: (.*)/g)].map(([, text]) => text);
    expect(written).toEqual(texts.map((text) => `"${text}"`));
  });

  test('says what is wrong with its place, and prints nothing: 2', async () => {
    const broken = 'Resources:\n  T:\n    Properties: {}\n';
    for (const option of ['--format=yaml', '--json']) {
      const { status, out, err } = await run({ 'template.yaml': broken }, option);
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).toMatch(/^template\.yaml:2:3: error: .*\[resource-without-type\]\n$/);
    }
  });

  test('warns and prints where something is left to CloudFormation', async () => {
    const { status, out, err } = await run({ 'template.yaml': `Transform: Mine\n${TEMPLATE.slice(42)}` });
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/template\.yaml:1:1: warning: .*\[macro-not-run\]/);
    const macro = await run({ 'template.yaml': 'Transform: Mine\nResources: {T: {Type: AWS::SNS::Topic}}\n' });
    expect(macro).toMatchObject({ status: 0, out: expect.stringMatching(/^Transform: Mine\n/) });
    expect(macro.err).toMatch(/^template\.yaml:1:1: warning: .*\[macro-not-run\]\n$/);
  });
});

describe('the program', () => {
  beforeAll(() => {
    bin();
  }, 200_000);

  test('expands a template of a folder that is no service', async () => {
    const cwd = folder({ 'a/app.yaml': TEMPLATE });
    const { status, stdout, stderr } = await cli(['expand', 'a/app.yaml', '--format', 'json'], {
      cwd,
      program: 'fitness-serverless',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(idsOf(JSON.parse(stdout))).toContain('WorkerRole');
  });

  test('refuses what does not parse, with its place: 2', async () => {
    const cwd = folder({ 'template.yaml': 'Resources: {A\n' });
    const { status, stdout, stderr } = await cli(['expand'], { cwd, program: 'fitness-serverless' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/template\.yaml:\d+:\d+/);
  });
});
