import type { Account } from '../account.ts';
import { AwsError, queryService } from '../service.ts';
import { policyOf, textOf } from './property-values.ts';

const POLICIES = { 'AWS::SNS::TopicPolicy': 'Topics', 'AWS::SNS::TopicInlinePolicy': 'TopicArn' };

/** SNS's part: the attributes of topics, all of which are text. */
export const sns = queryService('sns', {
  GetTopicAttributes: ({ TopicArn }, { account }) => {
    const topic = account.find(TopicArn, 'AWS::SNS::Topic');
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
    const arn = String(TopicArn);
    const key = textOf(topic.properties['KmsMasterKeyId']);
    const attributes = {
      TopicArn: arn,
      Owner: account.id,
      DisplayName: textOf(topic.properties['DisplayName']) ?? '',
      ...(key && { KmsMasterKeyId: key }),
      Policy: policyOf(arn, POLICIES, account) ?? defaultPolicy(arn, account),
    };
    return { Attributes: new Map(Object.entries(attributes)) };
  },
});

/** Every topic has one. */
function defaultPolicy(arn: string, { id }: Account): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:Subscribe', 'SNS:Publish'],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': id } },
      },
    ],
  });
}
