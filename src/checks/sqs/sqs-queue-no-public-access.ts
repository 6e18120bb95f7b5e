import { allowingAnyone, defineCheck, judgePolicy } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/config/latest/developerguide/sqs-queue-no-public-access.html */
export default defineCheck({
  meta: {
    id: 'sqs-queue-no-public-access',
    title: 'Queues cannot be used by the public',
    why: 'Whoever may send to a queue runs what reads it, and whoever may receive takes messages away.',
    remedy:
      'name the accounts or services in Principal, or limit where requests come from in Condition, e.g. by aws:SourceArn',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: ['AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/sqs-queue-no-public-access.html',
    references: {
      guard: ['rules/aws/amazon_sqs/sqs_queuepolicy_no_wildcard_principal.guard'],
      cfnNag: ['F21'],
      securityHub: ['SQS.3'],
      fsbp: true,
    },
    liveActions: ['sqs:GetQueueAttributes'],
  },

  evaluate: (policy) => judgePolicy(policy.get('PolicyDocument'), allowingAnyone),
});
