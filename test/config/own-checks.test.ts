import { describe, expect, test } from '@jest/globals';
import type { CheckMeta, OptionSchema } from '../../src/checks/api.ts';
import { loadConfig } from '../../src/config/load.ts';
import { refuseOwnProblems } from '../../src/config/read.ts';
import { UserError } from '../../src/errors.ts';

const MINIMAL = `tool: ^0.1.0
service: orders
runtime: nodejs24.x
triggers: [http]
region: eu-central-1
packageManager: npm
environments:
  prod: { deployment: AllAtOnce }
checks:
  s3-bucket-versioning-enabled: {}
`;

const OPTIONS: Readonly<Record<string, OptionSchema>> = {
  key: { type: 'string', description: 'The key', default: 'owner' },
  least: { type: 'integer', description: 'How many', minimum: 1, maximum: 9 },
  kinds: { type: 'array', description: 'Which', items: { type: 'string', enum: ['a', 'b'] } },
  strict: { type: 'boolean', description: 'Strictly' },
};

const OWN: CheckMeta = {
  id: 'queue-has-owner',
  title: 'Queues have an owner',
  why: 'For the tests.',
  remedy: 'name one',
  category: 'operations',
  severity: 'low',
  weight: 2,
  resourceTypes: ['AWS::SQS::Queue'],
  configRule: false,
  docs: 'https://example.com',
  liveActions: [],
  options: OPTIONS,
};

function problems(lines: string, checks: readonly CheckMeta[] = [OWN]): string[] {
  try {
    refuseOwnProblems(loadConfig(`${MINIMAL}${lines}`, 'fitness.yaml', true).document, checks);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split('\n');
  }
}

test('fitness.yaml configures them like all others', () => {
  const text = `${MINIMAL}  queue-has-owner: { weight: 7, mode: trial, options: { key: team, least: 2, kinds: [a], strict: true } }\n`;
  const { config, document } = loadConfig(text, 'fitness.yaml', true);
  refuseOwnProblems(document, [OWN]);
  expect(config.checks['queue-has-owner']).toEqual({
    enabled: true,
    weight: 7,
    mode: 'trial',
    options: { key: 'team', least: 2, kinds: ['a'], strict: true },
  });
});

test('where no service is around, they are unknown', () => {
  expect(() => loadConfig(`${MINIMAL}  queue-has-owner: {}\n`, 'fitness.yaml')).toThrow(
    'unknown check "queue-has-owner"',
  );
});

describe('refused, with the place', () => {
  test.each([
    ['  queue-has-ownr: {}\n', 'fitness.yaml:11:3: unknown check "queue-has-ownr"; did you mean "queue-has-owner"?'],
    [
      '  s3-bucket-versionin-enabled: {}\n',
      'fitness.yaml:11:3: unknown check "s3-bucket-versionin-enabled"; did you mean "s3-bucket-versioning-enabled"?',
    ],
    ['  queue-has-owner: { options: { kye: x } }\n', 'fitness.yaml:11:33: unknown key "kye"; did you mean "key"?'],
    ['  queue-has-owner: { options: { key: 1 } }\n', 'checks.queue-has-owner.options.key must be text, not 1'],
    ['  queue-has-owner: { options: { least: 0 } }\n', 'options.least must be at least 1, not 0'],
    ['  queue-has-owner: { options: { least: 10 } }\n', 'options.least must be at most 9, not 10'],
    ['  queue-has-owner: { options: { least: 1.5 } }\n', 'options.least must be a whole number, not 1.5'],
    ['  queue-has-owner: { options: { kinds: a } }\n', 'options.kinds must be a list, not "a"'],
    ['  queue-has-owner: { options: { kinds: [c] } }\n', 'options.kinds must be one of a, b, not "c"'],
    ['  queue-has-owner: { options: { constructor: 1 } }\n', 'unknown key "constructor"'],
    [
      'gate: { require: [queue-has-ownr] }\n',
      'gate.require.0 is unknown: "queue-has-ownr"; did you mean "queue-has-owner"?',
    ],
  ])('%j', (lines, said) => {
    expect(problems(lines)).toEqual([expect.stringContaining(said)]);
  });

  test('in an environment too', () => {
    const text = MINIMAL.replace('AllAtOnce }', 'AllAtOnce, checks: { nobody: {} }, gate: { require: [nothing] } }');
    const { document } = loadConfig(text, 'fitness.yaml', true);
    expect(() => refuseOwnProblems(document, [OWN])).toThrow(/unknown check "nobody"[^]*"nothing"/);
  });

  test.each(['../../etc: {}', 'Queue: {}', '"a b": {}', '__proto__: {}', 'a--b: {}'])(
    'what no check can be called, though nobody knows the checks yet: %s',
    (entry) => {
      expect(() => loadConfig(`${MINIMAL}  ${entry}\n`, 'fitness.yaml', true)).toThrow('unknown check');
    },
  );

  test.each(['{ weight: many }', '{ enabeld: true }', '{ mode: maybe }', 'yes'])('of the wrong shape: %s', (entry) => {
    expect(() => loadConfig(`${MINIMAL}  queue-has-owner: ${entry}\n`, 'fitness.yaml', true)).toThrow(UserError);
  });
});

test('a required check of the service is one', () => {
  expect(problems('gate: { require: [queue-has-owner] }\n')).toEqual([]);
});
