import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (statement: string) => `
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: orders
    PolicyDocument:
      Statement:
        - { Principal: { AWS: '111122223333' }, Resource: '*', ${statement} }`;

export default {
  pass: [
    { template: policy("Effect: Allow, Action: ['s3:GetObject', 's3:Get*']") },
    { name: 'denied', template: policy("Effect: Deny, Action: 's3:*'") },
  ],
  fail: [
    {
      template: policy("Effect: Allow, Action: ['s3:GetObject', 's3:*']"),
      message: 'allows s3:*',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    { name: 'of every service', template: policy("Effect: Allow, Action: '*'"), message: 'allows *' },
  ],
  unknown: [
    { template: policy('Effect: Allow, Action: !ImportValue action') },
    {
      name: 'its effect',
      template: policy("Effect: !ImportValue effect, Action: 's3:*'"),
      message: 'what its policy allows is known only when deployed',
    },
  ],
} satisfies CheckCases;
