import { defineCheck, judgeSecret, secretSourceOption, type SecretSource } from 'create-fitness-serverless/check';

/**
 * A database without one is a replica, comes of a snapshot, or lets RDS make it and keep it in Secrets Manager
 * (ManageMasterUserPassword).
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export default defineCheck<{ source: SecretSource }>({
  meta: {
    id: 'rds-master-credentials-no-plaintext',
    title: 'The master password of databases is in no template',
    why: 'A password in a template is read by all who can read the repository or the stack, and stays in their history.',
    remedy:
      'set ManageMasterUserPassword to true instead of MasterUserPassword, and change the password that was shown',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html',
    references: {
      guard: [
        'rules/aws/amazon_rds/rds_cluster_master_user_password_no_plaintext_password.guard',
        'rules/aws/amazon_rds/rds_master_user_password_no_plaintext_password.guard',
      ],
      cfnNag: ['F34', 'F23'],
    },
    liveActions: [],
    options: { source: secretSourceOption },
  },

  evaluate: (database, { options }) => judgeSecret(database, ['MasterUserPassword'], options.source),
});
