import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkSource, recommended } from '../../src/checks/catalogue.ts';
import { parseCommand } from '../../src/cli/options.ts';
import { run } from '../../src/cli/org-hook.ts';
import { loadOrganisationConfig } from '../../src/config/organisation.ts';
import { renderOrganisationHook } from '../../src/project/organisation-hook.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { bin } from '../support/cli.ts';
import { inProcess } from '../support/in-process.ts';
import { emptyFolder, tree } from '../upgrade/tree.ts';

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
