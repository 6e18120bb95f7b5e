import type { CheckCases } from '../../../src/checks/testing.ts';

const replicated = (status: string, destination = "'arn:aws:s3:::replica'") => `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    ReplicationConfiguration:
      Rules:
        - { Status: Disabled, Destination: { Bucket: 'arn:aws:s3:::old' } }
        - { Status: ${status}, Destination: { Bucket: ${destination} } }`;
const replica = '\nReplica: { Type: AWS::S3::Bucket }';

export default {
  pass: [
    { template: replicated('Enabled') },
    {
      name: 'in the same Region',
      options: { ReplicationType: 'SAME-REGION' },
      template: replicated('Enabled', '!GetAtt Replica.Arn') + replica,
    },
  ],
  fail: [
    { template: 'Bucket: { Type: AWS::S3::Bucket }', message: 'is not replicated', fixed: false },
    { name: 'disabled', template: replicated('Disabled'), message: 'has no replication rule that is enabled' },
    {
      name: 'in the same Region only',
      options: { ReplicationType: 'CROSS-REGION' },
      template: replicated('Enabled', '!GetAtt Replica.Arn') + replica,
      message: 'is replicated to a bucket of the same Region',
    },
  ],
  unknown: [
    { name: 'the status', template: replicated('!ImportValue status') },
    { name: 'the Region', options: { ReplicationType: 'CROSS-REGION' }, template: replicated('Enabled') },
  ],
} satisfies CheckCases;
