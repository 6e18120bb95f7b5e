import { describe, expect, test } from '@jest/globals';
import { classifyGear, gatedAliases, gearOf, unjudgedGear } from '../../src/template/gear.ts';
import { load } from './support/load.ts';
import { service, serviceWith } from './support/service.ts';

const kinds = (text: string): Record<string, string> => Object.fromEntries(classifyGear(load(text)));

test('hooks, reporter, recorder, deployment, and what only they use', () => {
  expect(kinds(service)).toEqual({
    PreTraffic: 'pre-traffic-hook',
    PostTraffic: 'post-traffic-hook',
    Reporter: 'failure-reporter',
    Recorder: 'recorder',
    ServerlessDeploymentApplication: 'deployment',
    FnDeploymentGroup: 'deployment',
    Errors: 'watching',
    CodeDeployRole: 'support',
    PreTrafficLogs: 'support',
    PreTrafficRole: 'support',
    PreTrafficEventInvokeConfig: 'support',
    PostTrafficRole: 'support',
    PostTrafficEventInvokeConfig: 'support',
    ReporterRole: 'support',
    RecorderRole: 'support',
    RecorderStackStatus: 'support',
    RecorderStackStatusPermission: 'support',
  });
});

test('the product is what is left', () => {
  const template = load(service);
  const gear = gearOf(template);
  expect([...template.resources.keys()].filter((id) => !gear.has(id) && !id.startsWith('FnVersion'))).toEqual([
    'Table',
    'Bucket',
    'Fn',
    'FnAliaslive',
    'FnRole',
    'FnUploadPermission',
    'AlarmTopic',
  ]);
});

test('checks judge deployment groups and alarms all the same', () => {
  const unjudged = unjudgedGear(load(service));
  expect(unjudged.has('FnDeploymentGroup')).toBe(false);
  expect(unjudged.has('Errors')).toBe(false);
  expect(unjudged.has('PreTraffic')).toBe(true);
});

describe('a gate at the end of the stack', () => {
  const GATE = `
  Gate:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: hooks/, Handler: gate.handler, Runtime: nodejs24.x}
  AtTheEnd:
    Type: Custom::FitnessGate
    DependsOn: Table
    Properties: {ServiceToken: !GetAtt Gate.Arn}
`;
  const TABLE = 'Resources:\n  Table: {Type: AWS::DynamoDB::Table}\n';
  const alone = (more = '') => kinds(`Transform: AWS::Serverless-2016-10-31\n${TABLE}${GATE}${more}`);

  test('is gear with its function, without any alias as well', () => {
    expect(alone()).toEqual({ Gate: 'stack-gate', AtTheEnd: 'stack-gate', GateRole: 'support' });
  });

  test('makes who listens to the outcomes of the stack a recorder', () => {
    const text = service.replace(/ {6}DeploymentPreference:[\s\S]*?!Ref Errors\]\n/, '');
    expect(kinds(text)).not.toHaveProperty('Recorder');
    expect(kinds(text.replace('\nResources:', `\nResources:${GATE.trimEnd()}`))).toMatchObject({
      Recorder: 'recorder',
    });
  });

  test('is product where a resource of the service reads its answer, and so is its function', () => {
    expect(alone('  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt AtTheEnd.Answer}}\n')).toEqual({});
  });

  test('another custom resource is product, whatever it waits for', () => {
    expect(kinds(`Transform: AWS::Serverless-2016-10-31\n${TABLE}${GATE.replace('FitnessGate', 'Seed')}`)).toEqual({});
  });

  test('a function that the service calls as well is product', () => {
    const url =
      '  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !GetAtt Gate.Arn, AuthType: AWS_IAM}}\n';
    expect(alone(url)).toEqual({ AtTheEnd: 'stack-gate' });
  });
});

test('what the alias names', () => {
  const [gated] = gatedAliases(load(service));
  expect(gated).toMatchObject({ function: 'Fn', preTraffic: ['PreTraffic'], postTraffic: ['PostTraffic'] });
});

describe('what the service uses as well is product', () => {
  test('a table that a hook and the service use', () => {
    const text = serviceWith(["          TARGET: !Sub '${Fn}:live'\n", '          TABLE: !Ref Table\n']);
    expect(kinds(text)).not.toHaveProperty('Table');
  });

  test('a table that only a hook names: it is what the hook judges', () => {
    const text = serviceWith(['          TABLE: !Ref Table\n', '          X: y\n']);
    expect(kinds(text)).not.toHaveProperty('Table');
  });

  test('a role that a function of the service shares with a hook', () => {
    const text = serviceWith(
      ['      Handler: post.handler\n', '      Handler: post.handler\n      Role: !GetAtt Shared.Arn\n'],
      ['      Handler: index.handler\n', '      Handler: index.handler\n      Role: !GetAtt Shared.Arn\n'],
      ['  Table:\n', '  Shared: {Type: AWS::IAM::Role}\n  Table:\n'],
    );
    expect(kinds(text)).not.toHaveProperty('Shared');
    expect(kinds(text)).toHaveProperty('PostTraffic');
  });

  test('a hook that answers an API too', () => {
    const text = serviceWith([
      '      Handler: post.handler\n',
      '      Handler: post.handler\n      Events: {Api: {Type: HttpApi}}\n',
    ]);
    expect(kinds(text)).not.toHaveProperty('PostTraffic');
    expect(kinds(text)).not.toHaveProperty('PostTrafficRole');
    expect(kinds(text)).toHaveProperty('PreTraffic');
  });

  test('a function that reports failures and is deployed gradually', () => {
    const text = serviceWith([
      '      Handler: report.handler\n',
      '      Handler: report.handler\n      AutoPublishAlias: live\n      DeploymentPreference: {Type: AllAtOnce}\n',
    ]);
    expect(kinds(text)).not.toHaveProperty('Reporter');
  });
});

test('without traffic hooks a function that listens to stacks is product', () => {
  const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Stack:
          Type: EventBridgeRule
          Properties: {Pattern: {detail-type: [CloudFormation Stack Status Change]}}
  Board: {Type: AWS::CloudWatch::Dashboard}
`;
  expect(kinds(text)).toEqual({ Board: 'watching' });
});

test('names and tags have no say', () => {
  const text =
    'Resources:\n  PreTrafficHook: {Type: AWS::Lambda::Function, Properties: {Tags: [{Key: fitness, Value: hook}]}}\n';
  expect(kinds(text)).toEqual({});
});

test('a function is no hook because an alias names it that is never there', () => {
  const decoy = (condition: string) => `
Transform: AWS::Serverless-2016-10-31
Conditions: { Never: !Equals [a, b], Sometimes: !Equals [!Ref AWS::Region, eu-west-1] }
Resources:
  Product: { Type: AWS::Serverless::Function, Properties: { InlineCode: x, Handler: index.handler, Runtime: nodejs24.x } }
  Decoy:
    Type: AWS::Serverless::Function
    Condition: ${condition}
    Properties:
      InlineCode: x
      Handler: index.handler
      Runtime: nodejs24.x
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Product } }
`;
  expect(kinds(decoy('Never'))).not.toHaveProperty('Product');
  expect(kinds(decoy('Sometimes'))).toHaveProperty('Product', 'pre-traffic-hook');
});

describe('a gate of functions that a condition makes', () => {
  const text = (condition: string, parameter: string) => `
Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String, ${parameter} } }
Conditions: { IsIt: ${condition} }
Resources:
  Hook: { Type: AWS::Serverless::Function, Properties: { InlineCode: x, Handler: index.handler, Runtime: nodejs24.x } }
  Gated:
    Type: AWS::Serverless::Function
    Condition: IsIt
    Properties:
      InlineCode: x
      Handler: index.handler
      Runtime: nodejs24.x
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Hook } }
`;
  const IS_PROD = '!Equals [!Ref Stage, prod]';

  test.each([
    ['another value than the default', IS_PROD, 'Default: dev'],
    ['one of several', IS_PROD, 'AllowedValues: [dev, prod], Default: dev'],
    ['any but the default', '!Not [!Equals [!Ref Stage, dev]]', 'AllowedValues: [dev, prod], Default: dev'],
    ['two together', `!And [${IS_PROD}, !Not [!Equals [!Ref AWS::Region, eu-west-1]]]`, 'Default: dev'],
  ])('is gear where they are not there: %s', (_, condition, parameter) => {
    const template = load(text(condition, parameter));
    expect(Object.fromEntries(classifyGear(template))).toMatchObject({
      Hook: 'pre-traffic-hook',
      HookRole: 'support',
      GatedDeploymentGroup: 'deployment',
    });
    // with these values nothing of it judges a deployment
    expect(gatedAliases(template)).toEqual([]);
  });

  test.each([
    ['a value that is not allowed', IS_PROD, 'AllowedValues: [dev, test], Default: dev'],
    ['one and another', `!And [${IS_PROD}, !Equals [!Ref Stage, dev]]`, 'AllowedValues: [dev, prod], Default: dev'],
    ['no values at all', '!Equals [dev, prod]', 'Default: dev'],
  ])('is none where no values make them: %s', (_, condition, parameter) => {
    expect(kinds(text(condition, parameter))).not.toHaveProperty('Hook');
  });

  test('is none where the service uses it', () => {
    const used = text(IS_PROD, 'Default: dev').replace(
      /Runtime: nodejs24.x \} \}/,
      'Runtime: nodejs24.x, Events: { A: { Type: HttpApi } } } }',
    );
    expect(used).toContain('HttpApi');
    expect(kinds(used)).not.toHaveProperty('Hook');
  });
});

describe('whoever deploys', () => {
  const text = (principal: string, more = '') => `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: a.handler
      Runtime: nodejs24.x
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
        Role: arn:aws:iam::123456789012:role/deploy
        Hooks: { PreTraffic: !Ref Hook }
  Hook:
    Type: AWS::Lambda::Function
    Properties:
      Code: { ZipFile: x }
      Role: !GetAtt HookRole.Arn
      Environment: { Variables: { FITNESS_NEXT_HOOKS: !Sub ['{"\${Fn}":"\${Hook1}"}', { Hook1: !Ref Next }] } }
  HookRole:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: {} }
  HookPolicy:
    Type: AWS::IAM::Policy
    Properties: { PolicyName: a, Roles: [!Ref HookRole], PolicyDocument: {} }
  Next:
    Type: AWS::Lambda::Function
    Properties: { Code: { ZipFile: x } }
  Caller:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Hook, Principal: ${principal} }
${more}`;

  test('may be let in by a hook, which calls the next one', () => {
    expect(kinds(text('arn:aws:iam::123456789012:role/deploy'))).toMatchObject({
      Hook: 'pre-traffic-hook',
      Next: 'pre-traffic-hook',
      Caller: 'support',
      HookRole: 'support',
      HookPolicy: 'support',
    });
  });

  test('is nobody else', () => {
    expect(kinds(text('"123456789012"'))).not.toHaveProperty('Hook');
  });
});
