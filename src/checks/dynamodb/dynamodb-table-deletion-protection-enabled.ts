import { defineCheck, judgeReplicas, replicasToFix } from 'create-fitness-serverless/check';

const SETTING = ['DeletionProtectionEnabled'];

/**
 * A table that is protected cannot be deleted, not even by CloudFormation: give it `DeletionPolicy: Retain`, so that its
 * stack can be.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html#WorkingWithTables.Basics.DeletionProtection
 */
export default defineCheck({
  meta: {
    id: 'dynamodb-table-deletion-protection-enabled',
    title: 'Tables are protected against deletion',
    why: 'One call deletes a table with all its data; protection makes it take two.',
    remedy:
      'set DeletionProtectionEnabled to true; AWS::Serverless::SimpleTable cannot, so write an AWS::DynamoDB::Table',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-table-deletion-protection-enabled.html',
    references: { securityHub: ['DynamoDB.6'], fsbp: true },
    liveActions: ['dynamodb:DescribeTable'],
  },

  evaluate: (table) => judgeReplicas(table, SETTING, 'is not protected against deletion'),

  fix: (table) => replicasToFix(table, SETTING),
});
