/** `set`, `add check`, `remove check` and `add environment`: one change of fitness.yaml, and everything that follows from it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as add from '../../src/cli/add.ts';
import * as create from '../../src/cli/create.ts';
import * as remove from '../../src/cli/remove.ts';
import * as set from '../../src/cli/set.ts';
import * as upgrade from '../../src/cli/upgrade.ts';
import { UserError } from '../../src/errors.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { inProcess, type Said } from '../support/in-process.ts';
import { emptyFolder, tree } from '../upgrade/tree.ts';
import { olderService, service } from './upgrade/service.ts';

let folder: string;

beforeEach(async () => {
  folder = await service();
});

const setting = (...words: string[]): Promise<Said> => inProcess('set', set, ['--no-install', ...words], folder);
const adding = (...words: string[]): Promise<Said> => inProcess('add', add, ['--no-install', ...words], folder);
const removing = (...words: string[]): Promise<Said> => inProcess('remove', remove, ['--no-install', ...words], folder);
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const edit = (path: string, change: (text: string) => string): void =>
  writeFileSync(join(folder, path), change(read(path)));
const config = () =>
  parseDocument(read('fitness.yaml'), 'fitness.yaml').data as Record<string, Record<string, unknown>>;

/** A service that `create` makes of these flags, as text by path. */
async function createdWith(...flags: string[]): Promise<Record<string, string>> {
  const parent = emptyFolder();
  await inProcess('create', create, ['orders', '--yes', '--no-git', '--no-install', ...flags], parent);
  return texts(join(parent, 'orders'));
}

/** Without what is only kept to undo it, there being no git repository. */
function texts(at: string): Record<string, string> {
  return Object.fromEntries(Object.entries(tree(at)).filter(([path]) => !path.startsWith('.fitness/')));
}

async function refusal(running: Promise<Said>): Promise<UserError> {
  const error: unknown = await running.then(
    (said) => new Error(`it was done: ${said.out}`),
    (problem: unknown) => problem,
  );
  if (error instanceof UserError) return error;
  throw error;
}

describe('set', () => {
  test.each([
    [['--region', 'us-east-2'], ['region=us-east-2']],
    [['--alarm-email', 'a@example.com'], ['alarms.email=a@example.com']],
    [['--alarm-email', 'a@example.com'], ['alarm-email=a@example.com']],
    [['--deployment', 'prod=Linear:5:2'], ['environments.prod.deployment=Linear:5:2']],
    [
      ['--deployment', 'prod=Linear:5:2', '--region', 'us-east-2'],
      ['deployment=prod=Linear:5:2', 'region=us-east-2'],
    ],
    [['--deployment', 'AllAtOnce'], ['deployment=AllAtOnce']],
    [['--runtime', 'nodejs22.x'], ['runtime=nodejs22.x']],
  ])('S04 of a service that nobody edited makes what create %j makes', async (flags, words) => {
    const said = await setting(...words);
    expect(said.status).toBe(0);
    const [made, now] = [await createdWith(...flags), texts(folder)];
    // written once, then the owner's: what they say of the answers does not follow
    const isShared = (path: string): boolean => !/^(?:README\.md|(?:src|test|events)\/.*)$/.test(path);
    expect(Object.keys(now)).toEqual(Object.keys(made));
    for (const path of Object.keys(made).filter(isShared)) expect([path, now[path]]).toEqual([path, made[path]]);
  });

  test('S04 changes what depends on the answer, and every edit stays', async () => {
    edit('fitness.yaml', (text) => text.replace('minimum: 80', 'minimum: 80 # for now'));
    edit('template.yaml', (text) => `${text}# mine, at the end\n`);
    edit('samconfig.toml', (text) => text.replace('version = 0.1', 'version = 0.1\n# mine'));
    const [before, config] = [texts(folder), read('fitness.yaml')];
    const said = await setting('environments.prod.deployment=Linear:5:2');
    expect(said.status).toBe(0);
    const after = texts(folder);
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(changed).toContain('fitness.yaml');
    expect(changed.every((path) => ['fitness.yaml', 'samconfig.toml', 'template.yaml'].includes(path))).toBe(true);
    expect(read('fitness.yaml')).toBe(
      config.replace(/deployment: Canary.*$/m, 'deployment: Linear:5:2 # 5 % more of the traffic every 2 minutes'),
    );
    expect(read('template.yaml')).toMatch(/# mine, at the end\n$/);
    expect(read('samconfig.toml')).toContain('version = 0.1\n# mine\n');
    expect(said.out).toContain('fitness.yaml');
  });

  test('a setting that no file depends on changes fitness.yaml alone; the second time there is nothing to do', async () => {
    const before = read('fitness.yaml');
    expect((await setting('gate.minimum=85', 'gate.mode=observe')).status).toBe(0);
    expect(read('fitness.yaml')).toBe(
      before.replace('\n  minimum: 80', '\n  minimum: 85').replace('mode: enforce #', 'mode: observe #'),
    );
    const after = tree(folder);
    const again = await setting('gate.minimum=85');
    expect(again).toMatchObject({ status: 0, out: 'fitness.yaml says so already; nothing to do.\n' });
    expect(tree(folder)).toEqual(after);
    const { out } = await inProcess('upgrade', upgrade, ['--offline', '--check', '--json'], folder);
    expect(JSON.parse(out)).toMatchObject({ problems: [], conflicts: [] });
  });

  test('values are read as their key wants them', async () => {
    const words = ['table=false', 'description=true: or not', 'gate.require=a-check', 'live.cloudControl=true'];
    edit('fitness.yaml', (text) => text.replace(/^checks:$/m, 'checks:\n  a-check: {}'));
    const said = await setting(...words, 'performance.minSamples=7', 'checks.a-check.weight=3');
    expect(said.status).toBe(0);
    expect(config()).toMatchObject({
      table: false,
      description: 'true: or not',
      gate: { require: ['a-check'] },
      live: { cloudControl: true },
      performance: { minSamples: 7 },
      checks: { 'a-check': { weight: 3 } },
    });
    await setting('description=', 'live.cloudControl=AWS::Kinesis::Stream,AWS::SQS::Queue');
    expect(config()).not.toHaveProperty('description');
    expect(config()).toMatchObject({ live: { cloudControl: ['AWS::Kinesis::Stream', 'AWS::SQS::Queue'] } });
  });

  test.each([
    [[], 'Nothing to set is named.', 'Write `set region=eu-west-1`.'],
    [['region'], '"region" sets nothing.', 'Write region=eu-west-1.'],
    [['regoin=x'], 'There is no "regoin" in fitness.yaml.', 'Did you mean region?'],
    [['gate.minium=1'], 'There is no "gate.minium" in fitness.yaml.', 'Did you mean gate.minimum?'],
    [['region.x=1'], 'There is no "region.x" in fitness.yaml.', 'region is one value.'],
    [['environments.prd.region=x'], 'fitness.yaml has no environment "prd".', 'Did you mean prod?'],
    [['environments.qa.region=x'], 'fitness.yaml has no environment "qa".', '`add environment qa` adds one.'],
    [
      ['checks.nothing-such.weight=1'],
      'fitness.yaml has no check "nothing-such".',
      '`add check nothing-such` adds one.',
    ],
    [['gate=x'], 'gate holds more than one value.', expect.stringContaining('gate.minimum')],
    [['tool=^9.0.0'], 'The version of the tool is changed by `upgrade --to`.', undefined],
    [['region=nowhere'], 'region must be an AWS Region such as eu-central-1, not "nowhere".', 'Nothing was written.'],
    [
      ['runtime=nodejs18.x'],
      expect.stringMatching(/one of nodejs24\.x, nodejs22\.x, not "nodejs18\.x"/),
      'Nothing was written.',
    ],
    [['table=maybe'], 'table must be true or false, not "maybe".', 'Nothing was written.'],
    [['gate.minimum=101'], 'gate.minimum must be at most 100, not 101.', 'Nothing was written.'],
    [['triggers=http,htpp'], expect.stringContaining('"htpp"'), 'Nothing was written.'],
    [['deployment=Fast'], expect.stringContaining('"Fast" is neither one of'), 'Nothing was written.'],
    [['region='], 'region is missing.', 'Nothing was written.'],
    [['constructor=1'], 'There is no "constructor" in fitness.yaml.', expect.anything()],
    [['__proto__.x=1'], 'There is no "__proto__" in fitness.yaml.', expect.anything()],
  ])('refuses %j, and writes nothing', async (words, message, hint) => {
    const before = tree(folder);
    const error = await refusal(setting(...words));
    expect({ message: error.message, hint: error.hint }).toEqual({ message, hint });
    expect(tree(folder)).toEqual(before);
  });

  test('--dry-run and --json say what would be done, as an upgrade does, and write nothing', async () => {
    const before = tree(folder);
    const said = await setting('region=us-east-2', '--dry-run', '--json');
    expect(tree(folder)).toEqual(before);
    expect(said.status).toBe(0);
    const report = JSON.parse(said.out) as { actions: { path: string; action: string }[] };
    expect(report).toMatchObject({ version: 1, dryRun: true, conflicts: [], checks: { added: [] } });
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining(['from', 'to', 'actions', 'score', 'migrations', 'notices', 'kept']),
    );
    expect(report.actions).toContainEqual(expect.objectContaining({ path: 'fitness.yaml', reason: 'as asked' }));
    const planned = report.actions.filter(({ action }) => action === 'update').map(({ path }) => path);
    await setting('region=us-east-2');
    const now = tree(folder);
    const changed = Object.keys(now).filter((path) => now[path] !== before[path] && !path.startsWith('.fitness/'));
    expect(changed).toEqual(planned);
  });

  test('what would be a conflict is not done at all', async () => {
    edit('eslint.config.mjs', (text) => text.replace(/^import .*$/m, 'import mine from "mine";'));
    rmSync(join(folder, '.fitness/base/samconfig.toml.base'));
    edit('samconfig.toml', (text) => text.replace('version = 0.1', 'version = 0.1\n# mine'));
    const before = tree(folder);
    const error = await refusal(setting('region=us-east-2'));
    expect(error).toMatchObject({ code: 'no-base', kind: 'tampered' });
    expect(tree(folder)).toEqual(before);
  });

  test('a service of another version is upgraded first', async () => {
    folder = await olderService();
    const before = tree(folder);
    const error = await refusal(setting('region=us-east-2'));
    expect(error).toMatchObject({ code: 'not-upgraded', hint: expect.stringContaining('Run `upgrade` first') });
    expect(tree(folder)).toEqual(before);
  });

  test('says what stays deployed', async () => {
    const { err } = await setting('region=us-east-2', 'service=shop');
    expect(err).toContain('What is deployed stays in its Region until you delete its stack there.');
    expect(err).toContain('Stacks are named by the service');
  });
});

describe('add check, remove check', () => {
  const ID = 'lambda-dlq-check';

  test('its entry, its file, its line and its wiring come and go as one', async () => {
    const before = texts(folder);
    const said = await adding('check', ID);
    expect(said.status).toBe(0);
    expect(read(`fitness/checks/${ID}.ts`)).toContain(`id: '${ID}'`);
    expect(read('fitness/hooks/pre-traffic.ts')).toContain(`../checks/${ID}.ts`);
    expect(read('fitness/checks/README.md')).toContain(`[${ID}](${ID}.ts)`);
    expect(read('fitness.yaml')).toMatch(
      new RegExp(`\\n  # .+\\n  ${ID}:\\n    enabled: true\\n    weight: \\d+\\n    mode: enforced\\n`),
    );
    expect(await adding('check', ID)).toMatchObject({ status: 0, out: `${ID} runs already; nothing to do.\n` });
    expect((await removing('check', ID)).status).toBe(0);
    expect(texts(folder)).toEqual(before);
    expect(await removing('check', ID)).toMatchObject({ status: 0, out: `${ID} does not run; nothing to do.\n` });
  });

  test('in trial it says since when; what brings permissions brings them to the template', async () => {
    await adding('check', 's3-default-encryption-kms', '--trial');
    expect(config()['checks']?.['s3-default-encryption-kms']).toEqual({
      enabled: true,
      weight: expect.any(Number),
      mode: 'trial',
      since: '0.1.0',
    });
    const before = read('template.yaml');
    await adding('check', 'lambda-concurrency-check');
    expect(before).not.toContain('lambda:GetFunctionConcurrency');
    expect(read('template.yaml')).toContain('lambda:GetFunctionConcurrency');
  });

  test('one that is removed leaves the environments and the gate, too, and does not come back', async () => {
    const id = 's3-bucket-public-read-prohibited';
    await removing('check', id);
    for (const path of ['fitness.yaml', 'fitness/hooks/pre-traffic.ts', 'fitness/checks/README.md'])
      expect(read(path)).not.toContain(id);
    expect(existsSync(join(folder, `fitness/checks/${id}.ts`))).toBe(false);
    expect((await setting('region=us-east-2')).status).toBe(0);
    expect(read('fitness.yaml')).not.toContain(id);
    await removing('check', 'cw-loggroup-retention-period-check');
    expect(config()).toMatchObject({ environments: { prod: { gate: { maxDrop: 5 } } } });
    expect(read('fitness.yaml')).not.toContain('cw-loggroup');
  });

  test('one that a person switched off is switched on again', async () => {
    edit('fitness.yaml', (text) => text.replace(/(s3-bucket-logging-enabled:\n +enabled: )true/, '$1false'));
    await adding('check', 's3-bucket-logging-enabled');
    expect(config()['checks']?.['s3-bucket-logging-enabled']).toMatchObject({ enabled: true });
  });

  test('the file of a check of their own stays, and that is said', async () => {
    await adding('check', '--custom', 'queue-has-owner', '--type', 'AWS::SQS::Queue');
    edit('fitness.yaml', (text) => text.replace(/^checks:$/m, 'checks:\n  queue-has-owner: {}'));
    const { err } = await removing('check', 'queue-has-owner');
    expect(err).toContain('fitness/checks/custom/queue-has-owner.ts is yours and stays');
    expect(read('fitness.yaml')).not.toContain('queue-has-owner');
    expect(existsSync(join(folder, 'fitness/checks/custom/queue-has-owner.ts'))).toBe(true);
  });

  test.each([
    [['check', 'lambda-dlq-chekc'], 'There is no check "lambda-dlq-chekc".', /Did you mean lambda-dlq-check/],
    [['check'], 'add check needs the id of a check.', /--custom/],
    [['check', 'a', 'b'], 'Unexpected argument "b".', /Write/],
    [['chekc'], '"chekc" cannot be added.', /Did you mean `add check`/],
    [[], 'Nothing to add is named.', /add environment/],
    [['check', 'lambda-dlq-check', '--after', 'dev'], '--after says nothing of a check.', /knows --custom/],
    [['environment', 'qa', '--trial'], '--trial says nothing of an environment.', /knows --deployment, --after/],
  ])('add %j is refused', async (words, message, hint) => {
    const error = await refusal(adding(...words));
    expect(error.message).toBe(message);
    expect(error.hint).toMatch(hint);
  });

  test.each([
    [['check', 'lambda-dlq-check-no'], 'fitness.yaml has no check "lambda-dlq-check-no".'],
    [['check'], 'remove check needs the id of a check.'],
    [['function', 'x'], '"function" cannot be removed.'],
    [['environment'], 'remove environment needs a name.'],
    [['environment', 'qa'], 'fitness.yaml has no environment "qa".'],
    [['environment', 'dev', 'prod'], 'Unexpected argument "prod".'],
    [[], 'Nothing to remove is named.'],
  ])('remove %j is refused', async (words, message) => {
    expect((await refusal(removing(...words))).message).toBe(message);
  });
});

describe('add environment', () => {
  test('comes before the last one, as create writes it there, and everywhere else', async () => {
    expect((await adding('environment', 'staging')).status).toBe(0);
    const made = await createdWith('--environment', 'dev', '--environment', 'staging', '--environment', 'prod');
    const now = texts(folder);
    delete made['README.md'];
    delete now['README.md'];
    expect(now).toEqual(made);
    expect(Object.keys(config()['environments'] ?? {})).toEqual(['dev', 'staging', 'prod']);
  });

  test('stands where it is asked to; the gate of the one that was the last stays', async () => {
    const before = config()['environments'];
    const { err } = await adding('environment', 'prod-eu', '--after', 'prod', '--deployment', 'Linear:5:2');
    expect(err).toContain('prod-eu is the last now');
    expect(config()['environments']).toEqual({
      ...before,
      'prod-eu': expect.objectContaining({ deployment: 'Linear:5:2', gate: expect.objectContaining({ maxDrop: 5 }) }),
    });
    expect(Object.keys(config()['environments'] ?? {})).toEqual(['dev', 'prod', 'prod-eu']);
    expect((await setting('gate.minimum=81')).status).toBe(0);
    expect(config()['environments']).toMatchObject(before ?? {});
  });

  test('between brackets it goes to the end or nowhere: the order is that of promotion', async () => {
    edit('fitness.yaml', (text) =>
      text.replace(
        /^environments:\n(?: .*\n)+/m,
        'environments: {dev: {deployment: AllAtOnce}, prod: {deployment: AllAtOnce}}\n',
      ),
    );
    await adding('environment', 'live', '--after', 'prod');
    expect(read('fitness.yaml')).toMatch(/^environments: \{dev: .*, live: .*\}$/m);
    const before = tree(folder);
    expect(await refusal(adding('environment', 'qa'))).toMatchObject({
      code: 'edit-impossible',
      hint: 'Add it by hand, in its place, then run `upgrade`.',
    });
    expect(tree(folder)).toEqual(before);
  });

  test.each([
    [['environment'], 'add environment needs a name.'],
    [['environment', 'prod'], 'fitness.yaml has the environment prod.'],
    [['environment', 'default'], '"default" has a meaning in samconfig.toml.'],
    [['environment', 'big_one'], expect.stringContaining('"big_one" is not a name')],
    [['environment', 'qa', '--after', 'prd'], 'There is no environment "prd".'],
    [['environment', 'qa', '--deployment', 'Fast'], expect.stringContaining('"Fast" is neither')],
  ])('%j is refused, and nothing is written', async (words, message) => {
    const before = tree(folder);
    expect((await refusal(adding(...words))).message).toEqual(message);
    expect(tree(folder)).toEqual(before);
  });
});

describe('remove environment', () => {
  test('is add environment in reverse, and says that no stack is touched', async () => {
    const before = texts(folder);
    await adding('environment', 'staging');
    edit('fitness.yaml', (text) => text.replace('minimum: 80', 'minimum: 80 # for now'));
    const { status, err } = await removing('environment', 'staging');
    expect(status).toBe(0);
    expect(err).toContain('what is deployed of staging stays until you delete it');
    edit('fitness.yaml', (text) => text.replace(' # for now', ''));
    expect(texts(folder)).toEqual(before);
  });

  test('what was said of one that is gone goes with it; the one before it is the last, with the gate that it has', async () => {
    const { dev } = config()['environments'] ?? {};
    const { err } = await removing('environment', 'prod');
    expect(err).toContain('dev is the last now');
    expect(config()['environments']).toEqual({ dev });
    expect(read('samconfig.toml')).not.toContain('[prod.');
  });

  test('the only one stays, and what is near is said', async () => {
    await removing('environment', 'prod');
    const before = tree(folder);
    expect(await refusal(removing('environment', 'dev'))).toMatchObject({
      code: 'only-environment',
      hint: expect.stringContaining('`add environment NAME`'),
    });
    expect((await refusal(removing('environment', 'dve'))).hint).toBe('Did you mean dev?');
    expect((await refusal(removing('environmnt', 'dev'))).hint).toBe('Did you mean `remove environment`?');
    expect((await refusal(removing('function', 'report'))).hint).toMatch(/take its entry out of fitness\.yaml/);
    expect(tree(folder)).toEqual(before);
  });
});

test('what is adopted is no answer to set', async () => {
  expect(await refusal(setting('adopted='))).toMatchObject({
    code: 'not-an-answer',
    message: '`adopt` writes what is adopted, and `unadopt` takes it out.',
  });
});
