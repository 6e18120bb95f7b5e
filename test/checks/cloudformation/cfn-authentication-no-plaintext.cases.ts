import type { CheckCases } from '../../../src/checks/testing.ts';

const instance = (authentication: string) => `
Parameters: { Password: { Type: String, NoEcho: true } }
Resources:
  Instance:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Authentication: { ${authentication} }
`;

export default {
  pass: [
    { name: 'a role', template: instance('packages: { type: S3, buckets: [packages], roleName: !Ref Role }') },
    { name: 'none', template: instance('') },
  ],
  fail: [
    {
      template: `
Instance:
  Type: AWS::EC2::Instance
  Metadata:
    AWS::CloudFormation::Authentication:
      site:
        type: basic
        username: shop
        password: correct-horse`,
      message: 'its metadata hold a credential, password',
      path: ['Metadata', 'AWS::CloudFormation::Authentication', 'site', 'password'],
      fixed: false,
    },
    {
      name: 'a hidden parameter, which metadata show',
      template: instance('site: { type: basic, password: !Ref Password }'),
    },
    {
      name: 'keys',
      template: `
Configuration:
  Type: AWS::AutoScaling::LaunchConfiguration
  Metadata: { AWS::CloudFormation::Authentication: { packages: { type: S3, secretKey: key } } }`,
    },
    {
      name: 'written as a resource',
      template: `
Login:
  Type: AWS::CloudFormation::Authentication
  AWS::CloudFormation::Authentication: { site: { type: basic, password: correct-horse } }`,
    },
  ],
  unknown: [
    { template: instance('site: { type: basic, password: !Ref Nothing }') },
    { name: 'a way to log in', template: instance('site: !FindInMap [Sites, shop, login]') },
    {
      name: 'all of it',
      template: `
Instance:
  Type: AWS::EC2::Instance
  Metadata: { AWS::CloudFormation::Authentication: !FindInMap [Sites, shop, logins] }`,
    },
  ],
  notApplicable: [
    {
      template: 'Instance: { Type: AWS::EC2::Instance }',
      message: 'has no AWS::CloudFormation::Authentication',
    },
  ],
} satisfies CheckCases;
