import { expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assess, assessment } from '../../src/fitness/assess.ts';
import { baselineOf } from '../../src/fitness/baseline.ts';
import { configWith, loaded } from './support.ts';

const template = loaded(`
Resources:
  Orders: { Type: AWS::S3::Bucket }
  Uploads: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead } }
`);
const config = configWith();
const source = {
  template,
  config,
  phase: 'stack',
  checks: catalogue,
  gateMode: 'observe',
  now: new Date('2026-11-23T10:00:00Z'),
} as const;

test('an assessment hands over what baselineOf makes of its report', () => {
  const { report, baseline } = assessment({ ...source, environment: 'prod' });
  expect(baseline()).toEqual(baselineOf(report, source));
  expect(report).toEqual(assess({ ...source, environment: 'prod' }));
});

test('what is compared with the last release is the baseline for the next', () => {
  const before = assessment({ ...source, environment: 'prod' }).baseline();
  const { report, baseline } = assessment({ ...source, environment: 'prod', baseline: before });
  expect(report.gate.notices ?? []).toEqual([]);
  expect(baseline()).toBe(baseline());
  expect(baseline()).toEqual(before);
});
