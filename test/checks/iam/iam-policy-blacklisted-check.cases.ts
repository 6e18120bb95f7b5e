import type { CheckCases } from '../../../src/checks/testing.ts';

const role = (policies: string, name = '') => `
Role:
  Type: AWS::IAM::Role
  Properties: { ${name} ManagedPolicyArns: ${policies} }`;

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';

export default {
  pass: [
    { template: role('[arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]') },
    { name: 'none', template: 'Role: { Type: AWS::IAM::Role }' },
    {
      name: 'a policy of the template',
      resource: 'Role',
      template: `Policy: { Type: AWS::IAM::ManagedPolicy }${role('[!Ref Policy]')}`,
    },
    {
      name: 'a policy of the account',
      template: role("[!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/reader']"),
    },
    { name: 'one that ends otherwise', template: role("[!Sub '${Prefix}ReadOnlyAccess']") },
  ],
  fail: [
    {
      template: role(`[arn:aws:iam::aws:policy/ReadOnlyAccess, ${ADMIN}]`),
      message: 'has the policy AdministratorAccess',
      path: ['Properties', 'ManagedPolicyArns', 1],
      fixed: false,
    },
    { name: 'in another partition', template: role('[arn:aws-cn:iam::aws:policy/AdministratorAccess]') },
    { name: 'in any partition', template: role("[!Sub 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess']") },
    {
      name: 'one that is named',
      options: { policyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'] },
      template: role('[arn:aws:iam::aws:policy/PowerUserAccess]'),
      message: 'has the policy PowerUserAccess',
    },
    {
      name: 'a function of SAM',
      resource: 'FunctionRole',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x, Policies: AdministratorAccess }`,
    },
    {
      name: 'somebody else than the exceptions',
      options: { exceptionList: ['roles:[deployer]', 'users:[reporter]'] },
      template: role(`['${ADMIN}']`, 'RoleName: reporter,'),
    },
  ],
  unknown: [
    { template: role('!ImportValue policies'), message: /^ManagedPolicyArns cannot be read/ },
    { name: 'a dynamic reference', template: role("['{{resolve:ssm:/policies/reader}}']") },
    { name: 'one of them', template: role('[!ImportValue policy]') },
    {
      name: 'its name',
      template: role("[!Sub 'arn:aws:iam::aws:policy/${Name}']").replace('${Name}', '${NamedElsewhere}'),
    },
    {
      name: 'whether it is an exception',
      options: { exceptionList: ['roles:[deployer]'] },
      template: role(`['${ADMIN}']`, 'RoleName: !ImportValue name,'),
      message: /^RoleName cannot be read/,
    },
  ],
  notApplicable: [
    {
      name: 'an exception',
      options: { exceptionList: ['roles:[admin;deployer]'] },
      template: role(`['${ADMIN}']`, 'RoleName: deployer,'),
      message: 'is among the exceptions',
    },
  ],
} satisfies CheckCases;
