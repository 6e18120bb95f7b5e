import type { Resolved } from '../../template/model.ts';
import { jsonDocument, member, unlessDefault } from '../answers.ts';
import { properties, type Aws } from '../aws.ts';
import type { DeployedResource, Reading, ResourceReader } from '../reader.ts';
import { policyBeside, readPolicy } from './policies.ts';
import { sqs as calls } from '../calls.ts';

const ATTRIBUTES = 'sqs:GetQueueAttributes';

const POLICIES = { 'AWS::SQS::QueuePolicy': 'Queues', 'AWS::SQS::QueueInlinePolicy': 'Queue' };

/** One call per queue, whose answer its policies share. */
export const sqs: ResourceReader = {
  types: ['AWS::SQS::Queue', ...Object.keys(POLICIES)],
  operations: calls,
  async read(resource, aws) {
    if (resource.type === 'AWS::SQS::Queue') return readQueue(resource, aws);
    return { properties: await readPolicy(resource, POLICIES, (url) => documentOf(url, aws)) };
  },
};

type Attributes = Readonly<Record<string, string>>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
function attributesOf(url: string, aws: Aws): Promise<Attributes> {
  return aws.shared(`${ATTRIBUTES} ${url}`, async () => {
    const { client, GetQueueAttributesCommand } = await aws.client('sqs', async (settings) => {
      const { SQSClient, GetQueueAttributesCommand } = await import('../clients/sqs.ts');
      // the URL of a queue names an endpoint that may not be the one that is to be used
      return { client: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }), GetQueueAttributesCommand };
    });
    const answer = await aws.ask(ATTRIBUTES, (abortSignal) =>
      client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }), { abortSignal }),
    );
    return member(answer?.Attributes, ATTRIBUTES, 'attributes');
  });
}

async function readQueue(queue: DeployedResource, aws: Aws): Promise<Reading> {
  const attributes = attributesOf(queue.physicalId, aws);
  const [read, found] = await Promise.all([
    properties({
      KmsMasterKeyId: attributes.then(({ KmsMasterKeyId }) => KmsMasterKeyId),
      SqsManagedSseEnabled: attributes.then((each) => managedEncryption(each, queue)),
      RedrivePolicy: attributes.then((each) => redrivePolicy(each)),
      RedriveAllowPolicy: attributes.then(({ RedriveAllowPolicy }) => jsonDocument(RedriveAllowPolicy, ATTRIBUTES)),
      VisibilityTimeout: attributes.then(
        ({ VisibilityTimeout }) =>
          VisibilityTimeout && unlessDefault(Number(VisibilityTimeout), 30, queue.property('VisibilityTimeout')),
      ),
    }),
    policyBeside(queue, POLICIES, aws, (url) => documentOf(url, aws)),
  ]);
  return { properties: read, found };
}

/**
 * SQS says `false` of a queue with a key of KMS, and `true` of every other that did not decline it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
 */
function managedEncryption({ SqsManagedSseEnabled, KmsMasterKeyId }: Attributes, queue: DeployedResource) {
  if (SqsManagedSseEnabled === undefined) return undefined;
  return unlessDefault(SqsManagedSseEnabled === 'true', !KmsMasterKeyId, queue.property('SqsManagedSseEnabled'));
}

/** What was written as a number comes back as a number or as text. */
function redrivePolicy({ RedrivePolicy }: Attributes): Resolved | undefined {
  const policy = jsonDocument(RedrivePolicy, ATTRIBUTES);
  if (typeof policy !== 'object' || policy === null || !('maxReceiveCount' in policy)) return policy;
  return { ...(policy as Readonly<Record<string, Resolved>>), maxReceiveCount: Number(policy.maxReceiveCount) };
}

async function documentOf(url: string, aws: Aws): Promise<Resolved | undefined> {
  return jsonDocument((await attributesOf(url, aws)).Policy, ATTRIBUTES);
}
