import type { CheckCases } from '../../../src/checks/testing.ts';

const mapping = (properties: string) => `
Mapping:
  Type: AWS::Lambda::EventSourceMapping
  Properties: { FunctionName: function, ${properties} }`;
const STREAM = "EventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks', StartingPosition: LATEST";
const sam = (event: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    Events: { Event: ${event} }
Queue: { Type: AWS::SQS::Queue }
Stream: { Type: AWS::Kinesis::Stream }`;

export default {
  pass: [
    {
      template: mapping(
        `${STREAM}, DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:123456789012:failures' } }`,
      ),
    },
    {
      name: 'an event of SAM',
      template: sam(
        '{ Type: Kinesis, Properties: { Stream: !GetAtt Stream.Arn, StartingPosition: LATEST, DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Queue.Arn } } } }',
      ),
    },
  ],
  fail: [
    {
      template: mapping(STREAM),
      message: 'skips records that it could not process, and keeps none of them',
      path: ['Properties', 'DestinationConfig', 'OnFailure', 'Destination'],
      fixed: false,
    },
    {
      name: 'an event of SAM',
      template: sam('{ Type: DynamoDB, Properties: { Stream: !ImportValue stream, StartingPosition: TRIM_HORIZON } }'),
    },
    {
      name: 'a topic of Kafka',
      template: mapping(
        "EventSourceArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/c/1', Topics: [clicks], StartingPosition: LATEST",
      ),
    },
  ],
  unknown: [
    { name: 'the destination', template: mapping(`${STREAM}, DestinationConfig: !ImportValue destination`) },
    {
      name: 'what it reads',
      template: mapping('EventSourceArn: !ImportValue source, StartingPosition: !ImportValue position'),
      message: 'whether it reads a stream is known only when deployed',
    },
  ],
  notApplicable: [
    { name: 'a queue', template: sam('{ Type: SQS, Properties: { Queue: !GetAtt Queue.Arn } }') },
    {
      name: 'a queue of a broker',
      template: mapping("EventSourceArn: 'arn:aws:mq:eu-west-1:123456789012:broker:b', Queues: [orders]"),
    },
    {
      name: 'a database',
      template: mapping(
        "EventSourceArn: 'arn:aws:rds:eu-west-1:123456789012:cluster:c', StartingPosition: LATEST, DocumentDBEventSourceConfig: { DatabaseName: shop }",
      ),
    },
  ],
} satisfies CheckCases;
