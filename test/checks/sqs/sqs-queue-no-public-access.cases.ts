import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (statement: string) => `
Topic: { Type: AWS::SNS::Topic }
Policy:
  Type: AWS::SQS::QueuePolicy
  Properties:
    Queues: ['https://sqs.eu-west-1.amazonaws.com/111122223333/orders']
    PolicyDocument:
      Statement:
        - { Action: sqs:SendMessage, Resource: '*', ${statement} }`;

export default {
  pass: [
    { template: policy("Effect: Allow, Principal: { AWS: '111122223333' }") },
    { name: 'a service', template: policy('Effect: Allow, Principal: { Service: events.amazonaws.com }') },
    { name: 'denied', template: policy("Effect: Deny, Principal: '*'") },
    {
      name: 'from a fixed place',
      template: policy(
        "Effect: Allow, Principal: '*', Condition: { StringEquals: { aws:SourceAccount: '111122223333' } }",
      ),
    },
    {
      name: 'from a resource of the template',
      template: policy("Effect: Allow, Principal: '*', Condition: { ArnEquals: { aws:SourceArn: !Ref Topic } }"),
    },
    {
      name: 'what SAM writes for a subscription to a topic',
      resource: 'FunctionOrderedQueuePolicy',
      template: `
Topic: { Type: AWS::SNS::Topic }
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Events: { Ordered: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true } } }`,
    },
  ],
  fail: [
    {
      template: policy("Effect: Allow, Principal: '*'"),
      message: 'lets anyone in, to sqs:SendMessage',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    { name: 'among others', template: policy("Effect: Allow, Principal: { AWS: ['111122223333', '*'] }") },
    { name: 'every account', template: policy("Effect: Allow, Principal: { AWS: 'arn:aws:iam::*' }") },
    { name: 'all but one', template: policy("Effect: Allow, NotPrincipal: { AWS: '111122223333' }") },
    {
      name: 'a condition with a wildcard',
      template: policy("Effect: Allow, Principal: '*', Condition: { ArnLike: { aws:SourceArn: 'arn:aws:s3:*:*:*' } }"),
    },
    {
      name: 'a condition that says nothing about the caller',
      template: policy("Effect: Allow, Principal: '*', Condition: { Bool: { aws:SecureTransport: true } }"),
    },
    {
      name: 'an inline policy',
      template: `
Policy:
  Type: AWS::SQS::QueueInlinePolicy
  Properties:
    Queue: https://sqs.eu-west-1.amazonaws.com/111122223333/orders
    PolicyDocument: { Statement: { Effect: Allow, Principal: '*', Action: sqs:SendMessage } }`,
      path: ['Properties', 'PolicyDocument'],
    },
  ],
  unknown: [
    { template: policy('Effect: Allow, Principal: { AWS: !ImportValue caller }') },
    {
      name: 'its condition',
      template: policy("Effect: Allow, Principal: '*', Condition: !ImportValue condition"),
      message: 'what its policy allows is known only when deployed',
    },
  ],
} satisfies CheckCases;
