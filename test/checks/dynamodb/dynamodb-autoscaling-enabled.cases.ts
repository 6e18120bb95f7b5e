import type { CheckCases } from '../../../src/checks/testing.ts';

const table = (properties = '') => `
Table:
  Type: AWS::DynamoDB::Table
  Properties: { ${properties}ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }`;
const scaling = (direction: string, id = '${Table}', kind = 'table') => `
${direction}${kind}Target:
  Type: AWS::ApplicationAutoScaling::ScalableTarget
  Properties:
    ResourceId: !Sub table/${id}
    ScalableDimension: dynamodb:${kind}:${direction}CapacityUnits
    MinCapacity: 5
    MaxCapacity: 50
${direction}${kind}Policy:
  Type: AWS::ApplicationAutoScaling::ScalingPolicy
  Properties:
    ScalingTargetId: !Ref ${direction}${kind}Target
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 }`;
const index = 'GlobalSecondaryIndexes: [{ IndexName: byDate }], ';

export default {
  pass: [
    {
      name: 'on demand',
      template: 'Table: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST } }',
    },
    { name: 'a simple table is on demand', template: 'Table: { Type: AWS::Serverless::SimpleTable }' },
    { name: 'reads and writes scale', template: table() + scaling('Read') + scaling('Write') },
    {
      name: 'those of an index too',
      template:
        table(index) +
        scaling('Read') +
        scaling('Write') +
        scaling('Read', '${Table}/index/byDate', 'index') +
        scaling('Write', '${Table}/index/byDate', 'index'),
    },
    {
      name: 'within bounds',
      options: { minProvisionedReadCapacity: 5, maxProvisionedReadCapacity: 50, targetWriteUtilization: 70 },
      template: table() + scaling('Read') + scaling('Write'),
    },
    {
      name: 'a global table on demand',
      template: 'Table: { Type: AWS::DynamoDB::GlobalTable, Properties: { BillingMode: PAY_PER_REQUEST } }',
    },
    {
      name: 'a global table that scales',
      template: `
Table:
  Type: AWS::DynamoDB::GlobalTable
  Properties:
    WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MinCapacity: 1, MaxCapacity: 9 } }
    Replicas:
      - Region: eu-west-1
        ReadProvisionedThroughputSettings: { ReadCapacityAutoScalingSettings: { MinCapacity: 1, MaxCapacity: 9 } }`,
    },
  ],
  fail: [
    {
      name: 'fixed',
      template: table(),
      message: 'read capacity is provisioned and does not scale',
      path: ['Properties', 'BillingMode'],
      fixed: false,
    },
    {
      name: 'writes are fixed',
      template: table() + scaling('Read'),
      message: 'write capacity is provisioned and does not scale',
    },
    {
      name: 'an index is fixed',
      template: table(index) + scaling('Read') + scaling('Write'),
      message: /^read capacity of its index byDate/,
    },
    { name: 'another table scales', template: table() + scaling('Read', 'other') + scaling('Write', 'other') },
    {
      name: 'a target that nothing follows',
      template: table() + scaling('Read').replace(/\nReadtablePolicy[^]*/, '') + scaling('Write'),
      message: 'no ScalingPolicy follows ReadtableTarget',
    },
    {
      name: 'out of bounds',
      options: { targetReadUtilization: 60 },
      template: table() + scaling('Read') + scaling('Write'),
      message: 'TargetValue of ReadtablePolicy is 70, not at most 60',
    },
    {
      name: 'a global table with a replica that is fixed',
      template: `
Table:
  Type: AWS::DynamoDB::GlobalTable
  Properties:
    WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MinCapacity: 1, MaxCapacity: 9 } }
    Replicas: [{ Region: eu-west-1, ReadProvisionedThroughputSettings: { ReadCapacityUnits: 5 } }]`,
      message: 'read capacity of a replica is provisioned and does not scale',
    },
  ],
  unknown: [
    {
      name: 'a target of a table that is not known',
      template: table() + scaling('Read').replace('!Sub table/${Table}', '!ImportValue table') + scaling('Write'),
    },
    { name: 'the billing mode', template: table('BillingMode: !ImportValue mode, ') },
  ],
} satisfies CheckCases;
