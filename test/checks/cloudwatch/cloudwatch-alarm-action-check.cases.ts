import type { CheckCases } from '../../../src/checks/testing.ts';

const alarm = (properties: string) => `
Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { ${properties} } }
Topic: { Type: AWS::SNS::Topic }`;
const any = { alarmActionRequired: 'false', insufficientDataActionRequired: 'false' };

export default {
  pass: [
    { template: alarm('AlarmActions: [!Ref Topic], InsufficientDataActions: [!Ref Topic]') },
    {
      name: 'for the state ALARM alone',
      options: { insufficientDataActionRequired: 'false' },
      template: alarm('AlarmActions: [!Ref Topic]'),
    },
    { name: 'for any state', options: any, template: alarm('OKActions: [!Ref Topic]') },
    {
      name: 'given by a parameter',
      template: `
Parameters: { Actions: { Type: CommaDelimitedList } }
Resources:
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmActions: !Ref Actions, InsufficientDataActions: !Ref Actions } }
`,
    },
    {
      name: 'the action that is wanted',
      options: { ...any, action2: 'arn:aws:sns:eu-west-1:123456789012:ops' },
      template: alarm("AlarmActions: [!Ref Topic, 'arn:aws:sns:eu-west-1:123456789012:ops']"),
    },
  ],
  fail: [
    {
      template: alarm('MetricName: Errors'),
      message: 'does nothing in the state ALARM',
      path: ['Properties', 'AlarmActions'],
      fixed: false,
    },
    {
      name: 'for the state ALARM alone',
      template: alarm('AlarmActions: [!Ref Topic]'),
      message: 'does nothing in the state INSUFFICIENT_DATA',
      path: ['Properties', 'InsufficientDataActions'],
    },
    {
      name: 'an empty list',
      options: { insufficientDataActionRequired: 'false' },
      template: alarm('AlarmActions: []'),
    },
    { name: 'for no state', options: any, template: alarm('MetricName: Errors'), message: 'does nothing in any state' },
    {
      name: 'not the action that is wanted',
      options: { ...any, action1: 'arn:aws:sns:eu-west-1:123456789012:ops' },
      template: alarm("AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:dev']"),
      message: 'does none of arn:aws:sns:eu-west-1:123456789012:ops',
    },
  ],
  unknown: [
    { template: alarm('AlarmActions: !Ref Unresolvable, InsufficientDataActions: [!Ref Topic]') },
    { name: 'for any state', options: any, template: alarm('OKActions: !Ref Unresolvable') },
    {
      name: 'whether it is the action that is wanted',
      options: { ...any, action1: 'arn:aws:sns:eu-west-1:123456789012:ops' },
      template: alarm('AlarmActions: [!ImportValue ops]'),
    },
  ],
} satisfies CheckCases;
