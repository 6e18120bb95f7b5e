import type { Resolved } from '../../template/model.ts';
import { jsonDocument, member, unlessDefault } from '../answers.ts';
import { properties, type Aws } from '../aws.ts';
import type { DeployedResource, ResourceReader } from '../reader.ts';
import { kms as calls } from '../calls.ts';

const ROTATION = 'kms:GetKeyRotationStatus';
const POLICY = 'kms:GetKeyPolicy';

/** What kind of key it is cannot be changed, so that the template says it. */
export const kms: ResourceReader = {
  types: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
  operations: calls,
  read: async (key, aws) => ({
    properties: await properties({
      ...(key.type === 'AWS::KMS::Key' && { EnableKeyRotation: rotation(key, aws) }),
      KeyPolicy: policy(key, aws),
    }),
  }),
};

function clientOf(aws: Aws) {
  return aws.client('kms', async (settings) => {
    const { KMSClient, ...commands } = await import('../clients/kms.ts');
    return { client: new KMSClient(settings), ...commands };
  });
}

/**
 * KMS says it of no key that it cannot rotate: an asymmetric one, or one with material from elsewhere.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
 */
async function rotation(key: DeployedResource, aws: Aws): Promise<boolean | undefined> {
  const { client, GetKeyRotationStatusCommand } = await clientOf(aws);
  const answer = await aws.ask(
    ROTATION,
    (abortSignal) => client.send(new GetKeyRotationStatusCommand({ KeyId: key.physicalId }), { abortSignal }),
    ['UnsupportedOperationException'],
  );
  if (!answer) return undefined;
  const enabled = member(answer.KeyRotationEnabled, ROTATION, 'the status');
  return unlessDefault(enabled, false, key.property('EnableKeyRotation'));
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
async function policy(key: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const { client, GetKeyPolicyCommand } = await clientOf(aws);
  const answer = await aws.ask(POLICY, (abortSignal) =>
    client.send(new GetKeyPolicyCommand({ KeyId: key.physicalId, PolicyName: 'default' }), { abortSignal }),
  );
  return jsonDocument(member(answer?.Policy, POLICY, 'the policy'), POLICY);
}
