import type { DeployedResource } from '../account.ts';
import { AwsError, jsonService, type Call } from '../service.ts';
import { asJson } from './property-values.ts';

/** KMS's part: rotation and policies of keys. */
export const kms = jsonService('kms', {
  GetKeyRotationStatus: ({ KeyId }, call) => {
    const { properties } = key(KeyId, call);
    const { KeySpec = 'SYMMETRIC_DEFAULT', Origin = 'AWS_KMS' } = properties;
    if (KeySpec !== 'SYMMETRIC_DEFAULT' || Origin !== 'AWS_KMS')
      throw new AwsError('UnsupportedOperationException', '');
    return { KeyId, KeyRotationEnabled: String(properties['EnableKeyRotation']) === 'true' };
  },
  GetKeyPolicy: ({ KeyId, PolicyName = 'default' }, call) => {
    const { properties } = key(KeyId, call);
    if (PolicyName !== 'default') throw new AwsError('NotFoundException', `No such policy exists`);
    return { Policy: asJson(properties['KeyPolicy']) ?? defaultPolicy(call), PolicyName };
  },
});

function key(id: unknown, { account }: Call): DeployedResource {
  const found = account.find(id, 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey');
  if (!found)
    throw new AwsError('NotFoundException', `Key '${account.arn('kms', `key/${String(id)}`)}' does not exist`);
  return found;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
function defaultPolicy({ account }: Call): string {
  const Principal = { AWS: `arn:aws:iam::${account.id}:root` };
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [{ Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }],
  });
}
