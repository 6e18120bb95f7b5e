import type { CheckCases } from '../../../src/checks/testing.ts';

const KEPT = `
Table:
  Type: AWS::DynamoDB::Table
  DeletionPolicy: RetainExceptOnCreate
  UpdateReplacePolicy: Retain`;

export default {
  pass: [
    { template: KEPT },
    {
      name: 'a simple table of SAM',
      template: 'Table: { Type: AWS::Serverless::SimpleTable, DeletionPolicy: Retain, UpdateReplacePolicy: Retain }',
    },
    {
      name: 'a cluster, of which a snapshot is taken',
      template: 'Cluster: { Type: AWS::RDS::DBCluster, UpdateReplacePolicy: Snapshot }',
    },
    {
      name: 'by a parameter',
      template: `
Transform: AWS::LanguageExtensions
Parameters: { Policy: { Type: String, Default: Retain } }
Resources:
  Bucket: { Type: AWS::S3::Bucket, DeletionPolicy: !Ref Policy, UpdateReplacePolicy: !Ref Policy }
`,
    },
  ],
  fail: [
    {
      template: `
Bucket:
  Type: AWS::S3::Bucket`,
      message:
        'no DeletionPolicy, so it is deleted when its stack is deleted, unless it holds objects; no UpdateReplacePolicy, so it is deleted when an update replaces it, unless it holds objects',
      path: [],
      fixed: `
Bucket:
  Type: AWS::S3::Bucket
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain`,
    },
    {
      name: 'only when it is replaced',
      template: `
Queue:
  Type: AWS::SQS::Queue
  DeletionPolicy: Retain
  UpdateReplacePolicy: Delete`,
      message: 'UpdateReplacePolicy Delete, so it is deleted with its data when an update replaces it',
      path: ['UpdateReplacePolicy'],
      fixed: `
Queue:
  Type: AWS::SQS::Queue
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain`,
    },
    {
      name: 'a snapshot, of what has none',
      template: 'Table: { Type: AWS::DynamoDB::Table, DeletionPolicy: Snapshot, UpdateReplacePolicy: Retain }',
      message: /^DeletionPolicy Snapshot, so it is deleted/,
    },
    {
      name: 'a simple table of SAM',
      template: `
Table:
  Type: AWS::Serverless::SimpleTable`,
      fixed: `
Table:
  Type: AWS::Serverless::SimpleTable
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain`,
    },
    {
      name: 'a cluster that is replaced',
      template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-mysql } }',
      message: 'no UpdateReplacePolicy, so it is deleted with its data when an update replaces it',
    },
    {
      name: 'a queue that SAM makes for a topic, by the policy of its function',
      resource: 'FunctionMessagesQueue',
      template: `
Topic: { Type: AWS::SNS::Topic }
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Events: { Messages: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true } } }`,
      fixed: false,
    },
  ],
  unknown: [
    {
      template: `
Transform: AWS::LanguageExtensions
Parameters: { Policy: { Type: String } }
Resources:
  Bucket: { Type: AWS::S3::Bucket, DeletionPolicy: !Ref Policy, UpdateReplacePolicy: Retain }
`,
      message: /^DeletionPolicy cannot be read/,
    },
  ],
} satisfies CheckCases;
