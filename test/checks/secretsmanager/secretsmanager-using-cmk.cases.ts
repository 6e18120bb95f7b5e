import type { CheckCases } from '../../../src/checks/testing.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/orders';

const secret = (properties: string) => `
Secret:
  Type: AWS::SecretsManager::Secret
  Properties:
    ${properties}
Key: { Type: AWS::KMS::Key }`;

export default {
  pass: [
    { template: secret('KmsKeyId: !Ref Key') },
    { name: 'by an alias', template: secret('KmsKeyId: alias/orders') },
    { name: 'a key that is allowed', options: { kmsKeyArns: [KEY] }, template: secret(`KmsKeyId: ${KEY}`) },
  ],
  fail: [
    {
      template: secret('Name: orders'),
      message: "is encrypted with aws/secretsmanager, AWS's own key",
      path: ['Properties', 'KmsKeyId'],
      fixed: false,
    },
    { name: "AWS's own key, by its name", template: secret('KmsKeyId: alias/aws/secretsmanager') },
    {
      name: "AWS's own key, by its ARN",
      template: secret("KmsKeyId: !Sub 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/secretsmanager'"),
    },
    {
      name: 'another key',
      options: { kmsKeyArns: [KEY] },
      template: secret('KmsKeyId: alias/orders'),
      message: 'is encrypted with none of the keys allowed',
      fixed: secret(`KmsKeyId: ${KEY}`),
    },
  ],
  unknown: [
    { template: secret('KmsKeyId: !Ref Nothing') },
    { name: 'which key', options: { kmsKeyArns: [KEY] }, template: secret('KmsKeyId: !Ref Key') },
  ],
} satisfies CheckCases;
