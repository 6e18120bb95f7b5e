import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answersOf, configText, validateAnswers, withDefaultAnswers, type Answers } from '../../src/config/answers.ts';
import { DEPLOYMENT_TYPES, type Deployment } from '../../src/config/config.ts';
import { forEnvironment } from '../../src/config/defaults.ts';
import { loadConfig } from '../../src/config/load.ts';
import { parseDocument } from '../../src/template/parse.ts';

const DETECTED = { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' } as const;

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/).filter((name) => !['version', 'default'].includes(name));
const deployment: fc.Arbitrary<Deployment> = fc.oneof(
  fc.constantFrom(...DEPLOYMENT_TYPES),
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 2880 }))
    .map(([p, m]) => `Canary:${p}:${m}` as const),
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 29 }))
    .map(([p, m]) => `Linear:${p}:${m}` as const),
);
const answers: fc.Arbitrary<Answers> = fc
  .record({
    name: word,
    description: fc.string({ maxLength: 100, unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text)),
    runtime: fc.constantFrom('nodejs24.x', 'nodejs22.x'),
    triggers: fc.uniqueArray(fc.constantFrom('http', 'queue', 'schedule', 'stream', 'bucket'), { minLength: 1 }),
    table: fc.boolean(),
    environments: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
    region: fc.constantFrom('eu-central-1', 'us-gov-west-1', 'ap-southeast-3'),
    packageManager: fc.constantFrom('npm', 'pnpm', 'yarn'),
    tool: fc.constantFrom('^1.2.0', '0.1.0', 'file:vendor/create-fitness-serverless-0.1.0.tgz'),
    alarmEmail: fc.option(fc.constantFrom('team@example.com', "o'hara+x@example.co.uk"), { nil: undefined }),
    deployments: fc.array(deployment, { minLength: 4, maxLength: 4 }),
  } as const)
  .map(({ deployments, alarmEmail, ...rest }) => ({
    ...rest,
    deployment: Object.fromEntries(rest.environments.map((name, index) => [name, deployments[index] ?? 'AllAtOnce'])),
    ...(alarmEmail !== undefined && !alarmEmail.includes("'") && { alarmEmail }),
  }));

describe('configText', () => {
  test('writes what loadConfig reads back, whatever the answers are', () => {
    fc.assert(
      fc.property(answers, (given) => {
        expect(validateAnswers({ ...given })).toEqual([]);
        const { config } = loadConfig(configText(given), 'fitness.yaml');
        const { name, alarmEmail, environments, deployment, ...rest } = given;
        expect(config).toMatchObject({ ...rest, service: name, alarms: alarmEmail ? { email: alarmEmail } : {} });
        expect(Object.entries(config.environments).map(([key, value]) => [key, value.deployment])).toEqual(
          environments.map((key) => [key, deployment[key]]),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('says to editors where the schema is, on the first line', () => {
    const text = configText(withDefaultAnswers({ name: 'orders' }, DETECTED));
    expect(text.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./node_modules/create-fitness-serverless/schema/fitness.schema.json',
    );
  });

  describe('a check that the service is made not to pass is shown, and not counted', () => {
    const load = (given: Partial<Answers>) =>
      loadConfig(configText(withDefaultAnswers({ name: 'orders', ...given }, DETECTED)), 'fitness.yaml').config;
    const weightIn = (given: Partial<Answers>, environment: string, id: string) => {
      const config = load(given);
      return forEnvironment(config, environment).checks[id]?.weight;
    };

    test('authorization of an API that is open to the first request', () => {
      const id = 'api-gwv2-authorization-type-configured';
      expect(weightIn({ triggers: ['http', 'queue'] }, 'prod', id)).toBe(0);
      expect(weightIn({ triggers: ['queue'] }, 'prod', id)).toBe(7);
    });

    test('gradual deployment where the answer is all at once', () => {
      const id = 'codedeploy-lambda-allatonce-traffic-shift-disabled';
      expect(['dev', 'prod'].map((environment) => weightIn({}, environment, id))).toEqual([0, 4]);
      expect(weightIn({ environments: ['prod'], deployment: { prod: 'AllAtOnce' } }, 'prod', id)).toBe(0);
    });
  });

  test('draws what the generated handlers count, per stack', () => {
    const { config } = loadConfig(
      configText(withDefaultAnswers({ name: 'orders', triggers: ['queue'] }, DETECTED)),
      'fitness.yaml',
    );
    expect(config.dashboard.metrics).toEqual([
      {
        namespace: 'orders',
        metric: 'MessagesHandled',
        dimensions: { service: 'orders', stack: '${AWS::StackName}' },
        stat: 'Sum',
        label: 'Messages handled',
      },
    ]);
  });
});

describe('withDefaultAnswers', () => {
  test('a name is enough', () => {
    expect(withDefaultAnswers({ name: 'orders' }, DETECTED)).toEqual({
      ...DETECTED,
      name: 'orders',
      description: 'The orders service',
      runtime: 'nodejs24.x',
      triggers: ['http'],
      table: true,
      environments: ['dev', 'prod'],
      deployment: { dev: 'AllAtOnce', prod: 'Canary10Percent5Minutes' },
    });
  });

  test('a table comes with http only', () => {
    expect(withDefaultAnswers({ name: 'a', triggers: ['queue'] }, DETECTED).table).toBe(false);
    expect(withDefaultAnswers({ name: 'a', triggers: ['queue', 'http'] }, DETECTED).table).toBe(true);
    expect(withDefaultAnswers({ name: 'a', table: false }, DETECTED).table).toBe(false);
  });

  test('undefined is no answer', () => {
    const given = { name: 'a', description: undefined, region: undefined };
    expect(withDefaultAnswers(given as never, DETECTED)).toMatchObject({
      region: 'eu-central-1',
      description: 'The a service',
    });
  });
});

describe('validateAnswers', () => {
  const GOOD = { ...withDefaultAnswers({ name: 'orders' }, DETECTED) };
  const problems = (change: object) => validateAnswers({ ...GOOD, ...change });

  test('names every answer that is missing, with its flag', () => {
    const missing = validateAnswers({ tool: '^0.1.0' });
    expect(missing.every((problem) => problem.missing)).toBe(true);
    expect(missing.map(({ flag }) => flag).sort()).toEqual([
      '--[no-]table',
      '--deployment',
      '--description',
      '--environment',
      '--name',
      '--package-manager',
      '--region',
      '--runtime',
      '--trigger',
    ]);
  });

  test.each([
    [{ name: 'My Service' }, '--name', 'must be made of lower-case letters'],
    [{ name: '../evil' }, '--name', 'not "../evil"'],
    [{ name: 'x'.repeat(80) }, '--name', 'at most 45 characters, and has 80'],
    [{ name: 'x'.repeat(44) }, '--name', 'have 48 characters together'],
    [{ name: 7 }, '--name', 'must be text, not 7'],
    [{ description: 'two\nlines' }, '--description', 'must be one line of text'],
    [{ runtime: 'python3.13' }, '--runtime', 'must be one of nodejs24.x, nodejs22.x'],
    [{ triggers: ['http', 'cron'] }, '--trigger', 'must be one of http'],
    [{ triggers: 'http' }, '--trigger', 'must be a list'],
    [{ environments: [] }, '--environment', 'must not be empty'],
    [{ environments: ['dev', 'dev'] }, '--environment', 'dev is given twice'],
    [{ environments: ['default'], deployment: {} }, '--environment', 'has a meaning in samconfig.toml'],
    [{ environments: ['pre_prod'], deployment: {} }, '--environment', '"pre_prod" is not a name'],
    [{ deployment: { prod: 'Canary:100:5' } }, '--deployment', 'the percentage must be from 1 to 99'],
    [{ deployment: { prd: 'AllAtOnce' } }, '--deployment', 'did you mean "prod"?'],
    [{ region: 'europe' }, '--region', 'must be an AWS Region'],
    [{ alarmEmail: 'team' }, '--alarm-email', 'must be an e-mail address'],
    [{ packageManager: 'bun' }, '--package-manager', 'must be one of npm, pnpm, yarn'],
    [{ tigger: ['http'] }, 'tigger', 'unknown answer "tigger"; did you mean "triggers"?'],
    [{ constructor: 1 }, 'constructor', 'unknown answer'],
  ])('%j', (change, flag, said) => {
    const found = problems(change);
    expect(found.map((problem) => problem.flag)).toContain(flag);
    expect(found.map(({ message }) => message).join('\n')).toContain(said);
    expect(found.every(({ missing }) => !missing)).toBe(true);
  });

  test('all at once', () => {
    expect(problems({ name: 'A', runtime: 'x', region: 'y' }).map(({ flag }) => flag)).toEqual([
      '--name',
      '--runtime',
      '--region',
    ]);
  });
});

test('an environment may bear the name of something that every object has', () => {
  const given = withDefaultAnswers({ name: 'orders', environments: ['constructor'] }, DETECTED);
  expect(given.deployment).toEqual({ constructor: 'Canary10Percent5Minutes' });
  expect(validateAnswers({ ...given })).toEqual([]);
  expect(loadConfig(configText(given), 'fitness.yaml').config.environments['constructor']?.deployment).toBe(
    'Canary10Percent5Minutes',
  );
});

describe('answersOf', () => {
  test('reads back what configText wrote, whatever the answers are', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const { data } = parseDocument(configText(given), 'fitness.yaml');
        expect(answersOf(data, 'none')).toEqual(given);
      }),
      { numRuns: 100 },
    );
  });

  test('takes defaults for what a hand-written file does not say, or says in another way', () => {
    const data = parseDocument(
      'service: orders\ntriggers: http\nenvironments:\n  live: {deployment: Fast}\n',
      'f',
    ).data;
    expect(answersOf(data, '^2.0.0')).toEqual({
      ...withDefaultAnswers({ name: 'orders' }, { ...DETECTED, tool: '^2.0.0', region: 'us-east-1' }),
      description: '',
      table: false,
      environments: ['live'],
      deployment: { live: 'Canary10Percent5Minutes' },
    });
    for (const odd of [null, [], 'text', { alarms: [], environments: 'dev' }]) {
      expect(validateAnswers({ ...answersOf(odd, '^2.0.0') })).toEqual([]);
    }
  });
});
