import type { CheckCases } from '../../../src/checks/testing.ts';

const rotated = (rules: string) => `
Secret: { Type: AWS::SecretsManager::Secret }
Rotation:
  Type: AWS::SecretsManager::RotationSchedule
  Properties:
    SecretId: !Ref Secret
    RotationRules: ${rules}`;

export default {
  pass: [
    { template: rotated('{ AutomaticallyAfterDays: 30 }') },
    {
      name: 'through what attaches it to a database',
      template: `
Secret: { Type: AWS::SecretsManager::Secret }
Attachment:
  Type: AWS::SecretsManager::SecretTargetAttachment
  Properties: { SecretId: !Ref Secret, TargetId: !ImportValue database, TargetType: AWS::RDS::DBCluster }
Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Attachment } }`,
    },
    {
      name: 'by its name',
      template: `
Secret: { Type: AWS::SecretsManager::Secret, Properties: { Name: orders/database } }
Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: orders/database } }`,
    },
    {
      name: 'often enough',
      options: { maximumAllowedRotationFrequency: 7 },
      template: rotated('{ ScheduleExpression: rate(4 hours) }'),
    },
  ],
  fail: [
    {
      template: 'Secret: { Type: AWS::SecretsManager::Secret }',
      message: 'has no RotationSchedule',
      fixed: false,
    },
    {
      name: 'another secret is',
      resource: 'Other',
      template: `${rotated('{ AutomaticallyAfterDays: 30 }')}\nOther: { Type: AWS::SecretsManager::Secret }`,
    },
    {
      name: 'too rarely',
      options: { maximumAllowedRotationFrequency: 7 },
      template: rotated('{ AutomaticallyAfterDays: 30 }'),
      message: 'is rotated every 720 hours, and at most 168 are allowed',
      path: ['Properties', 'RotationRules', 'AutomaticallyAfterDays'],
    },
    {
      name: 'too rarely, in hours',
      options: { maximumAllowedRotationFrequencyInHours: 4 },
      template: rotated('{ ScheduleExpression: rate(1 day) }'),
      message: 'is rotated every 24 hours, and at most 4 are allowed',
    },
  ],
  unknown: [
    {
      name: 'which secret is rotated',
      template: `
Secret: { Type: AWS::SecretsManager::Secret, Properties: { Name: orders/database } }
Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !ImportValue secret } }`,
      message: 'whether Rotation rotates it is known only when deployed',
    },
    {
      name: 'how often',
      options: { maximumAllowedRotationFrequency: 7 },
      template: rotated('{ ScheduleExpression: cron(0 8 1 * ? *) }'),
      message: 'how often its schedule rotates it cannot be told',
    },
    {
      name: 'the rules of its schedule',
      options: { maximumAllowedRotationFrequency: 7 },
      template: rotated('!ImportValue rules'),
    },
  ],
} satisfies CheckCases;
