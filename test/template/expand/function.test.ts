import { describe, expect, test } from '@jest/globals';
import type { Template, TemplateInputs } from '../../../src/template/model.ts';
import { load } from '../support/load.ts';

function sam(properties: string, more = '', inputs?: TemplateInputs): Template {
  const lines = properties
    .trim()
    .split('\n')
    .map((line) => `      ${line}`);
  return load(
    `Transform: AWS::Serverless-2016-10-31\n${more}\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.handler\n      Runtime: nodejs24.x\n      CodeUri: src/\n${lines.join('\n')}\n`,
    inputs,
  );
}

const properties = (template: Template, id: string) => template.resources.get(id)?.properties;
const types = (template: Template) =>
  Object.fromEntries([...template.resources.values()].map(({ logicalId, type }) => [logicalId, type]));

describe('the function', () => {
  test('and its role', () => {
    const template = sam('Timeout: 10');
    expect(types(template)).toEqual({ Fn: 'AWS::Lambda::Function', FnRole: 'AWS::IAM::Role' });
    expect(properties(template, 'Fn')).toMatchObject({ Timeout: 10, Role: { 'Fn::GetAtt': ['FnRole', 'Arn'] } });
    expect(properties(template, 'FnRole')?.ManagedPolicyArns).toEqual([
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
    ]);
    expect(template.resources.get('FnRole')).toMatchObject({ generated: true, sourceId: 'Fn' });
    expect(template.resources.get('Fn')).toMatchObject({ generated: false, sourceId: 'Fn' });
  });

  test('traces unless it is known not to: the transform knows parameters, no functions', () => {
    const more = 'Parameters: {Off: {Type: String, Default: Disabled}}\nMappings: {M: {a: {b: Disabled}}}';
    const tracing = (written: string) => properties(sam(`Tracing: ${written}`, more), 'Fn')?.TracingConfig;
    expect(tracing('Disabled')).toBeUndefined();
    expect(tracing('!Ref Off')).toBeUndefined();
    expect(tracing('!Sub "${Off}"')).toEqual({ Mode: { 'Fn::Sub': 'Disabled' } });
    expect(tracing('!FindInMap [M, a, b]')).toEqual({ Mode: { 'Fn::FindInMap': ['M', 'a', 'b'] } });
  });

  test('has properties that SAM writes otherwise', () => {
    const template = sam('Tracing: Active\nTags: {team: orders}\nDeadLetterQueue: {Type: SQS, TargetArn: arn}');
    expect(properties(template, 'Fn')).toMatchObject({
      TracingConfig: { Mode: 'Active' },
      DeadLetterConfig: { TargetArn: 'arn' },
      Tags: [
        { Key: 'lambda:createdBy', Value: 'SAM' },
        { Key: 'team', Value: 'orders' },
      ],
    });
    expect(properties(template, 'FnRole')?.Policies).toMatchObject([
      { PolicyName: 'DeadLetterQueuePolicy', PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage' }] } },
    ]);
  });

  test('passes its condition on, and what protects it', () => {
    const template = load(
      'Transform: AWS::Serverless-2016-10-31\nConditions: {C: !Equals [a, a]}\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Condition: C\n    DeletionPolicy: Retain\n    Metadata: {a: 1}\n    Properties: {CodeUri: s3://b/k, AutoPublishAlias: live}\n',
    );
    const [fn, role] = [template.resources.get('Fn'), template.resources.get('FnRole')];
    expect(fn).toMatchObject({ condition: 'C', attributes: { DeletionPolicy: 'Retain', Metadata: { a: 1 } } });
    expect(role).toMatchObject({ condition: 'C', attributes: { DeletionPolicy: 'Retain' } });
    expect(role?.attributes).not.toHaveProperty('Metadata');
    expect(fn?.properties.Code).toEqual({ S3Bucket: 'b', S3Key: 'k' });
  });

  test('with its own role gets none; with `Role: !If` and AWS::NoValue one under the condition', () => {
    expect(types(sam('Role: arn:aws:iam::1:role/r'))).toEqual({ Fn: 'AWS::Lambda::Function' });
    const template = sam('Role: !If [HasRole, arn, !Ref AWS::NoValue]', 'Conditions: {HasRole: !Equals [a, b]}');
    expect(template.resources.get('FnRole')?.condition).toBe('NOTHasRole');
    expect(template.conditions.NOTHasRole).toEqual({ 'Fn::Not': [{ Condition: 'HasRole' }] });
  });
});

describe('policies', () => {
  const role = (policies: string) => properties(sam(`Policies: ${policies}`), 'FnRole');

  test('managed ones by name or ARN', () => {
    expect(role('[AmazonS3ReadOnlyAccess, arn:aws:iam::1:policy/own]')?.ManagedPolicyArns).toEqual([
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonS3ReadOnlyAccess' },
      'arn:aws:iam::1:policy/own',
    ]);
    expect(role("[ViewOnlyAccess, AmazonSNSRole, '{{resolve:ssm:policy}}']")?.ManagedPolicyArns).toMatchObject([
      {},
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/job-function/ViewOnlyAccess' },
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonSNSRole' },
      '{{resolve:ssm:policy}}',
    ]);
  });

  test('documents, numbered by their place', () => {
    expect(
      role('[AWSXrayWriteOnlyAccess, {Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}]')?.Policies,
    ).toEqual([
      { PolicyName: 'FnRolePolicy1', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    ]);
  });

  test('templates, with their parameters in Fn::Sub', () => {
    expect(role('[SQSSendMessagePolicy: {QueueName: !GetAtt Q.QueueName}]')?.Policies).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Resource: {
                'Fn::Sub': [
                  'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}',
                  { queueName: { 'Fn::GetAtt': ['Q', 'QueueName'] } },
                ],
              },
            },
          ],
        },
      },
    ]);
  });

  test('under a condition', () => {
    expect(role('[!If [C, {Statement: []}, !Ref AWS::NoValue]]')?.Policies).toEqual([
      { 'Fn::If': ['C', { PolicyName: 'FnRolePolicy0', PolicyDocument: { Statement: [] } }, { Ref: 'AWS::NoValue' }] },
    ]);
  });

  test('come from their entry in the source', () => {
    const template = sam('Policies:\n  - AWSLambdaRole\n  - Statement: []');
    expect(template.resources.get('FnRole')?.sourcePath(['Properties', 'Policies', 0])).toEqual([
      'Resources',
      'Fn',
      'Properties',
      'Policies',
      1,
    ]);
  });
});

describe('AutoPublishAlias', () => {
  test('publishes a version, and an alias that names it', () => {
    const template = sam('AutoPublishAlias: live');
    const version = [...template.resources.values()].find(({ type }) => type === 'AWS::Lambda::Version');
    expect(version?.logicalId).toMatch(/^FnVersion[0-9a-f]{10}$/);
    expect(version?.attributes.DeletionPolicy).toBe('Retain');
    expect(properties(template, 'FnAliaslive')).toEqual({
      Name: 'live',
      FunctionName: { Ref: 'Fn' },
      FunctionVersion: { 'Fn::GetAtt': [version?.logicalId, 'Version'] },
    });
  });

  test('of a parameter; in ids a hyphen is D, an underscore U', () => {
    const template = sam('AutoPublishAlias: !Ref Alias', 'Parameters: {Alias: {Type: String, Default: blue-green_1}}');
    expect(types(template)).toHaveProperty('FnAliasblueDgreenU1', 'AWS::Lambda::Alias');
  });

  test('only the first ten characters of AutoPublishCodeSha256 enter the id, so two releases may share one', () => {
    const ids = ['20261123101500', '20261123101700'].map((ReleaseId) => {
      const template = sam(
        'AutoPublishAlias: live\nAutoPublishCodeSha256: !Ref ReleaseId',
        'Parameters: {ReleaseId: {Type: String, Default: local00000}}',
        { parameters: { ReleaseId } },
      );
      return [...template.resources.keys()].find((id) => id.startsWith('FnVersion'));
    });
    expect(ids).toEqual(['FnVersion2026112310', 'FnVersion2026112310']);
  });

  test('a new version for code, environment and memory; not for the timeout', () => {
    const id = (more: string) => [...sam(`AutoPublishAlias: live\n${more}`).resources.keys()][1];
    expect(id('Timeout: 5')).toBe(id('Timeout: 6'));
    expect(id('MemorySize: 128')).not.toBe(id('MemorySize: 256'));
    expect(id('Environment: {Variables: {A: 1}}')).not.toBe(id('Environment: {Variables: {A: 2}}'));
    expect(id('AutoPublishAliasAllProperties: true\nTimeout: 5')).not.toBe(
      id('AutoPublishAliasAllProperties: true\nTimeout: 6'),
    );
  });

  test('references to Fn.Alias and Fn.Version become logical ids', () => {
    const template = load(
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live, AutoPublishCodeSha256: abcdefghij}}\n  Topic: {Type: AWS::SNS::Topic, Properties: {A: !Ref Fn.Alias, B: !Sub "${Fn.Version}:x", C: !GetAtt Fn.Version.Version, D: !Ref Fn}}\nOutputs: {O: {Value: !Ref Fn.Alias}}\n',
    );
    expect(properties(template, 'Topic')).toEqual({
      A: { Ref: 'FnAliaslive' },
      B: { 'Fn::Sub': '${FnVersionabcdefghij}:x' },
      C: { 'Fn::GetAtt': ['FnVersionabcdefghij', 'Version'] },
      D: { Ref: 'Fn' },
    });
    expect(template.outputs).toEqual({ O: { Value: { Ref: 'FnAliaslive' } } });
  });
});

describe('FunctionUrlConfig', () => {
  test('open to the world takes two permissions; all at the alias', () => {
    const template = sam('AutoPublishAlias: live\nFunctionUrlConfig: {AuthType: NONE}');
    expect(properties(template, 'FnUrl')).toEqual({ AuthType: 'NONE', TargetFunctionArn: { Ref: 'FnAliaslive' } });
    expect(properties(template, 'FnUrlPublicPermissions')).toMatchObject({
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    });
    expect(properties(template, 'FnURLInvokeAllowPublicAccess')).toMatchObject({ InvokedViaFunctionUrl: true });
  });

  test('with AWS_IAM takes none', () => {
    expect(types(sam('FunctionUrlConfig: {AuthType: AWS_IAM}'))).toEqual({
      Fn: 'AWS::Lambda::Function',
      FnUrl: 'AWS::Lambda::Url',
      FnRole: 'AWS::IAM::Role',
    });
  });
});

describe('EventInvokeConfig', () => {
  test('at the alias, with what the destination needs', () => {
    const template = sam(
      'AutoPublishAlias: live\nEventInvokeConfig: {MaximumRetryAttempts: 0, DestinationConfig: {OnFailure: {Type: Lambda, Destination: !GetAtt R.Arn}}}',
    );
    expect(template.resources.get('FnEventInvokeConfig')).toMatchObject({
      dependsOn: ['FnAliaslive'],
      properties: {
        FunctionName: { Ref: 'Fn' },
        Qualifier: 'live',
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['R', 'Arn'] } } },
      },
    });
    expect(properties(template, 'FnRole')?.Policies).toMatchObject([
      { PolicyName: 'FnEventInvokeConfigOnFailureLambdaPolicy' },
    ]);
  });

  test('knows no types of destinations but its own', () => {
    const template = sam('EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: constructor, Destination: arn}}}');
    expect(properties(template, 'FnRole')).not.toHaveProperty('Policies');
    expect(properties(template, 'FnEventInvokeConfig')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: 'arn' } },
    });
  });

  test('makes a queue where none is named, under the condition that says so', () => {
    const made = sam('EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}}}');
    expect(types(made)).toHaveProperty('FnEventInvokeConfigOnFailureQueue', 'AWS::SQS::Queue');
    const conditional = sam(
      'EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SNS, Destination: !If [C, !Ref AWS::NoValue, arn]}}}',
    );
    expect(conditional.resources.get('FnEventInvokeConfigOnSuccessTopic')?.condition).toBe('C');
  });
});

describe('places in the source', () => {
  const template = sam(
    'Timeout: 10\nTracing: Active\nAutoPublishAlias: live\nEnvironment: {Variables: {B: 2}}',
    'Globals:\n  Function:\n    MemorySize: 512\n    Environment: {Variables: {A: 1}}',
  );
  const source = (id: string, ...path: string[]) =>
    template.resources
      .get(id)
      ?.sourcePath(['Properties', ...path])
      .join('.');

  test('properties come from the resource or from Globals, each part for itself', () => {
    expect(source('Fn', 'Timeout')).toBe('Resources.Fn.Properties.Timeout');
    expect(source('Fn', 'MemorySize')).toBe('Globals.Function.MemorySize');
    expect(source('Fn', 'Environment', 'Variables', 'A')).toBe('Globals.Function.Environment.Variables.A');
    expect(source('Fn', 'Environment', 'Variables', 'B')).toBe('Resources.Fn.Properties.Environment.Variables.B');
  });

  test('renamed ones come from what they are called in SAM', () => {
    expect(source('Fn', 'TracingConfig')).toBe('Resources.Fn.Properties.Tracing');
    expect(source('Fn', 'Code')).toBe('Resources.Fn.Properties.CodeUri');
  });

  test('of what is absent: where it would be written', () => {
    expect(source('Fn', 'DeadLetterConfig')).toBe('Resources.Fn.Properties.DeadLetterQueue');
  });

  test('generated resources come from what made them', () => {
    expect(source('FnAliaslive', 'Name')).toBe('Resources.Fn.Properties.AutoPublishAlias');
    expect(source('FnRole', 'PermissionsBoundary')).toBe('Resources.Fn.Properties.PermissionsBoundary');
  });
});
