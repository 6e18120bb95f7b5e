import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [
    {
      template:
        'Bucket: { Type: AWS::S3::Bucket, Properties: { LoggingConfiguration: { DestinationBucketName: logs } } }',
    },
    {
      name: 'to a bucket that a parameter names',
      template: `
Parameters: { LogBucket: { Type: String } }
Resources:
  Bucket: { Type: AWS::S3::Bucket, Properties: { LoggingConfiguration: { DestinationBucketName: !Ref LogBucket } } }
`,
    },
    {
      name: 'to the bucket that is demanded',
      options: { targetBucket: 'logs', targetPrefix: 'photos/' },
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties: { LoggingConfiguration: { DestinationBucketName: logs, LogFilePrefix: photos/ } }`,
    },
  ],
  fail: [
    {
      template: 'Bucket: { Type: AWS::S3::Bucket }',
      message: 'does not log who accesses it',
      path: ['Properties', 'LoggingConfiguration'],
      fixed: false,
    },
    {
      name: 'to another bucket than is demanded',
      options: { targetBucket: 'logs' },
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    LoggingConfiguration:
      DestinationBucketName: other`,
      message: 'DestinationBucketName is not logs',
      fixed: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    LoggingConfiguration:
      DestinationBucketName: logs`,
    },
  ],
  unknown: [
    { template: 'Bucket: { Type: AWS::S3::Bucket, Properties: { LoggingConfiguration: !ImportValue logging } }' },
  ],
  notApplicable: [
    {
      name: 'the bucket of the logs',
      resource: 'Logs',
      template: `
Bucket: { Type: AWS::S3::Bucket, Properties: { LoggingConfiguration: { DestinationBucketName: !Ref Logs } } }
Logs: { Type: AWS::S3::Bucket }`,
    },
    {
      name: 'by its policy',
      template: `
Logs: { Type: AWS::S3::Bucket }
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Logs
    PolicyDocument:
      Statement:
        - { Effect: Allow, Principal: { Service: logging.s3.amazonaws.com }, Action: s3:PutObject, Resource: !Sub '\${Logs.Arn}/*' }`,
    },
    {
      name: 'by its ACL',
      template: 'Logs: { Type: AWS::S3::Bucket, Properties: { AccessControl: LogDeliveryWrite } }',
    },
  ],
} satisfies CheckCases;
