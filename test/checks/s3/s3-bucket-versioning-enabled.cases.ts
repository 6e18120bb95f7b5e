import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [
    { template: 'Bucket: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }' },
    {
      name: 'the same in both branches of a condition that is not known',
      template: `
Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { VersioningConfiguration: !If [IsProd, { Status: Enabled }, { Status: Enabled }] }
`,
    },
    {
      name: 'MFA delete, as a deployed bucket shows it',
      options: { isMfaDeleteEnabled: 'true' },
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties: { VersioningConfiguration: { Status: Enabled, MfaDelete: Enabled } }`,
    },
  ],
  fail: [
    {
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    BucketName: photos # as in the old account
`,
      message: 'versioning is not enabled',
      path: ['Properties', 'VersioningConfiguration', 'Status'],
      fixed: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    BucketName: photos # as in the old account
    VersioningConfiguration:
      Status: Enabled
`,
    },
    {
      name: 'suspended',
      template: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    VersioningConfiguration:
      Status: Suspended`,
      fixed: `
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    VersioningConfiguration:
      Status: Enabled`,
    },
  ],
  unknown: [
    {
      name: 'enabled in one branch only',
      template: `
Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { VersioningConfiguration: { Status: !If [IsProd, Enabled, Suspended] } }
`,
      message: 'depends on IsProd (where it does not hold): versioning is not enabled',
    },
    {
      name: 'a parameter without a value',
      template: `
Parameters: { Status: { Type: String } }
Resources:
  Bucket: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !Ref Status } } }
`,
      message: /^VersioningConfiguration.Status cannot be read: parameter Status has no value/,
    },
    {
      name: 'MFA delete, of which a template says nothing',
      options: { isMfaDeleteEnabled: 'true' },
      template: 'Bucket: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }',
      message: 'MFA delete is not part of a template',
    },
  ],
} satisfies CheckCases;
