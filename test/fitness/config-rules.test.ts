import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { loadConfig } from '../../src/config/load.ts';
import { assessment } from '../../src/fitness/assess.ts';
import { parseBaseline, serializeBaseline } from '../../src/fitness/baseline.ts';
import { findingKey, findingsIn, type ConfigRule } from '../../src/measurements/config-rules.ts';
import type { CheckConfig, GateConfig } from '../../src/config/config.ts';
import type { Measurement } from '../../src/template/model.ts';
import { configWith, loaded } from './support.ts';

const VERSIONING: ConfigRule = { name: 'our-buckets-1', identifier: 'S3_BUCKET_VERSIONING_ENABLED' };
const OWN: ConfigRule = { name: 'tags are there' };
const TEMPLATE = `
Resources:
  Orders:
    Type: AWS::S3::Bucket
    Properties: { VersioningConfiguration: { Status: Enabled } }
  Placed: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: alias/orders } }`;

const says = (compliance: 'COMPLIANT' | 'NON_COMPLIANT'): Measurement => ({
  value: compliance === 'COMPLIANT' ? 0 : 1,
  from: 'AWS Config, a rule: annotated',
});

type Findings = readonly (readonly [ConfigRule, string, 'COMPLIANT' | 'NON_COMPLIANT'])[];

function judged(findings: Findings, checks: Record<string, Partial<CheckConfig>> = {}, gate: Partial<GateConfig> = {}) {
  const measurements = Object.fromEntries(
    findings.map(([rule, resource, compliance]) => [findingKey(rule, resource), says(compliance)]),
  );
  const ids = ['s3-bucket-versioning-enabled', 'sns-encrypted-kms'];
  const config = configWith(gate);
  const own = Object.fromEntries(
    Object.entries(checks).map(([id, check]) => [
      id,
      { enabled: true, mode: 'enforced' as const, options: {}, ...config.checks[id], ...check },
    ]),
  );
  return (baseline?: string) =>
    assessment({
      template: loaded(TEMPLATE, { measurements }),
      config: { ...config, checks: { ...config.checks, ...own } },
      environment: 'prod',
      checks: catalogue.filter(({ meta }) => ids.includes(meta.id)),
      ...(baseline && { baseline: parseBaseline(baseline) }),
      now: new Date('2026-11-23T10:00:00Z'),
      phase: 'stack',
    });
}

const statusesOf = (report: { results: readonly { check: string; resource: string; status: string }[] }) =>
  Object.fromEntries(report.results.map(({ check, resource, status }) => [`${check} ${resource}`, status]));

test('a key says which rule and which resource, whatever they are called', () => {
  const rule = { name: 'a/b:c d', identifier: 'X_Y' };
  expect(
    findingsIn({ [findingKey(rule, 'Nested/Orders')]: says('COMPLIANT'), 'errorRate/F': says('COMPLIANT') }),
  ).toEqual([{ ...rule, resource: 'Nested/Orders', measurement: says('COMPLIANT') }]);
});

describe('a rule of AWS Config', () => {
  test('is a check of its own, of the resources that it has judged', () => {
    const { report } = judged([
      [OWN, 'Orders', 'COMPLIANT'],
      [OWN, 'Placed', 'NON_COMPLIANT'],
    ])();
    expect(statusesOf(report)).toMatchObject({
      'config-rule/tags are there Orders': 'pass',
      'config-rule/tags are there Placed': 'fail',
    });
    expect(report.results.find(({ status }) => status === 'fail')).toMatchObject({
      message: 'does not comply: AWS Config, a rule: annotated',
      evidence: 'observed',
      weight: 4,
    });
    expect(report.raw).toBeCloseTo(100 / (1 + 4 / 50));
  });

  test('costs nothing where everything complies', () => {
    expect(judged([[OWN, 'Orders', 'COMPLIANT']])().report.raw).toBe(100);
  });

  test('is weighed, tried out and switched off in fitness.yaml', () => {
    const raw = (check: Partial<CheckConfig>) =>
      judged([[OWN, 'Placed', 'NON_COMPLIANT']], { 'config-rule/tags are there': check })().report.raw;
    expect(raw({ weight: 10 })).toBeCloseTo(100 / (1 + 10 / 50));
    expect(raw({ mode: 'trial' })).toBe(100);
    expect(raw({ enabled: false })).toBe(100);
  });

  test('that a check judges too counts once, as the check; that they disagree is shown', () => {
    const { report } = judged([[VERSIONING, 'Orders', 'NON_COMPLIANT']])();
    expect(statusesOf(report)).toEqual({
      's3-bucket-versioning-enabled Orders': 'pass',
      'sns-encrypted-kms Placed': 'pass',
    });
    expect(report.raw).toBe(100);
    expect(report.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      [
        'config-disagrees',
        'Orders passes s3-bucket-versioning-enabled, and by the rule our-buckets-1 it fails: AWS Config, a rule: annotated',
      ],
    ]);
  });

  test('agrees in silence', () => {
    expect(judged([[VERSIONING, 'Orders', 'COMPLIANT']])().report.diagnostics).toEqual([]);
  });

  test('counts itself where the check is switched off', () => {
    const { report } = judged([[VERSIONING, 'Orders', 'NON_COMPLIANT']], {
      's3-bucket-versioning-enabled': { enabled: false },
    })();
    expect(statusesOf(report)).toMatchObject({ 'config-rule/our-buckets-1 Orders': 'fail' });
    expect(report.diagnostics).toEqual([]);
  });
});

describe('the gate', () => {
  const before = () => serializeBaseline(judged([])().baseline());
  const worse: Findings = [[OWN, 'Placed', 'NON_COMPLIANT']];

  test('is told of a new finding, and does not stop the release for it', () => {
    const { gate } = judged(worse, {}, { minimum: 95 })(before()).report;
    expect(gate.verdict).toBe('pass');
    expect(gate.notices).toContainEqual({
      rule: 'observed',
      message: expect.stringContaining('Placed fails config-rule/tags are there'),
    });
    expect(gate.notices?.filter(({ rule }) => rule === 'scope-changed')).toEqual([]);
  });

  test('stops it where the rule is required', () => {
    const { gate } = judged(worse, {}, { require: ['config-rule/tags are there'] })(before()).report;
    expect(gate).toMatchObject({ verdict: 'fail', reasons: [{ rule: 'require' }] });
  });

  test('is not weakened by a rule that went away, and the baseline does not grow with the rules', () => {
    const many: Findings = Array.from({ length: 300 }, (_, index) => [
      { name: `rule-${index}` },
      'Orders',
      'COMPLIANT',
    ]);
    const kept = serializeBaseline(judged(many)().baseline());
    expect(kept.length).toBe(before().length);
    expect(judged([])(kept).report.gate).toMatchObject({ verdict: 'pass', reasons: [] });
  });
});

test('fitness.yaml may name rules that nobody knows before the deployment', () => {
  const text = `
tool: ^0.1.0
service: orders
runtime: nodejs24.x
triggers: [http]
region: eu-central-1
packageManager: npm
environments: { prod: { deployment: AllAtOnce } }
checks:
  config-rule/tags are there: { weight: 7 }
gate: { require: [config-rule/other] }
`;
  const { config } = loadConfig(text, 'fitness.yaml');
  expect(config.checks['config-rule/tags are there']).toMatchObject({ weight: 7, enabled: true });
});
