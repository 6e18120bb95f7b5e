import type { CheckCases } from '../../../src/checks/testing.ts';

const table = (id: string, read: number | string, write: number | string, more = '') => `
${id}:
  Type: AWS::DynamoDB::Table
  Properties: { ${more}ProvisionedThroughput: { ReadCapacityUnits: ${read}, WriteCapacityUnits: ${write} } }`;

export default {
  pass: [
    { name: 'far from the limit', template: table('Table', 5, 5) },
    {
      name: 'on demand',
      template: 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } }',
    },
    {
      name: 'beside the table that provisions most',
      resource: 'Small',
      template: table('Small', 100, 5) + table('Large', 63_950, 5),
    },
    { name: 'a higher limit', options: { accountMaxReadCapacityUnits: 200_000 }, template: table('Table', 70_000, 5) },
  ],
  fail: [
    {
      name: 'at the threshold, with another table',
      resource: 'Large',
      template: table('Small', 100, 5) + table('Large', 63_900, 5),
      message: 'the tables of the stack provision 64000 read capacity units, and 64000 is the threshold',
      path: ['Properties', 'ProvisionedThroughput', 'ReadCapacityUnits'],
      fixed: false,
    },
    {
      name: 'with an index',
      template: table(
        'Table',
        5,
        40_000,
        'GlobalSecondaryIndexes: [{ IndexName: a, ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 40000 } }], ',
      ),
      message: /^the tables of the stack provision 80000 write/,
    },
    { name: 'a lower threshold', options: { accountWCUThresholdPercentage: 10 }, template: table('Table', 5, 8_000) },
  ],
  unknown: [{ template: table('Table', '!ImportValue reads', 5) }],
} satisfies CheckCases;
