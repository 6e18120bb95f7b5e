import type { CheckCases } from '../../../src/checks/testing.ts';

const named = (resource: string) => `
Dead: { Type: AWS::SQS::Queue }
${resource}`;

const FUNCTION = `
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x`;

export default {
  pass: [
    {
      template: `
Queue:
  Type: AWS::SQS::Queue
  Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 } }
Dead: { Type: AWS::SQS::Queue }`,
    },
    {
      name: 'as text',
      template: `
Queue:
  Type: AWS::SQS::Queue
  Properties: { RedrivePolicy: '{"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:123456789012:dead", "maxReceiveCount": 5}' }`,
    },
    {
      name: 'of another stack',
      template: `
Queue:
  Type: AWS::SQS::Queue
  Properties: { RedrivePolicy: { deadLetterTargetArn: !ImportValue dead, maxReceiveCount: 5 } }`,
    },
  ],
  fail: [
    {
      template: `
Queue:
  Type: AWS::SQS::Queue
  Properties:
    QueueName: orders`,
      message: 'has no dead-letter queue',
      path: ['Properties', 'RedrivePolicy'],
      fixed: `
Queue:
  Type: AWS::SQS::Queue
  Properties:
    QueueName: orders
    RedrivePolicy:
      deadLetterTargetArn: !GetAtt QueueDlq.Arn
      maxReceiveCount: 5
QueueDlq:
  Type: AWS::SQS::Queue
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain
  Properties:
    MessageRetentionPeriod: 1209600`,
    },
    {
      name: 'a FIFO queue',
      template: `
Queue:
  Type: AWS::SQS::Queue
  Properties:
    FifoQueue: true`,
    },
    {
      name: 'a queue that a key of KMS encrypts',
      template: 'Queue: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: alias/orders } }',
      fixed: false,
    },
    {
      name: 'a policy without a target',
      template: 'Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { maxReceiveCount: 5 } } }',
    },
    {
      name: 'one that others must not take for theirs',
      template: 'Queue: { Type: AWS::SQS::Queue, Properties: { RedriveAllowPolicy: { redrivePermission: denyAll } } }',
    },
    {
      name: 'a queue that SAM makes for a topic',
      resource: 'FunctionMessagesQueue',
      template: `
Topic: { Type: AWS::SNS::Topic }
Function:
  Type: AWS::Serverless::Function
  Properties:${FUNCTION}
    Events: { Messages: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true } } }`,
    },
    {
      name: 'one that takes the events that went well',
      template: `
Queue: { Type: AWS::SQS::Queue }
Config:
  Type: AWS::Lambda::EventInvokeConfig
  Properties: { FunctionName: orders, Qualifier: live, DestinationConfig: { OnSuccess: { Destination: !GetAtt Queue.Arn } } }`,
    },
  ],
  unknown: [
    { template: 'Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: !Ref Unresolvable } }' },
    {
      name: 'a policy of which a macro writes the target',
      template:
        "Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::Transform': { Name: Dead } } } } }",
    },
    {
      name: 'it may be what takes the dead letters of another',
      resource: 'Queue',
      template: `
Parameters: { Dead: { Type: String } }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
  Other: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !Ref Dead } } }
`,
      message: 'whether it is itself a dead-letter queue is known only when deployed',
    },
  ],
  notApplicable: [
    {
      name: 'of a queue',
      template: named(
        'Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn } } }',
      ),
      message: 'is the dead-letter queue of Queue',
    },
    {
      name: 'by its name',
      template: `
Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
Queue:
  Type: AWS::SQS::Queue
  Properties: { RedrivePolicy: { deadLetterTargetArn: !Sub 'arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:dead' } }`,
    },
    {
      name: 'by its own word',
      template:
        'Dead: { Type: AWS::SQS::Queue, Properties: { RedriveAllowPolicy: { redrivePermission: byQueue, sourceQueueArns: [!ImportValue source] } } }',
    },
    {
      name: 'of a function',
      template: named(`
Function:
  Type: AWS::Serverless::Function
  Properties:${FUNCTION}
    DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Dead.Arn }`),
      message: 'is the dead-letter queue of Function',
    },
    {
      name: 'of asynchronous invocations',
      template: named(`
Function:
  Type: AWS::Serverless::Function
  Properties:${FUNCTION}
    EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Dead.Arn } } }`),
    },
    {
      name: 'of a stream',
      template: named(`
Function:
  Type: AWS::Serverless::Function
  Properties:${FUNCTION}
    Events:
      Records:
        Type: Kinesis
        Properties:
          Stream: !ImportValue stream
          StartingPosition: LATEST
          DestinationConfig: { OnFailure: { Destination: !GetAtt Dead.Arn } }`),
    },
    {
      name: 'of a rule',
      template: named(`
Rule:
  Type: AWS::Events::Rule
  Properties: { Targets: [{ Id: target, Arn: !ImportValue target, DeadLetterConfig: { Arn: !GetAtt Dead.Arn } }] }`),
    },
    {
      name: 'that SAM makes for a rule',
      resource: 'FunctionOrdersQueue',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:${FUNCTION}
    Events:
      Orders:
        Type: EventBridgeRule
        Properties: { Pattern: { source: [orders] }, DeadLetterConfig: { Type: SQS } }`,
    },
    {
      name: 'of a schedule',
      template: named(
        'Schedule: { Type: AWS::Scheduler::Schedule, Properties: { Target: { DeadLetterConfig: { Arn: !GetAtt Dead.Arn } } } }',
      ),
    },
    {
      name: 'of a subscription',
      template: named(
        'Subscription: { Type: AWS::SNS::Subscription, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn } } }',
      ),
    },
    {
      name: 'of a pipe',
      template: named(`
Pipe:
  Type: AWS::Pipes::Pipe
  Properties: { SourceParameters: { KinesisStreamParameters: { DeadLetterConfig: { Arn: !GetAtt Dead.Arn } } } }`),
    },
    {
      name: 'of a rule of IoT',
      template: named(
        'Rule: { Type: AWS::IoT::TopicRule, Properties: { TopicRulePayload: { ErrorAction: { Sqs: { QueueUrl: !Ref Dead } } } } }',
      ),
    },
  ],
} satisfies CheckCases;
