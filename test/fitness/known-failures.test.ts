import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import type { GateConfig } from '../../src/config/config.ts';
import { UserError } from '../../src/errors.ts';
import { assessment } from '../../src/fitness/assess.ts';
import type { Baseline } from '../../src/fitness/baseline.ts';
import { failureKey, failureOf, parseKnownFailures, serializeKnownFailures } from '../../src/fitness/known-failures.ts';
import { configWith, loaded } from './support.ts';

const FILE = 'fitness-known-failures.json';
const VERSIONING = 's3-bucket-versioning-enabled';
const KEY = `template.yaml#Bucket/Properties/VersioningConfiguration/Status ${VERSIONING}`;

describe('a key', () => {
  const failing = { check: VERSIONING, resource: 'Bucket', path: ['Properties', 'VersioningConfiguration', 'Status'] };

  test('names template, resource, property and check', () => {
    expect(failureKey('template.yaml', failing)).toBe(KEY);
    expect(failureOf(KEY)).toEqual({ template: 'template.yaml', resource: 'Bucket', check: VERSIONING });
  });

  test.each(['my template.yaml', 'a#b.yaml', '100%.yaml', 'ä/ö.yaml'])('of %s says whose it is', (template) => {
    const key = failureKey(template, { ...failing, resource: 'a/b c', path: ['x/y', 0, 'z z'] });
    expect(key.split(' ')).toHaveLength(2);
    expect(failureOf(key)).toEqual({ template, resource: 'a/b c', check: VERSIONING });
  });

  test.each(['', 'Bucket', 'a#b', 'a#b c d', '#b c'])('%j is none', (text) => expect(failureOf(text)).toBeUndefined());
});

describe('the file', () => {
  const entries = new Map([
    ['b.yaml#B check', 'second'],
    ['a.yaml#A/Properties check', 'first "quoted"'],
  ]);

  test('is sorted, has a line for each, and reads back', () => {
    const text = serializeKnownFailures(entries);
    expect(text.split('\n')).toEqual([
      '{',
      '  "a.yaml#A/Properties check": "first \\"quoted\\"",',
      '  "b.yaml#B check": "second",',
      '  "version": 1',
      '}',
      '',
    ]);
    expect(new Map(parseKnownFailures(text, FILE))).toEqual(new Map([...entries].reverse()));
    expect(serializeKnownFailures(parseKnownFailures(text, FILE))).toBe(text);
  });

  test('ends every line of an entry alike, so that one more at the end changes no other', () => {
    const before = serializeKnownFailures(entries).split('\n');
    const after = serializeKnownFailures(new Map([...entries, ['z.yaml#Z check', 'last']])).split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual(['  "z.yaml#Z check": "last",']);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
  });

  test('of a merge that git made is read', () => {
    const text = '\uFEFF{\r\n  "a.yaml#A check": "x",\r\n  "a.yaml#A check": "x",\r\n  "version": 1\r\n}\r\n';
    expect([...parseKnownFailures(text, FILE)]).toEqual([['a.yaml#A check', 'x']]);
  });

  test.each([
    ['a conflict', '{\n  "a#A c": "x",\n<<<<<<< HEAD\n  "b#B c": "x",\n=======\n', 3, 1, 'merge conflict'],
    ['a missing comma', '{\n  "a#A c": "x"\n  "b#B c" "y",\n  "version": 1\n}\n', 3, 3, 'no JSON'],
    ['a word', '{\n  "a#A c": "x",\n  nonsense\n  "version": 1\n}\n', 3, 3, 'no JSON'],
    ['half a file', '{\n  "a#A c": "x",\n', 2, 16, 'no JSON'],
    ['nothing', '', 1, 1, 'no JSON'],
    ['a list', '[]', 1, 1, 'no map'],
    ['another version', '{\n  "version": 2\n}', 2, 3, 'version 1'],
    ['no version', '{\n  "a#A c": "x"\n}', 1, 1, 'version 1'],
    [
      'a key that is none',
      '{\n  "a#A c": "x",\n  "Bucket": "x",\n  "version": 1\n}',
      3,
      3,
      '"Bucket" is no known failure',
    ],
    ['a number for a message', '{\n  "a#A c": 1,\n  "version": 1\n}', 2, 3, '"a#A c" is no known failure'],
    ['a key of the prototype', '{\n  "__proto__": {},\n  "version": 1\n}', 2, 3, '"__proto__" is no known failure'],
  ])('with %s is refused, and says where', (_name, text, line, column, message) => {
    const error = (() => {
      try {
        parseKnownFailures(text, FILE);
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      code: 'broken-known-failures',
      kind: 'usage',
      message: expect.stringContaining(message),
      location: { file: FILE, line, column },
      hint: expect.any(String),
    });
  });
});

describe('under the gate', () => {
  const PLAIN = 'Resources: { Bucket: { Type: AWS::S3::Bucket } }';
  const checks = (enabled: boolean) =>
    Object.fromEntries(Object.keys(configWith().checks).map((id) => [id, { enabled: enabled || id === VERSIONING }]));

  function judged(
    known: readonly string[] | undefined,
    {
      text = PLAIN,
      gate = {},
      baseline,
      stale = [],
    }: { text?: string; gate?: Partial<GateConfig>; baseline?: Baseline; stale?: string[] } = {},
  ) {
    const lenient = { minimum: 0, minCoverage: 0, ...gate };
    return assessment({
      template: loaded(text),
      config: configWith(lenient, checks(false)),
      environment: 'prod',
      now: new Date('2026-11-24'),
      phase: 'template',
      checks: catalogue,
      baseline,
      knownFailures: known && {
        file: FILE,
        prune: 'score --prune-failures',
        has: (result) => known.includes(failureKey('template.yaml', result)),
        stale: () => stale,
      },
    });
  }
  const reasons = (...args: Parameters<typeof judged>) =>
    judged(...args).report.gate.reasons.map(({ rule, message }) => `${rule}: ${message}`);

  test('a known failure is marked, and costs what it cost', () => {
    const { report } = judged([KEY]);
    expect(report.results).toMatchObject([{ status: 'fail', known: true }]);
    expect(report.fitness).toBe(judged(undefined).report.fitness);
    expect(report.results[0]?.cost).toBeGreaterThan(0);
  });

  test('one that is not known is red without any baseline', () => {
    expect(reasons([KEY])).toEqual([]);
    expect(reasons(undefined)).toEqual([]);
    expect(reasons([])).toEqual([
      `noNewFailures: Bucket fails ${VERSIONING}, which ${FILE} does not have: versioning is not enabled`,
    ]);
    expect(reasons([], { gate: { noNewFailures: false } })).toEqual([]);
  });

  test('of another place of the resource it is another failure', () => {
    const elsewhere = KEY.replace('/Status', '/Other');
    expect(reasons([elsewhere])).toHaveLength(1);
  });

  test('a required check may fail where it is known to; what is not known is no failure', () => {
    const gate = { require: [VERSIONING] };
    expect(reasons([KEY], { gate })).toEqual([]);
    expect(judged([KEY], { gate }).report.gate.notices).toEqual([
      {
        rule: 'require',
        message: `Bucket is known to fail ${VERSIONING}, which has to pass: the pre-traffic hook will stop the deployment`,
      },
    ]);
    expect(reasons([], { gate: { ...gate, noNewFailures: false } })).toHaveLength(1);
    const text = `Resources: { Bucket: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !ImportValue x } } } }`;
    expect(reasons([KEY], { gate, text })).toMatchObject([expect.stringContaining('unknown')]);
  });

  test('to accept a failure that the last release did not have weakens the gate; the next one has it', () => {
    const sound = PLAIN.replace('Bucket }', 'Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }');
    const before = judged(undefined, { text: sound }).baseline();
    expect(reasons([KEY], { baseline: before })).toEqual([
      `gate-weakened: Bucket fails ${VERSIONING}, and did not before, and is accepted in ${FILE}: versioning is not enabled`,
    ]);
    expect(reasons([KEY], { baseline: judged([KEY]).baseline() })).toEqual([]);
  });

  test('with a baseline it is that which new failures are told by', () => {
    expect(reasons([], { baseline: judged(undefined).baseline() })).toEqual([]);
  });

  test('what is stale is red, whatever else is allowed, and says how to remove it', () => {
    expect(reasons([KEY], { stale: ['t#A c'], gate: { noNewFailures: false } })).toEqual([
      `stale-known-failure: ${FILE} has what fails no longer: t#A c. Run \`score --prune-failures\``,
    ]);
    const many = Array.from({ length: 7 }, (_, index) => `t#A${index} c`);
    expect(reasons([KEY], { stale: many })[0]).toContain('t#A4 c and 2 more. Run');
  });
});
