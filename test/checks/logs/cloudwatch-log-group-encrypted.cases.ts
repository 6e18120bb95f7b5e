import type { CheckCases } from '../../../src/checks/testing.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/logs';

const group = (properties: string) => `
Group:
  Type: AWS::Logs::LogGroup
  Properties:
    ${properties}
Key: { Type: AWS::KMS::Key }`;

export default {
  pass: [
    { template: group('KmsKeyId: !GetAtt Key.Arn') },
    { name: 'the key that is demanded', options: { KmsKeyId: KEY }, template: group(`KmsKeyId: ${KEY}`) },
  ],
  fail: [
    {
      template: group('RetentionInDays: 30'),
      message: 'is not encrypted with a key of KMS',
      path: ['Properties', 'KmsKeyId'],
      fixed: false,
    },
    {
      name: 'another key',
      options: { KmsKeyId: KEY },
      template: group('KmsKeyId: another'),
      message: 'is encrypted with none of the keys allowed',
      fixed: group(`KmsKeyId: ${KEY}`),
    },
  ],
  unknown: [
    { template: group('KmsKeyId: !Ref Nothing') },
    { name: 'which key', options: { KmsKeyId: KEY }, template: group('KmsKeyId: !GetAtt Key.Arn') },
  ],
} satisfies CheckCases;
