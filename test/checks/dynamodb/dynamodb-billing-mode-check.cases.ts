import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [
    { template: 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } }' },
    {
      name: 'provisioned, in writing',
      template: 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PROVISIONED } }',
    },
    { name: 'a simple table, by SAM', template: 'Table: { Type: AWS::Serverless::SimpleTable }' },
  ],
  fail: [
    {
      template: `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }`,
      message: 'BillingMode is none of PAY_PER_REQUEST, PROVISIONED',
      path: ['Properties', 'BillingMode'],
      fixed: `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
    BillingMode: PROVISIONED`,
    },
    {
      name: 'no mode of DynamoDB',
      template: 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: ON_DEMAND } }',
      fixed: 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } }',
    },
    {
      name: 'a simple table, which cannot say it',
      template: `
Table:
  Type: AWS::Serverless::SimpleTable
  Properties: { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }`,
      fixed: false,
    },
  ],
  unknown: [{ template: 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: !ImportValue mode } }' }],
} satisfies CheckCases;
