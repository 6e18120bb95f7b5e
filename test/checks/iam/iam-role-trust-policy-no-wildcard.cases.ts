import type { CheckCases } from '../../../src/checks/testing.ts';

const role = (statement: string) => `
Role:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Statement:
        - ${statement}`;

export default {
  pass: [
    { template: role('{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }') },
    {
      name: 'anyone of an organization',
      template: role(
        "{ Effect: Allow, Principal: '*', Action: sts:AssumeRole, Condition: { StringEquals: { aws:PrincipalOrgID: o-a1b2c3 } } }",
      ),
    },
    {
      name: 'the role of a function of SAM',
      resource: 'FunctionRole',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`,
    },
  ],
  fail: [
    {
      template: role("{ Effect: Allow, Principal: { AWS: '*' }, Action: sts:AssumeRole }"),
      message: 'lets anyone assume it',
      path: ['Properties', 'AssumeRolePolicyDocument', 'Statement', 0],
      fixed: false,
    },
    {
      name: 'every action',
      template: role("{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:*' }"),
      message: 'allows sts:*',
    },
    {
      name: 'with an external id, which whoever knows it may send',
      template: role(
        "{ Effect: Allow, Principal: '*', Action: sts:AssumeRole, Condition: { StringEquals: { sts:ExternalId: abc } } }",
      ),
    },
  ],
  unknown: [
    { template: role('{ Effect: Allow, Principal: { AWS: !ImportValue caller }, Action: sts:AssumeRole }') },
    {
      name: 'its document',
      template: 'Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: !ImportValue trust } }',
      message: 'what its policy allows is known only when deployed',
    },
  ],
} satisfies CheckCases;
