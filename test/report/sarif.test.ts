import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../src/report/entry.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { configWith } from '../fitness/support.ts';
import { changedEntry, CLEAN, context, entryOf, hostileTemplate, MIXED, PUBLIC, unreadable } from './support.ts';

/** Equal to https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json, but for its texts and the dialect that it names. */
const load = createRequire(import.meta.url);
const {
  $schema: _dialect,
  id: _id,
  ...schema
} = load('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as Record<string, unknown>;

const ajv = new Ajv({
  allErrors: true,
  formats: {
    uri: /^[a-z][a-z0-9+.-]*:\S*$/i,
    'uri-reference': /^[^\s\\"<>^`{|}]*$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  },
  strict: false,
  // one pattern of the schema is none with the flag u
  unicodeRegExp: false,
});
const isValid = ajv.compile(schema);

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region: { readonly startLine: number; readonly startColumn: number };
  };
  readonly logicalLocations: readonly { readonly name: string }[];
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Location[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
}

interface Notification {
  readonly descriptor: { readonly id: string };
  readonly level: string;
  readonly message: { readonly text: string };
  readonly associatedRule?: { readonly id: string };
}

interface Run {
  readonly tool: { readonly driver: { readonly version: string; readonly rules: readonly Record<string, never>[] } };
  readonly invocations: readonly [
    { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly Notification[] },
  ];
  readonly results: readonly SarifResult[];
}

function runOf(entries: readonly Entry[], within = context): Run {
  const log = JSON.parse(renderSarif(entries, within)) as { runs: [Run] };
  const valid = isValid(log);
  expect(isValid.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  return log.runs[0];
}

describe('SARIF', () => {
  test('the schema refuses what is no SARIF', () => {
    expect(isValid({ version: '2.1.0', runs: [{ results: [{ message: 'text' }] }] })).toBe(false);
  });

  test('every check that ran is a rule, with what a reader needs', () => {
    const { driver } = runOf([entryOf(MIXED)]).tool;
    expect(driver.version).toBe('1.2.3');
    expect(driver.rules.find(({ id }) => id === 's3-bucket-public-read-prohibited')).toEqual({
      id: 's3-bucket-public-read-prohibited',
      name: 'S3BucketPublicReadProhibited',
      shortDescription: { text: 'Buckets cannot be read by the public' },
      fullDescription: { text: expect.stringContaining('data leaks') },
      help: {
        text: expect.stringContaining('To pass it: take the public grant away'),
        markdown: expect.stringContaining('**To pass it:** take the public grant away'),
      },
      helpUri: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//),
      defaultConfiguration: { level: 'error' },
      properties: {
        tags: ['security', 'aws', 'serverless', 'infrastructure-as-code'],
        precision: 'very-high',
        'problem.severity': 'error',
        'security-severity': expect.stringMatching(/^\d\.\d$/),
      },
    });
    const reliability = driver.rules.find(({ id }) => id === 's3-bucket-versioning-enabled');
    expect(reliability?.['properties']).not.toHaveProperty('security-severity');
  });

  test('failures are results at their place, by paths from the root of the repository', () => {
    const { results, tool } = runOf([entryOf(MIXED)]);
    const open = results.find(({ ruleId }) => ruleId === 's3-bucket-public-read-prohibited');
    expect(open).toMatchObject({
      level: 'error',
      message: { text: expect.stringMatching(/^Open: AccessControl PublicRead lets everyone read it\. To pass /) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'services/template.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 7, startColumn: 7 },
          },
          logicalLocations: [{ name: 'Open', kind: 'resource' }],
        },
      ],
    });
    expect(tool.driver.rules[open?.ruleIndex ?? -1]).toHaveProperty('id', 's3-bucket-public-read-prohibited');
  });

  test('a file outside of the repository has an address of its own, and odd names are escaped', () => {
    const outside = runOf([entryOf(PUBLIC, { file: '/elsewhere/template.yaml' })]).results[0];
    expect(outside?.locations[0]?.physicalLocation.artifactLocation).toEqual({
      uri: 'file:///elsewhere/template.yaml',
    });
    const odd = runOf([entryOf(PUBLIC, { file: 'a b/ü#?.yaml' })]).results[0];
    expect(odd?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('services/a%20b/%C3%BC%23%3F.yaml');
  });

  test('what is not known is a notification, not a result', () => {
    const { results, invocations } = runOf([entryOf(MIXED)]);
    const versioning = results.filter(({ ruleId }) => ruleId === 's3-bucket-versioning-enabled');
    expect(versioning).toEqual([]);
    expect(invocations[0].toolExecutionNotifications).toContainEqual(
      expect.objectContaining({
        descriptor: { id: 'unknown' },
        level: 'note',
        associatedRule: { id: 's3-bucket-versioning-enabled' },
        message: { text: expect.stringMatching(/^Open: not known: /) },
      }),
    );
  });

  test('a suppressed result says where it is suppressed and why', () => {
    const suppressed = runOf([entryOf(MIXED)]).results.filter(({ suppressions }) => suppressions);
    expect(suppressed).toEqual([
      expect.objectContaining({
        ruleId: 's3-bucket-logging-enabled',
        suppressions: [
          {
            kind: 'inSource',
            status: 'accepted',
            justification: 'it holds the logs',
            location: expect.objectContaining({
              physicalLocation: expect.objectContaining({ region: { startLine: 14, startColumn: 13 } }),
            }),
          },
        ],
      }),
    ]);
  });

  test('diagnostics, and templates that could not be read, are notifications', () => {
    const { invocations } = runOf([entryOf(MIXED), unreadable]);
    expect(invocations[0]).toMatchObject({ executionSuccessful: false, endTimeUtc: '2026-11-23T12:34:56.789Z' });
    expect(invocations[0].toolExecutionNotifications).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ descriptor: { id: 'suppression-ignored' }, level: 'warning' }),
        expect.objectContaining({ descriptor: { id: 'template-syntax' }, level: 'error' }),
      ]),
    );
    expect(runOf([entryOf(MIXED)]).invocations[0].executionSuccessful).toBe(true);
  });

  test('fingerprints stay when lines move, and differ by check, resource and file', () => {
    const of = (text: string, file = 'template.yaml') =>
      new Map(
        runOf([entryOf(text, { file })]).results.map(({ ruleId, locations, partialFingerprints }) => [
          `${ruleId} ${locations[0]?.logicalLocations[0]?.name}`,
          partialFingerprints['primaryLocationLineHash'],
        ]),
      );
    const before = of(MIXED);
    expect(of(`# moved\n\n${MIXED}`)).toEqual(before);
    expect(new Set(before.values()).size).toBe(before.size);
    const elsewhere = of(MIXED, 'other.yaml');
    for (const [key, hash] of before) expect(elsewhere.get(key)).not.toBe(hash);
  });

  test('what is in trial is a note', () => {
    const config = configWith({}, { 's3-bucket-public-read-prohibited': { mode: 'trial' } });
    const { results } = runOf([entryOf(PUBLIC, { config })]);
    expect(results.find(({ ruleId }) => ruleId === 's3-bucket-public-read-prohibited')).toHaveProperty('level', 'note');
  });

  test('hostile names are valid, and nothing is no error', () => {
    expect(runOf([entryOf(hostileTemplate)]).results.length).toBeGreaterThan(0);
    expect(runOf([entryOf(CLEAN)]).results).toEqual([]);
  });

  test('a known failure is suppressed from outside, and a note', () => {
    const { results } = runOf([changedEntry()]);
    expect(results.find(({ ruleId }) => ruleId === 's3-bucket-public-read-prohibited')).toMatchObject({
      level: 'note',
      suppressions: [
        {
          kind: 'external',
          status: 'accepted',
          justification: 'a known failure of fitness-known-failures.json',
        },
      ],
    });
  });
});
