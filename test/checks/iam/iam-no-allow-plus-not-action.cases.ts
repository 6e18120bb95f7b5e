import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (statement: string) => `
Policy:
  Type: AWS::IAM::ManagedPolicy
  Properties: { PolicyDocument: { Statement: [${statement}] } }`;

const role = (trust: string, policies = '[]') => `
Role:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument: { Statement: [${trust}] }
    Policies: ${policies}`;

const LAMBDA = '{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }';

export default {
  pass: [
    { template: policy("{ Effect: Allow, Action: s3:GetObject, Resource: '*' }") },
    {
      name: 'denied outside a region, as AWS advises',
      template: policy(
        "{ Effect: Deny, NotAction: [iam:*], Resource: '*', Condition: { StringNotEquals: { aws:RequestedRegion: eu-west-1 } } }",
      ),
    },
    { name: 'a role without policies', template: role(LAMBDA) },
  ],
  fail: [
    {
      template: policy("{ Effect: Allow, NotAction: [iam:*], Resource: '*' }"),
      message: 'allows every action but those of NotAction',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    {
      template: policy('{ Effect: Allow, Action: s3:*, NotResource: arn:aws:s3:::secret/* }'),
      message: 'allows it on every resource but those of NotResource',
    },
    {
      name: 'whom a role trusts',
      template: role("{ Effect: Allow, NotPrincipal: { AWS: '111122223333' }, Action: sts:AssumeRole }"),
      message: 'lets everyone in but whom NotPrincipal names',
      path: ['Properties', 'AssumeRolePolicyDocument', 'Statement', 0],
    },
    {
      name: 'an inline policy of a role',
      template: role(
        LAMBDA,
        "[{ PolicyName: most, PolicyDocument: { Statement: [{ Effect: Allow, NotAction: iam:*, Resource: '*' }] } }]",
      ),
      path: ['Properties', 'Policies', 0, 'PolicyDocument', 'Statement', 0],
    },
  ],
  unknown: [
    { template: policy('!ImportValue statement'), message: 'what its policy allows is known only when deployed' },
    { name: 'the policies of a role', template: role(LAMBDA, '!ImportValue policies') },
    { name: 'whom a role trusts', template: role('!ImportValue trust') },
  ],
  notApplicable: [{ name: 'a user with managed policies only', template: 'User: { Type: AWS::IAM::User }' }],
} satisfies CheckCases;
