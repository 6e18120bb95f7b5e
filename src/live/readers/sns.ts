import type { Resolved } from '../../template/model.ts';
import { isRecord, own } from '../../template/resolve/values.ts';
import { jsonDocument, member } from '../answers.ts';
import { properties, type Aws } from '../aws.ts';
import type { DeployedResource, Reading, ResourceReader } from '../reader.ts';
import { policyBeside, readPolicy, statementsOf } from './policies.ts';
import { sns as calls } from '../calls.ts';

const ATTRIBUTES = 'sns:GetTopicAttributes';

const POLICIES = { 'AWS::SNS::TopicPolicy': 'Topics', 'AWS::SNS::TopicInlinePolicy': 'TopicArn' };

/** One call per topic, whose answer its policies share. */
export const sns: ResourceReader = {
  types: ['AWS::SNS::Topic', ...Object.keys(POLICIES)],
  operations: calls,
  async read(resource, aws) {
    if (resource.type === 'AWS::SNS::Topic') return readTopic(resource, aws);
    return { properties: await readPolicy(resource, POLICIES, (arn) => documentOf(arn, aws)) };
  },
};

type Attributes = Readonly<Record<string, string>>;

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
function attributesOf(arn: string, aws: Aws): Promise<Attributes> {
  return aws.shared(`${ATTRIBUTES} ${arn}`, async () => {
    const { client, GetTopicAttributesCommand } = await aws.client('sns', async (settings) => {
      const { SNSClient, GetTopicAttributesCommand } = await import('../clients/sns.ts');
      return { client: new SNSClient(settings), GetTopicAttributesCommand };
    });
    const answer = await aws.ask(ATTRIBUTES, (abortSignal) =>
      client.send(new GetTopicAttributesCommand({ TopicArn: arn }), { abortSignal }),
    );
    return member(answer?.Attributes, ATTRIBUTES, 'attributes');
  });
}

async function readTopic(topic: DeployedResource, aws: Aws): Promise<Reading> {
  const attributes = attributesOf(topic.physicalId, aws);
  const [read, found] = await Promise.all([
    properties({ KmsMasterKeyId: attributes.then(({ KmsMasterKeyId }) => KmsMasterKeyId) }),
    policyBeside(topic, POLICIES, aws, async (arn) => {
      const document = await documentOf(arn, aws);
      return isDefault(document) ? undefined : document;
    }),
  ]);
  return { properties: read, found };
}

async function documentOf(arn: string, aws: Aws): Promise<Resolved | undefined> {
  return jsonDocument((await attributesOf(arn, aws)).Policy, ATTRIBUTES);
}

/**
 * The policy that SNS gives every topic: whoever its own account lets may use it. Nothing else may be in it.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
function isDefault(document: Resolved | undefined): boolean {
  const [statement, ...others] = statementsOf(document);
  if (others.length > 0 || !isRecord(statement)) return false;
  const owner = own(own(own(statement, 'Condition'), 'StringEquals'), 'AWS:SourceOwner');
  return own(document, 'Id') === '__default_policy_ID' && typeof owner === 'string' && /^\d{12}$/.test(owner);
}
