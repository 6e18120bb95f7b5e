import type { CheckCases } from '../../../src/checks/testing.ts';

const GROUP = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/orders';

const machine = (level: string, arn: string) => `
Machine:
  Type: AWS::StepFunctions::StateMachine
  Properties:
    LoggingConfiguration:
      Level: ${level}
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: ${arn} } }]`;

const sam = (level: string) => `
Machine:
  Type: AWS::Serverless::StateMachine
  Properties:
    DefinitionUri: orders.asl.json
    Logging:
      Level: ${level}
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: !GetAtt Logs.Arn } }]
Logs: { Type: AWS::Logs::LogGroup }`;

export default {
  pass: [
    { template: machine('ALL', GROUP) },
    { name: 'in SAM', template: sam('ERROR') },
    {
      name: 'at least at the level that is asked for',
      options: { logLevel: 'ERROR' },
      template: machine('ALL', GROUP),
    },
    {
      name: 'to a log group that is allowed',
      options: { cloudWatchLogGroupArns: [GROUP] },
      template: machine('FATAL', `'${GROUP}:*'`),
    },
  ],
  fail: [
    {
      template: 'Machine: { Type: AWS::StepFunctions::StateMachine }',
      message: 'does not log its executions',
      path: ['Properties', 'LoggingConfiguration', 'Level'],
      fixed: false,
    },
    { name: 'switched off, in SAM', template: sam("'OFF'"), fixed: sam("'ERROR'") },
    {
      name: 'less than is asked for',
      options: { logLevel: 'ALL' },
      template: machine('ERROR', GROUP),
      message: 'logs at the level ERROR, less than ALL',
      fixed: machine('ALL', GROUP),
    },
    {
      name: 'to nowhere',
      template:
        'Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { LoggingConfiguration: { Level: ALL } } }',
      message: 'logs to no log group',
      path: ['Properties', 'LoggingConfiguration', 'Destinations'],
    },
    {
      name: 'to another log group',
      options: { cloudWatchLogGroupArns: [GROUP] },
      template: machine('ALL', `${GROUP}-archive`),
      message: 'logs to none of cloudWatchLogGroupArns',
      fixed: false,
    },
  ],
  unknown: [
    { template: machine('!ImportValue level', GROUP) },
    {
      name: 'to which log group',
      options: { cloudWatchLogGroupArns: [GROUP] },
      template: machine('ALL', '!ImportValue group'),
    },
    {
      name: 'where to',
      template:
        'Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { LoggingConfiguration: { Level: ALL, Destinations: !Ref Unresolvable } } }',
    },
  ],
} satisfies CheckCases;
