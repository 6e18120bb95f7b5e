import type { CheckCases } from '../../../src/checks/testing.ts';

const encrypted = (algorithm: string) => `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    BucketEncryption:
      ServerSideEncryptionConfiguration:
        - ServerSideEncryptionByDefault:
            SSEAlgorithm: ${algorithm}`;

export default {
  pass: [
    { name: 'SSE-S3', template: encrypted('AES256') },
    { name: 'SSE-KMS', template: encrypted("'aws:kms'") },
    { name: 'DSSE-KMS, demanded in writing', template: encrypted("'aws:kms:dsse'"), options: { strict: 'explicit' } },
    { name: 'by the default of S3', template: 'Bucket: { Type: AWS::S3::Bucket }' },
    {
      name: 'a rule of bucket keys only leaves the default of S3',
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true }] } }`,
    },
  ],
  fail: [
    {
      name: 'not in writing',
      options: { strict: 'explicit' },
      template: `
Bucket:
  Type: AWS::S3::Bucket
  DeletionPolicy: Retain`,
      message: 'has no default encryption in the template',
      fixed: `
Bucket:
  Type: AWS::S3::Bucket
  DeletionPolicy: Retain
  Properties:
    BucketEncryption:
      ServerSideEncryptionConfiguration:
        - ServerSideEncryptionByDefault:
            SSEAlgorithm: AES256`,
    },
    { name: 'no algorithm of S3', template: encrypted('DES'), message: /^SSEAlgorithm is none of AES256/ },
  ],
  unknown: [
    {
      template: `
Parameters: { Algorithm: { Type: String } }
Resources:${encrypted('!Ref Algorithm').replaceAll('\n', '\n  ')}
`,
    },
  ],
} satisfies CheckCases;
