import type { CheckCases } from '../../../src/checks/testing.ts';

const permission = (action: string) =>
  `Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: orders, Principal: '123456789012', Action: ${action} } }`;

export default {
  pass: [
    { template: permission('lambda:InvokeFunction') },
    { name: 'by its URL', template: permission('lambda:InvokeFunctionUrl') },
    {
      name: 'an event of SAM',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src/
    Handler: index.handler
    Runtime: nodejs24.x
    Events: { Messages: { Type: SNS, Properties: { Topic: !Ref Topic } } }
Topic: { Type: AWS::SNS::Topic }`,
    },
  ],
  fail: [
    {
      template: permission("'lambda:*'"),
      message: 'allows lambda:* instead of lambda:InvokeFunction',
      path: ['Properties', 'Action'],
      fixed: false,
    },
    { name: 'to read its code', template: permission('lambda:GetFunction') },
    { name: 'several', template: permission("['lambda:InvokeFunction', 'lambda:GetFunction']") },
  ],
  unknown: [{ template: permission('!ImportValue action') }],
} satisfies CheckCases;
