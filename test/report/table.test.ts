import { describe, expect, test } from '@jest/globals';
import { checkById } from '../../src/checks/catalogue.ts';
import { assess } from '../../src/fitness/assess.ts';
import type { Report } from '../../src/fitness/report.ts';
import { formatTable } from '../../src/report/table.ts';
import { configWith, loaded } from '../fitness/support.ts';
import { CHECKS } from './support.ts';

const TEMPLATE = `Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: !ImportValue status
  Archive:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 14
`;

function reported(text = TEMPLATE): Report {
  return assess({
    template: loaded(text),
    checks: [...CHECKS, checkById('cw-loggroup-retention-period-check')!],
    config: configWith({ minimum: 95, noNewFailures: true }, { 's3-bucket-logging-enabled': { mode: 'trial' } }),
    environment: 'prod',
    now: new Date('2026-11-23'),
    phase: 'template',
    diagnostics: [
      {
        severity: 'warning',
        code: 'hooks-dropped',
        message: 'no hook will run',
        location: { file: 'template.yaml', line: 3, column: 5 },
      },
    ],
  });
}

const plain = (width: number, report = reported()) => formatTable(report, { color: false, width });

describe('the table', () => {
  test('at 80 columns', () => {
    expect(plain(80)).toBe(`Fitness 71.3 of 100
orders · prod · template.yaml

score       71.4, for a penalty of 20.0
complexity  -0.1 points: 3 resources, 0 functions, 0 edges, 0 IAM statements
coverage    97 %

security  73.5
  ✗ s3-bucket-public-read-prohibited                                -11.9 points
      Archive                                                 template.yaml:10:7
        AccessControl PublicRead lets everyone read it
      → take the public grant away (AccessControl, bucket policy), and set all
        four flags of PublicAccessBlockConfiguration to true
  ✗ s3-bucket-ssl-requests-only                                      -9.2 points
      Uploads                                                  template.yaml:2:3
        has no bucket policy, so it answers over plain HTTP
      Archive                                                  template.yaml:7:3
        has no bucket policy, so it answers over plain HTTP
      → add a bucket policy that denies Principal "*" the Action s3:* on the
        bucket and its objects (/*) where aws:SecureTransport is false
  ✓ s3-bucket-public-write-prohibited, s3-bucket-server-side-encryption-enabled

reliability  96.1   coverage 50 %
  ✗ s3-bucket-versioning-enabled                                     -2.1 points
      Archive                                                  template.yaml:9:5
        versioning is not enabled
      Uploads                                                  template.yaml:6:9
        not known: VersioningConfiguration.Status cannot be read: the export
        status of another stack is known at deployment
      → set VersioningConfiguration.Status to Enabled
  · s3-bucket-replication-enabled, not counted: Uploads, Archive

cost  100.0
  ✓ cw-loggroup-retention-period-check

operations
  ✗ s3-bucket-logging-enabled                                 trial, not counted
      Uploads                                                  template.yaml:4:5
        does not log who accesses it
      Archive                                                  template.yaml:9:5
        does not log who accesses it
      → set LoggingConfiguration with a DestinationBucketName

diagnostics
  ! hooks-dropped: no hook will run
    template.yaml:3:5

Gate fail (enforce)
  ✗ minimum: fitness is 71.3, at least 95 is asked for
`);
  });

  test.each([40, 60, 80, 100, 120, 200])('is nowhere wider than %d columns', (width) => {
    for (const line of plain(width).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  test('has a resource, the reason and its place on one line where there is room', () => {
    expect(plain(120)).toMatch(/^ {6}Archive {2}AccessControl PublicRead lets everyone read it +template\.yaml:10:7$/m);
  });

  test('colours only when asked to', () => {
    // eslint-disable-next-line no-control-regex -- it is what is looked for
    const escape = /\u001b\[\d+m/g;
    expect(plain(100)).not.toMatch(escape);
    const coloured = formatTable(reported(), { color: true, width: 100 });
    expect(coloured).toMatch(escape);
    expect(coloured.replace(escape, '')).toBe(plain(100));
  });

  test('obeys no terminal codes that a template carries', () => {
    const text = TEMPLATE.replace('Archive:', '"Archive\\e[2J\\u202e":');
    // eslint-disable-next-line no-control-regex -- it is what must not be there
    expect(plain(100, reported(text))).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('says so where nothing applies', () => {
    expect(plain(80, reported('Resources: { Topic: { Type: AWS::SNS::Topic } }\n'))).toContain(
      'Nothing in the template concerns the enabled checks.',
    );
  });

  test('tells what observing would have stopped', () => {
    const report = reported();
    const observed: Report = { ...report, gate: { ...report.gate, verdict: 'pass', mode: 'observe' } };
    expect(plain(80, observed)).toContain('Gate pass (observe, would have stopped this)');
  });
});
