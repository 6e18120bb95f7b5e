/** What has a name of its own is read by it, and names of its owner's are not taken. */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../../src/checks/catalogue.ts';
import type { AdoptedConfig } from '../../../src/config/config.ts';
import type { KeyPart } from '../../../src/insert/part.ts';
import { composed } from '../../../src/project/adopted/template/compose.ts';
import { MOST_NAMED, namedIn, namedResources } from '../../../src/project/adopted/template/named-resources.ts';
import { templateParts } from '../../../src/project/adopted/template-parts.ts';
import { parseDocument } from '../../../src/template/parse.ts';
import { configOf } from './service-config.ts';

const HEAD = `Transform: AWS::Serverless-2016-10-31
Parameters: { Env: { Type: String, Default: dev } }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: a.b, Runtime: python3.13 } }
`;

const CONFIG = configOf({ checks: Object.fromEntries(catalogue.map(({ meta }) => [meta.id, {}])) });

const ADOPTED: AdoptedConfig = {
  template: 'template.yaml',
  hooks: 'source',
  functions: { Fn: { hooks: 'ours' }, Other: { hooks: 'ours' } },
  environment: 'Environment',
  names: {},
  files: [],
};

function adopt(text: string) {
  const document = parseDocument(HEAD + text, 'template.yaml');
  const parts = templateParts(CONFIG, ADOPTED, document);
  const of = (id: string) => parts.find((part): part is KeyPart => 'value' in part && part.path.at(-1) === id);
  return { after: composed(document, parts), of, parts };
}

/** What a policy may read that the patterns do not reach, without what is the same in every ARN. */
function readable(text: string): unknown[] {
  const { after } = adopt(text);
  const policy = after.resources.get('ReadArchitecture')?.properties as {
    PolicyDocument: { Statement: { Resource: unknown }[] };
  };
  const all = (given: unknown): unknown[] => (Array.isArray(given) ? (given as unknown[]) : [given]);
  const plain = new Set(patterns());
  return policy.PolicyDocument.Statement.flatMap(({ Resource }) => all(Resource)).filter(
    (resource) => !plain.has(JSON.stringify(resource)),
  );
}

function patterns(): string[] {
  const { PolicyDocument } = adopt('').after.resources.get('ReadArchitecture')?.properties as {
    PolicyDocument: { Statement: { Resource: unknown }[] };
  };
  return PolicyDocument.Statement.flatMap(({ Resource }) => Resource).map((resource) => JSON.stringify(resource));
}

const arn = (text: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${text}` });
const HERE = '${AWS::Region}:${AWS::AccountId}';

describe('a name of its own', () => {
  test.each([
    [
      'a table',
      '  T: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub "orders-${Env}" } }\n',
      [arn('dynamodb:*:${AWS::AccountId}:table/orders-${Env}')],
    ],
    [
      'a queue by parameter',
      '  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Env } }\n',
      [arn(`sqs:${HERE}:\${Env}`)],
    ],
    [
      'a topic, joined',
      '  T: { Type: AWS::SNS::Topic, Properties: { TopicName: !Join ["-", [a, !Ref Env]] } }\n',
      [arn(`sns:${HERE}:a-\${Env}`)],
    ],
    ['a bucket', '  B: { Type: AWS::S3::Bucket, Properties: { BucketName: mine } }\n', [arn('s3:::mine')]],
    ['a bucket that is named in lower case', '  Big: { Type: AWS::S3::Bucket }\n', [arn('s3:::*-big-*')]],
    [
      'a function',
      '  F: { Type: AWS::Lambda::Function, Properties: { FunctionName: f } }\n',
      [arn(`lambda:${HERE}:function:f`), arn(`lambda:${HERE}:function:f:*`)],
    ],
    ['a role', '  R: { Type: AWS::IAM::Role, Properties: { RoleName: r } }\n', [arn('iam::${AWS::AccountId}:role/r')]],
    [
      'a rule on a bus',
      '  R: { Type: AWS::Events::Rule, Properties: { Name: r, EventBusName: b } }\n',
      [arn(`events:${HERE}:rule/r`), arn(`events:${HERE}:rule/*/r`)],
    ],
    [
      'an alarm',
      '  A: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmName: a } }\n',
      [arn(`cloudwatch:${HERE}:alarm:a`)],
    ],
    [
      'what is there under a condition',
      '  Q: { Type: AWS::SQS::Queue, Condition: IsProd, Properties: { QueueName: q } }\n',
      [{ 'Fn::If': ['IsProd', arn(`sqs:${HERE}:q`), { Ref: 'AWS::NoValue' }] }],
    ],
    [
      'a name that is there under a condition',
      '  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: !If [IsProd, q, !Ref AWS::NoValue] } }\n',
      [
        {
          'Fn::Sub': [
            `arn:\${AWS::Partition}:sqs:${HERE}:\${Name}`,
            { Name: { 'Fn::If': ['IsProd', 'q', { 'Fn::Sub': '${AWS::StackName}-*' }] } },
          ],
        },
      ],
    ],
    [
      'a name by what is there later: a loop would close',
      '  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "${Fn.Alias}-q" } }\n',
      [arn(`sqs:${HERE}:*-q`)],
    ],
  ])('%s', (_, text, expected) => {
    expect(readable(text)).toEqual(expected);
  });

  test('a policy names nothing that waits for an alias: so no loop closes', () => {
    const { of } = adopt('  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub "${Fn}-q" } }\n');
    expect(JSON.stringify(of('ReadArchitecture')?.value)).not.toMatch(/"Fn"|\$\{Fn/);
  });

  test('a policy that could not hold all names has them by kind, and says so', () => {
    const many = Array.from(
      { length: 60 },
      (_, at) => `  Q${at}: { Type: AWS::SQS::Queue, Properties: { QueueName: orders-queue-${at} } }\n`,
    ).join('');
    const text = `${many}  T: { Type: AWS::DynamoDB::Table, Properties: { TableName: orders } }\n`;
    expect(readable(text)).toEqual([arn('dynamodb:*:${AWS::AccountId}:table/orders'), arn(`sqs:${HERE}:*`)]);
    expect(adopt(text).of('ReadArchitecture')?.comment).toHaveLength(2);
    expect(adopt('').of('ReadArchitecture')?.comment).toHaveLength(1);
  });

  test('leaves room in what IAM takes for a role', () => {
    const { after } = adopt('');
    for (const hook of ['PreTrafficHook', 'Recorder']) {
      const own = JSON.stringify(after.resources.get(`${hook}Role`)?.properties['Policies']);
      const read = JSON.stringify(after.resources.get('ReadArchitecture')?.properties['PolicyDocument']);
      expect(own.length + read.length + MOST_NAMED).toBeLessThan(10_240);
    }
  });
});

test('nothing is added where nothing has a name', () => {
  const { after } = adopt('  T: { Type: AWS::SNS::Topic }\n');
  expect(namedResources(after)).toEqual([]);
  expect(namedIn([], [])).toEqual({ resources: new Map(), widened: false });
});

test.each([
  ['', '${AWS::StackName}-${AWS::Region}'],
  ['!Sub "${AWS::StackName}-${AWS::Region}"', '${AWS::StackName}-${AWS::Region}-fitness'],
  ['!Join ["-", [!Ref AWS::StackName, !Ref AWS::Region]]', '${AWS::StackName}-${AWS::Region}-fitness'],
  ['!Ref AWS::StackName', '${AWS::StackName}-${AWS::Region}'],
])('beside a dashboard named %s ours is %s', (name, ours) => {
  const theirs = `  D: { Type: AWS::CloudWatch::Dashboard, Properties: { DashboardName: ${name}, DashboardBody: "{}" } }\n`;
  const { of } = adopt(name === '' ? '' : theirs);
  expect(of('Dashboard')?.value).toMatchObject({ Properties: { DashboardName: { 'Fn::Sub': ours } } });
});

test('alarms on a new version are explained once', () => {
  const { parts } = adopt(
    '  Other: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: a.b, Runtime: python3.13 } }\n',
  );
  const commented = parts.filter((part) => 'comment' in part && part.comment?.[0]?.startsWith('The new version alone'));
  expect(commented.map((part) => 'path' in part && part.path.at(-1))).toEqual(['FnNewVersionErrors']);
});
