import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { emptyFolder, write } from '../../upgrade/tree.ts';
import { committed, git, service } from '../upgrade/service.ts';
import {
  FILES,
  TEMPLATE,
  WITH_HOOK,
  WITH_URL,
  adopting,
  commitAll,
  copyOf,
  files,
  isThere,
  read,
  removedLines,
  repository,
  unadopting,
} from './repository.ts';

jest.setTimeout(60_000);

interface Adopted {
  readonly score: { readonly after: number };
  readonly proposals: readonly unknown[];
}

describe('adopt', () => {
  test('adds to a repository; a second time there is nothing to do; unadopt gives every byte back', async () => {
    const folder = committed(repository());
    const before = files(folder);
    const { status, out, err } = await adopting(folder, '--yes');
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('Functions  1 gated\n  ✓ TakeOrder\n') });
    expect(err).toContain('Look at `git diff`, and commit.');
    expect(err).toContain('creates the aliases, and no hook runs yet');
    expect(err).toContain('set gate.mode=enforce');
    expect(read(folder, 'template.yaml')).toContain('AutoPublishAlias: live');
    expect(read(folder, 'fitness.yaml')).toMatch(/^ {2}mode: observe$/m);
    expect(removedLines(git(folder, 'diff'))).toEqual([]);

    const adopted = files(folder);
    commitAll(folder);
    const again = await adopting(folder, '--yes');
    expect(again).toMatchObject({ status: 0, out: 'orders is adopted; nothing to do. Functions: 1 gated.\n' });
    expect(files(folder)).toEqual(adopted);

    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(files(folder)).toEqual(before);
  });

  test('a function that is refused is told with its place, and is 3; what was said yes to is gated', async () => {
    const folder = committed(repository({ ...FILES, 'template.yaml': WITH_URL }));
    const refused = await adopting(copyOf(folder), '--yes');
    expect(refused).toMatchObject({ status: 3, out: expect.stringContaining('1 gated, 1 refused') });
    expect(refused.out).toMatch(/✗ Webhook {2}template\.yaml:\d+:\d+\n/);
    const { status, out } = await adopting(folder, '--yes', '--accept-url-change');
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('2 gated') });
    expect(out).toMatch(/Deploying it REPLACES\n[\s\S]*WebhookUrl/);
    commitAll(folder);
    expect(await adopting(folder, '--yes')).toMatchObject({ status: 0, out: expect.stringContaining('2 gated') });
  });

  test('our alarms are put into an empty list, which nothing has to be said of then', async () => {
    const empty = 'AutoPublishAlias: live\n      DeploymentPreference: {Type: AllAtOnce, Alarms: []}';
    const folder = repository({
      ...FILES,
      'template.yaml': TEMPLATE.replace('Handler: app.take', `$&\n      ${empty}`),
    });
    const { status, out } = await adopting(folder, '--yes', '--fix');
    expect({ status, out }).toEqual({ status: 0, out: expect.not.stringContaining('empty-alarms') });
    expect(read(folder, 'template.yaml')).toContain('Alarms: [!Ref TakeOrderErrors]');
  });

  test('--chain --fix has ours called in place of a hook that was there; unadopt puts that one back', async () => {
    const folder = committed(repository({ ...FILES, 'template.yaml': WITH_HOOK }));
    const before = files(folder);
    const beside = JSON.parse((await adopting(folder, '--dry-run', '--json')).out) as Adopted;
    const chained = JSON.parse((await adopting(folder, '--dry-run', '--json', '--chain', '--fix')).out) as Adopted;
    // what was a hook is one still, and no part of the product
    expect(chained.score.after).toBe(beside.score.after);
    expect(beside.proposals).toEqual([]);
    expect(chained.proposals).toMatchObject([{ code: 'own-hooks', edits: [{ set: { Ref: 'PreTrafficHook' } }] }]);

    const { status, out } = await adopting(folder, '--yes', '--chain', '--fix');
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('→ fixed: Name our hook') });
    expect(out).not.toContain('they stay');
    expect(removedLines(git(folder, 'diff', 'template.yaml'))).toEqual(['-          PreTraffic: !Ref Smoke # as ever']);
    expect(read(folder, 'template.yaml')).toContain('          PreTraffic: !Ref PreTrafficHook # as ever\n');
    commitAll(folder);
    expect(await adopting(folder, '--yes')).toMatchObject({
      status: 0,
      out: 'orders is adopted; nothing to do. Functions: 1 gated.\n',
    });

    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(files(folder)).toEqual(before);
  });

  test('--dry-run, --diff and --json show what --yes does, and write nothing', async () => {
    const folder = committed(repository());
    const before = files(folder);
    const dry = await adopting(folder, '--dry-run');
    expect(dry).toMatchObject({ status: 0, err: expect.stringContaining('Nothing was written.') });
    const diff = await adopting(folder, '--diff');
    const json = JSON.parse((await adopting(folder, '--dry-run', '--json')).out) as Record<string, unknown>;
    expect(files(folder)).toEqual(before);
    expect(json).toMatchObject({
      version: 1,
      template: 'template.yaml',
      service: 'orders',
      dryRun: true,
      functions: [{ id: 'TakeOrder', outcome: 'gated', location: null }],
      actions: expect.arrayContaining([expect.objectContaining({ path: 'template.yaml', action: 'update' })]),
    });

    const patched = copyOf(folder);
    execFileSync('git', ['apply', '-'], { cwd: patched, input: diff.out });
    const real = await adopting(folder, '--yes', '--json');
    expect(files(patched)).toEqual(files(folder));
    expect(JSON.parse(real.out)).toEqual({ ...json, dryRun: false });
    expect(dry.out).toBe((await adopting(copyOf(committed(repository())), '--dry-run')).out);
  });

  test('without a terminal somebody has to say yes', async () => {
    const folder = repository();
    for (const flags of [[], ['--json']])
      await expect(adopting(folder, ...flags)).rejects.toMatchObject({
        code: 'no-terminal',
        hint: expect.stringMatching(/--yes.*--dry-run/),
      });
    expect(files(folder)).toEqual(files(repository()));
  });

  test.each([
    [['--dry-run', '--yes'], 'contradiction'],
    [['--diff', '--json'], 'contradiction'],
    [['--diff', '--yes'], 'contradiction'],
    [['--yes', '--staged', '--allow-dirty'], 'contradiction'],
    [['--yes', '--chain'], 'chain-without-fix'],
    [['--yes', 'nowhere'], 'no-folder'],
    [['--yes', '--template', 'nowhere.yaml'], 'no-template'],
    [['--yes', '--environment', 'prod', '--deployment', 'dev=AllAtOnce'], 'invalid-answers'],
    [['--yes', '--deployment', 'Often'], 'invalid-answers'],
    [['--yes', '--staged'], 'no-repository'],
    [['--yes', '--branch'], 'no-repository'],
  ])('%j: %s', async (flags, code) => {
    await expect(adopting(repository(), ...flags)).rejects.toMatchObject({ code, kind: 'usage' });
  });

  test('how traffic shifts is chosen by the parameter of the owner, by its values as they are', async () => {
    const stage = 'Parameters:\n  Stage: {Type: String, AllowedValues: [Prod, Dev]}\n\nResources:\n';
    const folder = committed(repository({ ...FILES, 'template.yaml': TEMPLATE.replace('Resources:\n', stage) }));
    const { status, out } = await adopting(folder, '--yes');
    expect({ status, out }).toEqual({
      status: 0,
      out: expect.stringContaining('traffic   Dev AllAtOnce · Prod Canary10Percent5Minutes'),
    });
    const template = read(folder, 'template.yaml');
    expect(template.replace(/\s+/g, ' ')).toContain('UsesAllAtOnce: !Equals [!Ref Stage, Dev]');
    expect(template).toContain('FITNESS_ENVIRONMENT: !Ref Stage');
    expect(template).not.toContain('  Environment:\n    Type: String');
    expect(removedLines(git(folder, 'diff'))).toEqual([]);
    commitAll(folder);
    expect(await adopting(folder, '--yes')).toMatchObject({ status: 0, out: expect.stringContaining('nothing to do') });
  });

  test('a parameter of the owner that cannot say the environment is told, with its place and what ours means', async () => {
    const numbers = 'Parameters:\n  Environment: {Type: String, AllowedValues: [1, 2]}\n\nResources:\n';
    const folder = committed(repository({ ...FILES, 'template.yaml': TEMPLATE.replace('Resources:\n', numbers) }));
    const { findings } = JSON.parse((await adopting(folder, '--dry-run', '--json')).out) as { findings: unknown[] };
    expect(findings).toContainEqual({
      severity: 'warning',
      code: 'environment-parameter-unused',
      message: expect.stringMatching(/"1" is no name .* FitnessEnvironment is added .* every stack counts as prod/),
      resources: [],
      location: { file: 'template.yaml', line: 5, column: 3 },
      proposal: 'Give each stack its own: --parameter-overrides FitnessEnvironment=…',
    });
  });

  test('what flags say stands in fitness.yaml', async () => {
    const folder = repository();
    await adopting(
      folder,
      ...['--yes', '--name', 'shop', '--region', 'eu-north-1', '--environment', 'test', '--environment', 'live'],
      ...['--deployment', 'live=Linear:5:2'],
    );
    const config = read(folder, 'fitness.yaml');
    expect(config).toMatch(/^service: shop$/m);
    expect(config).toMatch(/^region: eu-north-1$/m);
    expect(config).toMatch(/test:[\s\S]{0,200}deployment: Canary10Percent5Minutes[\s\S]*live:[\s\S]{0,200}Linear:5:2/);
  });

  test('new functions of an adopted service are gated the next time', async () => {
    const folder = committed(repository());
    await adopting(folder, '--yes');
    commitAll(folder);
    const ship = TEMPLATE.slice(TEMPLATE.indexOf('  TakeOrder:'), TEMPLATE.indexOf('  Photos:')).replace(
      'TakeOrder',
      'Ship',
    );
    const withShip = (text: string): string => text.replace('  Photos:\n', `${ship}  Photos:\n`);
    writeFileSync(join(folder, 'template.yaml'), withShip(read(folder, 'template.yaml')));
    commitAll(folder);
    const { status, out } = await adopting(folder, '--yes');
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('2 gated') });
    expect(read(folder, 'template.yaml')).toContain('ShipErrors:');
    commitAll(folder);
    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(read(folder, 'template.yaml')).toBe(withShip(TEMPLATE));
  });
});

describe('which template', () => {
  const services = { 'orders/template.yaml': TEMPLATE, 'bills/template.yaml': TEMPLATE, 'README.md': '' };

  test('of several one has to be named, by its file or by its folder', async () => {
    const folder = repository(services);
    await expect(adopting(folder, '--yes')).rejects.toMatchObject({
      code: 'several-templates',
      message: 'There are several templates:\n  bills/template.yaml\n  orders/template.yaml',
      hint: expect.stringMatching(/^Each service is adopted by itself: npx \S+ adopt bills$/),
    });
    await adopting(folder, '--yes', '--template', 'orders/template.yaml');
    await adopting(folder, '--yes', 'bills');
    for (const name of ['orders', 'bills'])
      expect(read(folder, `${name}/fitness.yaml`)).toContain(`service: ${name}\n`);
    expect(isThere(folder, 'fitness.yaml')).toBe(false);
    expect(files(join(folder, 'orders'))).toMatchObject({ 'template.yaml': expect.stringContaining('PreTrafficHook') });
  });

  test('what SAM CLI deploys by its configuration is meant', async () => {
    const samconfig =
      'version = 0.1\n[default.deploy.parameters]\nstack_name = "x"\ntemplate_file = "orders/template.yaml"\n';
    const folder = repository({ ...services, 'samconfig.toml': samconfig });
    const { out } = await adopting(folder, '--dry-run', '--json');
    expect(JSON.parse(out)).toMatchObject({ template: 'orders/template.yaml' });
  });

  test('of plain CloudFormation there is the score and the gate of the change set', async () => {
    const folder = repository({ 'template.yaml': 'Resources:\n  Photos: {Type: AWS::S3::Bucket}\n' });
    const { status, out } = await adopting(folder, '--yes');
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('score and change-set gate only') });
    expect(read(folder, 'template.yaml')).toBe('Resources:\n  Photos: {Type: AWS::S3::Bucket}\n');
    expect(read(folder, 'fitness.yaml')).toMatch(/^ {2}hooks: none /m);
  });

  test('none, or one that does not read', async () => {
    await expect(adopting(repository({ 'a.txt': '' }), '--yes')).rejects.toMatchObject({ code: 'no-template' });
    const broken = repository({ 'template.yaml': `${TEMPLATE}   x: [\n` });
    await expect(adopting(broken, '--yes')).rejects.toMatchObject({
      kind: 'usage',
      location: expect.objectContaining({ file: 'template.yaml' }),
    });
    expect(Object.keys(files(broken))).toEqual(['template.yaml']);
  });
});

describe('what is in the way', () => {
  test('a service that this tool made', async () => {
    const made = await service();
    await expect(adopting(made, '--yes')).rejects.toMatchObject({ code: 'already-a-service', kind: 'usage' });
    await expect(unadopting(made, '--yes')).rejects.toMatchObject({ code: 'already-a-service' });
    await expect(unadopting(repository(), '--yes')).rejects.toMatchObject({ code: 'no-service' });
    await expect(unadopting(repository(), '--yes', '.')).rejects.toMatchObject({ code: 'not-adopted' });
  });

  test('a second template of an adopted service', async () => {
    const folder = repository({ ...FILES, 'other.yaml': TEMPLATE, 'samconfig.toml': 'version = 0.1\n' });
    await adopting(folder, '--yes', '--template', 'template.yaml');
    await expect(adopting(folder, '--yes', '--template', 'other.yaml')).rejects.toMatchObject({
      code: 'other-template',
      message: expect.stringContaining('is adopted with template.yaml'),
    });
  });

  test('unadopt before anything is committed: what the tool wrote is in nobody’s way, what a person did is', async () => {
    const folder = committed(repository({ ...FILES, '.gitignore': '*.log\n' }));
    const before = files(folder);
    await adopting(folder, '--yes');
    const edits: [string, (text: string) => string][] = [
      ['src/app.py', (text) => `${text}# mine\n`],
      ['template.yaml', (text) => text.replace('# takes an order', '# takes one')],
      ['template.yaml', (text) => text.replace('MemorySize: 1024', 'MemorySize: 2048')],
      ['fitness.yaml', (text) => text.replace('minimum:', 'minimum: ')],
    ];
    for (const [path, edit] of edits) {
      const text = read(folder, path);
      writeFileSync(join(folder, path), edit(text));
      await expect(unadopting(folder, '--yes')).rejects.toMatchObject({
        kind: 'dirty',
        message: `1 file with uncommitted changes:\n  ${path}`,
      });
      writeFileSync(join(folder, path), text);
    }
    expect((await unadopting(folder, '--dry-run')).err).not.toContain('would have to be committed');
    const { status, err } = await unadopting(folder, '--yes');
    expect({ status, err }).toEqual({ status: 0, err: expect.not.stringContaining('--abort') });
    expect(files(folder)).toEqual(before);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test('uncommitted changes: 5, and a dry run says so; --allow-dirty goes on, with a way back', async () => {
    const folder = committed(repository());
    writeFileSync(join(folder, 'template.yaml'), `${TEMPLATE}# mine\n`);
    const before = files(folder);
    const refusal = { code: 'dirty', kind: 'dirty', message: expect.stringContaining('template.yaml') };
    await expect(adopting(folder, '--yes')).rejects.toMatchObject(refusal);
    await expect(adopting(folder, '--yes', '--staged')).rejects.toMatchObject(refusal);
    expect((await adopting(folder, '--dry-run')).err).toContain('1 file would have to be committed first.');
    expect(files(folder)).toEqual(before);
    const { status, err } = await adopting(folder, '--yes', '--allow-dirty');
    expect({ status, err }).toEqual({ status: 0, err: expect.stringContaining('upgrade --abort') });
    expect(read(folder, 'template.yaml')).toContain('# mine\n');
  });

  test('what of ours does not fit into a file of theirs is told, and is 3', async () => {
    const manifest = '{"name":"orders","scripts":"none","devDependencies":{"typescript":"5"}}';
    const folder = committed(repository({ ...FILES, 'package.json': manifest }));
    const { status, out } = await adopting(copyOf(folder), '--yes');
    expect({ status, out }).toEqual({
      status: 3,
      out: expect.stringContaining('! package.json scripts.score: scripts is a plain value\n'),
    });
    const json = await adopting(folder, '--dry-run', '--json');
    expect(json.status).toBe(3);
    const { actions } = JSON.parse(json.out) as { actions: { path: string; left?: unknown }[] };
    expect(actions.flatMap(({ path, left }) => (left ? [[path, left]] : []))).toEqual([
      ['package.json', expect.arrayContaining([{ at: 'scripts.score', reason: 'scripts is a plain value' }])],
    ]);
  });

  test('a file of theirs where one of ours belongs stays; ours waits beside it', async () => {
    const folder = committed(repository({ ...FILES, 'fitness/dist/README.md': 'of the gym\n' }));
    const { status, out, err } = await adopting(folder, '--yes');
    expect({ status, out, err }).toEqual({
      status: 3,
      out: expect.stringContaining('Conflicts  yours stays\n  ! fitness/dist/README.md  '),
      err: expect.stringContaining('  fitness/dist/README.md  (.fitness/conflicts/fitness/dist/README.md)\n'),
    });
    expect(read(folder, 'fitness/dist/README.md')).toBe('of the gym\n');
  });
});

test('outside of git what was there is kept, and upgrade --abort brings it back', async () => {
  const folder = repository();
  const before = files(folder);
  const { err } = await adopting(folder, '--yes');
  expect(err).toContain('Git has no copy here: what was there is kept in .fitness/undo.');
  const upgrade = await import('../../../src/cli/upgrade.ts');
  const { inProcess } = await import('../../support/in-process.ts');
  expect(await inProcess('upgrade', upgrade, ['--abort'], folder)).toMatchObject({ status: 0 });
  expect(files(folder)).toEqual(before);
});

test('a folder that is not the current one is named in what comes next', async () => {
  const parent = emptyFolder();
  write(parent, { 'my orders/template.yaml': TEMPLATE });
  const { err } = await adopting(parent, '--yes', 'my orders');
  expect(err).toContain("1. cd 'my orders'");
});
