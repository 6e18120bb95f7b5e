import { describe, expect, test } from '@jest/globals';
import { configText, withDefaultAnswers } from '../../src/config/answers.ts';
import { forEnvironment } from '../../src/config/defaults.ts';
import { loadConfig } from '../../src/config/load.ts';
import { UserError } from '../../src/errors.ts';

const MINIMAL = `tool: ^0.1.0
service: orders
runtime: nodejs24.x
triggers: [http]
region: eu-central-1
packageManager: npm
environments:
  dev:
    deployment: AllAtOnce
checks:
  s3-bucket-versioning-enabled: {}
`;

/** The message of the error that a text is refused with. */
function refusal(text: string): UserError {
  try {
    loadConfig(text, 'fitness.yaml');
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const changed = (from: string, to: string) => {
  expect(MINIMAL).toContain(from);
  return refusal(MINIMAL.replace(from, to)).message;
};

describe('what is not written takes its default', () => {
  test('of the service, the gate, complexity and each check', () => {
    const { config } = loadConfig(MINIMAL, 'fitness.yaml');
    expect(config).toEqual({
      tool: '^0.1.0',
      service: 'orders',
      description: '',
      runtime: 'nodejs24.x',
      triggers: ['http'],
      functions: {},
      table: false,
      region: 'eu-central-1',
      packageManager: 'npm',
      alarms: {},
      environments: { dev: { deployment: 'AllAtOnce' } },
      checks: { 's3-bucket-versioning-enabled': { enabled: true, mode: 'enforced', options: {} } },
      gate: {
        mode: 'enforce',
        minimum: 80,
        minCoverage: 0.9,
        noNewFailures: true,
        withoutBaseline: 'fail',
        require: [],
      },
      complexity: {
        lambda: 3,
        budget: 100,
        terms: { resources: 1, functions: 2, edges: 0.5, iamStatements: 0.5, cyclomatic: 0.02, dependencies: 0.02 },
      },
      performance: { windowHours: 24, minSamples: 100, tolerance: { duration: 50, errorRate: 1 } },
      stackGate: false,
      live: { cloudControl: false },
      dashboard: { metrics: [] },
    });
  });

  test('a part that is written keeps the defaults of its other parts', () => {
    const text = `${MINIMAL}gate: { minimum: 60 }
complexity: { terms: { edges: 2 } }
performance: { tolerance: { errorRate: 5 } }
dashboard: { metrics: [{ namespace: orders, metric: Placed, label: Orders }] }
`;
    const { config } = loadConfig(text, 'fitness.yaml');
    expect(config.gate).toMatchObject({ minimum: 60, noNewFailures: true });
    expect(config.complexity).toMatchObject({ lambda: 3, terms: { resources: 1, edges: 2 } });
    expect(config.performance).toMatchObject({ windowHours: 24, tolerance: { duration: 50, errorRate: 5 } });
    expect(config.dashboard.metrics).toEqual([
      { namespace: 'orders', metric: 'Placed', label: 'Orders', stat: 'Sum', dimensions: {} },
    ]);
  });
});

test('an environment’s gate, checks and Region go over the service’s', () => {
  const text = MINIMAL.replace(
    '    deployment: AllAtOnce\n',
    `    deployment: AllAtOnce
  prod:
    deployment: Canary:20:7
    region: us-east-1
    gate: { minimum: 95, require: [s3-bucket-versioning-enabled] }
    checks:
      s3-bucket-versioning-enabled: { mode: trial, weight: 9 }
      s3-bucket-logging-enabled: { enabled: true }
      cw-loggroup-retention-period-check: { options: { MinRetentionTime: 30 } }
`,
  );
  const { config } = loadConfig(text, 'fitness.yaml');
  const prod = forEnvironment(config, 'prod');
  expect(prod.region).toBe('us-east-1');
  expect(prod.gate).toEqual({ ...config.gate, minimum: 95, require: ['s3-bucket-versioning-enabled'] });
  expect(prod.checks).toEqual({
    's3-bucket-versioning-enabled': { enabled: true, mode: 'trial', weight: 9, options: {} },
    's3-bucket-logging-enabled': { enabled: true, mode: 'enforced', options: {} },
    'cw-loggroup-retention-period-check': { enabled: true, mode: 'enforced', options: { MinRetentionTime: 30 } },
  });
  expect(forEnvironment(config, 'dev')).toEqual(config);
  expect(forEnvironment(config, 'constructor')).toBe(config);
});

describe('a refusal says what is wrong, where, and what was meant', () => {
  test.each([
    [
      'service: orders',
      'servce: orders',
      ['fitness.yaml:2:1: unknown key "servce"; did you mean "service"?', 'service is missing'],
    ],
    ['service: orders', 'service: Orders', ['fitness.yaml:2:1: service must be made of lower-case letters']],
    ['service: orders', 'service: ../orders', ['not "../orders"']],
    ['service: orders', `service: ${'o'.repeat(46)}`, ['service must have at most 45 characters, and has 46']],
    ['service: orders', `service: ${'o'.repeat(45)}`, ['fitness.yaml:8:3:', 'have 48 characters together', 'allow 47']],
    [
      'runtime: nodejs24.x',
      'runtime: nodejs24',
      ['must be one of nodejs24.x, nodejs22.x, not "nodejs24"; did you mean "nodejs24.x"?'],
    ],
    ['[http]', '[]', ['triggers must not be empty']],
    ['checks:', 'stackGate: enforce\nchecks:', ['stackGate must be true or false']],
    ['checks:', 'live: { cloudControl: maybe }\nchecks:', ['must be true, false or a list of types such as AWS::']],
    [
      'checks:',
      'live: { cloudControl: [Pool] }\nchecks:',
      ['live.cloudControl must be true, false or a list of types'],
    ],
    ['[http]', '[http, http]', ['triggers names something twice']],
    ['[http]', '[htpp]', ['triggers.0 must be one of', 'did you mean "http"?']],
    [
      'region: eu-central-1',
      'region: Frankfurt',
      ['fitness.yaml:5:1: region must be an AWS Region such as eu-central-1'],
    ],
    ['  dev:', '  version:', ['fitness.yaml:8:3: "version" has a meaning in samconfig.toml']],
    ['  dev:', '  d_v:', ['fitness.yaml:8:3: "d_v" is not a name']],
    ['deployment: AllAtOnce', 'deployment: Canary:0:7', ['fitness.yaml:9:5:', 'the percentage must be from 1 to 99']],
    ['deployment: AllAtOnce', 'deployment: Canary:20:0', ['at least 1 minute']],
    ['deployment: AllAtOnce', 'deployment: Canary:20:2881', ['CodeDeploy allows 2880 (48 hours)']],
    ['deployment: AllAtOnce', 'deployment: Linear:1:30', ['takes 2970 minutes from the first shift to the last']],
    ['deployment: AllAtOnce', 'deployment: Canary10Percent', ['neither one of AllAtOnce']],
    [
      's3-bucket-versioning-enabled',
      's3-bucket-versionning-enabled',
      ['fitness.yaml:11:3: unknown check', 'did you mean "s3-bucket-versioning-enabled"?'],
    ],
    ['enabled: {}', 'enabled: { weigth: 3 }', ['unknown key "weigth"; did you mean "weight"?']],
    ['enabled: {}', 'enabled: { weight: -1 }', ['must be at least 0, not -1']],
    ['enabled: {}', 'enabled: { options: { strict: 3, depth: 1 } }', ['unknown key "depth"']],
    ['enabled: {}', 'enabled: { mode: off }', ['must be one of enforced, trial']],
    ['checks:', 'gate: { minimum: "80" }\nchecks:', ['gate.minimum must be a number, not "80"']],
    ['checks:', 'gate: { minCoverage: 90 }\nchecks:', ['must be at most 1, not 90']],
    ['checks:', 'gate: { require: [s3-bucket-versioning] }\nchecks:', ['did you mean "s3-bucket-versioning-enabled"?']],
    ['checks:', 'complexity: { budget: 0 }\nchecks:', ['must be more than 0, not 0']],
    ['checks:', 'alarms: { email: nobody }\nchecks:', ['alarms.email must be an e-mail address']],
    ['checks:', 'region: eu-west-1\nchecks:', ['fitness.yaml:10:1:', 'region is repeated']],
    ['checks:', 'table: yes\nchecks:', ['table must be true or false, not "yes"']],
    ['checks:', 'region: [a\nchecks:', ['fitness.yaml:']],
  ])('%s → %s', (from, to, said) => {
    const message = changed(from, to);
    for (const part of said) expect(message).toContain(part);
  });

  test('all problems at once, in the order of the file, with the first one’s place', () => {
    const error = refusal(MINIMAL.replace('orders', 'Orders').replace('[http]', '[]').replace('AllAtOnce', 'Never'));
    expect(error).toMatchObject({
      code: 'invalid-config',
      kind: 'usage',
      location: { file: 'fitness.yaml', line: 2, column: 1 },
    });
    expect(error.message.split('\n').map((line) => line.slice(0, 15))).toEqual([
      'fitness.yaml:2:',
      'fitness.yaml:4:',
      'fitness.yaml:9:',
    ]);
  });

  test.each([
    ['an empty file', '', 'must be a mapping'],
    ['a list', '- a\n', 'must be a mapping'],
    ['a word', 'hello\n', 'must be a mapping'],
  ])('%s', (_, text, said) => expect(refusal(text).message).toContain(said));
});

describe('a hostile file is refused in no time', () => {
  test('an alias bomb', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(', ')}]`,
    );
    const started = performance.now();
    expect(refusal(['l0: &l0 [a, a]', ...levels].join('\n'))).toBeInstanceOf(UserError);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('keys of a prototype are unknown keys', () => {
    expect(refusal(`${MINIMAL}__proto__: { polluted: true }\n`).message).toContain('unknown key "__proto__"');
    expect(refusal(`${MINIMAL}constructor: 1\n`).message).toContain('unknown key "constructor"');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a long key is not compared with every name', () => {
    const started = performance.now();
    refusal(`${MINIMAL}? ${'x'.repeat(100_000)}\n: 1\n`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('what configText writes needs no default that it does not state', () => {
  const answers = withDefaultAnswers(
    { name: 'orders' },
    { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' },
  );
  const { config } = loadConfig(configText(answers), 'fitness.yaml');
  expect(Object.values(config.checks).every(({ weight }) => weight !== undefined)).toBe(true);
});

describe('the files of an adopted service', () => {
  const withFiles = (template: string, files: readonly string[]) =>
    `tool: ^0.1.0\nservice: orders\nruntime: nodejs24.x\nregion: eu-west-1\npackageManager: npm\nadopted:\n  template: ${JSON.stringify(template)}\n  files: ${JSON.stringify(files)}\nenvironments:\n  prod: {deployment: AllAtOnce}\nchecks: {}\n`;

  test('are read where they are in the folder', () => {
    const { config } = loadConfig(withFiles('infra/template.yml', ['package.json', '.github/workflows/ci.yml']), 'f');
    expect(config.adopted).toMatchObject({
      template: 'infra/template.yml',
      files: ['package.json', expect.any(String)],
    });
  });

  test.each([
    ['../template.yaml', [], '7:3: adopted.template: "../template.yaml" leads out of the folder'],
    ['/etc/template.yaml', [], '7:3: adopted.template: "/etc/template.yaml" is absolute'],
    ['fitness.yaml', [], '7:3: adopted.template: "fitness.yaml" is the tool’s own'],
    ['t.yaml', ['a.json', '.git/config'], '8:20: adopted.files.1: ".git/config" is git’s own'],
    ['t.yaml', ['.Fitness/manifest.json'], '8:11: adopted.files.0: ".Fitness/manifest.json" is the tool’s own'],
    ['t.yaml', ['t.yaml'], '8:11: adopted.files.0: "t.yaml" is the template'],
  ])('are refused elsewhere: %s %j', (template, files, message) => {
    expect(() => loadConfig(withFiles(template, files), 'f')).toThrow(`f:${message}`);
  });
});
