import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, getFileInfo } from 'prettier';
import { JsonFile } from 'projen/lib/json.js';
import { parse as parseToml } from 'smol-toml';
import { parseDocument as parseYaml } from 'yaml';
import { catalogue, checkSource, recommended } from '../../src/checks/catalogue.ts';
import { configText, withDefaultAnswers, type Answers } from '../../src/config/answers.ts';
import { DEPLOYMENT_TYPES, type Deployment, type PackageManager, type Trigger } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { parameterOverrides } from '../../src/config/samconfig.ts';
import type { RenderedFiles } from '../../src/project/files.ts';
import { FitnessServerlessProject } from '../../src/project/project.ts';
import { render } from '../../src/project/render.ts';
import { TextFile } from '../../src/project/service-file.ts';

/** Checks of types that have no reader of their own. */
const OTHERS = catalogue
  .filter(({ meta }) => meta.liveActions.includes('cloudformation:GetResource'))
  .map(({ meta }) => meta.id);

const TRIGGERS: readonly Trigger[] = ['http', 'queue', 'schedule', 'stream', 'bucket'];
const PACKAGE_MANAGERS: readonly PackageManager[] = ['npm', 'pnpm', 'yarn'];

const answersOf = (given: Partial<Answers> = {}): Answers =>
  withDefaultAnswers({ name: 'orders', ...given }, { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' });
const service = (given: Partial<Answers> = {}) => render(configText(answersOf(given)));
const text = (files: RenderedFiles, path: string) => {
  const file = files.get(path);
  if (!file) throw new Error(`${path} is not rendered`);
  return Buffer.from(file.bytes).toString('utf8');
};
const json = (files: RenderedFiles, path: string) => JSON.parse(text(files, path));

const TYPES: readonly Deployment[] = [...DEPLOYMENT_TYPES, 'Canary:20:7', 'Linear:5:2'];
const matrix: Record<string, Partial<Answers>> = {
  'the default': {},
  ...Object.fromEntries(
    TRIGGERS.flatMap((trigger) => [
      [`${trigger} with a table`, { triggers: [trigger], table: true }],
      [`${trigger} alone`, { triggers: [trigger], table: false, runtime: 'nodejs22.x' }],
    ]),
  ),
  ...Object.fromEntries(PACKAGE_MANAGERS.map((packageManager) => [packageManager, { packageManager }])),
  'every deployment type, an environment for each': {
    environments: TYPES.map((_, index) => `stage-${index}`),
    deployment: Object.fromEntries(TYPES.map((type, index) => [`stage-${index}`, type])),
  },
  'one own deployment type': { environments: ['live'], deployment: { live: 'Linear:5:2' } },
  'every trigger, four environments': {
    triggers: TRIGGERS,
    environments: ['dev', 'test', 'staging', 'prod'],
    deployment: { dev: 'AllAtOnce', test: 'Linear:5:2', staging: 'Canary:20:7', prod: 'Canary10Percent30Minutes' },
    alarmEmail: 'team@example.com',
  },
  'names and texts that YAML, TOML, JSON and Markdown have a meaning for': {
    name: 'on',
    description: 'Yes: "no" \'maybe\' # * [x] {y} & | > % @ ` <b> ${HOME} <%= 1 %> \\ 100 %',
    environments: ['null', 'true'],
  },
};

/** Files that Prettier has found sound: most are the same for every row. */
const formatted = new Set<string>();

describe.each(Object.entries(matrix))('%s', (_, given) => {
  let files: RenderedFiles;
  beforeAll(() => void (files = service(given)));

  test('is rendered to the same bytes each time', () => {
    expect(service(given)).toEqual(files);
  });

  test('is data where it says that it is', () => {
    for (const [path] of files) {
      const content = text(files, path);
      if (/\.ya?ml$/.test(path))
        expect({ path, problems: parseYaml(content, { logLevel: 'silent' }).errors }).toEqual({ path, problems: [] });
      else if (path.endsWith('.toml')) expect(parseToml(content)).toHaveProperty('version', 0.1);
      else if (path.endsWith('.json')) expect(json(files, path)).toEqual(expect.any(Object));
    }
  });

  test('holds nothing that a template engine left behind', () => {
    for (const [path] of files) {
      const content = text(files, path).replaceAll(given.description || '\0', '');
      expect({ path, ends: content.slice(-2) }).toEqual({ path, ends: expect.stringMatching(/[^\n]\n/) });
      // code may well say `undefined`
      const remains = /\.ts$/.test(path) ? /\[object Object\]|<%|%>/ : /\bundefined\b|\[object Object\]|<%|%>/;
      if (!/^(fitness\.yaml|README\.md|template\.yaml|package\.json)$/.test(path) || !given.description)
        expect({ path, remains: remains.exec(content)?.[0] }).toEqual({ path, remains: undefined });
    }
  });

  test('is as Prettier would format it', async () => {
    for (const [path] of files) {
      const content = text(files, path);
      const { inferredParser } = await getFileInfo(path, { resolveConfig: false });
      if (!inferredParser || formatted.has(path + content)) continue;
      const style = path.startsWith('fitness/') ? json(files, 'fitness/.prettierrc.json') : {};
      expect({ path, sound: await check(content, { ...style, filepath: path }) }).toEqual({ path, sound: true });
      formatted.add(path + content);
    }
  });

  test('has every environment in samconfig.toml, complete, and a script that deploys it', () => {
    const { service: name, environments } = loadConfig(text(files, 'fitness.yaml'), 'fitness.yaml').config;
    const samconfig = parseToml(text(files, 'samconfig.toml')) as Record<
      string,
      Record<string, { parameters: Record<string, unknown> }>
    >;
    for (const environment of Object.keys(environments)) {
      expect(Object.keys(samconfig[environment] ?? {})).toEqual(['validate', 'build', 'package', 'deploy']);
      expect(samconfig[environment]?.['deploy']?.parameters).toMatchObject({
        stack_name: `${name}-${environment}`,
        region: 'eu-central-1',
        capabilities: ['CAPABILITY_IAM'],
        resolve_s3: true,
      });
      expect(parameterOverrides({ file: 'samconfig.toml', text: text(files, 'samconfig.toml') }, environment)).toEqual({
        Environment: environment,
        GateMode: '',
        FitnessOverrideReason: '',
        IgnoreAlarms: 'false',
        PermissionsBoundary: '',
      });
      expect(json(files, 'package.json').scripts).toHaveProperty(
        `deploy:${environment}`,
        `fitness-serverless deploy --env ${environment}`,
      );
    }
  });

  test('gives samconfig.toml a value for every parameter of the template but those of a release', () => {
    const parameters = Object.keys(parseYaml(text(files, 'template.yaml'), { logLevel: 'silent' }).toJS().Parameters);
    const { environments } = loadConfig(text(files, 'fitness.yaml'), 'fitness.yaml').config;
    for (const environment of Object.keys(environments)) {
      const given = Object.keys(
        parameterOverrides({ file: 'samconfig.toml', text: text(files, 'samconfig.toml') }, environment),
      );
      expect([...given, 'ReleaseId', 'BuildId'].sort()).toEqual(parameters.sort());
    }
  });
});

describe('classes of file', () => {
  const files = service({ triggers: TRIGGERS });
  const paths = (kind: string) => [...files].filter(([, file]) => file.class === kind).map(([path]) => path);

  test('what the tool owns', () => {
    expect(paths('managed')).toEqual([
      'fitness/.prettierrc.json',
      'fitness/checks/README.md',
      ...recommended.map(({ meta }) => `fitness/checks/${meta.id}.ts`).sort(),
      'fitness/hooks/post-traffic.ts',
      'fitness/hooks/pre-traffic.ts',
      'fitness/hooks/recorder.ts',
      'fitness/hooks/report-failure.ts',
      'fitness/jest.config.js',
      'fitness/package.json',
      'fitness/tsconfig.json',
      'fitness/yaml.d.ts',
    ]);
  });

  test('what both own', () => {
    expect(paths('merged')).toEqual([
      '.editorconfig',
      '.gitattributes',
      '.gitignore',
      '.npmrc',
      '.prettierignore',
      'buildspec.yml',
      'eslint.config.mjs',
      'fitness.yaml',
      'jest.config.js',
      'package.json',
      'samconfig.toml',
      'template.yaml',
      'tsconfig.json',
    ]);
  });

  test('what is written once', () => {
    expect(paths('once').filter((path) => !/^(src|test|events)\//.test(path))).toEqual([
      'README.md',
      'fitness/checks/custom/index.ts',
    ]);
    for (const trigger of TRIGGERS) {
      expect(paths('once')).toEqual(
        expect.arrayContaining([`src/${trigger}.ts`, `test/${trigger}.test.ts`, `events/${trigger}.json`]),
      );
    }
  });

  test('no path leaves the folder of the service, and none is executable', () => {
    for (const [path, { executable }] of files) {
      expect(path).toMatch(/^[\w.-]+(\/[\w.-]+)*$/);
      expect(path.split('/')).not.toContain('..');
      expect(executable).toBe(false);
    }
  });
});

describe('package.json', () => {
  test('has the scripts that everything else names', () => {
    expect(json(service(), 'package.json').scripts).toEqual({
      build: 'fitness-serverless validate && fitness-serverless measure && sam build',
      test: 'jest --coverage',
      lint: 'eslint . && tsc --noEmit && tsc --noEmit -p fitness && prettier --check .',
      score: 'fitness-serverless score',
      'deploy:dev': 'fitness-serverless deploy --env dev',
      'deploy:prod': 'fitness-serverless deploy --env prod',
      prune: 'fitness-serverless prune',
    });
  });

  test('pins every dependency but the tool, whose specification is the one of fitness.yaml', () => {
    const { dependencies, devDependencies } = json(
      service({ tool: 'file:vendor/tool.tgz', triggers: TRIGGERS }),
      'package.json',
    );
    const { 'create-fitness-serverless': tool, ...others } = devDependencies;
    expect(tool).toBe('file:vendor/tool.tgz');
    for (const version of Object.values({ ...dependencies, ...others })) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Object.keys(dependencies).filter((name) => name in devDependencies)).toEqual([]);
  });

  test.each([
    ['npm', '.npmrc', 'npm ci', 'npm run test -- --ci'],
    ['pnpm', 'pnpm-workspace.yaml', 'pnpm install --frozen-lockfile', 'pnpm run test --ci'],
    ['yarn', '.yarnrc.yml', 'yarn install --frozen-lockfile', 'yarn run test --ci'],
  ] as const)(
    '%s has its own file, and its commands in buildspec.yml and README.md',
    (packageManager, file, install, tested) => {
      const files = service({ packageManager });
      const configs = ['.npmrc', 'pnpm-workspace.yaml', '.yarnrc.yml'].filter((path) => files.has(path));
      expect(configs).toEqual([file]);
      expect(text(files, 'buildspec.yml')).toContain(`- ${install}\n`);
      expect(text(files, 'buildspec.yml')).toContain(`- ${tested}`);
      expect(text(files, 'README.md')).toContain(`${packageManager} run deploy:prod`);
    },
  );

  test('is made with what this package is tested with', () => {
    const ours = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).devDependencies;
    const { devDependencies } = json(service(), 'package.json');
    const shared = Object.keys(devDependencies).filter((name) => name in ours && name !== '@types/node');
    expect(shared.length).toBeGreaterThan(8);
    for (const name of shared) expect({ name, version: devDependencies[name] }).toEqual({ name, version: ours[name] });
  });
});

describe('commands', () => {
  const version = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version;

  // Without node_modules `npx fitness-serverless` would fetch a package that is not ours.
  test.each(PACKAGE_MANAGERS)('of the tool are scripts, or name the package and its version (%s)', (packageManager) => {
    const files = service({ packageManager, triggers: TRIGGERS });
    const others = [...files.keys()].filter((path) => path !== 'package.json');
    const commands = others.flatMap((path) => [
      ...text(files, path).matchAll(/\S+ \S*fitness-serverless\S* (?:create|score|doctor|validate|deploy|prune)\b/g),
    ]);
    expect(commands.map(([command]) => command)).toEqual([`npx create-fitness-serverless@${version} doctor`]);
  });

  test.each(PACKAGE_MANAGERS)('are those of %s everywhere', (packageManager) => {
    const files = service({ packageManager, triggers: TRIGGERS });
    for (const path of ['README.md', 'fitness.yaml', 'samconfig.toml', 'buildspec.yml']) {
      const managers = [...text(files, path).matchAll(/\b(npm|pnpm|yarn) run\b/g)].map(([, name]) => name);
      expect({ path, managers: new Set(managers) }).toEqual({ path, managers: new Set([packageManager]) });
    }
  });
});

describe('fitness/', () => {
  test('a check is the very text of its source', () => {
    const files = service();
    for (const { meta } of recommended)
      expect(text(files, `fitness/checks/${meta.id}.ts`)).toBe(checkSource(meta.id).text);
  });

  test('README.md lists each check that is enabled, a line each, as it is configured', async () => {
    const optional = catalogue.filter(({ meta }) => meta.recommended === false);
    const enabled = configText(answersOf())
      .replace(/^checks:$/m, `checks:\n${optional.map(({ meta }) => `  ${meta.id}: {}\n`).join('')}`)
      .replace(
        /(s3-bucket-logging-enabled:\n\s+enabled: true\n\s+weight: )\d+\n(\s+mode: )enforced/,
        '$13\n$2trial\n    since: 1.4.0',
      );
    const readme = text(render(enabled), 'fitness/checks/README.md');
    const ids = [...readme.matchAll(/^- \[([^\]]+)\]\(\1\.ts\): .+\. Severity [a-z]+, weight \d+/gm)].map(
      ([, id]) => id,
    );
    expect(ids).toEqual(catalogue.map(({ meta }) => meta.id).sort());
    expect(readme).toMatch(/^- \[s3-bucket-logging-enabled\].+, weight 3, in trial since 1\.4\.0\.$/m);
    expect(await check(readme, { filepath: 'fitness/checks/README.md' })).toBe(true);
    const off = enabled.replace(/(s3-bucket-logging-enabled:\n\s+enabled: )true/, '$1false');
    expect(text(render(off), 'fitness/checks/README.md')).toBe(readme.replace(/^- \[s3-bucket-logging.*\n/m, ''));
  });

  test('a check that no environment enables is neither there nor imported', () => {
    const off = configText(answersOf()).replace(/(s3-bucket-logging-enabled:\n\s+enabled: )true/, '$1false');
    const files = render(off);
    expect(files.has('fitness/checks/s3-bucket-logging-enabled.ts')).toBe(false);
    expect(text(files, 'fitness/hooks/pre-traffic.ts')).not.toContain('s3-bucket-logging-enabled');
    expect(text(files, 'fitness/hooks/recorder.ts')).not.toContain('s3-bucket-logging-enabled');
  });

  test('a check that one environment enables is there for all', () => {
    const one = configText(answersOf())
      .replace(/(s3-bucket-logging-enabled:\n\s+enabled: )true/, '$1false')
      .replace(
        '    checks:\n      cw-',
        '    checks:\n      s3-bucket-logging-enabled:\n        enabled: true\n      cw-',
      );
    expect(text(render(one), 'fitness/hooks/pre-traffic.ts')).toContain('../checks/s3-bucket-logging-enabled.ts');
  });

  test.each([
    ['[AWS::Kinesis::Stream]', ["cloudControl(['AWS::Kinesis::Stream'])"]],
    ['true', ['    cloudControl([\n', "      'AWS::Kinesis::Stream',\n"]],
  ])('Cloud Control reads what fitness.yaml lets it: %s', async (setting, parts) => {
    const enabled = configText(answersOf()).replace(
      /^checks:$/m,
      `live:\n  cloudControl: ${setting}\nchecks:\n${OTHERS.map((id) => `  ${id}: {}\n`).join('')}`,
    );
    const files = render(enabled);
    const hook = text(files, 'fitness/hooks/pre-traffic.ts');
    expect(hook).toContain("import { cloudControl } from 'create-fitness-serverless/live/cloud-control';");
    for (const part of parts) expect(hook).toContain(part);
    const style = json(files, 'fitness/.prettierrc.json');
    expect(await check(hook, { ...style, filepath: 'fitness/hooks/pre-traffic.ts' })).toBe(true);
    expect(json(files, 'package.json')).toMatchObject({
      devDependencies: { '@aws-sdk/client-cloudcontrol': expect.any(String) },
    });
    const [, statement] = text(files, 'template.yaml').split('Sid: ReadByCloudControl');
    expect(statement!.slice(0, 1_500)).toContain('kinesis:DescribeStreamSummary');
  });

  test('Cloud Control reads nothing where fitness.yaml does not say so', () => {
    const files = render(
      configText(answersOf()).replace(/^checks:$/m, `checks:\n${OTHERS.map((id) => `  ${id}: {}\n`).join('')}`),
    );
    for (const path of ['fitness/hooks/pre-traffic.ts', 'package.json'])
      expect(text(files, path)).not.toMatch(/cloud-?control/i);
    expect(text(files, 'template.yaml')).not.toContain('cloudformation:GetResource');
  });

  test('every hook of the template has its entry point', () => {
    const files = service();
    const entries = [
      ...text(files, 'template.yaml').matchAll(/CodeUri: fitness\/hooks\/\n\s+Handler: ([\w-]+)\.handler/g),
    ].map(([, name]) => name);
    expect(entries.sort()).toEqual(['post-traffic', 'pre-traffic', 'recorder', 'report-failure']);
    for (const name of entries) expect(text(files, `fitness/hooks/${name}.ts`)).toMatch(/^export const handler = /m);
  });
});

describe('README.md', () => {
  test('counts what the stack costs from its template', () => {
    const files = service({ triggers: ['stream'], table: false });
    const alarms = text(files, 'template.yaml').match(/Type: AWS::CloudWatch::Alarm$/gm)?.length ?? 0;
    const readme = text(files, 'README.md');
    expect(readme).toContain(`- ${alarms} alarms: $${(alarms * 0.1).toFixed(2)}`);
    expect(readme).toContain('- 1 Kinesis stream on demand: $29.20');
    expect(readme).toContain(`costs $${(alarms * 0.1 + 3 + 29.2).toFixed(2)} a month`);
    expect(readme).toContain('traces (Lambda traces one invocation a second, and 5 % of what is more): $5.00');
  });

  test('says what an empty queue costs, and where the prices of what it uses are listed', () => {
    const readme = text(service({ triggers: ['queue'], table: true }), 'README.md');
    expect(readme).toContain('- Lambda asking the empty queue (the first million requests are free): $0.26');
    const [, lists = ''] = /^Prices: (.*)$/m.exec(readme) ?? [];
    expect([...lists.matchAll(/\[([^\]]+)\]\(https:\/\/aws\.amazon\.com\/[\w/-]+\)/g)].map(([, name]) => name)).toEqual(
      ['Lambda', 'CloudWatch', 'X-Ray', 'SQS', 'DynamoDB'],
    );
  });

  test('takes down one stack and what it leaves, not what another of the environment remembers', () => {
    const readme = text(service({ triggers: ['bucket'], table: true }), 'README.md');
    expect(readme).toContain(
      "[?ResourceType=='AWS::S3::Bucket' || ResourceType=='AWS::SQS::Queue' || ResourceType=='AWS::DynamoDB::Table']",
    );
    expect(readme).toContain('--path /fitness/orders/dev/orders-dev \\');
  });

  test('calls a deployed function by its alias, with an event that is there', () => {
    for (const trigger of TRIGGERS) {
      const files = service({ triggers: [trigger] });
      const [, id, event = ''] =
        /sam remote invoke (\w+) .*\n.*--parameter Qualifier=live --event-file (\S+)/.exec(text(files, 'README.md')) ??
        [];
      expect(text(files, 'template.yaml')).toContain(`\n  ${id}:\n    Type: AWS::Serverless::Function\n`);
      expect(files.has(event)).toBe(true);
    }
  });

  test('names what outlives the stack', () => {
    expect(text(service(), 'README.md')).toContain('`Table` outlives the stack with its data.');
    expect(text(service({ triggers: ['queue'] }), 'README.md')).toContain('`Queue`, `QueueDlq` outlive the stack');
    expect(text(service({ triggers: ['http'], table: false }), 'README.md')).not.toContain('outlive');
  });

  test('every npm script that it names is there', () => {
    const files = service({ triggers: TRIGGERS });
    const scripts = Object.keys(json(files, 'package.json').scripts);
    for (const [, script] of text(files, 'README.md').matchAll(/npm run ([\w:]+)/g)) expect(scripts).toContain(script);
  });
});

describe('buildspec.yml', () => {
  const buildspec = (given: Partial<Answers> = {}) => parseYaml(text(service(given), 'buildspec.yml')).toJS();

  test('installs what the lockfile says, lints, tests with reports, builds, scores what was measured', () => {
    const { version, phases, reports, cache } = buildspec();
    expect(version).toBe(0.2);
    expect(phases.install['runtime-versions']).toEqual({ nodejs: 24, python: 3.13 });
    expect(phases.install.commands).toEqual([expect.stringMatching(/^pip install .*aws-sam-cli==\d/), 'npm ci']);
    expect(
      phases.build.commands.slice(0, -1).map((command: string) => command.split(' ').slice(0, 3).join(' ')),
    ).toEqual(['npm run lint', 'npm run test', 'npm run build', 'npm run score']);
    expect(
      Object.values(reports as Record<string, { 'file-format': string }>).map((report) => report['file-format']),
    ).toEqual(['JUNITXML', 'COBERTURAXML']);
    expect(cache.paths).toHaveLength(1);
  });

  // CodeBuild uploads reports after `build`, whatever came of it, unless that says ABORT; after `pre_build` only if it succeeded.
  test('reports the tests that failed', () => {
    const { phases } = buildspec();
    expect(Object.keys(phases)).toEqual(['install', 'build']);
    expect(phases.build).not.toHaveProperty('on-failure');
  });

  test('deploys only where it is told an environment, and fails when that fails', () => {
    const deploy: string = buildspec().phases.build.commands.at(-1);
    expect(deploy).toMatch(/^if \[ -n "\$DEPLOY_ENVIRONMENT" \]; then\n {2}npm run "deploy:\$DEPLOY_ENVIRONMENT" &&\n/);
    expect(deploy).toContain('--region eu-central-1');
  });

  test('asks each environment’s own Region for its release id', () => {
    const config = configText(answersOf()).replace('  prod:\n', '  prod:\n    region: us-east-1\n');
    const deploy: string = parseYaml(text(render(config), 'buildspec.yml'))
      .toJS()
      .phases.build.commands.at(-1);
    expect(deploy).toContain('dev) region=eu-central-1 ;;');
    expect(deploy).toContain('prod) region=us-east-1 ;;');
    expect(deploy).toContain('--region "$region"');
  });
});

describe('FitnessServerlessProject', () => {
  const project = (outdir?: string) => {
    const configuration = configText(answersOf());
    return new FitnessServerlessProject({
      ...loadConfig(configuration, 'fitness.yaml'),
      configText: configuration,
      ...(outdir && { outdir }),
    });
  };

  test('renders files that a platform team adds, by projen’s means or ours', () => {
    const extended = project();
    new TextFile(extended, 'docs/runbook.md', { class: 'once', text: '# Runbook\n' });
    new JsonFile(extended, 'renovate.json', { obj: { extends: () => ['config:base'] }, marker: false });
    const files = extended.rendered();
    expect(files.get('docs/runbook.md')).toEqual({
      bytes: Buffer.from('# Runbook\n'),
      executable: false,
      class: 'once',
    });
    expect(files.get('renovate.json')).toMatchObject({ class: 'managed' });
    expect(json(files, 'renovate.json')).toEqual({ extends: ['config:base'] });
    expect([...files.keys()]).toEqual([...files.keys()].sort());
  });

  test('keeps projen’s own files out', () => {
    expect([...project().rendered().keys()].filter((path) => path.startsWith('.projen'))).toEqual([]);
  });

  test('needs a folder to write into', () => {
    expect(() => project().synth()).toThrow('explicit outdir');
  });
});
