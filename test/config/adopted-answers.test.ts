import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { check as isPretty } from 'prettier';
import { adoptedConfigData, adoptedConfigText } from '../../src/config/adopted-answers.ts';
import type { AdoptedAnswers } from '../../src/config/adopted-answers.ts';
import { adoptedAnswersOf } from '../../src/config/answers.ts';
import { withDefaults } from '../../src/config/defaults.ts';
import { DEPLOYMENT_TYPES } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { unsafePath } from '../../src/safe-path.ts';
import { parseDocument } from '../../src/template/parse.ts';

const id = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/);
const path = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((text) => !/\p{Cc}/u.test(text) && unsafePath(text) === undefined && !/fitness/i.test(text));
const environment = fc.oneof(fc.constantFrom('dev', 'prod', 'constructor'), fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/));
const answers: fc.Arbitrary<AdoptedAnswers> = fc
  .record({
    name: fc.constantFrom('orders', 'a-1'),
    description: fc.oneof(
      fc.constant(''),
      fc.string({ maxLength: 40 }).filter((text) => !/\p{Cc}/u.test(text)),
    ),
    runtime: fc.constantFrom('nodejs24.x', 'nodejs22.x'),
    environments: fc.uniqueArray(
      environment.filter((name) => name !== 'version' && name !== 'default'),
      { minLength: 1, maxLength: 3 },
    ),
    region: fc.constantFrom('eu-central-1', 'us-gov-west-1'),
    packageManager: fc.constantFrom('npm', 'pnpm', 'yarn'),
    tool: fc.constantFrom('^1.2.0', '0.1.0', 'file:vendor/create-fitness-serverless-0.1.0.tgz'),
    adopted: fc.record({
      template: path,
      hooks: fc.constantFrom('source', 'prebuilt', 'none'),
      functions: fc.dictionary(
        id,
        fc.record(
          { hooks: fc.constantFrom('ours', 'chained', 'beside'), alias: fc.stringMatching(/^[a-z][\w-]{0,9}$/) },
          { requiredKeys: ['hooks'] },
        ),
        { maxKeys: 4 },
      ),
      environment: id,
      names: fc.dictionary(id, id, { maxKeys: 3 }),
      files: fc.uniqueArray(
        path.map((name) => `${name}/x`),
        { maxLength: 3 },
      ),
    }),
    minimum: fc.integer({ min: 0, max: 100 }),
    mode: fc.constantFrom('observe', 'enforce'),
    stackGate: fc.boolean(),
    minCoverage: fc.constantFrom(undefined, 0.85, 0.5, 0),
    shift: fc.constantFrom(...DEPLOYMENT_TYPES, 'Canary:20:7'),
  } as const)
  .map(({ shift, minCoverage, ...rest }) => ({
    ...rest,
    ...(minCoverage !== undefined && { minCoverage }),
    deployment: Object.fromEntries(rest.environments.map((name) => [name, shift])),
  }));

const GIVEN: AdoptedAnswers = {
  name: 'orders',
  description: '',
  runtime: 'nodejs24.x',
  environments: ['dev', 'prod'],
  deployment: { dev: 'AllAtOnce', prod: 'Canary10Percent5Minutes' },
  region: 'eu-west-1',
  packageManager: 'npm',
  tool: '^0.1.0',
  adopted: {
    template: 'infra/template.yml',
    hooks: 'prebuilt',
    functions: { Orders: { hooks: 'ours' }, Pay: { hooks: 'beside' } },
    environment: 'Stage',
    names: { Recorder: 'FitnessRecorder' },
    files: ['.gitignore', 'Makefile'],
  },
  minimum: 61,
};

describe('the fitness.yaml of an adopted service', () => {
  test('is read back as what it was made of, whatever that is', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const text = adoptedConfigText(given);
        const { config } = loadConfig(text, 'fitness.yaml');
        expect(config).toEqual(withDefaults(adoptedConfigData(given)));
        expect(config.adopted).toEqual(given.adopted);
        const { mode, minimum, minCoverage = 0.9 } = given;
        expect(config.gate).toMatchObject({ mode, minimum, minCoverage });
        expect(adoptedAnswersOf(parseDocument(text, 'fitness.yaml').data, 'none')).toEqual(given);
      }),
      { numRuns: 150 },
    );
  });

  test('observes, and says with which command it stops releases; once it does the hint is gone', () => {
    expect(adoptedConfigText(GIVEN)).toContain('set gate.mode=enforce\n  mode: observe\n  minimum: 61 #');
    expect(adoptedConfigText({ ...GIVEN, mode: 'enforce' })).not.toContain('set gate.mode');
  });

  test('says why less than the default has to be known, where it is less', () => {
    const why = '  # As much as is known where no build measures the sources; 0.9 is what to reach.\n';
    expect(adoptedConfigText({ ...GIVEN, minCoverage: 0.85 })).toContain(`${why}  minCoverage: 0.85 #`);
    for (const given of [GIVEN, { ...GIVEN, minCoverage: 0.9 }]) {
      expect(adoptedConfigText(given)).toContain('  minCoverage: 0.9 #');
      expect(adoptedConfigText(given)).not.toContain(why);
    }
  });

  test('lists the checks as a created service does, and names the schema only where it is installed', () => {
    const { config } = loadConfig(adoptedConfigText(GIVEN), 'fitness.yaml');
    expect(Object.keys(config.checks).length).toBeGreaterThan(50);
    expect(config.environments['dev']?.checks).toEqual({
      'codedeploy-lambda-allatonce-traffic-shift-disabled': { weight: 0 },
    });
    expect(adoptedConfigText(GIVEN)).not.toContain('$schema');
    expect(adoptedConfigText({ ...GIVEN, adopted: { ...GIVEN.adopted, hooks: 'source' } })).toContain('$schema');
  });

  test('is as Prettier would write it', async () => {
    expect(await isPretty(adoptedConfigText(GIVEN), { parser: 'yaml' })).toBe(true);
  });
});

describe('adoptedAnswersOf', () => {
  test('takes defaults for what is written in another way than the schema wants', () => {
    const odd = parseDocument(
      'adopted:\n  template: t.yaml\n  hooks: [1]\n  functions: {A: null, B: {hooks: 3}}\n  names: {A: [], B: c}\n  files: x\n  environment: {}\n',
      'f',
    ).data;
    expect(adoptedAnswersOf(odd, '^1.0.0')?.adopted).toEqual({
      template: 't.yaml',
      hooks: 'source',
      functions: { A: { hooks: 'ours' }, B: { hooks: 'ours' } },
      environment: 'Environment',
      names: { B: 'c' },
      files: [],
    });
  });

  test('is of adopted services alone', () => {
    for (const odd of [null, [], {}, { adopted: {} }, { adopted: { template: 3 } }])
      expect(adoptedAnswersOf(odd, '^1.0.0')).toBeUndefined();
  });
});
