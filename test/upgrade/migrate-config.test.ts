import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configText, withDefaultAnswers } from '../../src/config/answers.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { migrateConfig } from '../../src/upgrade/migrate-config.ts';
import type { Migration } from '../../src/upgrade/migrations.ts';
import { runs } from '../support/runs.ts';

function migration(of: Partial<Migration>): Migration {
  return { version: '2.0.0', notes: [], answers: {}, values: {}, paths: {}, classes: {}, released: [], ...of };
}

function migrated(text: string, ...migrations: Partial<Migration>[]): string {
  return migrateConfig(text, migrations.map(migration)).text;
}

const TEXT = `# head

# where it runs
region: eu-central-1 # Frankfurt
# who is told
alarms:
  # the team
  email: team@example.com
environments:
  dev:
    deployment: AllAtOnce # quick
  prod:
    deployment: Canary10Percent5Minutes
triggers: [http, queue]
`;

describe('migrateConfig', () => {
  test('S06 renames a key in its place; comments, value and every other byte stay', () => {
    expect(migrated(TEXT, { answers: { region: 'awsRegion' } })).toBe(TEXT.replace('region:', 'awsRegion:'));
    expect(migrated(TEXT, { answers: { 'environments.*.deployment': 'environments.*.rollout' } })).toBe(
      TEXT.replaceAll('deployment:', 'rollout:'),
    );
    expect(migrated('"region" : x\n', { answers: { region: 'on' } })).toBe('"on" : x\n');
    expect(migrated('{"region": "x", "a": 1}', { answers: { region: 'aws' } })).toBe('{"aws": "x", "a": 1}');
  });

  test('S06 moves a key into a map of its own, with its comments, where it stood', () => {
    expect(migrated(TEXT, { answers: { region: 'aws.region' } })).toBe(
      TEXT.replace(
        '# where it runs\nregion: eu-central-1 # Frankfurt\n',
        'aws:\n  # where it runs\n  region: eu-central-1 # Frankfurt\n',
      ),
    );
  });

  test('S06 moves a key into a map that is there; one that is left empty goes, its comments do not', () => {
    const text = `${TEXT}notify:\n  # already here\n  slack: '#orders'\n  # the end\n\n# tail\n`;
    const without = text.replace('# who is told\nalarms:\n  # the team\n  email: team@example.com\n', '');
    expect(migrated(text, { answers: { 'alarms.email': 'notify.mail' } })).toBe(
      without.replace(
        "  slack: '#orders'\n  # the end\n",
        "  slack: '#orders'\n  # the end\n  # who is told\n  # the team\n  mail: team@example.com\n",
      ),
    );
  });

  test('a value of many lines keeps its shape when it moves in or out', () => {
    const text = 'a:\n  b:\n    text: |\n      one\n\n        two\n    list:\n    - 1\n    # mine\n    - 2\nc: 3\n';
    expect(migrated(text, { answers: { 'a.b.text': 'd', 'a.b.list': 'e.f' } })).toBe(
      'c: 3\nd: |\n  one\n\n    two\ne:\n  f:\n  - 1\n  # mine\n  - 2\n',
    );
  });

  test('CRLF, and a file without a line ending at its end, stay as they are', () => {
    const crlf = 'a: 1\r\n# mine\r\nregion: x\r\nb: 2\r\n';
    expect(migrated(crlf, { answers: { region: 'aws.region' } })).toBe(
      'a: 1\r\naws:\r\n  # mine\r\n  region: x\r\nb: 2\r\n',
    );
    expect(migrated('region: x\nb:\n  c: 2', { answers: { region: 'b.region' } })).toBe('b:\n  c: 2\n  region: x\n');
  });

  test('between brackets the data moves', () => {
    const text = 'a: { region: x, b: 1 }\nc: {}\n';
    expect(parseDocument(migrated(text, { answers: { 'a.region': 'c.region' } }), 'f').data).toEqual({
      a: { b: 1 },
      c: { region: 'x' },
    });
  });

  test('what stands at the new place stays, and is reported', () => {
    const text = 'region: old # a\naws:\n  region: mine\n';
    const result = migrateConfig(text, [migration({ answers: { region: 'aws.region' } })]);
    expect(result).toEqual({
      text: 'aws:\n  region: mine\n',
      kept: [{ at: 'aws.region', yours: 'mine', next: 'old' }],
    });
  });

  test('maps values, of lists item by item, by the new path', () => {
    expect(
      migrated(TEXT, {
        answers: { 'environments.*.deployment': 'environments.*.rollout' },
        values: { 'environments.*.rollout': { AllAtOnce: 'at-once' }, triggers: { http: 'api' } },
      }),
    ).toBe(
      TEXT.replaceAll('deployment:', 'rollout:')
        .replace('AllAtOnce', 'at-once')
        .replace('[http, queue]', '[api, queue]'),
    );
    expect(migrated('table: true\n', { values: { table: { true: 'dynamodb' } } })).toBe('table: dynamodb\n');
  });

  test('S08 goes through the versions in order: a key that is renamed twice', () => {
    const steps: Partial<Migration>[] = [
      { answers: { region: 'aws.region' } },
      { answers: { 'aws.region': 'cloud.place' } },
    ];
    expect(migrated('region: x # here\na: 1\n', ...steps)).toBe('a: 1\ncloud:\n  place: x # here\n');
  });

  test('names that objects have by nature are names like any other', () => {
    expect(migrated('a: 1\n', { answers: { toString: 'b', constructor: 'c' }, values: { a: { valueOf: 2 } } })).toBe(
      'a: 1\n',
    );
    expect(migrated('constructor: 1\n', { answers: { constructor: 'toString' } })).toBe('toString: 1\n');
  });

  test('a renamed key of a generated file is that key and nothing else, wherever comments stand', () => {
    const text = configText(
      withDefaultAnswers({ name: 'orders' }, { tool: '^1.0.0', region: 'eu-west-1', packageManager: 'npm' }),
    );
    const lines = text.split('\n');
    const pairs = ['service', 'region', 'gate', 'checks', 'complexity.lambda', 'environments.prod.gate', 'alarms'];
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.constantFrom('renamed', 'new.place', 'complexity.other', 'a.b.c'),
        fc.array(fc.nat(lines.length - 1), { maxLength: 5 }),
        fc.boolean(),
        (from, to, places, crlf) => {
          const eol = crlf ? '\r\n' : '\n';
          const own = lines.flatMap((line, index) => {
            const indent = /^ */.exec(line)?.[0] ?? '';
            return places.includes(index) && line !== '' ? [`${indent}# mine ${index}`, line] : [line];
          });
          const result = migrated(own.join(eol), { answers: { [from]: to } });
          const before = parseDocument(own.join(eol), 'f').data;
          const value = from.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], before);
          const after = parseDocument(result, 'f').data;
          expect(to.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], after)).toEqual(
            value,
          );
          // no comment of anybody is lost
          const comments = (all: string) =>
            all
              .split(eol)
              .flatMap((line) => /(?:^|\s)(#.*)$/.exec(line)?.[1] ?? [])
              .sort();
          expect(comments(result)).toEqual(comments(own.join(eol)));
          expect(result.includes('\r')).toBe(crlf);
        },
      ),
      runs(150),
    );
  });
});
