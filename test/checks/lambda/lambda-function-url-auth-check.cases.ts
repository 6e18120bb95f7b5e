import type { CheckCases } from '../../../src/checks/testing.ts';

const url = (properties: string) => `
Url:
  Type: AWS::Lambda::Url
  Properties: { TargetFunctionArn: function, ${properties} }`;

export default {
  pass: [
    { template: url('AuthType: AWS_IAM') },
    {
      name: 'SAM',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0', FunctionUrlConfig: { AuthType: AWS_IAM } }`,
    },
  ],
  fail: [
    {
      template: url('AuthType: NONE'),
      message: 'answers everyone',
      path: ['Properties', 'AuthType'],
      fixed: url('AuthType: AWS_IAM'),
    },
    {
      name: 'SAM, by Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs24.x
    Handler: index.handler
    FunctionUrlConfig:
      AuthType: NONE # for the demo
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: '0'
`,
      message: 'answers everyone',
      fixed: `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs24.x
    Handler: index.handler
    FunctionUrlConfig:
      AuthType: AWS_IAM # for the demo
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: '0'
`,
    },
    {
      name: 'SAM',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    FunctionUrlConfig: { AuthType: NONE }
`,
      fixed: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    FunctionUrlConfig: { AuthType: AWS_IAM }
`,
    },
  ],
  unknown: [{ template: url('AuthType: !ImportValue auth') }],
} satisfies CheckCases;
