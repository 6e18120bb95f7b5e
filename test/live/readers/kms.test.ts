import { afterEach, beforeEach, expect, test } from '@jest/globals';
import cmkBackingKeyRotationEnabled from '../../../src/checks/kms/cmk-backing-key-rotation-enabled.ts';
import kmsKeyPolicyNoPublicAccess from '../../../src/checks/kms/kms-key-policy-no-public-access.ts';
import { kms } from '../../../src/live/readers/kms.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { exactActions, FAULTS, unread } from './exact-actions.ts';
import { sameVerdicts } from './same-verdicts.ts';

const TEMPLATE = `
Resources:
  Rotated:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy: { Statement: [{ Effect: Allow, Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }, Action: 'kms:*', Resource: '*' }] }
  Fixed: { Type: AWS::KMS::Key, Properties: { Description: fixed } }
  Declined: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: false } }
  Signing: { Type: AWS::KMS::Key, Properties: { KeySpec: ECC_NIST_P256, KeyUsage: SIGN_VERIFY } }
  Replica: { Type: AWS::KMS::ReplicaKey, Properties: { KeyPolicy: { Statement: [] } } }
`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

await sameVerdicts([kms]);
exactActions([kms], TEMPLATE);

test('a key is read as the template has it', async () => {
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [kms]);
  expect(propertiesOf(stack, 'Rotated')).toEqual({
    EnableKeyRotation: true,
    KeyPolicy: {
      Statement: [
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
      ],
    },
  });
  expect(propertiesOf(stack, 'Fixed')).toMatchObject({ EnableKeyRotation: undefined });
  expect(propertiesOf(stack, 'Declined')).toMatchObject({ EnableKeyRotation: false });
  expect(propertiesOf(stack, 'Signing')).toMatchObject({ EnableKeyRotation: undefined });
  expect(propertiesOf(stack, 'Replica')).toEqual({ KeyPolicy: { Statement: [] } });
});

test('one call says whether it rotates, and only if that is wanted', async () => {
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [kms], { wanted: ['kms:GetKeyRotationStatus'] });
  expect(propertiesOf(stack, 'Rotated')).toEqual({ EnableKeyRotation: true });
  expect(propertiesOf(stack, 'Replica')).toEqual({});
  expect(stack.calls).toEqual(Array(4).fill('kms:GetKeyRotationStatus'));
});

test('what somebody changed is judged', async () => {
  await deploy(aws.account, TEMPLATE);
  const { properties } = resource(aws.account, 'Rotated');
  properties['EnableKeyRotation'] = false;
  properties['KeyPolicy'] = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }] };
  const { live } = await read(aws, [kms]);
  expect(verdicts(live, cmkBackingKeyRotationEnabled)['Rotated']).toBe('fail');
  expect(verdicts(live, kmsKeyPolicyNoPublicAccess)['Rotated']).toBe('fail');
});

test.each(FAULTS('kms:GetKeyRotationStatus'))(
  '%s: the rotation is not known, the policy is',
  async (_, fault, reason) => {
    await deploy(aws.account, TEMPLATE);
    aws.break('GetKeyRotationStatus', fault);
    const stack = await read(aws, [kms]);
    expect(propertiesOf(stack, 'Rotated')).toEqual({
      EnableKeyRotation: unread(reason),
      KeyPolicy: { Statement: [expect.anything()] },
    });
    expect(verdicts(stack.live, cmkBackingKeyRotationEnabled)['Rotated']).toBe('unknown');
    expect(verdicts(stack.live, kmsKeyPolicyNoPublicAccess)['Rotated']).toBe('pass');
  },
);

test('a key that is gone is not known', async () => {
  await deploy(aws.account, TEMPLATE);
  aws.break('GetKeyPolicy', { kind: 'error', code: 'NotFoundException' });
  const stack = await read(aws, [kms]);
  expect(verdicts(stack.live, kmsKeyPolicyNoPublicAccess)['Rotated']).toBe('unknown');
});
