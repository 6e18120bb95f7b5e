import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkSource, recommended } from '../../src/checks/catalogue.ts';
import { run as deploy } from '../../src/cli/deploy.ts';
import { run as measure } from '../../src/cli/measure.ts';
import { parseCommand } from '../../src/cli/options.ts';
import { run } from '../../src/cli/org-hook.ts';
import { run as score } from '../../src/cli/score.ts';
import { run as validate } from '../../src/cli/validate.ts';
import { loadOrganisationConfig } from '../../src/config/organisation.ts';
import { renderOrganisationHook } from '../../src/project/organisation-hook.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { bin } from '../support/cli.ts';
import { inProcess } from '../support/in-process.ts';
import { emptyFolder, tree, write } from '../upgrade/tree.ts';

const rendered = renderOrganisationHook({ tool: '^0.1.0', region: 'eu-west-1' });
const text = (path: string): string => Buffer.from(rendered.get(path)!.bytes).toString();

describe('the project of an organisation hook', () => {
  test('is the same for the same input', () => {
    expect(renderOrganisationHook({ tool: '^0.1.0', region: 'eu-west-1' })).toEqual(rendered);
  });

  test('has the text of every recommended check of a template, chosen in its fitness.yaml, which the hook can read', () => {
    const { config, waivers } = loadOrganisationConfig(text('fitness.yaml'), 'fitness.yaml');
    const ids = Object.keys(config.checks);
    expect(ids).toContain('s3-bucket-public-read-prohibited');
    expect(ids).toEqual(
      recommended
        .map(({ meta }) => meta.id)
        .filter((id) => ids.includes(id))
        .sort(),
    );
    expect(recommended.length - ids.length).toBeLessThan(10);
    expect(ids).not.toContain('test-coverage-line-minimum');
    expect(waivers).toEqual([]);
    for (const id of ids) {
      expect(text(`fitness/checks/${id}.ts`)).toBe(checkSource(id).text);
      expect(text('fitness/checks/index.ts')).toContain(`from './${id}.ts';`);
    }
  });

  test('targets stacks and change sets, by a role that may call the function and nothing else', () => {
    const { resources, parameters } = loadTemplate(parseDocument(text('template.yaml'), 'template.yaml'));
    expect(resources.get('Hook')).toMatchObject({
      type: 'AWS::CloudFormation::LambdaHook',
      properties: {
        Alias: expect.stringMatching(/^(?!aws)(?:[A-Za-z0-9]{2,64}::){2}[A-Za-z0-9]{2,64}$/i),
        TargetOperations: ['STACK', 'CHANGE_SET'],
        FailureMode: { Ref: 'FailureMode' },
        HookStatus: { Ref: 'HookStatus' },
        StackFilters: { FilteringCriteria: 'ANY', StackNames: { Exclude: [{ Ref: 'AWS::StackName' }] } },
      },
    });
    expect(parameters).toMatchObject({ FailureMode: { AllowedValues: ['WARN', 'FAIL'], Default: 'WARN' } });
    const statements = (resources.get('HookExecutionRole')?.properties['Policies'] as { PolicyDocument: object }[]).map(
      ({ PolicyDocument }) => PolicyDocument,
    );
    expect(statements).toMatchObject([
      {
        Statement: [
          { Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['OrganisationHook', 'Arn'] }, Effect: 'Allow' },
        ],
      },
    ]);
  });
});

describe('in the folder of an organisation hook', () => {
  let folder: string;
  beforeEach(() => {
    folder = emptyFolder();
    write(folder, Object.fromEntries([...rendered.keys()].map((path) => [path, text(path)])));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const edit = (path: string, from: string | RegExp, to: string): void => {
    const before = readFileSync(join(folder, path), 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    write(folder, { [path]: after });
  };

  test('what is generated is valid, and `npm run build` asks whether it still is', async () => {
    const { status, out, err } = await inProcess('validate', { run: validate }, [], folder);
    expect({ status, out, err }).toEqual({
      status: 0,
      out: '',
      err: "template.yaml and the organisation hook's configuration are valid.\n",
    });
    expect(JSON.parse(text('package.json')).scripts.build).toMatch(/^fitness-serverless validate && /);
  });

  test.each([
    ['deadline: 25', 'deadline: 60', /^fitness\.yaml:\d+:1: deadline must be 1 to 29 seconds/],
    ['minimum: 60', 'minimum: 600', /^fitness\.yaml:6:\d+: gate\.minimum must be at most 100, not 600/],
    [/^waivers: \[\]/m, 'waivers: [{stack: a}]', /^fitness\.yaml:\d+:\d+: the waiver has no reason/],
    [/^waivers:/m, 'waiver:', /unknown key "waiver".*waivers/],
    [/^checks:$/m, 'checks:\n  s3-bucket-public-read-prohibitd: {}', /unknown check "s3-bucket-public-read-prohibitd"/],
    [/^deadline:.*$/m, 'deadline: 25\ndeadline: 20', /^fitness\.yaml:\d+:\d+: .*deadline/],
  ])('%s → %s is found where it stands, before anything is built', async (from, to, message) => {
    edit('fitness.yaml', from, to);
    const failure = await inProcess('validate', { run: validate }, [], folder).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'invalid-config',
      message: expect.stringMatching(message),
      location: { file: 'fitness.yaml', line: expect.any(Number) },
      hint: expect.stringContaining('organisation hook'),
    });
  });

  test('a check that the hook would not run is an error, and a hook that is gone', async () => {
    edit('fitness/checks/index.ts', /.*s3-bucket-public-read-prohibited\.ts.*\n/, '');
    edit('fitness.yaml', /^checks:$/m, 'checks:\n  lambda-inside-vpc: {}');
    rmSync(join(folder, 'fitness/hooks/organisation.ts'));
    const { status, out } = await inProcess('validate', { run: validate }, ['--json'], folder);
    expect(status).toBe(1);
    expect(JSON.parse(out).diagnostics).toMatchObject([
      { code: 'missing-hook', message: expect.stringContaining('fitness/hooks/organisation.ts') },
      {
        code: 'missing-check',
        message: expect.stringContaining('lambda-inside-vpc'),
        location: { file: 'fitness.yaml' },
      },
      { code: 'unwired-check', message: expect.stringContaining('s3-bucket-public-read-prohibited') },
    ]);
  });

  test('score judges by what every stack is judged by', async () => {
    write(folder, {
      'other.yaml': 'Resources: {Open: {Type: AWS::S3::Bucket, Properties: {AccessControl: PublicRead}}}',
    });
    const judged = async (template: string) => {
      const { status, out } = await inProcess('score', { run: score }, [template, '--json'], folder);
      return { status, report: JSON.parse(out) };
    };
    const own = await judged('template.yaml');
    expect(own).toMatchObject({
      status: 0,
      report: { service: 'organisation', gate: { verdict: 'pass' } },
    });
    expect(own.report.results).not.toContainEqual(expect.objectContaining({ check: 'test-coverage-line-minimum' }));
    edit('fitness.yaml', 'require: []', 'require: [s3-bucket-public-read-prohibited]');
    const { status, report } = await judged('other.yaml');
    expect(status).toBe(1);
    expect(report.gate.reasons).toContainEqual(expect.objectContaining({ rule: 'require' }));
  });

  test('what is for services says what it is', async () => {
    const refused = {
      code: 'organisation-hook',
      message: 'fitness.yaml is that of an organisation hook, not of a service.',
    };
    await expect(inProcess('deploy', { run: deploy }, ['--env', 'organisation'], folder)).rejects.toMatchObject(
      refused,
    );
    await expect(inProcess('measure', { run: measure }, [], folder)).rejects.toMatchObject(refused);
  });

  test('a fitness.yaml that says anything of a service is that of a service', async () => {
    write(folder, { 'fitness.yaml': 'service: orders\ngate: {minimum: 60}\n' });
    await expect(inProcess('validate', { run: validate }, [], folder)).rejects.toMatchObject({
      message: expect.stringContaining('runtime is missing'),
    });
  });
});

describe('org-hook', () => {
  let folder: string;
  beforeEach(() => {
    bin();
    folder = emptyFolder();
  }, 200_000);
  afterEach(() => rmSync(folder, { recursive: true }));

  const orgHook = (...args: string[]) => inProcess('org-hook', { run }, args, folder);

  test('writes it as a plan says, and writes nothing a second time', async () => {
    const dry = await orgHook('gate', '--dry-run');
    expect(dry).toMatchObject({ status: 0, err: expect.stringContaining('+ template.yaml') });
    expect(tree(folder)).toEqual(tree(emptyFolder()));

    const { status, err } = await orgHook('gate', '--region', 'eu-central-1');
    expect({ status, err }).toMatchObject({ status: 0, err: expect.stringContaining('FailureMode WARN') });
    expect(readFileSync(join(folder, 'gate/samconfig.toml'), 'utf8')).toContain('region = "eu-central-1"');
    const before = tree(folder);
    expect(await orgHook('gate', '--region', 'eu-central-1', '--merge')).toMatchObject({ status: 0 });
    expect(tree(folder)).toEqual(before);
  }, 120_000);

  test('what a person wrote stays', async () => {
    await orgHook('gate', '--region', 'eu-central-1');
    writeFileSync(join(folder, 'gate/README.md'), 'mine\n');
    await orgHook('gate', '--region', 'eu-central-1', '--merge');
    expect(readFileSync(join(folder, 'gate/README.md'), 'utf8')).toBe('mine\n');
  }, 120_000);

  test('refuses a Region that is none, and a folder with files in it', async () => {
    await expect(orgHook('gate', '--region', 'somewhere')).rejects.toMatchObject({ code: 'invalid-region' });
    writeFileSync(join(folder, 'a'), '');
    await expect(orgHook('.')).rejects.toMatchObject({ code: 'folder-not-empty' });
    expect(parseCommand('org-hook', []).positional).toBeUndefined();
  });
});
