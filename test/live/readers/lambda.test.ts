import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import environmentSecrets from '../../../src/checks/lambda/lambda-environment-no-plaintext-secrets.ts';
import functionPublicAccess from '../../../src/checks/lambda/lambda-function-public-access-prohibited.ts';
import layerPublicAccess from '../../../src/checks/lambda/lambda-layer-public-access-prohibited.ts';
import timeoutExplicit from '../../../src/checks/lambda/lambda-timeout-explicit.ts';
import retention from '../../../src/checks/logs/cw-loggroup-retention-period-check.ts';
import { lambda } from '../../../src/live/readers/lambda.ts';
import { functionName, layerVersion } from '../../../src/live/readers/lambda-names.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions } from './exact-actions.ts';
import { deployOutside } from './outside.ts';
import { readRecorded } from './recorded.ts';
import { sameVerdicts } from './same-verdicts.ts';
import { unknown } from './unknown.ts';

const ACCOUNT = '123456789012';

const TEMPLATE = `
Parameters: { Password: { Type: String, NoEcho: true, Default: hidden } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: orders } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: orders-table } }
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: orders
      Role: !GetAtt Role.Arn
      Runtime: nodejs24.x
      Timeout: 10
      MemorySize: 512
      ReservedConcurrentExecutions: 5
      TracingConfig: { Mode: Active }
      LoggingConfig: { LogFormat: JSON, LogGroup: /orders }
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:${ACCOUNT}:dead' }
      VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [sg-1] }
      Environment: { Variables: { TABLE: !Ref Table, PASSWORD: !Ref Password, RETRIES: 3 } }
  Plain: { Type: AWS::Lambda::Function, Properties: { FunctionName: plain, Runtime: nodejs24.x, Role: 'arn:aws:iam::${ACCOUNT}:role/r' } }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Orders } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Orders, FunctionVersion: !GetAtt Version.Version, Name: live } }
  Rule:
    Type: AWS::Lambda::Permission
    Properties:
      { Action: lambda:InvokeFunction, FunctionName: !Ref Live, Principal: events.amazonaws.com, SourceArn: 'arn:aws:events:eu-west-1:${ACCOUNT}:rule/nightly' }
  Upload:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !GetAtt Plain.Arn, Principal: s3.amazonaws.com, SourceAccount: !Ref AWS::AccountId }
  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: AWS_IAM, TargetFunctionArn: !Ref Orders, Qualifier: live } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Live
      EventSourceArn: arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/orders
      StartingPosition: LATEST
      MaximumBatchingWindowInSeconds: 5
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:${ACCOUNT}:dead' } }
  Async:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      { FunctionName: !Ref Orders, Qualifier: live, DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:${ACCOUNT}:dead' } } }
  Layer: { Type: AWS::Lambda::LayerVersion, Properties: { LayerName: common, Content: { S3Bucket: b, S3Key: k } } }
  Share:
    Type: AWS::Lambda::LayerVersionPermission
    Properties: { Action: lambda:GetLayerVersion, LayerVersionArn: !Ref Layer, Principal: '*', OrganizationId: o-1 }
`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts([lambda], (account) => {
  deployOutside([['AWS::Lambda::Permission', 'FunctionName', 'AWS::Lambda::Function']])(account);
  for (const [name, outside] of account.ofType('AWS::Lambda::Function'))
    if (name.includes(':')) account.resources.set(functionName(name)!.FunctionName, outside);
});
exactActions([lambda], TEMPLATE);

async function deployed(template = TEMPLATE) {
  await deploy(aws.account, template);
  return read(aws, [lambda]);
}

describe('what is deployed', () => {
  test('is read as it is written', async () => {
    const stack = await deployed();
    const destination = { OnFailure: { Destination: `arn:aws:sqs:eu-west-1:${ACCOUNT}:dead` } };
    expect(propertiesOf(stack, 'Orders')).toEqual({
      DeadLetterConfig: { TargetArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:dead` },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: '/orders' },
      MemorySize: 512,
      ReservedConcurrentExecutions: 5,
      Role: `arn:aws:iam::${ACCOUNT}:role/orders`,
      Runtime: 'nodejs24.x',
      Timeout: 10,
      TracingConfig: { Mode: 'Active' },
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    });
    expect(propertiesOf(stack, 'Rule')).toEqual({
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/nightly`,
    });
    expect(propertiesOf(stack, 'Upload')).toMatchObject({ Principal: 's3.amazonaws.com', SourceAccount: ACCOUNT });
    expect(propertiesOf(stack, 'Url')).toEqual({ AuthType: 'AWS_IAM' });
    expect(propertiesOf(stack, 'Mapping')).toEqual({
      DestinationConfig: destination,
      MaximumBatchingWindowInSeconds: 5,
    });
    expect(propertiesOf(stack, 'Async')).toEqual({ DestinationConfig: destination });
    expect(propertiesOf(stack, 'Share')).toEqual({
      Action: 'lambda:GetLayerVersion',
      OrganizationId: 'o-1',
      Principal: '*',
    });
    expect(foundIn(stack)).toEqual({});
  });

  test('takes two calls for a function and one for each alias, which their permissions share', async () => {
    const { calls } = await deployed();
    expect(calls.filter((each) => each === 'lambda:GetFunctionConfiguration')).toHaveLength(2);
    expect(calls.filter((each) => each === 'lambda:GetPolicy')).toHaveLength(3);
    expect([...new Set(calls)].sort()).toEqual([...lambda.operations].sort());
  });

  test('has nothing but what is written, where nothing is', async () => {
    const stack = await deployed();
    expect(propertiesOf(stack, 'Plain')).toEqual({ Role: `arn:aws:iam::${ACCOUNT}:role/r`, Runtime: 'nodejs24.x' });
    expect(verdicts(stack.live, timeoutExplicit)).toMatchObject({ Orders: 'pass', Plain: 'fail' });
    expect(verdicts(stack.live, retention)).toMatchObject({ Orders: 'not-applicable', Plain: 'fail' });
  });

  test('is the same while the traffic of an alias shifts', async () => {
    const before = await deployed();
    aws.account.functions.get('orders')!.aliases['live'] = { version: '1', weights: { 2: 0.1 } };
    const during = await read(aws, [lambda]);
    expect(during.calls).not.toContain('lambda:GetAlias');
    expect(during.live.inputs.deployed).toEqual(before.live.inputs.deployed);
  });

  test('differs where somebody changed it', async () => {
    await deploy(aws.account, TEMPLATE);
    Object.assign(resource(aws.account, 'Orders').properties, { Timeout: 900, DeadLetterConfig: undefined });
    resource(aws.account, 'Url').properties['AuthType'] = 'NONE';
    resource(aws.account, 'Mapping').properties['DestinationConfig'] = {};
    aws.account.resources.delete([...aws.account.resources].find(([, { logicalId }]) => logicalId === 'Async')![0]);
    const stack = await read(aws, [lambda]);
    expect(propertiesOf(stack, 'Orders')).toMatchObject({ Timeout: 900, DeadLetterConfig: undefined });
    expect(propertiesOf(stack, 'Url')).toEqual({ AuthType: 'NONE' });
    expect(propertiesOf(stack, 'Mapping')).toMatchObject({ DestinationConfig: undefined });
    expect(propertiesOf(stack, 'Async')).toEqual({ DestinationConfig: undefined });
  });
});

describe('the environment of a function', () => {
  async function withVariables(more: Readonly<Record<string, string>>) {
    await deploy(aws.account, TEMPLATE, { Password: '****' });
    const { Variables } = resource(aws.account, 'Orders').properties['Environment'] as { Variables: object };
    resource(aws.account, 'Orders').properties['Environment'] = {
      Variables: { ...Variables, PASSWORD: 'Tr0ub4dor', ...more },
    };
    return read(aws, [lambda]);
  }

  test('is that of the template, which stands, so that its secrets go nowhere', async () => {
    const stack = await withVariables({});
    expect(propertiesOf(stack, 'Orders')).not.toHaveProperty('Environment');
    expect(verdicts(stack.live, environmentSecrets)).toMatchObject({ Orders: 'pass' });
  });

  test('is judged where somebody put something into it, without what the template refers to', async () => {
    const stack = await withVariables({ API_KEY: 'c2VjcmV0LXNlY3JldA' });
    expect(propertiesOf(stack, 'Orders')!['Environment']).toEqual({
      Variables: {
        API_KEY: 'c2VjcmV0LXNlY3JldA',
        PASSWORD: expect.objectContaining({ kind: 'hole', reason: 'the template refers to it' }),
        RETRIES: '3',
        TABLE: 'orders-table',
      },
    });
    expect(verdicts(stack.written, environmentSecrets)).toMatchObject({ Orders: 'pass' });
    expect(verdicts(stack.live, environmentSecrets)).toMatchObject({ Orders: 'fail' });
    expect(JSON.stringify(stack.live.inputs.deployed!.get('Orders'))).not.toContain('Tr0ub4dor');
  });

  test('is judged where somebody changed it', async () => {
    const stack = await withVariables({ RETRIES: 'AKIAIOSFODNN7EXAMPLE' });
    expect(verdicts(stack.live, environmentSecrets)).toMatchObject({ Orders: 'fail' });
  });

  test('is not known to whom may not use its key', async () => {
    await deploy(aws.account, TEMPLATE);
    resource(aws.account, 'Orders').properties['Environment'] = {
      Error: { ErrorCode: 'AccessDeniedException', Message: 'x' },
    };
    const stack = await read(aws, [lambda]);
    expect(unknown(stack)).toEqual({
      'Orders.Environment':
        'Lambda could not decrypt the environment (AccessDeniedException): the role needs kms:Decrypt',
    });
    expect(verdicts(stack.live, environmentSecrets)).toMatchObject({ Orders: 'unknown', Plain: 'pass' });
  });
});

describe('permissions that no template has', () => {
  const stranger = (properties: Readonly<Record<string, unknown>>, type = 'AWS::Lambda::Permission') =>
    aws.account.resources.set('stranger', { logicalId: 'Stranger', type, properties });

  test('are found at a function', async () => {
    await deploy(aws.account, TEMPLATE);
    stranger({
      Action: 'lambda:InvokeFunctionUrl',
      FunctionName: 'plain',
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    });
    const stack = await read(aws, [lambda]);
    expect(foundIn(stack)).toEqual({
      'Plain (permission:stranger)': {
        Type: 'AWS::Lambda::Permission',
        Action: 'lambda:InvokeFunctionUrl',
        FunctionName: expect.objectContaining({ ref: { logicalId: 'Plain' } }),
        FunctionUrlAuthType: 'NONE',
        Principal: '*',
      },
    });
    expect(verdicts(stack.written, functionPublicAccess)).toMatchObject({ Orders: 'pass', Plain: 'pass' });
    expect(verdicts(stack.live, functionPublicAccess)).toMatchObject({ Orders: 'pass', Plain: 'fail' });
  });

  test('are found at an alias', async () => {
    await deploy(aws.account, TEMPLATE);
    stranger({ Action: 'lambda:InvokeFunction', FunctionName: 'orders:live', Principal: '*' });
    const stack = await read(aws, [lambda]);
    expect(Object.keys(foundIn(stack))).toEqual(['Live (permission:stranger)']);
    expect(verdicts(stack.live, functionPublicAccess)).toMatchObject({ Orders: 'fail', Plain: 'pass' });
  });

  test('are found under the name of one that the template has for another function', async () => {
    await deploy(aws.account, TEMPLATE);
    const [sid = ''] = [...aws.account.resources].find(([, { logicalId }]) => logicalId === 'Rule') ?? [];
    aws.account.resources.get(sid)!.properties['FunctionName'] = 'plain';
    const stack = await read(aws, [lambda]);
    expect(Object.keys(foundIn(stack))).toEqual([`Plain (permission:${sid})`]);
    expect(unknown(stack)['Rule.Principal']).toBe(`the policy has no statement ${sid} any more`);
  });

  test('are found at a layer', async () => {
    await deploy(aws.account, TEMPLATE);
    const [arn = ''] = [...aws.account.resources].find(([, { logicalId }]) => logicalId === 'Layer') ?? [];
    const properties = { Action: 'lambda:GetLayerVersion', LayerVersionArn: arn, Principal: '*' };
    stranger(properties, 'AWS::Lambda::LayerVersionPermission');
    const stack = await read(aws, [lambda]);
    expect(verdicts(stack.live, layerPublicAccess)).toEqual({ Share: 'pass', 'Layer (permission:stranger)': 'fail' });
  });

  test('may let anyone in where the policy cannot be read', async () => {
    await deploy(aws.account, TEMPLATE);
    aws.break('GetPolicy', { kind: 'error', code: 'AccessDeniedException', status: 403 });
    const stack = await read(aws, [lambda]);
    expect(unknown(stack)['Plain (permissions).Principal']).toBe('denied: the role needs lambda:GetPolicy');
    expect(verdicts(stack.live, functionPublicAccess)).toMatchObject({ Orders: 'unknown', Plain: 'unknown' });
  });
});

/** What each operation is asked for, in part. */
const TOLD: Readonly<Record<string, string>> = {
  'lambda:GetEventSourceMapping': 'Mapping.DestinationConfig',
  'lambda:GetFunctionConcurrency': 'Orders.ReservedConcurrentExecutions',
  'lambda:GetFunctionConfiguration': 'Orders.Timeout',
  'lambda:GetFunctionEventInvokeConfig': 'Async.DestinationConfig',
  'lambda:GetFunctionUrlConfig': 'Url.AuthType',
  'lambda:GetLayerVersionPolicy': 'Share.Principal',
  'lambda:GetPolicy': 'Rule.Principal',
};

describe.each(lambda.operations)('%s', (operation) => {
  test.each([
    ['denied', { kind: 'error', code: 'AccessDeniedException', status: 403 }, `denied: the role needs ${operation}`],
    ['throttled', { kind: 'throttle' }, `${operation} failed: ThrottlingException: Rate exceeded`],
    ['broken', { kind: '5xx' }, `${operation} failed: InternalFailure: Internal failure`],
    ['garbage', { kind: 'garbage' }, `${operation} failed: SyntaxError`],
  ] as const)('%s: what it would tell is not known, and the rest is', async (_fault, fault, reason) => {
    await deploy(aws.account, TEMPLATE);
    aws.break(operation.slice('lambda:'.length), fault);
    const why = unknown(await read(aws, [lambda]));
    expect(why[TOLD[operation]!]).toContain(reason);
    for (const [other, property] of Object.entries(TOLD))
      if (other !== operation) expect(why).not.toHaveProperty([property]);
  });
});

test.each(lambda.operations.filter((operation) => operation !== 'lambda:GetFunctionConcurrency'))(
  'an answer of %s with nothing in it tells nothing',
  async (operation) => {
    await deploy(aws.account, TEMPLATE);
    aws.break(operation.slice('lambda:'.length), { kind: 'empty' });
    expect(unknown(await read(aws, [lambda]))[TOLD[operation]!]).toContain(`${operation} answered without `);
  },
);

/** The examples of https://docs.aws.amazon.com/cli/latest/reference/lambda/ */
describe('what the documentation shows is read', () => {
  test('of a function', async () => {
    const policy = {
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 'iot-events',
          Effect: 'Allow',
          Principal: { Service: 'iotevents.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: 'arn:aws:lambda:us-west-2:123456789012:function:my-function',
        },
        {
          Sid: 'xaccount',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::210987654321:root' },
          Action: 'lambda:InvokeFunction',
          Resource: 'arn:aws:lambda:us-west-2:123456789012:function:my-function',
          Condition: { StringEquals: { 'AWS:SourceAccount': '210987654321' } },
        },
      ],
    };
    const reading = await readRecorded(
      lambda,
      { type: 'AWS::Lambda::Function', physicalId: 'my-function', properties: { Timeout: 3 } },
      {
        '/2015-03-31/functions/my-function/configuration': JSON.stringify({
          FunctionName: 'my-function',
          LastModified: '2019-09-26T20:28:40.438+0000',
          RevisionId: 'e52502d4-9320-4688-9cd6-152a6ab7490d',
          MemorySize: 256,
          Version: '$LATEST',
          Role: 'arn:aws:iam::123456789012:role/service-role/my-function-role-uy3l9qyq',
          Timeout: 3,
          Runtime: 'nodejs10.x',
          TracingConfig: { Mode: 'PassThrough' },
          CodeSha256: '5tT2qgzYUHaqwR716pZ2dpkn/0J1FrzJmlKidWoaCgk=',
          Description: '',
          VpcConfig: { SubnetIds: [], VpcId: '', SecurityGroupIds: [] },
          CodeSize: 304,
          FunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:my-function',
          Handler: 'index.handler',
        }),
        '/2019-09-30/functions/my-function/concurrency': '{"ReservedConcurrentExecutions": 100}',
        '/2015-03-31/functions/my-function/policy': JSON.stringify({
          Policy: JSON.stringify(policy),
          RevisionId: '93017fc9',
        }),
      },
    );
    expect(reading.properties).toEqual({
      MemorySize: 256,
      ReservedConcurrentExecutions: 100,
      Role: 'arn:aws:iam::123456789012:role/service-role/my-function-role-uy3l9qyq',
      Runtime: 'nodejs10.x',
      Timeout: 3,
    });
    expect(reading.found).toEqual([
      expect.objectContaining({ name: 'permission:iot-events' }),
      {
        name: 'permission:xaccount',
        type: 'AWS::Lambda::Permission',
        properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: expect.objectContaining({ ref: { logicalId: 'Resource' } }),
          Principal: '210987654321',
          SourceAccount: '210987654321',
        },
      },
    ]);
  });

  test('of a mapping', async () => {
    const { properties } = await readRecorded(
      lambda,
      { type: 'AWS::Lambda::EventSourceMapping', physicalId: 'a1b2c3d4-5678-90ab-cdef-11111EXAMPLE' },
      {
        '/2015-03-31/event-source-mappings/a1b2c3d4-5678-90ab-cdef-11111EXAMPLE': JSON.stringify({
          UUID: 'a1b2c3d4-5678-90ab-cdef-11111EXAMPLE',
          BatchSize: 500,
          MaximumBatchingWindowInSeconds: 0,
          ParallelizationFactor: 1,
          EventSourceArn: 'arn:aws:dynamodb:us-east-2:123456789012:table/my-table/stream/2024-06-10T19:26:16.525',
          FunctionArn: 'arn:aws:lambda:us-east-2:123456789012:function:my-function',
          LastModified: 1576779620.0,
          LastProcessingResult: 'No records processed',
          State: 'Creating',
          StateTransitionReason: 'User action',
          DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:my-queue' } },
          MaximumRecordAgeInSeconds: -1,
        }),
      },
    );
    expect(properties).toEqual({
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:my-queue' } },
    });
  });

  test('of a function that is invoked asynchronously', async () => {
    const properties = {
      FunctionName: 'arn:aws:lambda:us-east-2:123456789012:function:my-function',
      Qualifier: 'BLUE',
    };
    const reading = await readRecorded(
      lambda,
      { type: 'AWS::Lambda::EventInvokeConfig', physicalId: 'x', properties },
      {
        '/2019-09-25/functions/my-function/event-invoke-config': JSON.stringify({
          LastModified: 1577824396.653,
          FunctionArn: 'arn:aws:lambda:us-east-2:123456789012:function:my-function:BLUE',
          MaximumRetryAttempts: 0,
          MaximumEventAgeInSeconds: 3600,
          DestinationConfig: {
            OnSuccess: {},
            OnFailure: { Destination: 'arn:aws:sqs:us-east-2:123456789012:failed-invocations' },
          },
        }),
      },
    );
    const destination = { OnFailure: { Destination: 'arn:aws:sqs:us-east-2:123456789012:failed-invocations' } };
    expect(reading.properties).toEqual({ DestinationConfig: destination });
  });
});

test.each([
  ['orders', { FunctionName: 'orders' }],
  ['orders:live', { FunctionName: 'orders', Qualifier: 'live' }],
  ['orders:$LATEST', { FunctionName: 'orders' }],
  ['123456789012:function:orders', { FunctionName: 'orders' }],
  ['arn:aws-cn:lambda:cn-north-1:123456789012:function:orders', { FunctionName: 'orders' }],
  ['arn:aws:lambda:eu-west-1:123456789012:function:function:7', { FunctionName: 'function', Qualifier: '7' }],
  ['', undefined],
  [undefined, undefined],
])('the name of a function: %j', (text, name) => {
  expect(functionName(text)).toEqual(name);
});

test.each([
  ['arn:aws:lambda:eu-west-1:1:layer:common:12', 12],
  ['arn:aws:lambda:eu-west-1:1:layer:common:12#everyone', 12],
  ['arn:aws:lambda:eu-west-1:1:layer:common', undefined],
])('the version of a layer: %s', (arn, version) => {
  expect(layerVersion(arn)?.VersionNumber).toBe(version);
});
