/** What was observed of what runs is nobody's doing, whether it is worse or cannot be known any more. */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assessment } from '../../src/fitness/assess.ts';
import { parseBaseline, serializeBaseline } from '../../src/fitness/baseline.ts';
import type { GateConfig } from '../../src/config/config.ts';
import type { Measurement } from '../../src/template/model.ts';
import { configWith, loaded } from './support.ts';

const ID = 'lambda-error-rate-maximum';
const TEMPLATE = `
Resources:
  Orders: { Type: AWS::Lambda::Function, Properties: { Role: r, Code: { ZipFile: x } } }`;

const rate = (value: number): Measurement => ({ value, from: 'CloudWatch' });
const DENIED: Measurement = { problem: 'denied: the role needs cloudwatch:GetMetricData' };
const QUIET: Measurement = { absent: 'too few invocations' };

function judged(errorRate: Measurement, gate: Partial<GateConfig> = {}, baseline?: string) {
  return assessment({
    template: loaded(TEMPLATE, { measurements: { 'errorRate/Orders': errorRate } }),
    config: configWith(gate),
    environment: 'prod',
    checks: catalogue.filter(({ meta }) => meta.id === ID),
    ...(baseline && { baseline: parseBaseline(baseline) }),
    now: new Date('2026-11-23T10:00:00Z'),
    phase: 'stack',
  });
}
const after = (before: Measurement, now: Measurement, gate: Partial<GateConfig> = {}) =>
  judged(now, gate, serializeBaseline(judged(before).baseline())).report;

describe('a release', () => {
  test.each([
    ['good, then bad', rate(0), rate(30)],
    ['good, then unknown', rate(0), DENIED],
    ['bad, then unknown', rate(30), DENIED],
    ['quiet, then bad', QUIET, rate(30)],
  ] as const)('is not stopped by what was %s, and told of it', (_, before, now) => {
    const { gate } = after(before, now, { minimum: 95 });
    expect(gate).toMatchObject({ verdict: 'pass', reasons: [] });
    expect(gate.notices).toContainEqual({ rule: 'observed', message: expect.stringContaining(ID) });
  });

  test.each([
    ['with a baseline that was as bad', (gate: Partial<GateConfig>) => after(rate(30), rate(30), gate)],
    ['without a baseline', (gate: Partial<GateConfig>) => judged(rate(30), gate).report],
  ] as const)('that mends an incident is let out, %s', (_, report) => {
    expect(report({ minimum: 95 }).gate).toMatchObject({ verdict: 'pass', reasons: [] });
  });

  test('is stopped where the check is required', () => {
    expect(after(rate(0), rate(30), { require: [ID] }).gate.verdict).toBe('fail');
    expect(after(rate(0), DENIED, { require: [ID] }).gate.verdict).toBe('fail');
  });
});

test('the score says it: by as much as the target is missed, and what is unknown lowers coverage', () => {
  expect(judged(rate(1.5)).report.raw).toBeCloseTo(100 / (1 + (7 * 0.5) / 50));
  expect(judged(rate(30)).report.raw).toBeCloseTo(100 / (1 + 7 / 50));
  expect(judged(DENIED).report).toMatchObject({ raw: 100, coverage: 0 });
  expect(judged(QUIET).report).toMatchObject({ raw: 100, coverage: 1 });
});
