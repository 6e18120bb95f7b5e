import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { describe, expect, test } from '@jest/globals';
import { catalogue, checkById, checkSource } from '../../src/checks/catalogue.ts';
import { ownPackage } from '../../src/package.ts';

const SEVERITY = { critical: 10, high: 7, medium: 4, low: 2 };

/** What most services do well without. */
const WEIGHTLESS = ['lambda-concurrency-check', 'lambda-inside-vpc', 's3-bucket-replication-enabled'];

describe.each(catalogue.map((check) => [check.meta.id, check] as const))('%s', (id, { meta }) => {
  test('is found by its id, and its source is what is in its file', () => {
    const { path, text } = checkSource(id);
    expect(checkById(id)?.meta).toBe(meta);
    expect(path).toMatch(new RegExp(`^[a-z0-9]+/${id}\\.ts$`));
    expect(text).toContain(`id: '${id}'`);
  });

  test('imports the check API and nothing else', () => {
    const { text } = checkSource(id);
    const imports = [...text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'/g)].map((match) => match[1] ?? match[2]);
    expect(imports).toEqual(['create-fitness-serverless/check']);
  });

  test('says what a reader needs, and weighs by its severity unless it says why not', () => {
    expect(meta.title).toMatch(/^[A-Z].*[^.]$/);
    expect(meta.why).toMatch(/^[A-Z].*\.$/);
    expect(meta.remedy).toMatch(/^[a-z].*[^.]$/);
    expect(meta.docs).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(meta.weight).toBe(WEIGHTLESS.includes(id) ? 0 : SEVERITY[meta.severity]);
  });

  test('came with a version that is not after this one', () => {
    const { since = '0.1.0' } = meta;
    expect(semver.valid(since)).toBe(since);
    expect(semver.lte(since, ownPackage().version)).toBe(true);
  });
});

describe('AWS Config', () => {
  const file = join(
    process.env['FITNESS_SHARED'] ?? join(ownPackage().root, '../shared'),
    'facts/aws-config-managed-rules.json',
  );
  if (!existsSync(file)) {
    test.skip('skipped: the list of managed rules is not there (FITNESS_SHARED)', () => undefined);
    return;
  }

  interface Rule {
    Parameters: { Name: string; Default?: string; Optional: boolean; Type: string }[];
  }
  const rules = (JSON.parse(readFileSync(file, 'utf8')) as { ManagedRules: Record<string, Rule> }).ManagedRules;

  /**
   * Options of ours that the rules do not have: what they read from the account and a template does not say, and how
   * much to ask for.
   */
  const OWN = [
    'accountMaxReadCapacityUnits',
    'accountMaxWriteCapacityUnits',
    'allowApiKeys',
    'allowedActions',
    'allowedServices',
    'anyPrincipal',
    'burstLimit',
    'caching',
    'encryption',
    'factor',
    'functions',
    'maxTimeout',
    'maximum',
    'methods',
    'mfa',
    'minimum',
    'plain',
    'rateLimit',
    'source',
    'strict',
  ];

  /** The rule demands exactly Lambda's own defaults, so that every function that was tuned would fail; Security Hub's Lambda.2 leaves both out. */
  const WITHOUT_DEFAULT = ['memorySize', 'timeout'];

  test.each(catalogue.map((check) => [check.meta.id, check] as const))('%s', (id, { meta }) => {
    const rule = rules[id.toUpperCase().replaceAll('-', '_')];
    expect(rule !== undefined).toBe(meta.configRule);
    const options = Object.entries(meta.options ?? {}).filter(([name]) => !OWN.includes(name));
    const parameters = rule?.Parameters ?? [];
    expect(options.map(([name]) => name).sort()).toEqual(parameters.map(({ Name }) => Name).sort());
    for (const [name, option] of options) {
      const wanted = WITHOUT_DEFAULT.includes(name) ? undefined : parameters.find(({ Name }) => Name === name)?.Default;
      // Config's lists are text, with commas
      const list = Array.isArray(option.default) ? option.default.join(',') : option.default;
      const given = typeof list === 'string' ? list : JSON.stringify(list);
      expect([name, given]).toEqual([name, wanted]);
    }
  });
});
