import type { CheckCases } from '../../../src/checks/testing.ts';

const polled = (queue: string, lambda: string, mapping = '') => `
Mapping:
  Type: AWS::Lambda::EventSourceMapping
  Properties: { FunctionName: !Ref Live, EventSourceArn: !GetAtt Queue.Arn${mapping} }
Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Function } }
Function: { Type: AWS::Lambda::Function, Properties: { ${lambda} } }
Queue:
  Type: AWS::SQS::Queue
  Properties: { ${queue} }`;

export default {
  pass: [
    { name: 'six times', template: polled('VisibilityTimeout: 180', 'Timeout: 30') },
    { name: 'both by default', template: polled('', "Timeout: '5'") },
    {
      name: 'with the time that a batch is gathered',
      template: polled('VisibilityTimeout: 70', 'Timeout: 10', ', MaximumBatchingWindowInSeconds: 10'),
    },
    {
      name: 'as often as is demanded',
      options: { factor: 2 },
      template: polled('VisibilityTimeout: 60', 'Timeout: 30'),
    },
    {
      name: 'an event of SAM, its timeout from Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Timeout: 20 } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: '0'
      AutoPublishAlias: live
      Events: { Messages: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn } } }
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 120 } }
`,
    },
  ],
  fail: [
    {
      name: 'less',
      template: polled('VisibilityTimeout: 179', 'Timeout: 30'),
      message: 'Queue hides messages for 179 seconds, and Function needs 6 × 30 = 180',
      path: ['Properties', 'VisibilityTimeout'],
      fixed: polled('VisibilityTimeout: 180', 'Timeout: 30'),
    },
    {
      name: 'by default',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    Timeout: 10
    Events:
      Messages:
        Type: SQS
        Properties:
          Queue: !GetAtt Queue.Arn
          MaximumBatchingWindowInSeconds: 5
Queue:
  Type: AWS::SQS::Queue
  Properties:
    QueueName: orders
`,
      message: 'Queue hides messages for 30 seconds, and Function needs 6 × 10 + 5 = 65',
      fixed: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    Timeout: 10
    Events:
      Messages:
        Type: SQS
        Properties:
          Queue: !GetAtt Queue.Arn
          MaximumBatchingWindowInSeconds: 5
Queue:
  Type: AWS::SQS::Queue
  Properties:
    QueueName: orders
    VisibilityTimeout: 65
`,
    },
    {
      name: 'two functions of one queue: the slower one counts',
      template: `
Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Quick, EventSourceArn: !GetAtt Queue.Arn } }
Other: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Slow, EventSourceArn: !GetAtt Queue.Arn } }
Quick: { Type: AWS::Lambda::Function, Properties: { Timeout: 10 } }
Slow: { Type: AWS::Lambda::Function, Properties: { Timeout: 100 } }
Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 59 } }
`,
      message: 'Queue hides messages for 59 seconds, and Quick needs 6 × 10 = 60',
      fixed: `
Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Quick, EventSourceArn: !GetAtt Queue.Arn } }
Other: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Slow, EventSourceArn: !GetAtt Queue.Arn } }
Quick: { Type: AWS::Lambda::Function, Properties: { Timeout: 10 } }
Slow: { Type: AWS::Lambda::Function, Properties: { Timeout: 100 } }
Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 600 } }
`,
    },
  ],
  unknown: [
    { name: 'how long they stay hidden', template: polled('VisibilityTimeout: !ImportValue timeout', 'Timeout: 30') },
    { name: 'how long it takes', template: polled('VisibilityTimeout: 180', 'Timeout: !ImportValue timeout') },
    {
      name: 'a queue of another stack',
      template:
        "Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: f, EventSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:orders' } }",
      message: 'its queue is not in the template',
    },
    {
      name: 'a function of another stack',
      template: `
Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: orders, EventSourceArn: !GetAtt Queue.Arn } }
Queue: { Type: AWS::SQS::Queue }`,
      message: 'which function it invokes is not in the template',
    },
  ],
  notApplicable: [
    {
      name: 'a stream',
      template:
        'Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: f, EventSourceArn: !ImportValue stream, StartingPosition: LATEST } }',
    },
  ],
} satisfies CheckCases;
