import { describe, expect, test } from '@jest/globals';
import { hookNaming, hookOrder, lateResources } from '../../src/template/order.ts';
import type { HookOrder } from '../../src/template/order.ts';
import { load } from './support/load.ts';
import { service, serviceWith } from './support/service.ts';

const order = (text: string): HookOrder | undefined =>
  hookOrder(load(text)).find(({ phases }) => phases.includes('pre-traffic'));

describe('what the pre-traffic hook waits for', () => {
  test('everything that is not gear and does not need the alias', () => {
    expect(order(service)).toEqual({
      hook: 'PreTraffic',
      phases: ['pre-traffic'],
      dependsOn: ['Table', 'Fn', 'AlarmTopic'],
      missing: [],
      closing: [],
    });
  });

  test('a bucket that notifies the alias is judged after traffic', () => {
    expect(order(service)?.dependsOn).not.toContain('Bucket');
    const apart = service.replace(/ {6}Events:\n {8}Upload:[\s\S]*?ObjectCreated:\*\n/, '');
    expect(order(apart)?.dependsOn).toContain('Bucket');
  });

  test('a new queue is missing until it is listed', () => {
    const text = serviceWith(['  AlarmTopic:\n    Type', '  Queue: {Type: AWS::SQS::Queue}\n  AlarmTopic:\n    Type']);
    expect(order(text)?.missing).toContain('Queue');
    expect(order(text.replace('      - AlarmTopic\n', '      - AlarmTopic\n      - Queue\n'))?.missing).not.toContain(
      'Queue',
    );
  });

  test('what closes a loop is said, and hides nothing', () => {
    const text = serviceWith(
      ['      - Table\n', '      - Bucket\n'],
      ["          TARGET: !Sub '${Fn}:live'\n", '          X: y\n'],
      ['              Resource: !GetAtt Table.Arn\n', "              Resource: '*'\n"],
    );
    expect(order(text)).toMatchObject({ closing: ['Bucket'], missing: ['Table', 'Fn', 'FnRole'] });
  });

  test('a post-traffic hook waits for nothing', () => {
    expect(hookOrder(load(service)).find(({ hook }) => hook === 'PostTraffic')).toEqual({
      hook: 'PostTraffic',
      phases: ['post-traffic'],
      dependsOn: [],
      missing: [],
      closing: [],
    });
  });

  test('what is there under a condition is listed only if nothing else waits for it', () => {
    const text = serviceWith(
      ['  Table:\n', '  Table:\n    Condition: IgnoreAlarms\n'],
      ['  AlarmTopic:\n    Type', '  AlarmTopic:\n    Condition: IgnoreAlarms\n    Type'],
    );
    // the function names the table in its environment; nobody but an alarm names the topic
    expect(order(text)?.dependsOn).toEqual(['Fn', 'AlarmTopic']);
  });

  test('a template without hooks has no order', () => {
    expect(hookOrder(load('Resources: {A: {Type: AWS::S3::Bucket}}'))).toEqual([]);
  });
});

describe('what a gate at the end of the stack waits for', () => {
  const GATE = `
  Gate:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: hooks/, Handler: gate.handler, Runtime: nodejs24.x}
  AtTheEnd:
    Type: Custom::FitnessGate
    DependsOn: [Table]
    Properties: {ServiceToken: !GetAtt Gate.Arn}`;
  const gateOf = (text: string, gate = GATE): HookOrder | undefined =>
    hookOrder(load(text.replace('\nResources:', `\nResources:${gate}`))).find(({ phases }) => phases.includes('stack'));

  test('everything that is judged, what needs the alias included', () => {
    const { dependsOn = [], missing = [], closing } = gateOf(service) ?? {};
    expect(dependsOn).toEqual(['Table', 'Bucket', 'Fn', 'AlarmTopic', 'Errors']);
    expect(missing).toEqual(expect.arrayContaining(['Bucket', 'FnAliaslive', 'Errors', 'AlarmTopic']));
    expect(closing).toEqual([]);
  });

  test('not for what waits for the gate', () => {
    const topic = '  AlarmTopic:\n    Type';
    const text = serviceWith([topic, topic.replace('    Type', '    DependsOn: AtTheEnd\n    Type')]);
    expect(gateOf(text)?.dependsOn).not.toContain('AlarmTopic');
    expect(gateOf(text, GATE.replace('[Table]', '[Table, AlarmTopic]'))?.closing).toContain('AlarmTopic');
  });

  test('what the hooks wait for is as without it', () => {
    const both = hookOrder(load(service.replace('\nResources:', `\nResources:${GATE}`)));
    expect(both.slice(0, -1)).toEqual(hookOrder(load(service)));
  });
});

test('what a hook may name by reference, and what only by pattern', () => {
  const { byReference, byPattern } = hookNaming(load(service));
  expect(byReference).toEqual(expect.arrayContaining(['Table', 'Fn', 'AlarmTopic']));
  expect(byPattern).toEqual(['Bucket', 'FnAliaslive', 'FnUploadPermission']);
});

test('late is what needs a gated alias, and the alias itself', () => {
  const late = lateResources(load(service));
  expect(late.has('Bucket')).toBe(true);
  expect(late.has('FnAliaslive')).toBe(true);
  expect(late.has('Table')).toBe(false);
});

describe('a hook that is plain CloudFormation', () => {
  const text = (type: string, code: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: a.handler
      Runtime: nodejs24.x
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Role: arn:x, Hooks: { PreTraffic: !Ref Hook } }
  Hook:
    Type: ${type}
    Properties: { ${code}, Handler: a.handler, Runtime: nodejs24.x, Role: arn:x }
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }] }
  Watcher:
    Type: AWS::CloudFormation::CustomResource
    Properties: { ServiceToken: arn:x, Rule: !Ref Rule }
  Topic:
    Type: AWS::SNS::Topic
`;

  test('waits for nothing that refers to a gated function: cfn-lint takes that for a loop', () => {
    const [order] = hookOrder(load(text('AWS::Lambda::Function', 'Code: { ZipFile: x }')));
    expect(order).toMatchObject({ dependsOn: ['Fn', 'Topic'], missing: ['Fn', 'FnRole', 'Topic'] });
  });

  test('one of SAM does: there cfn-lint looks away', () => {
    const [order] = hookOrder(load(text('AWS::Serverless::Function', 'InlineCode: x')));
    expect(order?.dependsOn).toEqual(['Fn', 'Rule', 'Watcher', 'Topic']);
  });
});

/** One that is gated, and its hook. */
const FUNCTION = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: a.handler
      Runtime: nodejs24.x
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Role: arn:x, Hooks: { PreTraffic: !Ref Hook } }
`;
const HOOK = `  Hook:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: hooks/, Handler: a.handler, Runtime: nodejs24.x, Role: arn:x }
`;

test('nothing waits for what is called after a digest', () => {
  const template = load(`${FUNCTION}${HOOK}  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Domain: { DomainName: orders.example.com, CertificateArn: arn:y }
`);
  const [order] = hookOrder(template);
  expect([...template.resources.keys()].filter((id) => /^ApiGatewayDomainName.*[0-9a-f]{10}$/.test(id))).toHaveLength(
    1,
  );
  expect(order?.dependsOn.filter((id) => id.startsWith('ApiGatewayDomainName'))).toEqual([]);
  expect(order?.missing.filter((id) => id.startsWith('ApiGatewayDomainName'))).toEqual([]);
});

test('nothing waits for what a connector within a resource makes: cfn-lint does not know it', () => {
  const template = load(`${FUNCTION}    Connectors:
      Writes:
        Properties: { Destination: { Id: Table }, Permissions: [Write] }
${HOOK}  Table:
    Type: AWS::DynamoDB::Table
    Properties: { AttributeDefinitions: [], KeySchema: [] }
`);
  expect(template.resources.get('FnWritesPolicy')?.type).toBe('AWS::IAM::ManagedPolicy');
  expect(hookOrder(template)[0]).toMatchObject({ dependsOn: ['Fn', 'Table'] });
});

test('nothing waits for what has a name of its owner’s after the transform, or no type: cfn-lint knows neither', () => {
  const template = load(`${FUNCTION}${HOOK}  Other:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: b.handler
      Runtime: nodejs24.x
      Events:
        Sold:
          Type: SNS
          Properties:
            Topic: arn:aws:sns:eu-west-1:123456789012:sold
            SqsSubscription: { QueueArn: !GetAtt Queue.Arn, QueueUrl: !Ref Queue, QueuePolicyLogicalId: MaySend }
  Queue: { Type: AWS::SQS::Queue }
  Odd:
    Type: { AWS::SNS::Topic: x }
`);
  expect(template.resources.get('MaySend')?.type).toBe('AWS::SQS::QueuePolicy');
  expect(hookOrder(template)[0]?.dependsOn).toEqual([
    'Fn',
    'Other',
    'OtherSoldEventSourceMapping',
    'OtherSold',
    'Queue',
  ]);
});
