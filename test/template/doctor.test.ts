import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doctor } from '../../src/template/doctor.ts';
import { applyEdits } from '../../src/template/edit.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { traps } from '../../src/template/traps/index.ts';
import { service, serviceWith } from './support/service.ts';

const fixtures = join(import.meta.dirname, 'traps', 'fixtures');

/** The template as the doctor leaves it. */
function mended(text: string): string {
  const document = parseDocument(text, 'template.yaml');
  return applyEdits(document, doctor(document).edits);
}

function codes(text: string): string[] {
  return doctor(parseDocument(text, 'template.yaml')).findings.map(({ code }) => code);
}

test('a sound service needs no doctor', () => {
  expect(doctor(parseDocument(service, 'template.yaml'))).toEqual({ findings: [], edits: [], remaining: [] });
});

describe('DependsOn of the pre-traffic hook', () => {
  test('a new table and queue are added at the end, and nothing else changes', () => {
    const text = serviceWith([
      '  Bucket:\n',
      '  Orders:\n    Type: AWS::DynamoDB::Table\n  Queue:\n    Type: AWS::SQS::Queue\n  Bucket:\n',
    ]);
    expect(codes(text)).toEqual(['hook-order-incomplete']);
    expect(mended(text)).toBe(
      text.replace(
        '      - AlarmTopic\n    Properties',
        '      - AlarmTopic\n      - Orders\n      - Queue\n      - Fn\n    Properties',
      ),
    );
  });

  test('a bucket that has come to notify the alias is taken out', () => {
    const text = serviceWith([
      '      - Table\n      - AlarmTopic\n',
      '      - Table # data\n      - Bucket # files\n      - AlarmTopic\n',
    ]);
    expect(codes(text)).toEqual(['hook-depends-on-loop']);
    expect(mended(text)).toBe(text.replace('      - Bucket # files\n', ''));
  });

  test('the last entry takes the key with it', () => {
    const text = serviceWith(
      ['    DependsOn:\n      - Table\n      - AlarmTopic\n', '    DependsOn: Bucket\n'],
      ['  AlarmTopic:\n    Type: AWS::SNS::Topic\n', ''],
      ['      AlarmActions:\n        - !Ref AlarmTopic\n', ''],
    );
    expect(mended(text)).toBe(text.replace('    DependsOn: Bucket\n', ''));
  });
});

test('a policy that closes a loop moves into one of its own', () => {
  const text = serviceWith([
    '            - Effect: Allow\n              Action: dynamodb:DescribeTable\n              Resource: !GetAtt Table.Arn\n',
    '            - Effect: Allow # read\n              Action: s3:GetEncryptionConfiguration\n              Resource: !GetAtt Bucket.Arn\n',
  ]);
  expect(codes(text)).toContain('hook-policy-loop');
  const after = mended(text);
  expect(after).toBe(
    `${text.replace('            - Effect: Allow # read\n              Action: s3:GetEncryptionConfiguration\n              Resource: !GetAtt Bucket.Arn\n', '')}  PreTrafficPolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: PreTrafficPolicy
      Roles:
        - !Ref PreTrafficRole
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: s3:GetEncryptionConfiguration
            Resource: !GetAtt Bucket.Arn
`,
  );
  expect(codes(after)).toEqual([]);
});

test('what only a person can decide stays, and is said', () => {
  const text = 'Resources:\n  A: {Type: AWS::SNS::Topic, DependsOn: B}\n  B: {Type: AWS::SNS::Topic, DependsOn: A}\n';
  const { findings, edits, remaining } = doctor(parseDocument(text, 'template.yaml'));
  expect(findings.map(({ code }) => code)).toEqual(['circular-dependency']);
  expect(edits).toEqual([]);
  expect(remaining).toEqual(findings);
});

test('several at once, in JSON too', () => {
  const text = serviceWith(
    ['    Default: local00000\n', ''],
    [
      '      AutoPublishCodeSha256: !Ref ReleaseId\n',
      '      AutoPublishCodeSha256: !Ref ReleaseId\n      # one more\n',
    ],
    ["          TARGET: !Sub '${Fn}:live'\n", '          TARGET: !Ref Fn.Alias\n'],
    ['      - AlarmTopic\n    Properties', '      - Bucket\n    Properties'],
  );
  const json = JSON.stringify(parseDocument(text, 'template.yaml').data, null, 2);
  for (const before of [text, json]) {
    const after = mended(before);
    expect(codes(before).length).toBeGreaterThan(2);
    expect(codes(after)).toEqual([]);
    expect(mended(after)).toBe(after);
  }
});

describe('after the edits the finding is gone, and a second examination has no edits', () => {
  const fixed: string[] = [];
  test.each(traps.map(({ meta }) => meta.code))('%s', (code) => {
    const text = readFileSync(join(fixtures, code, 'found', 'template.yaml'), 'utf8');
    const document = parseDocument(text, 'template.yaml');
    const first = doctor(document);
    const second = doctor(parseDocument(applyEdits(document, first.edits), 'template.yaml'));
    expect(second.edits).toEqual([]);
    expect(second.findings.map(({ code, message }) => `${code} ${message}`)).toEqual(
      first.remaining.map(({ code, message }) => `${code} ${message}`),
    );
    const had = first.findings.some((finding) => finding.code === code);
    if (had && !first.remaining.some((finding) => finding.code === code)) fixed.push(code);
  });

  test('these can be mended', () => {
    expect(fixed).toEqual([
      'alias-in-alarm',
      'alias-in-hook',
      'conditional-alarm-item',
      'conditional-hooks-dropped',
      'empty-alarms',
      'hook-depends-on-loop',
      'hook-event-age',
      'hook-log-level',
      'hook-order-incomplete',
      'hook-policy-loop',
      'hook-retries',
      'partition-literal',
      'recorder-concurrency',
      'release-id-too-long',
      'release-id-without-default',
      'version-in-policy',
    ]);
  });
});

test('every fixture is a folder of a trap', () => {
  expect(readdirSync(fixtures)).toHaveLength(traps.length);
});
