import { describe, expect, test } from '@jest/globals';
import { defineCheck, fail, judge, notApplicable, pass, type Check } from '../../src/checks/api.ts';
import { checkById } from '../../src/checks/catalogue.ts';
import { evaluate, type EnabledCheck } from '../../src/checks/evaluate.ts';
import { loaded } from '../fitness/support.ts';

const now = new Date('2026-11-23');

function enabled(check: Check | string, more: Partial<EnabledCheck> = {}): EnabledCheck {
  const found = typeof check === 'string' ? checkById(check) : check;
  if (!found) throw new Error('there is no such check');
  return { check: found, options: {}, mode: 'enforced', weight: found.meta.weight, ...more };
}

function evaluated(text: string, check: Check | string, exclude: string[] = []) {
  return evaluate(loaded(text), [enabled(check)], { now, exclude: new Set(exclude) });
}

const topicCheck = (evaluateTopic: Check['evaluate']): Check => ({
  meta: {
    id: 'topic',
    title: 'Topics are as they should be',
    why: 'For the tests.',
    remedy: 'mend it',
    category: 'operations',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::SNS::Topic'],
    configRule: false,
    docs: 'https://example.com',
    liveActions: [],
  },
  evaluate: evaluateTopic,
});

const CONDITIONAL = `
Parameters: { Stage: { Type: String }, Debug: { Type: String } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDebug: !Equals [!Ref Debug, 'yes']
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !If [IsProd, prod, !If [IsDebug, debug, dev]] }
`;

describe('a result', () => {
  test('says where, why and by what', () => {
    const text = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: Suspended
`;
    expect(evaluated(text, 's3-bucket-versioning-enabled').results).toEqual([
      {
        check: 's3-bucket-versioning-enabled',
        resource: 'Bucket',
        type: 'AWS::S3::Bucket',
        status: 'fail',
        mode: 'enforced',
        weight: 2,
        message: 'versioning is not enabled',
        path: ['Properties', 'VersioningConfiguration', 'Status'],
        location: { file: 'template.yaml', line: 6, column: 9 },
        evidence: 'template',
        fixable: true,
      },
    ]);
  });

  test('that rests on the default of a service or a parameter says so', () => {
    const text = `
Parameters: { Status: { Type: String, Default: Enabled } }
Resources: { Bucket: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !Ref Status } } } }
`;
    expect(evaluated(text, 's3-bucket-versioning-enabled').results).toMatchObject([
      { status: 'pass', evidence: 'parameter-default' },
    ]);
    expect(evaluated(text, 's3-bucket-server-side-encryption-enabled').results).toMatchObject([
      { status: 'pass', evidence: 'service-default' },
    ]);
  });

  test('that another resource decides points there', () => {
    const text = `Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument: { Statement: [] }
`;
    expect(evaluated(text, 's3-bucket-ssl-requests-only').results).toMatchObject([
      { resource: 'Bucket', status: 'fail', path: [], location: { line: 7 } },
      { resource: 'Policy', status: 'not-applicable' },
    ]);
  });

  test('of a measurement is about the source, which has no place, and says how much is missing', () => {
    const template = loaded('Resources: { source: { Type: AWS::Lambda::Function } }', {
      measurements: { lineCoverage: { value: 60, from: 'coverage/lcov.info' } },
    });
    const { results } = evaluate(template, [enabled('test-coverage-line-minimum')], { now, exclude: new Set() });
    expect(results).toEqual([
      expect.objectContaining({
        resource: 'source',
        type: 'source',
        status: 'fail',
        location: undefined,
        evidence: 'measurement',
        shortfall: 0.25,
      }),
    ]);
  });

  test('of what SAM generates points at what was written, and is not fixable', () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
`;
    expect(evaluated(text, 'codedeploy-auto-rollback-monitor-enabled').results).toMatchObject([
      { resource: 'OrdersDeploymentGroup', status: 'fail', fixable: false, location: { line: 10 } },
    ]);
  });
});

describe('scenarios', () => {
  test('the same verdict in all of them wins', () => {
    expect(
      evaluated(
        CONDITIONAL,
        topicCheck(() => fail('is wrong')),
      ).results,
    ).toMatchObject([{ status: 'fail', message: 'is wrong' }]);
  });

  test('differing verdicts are unknown, and name the conditions', () => {
    const check = topicCheck((topic) =>
      judge(topic.get('DisplayName'), (name) => name !== 'debug', 'is for debugging'),
    );
    expect(evaluated(CONDITIONAL, check).results).toMatchObject([
      {
        status: 'unknown',
        message: 'depends on IsProd (where it does not hold) and IsDebug (where it holds): is for debugging',
        fixable: false,
      },
    ]);
  });

  test('a pass where it applies is a pass', () => {
    const check = topicCheck((topic) => {
      const name = topic.get('DisplayName');
      return 'value' in name && name.value === 'prod' ? pass(name) : notApplicable('is not for production');
    });
    expect(evaluated(CONDITIONAL, check).results).toMatchObject([{ status: 'pass' }]);
  });

  test('a failure where it applies is unknown where it may not', () => {
    const check = topicCheck((topic) => {
      const name = topic.get('DisplayName');
      return 'value' in name && name.value === 'prod' ? fail('is wrong', name) : notApplicable('is not for production');
    });
    expect(evaluated(CONDITIONAL, check).results).toMatchObject([{ status: 'unknown' }]);
  });

  test('a resource is judged where it exists, and has no result where it never does', () => {
    const text = (condition: string) => `
Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod], Never: !Equals [a, b] }
Resources: { Topic: { Type: AWS::SNS::Topic, Condition: ${condition} } }
`;
    const check = topicCheck(() => fail('is wrong'));
    expect(evaluated(text('IsProd'), check).results).toMatchObject([{ status: 'fail' }]);
    expect(evaluated(text('Never'), check).results).toEqual([]);
  });

  test('more combinations than are judged are unknown', () => {
    const conditions = Array.from({ length: 9 }, (_, i) => `C${i}: !Equals [!Ref P, v${i}]`).join(', ');
    const parameters = Array.from({ length: 9 }, (_, i) => `P${i}: { Type: String }`).join(', ');
    const properties = Array.from({ length: 9 }, (_, i) => `Name${i}: !If [C${i}, a, b]`).join(', ');
    const text = `
Parameters: { ${parameters} }
Conditions: { ${conditions.replace(/C(\d): !Equals \[!Ref P,/g, 'C$1: !Equals [!Ref P$1,')} }
Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { ${properties} } } }
`;
    const check = topicCheck((topic) => {
      topic.get();
      return pass();
    });
    expect(evaluated(text, check).results).toMatchObject([
      { status: 'unknown', message: 'depends on more combinations of conditions than are judged' },
    ]);
  });
});

describe('a check that throws', () => {
  const check = topicCheck(() => {
    throw new Error('cannot read properties of undefined');
  });

  test('is unknown, with a diagnostic, and stops nothing', () => {
    const text = 'Resources: { Topic: { Type: AWS::SNS::Topic }, Bucket: { Type: AWS::S3::Bucket } }';
    const options = { now, exclude: new Set<string>() };
    const { results, diagnostics } = evaluate(
      loaded(text),
      [enabled(check), enabled('s3-bucket-versioning-enabled')],
      options,
    );
    expect(results.map(({ status }) => status)).toEqual(['unknown', 'fail']);
    expect(results[0]?.message).toBe('the check failed: cannot read properties of undefined');
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        code: 'check-crashed',
        message: 'topic could not judge Topic: cannot read properties of undefined',
        location: { file: 'template.yaml', line: 1, column: 14 },
      },
    ]);
  });

  test('as one does that looks at types that it does not declare', () => {
    const text = 'Resources: { Topic: { Type: AWS::SNS::Topic } }';
    const looks = topicCheck((_topic, context) =>
      context.resources('AWS::S3::Bucket').length ? pass() : fail('has no bucket'),
    );
    const message = 'topic could not judge Topic: AWS::S3::Bucket is not among its relatedTypes';
    expect(evaluated(text, looks).diagnostics).toMatchObject([{ code: 'check-crashed', message }]);
    const declares = { ...looks, meta: { ...looks.meta, relatedTypes: ['AWS::S3::Bucket'] } };
    expect(evaluated(text, declares)).toMatchObject({ results: [{ status: 'fail' }], diagnostics: [] });
  });
});

test('what is excluded is not judged', () => {
  const text = 'Resources: { Topic: { Type: AWS::SNS::Topic }, Gear: { Type: AWS::SNS::Topic } }';
  const { results } = evaluated(
    text,
    topicCheck(() => pass()),
    ['Gear'],
  );
  expect(results.map(({ resource }) => resource)).toEqual(['Topic']);
});

test('500 resources, each compared with all others, take no minute on a busy machine', () => {
  const functions = Array.from({ length: 100 }, (_, i) => [
    `  F${i}: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs24.x } }`,
    `  V${i}: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref F${i} } }`,
    `  A${i}: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref F${i}, Name: live } }`,
    `  P${i}: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref A${i}, Principal: sns.amazonaws.com } }`,
    `  Q${i}: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref F${i}, Principal: '123456789012' } }`,
  ]).flat();
  const template = loaded(`Resources:\n${functions.join('\n')}\n`);
  const checks = [
    'lambda-function-public-access-prohibited',
    'lambda-async-failure-destination',
    'lambda-deployment-preference-enabled',
  ];
  const start = performance.now();
  const { results } = evaluate(
    template,
    checks.map((id) => enabled(id)),
    { now, exclude: new Set() },
  );
  expect(performance.now() - start).toBeLessThan(20_000);
  expect(results.filter(({ status }) => status === 'fail')).toHaveLength(300);
});

test('defineCheck changes nothing', () => {
  const check = topicCheck(() => pass());
  expect(defineCheck(check)).toBe(check);
});
