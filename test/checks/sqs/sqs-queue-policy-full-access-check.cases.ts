import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (statement: string) => `
Policy:
  Type: AWS::SQS::QueuePolicy
  Properties:
    Queues: ['https://sqs.eu-west-1.amazonaws.com/111122223333/orders']
    PolicyDocument:
      Statement:
        - { Principal: { AWS: '111122223333' }, Resource: '*', ${statement} }`;

export default {
  pass: [
    { template: policy("Effect: Allow, Action: ['sqs:SendMessage', 'sqs:Get*']") },
    { name: 'denied', template: policy("Effect: Deny, Action: 'SQS:*'") },
  ],
  fail: [
    {
      template: policy("Effect: Allow, Action: ['sqs:SendMessage', 'SQS:*']"),
      message: 'allows SQS:*',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    { name: 'of every service', template: policy("Effect: Allow, Action: '*'"), message: 'allows *' },
  ],
  unknown: [
    { template: policy('Effect: Allow, Action: !ImportValue action') },
    {
      name: 'its effect',
      template: policy("Effect: !ImportValue effect, Action: 'SQS:*'"),
      message: 'what its policy allows is known only when deployed',
    },
  ],
} satisfies CheckCases;
