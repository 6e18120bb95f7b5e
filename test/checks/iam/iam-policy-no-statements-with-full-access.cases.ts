import type { CheckCases } from '../../../src/checks/testing.ts';

const policy = (statement: string) => `
Policy:
  Type: AWS::IAM::Policy
  Properties:
    PolicyName: grants
    Roles: [deployer]
    PolicyDocument:
      Statement:
        - ${statement}`;

const lambda = (action: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Policies: [{ Statement: [{ Effect: Allow, Action: ${action}, Resource: "*" }] }]`;

export default {
  pass: [
    { template: policy("{ Effect: Allow, Action: ['s3:Get*', 's3:List*'], Resource: '*' }") },
    { name: 'denied', template: policy("{ Effect: Deny, Action: 's3:*', Resource: '*' }") },
    { name: 'a function of SAM', resource: 'FunctionRole', template: lambda('dynamodb:PutItem') },
    {
      name: 'a policy template of SAM',
      resource: 'FunctionRole',
      template: lambda('x').replace(/Policies.*/, 'Policies: [{ S3CrudPolicy: { BucketName: orders } }]'),
    },
    { name: 'all but everything', template: policy("{ Effect: Allow, NotAction: '*', Resource: '*' }") },
    { name: 'all but what is denied', template: policy("{ Effect: Deny, NotAction: 's3:*', Resource: '*' }") },
    {
      name: 'of a service that is allowed',
      options: { allowedServices: ['execute-api'] },
      template: policy("{ Effect: Allow, Action: 'execute-api:*', Resource: '*' }"),
    },
  ],
  fail: [
    {
      template: policy("{ Effect: Allow, Action: ['s3:GetObject', 'sqs:*'], Resource: '*' }"),
      message: 'allows sqs:*',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    { name: 'everything', template: policy("{ Effect: Allow, Action: '*', Resource: '*' }"), message: 'allows *' },
    {
      name: 'a function of SAM',
      resource: 'FunctionRole',
      template: lambda("'dynamodb:*'"),
      message: 'allows dynamodb:*',
    },
    {
      name: 'all but some actions',
      template: policy("{ Effect: Allow, NotAction: ['iam:*', 'organizations:*'], Resource: '*' }"),
      message: 'allows every action but those of NotAction',
      path: ['Properties', 'PolicyDocument', 'Statement', 0],
      fixed: false,
    },
    {
      name: 'of another service than is allowed',
      options: { allowedServices: ['execute-api'] },
      template: policy("{ Effect: Allow, Action: ['execute-api:*', 's3:*'], Resource: '*' }"),
      message: 'allows s3:*',
    },
    {
      name: 'of a service that a parameter names',
      template: `
Parameters: { Service: { Type: String } }
Resources:
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: grants
      Roles: [deployer]
      PolicyDocument: { Statement: [{ Effect: Allow, Action: !Sub '\${Service}:*', Resource: '*' }] }
`,
      message: 'allows every action of a service',
    },
    {
      name: 'two statements',
      template: `
Policy:
  Type: AWS::IAM::Policy
  Properties:
    PolicyName: grants
    Roles: [deployer]
    PolicyDocument:
      Statement:
        - { Effect: Allow, Action: 's3:*', Resource: '*' }
        - { Effect: Allow, Action: 'sqs:*', Resource: '*' }`,
      message: 'allows s3:*',
      path: ['Properties', 'PolicyDocument'],
    },
  ],
  unknown: [
    { template: policy("{ Effect: Allow, Action: !ImportValue action, Resource: '*' }") },
    {
      name: 'all but what is known only when deployed',
      template: policy("{ Effect: Allow, NotAction: !ImportValue actions, Resource: '*' }"),
    },
    {
      name: 'an action that ends in what a parameter says',
      template: `
Parameters: { Verb: { Type: String } }
Resources:
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: grants
      Roles: [deployer]
      PolicyDocument: { Statement: [{ Effect: Allow, Action: !Sub 's3:\${Verb}', Resource: '*' }] }
`,
    },
  ],
  notApplicable: [{ name: 'a role with managed policies only', template: 'Role: { Type: AWS::IAM::Role }' }],
} satisfies CheckCases;
