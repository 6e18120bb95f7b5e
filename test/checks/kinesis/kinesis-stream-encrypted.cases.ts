import type { CheckCases } from '../../../src/checks/testing.ts';

const stream = (encryption: string) => `
Stream:
  Type: AWS::Kinesis::Stream
  Properties:
    StreamEncryption: { ${encryption} }
Key: { Type: AWS::KMS::Key }`;

export default {
  pass: [
    { template: stream('EncryptionType: KMS, KeyId: !Ref Key') },
    { name: "with AWS's own key", template: stream('EncryptionType: KMS, KeyId: alias/aws/kinesis') },
  ],
  fail: [
    {
      template: `
Stream:
  Type: AWS::Kinesis::Stream
  Properties:
    ShardCount: 1`,
      message: 'is not encrypted',
      path: ['Properties', 'StreamEncryption', 'EncryptionType'],
      fixed: `
Stream:
  Type: AWS::Kinesis::Stream
  Properties:
    ShardCount: 1
    StreamEncryption:
      EncryptionType: KMS
      KeyId: alias/aws/kinesis`,
    },
    {
      name: 'declined',
      template: stream('EncryptionType: NONE, KeyId: !Ref Key'),
      fixed: stream('EncryptionType: KMS, KeyId: !Ref Key'),
    },
    { name: 'a key without encryption', template: stream('KeyId: !Ref Key') },
    { name: 'without a key', template: stream('EncryptionType: KMS'), message: 'names no key to encrypt with' },
  ],
  unknown: [
    { template: stream('EncryptionType: !ImportValue encryption, KeyId: !Ref Key') },
    { name: 'with a key that is a reference to nothing', template: stream('EncryptionType: KMS, KeyId: !Ref Nothing') },
  ],
} satisfies CheckCases;
