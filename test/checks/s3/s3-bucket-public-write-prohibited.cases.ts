import type { CheckCases } from '../../../src/checks/testing.ts';

const withPolicy = (statement: string, bucket = '') => `
Bucket:
  Type: AWS::S3::Bucket
  Properties: { ${bucket} }
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Bucket
    PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:PutObject', Resource: !Sub '\${Bucket.Arn}/*', ${statement} }] }`;

const open = 'PublicAccessBlockConfiguration: { IgnorePublicAcls: false, RestrictPublicBuckets: false }';
const closed = `PublicAccessBlockConfiguration:
      BlockPublicAcls: true
      BlockPublicPolicy: true
      IgnorePublicAcls: true
      RestrictPublicBuckets: true`;

export default {
  pass: [
    { name: 'nothing is granted', template: 'Bucket: { Type: AWS::S3::Bucket }' },
    { name: 'nothing is granted, nor blocked', template: `Bucket: { Type: AWS::S3::Bucket, Properties: { ${open} } }` },
    {
      name: 'a public ACL that is ignored',
      template:
        'Bucket: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicReadWrite, PublicAccessBlockConfiguration: { IgnorePublicAcls: true } } }',
    },
    {
      name: 'a public policy that is restricted',
      template: withPolicy("Principal: '*'", 'PublicAccessBlockConfiguration: { RestrictPublicBuckets: true }'),
    },
    {
      name: 'a fixed principal',
      template: withPolicy('Principal: { AWS: !GetAtt Role.Arn }') + '\nRole: { Type: AWS::IAM::Role }',
    },
    { name: 'another account', template: withPolicy("Principal: { AWS: 'arn:aws:iam::123456789012:root' }") },
    {
      name: 'everyone of one organisation',
      template: withPolicy("Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': o-abcdef1234 } }"),
    },
    {
      name: 'everyone behind one VPC endpoint',
      template:
        withPolicy("Principal: '*', Condition: { StringEquals: { 'AWS:SourceVpce': !Ref Endpoint } }") +
        '\nEndpoint: { Type: AWS::EC2::VPCEndpoint }',
    },
    { name: 'a denial', template: withPolicy("Principal: '*'").replace('Effect: Allow', 'Effect: Deny') },
    {
      name: 'a public policy of another bucket',
      template:
        withPolicy("Principal: '*'").replace('Bucket: !Ref Bucket', 'Bucket: !Ref Other') +
        '\nOther: { Type: AWS::S3::Bucket }',
    },
    {
      name: 'blocked in writing',
      options: { strict: 'explicit' },
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    ${closed}`,
    },
  ],
  fail: [
    {
      name: 'a public ACL',
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    AccessControl: PublicReadWrite
    ${open}`,
      message: 'AccessControl PublicReadWrite lets everyone write it',
      path: ['Properties', 'AccessControl'],
    },
    {
      name: 'a public ACL against which only the default for new buckets stands',
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    AccessControl: PublicReadWrite`,
      fixed: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    ${closed}`,
    },
    {
      name: 'a public policy',
      template: withPolicy("Principal: '*'", open),
      message: 'its policy Policy lets everyone write it',
      fixed: false,
    },
    {
      name: 'a public policy by list',
      template: withPolicy("Principal: { AWS: [!GetAtt Role.Arn, '*'] }") + '\nRole: { Type: AWS::IAM::Role }',
    },
    { name: 'all actions', template: withPolicy("Principal: '*'").replace('s3:PutObject', 's3:*') },
    {
      name: 'all actions but one',
      template: withPolicy("Principal: '*'").replace("Action: 's3:PutObject'", 'NotAction: s3:DeleteBucket'),
    },
    { name: 'everyone but one', template: withPolicy("NotPrincipal: { AWS: '123456789012' }") },
    {
      name: 'a condition that fixes nobody',
      template: withPolicy("Principal: '*', Condition: { Bool: { 'aws:SecureTransport': true } }"),
    },
    {
      name: 'a condition for any account',
      template: withPolicy("Principal: '*', Condition: { StringLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }"),
    },
    {
      name: 'all addresses',
      template: withPolicy("Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': 0.0.0.0/0 } }"),
    },
    {
      name: 'no block in writing',
      options: { strict: 'explicit' },
      template: 'Bucket: { Type: AWS::S3::Bucket }',
      message: 'does not block public access in the template',
    },
  ],
  unknown: [
    {
      name: 'a principal that is not known',
      template: withPolicy('Principal: !ImportValue reader'),
      message: 'whom its policy Policy lets write is known only when deployed',
    },
    {
      name: 'an ACL that is not known',
      template: 'Bucket: { Type: AWS::S3::Bucket, Properties: { AccessControl: !ImportValue acl } }',
    },
    {
      name: 'a public policy of a bucket that is not known',
      template: withPolicy("Principal: '*'").replace('!Ref Bucket', '!ImportValue bucket'),
    },
  ],
} satisfies CheckCases;
