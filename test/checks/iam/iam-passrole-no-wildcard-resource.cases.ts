import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (statement: string) => `
Policy:
  Type: AWS::IAM::ManagedPolicy
  Properties: { PolicyDocument: { Statement: [{ Effect: Allow, ${statement} }] } }`;

export default {
  pass: [
    { template: policy('Action: iam:PassRole, Resource: arn:aws:iam::111122223333:role/reports-*') },
    { name: 'other actions of IAM', template: policy("Action: ['iam:Get*', 'iam:List*'], Resource: '*'") },
    {
      name: 'to one service',
      template: policy(
        "Action: iam:PassRole, Resource: '*', Condition: { StringEquals: { iam:PassedToService: lambda.amazonaws.com } }",
      ),
    },
    { name: 'denied', template: policy("Action: iam:PassRole, Resource: '*'").replace('Allow', 'Deny') },
    {
      name: 'a role of the template',
      template: `
Role: { Type: AWS::IAM::Role }
Policy:
  Type: AWS::IAM::Policy
  Properties:
    PolicyName: grants
    Roles: [deployer]
    PolicyDocument: { Statement: { Effect: Allow, Action: iam:PassRole, Resource: !GetAtt Role.Arn } }`,
      resource: 'Policy',
    },
  ],
  fail: [
    {
      template: policy("Action: [s3:ListBucket, iam:PassRole], Resource: '*'"),
      message: 'lets its holder pass any role to any service',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    { name: 'by a wildcard', template: policy("Action: 'iam:*', Resource: '*'") },
    { name: 'by what is left out', template: policy("NotAction: 's3:*', Resource: '*'") },
    {
      name: 'all roles of the account',
      template: policy("Action: iam:PassRole, Resource: !Sub 'arn:aws:iam::${AWS::AccountId}:role/*'"),
    },
    {
      name: 'all roles but one',
      template: policy('Action: iam:PassRole, NotResource: arn:aws:iam::111122223333:role/admin'),
    },
    {
      name: 'a condition that names every service',
      template: policy("Action: iam:PassRole, Resource: '*', Condition: { StringLike: { iam:PassedToService: '*' } }"),
    },
    {
      name: 'an inline policy of a role',
      template: `
Role:
  Type: AWS::IAM::Role
  Properties:
    Policies: [{ PolicyName: pass, PolicyDocument: { Statement: [{ Effect: Allow, Action: iam:PassRole, Resource: '*' }] } }]`,
      path: ['Properties', 'Policies', 0, 'PolicyDocument', 'Statement', 0],
    },
  ],
  unknown: [
    { template: policy('Action: iam:PassRole, Resource: !ImportValue roles') },
    {
      name: 'its condition',
      template: policy("Action: iam:PassRole, Resource: '*', Condition: !ImportValue condition"),
      message: 'what its policy allows is known only when deployed',
    },
  ],
  notApplicable: [{ name: 'a role with managed policies only', template: 'Role: { Type: AWS::IAM::Role }' }],
} satisfies CheckCases;
