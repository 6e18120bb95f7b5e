import type { CheckCases } from '../../../src/checks/testing.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/orders';

const encrypted = (rule: string) => `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    BucketEncryption:
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { ${rule} } }]`;

export default {
  pass: [
    { template: encrypted("SSEAlgorithm: 'aws:kms'") },
    { name: 'in two layers', template: encrypted("SSEAlgorithm: 'aws:kms:dsse'") },
    {
      name: 'with a key that is allowed',
      options: { kmsKeyArns: [KEY] },
      template: encrypted(`SSEAlgorithm: 'aws:kms', KMSMasterKeyID: ${KEY}`),
    },
  ],
  fail: [
    {
      name: 'by the default of S3',
      template: `
Bucket:
  Type: AWS::S3::Bucket
  DeletionPolicy: Retain`,
      message: 'does not encrypt with a key of KMS',
      fixed: false,
    },
    {
      name: "with S3's own key",
      template: encrypted('SSEAlgorithm: AES256'),
      path: [
        'Properties',
        'BucketEncryption',
        'ServerSideEncryptionConfiguration',
        0,
        'ServerSideEncryptionByDefault',
        'SSEAlgorithm',
      ],
    },
    {
      name: "with AWS's own key of KMS, where others are demanded",
      options: { kmsKeyArns: [KEY] },
      template: encrypted("SSEAlgorithm: 'aws:kms'"),
      message: "is encrypted with alias/aws/s3, AWS's own key",
    },
    {
      name: 'with another key',
      options: { kmsKeyArns: [KEY] },
      template: encrypted("SSEAlgorithm: 'aws:kms', KMSMasterKeyID: another"),
      message: 'is encrypted with none of the keys allowed',
    },
  ],
  unknown: [
    { template: encrypted('SSEAlgorithm: !ImportValue algorithm') },
    {
      name: 'all rules',
      template: 'Bucket: { Type: AWS::S3::Bucket, Properties: { BucketEncryption: !ImportValue encryption } }',
    },
    {
      name: 'which key',
      options: { kmsKeyArns: [KEY] },
      template: encrypted("SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !ImportValue key"),
    },
  ],
} satisfies CheckCases;
