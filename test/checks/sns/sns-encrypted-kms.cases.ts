import type { CheckCases } from '../../../src/checks/testing.ts';

const topic = (properties: string) => `
Topic:
  Type: AWS::SNS::Topic
  Properties:
    ${properties}`;

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/orders';

export default {
  pass: [
    { template: topic('KmsMasterKeyId: alias/orders') },
    {
      name: 'with a key of the template',
      template: `${topic('KmsMasterKeyId: !Ref Key')}\nKey: { Type: AWS::KMS::Key }`,
    },
    { name: 'with a key that a macro adds', template: topic('KmsMasterKeyId: !GetAtt Key.Arn') },
    {
      name: 'with a key that a parameter names',
      template: `
Parameters: { Key: { Type: String } }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !Ref Key } }
`,
    },
    { name: 'with a key that is allowed', options: { kmsKeyIds: [KEY] }, template: topic(`KmsMasterKeyId: ${KEY}`) },
  ],
  fail: [
    {
      template: topic('TopicName: orders'),
      message: 'is not encrypted with a key of KMS',
      path: ['Properties', 'KmsMasterKeyId'],
      fixed: false,
    },
    { name: 'with an empty name', template: topic("KmsMasterKeyId: ''") },
    {
      name: 'with another key',
      options: { kmsKeyIds: [KEY] },
      template: topic('KmsMasterKeyId: alias/aws/sns'),
      message: 'is encrypted with none of kmsKeyIds',
      fixed: topic(`KmsMasterKeyId: ${KEY}`),
    },
  ],
  unknown: [
    { template: 'Topic: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !Ref Unresolvable } }' },
    {
      name: 'which key a parameter names',
      options: { kmsKeyIds: [KEY] },
      template: `
Parameters: { Key: { Type: String } }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !Ref Key } }
`,
    },
  ],
} satisfies CheckCases;
