import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (statement: string) => `
Policy:
  Type: AWS::IAM::ManagedPolicy
  Properties:
    PolicyDocument:
      Statement:
        - ${statement}`;

const lambda = (policies: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Policies: ${policies}`;

export default {
  pass: [
    { template: policy("{ Effect: Allow, Action: 's3:*', Resource: '*' }") },
    {
      name: 'on one resource',
      template: policy(
        "{ Effect: Allow, Action: '*', Resource: !ImportValue bucket }".replace(
          '!ImportValue bucket',
          'arn:aws:s3:::orders',
        ),
      ),
    },
    { name: 'denied', template: policy("{ Effect: Deny, Action: '*', Resource: '*' }") },
    {
      name: 'a function of SAM',
      resource: 'FunctionRole',
      template: lambda('[{ Statement: [{ Effect: Allow, Action: sqs:SendMessage, Resource: "*" }] }]'),
    },
    {
      name: 'on a resource of the template',
      template: `
Bucket: { Type: AWS::S3::Bucket }
Policy:
  Type: AWS::IAM::Policy
  Properties:
    PolicyName: grants
    Roles: [deployer]
    PolicyDocument: { Statement: { Effect: Allow, Action: '*', Resource: !GetAtt Bucket.Arn } }`,
    },
    {
      name: 'as text',
      template: `
Policy:
  Type: AWS::IAM::Policy
  Properties:
    PolicyName: grants
    Roles: [deployer]
    PolicyDocument: '{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}'`,
    },
  ],
  fail: [
    {
      template: policy("{ Effect: Allow, Action: ['logs:*', '*'], Resource: ['*'] }"),
      message: 'allows every action on every resource',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    {
      name: 'an inline policy of a role',
      template: `
Role:
  Type: AWS::IAM::Role
  Properties:
    Policies:
      - { PolicyName: read, PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:GetObject', Resource: '*' }] } }
      - { PolicyName: all, PolicyDocument: { Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] } }`,
      path: ['Properties', 'Policies', 1, 'PolicyDocument', 'Statement', 0],
    },
    {
      name: 'a function of SAM',
      resource: 'FunctionRole',
      template: lambda('[{ Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] }]'),
    },
    {
      name: 'beside what cannot be read',
      template: `
Policy:
  Type: AWS::IAM::Policy
  Properties:
    PolicyName: grants
    Roles: [deployer]
    PolicyDocument:
      Statement: [!ImportValue statement, { Effect: Allow, Action: '*', Resource: '*' }]`,
    },
    {
      name: 'a statement that stands alone, of a user',
      template: `
User:
  Type: AWS::IAM::UserPolicy
  Properties: { UserName: alice, PolicyName: all, PolicyDocument: { Statement: { Effect: Allow, Action: '*', Resource: '*' } } }`,
      path: ['Properties', 'PolicyDocument'],
    },
    {
      name: 'a policy that is no boundary, where those are left out',
      options: { excludePermissionBoundaryPolicy: true },
      template: policy("{ Effect: Allow, Action: '*', Resource: '*' }"),
    },
  ],
  unknown: [
    { template: policy('!ImportValue statement') },
    {
      name: 'its action',
      template: policy("{ Effect: Allow, Action: !ImportValue action, Resource: '*' }"),
      message: 'what its policy allows is known only when deployed',
    },
    {
      name: 'the policies of a role',
      template: 'Role: { Type: AWS::IAM::Role, Properties: { Policies: !ImportValue policies } }',
    },
  ],
  notApplicable: [
    { name: 'a role with managed policies only', template: 'Role: { Type: AWS::IAM::Role }' },
    {
      name: 'a boundary, where those are left out',
      options: { excludePermissionBoundaryPolicy: true },
      resource: 'Boundary',
      template: `
Boundary:
  Type: AWS::IAM::ManagedPolicy
  Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] } }
Role: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !Ref Boundary } }`,
    },
  ],
} satisfies CheckCases;
