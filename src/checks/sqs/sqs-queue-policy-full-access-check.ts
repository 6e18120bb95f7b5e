import { allowingEveryAction, defineCheck, judgePolicy } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/config/latest/developerguide/sqs-queue-policy-full-access-check.html */
export default defineCheck({
  meta: {
    id: 'sqs-queue-policy-full-access-check',
    title: 'Queue policies name the actions that they allow',
    why: 'Who may do everything with a queue may read, purge and delete it, and open it to others.',
    remedy: 'name the actions that are needed in Action instead of "sqs:*"',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/sqs-queue-policy-full-access-check.html',
    references: {
      guard: ['rules/aws/amazon_sqs/sqs_queuepolicy_no_wildcard_action.guard'],
      cfnNag: ['F20'],
    },
    liveActions: ['sqs:GetQueueAttributes'],
  },

  evaluate: (policy) => judgePolicy(policy.get('PolicyDocument'), allowingEveryAction),
});
