/** The commands in a service that was there before the tool: another language, its owner's samconfig, names and template. */
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as deploy from '../../src/cli/deploy.ts';
import * as measure from '../../src/cli/measure.ts';
import * as prune from '../../src/cli/prune.ts';
import * as score from '../../src/cli/score.ts';
import * as validate from '../../src/cli/validate.ts';
import { adoptedConfigText } from '../../src/config/adopted-answers.ts';
import type { AdoptedConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { measuredBuildId } from '../../src/measurements/index.ts';
import { prebuiltFiles } from '../../src/project/adopted/prebuilt.ts';
import { inProcess } from '../support/in-process.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod] }
  ReleaseId: { Type: String, Default: the owner's }
  FitnessReleaseId: { Type: String, Default: '' }
  BuildId: { Type: String, Default: '' }
  FitnessOverrideReason: { Type: String, Default: '' }
  IgnoreAlarms: { Type: String, Default: 'false' }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.12, CodeUri: ../src/, Handler: orders.handler }
`;
const SAMCONFIG = `version = 0.1
[default.deploy.parameters]
stack_name = "orders-dev"
region = "eu-west-1"
parameter_overrides = "Stage=dev Size=3"
[prod.deploy.parameters]
stack_name = "orders-live"
parameter_overrides = "Size=9"
`;
const COVERAGE = '<coverage line-rate="0.75" lines-covered="3" lines-valid="4" branches-valid="0"></coverage>\n';

function service(hooks: AdoptedConfig['hooks'] = 'prebuilt', files: Readonly<Record<string, string>> = {}): string {
  const folder = emptyFolder();
  const text = adoptedConfigText({
    name: 'orders',
    description: '',
    runtime: 'nodejs24.x',
    environments: ['dev', 'prod'],
    deployment: { dev: 'AllAtOnce', prod: 'AllAtOnce' },
    region: 'eu-west-1',
    packageManager: 'npm',
    tool: '^0.1.0',
    adopted: {
      template: 'infra/template.yml',
      hooks,
      functions: { Orders: { hooks: 'ours' } },
      environment: 'Stage',
      names: { ReleaseId: 'FitnessReleaseId' },
      files: [],
    },
    minimum: 0,
  });
  const dist = hooks === 'prebuilt' ? prebuiltFiles(loadConfig(text, 'fitness.yaml').config, text) : [];
  write(folder, {
    'fitness.yaml': text,
    'infra/template.yml': TEMPLATE,
    'samconfig.toml': SAMCONFIG,
    'src/orders.py': 'def handler(event, context):\n    return {}\n',
    ...Object.fromEntries(dist.map(([path, { bytes }]) => [path, Buffer.from(bytes).toString()])),
    ...files,
  });
  return folder;
}

const edit = (folder: string) => {
  const file = join(folder, 'fitness.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('minimum: 0', 'minimum: 10'));
};

describe('deploy', () => {
  const dryRun = async (folder: string, ...args: string[]) => {
    const { out } = await inProcess('deploy', deploy, ['--dry-run', '--json', ...args], folder);
    return JSON.parse(out) as { stack: string; parameters: Record<string, string>; commands: string[][] };
  };

  test('gives the parameters of the gate by the names that they have here, and says the environment', async () => {
    const { stack, parameters, commands } = await dryRun(service(), '--env', 'prod', '--ignore-alarms');
    expect(stack).toBe('orders-live');
    expect(parameters).toEqual({
      Size: '9',
      Stage: 'prod',
      FitnessReleaseId: expect.stringMatching(/^[a-z0-9]{10}$/),
      BuildId: '',
      IgnoreAlarms: 'true',
    });
    expect(commands[0]).toEqual(expect.arrayContaining(['--config-env', 'prod']));
  });

  test('takes the table `default` for the environment that it deploys', async () => {
    const { stack, parameters, commands } = await dryRun(service(), '--env', 'dev');
    expect([stack, parameters['Stage'], parameters['Size']]).toEqual(['orders-dev', 'dev', '3']);
    expect(commands[0]).toEqual(expect.arrayContaining(['--config-env', 'default']));
    expect(commands[1]).toEqual(expect.arrayContaining(['--env', 'dev']));
  });

  test('without hooks gives what the template has, and no more', async () => {
    const template = TEMPLATE.replace(/^ {2}(FitnessReleaseId|BuildId|FitnessOverrideReason|IgnoreAlarms).*\n/gm, '');
    const folder = service('none', { 'infra/template.yml': template });
    const { parameters } = await dryRun(folder, '--env', 'prod', '--ignore-alarms');
    expect(parameters).toEqual({ Size: '9', Stage: 'prod' });
  });

  test('makes the release id itself, whatever it is called', async () => {
    const given = (parameter: string) => dryRun(service(), '--env', 'prod', '--parameter-overrides', parameter);
    await expect(given('FitnessReleaseId=abcdefghij')).rejects.toThrow('FitnessReleaseId is made anew');
    await expect(given('Stage=dev')).rejects.toThrow('--env says prod, and --parameter-overrides says Stage=dev');
    expect((await given('ReleaseId=theirs')).parameters).toMatchObject({ ReleaseId: 'theirs' });
  });

  test('without samconfig says what does the same', async () => {
    const folder = emptyFolder();
    write(folder, {
      'fitness.yaml': readFileSync(join(service(), 'fitness.yaml'), 'utf8'),
      'infra/template.yml': TEMPLATE,
    });
    await expect(inProcess('deploy', deploy, ['--env', 'prod'], folder)).rejects.toMatchObject({
      code: 'no-samconfig',
      hint: expect.stringMatching(/npx create-fitness-serverless@\S+ gate --env prod --stack-name NAME/),
    });
  });

  test('names the build of the service, not npm’s', async () => {
    const folder = service();
    const hint = 'Run `sam build --template-file infra/template.yml` first.';
    const run = () => inProcess('deploy', deploy, ['--env', 'prod'], folder);
    await expect(run()).rejects.toMatchObject({ code: 'not-built', hint });
    write(folder, { '.aws-sam/build/template.yaml': TEMPLATE });
    const before = new Date(Date.now() - 3_600_000);
    utimesSync(join(folder, '.aws-sam/build/template.yaml'), before, before);
    utimesSync(join(folder, 'infra/template.yml'), before, before);
    await expect(run()).rejects.toMatchObject({
      code: 'build-out-of-date',
      message: 'The build is older than src/orders.py.',
      hint,
    });
  });
});

describe('a fitness.yaml that the prebuilt hooks do not have', () => {
  const hint = /`npx create-fitness-serverless@\S+ upgrade --wanted`/;

  test('is said by score, and by validate as an error', async () => {
    const folder = service();
    const diagnostics = async () => {
      const scored = JSON.parse((await inProcess('score', score, ['--json', '--env', 'dev'], folder)).out);
      const validated = await inProcess('validate', validate, ['--json'], folder);
      const stale = ({ code }: { code: string }) => code === 'stale-hooks';
      return [scored.diagnostics.filter(stale), JSON.parse(validated.out).diagnostics.filter(stale), validated.status];
    };
    expect(await diagnostics()).toEqual([[], [], 0]);
    edit(folder);
    expect(await diagnostics()).toEqual([
      [expect.objectContaining({ severity: 'warning', message: expect.stringMatching(hint) })],
      [expect.objectContaining({ severity: 'error', message: expect.stringMatching(hint) })],
      1,
    ]);
  });

  test('is not deployed', async () => {
    const folder = service();
    edit(folder);
    await expect(inProcess('deploy', deploy, ['--env', 'prod'], folder)).rejects.toMatchObject({
      code: 'stale-hooks',
      hint: expect.stringMatching(hint),
    });
  });

  test('other ends of lines make no other file', async () => {
    const folder = service();
    const file = join(folder, 'fitness.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    expect((await inProcess('validate', validate, ['--json'], folder)).out).not.toContain('stale-hooks');
  });
});

describe('validate', () => {
  test('says which bundle is missing, and which check of the service’s own no bundle runs', async () => {
    const folder = service('prebuilt', { 'fitness/checks/custom/ours.ts': 'export default {};\n' });
    mkdirSync(join(folder, 'elsewhere'));
    write(folder, { 'fitness/dist/hooks.mjs': '' });
    const text = readFileSync(join(folder, 'fitness.yaml'), 'utf8');
    writeFileSync(join(folder, 'fitness.yaml'), `${text}stackGate: true\n`);
    const { out, status } = await inProcess('validate', validate, [], folder);
    expect(status).toBe(1);
    expect(out).toContain('fitness/dist/stack-gate.mjs is missing.');
    expect(out).toContain("ours is a check of the service's own, and prebuilt hooks run none of those.");
    expect(out).not.toContain('fitness/hooks/');
  });

  test('and score names no command that is refused, for one that no index lists', async () => {
    const files = { 'fitness/checks/custom/ours.ts': 'export default {};\n' };
    const said = async (hooks: AdoptedConfig['hooks']): Promise<string> => {
      const { out } = await inProcess('score', score, ['--json', '--env', 'dev'], service(hooks, files));
      const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; message: string }[] };
      return diagnostics.find(({ code }) => code === 'unlisted-check')?.message ?? '';
    };
    expect(await said('prebuilt')).toContain('hooks that are prebuilt run none of your own');
    expect(await said('prebuilt')).toMatch(
      /unadopt`, `npx create-fitness-serverless@\S+ adopt --hooks source` has some/,
    );
    expect(await said('prebuilt')).not.toContain('--custom');
    expect(await said('source')).toMatch(/add check --custom ours` adds its line$/);
  });

  test('asks for no hooks where there are none', async () => {
    expect(await inProcess('validate', validate, [], service('none'))).toMatchObject({ status: 0 });
  });
});

describe('measure', () => {
  const files = { 'coverage.xml': COVERAGE };

  test('writes beside the prebuilt hooks, bound to the sources of whatever language', async () => {
    const folder = service('prebuilt', files);
    const { err } = await inProcess('measure', measure, [], folder);
    expect(err).toContain(', in fitness/dist/measurements.json.');
    const build = JSON.parse(readFileSync(join(folder, 'fitness/dist/measurements.json'), 'utf8'));
    expect(build).toMatchObject({
      measurements: {
        lineCoverage: { value: 75, from: 'coverage.xml' },
        'cyclomaticComplexity/Orders': { absent: expect.stringContaining('python3.12') },
      },
      sources: ['src/orders.py'],
    });
    expect(measuredBuildId(folder)).toBe(build.buildId);
    write(folder, { 'src/orders.py': 'def handler(event, context):\n    return 1\n' });
    expect(measuredBuildId(folder)).toBeUndefined();
  });

  test('writes nothing where no hook would read it', async () => {
    const { err } = await inProcess('measure', measure, [], service('none', files));
    expect(err).toContain('Not written: this service has no hooks that would read it.');
  });
});

test('prune finds the stack in the table `default`', async () => {
  await expect(inProcess('prune', prune, ['--env', 'staging'], service())).rejects.toMatchObject({
    code: 'unknown-environment',
  });
  const folder = service('prebuilt', { 'samconfig.toml': SAMCONFIG.replace('"orders-dev"', '""') });
  // the table was found, and names no stack
  await expect(inProcess('prune', prune, ['--env', 'dev'], folder)).rejects.toMatchObject({ code: 'no-stack-name' });
});
