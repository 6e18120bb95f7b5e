import type { CheckCases } from '../../../src/checks/testing.ts';

const lambda = (limit: string) => `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x, ReservedConcurrentExecutions: ${limit} }`;
const options = { ConcurrencyLimitLow: '10', ConcurrencyLimitHigh: '100' };

export default {
  pass: [
    { template: lambda('50') },
    { name: 'switched off', template: lambda('0') },
    { name: 'within bounds', options, template: lambda('100') },
    {
      name: 'given by a parameter',
      template: `
Transform: AWS::Serverless-2016-10-31
Parameters: { Limit: { Type: Number } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x, ReservedConcurrentExecutions: !Ref Limit }
`,
    },
  ],
  fail: [
    {
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`,
      message: 'has no limit of its own for what runs at once',
      path: ['Properties', 'ReservedConcurrentExecutions'],
      fixed: false,
    },
    { name: 'less than is allowed', options, template: lambda('5'), message: 'runs at most 5 at once, less than 10' },
    {
      name: 'more than is allowed',
      options,
      template: lambda('500'),
      message: 'runs 500 at once, more than 100',
      fixed: lambda('100'),
    },
  ],
  unknown: [
    { template: lambda('!Ref Unresolvable') },
    {
      name: 'whether a parameter is within bounds',
      options,
      template: `
Transform: AWS::Serverless-2016-10-31
Parameters: { Limit: { Type: Number } }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x, ReservedConcurrentExecutions: !Ref Limit }
`,
    },
  ],
} satisfies CheckCases;
