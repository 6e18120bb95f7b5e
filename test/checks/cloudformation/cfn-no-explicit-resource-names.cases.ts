import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [
    { template: 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } }' },
    {
      name: 'a function of SAM',
      resource: 'Function',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`,
    },
    {
      name: 'a schedule of SAM that leaves it to CloudFormation',
      resource: 'FunctionNightly',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Events: { Nightly: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day), OmitName: true } } }`,
    },
    {
      name: 'a name in production alone, which is none here',
      template: `
Parameters: { Stage: { Type: String, Default: test } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !If [IsProd, orders, !Ref AWS::NoValue] } }
`,
    },
  ],
  fail: [
    {
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    BucketName: orders-of-my-company`,
      message: 'is named orders-of-my-company, so no update can replace it',
      path: ['Properties', 'BucketName'],
      fixed: false,
    },
    {
      name: 'made of parameters',
      template: "Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '${AWS::StackName}-orders' } }",
      message: 'is named by a reference, so no update can replace it',
    },
    {
      name: 'a function of SAM',
      resource: 'Function',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties: { FunctionName: orders, CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`,
      path: ['Properties', 'FunctionName'],
    },
    {
      name: 'a schedule that SAM names',
      resource: 'FunctionNightly',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Events: { Nightly: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day) } } }`,
      message: 'is named FunctionNightly, so no update can replace it',
    },
    {
      name: 'an identifier',
      template: 'Db: { Type: AWS::RDS::DBInstance, Properties: { DBInstanceIdentifier: orders } }',
    },
  ],
  unknown: [{ template: 'Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Unresolvable } }' }],
} satisfies CheckCases;
