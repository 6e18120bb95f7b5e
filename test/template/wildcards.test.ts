/** Patterns that come from a template: what they match, and that none of them takes long. */
import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/checks/evaluate.ts';
import { checkById } from '../../src/checks/catalogue.ts';
import { matchesWildcards, readsAs } from '../../src/template/wildcards.ts';
import { loaded } from '../fitness/support.ts';

test.each([
  ['s3:*', 's3:GetObject', true],
  ['s3:Get*', 's3:GetObject', true],
  ['s3:*Object', 's3:GetObject', true],
  ['s3:*Object', 's3:GetObjectAcl', false],
  ['s3:Get?bject', 's3:GetObject', true],
  ['s3:*?t', 's3:GetObject', true],
  ['s3:GetObject?', 's3:GetObject', false],
  ['**', 's3:GetObject', true],
  ['*ab*ab', 'ab', false],
  ['*ab*ab', 'abab', true],
  ['a*a', 'a', false],
  ['s3.GetObject', 's3:GetObject', false],
  ['', '', true],
  ['', 'a', false],
])('%s matches %s: %s', (pattern, text, matches) => {
  expect(matchesWildcards(pattern, text)).toBe(matches);
});

test.each([
  [['a'], 'a', true],
  [['a'], 'ab', false],
  [['', ''], 'anything', true],
  [['a', 'b'], 'a?b', true],
  [['', 'x', ''], 'axb', true],
  [['a', 'a'], 'a', false],
])('%j reads as %s: %s', (pieces, text, reads) => {
  expect(readsAs(pieces, text)).toBe(reads);
});

/** What the check says of the bucket, and how long it takes, in milliseconds. */
function judged(id: string, template: string) {
  const check = checkById(id);
  if (!check) throw new Error(`no check ${id}`);
  const start = performance.now();
  const configured = [{ check, options: {}, mode: 'enforced' as const, weight: 1 }];
  const { results } = evaluate(loaded(template), configured, { now: new Date('2026-11-24'), exclude: new Set() });
  return { status: results.find(({ resource }) => resource === 'Bucket')?.status, took: performance.now() - start };
}

describe('a pattern that is made to hang its reader is read at once', () => {
  test('an action of many wildcards', () => {
    const { status, took } = judged(
      's3-bucket-public-write-prohibited',
      `
Resources:
  Bucket: { Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: { RestrictPublicBuckets: false } } }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: '${'*'.repeat(60)}x', Resource: '*' }] }`,
    );
    expect(status).toBe('pass');
    expect(took).toBeLessThan(1000);
  });

  test('an ARN of many wildcards', () => {
    const { status, took } = judged(
      's3-bucket-ssl-requests-only',
      `
Resources:
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: ${'a'.repeat(60)} } }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: ${'a'.repeat(60)}
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: '*'
            Action: s3:*
            Resource: ['arn:aws:s3:::${'*a'.repeat(25)}x']
            Condition: { Bool: { 'aws:SecureTransport': 'false' } }`,
    );
    expect(status).toBe('fail');
    expect(took).toBeLessThan(1000);
  });

  test('a condition and a name with many holes', () => {
    const names = Array.from({ length: 30 }, (_, index) => `P${index}`);
    const text = names.map((name) => `\${${name}}a`).join('');
    const { status, took } = judged(
      's3-bucket-versioning-enabled',
      `
Parameters: { ${names.map((name) => `${name}: { Type: String }`).join(', ')} }
Conditions: { Named: !Equals [!Sub '${text}x', ${'a'.repeat(60)}] }
Resources:
  Bucket: { Type: AWS::S3::Bucket, Condition: Named, Properties: { BucketName: !Sub '${text}x' } }
  Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: ${'a'.repeat(60)}, PolicyDocument: {} } }`,
    );
    expect(status).toBeUndefined();
    expect(took).toBeLessThan(1000);
  });
});
