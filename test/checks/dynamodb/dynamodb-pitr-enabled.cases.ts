import type { CheckCases } from '../../../src/checks/testing.ts';

const RECOVERABLE = `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    PointInTimeRecoverySpecification:
      PointInTimeRecoveryEnabled: true`;

const replicas = (first: string, second: string) => `
Table:
  Type: AWS::DynamoDB::GlobalTable
  Properties:
    Replicas:
      - Region: eu-west-1
        PointInTimeRecoverySpecification:
          PointInTimeRecoveryEnabled: ${first}
      - Region: eu-central-1
        PointInTimeRecoverySpecification:
          PointInTimeRecoveryEnabled: ${second}`;

export default {
  pass: [
    { template: RECOVERABLE },
    {
      name: 'a simple table of SAM',
      template:
        'Table: { Type: AWS::Serverless::SimpleTable, Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } } }',
    },
    { name: 'every replica of a global table', template: replicas('true', '"true"') },
  ],
  fail: [
    {
      template: `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    PointInTimeRecoverySpecification:
      PointInTimeRecoveryEnabled: false`,
      message: 'has no point-in-time recovery',
      path: ['Properties', 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'],
      fixed: RECOVERABLE,
    },
    { name: 'as DynamoDB makes it', template: 'Table: { Type: AWS::DynamoDB::Table }' },
    {
      name: 'a simple table of SAM',
      template: `
Table:
  Type: AWS::Serverless::SimpleTable
  Properties:
    TableName: orders`,
      fixed: `
Table:
  Type: AWS::Serverless::SimpleTable
  Properties:
    TableName: orders
    PointInTimeRecoverySpecification:
      PointInTimeRecoveryEnabled: true`,
    },
    {
      name: 'a replica of a global table',
      template: replicas('true', 'false'),
      message: 'its replica in eu-central-1 has no point-in-time recovery',
      path: ['Properties', 'Replicas', 1, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'],
      fixed: replicas('true', 'true'),
    },
    {
      name: 'a replica, beside one that cannot be read',
      template: replicas('!ImportValue recovery', 'false'),
      message: /^its replica in eu-central-1/,
      fixed: replicas('true', 'true'),
    },
  ],
  unknown: [
    {
      template:
        'Table: { Type: AWS::DynamoDB::Table, Properties: { PointInTimeRecoverySpecification: !ImportValue recovery } }',
    },
    { name: 'a replica', template: replicas('true', '!ImportValue recovery') },
    {
      name: 'the replicas',
      template: 'Table: { Type: AWS::DynamoDB::GlobalTable, Properties: { Replicas: !ImportValue replicas } }',
    },
  ],
} satisfies CheckCases;
