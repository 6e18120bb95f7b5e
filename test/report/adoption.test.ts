import { describe, expect, test } from '@jest/globals';
import type { Adoption } from '../../src/adopt/adopt.ts';
import { withDefaults } from '../../src/config/defaults.ts';
import { formatAdoption } from '../../src/report/adoption.ts';
import type { AdoptionReport } from '../../src/report/adoption.ts';
import { adoptionJson } from '../../src/report/adoption-json.ts';
import { fileChanges } from '../../src/report/file-changes.ts';
import { formatUnadoption, unadoptionJson } from '../../src/report/unadoption.ts';

const at = (line: number) => ({ file: 'template.yaml', line, column: 7 });

const CONFIG = withDefaults({
  tool: '^1.0.0',
  service: 'orders',
  runtime: 'nodejs24.x',
  triggers: [],
  region: 'eu-west-1',
  packageManager: 'npm',
  environments: { dev: { deployment: 'AllAtOnce' }, prod: { deployment: 'Canary:20:7' } },
  checks: {},
  gate: { mode: 'observe', minimum: 62 },
});

const ADOPTION: Adoption = {
  survey: {
    root: '/orders',
    template: 'template.yaml',
    languages: ['python'],
    hooks: 'prebuilt',
    service: 'orders',
    environments: [],
    pipelines: [{ kind: 'github', path: '.github/workflows/deploy.yml' }],
    files: [],
    tests: ['pytest'],
    coverage: [],
    nested: [],
  },
  functions: [
    { id: 'Take', outcome: 'gated' },
    { id: 'Ship', outcome: 'gated' },
    { id: 'Bill', outcome: 'in-part', code: 'own-pre-traffic-hook', reason: 'Its own hook stays.', location: at(30) },
    { id: 'Open', outcome: 'refused', code: 'url-would-change', reason: 'Its URL would change.', location: at(40) },
    { id: 'Smoke', outcome: 'refused', code: 'traffic-hook', reason: 'It is a hook itself.' },
  ],
  findings: [
    {
      severity: 'warning',
      code: 'raw-arn',
      message: 'The integration names the function, not its alias.',
      resources: ['Api'],
      location: at(50),
      proposal: { summary: 'name the alias', edits: [{ path: ['a'], set: 1 }] },
    },
    { severity: 'warning', code: 'url-would-change', message: 'Open is not gated.', resources: ['Open'] },
    { severity: 'warning', code: 'own-hooks', message: 'It has.', resources: ['Bill', 'Smoke'], location: at(30) },
    {
      severity: 'warning',
      code: 'deploy-without-release-id',
      message: 'Releases of infrastructure are not gated.',
      resources: [],
      location: { file: 'deploy.yml', line: 9, column: 14 },
      proposal: { summary: 'deploy with the tool', edits: [] },
    },
    {
      severity: 'warning',
      code: 'first-deployment-not-gated',
      message: 'The first deployment makes the aliases.',
      resources: ['Take'],
    },
  ],
  effects: [
    { kind: 'changed', id: 'Take', property: 'Description', reason: 'the release id is added' },
    {
      kind: 'replaced',
      id: 'TakeUrl',
      type: 'AWS::Lambda::Url',
      property: 'Qualifier',
      reason: 'it moves',
      location: at(9),
    },
  ],
  proposals: [],
  score: { before: 62.46, after: 61.9, reasons: ['minimum: fitness is 61.9'], knownFailures: 2 },
  limits: [
    { name: 'resources', value: 48, most: 500 },
    { name: 'bytes', value: 31_000, most: 1_000_000 },
    { name: 'outputs', value: 3, most: 200 },
  ],
  before: '',
  after: '',
  config: '',
  settings: CONFIG,
  plan: {
    actions: [
      { path: '.fitness/manifest.json', class: 'state', action: 'create', reason: 'records' },
      { path: 'fitness.yaml', class: 'merged', action: 'create', reason: 'new' },
      { path: 'template.yaml', class: 'merged', action: 'update', reason: 'gets parts' },
    ],
    writes: [],
  },
};

const CHANGES: AdoptionReport['changes'] = [
  { path: 'fitness.yaml', kind: 'new', added: 120, removed: 0 },
  { path: 'fitness/checks/a.ts', kind: 'new', added: 1000, removed: 0 },
  { path: 'fitness/hooks/b.ts', kind: 'new', added: 234, removed: 0 },
  { path: 'template.yaml', kind: 'changed', added: 80, removed: 0 },
  { path: 'vendor/tool.tgz', kind: 'new', added: 0, removed: 0 },
];

const shown = (report: Partial<AdoptionReport> = {}, width = 100): string =>
  formatAdoption(
    { adoption: ADOPTION, config: CONFIG, changes: CHANGES, version: '1.0.0', fix: false, ...report },
    { color: false, width },
  );

describe('an adoption for a person', () => {
  test('says why the score falls, and which traffic shifts as its owner has it', () => {
    const fall = [
      { of: 'lambda-dlq', points: 15.66 },
      { of: 'complexity', points: 4 },
    ];
    const ownTypes = [{ type: 'Linear10PercentEvery1Minute', functions: ['Take', 'Ship'] }];
    const text = shown({ adoption: { ...ADOPTION, ownTypes, score: { ...ADOPTION.score, fall } } }, 200);
    expect(text).toContain('known. It falls above all for lambda-dlq (15.6 points), complexity (4.0)\n');
    expect(text).toContain('eu-west-1; yours stays: Linear10PercentEvery1Minute of Take, Ship\n');
  });

  test('what is lost first; every reason with its place; a folder of ours is one line', () => {
    expect(shown()).toBe(`orders  template.yaml → create-fitness-serverless 1.0.0
  found     python · hooks as bundles in fitness/dist/, nothing of Node to build ·
            .github/workflows/deploy.yml · pytest
  traffic   dev AllAtOnce · prod Canary:20:7 · eu-west-1
  score     62.4 of 100 today, 61.9 adopted; 2 failures of today count as known
  gate      from 62.0 on; observes: it says what it would have stopped, and stops nothing. Enforced,
            it would stop this already: minimum: fitness is 61.9.

Functions  2 gated, 1 in part, 1 refused
  ✓ Take, Ship
  ~ Bill  template.yaml:30:7
      Its own hook stays. [own-pre-traffic-hook]
  ✗ Open  template.yaml:40:7
      Its URL would change. [url-would-change]
  · Smoke: a hook of deployments itself

Deploying it REPLACES
  ! TakeUrl (AWS::Lambda::Url) Qualifier  template.yaml:9:7
      it moves

Deploying it changes
  ~ Take Description
      the release id is added

In the way  --fix changes of it what has one right answer
  ! Api  template.yaml:50:7
      The integration names the function, not its alias. [raw-arn]
    → --fix: name the alias
  ! deploy.yml:9:14
      Releases of infrastructure are not gated. [deploy-without-release-id]
    → deploy with the tool

Two steps  The first deployment makes the aliases.

Files  1 file of yours: only added to, every byte stays
  ~ template.yaml  +80
  + fitness.yaml   +120
  + fitness/       +1,234 in 2 files
  + vendor/        in 1 file

Limits  48 of 500 resources, 31,000 of 1,000,000 bytes.
`);
  });

  test('effects of one reason are one block; what nobody notices comes last', () => {
    const permission = (line: number) =>
      ({
        kind: 'replaced',
        id: `P${line}`,
        type: 'AWS::Lambda::Permission',
        property: 'FunctionName',
        gap: line > 7 ? 'brief' : 'none',
        reason: line > 7 ? 'what calls it waits' : 'it is for the alias then',
        location: at(line),
      }) as const;
    const effects = [...[1, 2, 3, 4, 5, 6, 7, 8].map(permission), ...ADOPTION.effects];
    const text = shown({ adoption: { ...ADOPTION, effects } });
    expect(text).toContain(`
Deploying it REPLACES
  ! TakeUrl (AWS::Lambda::Url) Qualifier  template.yaml:9:7
      it moves

Deploying it replaces, with a gap of seconds
  ! P8 (AWS::Lambda::Permission) FunctionName  template.yaml:8:7
      what calls it waits

Deploying it changes
  ~ Take Description
      the release id is added

Deploying it replaces without a gap
  ~ P1 (AWS::Lambda::Permission) FunctionName  template.yaml:1:7
  ~ P2 (AWS::Lambda::Permission) FunctionName  template.yaml:2:7
  ~ P3 (AWS::Lambda::Permission) FunctionName  template.yaml:3:7
  ~ P4 (AWS::Lambda::Permission) FunctionName  template.yaml:4:7
  ~ P5 (AWS::Lambda::Permission) FunctionName  template.yaml:5:7
    and 2 more
      it is for the alias then

In the way`);
  });

  test('what --fix does not change is not promised of it', () => {
    const findings = ADOPTION.findings.filter(({ code }) => code === 'deploy-without-release-id');
    for (const fix of [false, true]) {
      const text = shown({ adoption: { ...ADOPTION, findings }, fix });
      expect(text).toContain('\nIn the way\n');
      expect(text).toContain('    → deploy with the tool\n');
    }
  });

  test('with --fix it says what is changed of theirs', () => {
    const changes = CHANGES.map((one) =>
      one.kind === 'changed' ? { ...one, removed: 3, rewritten: true as const } : one,
    );
    const text = shown({ fix: true, changes });
    expect(text).toContain('→ fixed: name the alias');
    expect(text).toContain('1 file of yours: 3 lines changed');
    expect(text).toContain('~ template.yaml  +80 −3');
    expect(text).not.toContain('--fix');
  });

  test('without a function there is the score and the gate of the change set', () => {
    const text = shown({ adoption: { ...ADOPTION, functions: [] } });
    expect(text).toContain('Functions  none: score and change-set gate only');
  });

  test('fits a narrow terminal, and nothing in it commands one', () => {
    const odd = {
      ...ADOPTION,
      functions: [{ ...ADOPTION.functions[3], id: 'A\u001b[2JB' } as Adoption['functions'][0]],
    };
    const text = shown({ adoption: odd }, 60);
    expect(text).toContain('A [2JB');
    expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
  });
});

test('an adoption as data is a contract', () => {
  const data: unknown = JSON.parse(adoptionJson(ADOPTION, CONFIG, { dryRun: true }));
  expect(data).toEqual({
    version: 1,
    template: 'template.yaml',
    service: 'orders',
    dryRun: true,
    score: {
      before: 62.46,
      after: 61.9,
      gate: { mode: 'observe', minimum: 62, reasons: ['minimum: fitness is 61.9'] },
      knownFailures: 2,
    },
    functions: expect.arrayContaining([
      { id: 'Take', outcome: 'gated', location: null },
      {
        id: 'Open',
        outcome: 'refused',
        code: 'url-would-change',
        reason: 'Its URL would change.',
        location: at(40),
      },
    ]),
    findings: expect.arrayContaining([
      {
        severity: 'warning',
        code: 'raw-arn',
        message: 'The integration names the function, not its alias.',
        resources: ['Api'],
        location: at(50),
        proposal: 'name the alias',
      },
    ]),
    effects: expect.arrayContaining([expect.objectContaining({ kind: 'replaced', id: 'TakeUrl' })]),
    proposals: [],
    actions: [
      { path: 'fitness.yaml', class: 'merged', action: 'create', reason: 'new' },
      { path: 'template.yaml', class: 'merged', action: 'update', reason: 'gets parts' },
    ],
    limits: {
      resources: { value: 48, most: 500 },
      bytes: { value: 31_000, most: 1_000_000 },
      outputs: { value: 3, most: 200 },
    },
  });
});

test('the lines of each file, without the records of the tool', () => {
  const content = (text: string) => ({ bytes: Buffer.from(text), executable: false });
  const plan = {
    actions: [{ path: '.fitness/manifest.json', class: 'state', action: 'create', reason: '' } as const],
    writes: [
      { path: '.fitness/manifest.json', content: content('{}\n') },
      { path: 'b.txt', content: content('1\n2\n3\n'), before: 'x' },
      { path: 'a.txt', content: content('1\n2\n') },
      { path: 'c.txt', before: 'x' },
      { path: 'd.tgz', content: content('\0\n\n') },
    ],
  };
  const text = (path: string) => (path === 'b.txt' ? '1\n3\n' : 'c\n');
  expect(fileChanges(plan, text)).toEqual([
    { path: 'a.txt', kind: 'new', added: 2, removed: 0 },
    { path: 'b.txt', kind: 'changed', added: 1, removed: 0 },
    { path: 'c.txt', kind: 'removed', added: 0, removed: 1 },
    { path: 'd.tgz', kind: 'new', added: 0, removed: 0 },
  ]);
});

test.each([
  ['', 0],
  ['\n', 1],
  ['a', 1],
  ['a\n', 1],
  ['a\n\nb', 3],
  ['a\r\n…\r\n', 2],
  ['a\n\0\n', 0],
])('a new file %j comes with so many lines: %d', (text, added) => {
  const write = { path: 'a', content: { bytes: Buffer.from(text), executable: false } };
  expect(fileChanges({ actions: [], writes: [write] }, () => undefined)).toEqual([
    { path: 'a', kind: 'new', added, removed: 0 },
  ]);
});

test('a large block that only comes, or only goes, changes no line', () => {
  const [a, block] = [['x:', '  a: 1', '', 'y:', '  b: 1', ''], Array.from({ length: 900 }, (_, i) => `  b: ${i % 7}`)];
  const small = a.join('\n');
  const large = [...a.slice(0, 2), '  new: 1', ...a.slice(2, 4), ...block, ...a.slice(4)].join('\n');
  const change = (before: string, after: string) => {
    const write = { path: 'a.yaml', content: { bytes: Buffer.from(after), executable: false }, before: 'x' };
    return fileChanges({ actions: [], writes: [write] }, () => before);
  };
  expect(change(small, large)).toMatchObject([{ added: 901, removed: 0 }]);
  expect(change(large, small)).toMatchObject([{ added: 0, removed: 901 }]);
});

test('a line that only grew is none that was changed; one that was is told as whose it is', () => {
  const change = (before: string, after: string) => {
    const write = { path: 'template.yaml', content: { bytes: Buffer.from(after), executable: false }, before: 'x' };
    return fileChanges({ actions: [], writes: [write] }, () => before);
  };
  const grown = change('{"a": 1\n}\n', '{"a": 1,\n"b": 2\n}\n');
  expect(grown).toEqual([{ path: 'template.yaml', kind: 'changed', added: 2, removed: 1 }]);
  expect(shown({ changes: grown, fix: true })).toContain('1 file of yours: only added to, every byte stays\n');
  const other = change('a: 1\nb: 2\n', 'a: 3\nb: 2\n');
  expect(shown({ changes: other })).toContain('1 file of yours: 1 line of ours changed\n');
  expect(shown({ changes: other, fix: true })).toContain('1 file of yours: 1 line changed\n');
});

test('taking it out, for a person and as data', () => {
  const report = {
    service: 'orders',
    template: 'template.yaml',
    dryRun: false,
    changes: [
      { path: 'template.yaml', kind: 'changed', added: 0, removed: 80 },
      { path: 'fitness/hooks/b.ts', kind: 'removed', added: 0, removed: 9 },
    ],
    actions: [{ path: 'template.yaml', class: 'merged', action: 'update', reason: 'without our parts' }],
    kept: [{ path: 'template.yaml', at: 'Resources.Take.Properties.AutoPublishAlias', reason: 'you edited it' }],
    edited: [{ path: 'fitness.yaml', isCommitted: false, back: '`upgrade --abort` gives it back' }],
  } as const;
  expect(formatUnadoption(report, { color: false, width: 100 }))
    .toBe(`orders  template.yaml: without what \`adopt\` put in

Files
  ~ template.yaml  −80
  - fitness/       −9 in 1 file

Goes with what you changed in it
  - fitness.yaml: \`upgrade --abort\` gives it back

Stays
  = template.yaml: Resources.Take.Properties.AutoPublishAlias: you edited it
`);
  expect(JSON.parse(unadoptionJson(report))).toEqual({
    version: 1,
    template: 'template.yaml',
    service: 'orders',
    dryRun: false,
    actions: [{ path: 'template.yaml', class: 'merged', action: 'update', reason: 'without our parts' }],
    kept: [{ path: 'template.yaml', at: 'Resources.Take.Properties.AutoPublishAlias', reason: 'you edited it' }],
    edited: [{ path: 'fitness.yaml', committed: false }],
  });
});
