import {
  any,
  defineCheck,
  fail,
  isGiven,
  isTrue,
  isUndetermined,
  literal,
  notApplicable,
  pass,
  strictOption,
  unknown,
  unreadable,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

/** What a database is made of: it is encrypted as that is, and must not say so itself. */
const SOURCES = [
  'SnapshotIdentifier',
  'DBSnapshotIdentifier',
  'DBClusterSnapshotIdentifier',
  'SourceDBClusterIdentifier',
  'SourceDBInstanceIdentifier',
  'SourceDbiResourceId',
  'SourceDBInstanceAutomatedBackupsArn',
  'ReplicationSourceIdentifier',
];

/**
 * Aurora encrypts every new cluster since February 2026, with a key that AWS owns where the cluster asks for none of KMS;
 * one that is told `StorageEncrypted: false` has declined KMS, and fails. The other engines encrypt what asks for it.
 * There is no fix: CloudFormation replaces the database, and somebody has to move what is in it.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html#cfn-rds-dbinstance-storageencrypted
 */
export default defineCheck<{ strict: 'off' | 'explicit' }>({
  meta: {
    id: 'rds-cluster-encrypted-at-rest',
    title: 'Databases encrypt their storage',
    why: 'Encryption at rest keeps data, its backups and its snapshots unreadable to whoever gets at the storage without the key.',
    remedy:
      'set StorageEncrypted to true on a new database, and restore the old one into it: it cannot be changed in place',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/rds-cluster-encrypted-at-rest.html',
    references: {
      guard: ['rules/aws/amazon_rds/rds_storage_encrypted.guard'],
      cdkNag: ['AwsSolutions-RDS2'],
      checkov: ['CKV_AWS_96', 'CKV_AWS_16'],
      cfnNag: ['F26', 'F27'],
      securityHub: ['RDS.27', 'RDS.3'],
      fsbp: true,
    },
    liveActions: [
      'cloudformation:DescribeType',
      'cloudformation:GetResource',
      'ec2:DescribeAccountAttributes',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeInternetGateways',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeVpcs',
      'rds:DescribeDBClusters',
      'rds:DescribeDBInstances',
    ],
    options: { strict: strictOption },
  },

  evaluate(database, { options }) {
    const encrypted = database.get('StorageEncrypted');
    if (isUndetermined(encrypted)) return unreadable(encrypted);
    if (isTrue(literal(encrypted))) return pass(encrypted);
    if (encrypted.state === 'absent' && options.strict !== 'explicit') {
      const sources = SOURCES.map((source) => isGiven(database, source));
      if (any(...sources) !== false) return unknown('is encrypted as what it is made of is', encrypted);
      return database.type === 'AWS::RDS::DBCluster' ? judgeCluster(database) : judgeInstance(database);
    }
    return fail('does not encrypt its storage', encrypted);
  },
});

/** One that says nothing of encryption. */
function judgeCluster(cluster: ResourceView): Verdict {
  const engine = cluster.get('Engine');
  if (isUndetermined(engine)) return unreadable(engine);
  if ((literal(engine) ?? '').startsWith('aurora')) return pass(engine);
  return fail('does not encrypt its storage', cluster.get('StorageEncrypted'));
}

/** One that says nothing of encryption. */
function judgeInstance(instance: ResourceView): Verdict {
  const cluster = instance.get('DBClusterIdentifier');
  const isMember = isGiven(instance, 'DBClusterIdentifier');
  if (isMember === 'unknown') return unreadable(cluster);
  if (isMember) return notApplicable('is encrypted as its cluster is');
  return fail('does not encrypt its storage', instance.get('StorageEncrypted'));
}
