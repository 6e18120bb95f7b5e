import type { CheckCases } from '../../../src/checks/testing.ts';

const project = (properties: string) => `
Project:
  Type: AWS::CodeBuild::Project
  Properties:
    ${properties}
Key: { Type: AWS::KMS::Key }`;

export default {
  pass: [
    { name: 'by the default of CodeBuild', template: project('Artifacts: { Type: S3, Location: builds }') },
    { name: 'in writing', template: project('Artifacts: { Type: S3, EncryptionDisabled: false }') },
    {
      name: 'with a key, demanded',
      options: { encryption: 'kms' },
      template: project('EncryptionKey: !GetAtt Key.Arn'),
    },
  ],
  fail: [
    {
      template: project('Artifacts: { Type: S3, EncryptionDisabled: true }'),
      message: 'does not encrypt what it builds',
      path: ['Properties', 'Artifacts', 'EncryptionDisabled'],
      fixed: project('Artifacts: { Type: S3, EncryptionDisabled: false }'),
    },
    {
      name: 'a secondary artifact',
      template: project('SecondaryArtifacts: [{ Type: S3 }, { Type: S3, EncryptionDisabled: true }]'),
      path: ['Properties', 'SecondaryArtifacts', 1, 'EncryptionDisabled'],
      fixed: project('SecondaryArtifacts: [{ Type: S3 }, { Type: S3, EncryptionDisabled: false }]'),
    },
    {
      name: 'without a key, where one is demanded',
      options: { encryption: 'kms' },
      template: project('Artifacts: { Type: S3 }'),
      message: 'names no key to encrypt with',
      fixed: false,
    },
    {
      name: "with S3's own key, where another is demanded",
      options: { encryption: 'kms' },
      template: project("EncryptionKey: !Sub 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/s3'"),
      message: "is encrypted with alias/aws/s3, AWS's own key",
    },
  ],
  unknown: [
    { template: project('Artifacts: { EncryptionDisabled: !ImportValue disabled }') },
    { name: 'secondary artifacts', template: project('SecondaryArtifacts: !ImportValue artifacts') },
    {
      name: 'which key',
      options: { encryption: 'kms' },
      template: project('EncryptionKey: !Ref Nothing'),
    },
  ],
} satisfies CheckCases;
