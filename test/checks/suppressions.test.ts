import { describe, expect, test } from '@jest/globals';
import { checkById } from '../../src/checks/catalogue.ts';
import { evaluate } from '../../src/checks/evaluate.ts';
import { loaded } from '../fitness/support.ts';

const ID = 's3-bucket-logging-enabled';

const SECOND = 's3-bucket-versioning-enabled';

function evaluatedAll(text: string, ids: readonly string[] = [ID], known?: readonly string[]) {
  const checks = ids.map((id) => {
    const check = checkById(id);
    if (!check) throw new Error(`no check ${id}`);
    return { check, options: {}, mode: 'enforced' as const, weight: 4 };
  });
  const now = new Date('2026-11-23T10:00:00Z');
  return evaluate(loaded(text), checks, { now, exclude: new Set(), ...(known && { known }) });
}

function evaluated(metadata: string, properties = '{}') {
  return evaluatedAll(
    `Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: ${properties}\n    Metadata: ${metadata}\n`,
  );
}

const messages = ({ diagnostics }: { diagnostics: readonly { message: string }[] }) =>
  diagnostics.map(({ message }) => message);

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

  test('Guard, by the name of the rule in a file of another name, in any order of tools', () => {
    const metadata = `{ checkov: { skip: [] }, guard: { SuppressedRules: [OTHER_RULE, S3_BUCKET_LOGGING_ENABLED] } }`;
    expect(evaluated(metadata).results).toMatchObject([{ suppression: { by: 'guard', reason: '' } }]);
  });
});

test('a result says who suppresses it, why, until when and where', () => {
  const text = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Metadata:
      fitness:
        suppress:
          - id: ${ID}
            reason: moves to the archive
            until: 2026-12-31
`;
  expect(evaluatedAll(text).results).toMatchObject([
    {
      suppressed: true,
      suppression: {
        by: 'fitness',
        reason: 'moves to the archive',
        until: '2026-12-31',
        location: { file: 'template.yaml', line: 7, column: 13 },
      },
    },
  ]);
});

test('what SAM makes of a resource is suppressed with it, though the transform drops its metadata', () => {
  const text = (metadata: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Metadata: ${metadata}
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce }
`;
  const id = 'codedeploy-auto-rollback-monitor-enabled';
  const judged = evaluatedAll(text(`{ fitness: { suppress: [{ id: ${id}, reason: a batch job }] } }`), [id]);
  expect(judged.diagnostics).toEqual([]);
  expect(judged.results).toMatchObject([
    { resource: 'OrdersDeploymentGroup', suppression: { by: 'fitness', reason: 'a batch job', location: { line: 5 } } },
  ]);
});

describe('a suppression does not count', () => {
  test('of another tool, of another check: which is nothing to report', () => {
    const { results, diagnostics } = evaluated('{ cfn_nag: { rules_to_suppress: [{ id: W41, reason: none }] } }');
    expect(results).toMatchObject([{ status: 'fail' }]);
    expect(diagnostics).toEqual([]);
  });

  test.each([
    ['without a reason', `{ id: ${ID} }`, `of ${ID} on Bucket has no reason, and does not count`],
    ['without an id', '{ reason: soon }', 'of nothing on Bucket has no id, and does not count'],
    ['past its day', `{ id: ${ID}, reason: soon, until: 2026-11-22 }`, `of ${ID} on Bucket ended on 2026-11-22`],
    [
      'until what is no day',
      `{ id: ${ID}, reason: soon, until: 2027-02-31 }`,
      `of ${ID} on Bucket ends on "2027-02-31", which is no day such as 2027-01-31, and does not count`,
    ],
    [
      'until a word',
      `{ id: ${ID}, reason: soon, until: ~ }`,
      `of ${ID} on Bucket ends on null, which is no day such as 2027-01-31, and does not count`,
    ],
    [
      'with a typo in a key, which would make it eternal',
      `{ id: ${ID}, reason: soon, untill: 2026-11-22 }`,
      `of ${ID} on Bucket has a key "untill" (until?), and does not count`,
    ],
    ['that is a name alone', ID, 'of nothing on Bucket is no map of id, reason and until'],
    [
      'of no check, naming the nearest',
      '{ id: s3-bucket-loging-enabled, reason: typo }',
      `of s3-bucket-loging-enabled on Bucket names no check; did you mean ${ID}?`,
    ],
    ['of no check, and none is near', '{ id: be-nice, reason: typo }', 'of be-nice on Bucket names no check'],
  ])('%s', (_name, item, message) => {
    const { results, diagnostics } = evaluated(`{ fitness: { suppress: [${item}] } }`);
    expect(results).toMatchObject([{ status: 'fail' }]);
    expect(diagnostics).toEqual([
      {
        severity: 'warning',
        code: 'suppression-ignored',
        message: `the suppression ${message}`,
        location: { file: 'template.yaml', line: 5, column: 39 },
      },
    ]);
  });

  test('on its last day it still does', () => {
    const metadata = `{ fitness: { suppress: [{ id: ${ID}, reason: soon, until: '2026-11-23' }] } }`;
    expect(evaluated(metadata)).toMatchObject({ results: [{ status: 'not-applicable' }], diagnostics: [] });
  });

  test.each([
    'fitness: { suppress: yes }',
    'cfn_nag: { rules_to_suppress: { id: W35 } }',
    'guard: { SuppressedRules: A }',
  ])('in what is no list: %s', (section) => {
    const { results, diagnostics } = evaluated(`{ ${section} }`);
    expect(results).toMatchObject([{ status: 'fail' }]);
    expect(diagnostics).toMatchObject([
      {
        code: 'suppression-ignored',
        message: expect.stringMatching(/^\w+\.\w+ in the Metadata of Bucket is not a list$/),
      },
    ]);
  });

  test('but not what an adopted hook waits for', () => {
    const { diagnostics } = evaluated('{ fitness: { after: [!Ref AWS::StackName] } }');
    expect(diagnostics).toEqual([]);
  });

  test('ours below a key with a typo', () => {
    const { results, diagnostics } = evaluated(`{ fitness: { suppres: [{ id: ${ID}, reason: holds nothing }] } }`);
    expect(results).toMatchObject([{ status: 'fail' }]);
    expect(diagnostics).toMatchObject([
      {
        code: 'suppression-ignored',
        message: 'fitness in the Metadata of Bucket has a key "suppres" (suppress?), which does not count',
        location: { line: 5 },
      },
    ]);
  });

  test.each([
    '{ guard: null, cfn_nag: [], checkov: 7, fitness: nothing }',
    '[]',
    'text',
    '{ __proto__: { fitness: 1 } }',
  ])('in metadata of strange form: %s', (metadata) => {
    expect(evaluated(metadata)).toMatchObject({ results: [{ status: 'fail' }], diagnostics: [] });
  });
});

describe('a suppression that is not needed', () => {
  const OURS = `{ fitness: { suppress: [{ id: ${ID}, reason: holds nothing }] } }`;

  test('is reported where the check passes', () => {
    const judged = evaluated(OURS, '{ LoggingConfiguration: { DestinationBucketName: logs } }');
    expect(judged.diagnostics).toMatchObject([{ code: 'suppression-unused', location: { line: 5 } }]);
    expect(messages(judged)).toEqual([`the suppression of ${ID} on Bucket is not needed: the check passes`]);
  });

  test('is reported where the check judges no such resource', () => {
    const judged = evaluatedAll(`Resources:\n  Topic: { Type: AWS::SNS::Topic, Metadata: ${OURS} }\n`);
    expect(messages(judged)).toEqual([`the suppression of ${ID} on Topic is not needed: the check does not apply`]);
  });

  test('of another tool is its own affair', () => {
    const metadata = '{ checkov: { skip: [{ id: CKV_AWS_18 }] } }';
    expect(evaluated(metadata, '{ LoggingConfiguration: { DestinationBucketName: logs } }').diagnostics).toEqual([]);
  });

  test('is not where the resource does not exist, or the check does not run', () => {
    const text = (condition: string) => `
Conditions: { Never: !Equals [a, b] }
Resources: { Bucket: { Type: AWS::S3::Bucket, ${condition} Metadata: ${OURS} } }
`;
    expect(evaluatedAll(text('Condition: Never,')).diagnostics).toEqual([]);
    expect(evaluatedAll(text(''), [SECOND], [ID, SECOND]).diagnostics).toEqual([]);
  });
});
