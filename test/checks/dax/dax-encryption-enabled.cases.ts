import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [{ template: 'Cluster: { Type: AWS::DAX::Cluster, Properties: { SSESpecification: { SSEEnabled: true } } }' }],
  fail: [
    {
      template: `
Cluster:
  Type: AWS::DAX::Cluster
  Properties:
    ReplicationFactor: 3`,
      message: 'is not encrypted at rest',
      path: ['Properties', 'SSESpecification', 'SSEEnabled'],
      fixed: `
Cluster:
  Type: AWS::DAX::Cluster
  Properties:
    ReplicationFactor: 3
    SSESpecification:
      SSEEnabled: true`,
    },
    {
      name: 'declined',
      template: 'Cluster: { Type: AWS::DAX::Cluster, Properties: { SSESpecification: { SSEEnabled: false } } }',
      fixed: 'Cluster: { Type: AWS::DAX::Cluster, Properties: { SSESpecification: { SSEEnabled: true } } }',
    },
    {
      name: 'with a name, which its replacement could not have',
      template: 'Cluster: { Type: AWS::DAX::Cluster, Properties: { ClusterName: orders } }',
      fixed: false,
    },
  ],
  unknown: [
    { template: 'Cluster: { Type: AWS::DAX::Cluster, Properties: { SSESpecification: !ImportValue encryption } }' },
  ],
} satisfies CheckCases;
