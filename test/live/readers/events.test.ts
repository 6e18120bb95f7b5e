import { afterEach, beforeEach, expect, test } from '@jest/globals';
import eventbridgeRuleTargetDlqCheck from '../../../src/checks/events/eventbridge-rule-target-dlq-check.ts';
import { events } from '../../../src/live/readers/events.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { sameVerdicts } from './same-verdicts.ts';

await sameVerdicts([events]);

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

const TEMPLATE = `
Resources:
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: orders } }
  Dead: { Type: AWS::SQS::Queue }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: { source: [orders] }
      Targets:
        - { Id: Second, Arn: arn:aws:sqs:eu-west-1:123456789012:second, DeadLetterConfig: { Arn: !GetAtt Dead.Arn } }
        - { Id: First, Arn: arn:aws:sqs:eu-west-1:123456789012:first }
  Nightly: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day) } }
`;

test('a rule has its targets in the order of the template, one on a bus of its own too', async () => {
  await deploy(aws.account, TEMPLATE);
  (resource(aws.account, 'Rule').properties['Targets'] as unknown[]).reverse();
  const stack = await read(aws, [events]);
  expect(propertiesOf(stack, 'Rule')).toEqual({
    Targets: [
      {
        Id: 'Second',
        Arn: 'arn:aws:sqs:eu-west-1:123456789012:second',
        DeadLetterConfig: { Arn: expect.stringMatching(/^arn:aws:sqs:/) },
      },
      { Id: 'First', Arn: 'arn:aws:sqs:eu-west-1:123456789012:first' },
    ],
  });
  expect(propertiesOf(stack, 'Nightly')).toEqual({ Targets: undefined });
  expect(stack.calls).toEqual(['events:ListTargetsByRule', 'events:ListTargetsByRule']);
});

test('targets come on pages', async () => {
  aws.account.pageSize = 1;
  await deploy(aws.account, TEMPLATE);
  const stack = await read(aws, [events]);
  expect(propertiesOf(stack, 'Rule')!['Targets']).toHaveLength(2);
});

test('a target that somebody added without a queue for what it drops is found', async () => {
  await deploy(aws.account, TEMPLATE);
  const targets = resource(aws.account, 'Rule').properties['Targets'] as { Id: string }[];
  targets.splice(1, 1);
  const before = await read(aws, [events]);
  expect(verdicts(before.written, eventbridgeRuleTargetDlqCheck)['Rule']).toBe('fail');
  expect(verdicts(before.live, eventbridgeRuleTargetDlqCheck)['Rule']).toBe('pass');
  targets.push({ Id: 'Third' });
  const after = await read(aws, [events]);
  expect(verdicts(after.live, eventbridgeRuleTargetDlqCheck)['Rule']).toBe('fail');
});

test.each([
  ['error', { kind: 'error', code: 'AccessDeniedException' }, /^denied: the role needs events:ListTargetsByRule$/],
  ['no such rule', { kind: 'error', code: 'ResourceNotFoundException' }, /ResourceNotFoundException/],
  ['nothing', { kind: 'empty' }, /answered without targets/],
  ['garbage', { kind: 'garbage' }, /events:ListTargetsByRule failed/],
  ['the same page', { kind: 'endless-pages', token: 'same' }, /again and again/],
] as const)('%s is unknown', async (_, fault, reason) => {
  await deploy(aws.account, TEMPLATE);
  aws.break('ListTargetsByRule', fault);
  const stack = await read(aws, [events]);
  expect(propertiesOf(stack, 'Rule')).toEqual({ Targets: { kind: 'hole', reason: expect.stringMatching(reason) } });
  expect(verdicts(stack.live, eventbridgeRuleTargetDlqCheck)['Rule']).toBe('unknown');
});
