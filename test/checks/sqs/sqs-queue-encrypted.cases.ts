import type { CheckCases } from '../../../src/checks/testing.ts';

const queue = (properties: string) => `
Queue:
  Type: AWS::SQS::Queue
  Properties:
    ${properties}`;

export default {
  pass: [
    { template: queue('KmsMasterKeyId: alias/orders') },
    {
      name: 'with a key of the template',
      template: `${queue('KmsMasterKeyId: !GetAtt Key.Arn')}\nKey: { Type: AWS::KMS::Key }`,
    },
    { name: 'with a key of SQS', template: queue('SqsManagedSseEnabled: true') },
    { name: 'as SQS makes it', template: 'Queue: { Type: AWS::SQS::Queue }' },
    {
      name: 'with a key that a parameter names',
      options: { encryption: 'kms' },
      template: `
Parameters: { Key: { Type: String } }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !Ref Key } }
`,
    },
  ],
  fail: [
    {
      template: queue('SqsManagedSseEnabled: false'),
      message: 'declines encryption',
      path: ['Properties', 'SqsManagedSseEnabled'],
      fixed: queue('SqsManagedSseEnabled: true'),
    },
    {
      name: 'not written, where that is demanded',
      options: { strict: 'explicit' },
      template: queue('QueueName: orders'),
      message: 'does not ask for encryption in the template',
      fixed: queue('QueueName: orders\n    SqsManagedSseEnabled: true'),
    },
    {
      name: 'with a key of SQS, where one of KMS is demanded',
      options: { encryption: 'kms' },
      template: queue('SqsManagedSseEnabled: true'),
      message: 'is not encrypted with a key of KMS',
      path: ['Properties', 'KmsMasterKeyId'],
      fixed: false,
    },
  ],
  unknown: [
    { template: queue('SqsManagedSseEnabled: !ImportValue encryption') },
    {
      name: 'a key by a condition on what cannot be known, where one of KMS is demanded',
      options: { encryption: 'kms' },
      template: `
Parameters: { Stage: { Type: String } }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !If [IsProd, alias/orders, !Ref AWS::NoValue] } }
`,
    },
  ],
} satisfies CheckCases;
