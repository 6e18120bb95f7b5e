import type { CheckCases } from '../../../src/checks/testing.ts';

const rule = (targets: string) => `
Rule:
  Type: AWS::Events::Rule
  Properties:
    Targets: ${targets}`;

const ORDERS = `
Rule:
  Type: AWS::Events::Rule
  Properties:
    Targets:
      - Id: orders
        Arn: !ImportValue target`;

const onEvent = (more: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Events:
      Orders:
        Type: EventBridgeRule
        Properties:
          Pattern: { source: [orders] }
          ${more}`;

export default {
  pass: [
    { template: rule('[{ Id: orders, Arn: !ImportValue target, DeadLetterConfig: { Arn: !ImportValue dead } }]') },
    { name: 'an event of SAM, with a queue that SAM makes', template: onEvent('DeadLetterConfig: { Type: SQS }') },
    { name: 'an event of SAM', template: onEvent('DeadLetterConfig: { Arn: !ImportValue dead }') },
    {
      name: 'a schedule of SAM',
      template: onEvent('')
        .replace('EventBridgeRule', 'Schedule')
        .replace('Pattern: { source: [orders] }', 'Schedule: rate(1 hour)\n          DeadLetterConfig: { Type: SQS }'),
    },
  ],
  fail: [
    {
      template: ORDERS,
      message: 'drops what it could not deliver to orders',
      path: ['Properties', 'Targets', 0, 'DeadLetterConfig', 'Arn'],
      fixed: `${ORDERS}
        DeadLetterConfig:
          Arn: !GetAtt RuleDlq.Arn
RuleDlq:
  Type: AWS::SQS::Queue
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain
  Properties:
    MessageRetentionPeriod: 1209600
RuleDlqPolicy:
  Type: AWS::SQS::QueuePolicy
  Properties:
    Queues:
      - !Ref RuleDlq
    PolicyDocument:
      Version: '2012-10-17'
      Statement:
        - Effect: Allow
          Principal:
            Service: events.amazonaws.com
          Action: sqs:SendMessage
          Resource: !GetAtt RuleDlq.Arn
          Condition:
            ArnEquals:
              aws:SourceArn: !GetAtt Rule.Arn`,
    },
    {
      name: 'one of two',
      template: rule(
        '[{ Id: a, Arn: !ImportValue a, DeadLetterConfig: { Arn: !ImportValue dead } }, { Id: b, Arn: !ImportValue b }]',
      ),
      message: 'drops what it could not deliver to b',
    },
    {
      name: 'two',
      template: rule('[{ Id: a, Arn: !ImportValue a }, { Id: b, Arn: !ImportValue b }]'),
      message: 'drops what it could not deliver to a, b',
      path: ['Properties', 'Targets'],
    },
    { name: 'an event of SAM', template: onEvent('RetryPolicy: { MaximumRetryAttempts: 2 }') },
  ],
  unknown: [
    { template: rule('!ImportValue targets') },
    { name: 'one target', template: rule('[!ImportValue target]') },
    {
      name: 'its queue',
      template: rule('[{ Id: orders, Arn: !ImportValue target, DeadLetterConfig: !Ref Unresolvable }]'),
    },
  ],
  notApplicable: [{ template: rule('[]'), message: 'has no target' }],
} satisfies CheckCases;
