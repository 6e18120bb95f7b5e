/** Whose doing it is, where the architecture is read as it is deployed: only what a release changed can stop it. */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assess } from '../../src/fitness/assess.ts';
import { baselineOf, parseBaseline, serializeBaseline, type Baseline } from '../../src/fitness/baseline.ts';
import type { Deployed, Measurement, Template } from '../../src/template/model.ts';
import { configWith, loaded } from './support.ts';

const VERSIONED = 'VersioningConfiguration: { Status: Enabled }';
const bucket = (properties: string) =>
  `Resources:\n  Orders: { Type: AWS::S3::Bucket, Properties: { ${properties} } }\n`;
const CHECK = 's3-bucket-versioning-enabled';

interface Side {
  readonly text: string;
  readonly deployed?: Readonly<Record<string, Deployed>>;
  readonly found?: Readonly<Record<string, Deployed & { type: string }>>;
  readonly measurements?: Readonly<Record<string, Measurement>>;
  readonly require?: readonly string[];
}

function run({ text, deployed = {}, found = {}, measurements = {}, require = [] }: Side, baseline?: Baseline) {
  const written = loaded(text);
  const [orders] = [...written.resources.values()];
  const beside = Object.entries(found).map(([logicalId, { type }]) => {
    return [logicalId, { ...orders!, logicalId, type, properties: {}, generated: true }] as const;
  });
  const template: Template = {
    ...written,
    resources: new Map([...written.resources, ...beside]),
    inputs: { measurements, deployed: new Map(Object.entries({ ...deployed, ...found })) },
  };
  const now = new Date('2026-11-23T10:00:00Z');
  const config = configWith({ minimum: 0, minCoverage: 0, require }, { [CHECK]: { weight: 7 } });
  const input = { template, config, environment: 'prod', checks: catalogue, now, phase: 'stack' as const };
  const report = assess({ ...input, baseline });
  return { report, baseline: baselineOf(report, input) };
}

function after(before: Side, release: Side) {
  const { baseline } = run(before);
  const { gate, results } = run(release, parseBaseline(serializeBaseline(baseline))).report;
  const about = ({ message }: { message: string }) => message.includes(CHECK) || message.includes('duration');
  return {
    verdict: gate.verdict,
    reasons: gate.reasons.filter(about).map(({ rule }) => rule),
    notices: (gate.notices ?? []).filter(about).map(({ rule }) => rule),
    results,
  };
}

const suspended: Readonly<Record<string, Deployed>> = {
  Orders: { physicalId: 'orders-1', properties: { VersioningConfiguration: { Status: 'Suspended' } } },
};

test('what somebody changed by hand lowers the score, is said, and stops no release', () => {
  const judged = after({ text: bucket(VERSIONED) }, { text: bucket(VERSIONED), deployed: suspended });
  expect(judged).toMatchObject({ verdict: 'pass', reasons: [], notices: ['drift'] });
  expect(judged.results).toContainEqual(
    expect.objectContaining({ check: CHECK, resource: 'Orders', status: 'fail', evidence: 'live' }),
  );
});

test('it is red where the check is required, whoever’s doing it is', () => {
  const release = { text: bucket(VERSIONED), deployed: suspended, require: [CHECK] };
  expect(after({ text: bucket(VERSIONED) }, release)).toMatchObject({ verdict: 'fail', reasons: ['require'] });
});

test('so it is on a resource that the release changes: its template is sound', () => {
  const text = bucket(`${VERSIONED}, Tags: [{ Key: a, Value: b }]`);
  expect(after({ text: bucket(VERSIONED) }, { text, deployed: suspended })).toMatchObject({
    verdict: 'pass',
    notices: ['drift'],
  });
});

test('what the release’s template says itself is its doing', () => {
  expect(after({ text: bucket(VERSIONED) }, { text: bucket(''), deployed: suspended })).toMatchObject({
    verdict: 'fail',
    reasons: ['noNewFailures'],
  });
});

test('a failing alarm is remembered like every other resource, though its name says something of the release', () => {
  const alarm = { text: 'Resources:\n  Late: { Type: AWS::CloudWatch::Alarm, Properties: { MetricName: m } }\n' };
  const before = parseBaseline(serializeBaseline(run(alarm).baseline));
  const rules = (run(alarm, before).report.gate.reasons ?? []).map(({ rule }) => rule);
  expect(rules).not.toContain('noNewFailures');
});

test('what was found beside the template is nobody’s doing, and no resource of the baseline', () => {
  const found = { 'Orders (other)': { type: 'AWS::S3::Bucket', properties: {}, found: true as const } };
  const sound = { text: bucket(VERSIONED) };
  const judged = after(sound, { ...sound, found });
  expect(judged).toMatchObject({ verdict: 'pass', reasons: [], notices: ['drift'] });
  expect(run({ ...sound, found }).baseline.resources).toEqual(run(sound).baseline.resources);
});

test('what is deployed is no part of the fingerprint: the release after a drift changes nothing', () => {
  const sound = { text: bucket(VERSIONED) };
  expect(run({ ...sound, deployed: suspended }).baseline.resources).toEqual(run(sound).baseline.resources);
});

describe('what was observed while it runs', () => {
  const text = 'Resources:\n  Fn: { Type: AWS::Lambda::Function, Properties: { MemorySize: 128, Timeout: 3 } }\n';
  const changed = text.replace('128', '256');
  const took = (value: number) => ({ 'durationP99/Fn': { value, from: 'cloudwatch:GetMetricData' } });

  test.each([
    ['of an unchanged function', text],
    ['of a function that the release changes: it was measured before', changed],
  ])('%s stops no release', (_, release) => {
    const judged = after({ text, measurements: took(1) }, { text: release, measurements: took(1e6) });
    expect(judged.reasons).toEqual([]);
    expect(judged.notices).toContain('observed');
  });
});
