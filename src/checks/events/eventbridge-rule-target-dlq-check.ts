import {
  defineCheck,
  fail,
  isGiven,
  isHole,
  isUndetermined,
  listOf,
  literal,
  notApplicable,
  pass,
  unreadable,
  type Fix,
} from 'create-fitness-serverless/check';

/**
 * In SAM, `DeadLetterConfig: { Type: SQS }` of an EventBridgeRule or Schedule event makes the queue, and the policy that
 * lets the rule send.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export default defineCheck({
  meta: {
    id: 'eventbridge-rule-target-dlq-check',
    title: 'Events that EventBridge could not deliver are kept',
    why: 'EventBridge retries for a day and drops the event then, and nobody learns that it existed.',
    remedy: 'set DeadLetterConfig.Arn of every target, or DeadLetterConfig of the event in SAM',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Events::Rule'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
    references: { cdkNag: ['Serverless-EventBusDLQ'] },
    liveActions: ['events:ListTargetsByRule'],
  },

  evaluate(rule) {
    const targets = rule.get('Targets');
    if (isUndetermined(targets)) return unreadable(targets);
    const items = listOf(targets);
    if (items.length === 0) return notApplicable('has no target');
    const queues = items.map((target, index) => ({
      index,
      keeps: isHole(target) ? ('unknown' as const) : isGiven(rule, 'Targets', index, 'DeadLetterConfig', 'Arn'),
    }));
    const [first, ...more] = queues.filter(({ keeps }) => keeps === false);
    if (first) {
      const names = [first, ...more].map(({ index }) => literal(rule.get('Targets', index, 'Id')) ?? `${index + 1}`);
      const path = rule.get('Targets', first.index, 'DeadLetterConfig', 'Arn');
      return fail(`drops what it could not deliver to ${names.join(', ')}`, more.length > 0 ? targets : path);
    }
    const open = queues.find(({ keeps }) => keeps === 'unknown');
    if (open) return unreadable(rule.get('Targets', open.index, 'DeadLetterConfig', 'Arn'));
    return pass(rule.get('Targets', 0, 'DeadLetterConfig', 'Arn'));
  },

  fix(rule) {
    const queue = `${rule.logicalId}Dlq`;
    const arn = { 'Fn::GetAtt': [queue, 'Arn'] };
    const targets = listOf(rule.get('Targets')).map((_, index) => ['Targets', index, 'DeadLetterConfig'] as const);
    const open = targets.filter((path) => rule.get(...path).state === 'absent');
    return [
      { resource: queue, path: [], set: DEAD_LETTER_QUEUE },
      { resource: `${queue}Policy`, path: [], set: policyOf(queue, arn, rule.logicalId) },
      ...open.map((path): Fix => ({ path: ['Properties', ...path], set: { Arn: arn } })),
    ];
  },
});

/** It keeps what comes as long as SQS does. */
const DEAD_LETTER_QUEUE = {
  Type: 'AWS::SQS::Queue',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: { MessageRetentionPeriod: 1_209_600 },
};

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html#eb-dlq-perms */
function policyOf(queue: string, arn: unknown, rule: string): unknown {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
  };
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: queue }], PolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
  };
}
