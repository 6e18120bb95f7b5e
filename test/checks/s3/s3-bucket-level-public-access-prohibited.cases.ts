import type { CheckCases } from '../../../src/checks/testing.ts';

const bucket = (properties: string) => `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    ${properties.replaceAll('\n', '\n    ')}`;

const block = (flags: string) => bucket(`PublicAccessBlockConfiguration:\n  ${flags.replaceAll('\n', '\n  ')}`);

const BLOCKED = block(
  'BlockPublicAcls: true\nBlockPublicPolicy: true\nIgnorePublicAcls: true\nRestrictPublicBuckets: true',
);

export default {
  pass: [
    { template: BLOCKED },
    { name: 'what S3 does by itself', template: 'Bucket: { Type: AWS::S3::Bucket }' },
    { name: 'written, where that is demanded', options: { strict: 'explicit' }, template: BLOCKED },
    {
      name: 'another bucket than those excluded',
      options: { excludedPublicBuckets: ['website'] },
      template: 'Bucket: { Type: AWS::S3::Bucket }',
    },
  ],
  fail: [
    {
      name: 'one flag off',
      template: block(
        'BlockPublicAcls: true\nBlockPublicPolicy: false\nIgnorePublicAcls: true\nRestrictPublicBuckets: true',
      ),
      message: 'leaves BlockPublicPolicy off',
      path: ['Properties', 'PublicAccessBlockConfiguration', 'BlockPublicPolicy'],
      fixed: BLOCKED,
    },
    {
      name: 'flags that are left out',
      template: block('BlockPublicAcls: true\nIgnorePublicAcls: true'),
      message: 'leaves BlockPublicPolicy, RestrictPublicBuckets off',
      path: ['Properties', 'PublicAccessBlockConfiguration'],
    },
    {
      name: 'not written, where that is demanded',
      options: { strict: 'explicit' },
      template: bucket('BucketName: orders'),
      message: 'does not block public access in the template',
      path: ['Properties', 'PublicAccessBlockConfiguration'],
      fixed: bucket(
        'BucketName: orders\nPublicAccessBlockConfiguration:\n  BlockPublicAcls: true\n  BlockPublicPolicy: true\n  IgnorePublicAcls: true\n  RestrictPublicBuckets: true',
      ),
    },
    {
      name: 'one flag off beside one that cannot be read',
      template: block(
        'BlockPublicAcls: !ImportValue acls\nBlockPublicPolicy: "false"\nIgnorePublicAcls: true\nRestrictPublicBuckets: true',
      ),
      message: 'leaves BlockPublicPolicy off',
    },
  ],
  unknown: [
    { template: bucket('PublicAccessBlockConfiguration: !ImportValue block') },
    {
      name: 'one flag',
      template: block(
        'BlockPublicAcls: !ImportValue acls\nBlockPublicPolicy: true\nIgnorePublicAcls: true\nRestrictPublicBuckets: true',
      ),
      message: /^PublicAccessBlockConfiguration.BlockPublicAcls cannot be read/,
    },
    {
      name: 'a condition',
      template: `
Parameters: { Public: { Type: String } }
Conditions: { IsPublic: !Equals [!Ref Public, "yes"] }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration: !If [IsPublic, { BlockPublicAcls: false }, !Ref AWS::NoValue]
`,
      message: /^depends on IsPublic \(where it holds\)/,
    },
    {
      name: 'whether it is excluded',
      options: { excludedPublicBuckets: ['website'] },
      template: bucket('BucketName: !ImportValue name'),
    },
  ],
  notApplicable: [
    {
      name: 'excluded',
      options: { excludedPublicBuckets: ['website'] },
      template: bucket('BucketName: website\nPublicAccessBlockConfiguration: { BlockPublicAcls: false }'),
    },
  ],
} satisfies CheckCases;
