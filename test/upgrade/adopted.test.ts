/** A service that was there before this tool goes through the same plan as any other: over versions, answers and edits. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adoptedConfigText } from '../../src/config/adopted-answers.ts';
import { serializeParts } from '../../src/insert/part.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { apply } from '../../src/upgrade/apply.ts';
import { MANIFEST_PATH, parseManifest } from '../../src/upgrade/manifest.ts';
import { nextConfig } from '../../src/upgrade/next-config.ts';
import { ownedFiles } from '../../src/upgrade/owned.ts';
import { planUpgrade } from '../../src/upgrade/upgrade.ts';
import type { Upgrade, UpgradeOptions } from '../../src/upgrade/upgrade.ts';
import { FILES, TEMPLATE, adoptedService, tool } from '../adopt/adopted-service.ts';
import { actionsOf, tree } from './tree.ts';

const env = { PATH: process.env['PATH'] };
const CHECK = 'sqs-queue-encrypted';

const planned = (root: string, how: Partial<UpgradeOptions> = {}): Promise<Upgrade> =>
  planUpgrade({ root, tool, env, ...how });

const textIn = (folder: string, path = 'template.yaml'): string => readFileSync(join(folder, path), 'utf8');

function replaced(folder: string, path: string, from: string, to: string): void {
  const text = textIn(folder, path);
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(join(folder, path), text.replace(from, to));
}

/** Paths that something is done to, the records of the tool aside. */
function changed({ plan }: Upgrade): Record<string, string> {
  return Object.fromEntries(
    Object.entries(actionsOf(plan)).filter(([, action]) => action !== 'unchanged' && action !== 'keep'),
  );
}

describe('of the version that adopted it', () => {
  test.each(['source', 'prebuilt'] as const)('there is nothing to do: %s', async (hooks) => {
    const { folder } = await adoptedService(FILES, { hooks });
    const upgrade = await planned(folder);
    expect(upgrade.plan.writes).toEqual([]);
    expect(upgrade.plan.problems).toEqual([]);
    expect(upgrade.owned).toEqual(['template.yaml', '.gitignore', 'package.json']);
    expect(upgrade.template).toEqual({ path: 'template.yaml', before: textIn(folder), after: textIn(folder) });
  });

  test('nor after edits of its owner’s that have nothing to do with the gate', async () => {
    const { folder } = await adoptedService();
    replaced(folder, 'template.yaml', '# the one that counts', '# counts most');
    replaced(folder, 'package.json', '"node --test"', '"pytest"');
    replaced(folder, '.gitignore', 'node_modules/\n', 'node_modules/\ndist/\n');
    expect((await planned(folder)).plan.writes).toEqual([]);
  });

  test('a resource of its owner’s that the gate has to wait for is waited for', async () => {
    const { folder } = await adoptedService();
    replaced(folder, 'template.yaml', '  Table:\n', '  Queue:\n    Type: AWS::SQS::Queue\n  Table:\n');
    const upgrade = await planned(folder);
    expect(changed(upgrade)).toEqual({ 'template.yaml': 'update' });
    apply(folder, upgrade.plan);
    const { data } = parseDocument(textIn(folder), 't');
    expect(data).toMatchObject({
      Resources: { PreTrafficHook: { DependsOn: expect.arrayContaining(['Queue', 'Table']) } },
    });
    expect((await planned(folder)).plan.writes).toEqual([]);
  });
});

describe('a new check arrives as one change', () => {
  test('in its file, fitness.yaml, and what the hooks may read', async () => {
    const { folder } = await adoptedService(FILES, { version: '0.0.1', without: CHECK });
    const upgrade = await planned(folder);
    expect(upgrade.checks.added).toEqual([CHECK]);
    expect(changed(upgrade)).toMatchObject({
      [`fitness/checks/${CHECK}.ts`]: 'create',
      'fitness.yaml': 'update',
    });
    expect(upgrade.notices).toEqual([]);
    apply(folder, upgrade.plan);
    expect(textIn(folder, 'fitness.yaml')).toContain(
      `  ${CHECK}:\n    enabled: true\n    weight: 4\n    mode: trial\n`,
    );
    expect((await planned(folder)).plan.writes).toEqual([]);
  });

  test('of prebuilt hooks in fitness.yaml and beside them', async () => {
    const { folder } = await adoptedService(FILES, { hooks: 'prebuilt', version: '0.0.1', without: CHECK });
    const upgrade = await planned(folder);
    expect(upgrade.checks.added).toEqual([CHECK]);
    expect(Object.keys(changed(upgrade)).filter((path) => !path.startsWith('fitness/dist/'))).toEqual(['fitness.yaml']);
  });

  test('or not at all, where its owner keeps a part out that it needs', async () => {
    const { folder } = await adoptedService(FILES, { version: '0.0.1', without: 'acm-certificate-expiration-check' });
    const mine =
      '\n          - Sid: Mine\n            Effect: Allow\n            Action: acm:ListTagsForCertificate\n            Resource: "*"';
    const [list = ''] = /PolicyName: ReadArchitecture[^]*?Statement:/.exec(textIn(folder)) ?? [];
    replaced(folder, 'template.yaml', list, `${list}${mine}`);
    const upgrade = await planned(folder);
    expect(upgrade.checks.added).toEqual([]);
    expect(upgrade.notices).toEqual([
      expect.stringMatching(
        /^The new check acm-certificate-expiration-check does not arrive: template\.yaml has an edit of yours at Resources\.ReadArchitecture/,
      ),
    ]);
  });
});

describe('answers', () => {
  test('another environment comes into every file that knows of it', async () => {
    const { folder } = await adoptedService();
    const edits = [{ path: ['environments', 'staging', 'deployment'], set: 'AllAtOnce' }];
    const upgrade = await planned(folder, { edits });
    expect(changed(upgrade)).toEqual({ 'fitness.yaml': 'update', 'package.json': 'update', 'template.yaml': 'update' });
    apply(folder, upgrade.plan);
    expect(textIn(folder)).toContain('AllowedValues: [dev, prod, staging]\n');
    expect(textIn(folder, 'package.json')).toContain('"deploy:staging"');
  });

  test('enforcing is one command, and the hint of it goes', async () => {
    const { folder } = await adoptedService();
    const upgrade = await planned(folder, { edits: [{ path: ['gate', 'mode'], set: 'enforce' }] });
    apply(folder, upgrade.plan);
    expect(textIn(folder, 'fitness.yaml')).toContain('\ngate:\n  mode: enforce # observe: only say');
    expect(textIn(folder, 'fitness.yaml')).not.toContain('set gate.mode=enforce');
  });

  test('a function that is not gated any more loses what is ours, and no other line', async () => {
    const { folder } = await adoptedService();
    const upgrade = await planned(folder, { edits: [{ path: ['adopted', 'functions', 'Orders'], remove: true }] });
    apply(folder, upgrade.plan);
    expect(textIn(folder)).not.toContain('AutoPublishAlias');
    expect((await planned(folder)).plan.writes).toEqual([]);
  });
});

test('what does not fit in is told', async () => {
  const { folder } = await adoptedService();
  const parts = serializeParts([{ path: ['name', 'gate'], value: true }]);
  const file = { bytes: parts, executable: false, class: 'merged', parts: true } as const;
  const { notices } = await planned(folder, { render: () => new Map([['package.json', file]]) });
  expect(notices).toEqual([expect.stringMatching(/^package\.json: name\.gate is not put in: \S/)]);
});

describe('its owner', () => {
  test('moves the template, and says so: the records follow', async () => {
    const { folder } = await adoptedService();
    const before = textIn(folder);
    mkdirSync(join(folder, 'infra'));
    renameSync(join(folder, 'template.yaml'), join(folder, 'infra/app.yml'));
    await expect(planned(folder)).rejects.toMatchObject({
      code: 'no-template',
      message: 'fitness.yaml says that the template is template.yaml, and there is no such file.',
    });
    replaced(folder, 'fitness.yaml', 'template: template.yaml', 'template: infra/app.yml');
    const upgrade = await planned(folder);
    expect(upgrade.template.path).toBe('infra/app.yml');
    apply(folder, upgrade.plan);
    expect(Object.keys(parseManifest(readFileSync(join(folder, MANIFEST_PATH))).files)).not.toContain('template.yaml');
    expect(parseDocument(textIn(folder, 'infra/app.yml'), 'a').data).toMatchObject({
      Resources: { Orders: { Properties: { AutoPublishAlias: 'live' } } },
    });
    expect(textIn(folder, 'infra/app.yml').split('AutoPublishAlias').length).toBe(
      before.split('AutoPublishAlias').length,
    );
    expect((await planned(folder)).plan.writes).toEqual([]);
  });

  test('breaks a file beside the template: it stays as it is until it can be read again', async () => {
    const { folder } = await adoptedService();
    const whole = textIn(folder, 'package.json');
    writeFileSync(join(folder, 'package.json'), whole.slice(0, -5));
    const upgrade = await planned(folder);
    expect(upgrade.plan.actions.find(({ path }) => path === 'package.json')).toMatchObject({
      action: 'keep',
      reason: expect.stringMatching(/^it cannot be read: /),
    });
    expect(upgrade.plan.writes).toEqual([]);
    writeFileSync(join(folder, 'package.json'), whole);
    expect((await planned(folder)).plan.writes).toEqual([]);
  });

  test('breaks the template: nothing is done, and the place is told', async () => {
    const { folder } = await adoptedService();
    writeFileSync(join(folder, 'template.yaml'), `${textIn(folder)}  - [\n`);
    await expect(planned(folder)).rejects.toMatchObject({
      code: 'template-syntax',
      location: { file: 'template.yaml' },
    });
  });

  test('deletes a file beside it: nothing is created, and it is known again once it is back', async () => {
    const { folder } = await adoptedService();
    const whole = textIn(folder, 'package.json');
    rmSync(join(folder, 'package.json'));
    expect((await planned(folder)).plan.writes).toEqual([]);
    writeFileSync(join(folder, 'package.json'), whole);
    expect((await planned(folder)).plan.writes).toEqual([]);
  });

  test('takes a file off the list: ours comes out of it', async () => {
    const { folder } = await adoptedService();
    replaced(folder, 'fitness.yaml', '    - package.json\n', '');
    const upgrade = await planned(folder);
    expect(changed(upgrade)).toEqual({ 'package.json': 'update' });
    apply(folder, upgrade.plan);
    expect(textIn(folder, 'package.json')).toBe(FILES['package.json']);
  });

  test('uses what is ours, and it goes: it is told, with the place', async () => {
    const { folder } = await adoptedService();
    writeFileSync(join(folder, 'template.yaml'), `${textIn(folder)}\nOutputs:\n  Topic: {Value: !Ref AlarmTopic}\n`);
    expect((await planned(folder)).plan.writes).toEqual([]);
    const upgrade = await planned(folder, { edits: [{ path: ['adopted', 'functions', 'Orders'], remove: true }] });
    const line = upgrade.template.after?.split('\n').findIndex((text) => text.includes('!Ref AlarmTopic}')) ?? 0;
    const message = `template.yaml:${line + 1}: Outputs.Topic refers to AlarmTopic, which is not there any more`;
    expect(upgrade.plan.problems).toEqual([{ path: 'template.yaml', kind: 'dangling', message }]);
    expect(upgrade.notices).toEqual([message]);
  });

  test('has no .projenrc beside it', async () => {
    const { folder } = await adoptedService();
    await expect(planned(folder, { renderer: 'projenrc', render: () => new Map() })).rejects.toMatchObject({
      code: 'adopted-projenrc',
    });
  });
});

describe('ownedFiles', () => {
  test('are what they were before, without what is ours', async () => {
    const { folder, answers } = await adoptedService();
    const manifest = parseManifest(readFileSync(join(folder, MANIFEST_PATH)));
    const files = ownedFiles(folder, answers.adopted, manifest);
    expect(Object.fromEntries([...files].map(([path, { text }]) => [path, text]))).toEqual({
      'template.yaml': TEMPLATE,
      '.gitignore': FILES['.gitignore'],
      'package.json': FILES['package.json'],
    });
    replaced(folder, 'template.yaml', '# the one that counts', '');
    replaced(folder, '.gitignore', '*.log', '*.tmp');
    const edited = ownedFiles(folder, answers.adopted, manifest);
    expect(edited.get('template.yaml')?.data).toEqual(parseDocument(TEMPLATE, 't').data);
    expect(edited.get('.gitignore')?.text).toBe('node_modules/\n*.tmp');
    expect(ownedFiles(folder, answers.adopted).get('template.yaml')?.text).toBe(textIn(folder));
  });

  test('nothing is read through a link', async () => {
    const { folder, answers } = await adoptedService();
    expect(ownedFiles(folder, { ...answers.adopted, files: ['nowhere', 'src'] }).size).toBe(1);
  });
});

test('fitness.yaml follows a version of which nobody kept the base, too', async () => {
  const { answers } = await adoptedService();
  const yours = adoptedConfigText({ ...answers, minimum: 71 });
  const next = nextConfig({ yours, base: undefined, migrations: [], tool: '^0.1.0', from: '0.1.0', to: '0.1.0' });
  expect(next.text).toBe(yours);
  expect(next.pristine).toBe(yours);
});

test('the second folder is as the first', async () => {
  const [one, other] = [await adoptedService(), await adoptedService()];
  expect(tree(one.folder)).toEqual(tree(other.folder));
});
