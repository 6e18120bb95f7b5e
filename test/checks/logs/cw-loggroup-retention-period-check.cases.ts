import type { CheckCases } from '../../../src/checks/testing.ts';

const group = (properties: string) => `
Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    ${properties}`;

export default {
  pass: [
    { template: group('RetentionInDays: 14') },
    { name: 'long enough', options: { MinRetentionTime: 365 }, template: group('RetentionInDays: 3653') },
  ],
  fail: [
    {
      template: group('LogGroupName: orders'),
      message: 'keeps logs for ever',
      path: ['Properties', 'RetentionInDays'],
      fixed: group('LogGroupName: orders\n    RetentionInDays: 30'),
    },
    {
      name: 'too short',
      options: { MinRetentionTime: 100 },
      template: group('RetentionInDays: 14'),
      message: 'keeps logs for 14 days, less than 100',
      fixed: group('RetentionInDays: 120'),
    },
    {
      name: 'a number that CloudWatch Logs refuses',
      template: group('RetentionInDays: 8675309'),
      message: /none that CloudWatch Logs accepts$/,
    },
    {
      name: 'a function that logs to the group that Lambda makes',
      template: 'Function: { Type: AWS::Lambda::Function }',
      message: 'logs to a group that keeps logs for ever, for want of one in the template',
      fixed: false,
    },
    {
      name: 'a function whose name begins that of a declared group',
      template: `
Function: { Type: AWS::Lambda::Function, Properties: { FunctionName: orders } }
Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/orders-archive, RetentionInDays: 14 } }`,
    },
  ],
  unknown: [
    { template: group('RetentionInDays: !ImportValue retention') },
    {
      name: 'the log group of a function',
      template: 'Function: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: !ImportValue logging } }',
    },
  ],
  notApplicable: [
    {
      name: 'a function that names its group',
      resource: 'Function',
      template:
        'Function: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogGroup: !Ref Logs } } }\nLogs: { Type: AWS::Logs::LogGroup }',
    },
    {
      name: 'a function whose own group is declared',
      resource: 'Function',
      template:
        "Function: { Type: AWS::Lambda::Function }\nLogs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub '/aws/lambda/${Function}' } }",
    },
    {
      name: 'a group that is not asked for',
      options: { LogGroupNames: ['orders'] },
      template: group('LogGroupName: photos'),
    },
    { name: 'the class DELIVERY', template: group('LogGroupClass: DELIVERY') },
  ],
} satisfies CheckCases;
