import type { CheckCases } from '../../../src/checks/testing.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/orders';

const table = (specification: string) => `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    SSESpecification: { ${specification} }`;

export default {
  pass: [
    { name: "with AWS's own key", template: table('SSEEnabled: true') },
    { name: 'with a key of the account', template: table('SSEEnabled: true, KMSMasterKeyId: !ImportValue key') },
    {
      name: 'with a key that is allowed',
      options: { kmsKeyArns: [KEY] },
      template: table(`SSEEnabled: true, KMSMasterKeyId: ${KEY}`),
    },
    {
      name: 'a simple table',
      template: 'Table: { Type: AWS::Serverless::SimpleTable, Properties: { SSESpecification: { SSEEnabled: true } } }',
    },
  ],
  fail: [
    {
      template: `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    BillingMode: PAY_PER_REQUEST`,
      message: 'is not encrypted with a key of KMS',
      path: ['Properties', 'SSESpecification', 'SSEEnabled'],
      fixed: `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    BillingMode: PAY_PER_REQUEST
    SSESpecification:
      SSEEnabled: true`,
    },
    { name: 'declined', template: table('SSEEnabled: false'), fixed: table('SSEEnabled: true') },
    {
      name: "with AWS's own key, where others are demanded",
      options: { kmsKeyArns: [KEY] },
      template: table('SSEEnabled: true'),
      message: "is encrypted with alias/aws/dynamodb, AWS's own key",
    },
    {
      name: 'with another key',
      options: { kmsKeyArns: [KEY] },
      template: table('SSEEnabled: true, KMSMasterKeyId: another'),
      message: 'is encrypted with none of the keys allowed',
    },
  ],
  unknown: [
    { template: table('SSEEnabled: !ImportValue encrypted') },
    {
      name: 'which key',
      options: { kmsKeyArns: [KEY] },
      template: table('SSEEnabled: true, KMSMasterKeyId: !ImportValue key'),
    },
  ],
} satisfies CheckCases;
