import { defineCheck, judgeReplicas, replicasToFix } from 'create-fitness-serverless/check';

const SETTING = ['PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'];

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html */
export default defineCheck({
  meta: {
    id: 'dynamodb-pitr-enabled',
    title: 'Tables can be restored to any second of the last days',
    why: 'Without point-in-time recovery, what a bug or a mistake has overwritten is gone.',
    remedy: 'set PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled to true',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/dynamodb-pitr-enabled.html',
    references: {
      guard: ['rules/aws/dynamodb/dynamodb_pitr_enabled.guard'],
      controlTower: ['CT.DYNAMODB.PR.1'],
      cdkNag: ['AwsSolutions-DDB3', 'NIST.800.53.R5-DynamoDBPITREnabled'],
      checkov: ['CKV_AWS_28', 'CKV_AWS_165'],
      cfnNag: ['W78'],
      securityHub: ['DynamoDB.2'],
      fsbp: true,
    },
    // the table says which replicas it has
    liveActions: ['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable'],
  },

  evaluate: (table) => judgeReplicas(table, SETTING, 'has no point-in-time recovery'),

  fix: (table) => replicasToFix(table, SETTING),
});
