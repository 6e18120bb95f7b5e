import type { CheckCases } from '../../../src/checks/testing.ts';

const CODE = 'CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x';
const subscribed = (properties: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties: { ${CODE}, ${properties} Events: { Messages: { Type: SNS, Properties: { Topic: !Ref Topic } } } }
Topic: { Type: AWS::SNS::Topic }
Dead: { Type: AWS::SQS::Queue }`;
const all = { functions: 'all' };

export default {
  pass: [
    { template: subscribed('DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Dead.Arn },') },
    {
      name: 'that nothing invokes',
      options: all,
      template: 'Function: { Type: AWS::Lambda::Function, Properties: { DeadLetterConfig: { TargetArn: arn } } }',
    },
    {
      name: 'the queue that is wanted',
      options: { dlqArns: ['arn:aws:sqs:eu-west-1:123456789012:dead'] },
      template: subscribed("DeadLetterQueue: { Type: SQS, TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' },"),
    },
  ],
  fail: [
    {
      template: subscribed(''),
      message: 'has no dead-letter queue',
      path: ['Properties', 'DeadLetterConfig', 'TargetArn'],
      fixed: false,
    },
    {
      name: 'a destination, which is none',
      template: subscribed(
        'EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Dead.Arn } } },',
      ),
    },
    { name: 'that nothing invokes', options: all, template: 'Function: { Type: AWS::Lambda::Function }' },
    {
      name: 'another queue',
      options: { dlqArns: ['arn:aws:sqs:eu-west-1:123456789012:dead'] },
      template: subscribed("DeadLetterQueue: { Type: SQS, TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:other' },"),
      message: 'its dead-letter queue is none of dlqArns',
    },
  ],
  unknown: [
    {
      name: 'the queue',
      options: all,
      template: 'Function: { Type: AWS::Lambda::Function, Properties: { DeadLetterConfig: !ImportValue config } }',
    },
    {
      name: 'whether it is the queue that is wanted',
      options: { dlqArns: ['arn:aws:sqs:eu-west-1:123456789012:dead'] },
      template: subscribed('DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Dead.Arn },'),
    },
    {
      name: 'whether anything invokes it',
      template: `
Function: { Type: AWS::Lambda::Function }
Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !ImportValue function, Principal: sns.amazonaws.com } }`,
      message: 'whether anything invokes it asynchronously is known only when deployed',
    },
  ],
  notApplicable: [
    {
      template: `Function: { Type: AWS::Serverless::Function, Properties: { ${CODE} } }`,
      message: 'nothing in the template invokes it asynchronously',
    },
  ],
} satisfies CheckCases;
