/** `add function`: what it changes of fitness.yaml, and what becomes of a service whose owner edited it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { addedFunction, type RequestedFunction } from '../../../src/cli/add/function.ts';
import { configText, withDefaultAnswers, type Answers } from '../../../src/config/answers.ts';
import type { Trigger } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { UserError } from '../../../src/errors.ts';
import { ownPackage } from '../../../src/package.ts';
import { render } from '../../../src/project/render.ts';
import { apply } from '../../../src/upgrade/apply.ts';
import { readService } from '../../../src/upgrade/disk.ts';
import { conflictsOf, plan } from '../../../src/upgrade/plan.ts';
import { planUpgrade, type Upgrade } from '../../../src/upgrade/upgrade.ts';
import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import { emptyFolder, tree } from '../../upgrade/tree.ts';

const fitnessYaml = (answers: Partial<Answers> = {}) =>
  configText(
    withDefaultAnswers(
      { name: 'orders', triggers: ['queue'], table: false, ...answers },
      { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' },
    ),
  );

const configWith = (answers: Partial<Answers> = {}, more = '') =>
  loadConfig(`${fitnessYaml(answers)}${more}`, 'fitness.yaml').config;

function refusal(requested: Partial<RequestedFunction>, config = configWith()): UserError {
  try {
    addedFunction(config, { name: undefined, trigger: undefined, ...requested });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was added');
}

describe('what is asked for', () => {
  test('a trigger is needed, and there are these', () => {
    expect(refusal({ name: 'report' })).toMatchObject({
      code: 'missing-trigger',
      kind: 'usage',
      message: '--trigger is missing: what starts report?',
      hint: 'It is one of http, queue, schedule, stream, bucket.',
    });
  });

  test('a name is needed, and one that cannot be is suggested anew', () => {
    expect(refusal({ trigger: 'http' })).toMatchObject({ code: 'missing-name', kind: 'usage' });
    expect(refusal({ name: 'Monthly_Report', trigger: 'http' })).toMatchObject({
      code: 'broken-name',
      message: expect.stringMatching(/; did you mean "monthly-report"\?$/),
    });
    expect(refusal({ name: 'http', trigger: 'http' }).message).toBe(
      '"http" is the function of that trigger: name it below triggers.',
    );
  });

  test('what fitness.yaml would be refused for is refused before', () => {
    const config = configWith({}, 'functions:\n  a1: { trigger: http }\n');
    expect(refusal({ name: 'a1', trigger: 'queue' }, config)).toMatchObject({
      code: 'function-exists',
      message: 'fitness.yaml has the function a1, started by http.',
    });
    expect(refusal({ name: 'a-1', trigger: 'queue' }, config).message).toBe('"a1" and "a-1" would both be A1Function.');
    const followed = configWith({ triggers: ['stream'], table: true }, 'functions:\n  follow: { trigger: stream }\n');
    expect(refusal({ name: 'watch', trigger: 'stream' }, followed).message).toBe(
      'the stream of a table serves 2 functions, and "watch" is one more.',
    );
    const twenty = Array.from({ length: 20 }, (_, index) => `  f${index}: { trigger: http }\n`).join('');
    expect(refusal({ name: 'report', trigger: 'http' }, configWith({}, `functions:\n${twenty}`)).code).toBe(
      'too-many-functions',
    );
  });

  test('its metric is drawn, unless it is already', () => {
    const added = (trigger: Trigger) => addedFunction(configWith(), { name: 'report', trigger }).edits;
    expect(added('queue')).toEqual([{ path: ['functions', 'report', 'trigger'], set: 'queue' }]);
    expect(added('schedule')).toEqual([
      { path: ['functions', 'report', 'trigger'], set: 'schedule' },
      {
        path: ['dashboard', 'metrics'],
        append: {
          namespace: 'orders',
          dimensions: { service: 'orders', stack: '${AWS::StackName}' },
          metric: 'RunDelay',
          stat: 'Maximum',
          label: 'Delay of scheduled runs (ms)',
        },
      },
    ]);
  });

  test('an API that comes with it is told of', () => {
    expect(addedFunction(configWith(), { name: 'report', trigger: 'http' }).notes).toHaveLength(1);
    const open = configWith({ triggers: ['http'] });
    expect(addedFunction(open, { name: 'report', trigger: 'http' }).notes).toEqual([]);
  });
});

/** A service as `create` leaves it. */
function created(text = fitnessYaml()): string {
  const root = emptyFolder();
  const rendered = render(text);
  const tool = `create-fitness-serverless@${ownPackage().version}`;
  apply(root, plan({ rendered, ...readService(root, rendered), tool }));
  return root;
}

async function planAdding(root: string, name: string, trigger: Trigger): Promise<Upgrade> {
  const { config } = loadConfig(readFileSync(join(root, 'fitness.yaml'), 'utf8'), 'fitness.yaml');
  const { edits, files } = addedFunction(config, { name, trigger });
  const tool = { specification: (current: string) => current };
  return planUpgrade({ root, tool, edits, theirs: new Set(files), conflict: 'fail' });
}

const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8');

function edit(root: string, path: string, from: string, to: string): void {
  const before = read(root, path);
  expect(before).toContain(from);
  writeFileSync(join(root, path), before.replace(from, to));
}

const actions = ({ plan: { actions: all } }: Upgrade) =>
  Object.fromEntries(
    all.flatMap(({ path, class: owner, action }) =>
      owner === 'state' || action === 'unchanged' || (owner === 'once' && action === 'keep') ? [] : [[path, action]],
    ),
  );

describe('a service', () => {
  test('gets its files, and every other file as `create` would make it of the same fitness.yaml', async () => {
    const root = created();
    const upgrade = await planAdding(root, 'report', 'schedule');
    expect(actions(upgrade)).toEqual({
      'events/report.json': 'create',
      'fitness.yaml': 'update',
      'src/report.ts': 'create',
      'template.yaml': 'update',
      'test/report.test.ts': 'create',
    });
    apply(root, upgrade.plan);
    const fresh = render(read(root, 'fitness.yaml'));
    for (const [path, { bytes, class: owner }] of fresh)
      if (owner !== 'once') expect([path, read(root, path)]).toEqual([path, Buffer.from(bytes).toString()]);
    expect(read(root, 'src/report.ts')).toContain('RunDelay');
  });

  test('has nothing to do after it, and gets a second one of another trigger', async () => {
    const root = created();
    apply(root, (await planAdding(root, 'report', 'schedule')).plan);
    const again = await planUpgrade({ root, tool: { specification: (current) => current } });
    expect(again.plan.writes).toEqual([]);
    apply(root, (await planAdding(root, 'upload', 'bucket')).plan);
    expect(loadConfig(read(root, 'fitness.yaml'), 'fitness.yaml').config.functions).toEqual({
      report: { trigger: 'schedule' },
      upload: { trigger: 'bucket' },
    });
    expect(JSON.parse(read(root, 'package.json'))).toMatchObject({
      dependencies: { '@aws-sdk/client-s3': expect.any(String) },
    });
  });

  test('keeps every byte that its owner wrote, and a template that holds', async () => {
    const root = created();
    const own = '  # ours\n  Ours:\n    Type: AWS::SNS::Topic # kept\n    Properties: { DisplayName: "ours" }\n\n';
    edit(root, 'template.yaml', '  QueueFunctionLogs:\n', `${own}  QueueFunctionLogs:\n`);
    edit(root, 'template.yaml', 'VisibilityTimeout: 180', 'VisibilityTimeout: 900 # slow consumers');
    edit(root, 'fitness.yaml', '  minimum: 80 # least fitness', '  minimum: 85 # agreed in May; least fitness');
    const before = read(root, 'template.yaml').split('\n');
    const upgrade = await planAdding(root, 'report', 'schedule');
    expect(conflictsOf(upgrade.plan)).toEqual([]);
    apply(root, upgrade.plan);

    const text = read(root, 'template.yaml');
    expect(text).toContain(own);
    expect(text).toContain('VisibilityTimeout: 900 # slow consumers');
    expect(read(root, 'fitness.yaml')).toContain('minimum: 85 # agreed in May');
    const lines = text.split('\n');
    const lost = before.filter((line) => !lines.includes(line));
    // the floor that the dashboard draws follows fitness.yaml
    expect(lost.filter((line) => !/FitnessFloor|"(?:x|y|title|type|alarms|metrics)"|^\s+\[/.test(line))).toEqual([]);
    expect(loadTemplate(parseDocument(text, 'template.yaml'), { parameters: {} }).diagnostics).toEqual([]);
    expect(text.indexOf('  ReportFunction:')).toBeGreaterThan(text.indexOf('  QueueFunctionLogs:'));
  });

  test('keeps a file of that name, and has it for its own from then on', async () => {
    const root = created();
    writeFileSync(join(root, 'src/report.ts'), 'export const handler = () => "mine";\n');
    const upgrade = await planAdding(root, 'report', 'schedule');
    expect(upgrade.plan.actions.find(({ path }) => path === 'src/report.ts')).toMatchObject({
      action: 'keep',
      reason: 'yours, and there already',
    });
    apply(root, upgrade.plan);
    expect(read(root, 'src/report.ts')).toBe('export const handler = () => "mine";\n');
    expect(existsSync(join(root, '.fitness/conflicts'))).toBe(false);
    const again = await planUpgrade({ root, tool: { specification: (current) => current } });
    expect(again.plan.writes).toEqual([]);
  });

  test('whose file cannot be merged is left as it is, all of it', async () => {
    const root = created();
    writeFileSync(join(root, 'package.json'), Buffer.from([0x7b, 0x00, 0xff, 0x7d]));
    const before = tree(root);
    const upgrade = await planAdding(root, 'upload', 'bucket');
    expect(conflictsOf(upgrade.plan).map(({ path }) => path)).toEqual(['package.json']);
    expect(upgrade.plan.writes).toEqual([]);
    apply(root, upgrade.plan);
    expect(tree(root)).toEqual(before);
  });
});
