import type { CheckCases } from '../../../src/checks/testing.ts';

const pool = (properties: string) => `Pool: { Type: AWS::Cognito::UserPool, Properties: { ${properties} } }`;
const signInBy = (factors: string) => `Policies: { SignInPolicy: { AllowedFirstAuthFactors: ${factors} } }`;
const options = { mfa: 'optional' };

export default {
  pass: [
    {
      template: `
Pool:
  Type: AWS::Cognito::UserPool
  Properties:
    MfaConfiguration: 'ON'
    EnabledMfas: [SOFTWARE_TOKEN_MFA]`,
    },
    { name: 'for those who want', options, template: pool('MfaConfiguration: OPTIONAL') },
  ],
  fail: [
    {
      template: 'Pool: { Type: AWS::Cognito::UserPool }',
      message: 'asks for no second factor',
      path: ['Properties', 'MfaConfiguration'],
      fixed: false,
    },
    { name: 'switched off', template: pool("MfaConfiguration: 'OFF'"), message: 'asks for no second factor' },
    {
      name: 'for those who want alone',
      template: pool('MfaConfiguration: OPTIONAL'),
      message: 'lets users do without a second factor',
    },
    { name: 'a password alone', template: pool(signInBy('[PASSWORD]')) },
    {
      name: 'not even for those who want',
      options,
      template: `
Pool:
  Type: AWS::Cognito::UserPool
  Properties:
    UserPoolName: shop`,
      fixed: `
Pool:
  Type: AWS::Cognito::UserPool
  Properties:
    UserPoolName: shop
    MfaConfiguration: OPTIONAL
    EnabledMfas:
      - SOFTWARE_TOKEN_MFA`,
    },
    {
      name: 'factors that nobody is asked for',
      options,
      template: `
Pool:
  Type: AWS::Cognito::UserPool
  Properties:
    EnabledMfas: [SMS_MFA]
    MfaConfiguration: 'OFF'`,
      fixed: `
Pool:
  Type: AWS::Cognito::UserPool
  Properties:
    EnabledMfas: [SMS_MFA]
    MfaConfiguration: 'OPTIONAL'`,
    },
  ],
  unknown: [
    { template: pool('MfaConfiguration: !ImportValue mfa') },
    { name: 'how users sign in', template: pool(`MfaConfiguration: 'OFF', ${signInBy('!ImportValue factors')}`) },
    { name: 'one of the ways to sign in', template: pool(signInBy('[PASSWORD, !ImportValue factor]')) },
  ],
  notApplicable: [
    {
      name: 'passkeys',
      template: pool(signInBy('[PASSWORD, WEB_AUTHN]')),
      message: 'has users sign in otherwise than by a password',
    },
  ],
} satisfies CheckCases;
