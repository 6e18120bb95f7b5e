import type { CheckCases } from '../../../src/checks/testing.ts';

const lambda = (properties: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x, ${properties} }`;
const options = { subnetIds: ['subnet-1', 'subnet-2'] };

export default {
  pass: [
    { template: lambda('VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [sg-1] }') },
    {
      name: 'given by parameters',
      template: `
Transform: AWS::Serverless-2016-10-31
Parameters: { Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' }, Group: { Type: AWS::EC2::SecurityGroup::Id } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs24.x
      VpcConfig: { SubnetIds: !Ref Subnets, SecurityGroupIds: [!Ref Group] }
`,
    },
    {
      name: 'in subnets that are allowed',
      options,
      template: lambda('VpcConfig: { SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [sg-1] }'),
    },
  ],
  fail: [
    {
      template: lambda('Timeout: 10'),
      message: 'reaches out through no VPC, for want of SubnetIds',
      path: ['Properties', 'VpcConfig'],
      fixed: false,
    },
    {
      name: 'without a security group',
      template: lambda('VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [] }'),
      message: 'reaches out through no VPC, for want of SecurityGroupIds',
    },
    {
      name: 'in a subnet that is not allowed',
      options,
      template: lambda('VpcConfig: { SubnetIds: [subnet-1, subnet-3], SecurityGroupIds: [sg-1] }'),
      message: 'subnet-3 is none of subnetIds',
      path: ['Properties', 'VpcConfig', 'SubnetIds'],
    },
  ],
  unknown: [
    { template: lambda('VpcConfig: !ImportValue vpc') },
    {
      name: 'whether it has a capacity provider',
      template:
        'Function: { Type: AWS::Lambda::Function, Properties: { CapacityProviderConfig: !ImportValue provider } }',
    },
    {
      name: 'in which subnets',
      options,
      template: lambda('VpcConfig: { SubnetIds: [!ImportValue subnet], SecurityGroupIds: [sg-1] }'),
    },
  ],
  notApplicable: [
    {
      name: 'on instances of a capacity provider',
      template: `
Function:
  Type: AWS::Lambda::Function
  Properties: { CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: !ImportValue provider } } }`,
      message: 'runs in the VPC of its capacity provider',
    },
  ],
} satisfies CheckCases;
