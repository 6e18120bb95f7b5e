import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [
    { template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: mysql, StorageEncrypted: true } }' },
    {
      name: 'an instance, demanded in writing',
      options: { strict: 'explicit' },
      template: 'Instance: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, StorageEncrypted: true } }',
    },
    {
      name: 'by the default of Aurora',
      template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql } }',
    },
  ],
  fail: [
    {
      template: `
Cluster:
  Type: AWS::RDS::DBCluster
  Properties:
    Engine: mysql`,
      message: 'does not encrypt its storage',
      path: ['Properties', 'StorageEncrypted'],
      fixed: false,
    },
    {
      name: 'declined',
      template:
        'Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql, StorageEncrypted: false } }',
    },
    {
      name: 'not in writing',
      options: { strict: 'explicit' },
      template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql } }',
    },
    { name: 'an instance', template: 'Instance: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres } }' },
  ],
  unknown: [
    { template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { StorageEncrypted: !ImportValue encrypted } }' },
    {
      name: 'its engine',
      template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: !ImportValue engine } }',
    },
    {
      name: 'made of a snapshot',
      template: 'Cluster: { Type: AWS::RDS::DBCluster, Properties: { SnapshotIdentifier: orders } }',
      message: 'is encrypted as what it is made of is',
    },
    {
      name: 'a replica',
      template: 'Replica: { Type: AWS::RDS::DBInstance, Properties: { SourceDBInstanceIdentifier: orders } }',
    },
    {
      name: 'whether it is in a cluster',
      template: 'Instance: { Type: AWS::RDS::DBInstance, Properties: { DBClusterIdentifier: !Ref Nothing } }',
    },
  ],
  notApplicable: [
    {
      name: 'in a cluster',
      template: `
Instance: { Type: AWS::RDS::DBInstance, Properties: { DBClusterIdentifier: !Ref Cluster } }
Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-mysql } }`,
      message: 'is encrypted as its cluster is',
    },
  ],
} satisfies CheckCases;
