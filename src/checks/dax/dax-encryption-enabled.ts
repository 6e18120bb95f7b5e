import { defineCheck, isTrue, judge, literal } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html */
export default defineCheck({
  meta: {
    id: 'dax-encryption-enabled',
    title: 'DAX clusters are encrypted at rest',
    why: 'Encryption at rest keeps cached items unreadable to whoever gets at the storage without the key.',
    remedy: 'set SSESpecification.SSEEnabled to true, which replaces the cluster',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::DAX::Cluster'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/dax-encryption-enabled.html',
    references: {
      guard: ['rules/aws/dax/dax_encryption_enabled.guard'],
      controlTower: ['CT.DAX.PR.1'],
      cdkNag: ['AwsSolutions-DDB4'],
      checkov: ['CKV_AWS_47'],
      cfnNag: ['W83'],
      securityHub: ['DynamoDB.3'],
      fsbp: true,
    },
    liveActions: [],
  },

  evaluate: (cluster) =>
    judge(
      cluster.get('SSESpecification', 'SSEEnabled'),
      (enabled) => isTrue(literal(enabled)),
      'is not encrypted at rest',
    ),

  fix: (cluster) =>
    // CloudFormation replaces the cluster, and cannot make a second one of the same name.
    cluster.get('ClusterName').state === 'absent'
      ? [{ path: ['Properties', 'SSESpecification', 'SSEEnabled'], set: true }]
      : undefined,
});
