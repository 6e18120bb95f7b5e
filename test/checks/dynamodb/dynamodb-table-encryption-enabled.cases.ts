import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [
    { template: 'Table: { Type: AWS::DynamoDB::Table, Properties: { SSESpecification: { SSEEnabled: true } } }' },
    { name: 'by the default of DynamoDB', template: 'Table: { Type: AWS::DynamoDB::Table }' },
    {
      name: 'a simple table',
      template: 'Table: { Type: AWS::Serverless::SimpleTable, Properties: { SSESpecification: { SSEEnabled: true } } }',
    },
  ],
  fail: [
    {
      name: 'declined',
      template: `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    SSESpecification:
      SSEEnabled: false # cheaper`,
      message: 'declines encryption with a KMS key',
      path: ['Properties', 'SSESpecification', 'SSEEnabled'],
      fixed: `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    SSESpecification:
      SSEEnabled: true # cheaper`,
    },
    {
      name: 'not in writing',
      options: { strict: 'explicit' },
      template: 'Table: { Type: AWS::Serverless::SimpleTable }',
      message: 'does not ask for encryption in the template',
    },
  ],
  unknown: [
    {
      template:
        'Table: { Type: AWS::DynamoDB::Table, Properties: { SSESpecification: { SSEEnabled: !ImportValue encrypted } } }',
    },
  ],
} satisfies CheckCases;
