import { describe, expect, test } from '@jest/globals';
import { checkById } from '../../src/checks/catalogue.ts';
import { evaluate } from '../../src/checks/evaluate.ts';
import { loaded } from '../fitness/support.ts';

const ID = 's3-bucket-logging-enabled';

function evaluated(metadata: string, now = '2026-11-23T10:00:00Z') {
  const check = checkById(ID);
  if (!check) throw new Error(`no check ${ID}`);
  const template = loaded(`Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Metadata: ${metadata}\n`);
  const enabled = { check, options: {}, mode: 'enforced' as const, weight: 4 };
  return evaluate(template, [enabled], { now: new Date(now), exclude: new Set() });
}

describe('a check is suppressed by the metadata of', () => {
  test.each([
    [
      'us',
      `{ fitness: { suppress: [{ id: ${ID}, reason: holds nothing }] } }`,
      'suppressed by its fitness metadata: holds nothing',
    ],
    ['Guard', '{ guard: { SuppressedRules: [S3_BUCKET_LOGGING_ENABLED] } }', 'suppressed by its guard metadata'],
    [
      'cfn_nag',
      '{ cfn_nag: { rules_to_suppress: [{ id: W35, reason: holds nothing }] } }',
      'suppressed by its cfn_nag metadata: holds nothing',
    ],
    [
      'cdk-nag',
      '{ cdk_nag: { rules_to_suppress: [{ id: AwsSolutions-S1, reason: holds nothing }] } }',
      'suppressed by its cdk_nag metadata: holds nothing',
    ],
    [
      'checkov',
      '{ checkov: { skip: [{ id: CKV_AWS_18, comment: holds nothing }] } }',
      'suppressed by its checkov metadata: holds nothing',
    ],
  ])('%s', (_tool, metadata, message) => {
    expect(evaluated(metadata)).toMatchObject({
      results: [{ status: 'not-applicable', suppressed: true, message }],
      diagnostics: [],
    });
  });
});

describe('a suppression does not count', () => {
  test.each([
    ['of another check', '{ cfn_nag: { rules_to_suppress: [{ id: W41, reason: holds nothing }] } }', undefined],
    [
      'without a reason',
      `{ fitness: { suppress: [{ id: ${ID} }] } }`,
      `the suppression of ${ID} on Bucket has no reason, and does not count`,
    ],
    [
      'past its day',
      `{ fitness: { suppress: [{ id: ${ID}, reason: soon, until: '2026-11-22' }] } }`,
      `the suppression of ${ID} on Bucket ended on 2026-11-22`,
    ],
    [
      'of no check',
      '{ fitness: { suppress: [{ id: s3-loging, reason: typo }] } }',
      'the suppression of s3-loging on Bucket names no check',
    ],
    ['of strange form', '{ guard: null, cfn_nag: [], fitness: { suppress: yes } }', undefined],
  ])('%s', (_name, metadata, message) => {
    const { results, diagnostics } = evaluated(metadata);
    expect(results).toMatchObject([{ status: 'fail' }]);
    expect(diagnostics).toMatchObject(
      message === undefined
        ? []
        : [{ severity: 'warning', code: 'suppression-ignored', message, location: { line: 4 } }],
    );
  });

  test('on its last day it still does', () => {
    const metadata = `{ fitness: { suppress: [{ id: ${ID}, reason: soon, until: '2026-11-23' }] } }`;
    expect(evaluated(metadata).results).toMatchObject([{ status: 'not-applicable' }]);
  });
});
