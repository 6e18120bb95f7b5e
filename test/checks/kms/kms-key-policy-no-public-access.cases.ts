import type { CheckCases } from '../../../src/checks/testing.ts';

const key = (statement: string) => `
Key:
  Type: AWS::KMS::Key
  Properties:
    KeyPolicy:
      Statement:
        - { Effect: Allow, Principal: { AWS: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root' }, Action: 'kms:*', Resource: '*' }
        - ${statement}`;

export default {
  pass: [
    {
      template: key(
        "{ Effect: Allow, Principal: { Service: logs.amazonaws.com }, Action: kms:Decrypt, Resource: '*' }",
      ),
    },
    { name: 'the default policy', template: 'Key: { Type: AWS::KMS::Key }' },
    {
      name: 'callers of one account, through one service',
      template: key(
        "{ Effect: Allow, Principal: { AWS: '*' }, Action: kms:Decrypt, Resource: '*', Condition: { StringEquals: { kms:CallerAccount: '111122223333', kms:ViaService: sns.eu-west-1.amazonaws.com } } }",
      ),
    },
  ],
  fail: [
    {
      template: key("{ Effect: Allow, Principal: { AWS: '*' }, Action: [kms:Decrypt, kms:Encrypt], Resource: '*' }"),
      message: 'lets anyone in, to kms:Decrypt, kms:Encrypt',
      path: ['Properties', 'KeyPolicy', 'Statement', 1],
      fixed: false,
    },
    {
      name: 'through one service, but for anyone',
      template: key(
        "{ Effect: Allow, Principal: '*', Action: kms:Decrypt, Resource: '*', Condition: { StringEquals: { kms:ViaService: sns.eu-west-1.amazonaws.com } } }",
      ),
    },
    {
      name: 'a replica',
      template: `
Replica:
  Type: AWS::KMS::ReplicaKey
  Properties:
    PrimaryKeyArn: arn:aws:kms:eu-west-1:111122223333:key/mrk-1
    KeyPolicy: { Statement: { Effect: Allow, Principal: '*', Action: kms:Decrypt, Resource: '*' } }`,
      path: ['Properties', 'KeyPolicy'],
    },
  ],
  unknown: [
    {
      template: 'Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: !ImportValue policy } }',
      message: 'what its policy allows is known only when deployed',
    },
    {
      name: 'whom',
      template: key("{ Effect: Allow, Principal: !ImportValue caller, Action: kms:Decrypt, Resource: '*' }"),
    },
  ],
} satisfies CheckCases;
