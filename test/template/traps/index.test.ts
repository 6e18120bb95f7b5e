import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import { findTraps, trapFiles, traps } from '../../../src/template/traps/index.ts';
import type { Diagnostic, Template } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';
import { service } from '../support/service.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

interface Fixture {
  readonly template: Template;
  readonly files: Record<string, string>;
  /** `file:line` of the comment `# <- trap`, if there is one. */
  readonly mark: string | undefined;
}

function read(folder: string): Fixture {
  const texts = Object.fromEntries(
    (readdirSync(folder, { recursive: true }) as string[])
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => /\.(yaml|yml|json|toml)$/.test(name))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  const marks = Object.entries(texts).flatMap(([name, text]) => {
    const line = text.split('\n').findIndex((each) => each.includes('# <- trap'));
    return line < 0 ? [] : [`${name}:${line + 1}`];
  });
  const { 'template.yaml': template = '', ...files } = texts;
  return { template: loadTemplate(parseDocument(template, 'template.yaml')), files, mark: marks[0] };
}

function findings(fixture: Fixture, code: string): Diagnostic[] {
  return findTraps(fixture.template, fixture.files).filter((finding) => finding.code === code);
}

describe.each(traps.map(({ meta }) => [meta.code, meta] as const))('%s', (code, meta) => {
  test('is found where it is written, once', () => {
    const fixture = read(join(fixtures, code, 'found'));
    const found = findings(fixture, code);
    expect(found).toHaveLength(1);
    const { severity, message, location } = found[0] as Diagnostic;
    expect(severity).toBe(meta.severity);
    expect(message).toMatch(/^[^\n]{20,200}[^.\n]$/);
    expect(location?.column).toBeGreaterThan(0);
    // JSON has no comments: there the place is the script.
    expect(fixture.mark ?? `package.json:3`).toBe(`${location?.file}:${location?.line}`);
  });

  test('the near miss is none', () => {
    expect(findings(read(join(fixtures, code, 'near-miss')), code)).toEqual([]);
  });
});

test('every fixture belongs to a trap, and codes are unique and sorted', () => {
  const codes = traps.map(({ meta }) => meta.code);
  expect(readdirSync(fixtures).sort()).toEqual(codes);
  expect([...new Set(codes)].sort()).toEqual(codes);
});

test('a sound service has no trap', () => {
  expect(findTraps(load(service))).toEqual([]);
});

test('the files that are looked at', () => {
  expect(trapFiles(load(service))).toEqual([
    'samconfig.toml',
    'package.json',
    'buildspec.yml',
    'src/package.json',
    'hooks/package.json',
  ]);
});

test('findings are in the order of the places, the template first', () => {
  const template = load(
    service
      .replace('Default: local00000', 'MaxLength: 10')
      .replace('Alarms: !If', 'Enabled: !If [IgnoreAlarms, true, false]\n        Alarms: !If'),
  );
  const found = findTraps(template, { 'package.json': '{"scripts":{"s":"sam sync"}}' });
  expect(found.map(({ code, location }) => `${location?.file}:${location?.line} ${code}`)).toEqual([
    'template.yaml:3 release-id-without-default',
    'template.yaml:48 conditional-enabled',
    'package.json:1 sam-sync',
  ]);
});

describe('odd content never throws', () => {
  const odd: unknown[] = [
    null,
    [],
    {},
    'x',
    1,
    true,
    { Ref: 'X' },
    { 'Fn::If': 1 },
    { 'Fn::If': ['c', null] },
    [null],
    [[]],
    { a: null },
  ];
  const data = load(service).document.data as Record<string, unknown>;

  /** The data with the value at one path replaced. */
  function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
    const [step, ...rest] = path;
    if (step === undefined) return by;
    if (Array.isArray(value))
      return value.map((item, index) => (index === step ? replaced(item, rest, by) : (item as unknown)));
    return { ...(value as object), [step]: replaced((value as Record<string, unknown>)[step], rest, by) };
  }

  function paths(value: unknown): (string | number)[][] {
    if (typeof value !== 'object' || value === null) return [[]];
    const steps: [string | number, unknown][] = Array.isArray(value)
      ? value.map((item, index) => [index, item])
      : Object.entries(value);
    return [[], ...steps.flatMap(([key, item]) => paths(item).map((path) => [key, ...path]))];
  }

  test('anywhere in a service', () => {
    const all = paths(data).filter((path) => path.length < 6);
    expect(all.length).toBeGreaterThan(100);
    all.forEach((path, index) => {
      const text = JSON.stringify(replaced(data, path, odd[index % odd.length]));
      expect(() => findTraps(loadTemplate(parseDocument(text, 'template.json')))).not.toThrow();
    });
  });

  test('in the files beside it', () => {
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '"x"',
      '{"scripts": 1}',
      'phases: 1',
      'phases: {build: {commands: {a: 1}}}',
      '[a]\nb = 1',
      'a = ',
    ]) {
      const files = { 'samconfig.toml': text, 'package.json': text, 'buildspec.yml': text };
      expect(findTraps(load(service), files)).toEqual([]);
    }
  });
});

const shared = process.env['FITNESS_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
const inputs = join(shared, 'corpus/sam-translator/input');

(existsSync(inputs) ? test : test.skip)(
  'all inputs of the SAM transform: no crash, and in templates without hooks nothing about gates',
  () => {
    for (const name of readdirSync(inputs)) {
      const text = readFileSync(join(inputs, name), 'utf8');
      let document;
      try {
        document = parseDocument(text, name);
      } catch {
        continue;
      }
      const found = findTraps(loadTemplate(document));
      if (!text.includes('PreTraffic') && !text.includes('PostTraffic')) {
        expect(
          found.filter(({ code }) => code.startsWith('hook-')).map(({ message }) => `${name}: ${message}`),
        ).toEqual([]);
      }
    }
  },
);

test('the boundary that a role of a hook has from its owner is not told again; one of another role is', () => {
  const template = load(
    service
      .replace(
        '\nResources:\n',
        `
Resources:
  Ours: &role
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      PermissionsBoundary: arn:aws:iam::123456789012:policy/boundary
  Theirs: *role
`,
      )
      .replace('      Handler: post.handler\n', '      Handler: post.handler\n      Role: !GetAtt Ours.Arn\n'),
  );
  const found = findTraps(template, {}).filter(({ code }) => code === 'partition-literal');
  expect(found.map(({ message }) => message)).toEqual(['Theirs has an ARN with the literal partition aws']);
});
