import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [
    { template: 'Pool: { Type: AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: false } }' },
    {
      name: 'as text',
      template: "Pool: { Type: AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: 'false' } }",
    },
  ],
  fail: [
    {
      template: `
Pool:
  Type: AWS::Cognito::IdentityPool
  Properties:
    AllowUnauthenticatedIdentities: true`,
      message: 'gives credentials to guests',
      path: ['Properties', 'AllowUnauthenticatedIdentities'],
      fixed: `
Pool:
  Type: AWS::Cognito::IdentityPool
  Properties:
    AllowUnauthenticatedIdentities: false`,
    },
  ],
  unknown: [
    {
      template:
        'Pool: { Type: AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: !ImportValue guests } }',
    },
  ],
} satisfies CheckCases;
