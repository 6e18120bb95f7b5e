import { allowingAnyone, defineCheck, judgePolicy } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-no-public-access.html */
export default defineCheck({
  meta: {
    id: 'sns-topic-no-public-access',
    title: 'Topics cannot be used by the public',
    why: 'Whoever may publish to a topic runs what subscribes to it, and whoever may subscribe reads what is published.',
    remedy:
      'name the accounts or services in Principal, or limit where requests come from in Condition, e.g. by aws:SourceArn',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: ['AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-no-public-access.html',
    references: {
      guard: ['rules/aws/amazon_sns/sns_topicpolicy_no_wildcard_principal.guard'],
      cfnNag: ['F18'],
      securityHub: ['SNS.4'],
      fsbp: true,
    },
    liveActions: ['sns:GetTopicAttributes'],
  },

  evaluate: (policy) => judgePolicy(policy.get('PolicyDocument'), allowingAnyone),
});
