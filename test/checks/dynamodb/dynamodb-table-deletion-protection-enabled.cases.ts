import type { CheckCases } from '../../../src/checks/testing.ts';

const table = (isProtected: string) => `
Table:
  Type: AWS::DynamoDB::Table
  Properties:
    DeletionProtectionEnabled: ${isProtected}`;

const replica = (isProtected: string) => `
Table:
  Type: AWS::DynamoDB::GlobalTable
  Properties:
    Replicas:
      - Region: eu-west-1
        DeletionProtectionEnabled: true
      - Region: eu-central-1
        DeletionProtectionEnabled: ${isProtected}`;

export default {
  pass: [
    { template: table('true') },
    { name: 'every replica of a global table', template: replica('true') },
    {
      name: 'in the environment that is judged',
      inputs: { parameters: { Environment: 'prod' } },
      template: `
Parameters: { Environment: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Environment, prod] }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { DeletionProtectionEnabled: !If [IsProd, true, false] } }
`,
    },
  ],
  fail: [
    {
      template: table('false'),
      message: 'is not protected against deletion',
      path: ['Properties', 'DeletionProtectionEnabled'],
      fixed: table('true'),
    },
    { name: 'as DynamoDB makes it', template: 'Table: { Type: AWS::DynamoDB::Table }' },
    {
      name: 'a simple table of SAM, which cannot be protected',
      template: 'Table: { Type: AWS::Serverless::SimpleTable }',
      fixed: false,
    },
    {
      name: 'a replica of a global table',
      template: replica('false'),
      message: 'its replica in eu-central-1 is not protected against deletion',
      fixed: replica('true'),
    },
  ],
  unknown: [
    { template: table('!ImportValue protection') },
    {
      name: 'in one environment and not in another',
      template: `
Parameters: { Environment: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Environment, prod] }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { DeletionProtectionEnabled: !If [IsProd, true, false] } }
`,
      message: 'depends on IsProd (where it does not hold): is not protected against deletion',
    },
  ],
} satisfies CheckCases;
