import { describe, expect, test } from '@jest/globals';
import type { CheckConfig, GateConfig } from '../../src/config/config.ts';
import { judge as judgeValue, type Check } from '../../src/checks/api.ts';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assess } from '../../src/fitness/assess.ts';
import { baselineOf, parseBaseline, serializeBaseline, type Baseline, type Phase } from '../../src/fitness/baseline.ts';
import type { GateVerdict } from '../../src/fitness/report.ts';
import { configWith, loaded } from './support.ts';

interface Release {
  resources: string;
  gate?: Partial<GateConfig>;
  checks?: Record<string, Partial<CheckConfig>>;
  catalogue?: readonly Check[];
  now?: string;
  phase?: Phase;
  tool?: string;
  /** Of the whole service. */
  measured?: Readonly<Record<string, number>>;
  overrideReason?: string;
}

/** Rules are looked at one by one: none of the others is in the way. */
const LENIENT: Partial<GateConfig> = { minimum: 0, minCoverage: 0, noNewFailures: false };

function mapped(measured: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(measured).map(([name, value]) => [name, { value, from: 'the build' }]));
}

function run(release: Release, baseline?: Baseline) {
  const template = loaded(
    release.resources.includes('Resources:') ? release.resources : `Resources:\n${release.resources}\n`,
    release.measured && { measurements: mapped(release.measured) },
  );
  const config = configWith({ ...LENIENT, ...release.gate }, release.checks);
  const now = new Date(release.now ?? '2026-11-23T10:00:00Z');
  const { phase = 'template', catalogue: checks = catalogue } = release;
  const report = assess({
    template,
    config,
    environment: 'prod',
    now,
    phase,
    baseline,
    checks,
    ...(release.overrideReason !== undefined && { overrideReason: release.overrideReason }),
  });
  const made = baselineOf(report, { template, config, phase, now, checks });
  return { report, baseline: { ...made, tool: release.tool ?? made.tool } };
}

/** The gate's verdict on a release after another, the baseline as it was stored. */
function after(before: Release, release: Release): GateVerdict {
  const { baseline } = run(before);
  return run(release, parseBaseline(serializeBaseline(baseline))).report.gate;
}

const rules = ({ reasons }: GateVerdict) => reasons.map(({ rule }) => rule);
const notices = ({ notices: all = [] }: GateVerdict) => all.map(({ rule }) => rule);

const VERSIONED = (id: string) =>
  `  ${id}: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }`;
const PLAIN = (id: string) => `  ${id}: { Type: AWS::S3::Bucket }`;
const UNREADABLE = (id: string) =>
  `  ${id}: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !ImportValue status } } }`;
const PUBLIC = (id: string) =>
  `  ${id}: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead, VersioningConfiguration: { Status: Enabled } } }`;
const NODE22 = '  Fn: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x } }';

/** Looks at one thing in two ways, as a new version of a tool may. */
const tableNameCheck = (wanted: string): Check => ({
  meta: {
    id: 'naming',
    title: 'Tables have the right name',
    why: 'For the tests.',
    remedy: 'rename it',
    category: 'operations',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::DynamoDB::Table'],
    configRule: false,
    docs: 'https://example.com',
    liveActions: [],
  },
  evaluate: (table) => judgeValue(table.get('TableName'), (name) => name === wanted, 'has the wrong name'),
});
/** No check judges it. */
const PARAMETER = (name: string) => `  Parameter: { Type: AWS::SSM::Parameter, Properties: { Name: ${name} } }`;
const TABLE = (name: string) =>
  `  Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST, TableName: ${name} } }`;
const naming = { naming: { enabled: true, mode: 'enforced' as const, options: {} } };

function withNaming(release: Release, wanted: string): Release {
  return { ...release, catalogue: [tableNameCheck(wanted)] };
}

/** `configWith` knows the built-in checks only. */
function runNaming(release: Release, baseline?: Baseline) {
  const template = loaded(`Resources:\n${release.resources}\n`);
  const config = { ...configWith({ ...LENIENT, ...release.gate }), checks: naming };
  const now = new Date('2026-11-23T10:00:00Z');
  const checks = release.catalogue ?? [];
  const report = assess({ template, config, environment: 'prod', now, phase: 'template', baseline, checks });
  const made = baselineOf(report, { template, config, phase: 'template', now, checks });
  return { report, baseline: { ...made, tool: release.tool ?? made.tool } };
}

describe('minimum', () => {
  test('fails under it, and says how far', () => {
    const { fitness, gate } = run({ resources: PUBLIC('Bucket'), gate: { minimum: 90 } }).report;
    expect(gate.verdict).toBe('fail');
    expect(gate.reasons).toEqual([
      { rule: 'minimum', message: `fitness is ${Math.floor(fitness * 100) / 100}, at least 90 is asked for` },
    ]);
  });

  test('passes at it', () => {
    const { fitness } = run({ resources: PUBLIC('Bucket') }).report;
    expect(run({ resources: PUBLIC('Bucket'), gate: { minimum: fitness } }).report.gate.verdict).toBe('pass');
  });
});

describe('minCoverage', () => {
  test.each([
    [UNREADABLE('Bucket'), ['minCoverage']],
    [VERSIONED('Bucket'), []],
  ])('%s', (resources, expected) => {
    expect(rules(run({ resources, gate: { minCoverage: 0.98 } }).report.gate)).toEqual(expected);
  });
});

describe('require', () => {
  const gate = { require: ['s3-bucket-versioning-enabled'] };
  test.each([
    ['passes', VERSIONED('Bucket'), []],
    ['fails', PLAIN('Bucket'), ['require']],
    ['is unknown', UNREADABLE('Bucket'), ['require']],
    ['concerns nothing', TABLE('a'), []],
  ])('the check %s', (_name, resources, expected) => {
    expect(rules(run({ resources, gate }).report.gate)).toEqual(expected);
  });

  test('is red whoever’s doing it is', () => {
    const gate = { require: ['lambda-function-settings-check'] };
    const verdict = after({ resources: NODE22, gate }, { resources: NODE22, gate, now: '2027-05-01' });
    expect(rules(verdict)).toEqual(['require']);
  });
});

describe('noNewFailures', () => {
  const gate = { noNewFailures: true };
  test.each([
    ['a resource that fails now', VERSIONED('Bucket'), PLAIN('Bucket'), 1],
    ['a resource that still fails', PLAIN('Bucket'), PLAIN('Bucket'), 0],
    ['a resource that is mended', PLAIN('Bucket'), VERSIONED('Bucket'), 0],
    ['one that failed and is unknown', PLAIN('Bucket'), UNREADABLE('Bucket'), 1],
    ['one that passed and is unknown', VERSIONED('Bucket'), UNREADABLE('Bucket'), 0],
    ['one that was unknown and fails', UNREADABLE('Bucket'), PLAIN('Bucket'), 1],
    ['a failing one that is gone', `${PLAIN('Bucket')}\n${VERSIONED('Other')}`, VERSIONED('Other'), 0],
  ])('%s', (_name, before, now, expected) => {
    const reasons = after({ resources: before, gate }, { resources: now, gate }).reasons;
    expect(reasons.filter(({ message }) => message.includes('s3-bucket-versioning-enabled'))).toHaveLength(expected);
  });

  test('a new resource, whatever the total', () => {
    const { reasons } = after(
      { resources: VERSIONED('Bucket'), gate },
      { resources: `${VERSIONED('Bucket')}\n${PUBLIC('Leak')}`, gate },
    );
    expect(reasons.map(({ message }) => message)).toContain(
      'Leak fails s3-bucket-public-read-prohibited: AccessControl PublicRead lets everyone read it',
    );
  });

  test('checks that are tried out or weigh nothing do not count', () => {
    const checks = { 's3-bucket-versioning-enabled': { mode: 'trial' as const } };
    const { reasons } = after(
      { resources: VERSIONED('Bucket'), gate, checks },
      { resources: PLAIN('Bucket'), gate, checks },
    );
    expect(reasons).toEqual([]);
  });

  test('between a template and a stack too', () => {
    const verdict = after(
      { resources: VERSIONED('Bucket'), gate, phase: 'template' },
      { resources: PLAIN('Bucket'), gate, phase: 'stack' },
    );
    expect(rules(verdict)).toEqual(['noNewFailures']);
  });

  test('can be switched off', () => {
    const off = { noNewFailures: false };
    expect(
      rules(after({ resources: VERSIONED('Bucket'), gate: off }, { resources: PLAIN('Bucket'), gate: off })),
    ).toEqual([]);
  });
});

describe('only what a release changed can stop it', () => {
  const gate = { noNewFailures: true, minimum: 75 };

  test('time: a runtime that reached its end is a notice, though fitness falls under the minimum', () => {
    const before = run({ resources: NODE22, gate });
    const bound = { noNewFailures: true, minimum: before.report.fitness };
    const verdict = after({ resources: NODE22, gate: bound }, { resources: NODE22, gate: bound, now: '2027-05-01' });
    expect(verdict.verdict).toBe('pass');
    expect(notices(verdict)).toEqual(['clock', 'minimum']);
  });

  test('a release that takes an old runtime is stopped', () => {
    const old = NODE22.replace('nodejs22.x', 'nodejs18.x');
    expect(rules(after({ resources: NODE22, gate }, { resources: old, gate }))).toContain('noNewFailures');
  });

  test('the tool: the same resource, judged differently by another version', () => {
    const { baseline } = runNaming(
      withNaming({ resources: TABLE('a'), gate, tool: 'create-fitness-serverless@0.0.1' }, 'a'),
    );
    const { gate: verdict } = runNaming(withNaming({ resources: TABLE('a'), gate }, 'b'), baseline).report;
    expect(verdict.verdict).toBe('pass');
    expect(notices(verdict)).toEqual(['tool']);
  });

  test('the tool was upgraded and the resource changed: the release’s doing', () => {
    const { baseline } = runNaming(
      withNaming({ resources: TABLE('a'), gate, tool: 'create-fitness-serverless@0.0.1' }, 'a'),
    );
    const { gate: verdict } = runNaming(withNaming({ resources: TABLE('c'), gate }, 'b'), baseline).report;
    expect(rules(verdict)).toEqual(['noNewFailures']);
  });

  test('a related resource that the release removed is its doing', () => {
    const policy = `
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument: { Statement: { Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { aws:SecureTransport: false } } } }`;
    const before = { resources: VERSIONED('Bucket') + policy, gate, tool: 'create-fitness-serverless@0.0.1' };
    expect(after(before, { resources: VERSIONED('Bucket'), gate }).reasons).toContainEqual({
      rule: 'noNewFailures',
      message:
        'Bucket fails s3-bucket-ssl-requests-only, and did not before: has no bucket policy, so it answers over plain HTTP',
    });
  });

  test('a check that is new does not stop the release that enables it', () => {
    const off = { 's3-bucket-versioning-enabled': { enabled: false } };
    const verdict = after({ resources: PLAIN('Bucket'), gate, checks: off }, { resources: PLAIN('Bucket'), gate });
    expect(rules(verdict)).not.toContain('noNewFailures');
    expect(notices(verdict)).toEqual(['scope', 'scope-changed']);
  });
});

describe('maxDrop', () => {
  const gate = { maxDrop: 2 };
  test.each([
    ['falls by more', VERSIONED('Bucket'), PUBLIC('Bucket'), ['maxDrop']],
    ['falls by less', VERSIONED('Bucket'), PLAIN('Bucket'), []],
    ['rises', PUBLIC('Bucket'), VERSIONED('Bucket'), []],
  ])('the score %s', (_name, before, now, expected) => {
    const maxDrop = 4;
    expect(rules(after({ resources: before, gate: { maxDrop } }, { resources: now, gate: { maxDrop } }))).toEqual(
      expected,
    );
  });

  test('what is unknown on either side is left out, and said', () => {
    const verdict = after({ resources: VERSIONED('Bucket'), gate }, { resources: UNREADABLE('Bucket'), gate });
    expect(rules(verdict)).toEqual([]);
    expect(verdict.notices).toEqual([
      { rule: 'scope-changed', message: 's3-bucket-versioning-enabled is not compared: not all of it is known' },
    ]);
  });

  test('the baseline is weighed with today’s weights', () => {
    const light = { 's3-bucket-versioning-enabled': { weight: 1 } };
    const heavy = { 's3-bucket-versioning-enabled': { weight: 40 } };
    const same = after(
      { resources: PLAIN('Bucket'), gate, checks: light },
      { resources: PLAIN('Bucket'), gate, checks: heavy },
    );
    expect(rules(same)).toEqual([]);
    const worse = after(
      { resources: VERSIONED('Bucket'), gate, checks: light },
      { resources: PLAIN('Bucket'), gate, checks: heavy },
    );
    expect(rules(worse)).toEqual(['maxDrop']);
  });

  test('template and stack are not compared', () => {
    const verdict = after(
      { resources: VERSIONED('Bucket'), gate },
      { resources: PUBLIC('Bucket'), gate, phase: 'stack' },
    );
    expect(rules(verdict)).toEqual([]);
    expect(notices(verdict)).toEqual(['scope-changed']);
  });
});

describe('maxComplexityGrowth', () => {
  const gate = { maxComplexityGrowth: 0.5 };
  const topics = (count: number) =>
    Array.from({ length: count }, (_, i) => `  Topic${i}: { Type: AWS::SNS::Topic }`).join('\n');
  test.each([
    [5, 10, []],
    [5, 40, ['maxComplexityGrowth']],
    [40, 5, []],
  ])('from %d to %d resources', (before, now, expected) => {
    expect(rules(after({ resources: topics(before), gate }, { resources: topics(now), gate }))).toEqual(expected);
  });

  const measured = (cyclomaticComplexity: number): Release => ({
    resources: topics(5),
    gate,
    measured: { cyclomaticComplexity },
  });
  test('of the sources, where both were measured', () => {
    expect(rules(after(measured(10), measured(5000)))).toEqual(['maxComplexityGrowth']);
    expect(after(measured(10), measured(12))).not.toHaveProperty('notices');
  });

  test.each([
    ['not before', { resources: topics(5), gate }, measured(5000)],
    ['not now', measured(5000), { resources: topics(5), gate }],
  ])('is compared without the sources where they were measured %s, and says so', (_when, before, now) => {
    const verdict = after(before, now);
    expect(rules(verdict)).toEqual([]);
    expect(verdict.notices).toEqual([
      { rule: 'scope-changed', message: expect.stringMatching(/^complexity is compared without cyclomatic, /) },
    ]);
  });
});

test('what the code is judged by is the release’s doing', () => {
  const duplicated = (duplicatedLines: number): Release => ({
    resources: '  Fn: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs24.x } }',
    gate: { noNewFailures: true },
    measured: { duplicatedLines },
  });
  const verdict = after(duplicated(1), duplicated(30));
  expect(verdict.reasons.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^source fails source-duplication-maximum, and did not before: 30 % of the lines/),
  ]);
  expect(rules(after(duplicated(30), duplicated(30)))).toEqual([]);
});

describe('requireImprovement', () => {
  const gate = { requireImprovement: 95 };
  test.each([
    ['a change that improves nothing', PLAIN('Bucket'), PLAIN('Bucket') + '\n' + TABLE('a'), ['requireImprovement']],
    ['a change that improves', PLAIN('Bucket'), VERSIONED('Bucket'), []],
    ['no change of resources', PLAIN('Bucket'), PLAIN('Bucket'), []],
    ['above the stated fitness', PARAMETER('a'), PARAMETER('b'), []],
  ])('%s', (_name, before, now, expected) => {
    expect(rules(after({ resources: before, gate }, { resources: now, gate }))).toEqual(expected);
  });
});

describe('gate-weakened', () => {
  const hooked = (hooks: string) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Hook: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: h.handler, InlineCode: '0', DeploymentPreference: { Enabled: false } } }
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: h.handler, InlineCode: '0', AutoPublishAlias: live, DeploymentPreference: { Type: AllAtOnce, Hooks: { ${hooks} } } }
`;
  const bucket = VERSIONED('Bucket');
  const id = 's3-bucket-versioning-enabled';
  const suppressed = `  Bucket:
    Type: AWS::S3::Bucket
    Metadata: { fitness: { suppress: [{ id: ${id}, reason: it is a cache }] } }`;
  const cases: [string, Partial<Release>, Partial<Release>, string[]][] = [
    ['the minimum', { gate: { minimum: 20 } }, { gate: { minimum: 10 } }, ['minimum is lowered from 20 to 10']],
    [
      'the least coverage',
      { gate: { minCoverage: 0.5 } },
      { gate: { minCoverage: 0 } },
      ['minCoverage is lowered from 0.5 to 0'],
    ],
    ['noNewFailures', { gate: { noNewFailures: true } }, { gate: {} }, ['noNewFailures is switched off']],
    ['maxDrop', { gate: { maxDrop: 2 } }, { gate: { maxDrop: 3 } }, ['maxDrop is raised from 2 to 3']],
    ['maxComplexityGrowth', { gate: { maxComplexityGrowth: 2 } }, { gate: {} }, ['maxComplexityGrowth is taken away']],
    [
      'requireImprovement',
      { gate: { requireImprovement: 10 } },
      { gate: {} },
      ['requireImprovement is lowered from 10 to 0'],
    ],
    ['a required check', { gate: { require: [id] } }, { gate: {} }, [`${id} is required no longer`]],
    ['a check switched off', {}, { checks: { [id]: { enabled: false } } }, [`${id} is switched off`]],
    ['a check tried out', {}, { checks: { [id]: { mode: 'trial' } } }, [`${id} is only tried out`]],
    ['a weight', {}, { checks: { [id]: { weight: 1 } } }, [`the weight of ${id} is lowered from 2 to 1`]],
    [
      'a suppression',
      { resources: PLAIN('Bucket') },
      { resources: suppressed },
      [`Bucket is taken out of ${id} by its metadata`],
    ],
    [
      'a hook',
      { resources: hooked('PreTraffic: !Ref Hook, PostTraffic: !Ref Hook') },
      { resources: hooked('PreTraffic: !Ref Hook') },
      ['Orders is deployed without its post-traffic hook'],
    ],
    [
      'nothing',
      { gate: { minimum: 10 } },
      { gate: { minimum: 20, maxDrop: 50, require: [id], noNewFailures: true } },
      [],
    ],
  ];
  test.each(cases)('%s', (_name, before, now, expected) => {
    const { reasons } = after({ resources: bucket, ...before }, { resources: bucket, ...now });
    expect(reasons.filter(({ rule }) => rule === 'gate-weakened').map(({ message }) => message)).toEqual(expected);
  });

  test('enforce to observe is said, and observes', () => {
    const verdict = after({ resources: bucket }, { resources: bucket, gate: { mode: 'observe' } });
    expect(verdict).toMatchObject({
      verdict: 'pass',
      mode: 'observe',
      reasons: [{ rule: 'gate-weakened', message: 'it only observes' }],
    });
  });
});

describe('the verdict', () => {
  const red: Release = { resources: PUBLIC('Bucket'), gate: { minimum: 100 } };

  test('observe says what it would have stopped, and passes', () => {
    const { gate } = run({ ...red, gate: { ...red.gate, mode: 'observe' } }).report;
    expect(gate).toMatchObject({ verdict: 'pass', mode: 'observe', reasons: [{ rule: 'minimum' }] });
  });

  test('an override lets one release through, and is recorded with what it overrode', () => {
    const { gate } = run({ ...red, overrideReason: 'incident 42' }).report;
    expect(gate).toMatchObject({ verdict: 'pass', reasons: [] });
    expect(gate.notices).toEqual([
      { rule: 'override', message: 'let through: incident 42' },
      expect.objectContaining({ rule: 'minimum' }),
    ]);
  });

  test('an override of a green gate is no override', () => {
    expect(run({ resources: VERSIONED('Bucket'), overrideReason: 'incident 42' }).report.gate).toEqual({
      verdict: 'pass',
      mode: 'enforce',
      reasons: [],
    });
  });

  test('is incomplete where the template cannot be judged as a whole', () => {
    const template = loaded('Resources:\n' + VERSIONED('Bucket'));
    const broken = {
      ...template,
      diagnostics: [{ severity: 'error' as const, code: 'refused', message: 'SAM refuses Orders' }],
    };
    const report = assess({
      template: broken,
      config: configWith(LENIENT),
      environment: 'prod',
      now: new Date(),
      phase: 'template',
      checks: catalogue,
    });
    expect(report.gate).toEqual({
      verdict: 'incomplete',
      mode: 'enforce',
      reasons: [{ rule: 'incomplete', message: 'SAM refuses Orders' }],
    });
  });

  test('a trap is shown and does not decide', () => {
    const template = loaded('Resources:\n' + VERSIONED('Bucket'));
    const diagnostics = [
      { severity: 'error' as const, code: 'conditional-hooks-dropped', message: 'no hook will run' },
    ];
    const report = assess({
      template,
      config: configWith(LENIENT),
      environment: 'prod',
      now: new Date(),
      phase: 'template',
      checks: catalogue,
      diagnostics,
    });
    expect(report.gate.verdict).toBe('pass');
    expect(report.diagnostics).toEqual(diagnostics);
  });

  test('the built-in checks have no opinion on what concerns none of them', () => {
    const gate = { minimum: 99, minCoverage: 1, require: catalogue.map(({ meta }) => meta.id) };
    const { report } = run({ resources: '  Handle: { Type: AWS::CloudFormation::WaitConditionHandle }', gate });
    expect(report).toMatchObject({ raw: 100, coverage: 1, categories: {}, gate: { verdict: 'pass' } });
    expect(report.results.filter(({ status }) => status !== 'not-applicable')).toEqual([]);
  });
});
