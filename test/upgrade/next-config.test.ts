import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CheckMeta } from '../../src/checks/api.ts';
import { catalogue, recommended } from '../../src/checks/catalogue.ts';
import { adoptedConfigText } from '../../src/config/adopted-answers.ts';
import { configText, withDefaultAnswers, type Answers, type ListedCheck } from '../../src/config/answers.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Edit } from '../../src/template/edit.ts';
import { parseDocument } from '../../src/template/parse.ts';
import type { Migration } from '../../src/upgrade/migrations.ts';
import { nextConfig, type Catalogue, type NextConfig, type NextConfigInput } from '../../src/upgrade/next-config.ts';
import { runs } from '../support/runs.ts';

const ALL = catalogue.map(({ meta }) => meta);
const ANSWERS = answers();

function answers(of: Partial<Answers> = {}): Answers {
  return withDefaultAnswers({ name: 'orders', ...of }, { tool: '^1.0.0', region: 'eu-west-1', packageManager: 'npm' });
}

/** A version of the tool: its checks, and its template as a change of ours. */
function version(checks: readonly CheckMeta[] = ALL, template: (text: string) => string = (text) => text): Catalogue {
  return {
    checks,
    configText: (given, listed) => template(configText(given, listed)),
    adoptedConfigText: (given, listed) => template(adoptedConfigText(given, listed)),
  };
}

/** What `create` of a version writes. */
function created({ checks, configText: text }: Catalogue, given: Answers = ANSWERS): string {
  const listed = checks.filter(({ recommended: all }) => all !== false);
  return text(
    given,
    listed.map((meta): ListedCheck => ({ meta, mode: 'enforced' })),
  );
}

function migration(number: string, of: Partial<Migration>): Migration {
  return { version: number, notes: [], answers: {}, values: {}, paths: {}, classes: {}, released: [], ...of };
}

type Given = Partial<NextConfigInput> & { readonly yours: string };

function next(given: Given, to: Catalogue = version()): NextConfig {
  return nextConfig({ base: undefined, migrations: [], tool: '^1.0.0', from: '1.0.0', to: '1.1.0', ...given }, to);
}

const dataOf = (text: string) => parseDocument(text, 'fitness.yaml').data as Record<string, Record<string, unknown>>;

/** Recommended checks that v1 has not; v2 has all but the last, v3 has all. */
const [A, B, C] = ['s3-bucket-versioning-enabled', 'dynamodb-pitr-enabled', 'lambda-timeout-explicit'] as const;
const withSince = (since: Readonly<Record<string, string>>) =>
  ALL.map((meta) => (Object.hasOwn(since, meta.id) ? { ...meta, since: since[meta.id] ?? '' } : meta));
const V1 = version(ALL.filter(({ id }) => ![A, B, C].some((one) => one === id)));
const V2 = version(withSince({ [A]: '2.0.0', [B]: '2.0.0' }).filter(({ id }) => id !== C));
const V3 = version(withSince({ [A]: '2.0.0', [B]: '2.0.0', [C]: '3.0.0' }));
const BASE = created(V1);
const TO_V2 = { from: '1.0.0', to: '2.0.0', tool: '^2.0.0' };

describe('an upgrade', () => {
  test('S01 without an edit it is the text of the new version, with new checks in trial', () => {
    const { text, pristine, kept, checks } = next({ yours: BASE, base: BASE, ...TO_V2 }, V2);
    expect(text).toBe(pristine);
    expect(kept).toEqual([]);
    expect(checks).toEqual({ added: [B, A].sort(byCatalogue), removed: [], changed: [] });
    const whole = created(V2, { ...ANSWERS, tool: '^2.0.0' });
    const counted = text.replaceAll(/mode: trial\n +since: 2\.0\.0\n/g, 'mode: enforced\n');
    expect(counted).toBe(whole);
    expect(text.match(/mode: trial/g)).toHaveLength(2);
  });

  test('a new check arrives after the same one as in a new service, and every line of the person stays', () => {
    const yours = BASE.replace('minimum: 80', 'minimum: 65').replace('checks:\n  #', 'checks:\n  # mine\n  #');
    const { text, kept } = next({ yours, base: BASE, ...TO_V2 }, V2);
    expect(kept).toEqual([]);
    const fresh = next({ yours: BASE, base: BASE, ...TO_V2 }, V2).text;
    expect(text).toBe(fresh.replace('minimum: 80', 'minimum: 65').replace('checks:\n  #', 'checks:\n  # mine\n  #'));
  });

  test('the line endings are those of the file', () => {
    const yours = BASE.replaceAll('\n', '\r\n').replace('minimum: 80', 'minimum: 65');
    const { text } = next({ yours, base: BASE, ...TO_V2 }, V2);
    expect(text.match(/(?<!\r)\n/)).toBeNull();
    expect(text).toContain(`\r\n  ${A}:\r\n`);
  });

  test('a check that a person took out stays out; one they have already stays theirs', () => {
    const [gone] = Object.keys(dataOf(BASE)['checks'] ?? {}) as [string];
    const own = `  ${A}:\n    weight: 1\n`;
    const yours = BASE.replace(new RegExp(`  # .+\n  ${gone}:\n(    .+\n)+`), '').replace(
      /^checks:\n/m,
      `checks:\n${own}`,
    );
    expect(yours).not.toContain(gone);
    const { text, checks } = next({ yours, base: BASE, ...TO_V2 }, V2);
    expect(checks.added).toEqual([B]);
    expect(dataOf(text)['checks']?.[A]).toEqual({ weight: 1 });
    expect(dataOf(text)['checks']).not.toHaveProperty(gone);
    const again = next(
      { yours: text, base: next({ yours, base: BASE, ...TO_V2 }, V2).pristine, ...TO_V2, from: '2.0.0' },
      V2,
    );
    expect(again.text).toBe(text);
  });

  test('a check that does not fit in comes with the next upgrade', () => {
    const first = next({ yours: BASE, base: BASE, ...TO_V2, without: new Set([A]) }, V2);
    expect(first.checks.added).toEqual([B]);
    expect(first.pristine).not.toContain(A);
    const second = next({ yours: first.text, base: first.pristine, ...TO_V2, from: '2.0.0' }, V2);
    expect(second.checks.added).toEqual([A]);
    expect(second.text).toBe(next({ yours: BASE, base: BASE, ...TO_V2 }, V2).text);
  });

  test('L3 over the version between it comes to the same', () => {
    const yours = BASE.replace('minimum: 80', 'minimum: 65 # ours');
    const two = next({ yours, base: BASE, ...TO_V2 }, V2);
    const far = { from: '1.0.0', to: '3.0.0', tool: '^3.0.0' };
    const three = next({ yours: two.text, base: two.pristine, ...far, from: '2.0.0' }, V3);
    const direct = next({ yours, base: BASE, ...far }, V3);
    expect({ ...three, checks: [] }).toEqual({ ...direct, checks: [] });
    expect(direct.checks.added).toHaveLength(3);
  });

  test('S55 a weight whose default changed is taken; a person’s own stays, and is reported', () => {
    const heavier = version(ALL.map((meta) => (meta.id === A || meta.id === B ? { ...meta, weight: 9 } : meta)));
    const base = created(version());
    const weight = String(ALL.find(({ id }) => id === A)?.weight);
    const yours = base.replace(new RegExp(`(  ${A}:\n    enabled: true\n    weight: )\\d+`), '$11');
    const { text, kept, checks } = next({ yours, base, ...TO_V2 }, heavier);
    expect(dataOf(text)['checks']).toMatchObject({ [A]: { weight: 1 }, [B]: { weight: 9 } });
    expect(kept).toEqual([expect.objectContaining({ at: `checks.${A}.weight`, yours: '1', next: '9' })]);
    expect(weight).not.toBe('9');
    expect([...checks.changed].sort()).toEqual([A, B].sort());
  });

  test('a check that the tool has no more goes; one that a person set stays, and is reported', () => {
    const base = created(V2);
    const yours = base
      .replace(new RegExp(`(  ${A}:\n    enabled: true\n    weight: )\\d+`), '$11')
      .replace('      require:\n', `      require:\n        - ${A}\n`);
    const { text, kept, checks } = next({ yours, base, ...TO_V2 }, V1);
    expect([...checks.removed].sort()).toEqual([A, B].sort());
    expect(text).not.toContain(B);
    expect(dataOf(text)['checks']?.[A]).toMatchObject({ weight: 1 });
    expect(kept.map(({ at }) => at).sort()).toEqual([`checks.${A}`, 'environments.prod.gate.require']);
  });

  test('S05 a new question is answered by its default; what was answered is not asked again', () => {
    const asking = version(ALL, (text) =>
      text.replace(/^table:.*$/m, '$&\n# Whether it is judged at the end, too.\nstackGate: false'),
    );
    const base = created(version(), answers({ table: false, region: 'eu-north-1' }));
    const yours = base.replace('minimum: 80', 'minimum: 65');
    const { text } = next({ yours, base, ...TO_V2 }, asking);
    expect(text).toBe(
      yours
        .replace(/^table:.*$/m, '$&\n# Whether it is judged at the end, too.\nstackGate: false')
        .replace('tool: ^1.0.0', 'tool: ^2.0.0'),
    );
    const said = text.replace('stackGate: false', 'stackGate: true');
    const { pristine } = next({ yours, base, ...TO_V2 }, asking);
    expect(next({ yours: said, base: pristine, ...TO_V2, from: '2.0.0' }, asking).text).toBe(said);
  });

  test('S06 S08 renamed answers move in both texts, so that a rename is no conflict', () => {
    const old = version(ALL, (text) => text.replace(/^stackGate: .*\n/m, '').replace(/^table: (.*)$/m, 'database: $1'));
    const base = created(old);
    const yours = base.replace('database: true', '# because\ndatabase: false # none');
    const migrations = [
      migration('1.5.0', { answers: { database: 'storage' }, values: { storage: { true: 'yes', false: 'no' } } }),
      migration('2.0.0', { answers: { storage: 'table' }, values: { table: { yes: true, no: false } } }),
    ];
    const { text, kept } = next({ yours, base, ...TO_V2, migrations });
    expect(kept).toEqual([]);
    expect(text).toBe(
      yours
        .replace('# because\ndatabase: false # none', '# because\ntable: false # none')
        .replace('tool: ^1.0.0', 'tool: ^2.0.0'),
    );
  });

  test('the version of the tool is that which runs, whatever a person named', () => {
    const yours = BASE.replace('tool: ^1.0.0', 'tool: 1.0.3 # pinned');
    const { text, kept } = next({ yours, base: BASE, ...TO_V2 }, V2);
    expect(text).toContain('tool: ^2.0.0 # pinned\n');
    expect(kept).toEqual([]);
  });
});

describe('without a base', () => {
  const HAND_WRITTEN = [
    'tool: ^1.0.0',
    'service: orders',
    'runtime: nodejs24.x',
    'triggers: [http]   # one',
    'region: eu-west-1',
    'packageManager: npm',
    'environments: {prod: {deployment: Linear10PercentEvery1Minute}}',
    'checks:',
    '  dynamodb-autoscaling-enabled: {}',
    '  s3-bucket-logging-enabled: { weight: 2 } # few',
    'gate: { minimum: 50 }',
    '',
  ].join('\n');

  test('a hand-written file gets the new checks and the version of the tool, and nothing else', () => {
    const { text, checks, kept } = next({ yours: HAND_WRITTEN, ...TO_V2 }, V2);
    expect([...checks.added].sort()).toEqual([A, B].sort());
    expect(kept).toEqual([]);
    for (const line of HAND_WRITTEN.split('\n').slice(1)) expect(text.split('\n')).toContain(line);
    const { tool, checks: listed, ...rest } = dataOf(text);
    const { tool: _tool, checks: own, ...others } = dataOf(HAND_WRITTEN);
    expect(tool).toBe('^2.0.0');
    expect(rest).toEqual(others);
    const trial = { enabled: true, weight: expect.any(Number), mode: 'trial', since: '2.0.0' };
    expect(listed).toEqual({ ...own, [A]: trial, [B]: trial });
  });

  test('checks between brackets get the new ones there', () => {
    const yours = HAND_WRITTEN.replace(
      /^checks:\n(?: .*\n)+/m,
      'checks: { s3-bucket-logging-enabled: { weight: 2 } } # few\n',
    );
    const { text, checks, kept } = next({ yours, ...TO_V2 }, V2);
    expect([...checks.added].sort()).toEqual([A, B].sort());
    expect(dataOf(text)['checks']).toMatchObject({ [A]: { mode: 'trial' }, [B]: { mode: 'trial', since: '2.0.0' } });
    expect(text).toContain('} # few\n');
    expect(kept).toEqual([]);
  });

  test('what it made is the base from then on: the second time there is nothing to do', () => {
    const first = next({ yours: HAND_WRITTEN, ...TO_V2 }, V2);
    const second = next({ yours: first.text, base: first.pristine, ...TO_V2, from: '2.0.0' }, V2);
    expect(second).toMatchObject({ text: first.text, pristine: first.pristine, kept: [] });
  });

  test('of the same version nothing is new', () => {
    const { text, checks } = next({ yours: HAND_WRITTEN, from: '2.0.0', to: '2.0.0' }, V2);
    expect(text).toBe(HAND_WRITTEN);
    expect(checks).toEqual({ added: [], removed: [], changed: [] });
  });
});

describe('an edit', () => {
  const same = { base: created(version()), from: '1.0.0', to: '1.0.0' };
  const edit = (yours: string, ...edits: Edit[]) => next({ ...same, yours, edits });

  test.each<[string, Partial<Answers>, Edit[]]>([
    ['a Region', { region: 'us-east-2' }, [{ path: ['region'], set: 'us-east-2' }]],
    ['alarms', { alarmEmail: 'a@example.com' }, [{ path: ['alarms', 'email'], set: 'a@example.com' }]],
    [
      'a deployment, with the comment beside it',
      { deployment: { dev: 'Linear:5:2', prod: 'AllAtOnce' } },
      [
        { path: ['environments', 'dev', 'deployment'], set: 'Linear:5:2' },
        { path: ['environments', 'prod', 'deployment'], set: 'AllAtOnce' },
      ],
    ],
    ['a trigger, with its metric', { triggers: ['http', 'queue'] }, [{ path: ['triggers'], append: 'queue' }]],
    [
      'an environment in its place',
      { environments: ['dev', 'staging', 'prod'] },
      [
        {
          path: ['environments'],
          set: {
            ...Object.fromEntries(Object.entries(dataOf(same.base)['environments'] ?? {}).slice(0, 1)),
            staging: { deployment: 'Canary10Percent5Minutes' },
            ...Object.fromEntries(Object.entries(dataOf(same.base)['environments'] ?? {}).slice(1)),
          },
        },
      ],
    ],
  ])('S04 of %s makes of an untouched file what create makes of the answers', (_, changed, edits) => {
    const { text, pristine, kept } = edit(same.base, ...edits);
    expect(text).toBe(created(version(), answers(changed)));
    expect(pristine).toBe(text);
    expect(kept).toEqual([]);
  });

  test('S04 changes dependent lines only, and a person’s edits stay', () => {
    const yours = same.base
      .replace('minimum: 80', 'minimum: 65 # for now')
      .replace('      maxDrop: 5', '      # mine\n      maxDrop: 7');
    const { text } = edit(yours, { path: ['environments', 'prod', 'deployment'], set: 'Linear:5:2' });
    expect(text).toBe(
      yours.replace(/deployment: Canary.*$/m, 'deployment: Linear:5:2 # 5 % more of the traffic every 2 minutes'),
    );
  });

  test('is made where a person had changed the same, and is no conflict', () => {
    const yours = same.base
      .replace('region: eu-west-1', 'region: eu-west-3 # home')
      .replace('minimum: 80', 'minimum: 65');
    const { text, kept } = edit(yours, { path: ['region'], set: 'us-east-2' }, { path: ['gate', 'minimum'], set: 85 });
    expect(text).toBe(yours.replace('eu-west-3', 'us-east-2').replace('minimum: 65', 'minimum: 85'));
    expect(kept).toEqual([]);
  });

  test('enforces a check in trial: the mode changes, since goes, also in the base', () => {
    const two = next({ yours: BASE, base: BASE, ...TO_V2 }, V2);
    const edits: Edit[] = [
      { path: ['checks', A, 'mode'], set: 'enforced' },
      { path: ['checks', A, 'since'], remove: true },
    ];
    const done = next({ yours: two.text, base: two.pristine, ...TO_V2, from: '2.0.0', edits }, V2);
    expect(dataOf(done.text)['checks']).toMatchObject({ [A]: { mode: 'enforced' }, [B]: { mode: 'trial' } });
    expect(done.text.match(/since/g)).toHaveLength(1);
    expect(done.pristine).toBe(done.text);
  });

  test('a check is added with its title among its kind, and one that was removed stays out', () => {
    const plain = same.base;
    const added = edit(plain, {
      path: ['checks', 'lambda-dlq-check'],
      set: { enabled: true, mode: 'enforced' },
    });
    expect(added.text).toMatch(
      /\n {2}# .+\n {2}lambda-dlq-check:\n {4}enabled: true\n {4}weight: \d+\n {4}mode: enforced\n {2}# /,
    );
    const removed = edit(plain, { path: ['checks', A], remove: true });
    expect(removed.text).not.toContain(A);
    expect(plain.startsWith(removed.text.slice(0, 500))).toBe(true);
    const again = next({ ...same, yours: removed.text, base: removed.pristine });
    expect(again.text).toBe(removed.text);
    const back = next({
      ...same,
      yours: removed.text,
      base: removed.pristine,
      edits: [{ path: ['checks', A], set: { enabled: true, mode: 'enforced' } }],
    });
    expect(back.text).toBe(plain);
  });

  test('that makes no valid file is refused, and an invalid file is blamed for its own', () => {
    expect(() => edit(same.base, { path: ['region'], set: 'nowhere' })).toThrow(
      /region must be an AWS Region.*"nowhere"/,
    );
    const broken = same.base.replace('minimum: 80', 'minimum: high');
    expect(() => edit(broken, { path: ['region'], set: 'eu-west-2' })).toThrow(/gate.minimum must be a number/);
    expect(() => edit('region: [', { path: ['region'], set: 'x' })).toThrow(/fitness.yaml:1/);
    expect(() => edit('a: 1\n<<<<<<< yours\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n')).toThrow(
      expect.objectContaining({
        code: 'conflict-markers',
        kind: 'incomplete',
        location: { file: 'fitness.yaml', line: 2, column: 1 },
      }),
    );
    expect(() => edit(`${same.base}region: x\n`, { path: ['region'], set: 'eu-west-2' })).toThrow(/region is repeated/);
  });
});

describe('whatever the answers and the edits are', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((name) => !['version', 'default'].includes(name));
  const given = fc
    .record({
      triggers: fc.uniqueArray(fc.constantFrom('http', 'queue', 'schedule', 'stream', 'bucket'), { minLength: 1 }),
      table: fc.boolean(),
      environments: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
      region: fc.constantFrom('eu-central-1', 'us-gov-west-1'),
      alarmEmail: fc.constantFrom(undefined, 'team@example.com'),
    } as const)
    .map(({ alarmEmail, ...rest }) => answers({ ...rest, ...(alarmEmail && { alarmEmail }) }));
  /** Changes that leave the file valid: comments, thresholds, weights, checks taken out, own environments. */
  const change = fc.oneof(
    fc.nat(400).map((line) => (text: string) => insertComment(text, line)),
    fc.constantFrom(60, 95).map((least) => (text: string) => text.replace('\n  minimum: 80', `\n  minimum: ${least}`)),
    fc.nat(60).map((index) => (text: string) => replaceNth(text, /weight: \d+/g, index, 'weight: 33 # mine')),
    fc
      .nat(60)
      .map(
        (index) => (text: string) =>
          replaceNth(text, /\n {2}# .+\n {2}[a-z0-9-]+:\n(?: {4}.+\n)+?(?= {2}#)/g, index, '\n'),
      ),
    fc.constant((text: string) => text.replaceAll(/\r?\n/g, '\r\n')),
    fc.constant((text: string) => text.replace(/\n$/, '')),
  );
  const changes = fc.array(change, { maxLength: 5 });
  const edited = (text: string, all: readonly ((text: string) => string)[]) => all.reduce((at, one) => one(at), text);

  test('L4 the second time there is nothing to do, and L6 no line of the person is lost', () => {
    fc.assert(
      fc.property(given, changes, (some, all) => {
        const base = created(V1, some);
        const yours = edited(base, all);
        const first = next({ yours, base, ...TO_V2 }, V2);
        loadConfig(first.text, 'fitness.yaml');
        const second = next({ yours: first.text, base: first.pristine, ...TO_V2, from: '2.0.0' }, V2);
        expect(second.text).toBe(first.text);
        expect(second.pristine).toBe(first.pristine);
        expect([second.kept, second.checks.added]).toEqual([[], []]);
        const before = new Set(base.split('\n'));
        const mine = yours.split(/\r?\n/).filter((line) => !before.has(line));
        const lines = first.text.split(/\r?\n/);
        for (const line of mine) expect(lines).toContain(line);
      }),
      runs(40),
    );
  });

  test('L2 of the same version nothing changes, byte for byte', () => {
    fc.assert(
      fc.property(given, changes, fc.boolean(), (some, all, isKept) => {
        const base = created(V2, some);
        const yours = edited(base, all);
        const result = next({ yours, base: isKept ? base : undefined, from: '2.0.0', to: '2.0.0' }, V2);
        expect(result).toEqual({
          text: yours,
          pristine: base,
          kept: [],
          checks: { added: [], removed: [], changed: [] },
        });
      }),
      runs(40),
    );
  });
});

function byCatalogue(a: string, b: string): number {
  const ids = recommended.map(({ meta }) => meta.id);
  return ids.indexOf(a) - ids.indexOf(b);
}

function insertComment(text: string, line: number): string {
  const lines = text.split('\n');
  const at = line % lines.length;
  const indent = /^ */.exec(lines[at] ?? '')?.[0] ?? '';
  return [...lines.slice(0, at), `${indent}# mine ${line}`, ...lines.slice(at)].join('\n');
}

function replaceNth(text: string, pattern: RegExp, index: number, by: string): string {
  let count = 0;
  return text.replace(pattern, (found) => (count++ === index ? by : found));
}
