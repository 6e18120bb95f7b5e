import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (...statements: string[]) => `
Policy:
  Type: AWS::SQS::QueuePolicy
  Properties:
    Queues: ['https://sqs.eu-west-1.amazonaws.com/111122223333/orders']
    PolicyDocument:
      Statement:${statements.map((statement) => `\n        - ${statement}`).join('')}`;

export default {
  pass: [
    {
      template: policy("{ Effect: Allow, Principal: { AWS: '111122223333' }, Action: sqs:SendMessage, Resource: '*' }"),
    },
    {
      name: 'denied to all but one account',
      template: policy(
        "{ Effect: Deny, NotPrincipal: { AWS: '111122223333' }, NotAction: sqs:SendMessage, Resource: '*' }",
      ),
    },
  ],
  fail: [
    {
      template: policy(
        "{ Effect: Allow, Principal: { AWS: '111122223333' }, NotAction: sqs:SendMessage, Resource: '*' }",
      ),
      message: 'allows every action but those of NotAction',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    {
      template: policy(
        "{ Effect: Allow, Principal: { AWS: '111122223333' }, Action: sqs:SendMessage, Resource: '*' }",
        "{ Effect: Allow, NotPrincipal: { AWS: '444455556666' }, Action: sqs:SendMessage, Resource: '*' }",
      ),
      message: 'lets everyone in but whom NotPrincipal names',
      path: ['Properties', 'PolicyDocument', 'Statement', 1],
    },
    {
      name: 'an inline policy',
      template: `
Policy:
  Type: AWS::SQS::QueueInlinePolicy
  Properties:
    Queue: https://sqs.eu-west-1.amazonaws.com/111122223333/orders
    PolicyDocument: { Statement: { Effect: Allow, Principal: '*', NotAction: sqs:SendMessage } }`,
      path: ['Properties', 'PolicyDocument'],
    },
    { name: 'an exception of another stack', template: policy('{ Effect: Allow, NotAction: !ImportValue actions }') },
  ],
  unknown: [
    { template: policy('!ImportValue statement'), message: 'what its policy allows is known only when deployed' },
    { name: 'its effect', template: policy('{ Effect: !ImportValue effect, NotAction: sqs:SendMessage }') },
    {
      name: 'whether there is an exception',
      template: policy('{ Effect: Allow, NotAction: { Fn::Transform: { Name: Macro } } }'),
    },
  ],
} satisfies CheckCases;
