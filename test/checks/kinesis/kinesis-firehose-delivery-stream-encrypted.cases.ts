import type { CheckCases } from '../../../src/checks/testing.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/orders';

const stream = (encryption: string) => `
Stream:
  Type: AWS::KinesisFirehose::DeliveryStream
  Properties:
    DeliveryStreamType: DirectPut
    ${encryption}`;
const input = (keys: string) => stream(`DeliveryStreamEncryptionConfigurationInput: { ${keys} }`);

export default {
  pass: [
    { template: input('KeyType: AWS_OWNED_CMK') },
    { name: 'with a key of the account', template: input(`KeyType: CUSTOMER_MANAGED_CMK, KeyARN: ${KEY}`) },
    {
      name: 'with a key that is allowed',
      options: { kmsKeyArns: [KEY] },
      template: input(`KeyType: CUSTOMER_MANAGED_CMK, KeyARN: ${KEY}`),
    },
    {
      name: 'reads another stream',
      template:
        'Stream: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { DeliveryStreamType: KinesisStreamAsSource } }',
    },
  ],
  fail: [
    {
      template: `
Stream:
  Type: AWS::KinesisFirehose::DeliveryStream
  Properties:
    DeliveryStreamName: orders`,
      message: 'is not encrypted',
      path: ['Properties', 'DeliveryStreamEncryptionConfigurationInput', 'KeyType'],
      fixed: `
Stream:
  Type: AWS::KinesisFirehose::DeliveryStream
  Properties:
    DeliveryStreamName: orders
    DeliveryStreamEncryptionConfigurationInput:
      KeyType: AWS_OWNED_CMK`,
    },
    { name: 'a key of no type', template: input(`KeyARN: ${KEY}`) },
    {
      name: "with AWS's key, where others are demanded",
      options: { kmsKeyArns: [KEY] },
      template: input('KeyType: AWS_OWNED_CMK'),
      message: 'names no key of kmsKeyArns',
      fixed: stream(`DeliveryStreamEncryptionConfigurationInput: { KeyType: CUSTOMER_MANAGED_CMK, KeyARN: ${KEY} }`),
    },
    {
      name: 'with another key',
      options: { kmsKeyArns: [KEY] },
      template: input('KeyType: CUSTOMER_MANAGED_CMK, KeyARN: another'),
      message: 'is encrypted with none of the keys allowed',
    },
  ],
  unknown: [
    { template: input('KeyType: !ImportValue type') },
    {
      name: 'what puts into it',
      template:
        'Stream: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { DeliveryStreamType: !ImportValue type } }',
    },
    {
      name: 'which key a reference names',
      options: { kmsKeyArns: [KEY] },
      template: `${input('KeyType: CUSTOMER_MANAGED_CMK, KeyARN: !GetAtt Key.Arn')}\nKey: { Type: AWS::KMS::Key }`,
    },
  ],
} satisfies CheckCases;
