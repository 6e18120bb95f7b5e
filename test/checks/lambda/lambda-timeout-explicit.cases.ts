import type { CheckCases } from '../../../src/checks/testing.ts';

const lambda = (properties: string) => `
Function:
  Type: AWS::Lambda::Function
  Properties: { ${properties} }`;

export default {
  pass: [
    { template: lambda('Timeout: 30') },
    {
      name: 'from Globals',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Timeout: 10 } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, InlineCode: '0' }
`,
    },
    {
      name: 'from a parameter',
      template: `
Parameters: { Timeout: { Type: Number } }
Resources:
  Function: { Type: AWS::Lambda::Function, Properties: { Timeout: !Ref Timeout } }
`,
    },
  ],
  fail: [
    {
      name: "Lambda's own",
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
`,
      message: 'takes the three seconds that Lambda gives by default',
      path: ['Properties', 'Timeout'],
      fixed: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    Timeout: 3
`,
    },
    {
      name: 'too long',
      options: { maxTimeout: 60 },
      template: lambda('Timeout: 61'),
      message: 'Timeout 61 is not between 1 and 60 seconds',
      fixed: false,
    },
    { name: 'longer than Lambda allows', template: lambda('Timeout: 1000') },
    { name: 'none at all', template: lambda('Timeout: 0') },
  ],
  unknown: [
    { name: 'from elsewhere', template: lambda('Timeout: !Ref Nothing') },
    {
      name: 'a parameter where there is a limit',
      options: { maxTimeout: 60 },
      template: `
Parameters: { Timeout: { Type: Number } }
Resources:
  Function: { Type: AWS::Lambda::Function, Properties: { Timeout: !Ref Timeout } }
`,
    },
  ],
} satisfies CheckCases;
