import { describe, expect, test } from '@jest/globals';
import { functionNameProblem, logicalPrefix } from '../../src/config/functions.ts';
import { loadConfig } from '../../src/config/load.ts';
import { UserError } from '../../src/errors.ts';

const service = (functions: string, { table = false, name = 'orders' } = {}) => `tool: ^0.1.0
service: ${name}
runtime: nodejs24.x
triggers: [stream]
functions:
${functions}
table: ${table}
region: eu-central-1
packageManager: npm
environments:
  dev:
    deployment: AllAtOnce
checks: {}
`;

function refusal(text: string): string {
  try {
    loadConfig(text, 'fitness.yaml');
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

const named = (...names: string[]) => names.map((name) => `  ${name}: { trigger: stream }`).join('\n');

test('functions are read in their order', () => {
  const { config } = loadConfig(service('  report: { trigger: schedule }\n  a-1:\n    trigger: http'), 'fitness.yaml');
  expect(Object.entries(config.functions)).toEqual([
    ['report', { trigger: 'schedule' }],
    ['a-1', { trigger: 'http' }],
  ]);
});

test.each([
  ['report', 'Report'],
  ['monthly-report', 'MonthlyReport'],
  ['a-1-b2', 'A1B2'],
])('the logical ids of %s begin with %s', (name, prefix) => {
  expect(logicalPrefix(name)).toBe(prefix);
});

describe('names', () => {
  test.each([
    ['MonthlyReport', 'monthly-report'],
    ['monthly_report', 'monthly-report'],
    ['monthly--report-', 'monthly-report'],
    ['2nd report', 'nd-report'],
    ['Ordersé', 'orders'],
    ['a'.repeat(25), 'a'.repeat(24)],
  ])('%s is refused, %s suggested', (name, near) => {
    expect(functionNameProblem(name)).toBe(
      `${JSON.stringify(name)} is no name of a function: at most 24 lower-case letters, digits and hyphens between them, a letter first; did you mean "${near}"?`,
    );
  });

  test('of nothing that could be one nothing is suggested', () => {
    expect(functionNameProblem('42')).not.toContain('did you mean');
  });

  test.each(['http', 'queue', 'schedule', 'stream', 'bucket'])('%s is a trigger', (name) => {
    expect(functionNameProblem(name)).toBe(`"${name}" is the function of that trigger: name it below triggers`);
  });

  test.each([
    ['powertools', 'the module src/powertools.ts'],
    ['items', 'the module src/items.ts'],
    ['support', 'the module test/support.ts'],
    ['template', 'the test of template.yaml, test/template.test.ts'],
    ['codedeploy-hook', 'the sample event events/codedeploy-hook.json'],
    ['access-logs', 'what AccessLogsBucket of template.yaml is called after'],
  ])('%s is taken', (name, by) => {
    expect(functionNameProblem(name)).toBe(`"${name}" is ${by}`);
  });

  test('a file names the place of each, and every other problem', () => {
    expect(refusal(service('  Report: { trigger: schedule }\n  items: { trigger: http }')).split('\n')).toEqual([
      expect.stringMatching(/^fitness\.yaml:6:3: "Report" is no name of a function: .*; did you mean "report"\?$/),
    ]);
    expect(refusal(service('  items: { trigger: http }\n  http: { trigger: http }')).split('\n')).toEqual([
      'fitness.yaml:6:3: "items" is the module src/items.ts',
      'fitness.yaml:7:3: "http" is the function of that trigger: name it below triggers',
    ]);
  });

  test('of two that would have the same logical ids the second is refused', () => {
    expect(refusal(service('  a1: { trigger: http }\n  a-1: { trigger: queue }'))).toBe(
      'fitness.yaml:7:3: "a1" and "a-1" would both be A1Function',
    );
  });

  test('a name leaves room for the service and its environments in the name of the function', () => {
    const name = 'a-service-with-a-very-long-name';
    const fits = 'just-twenty-one-letters'; // without the hyphens
    expect(loadConfig(service(named('a'.repeat(21)), { name }), 'fitness.yaml').config.service).toBe(name);
    expect(loadConfig(service(named(fits), { name }), 'fitness.yaml').config.service).toBe(name);
    expect(refusal(service(named('a'.repeat(22)), { name }))).toBe(
      `fitness.yaml:6:3: "${name}" and "dev" have 34 characters together; the name of A${'a'.repeat(21)}Function allows 33`,
    );
  });
});

describe('triggers', () => {
  test.each([
    ['  report: {}', 'fitness.yaml:6:3: functions.report.trigger is missing'],
    [
      '  report: { trigger: cron }',
      'fitness.yaml:6:13: functions.report.trigger must be one of http, queue, schedule, stream, bucket, not "cron"',
    ],
    ['  report:', 'fitness.yaml:6:3: functions.report must be a mapping'],
    ['  report: { trigger: http, memory: 128 }', 'fitness.yaml:6:28: unknown key "memory"'],
  ])('%s', (functions, message) => {
    expect(refusal(service(functions))).toBe(message);
  });

  test('the stream of a table serves two functions, a stream of Kinesis five', () => {
    const read = (count: number, table: boolean) =>
      service(named(...['a', 'b', 'c', 'd', 'e'].slice(0, count)), { table });
    expect(Object.keys(loadConfig(read(1, true), 'fitness.yaml').config.functions)).toHaveLength(1);
    expect(refusal(read(2, true))).toBe(
      'fitness.yaml:7:3: the stream of a table serves 2 functions, and "b" is one more',
    );
    expect(Object.keys(loadConfig(read(4, false), 'fitness.yaml').config.functions)).toHaveLength(4);
    expect(refusal(read(5, false))).toBe(
      'fitness.yaml:10:3: a stream of Kinesis serves 5 functions, and "e" is one more',
    );
  });

  test('there are at most 20 functions with names', () => {
    const functions = (count: number) =>
      Array.from({ length: count }, (_, index) => `  f${index}: { trigger: http }`).join('\n');
    expect(Object.keys(loadConfig(service(functions(20)), 'fitness.yaml').config.functions)).toHaveLength(20);
    expect(refusal(service(functions(21)))).toContain('functions must have at most 20 entries');
  });
});
