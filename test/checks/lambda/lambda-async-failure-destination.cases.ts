import type { CheckCases } from '../../../src/checks/testing.ts';

const invoked = (properties = '', more = '') => `
Function: { Type: AWS::Lambda::Function, Properties: { ${properties} } }
Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Function, Name: live } }
Permission:
  Type: AWS::Lambda::Permission
  Properties: { FunctionName: !Ref Live, Principal: events.amazonaws.com }${more}`;
const config = (destination: string) => `
Config:
  Type: AWS::Lambda::EventInvokeConfig
  Properties: { FunctionName: !Ref Function, Qualifier: live, ${destination} }`;

export default {
  pass: [
    {
      name: 'a destination',
      template: invoked(
        '',
        config("DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:123456789012:failures' } }"),
      ),
    },
    {
      name: 'a dead-letter queue',
      template: invoked("DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' }"),
    },
    {
      name: 'a SAM function with a schedule',
      template: `
Function:
  Type: AWS::Serverless::Function
  Properties:
    Runtime: nodejs24.x
    Handler: index.handler
    InlineCode: '0'
    AutoPublishAlias: live
    EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Failures.Arn } } }
    Events: { Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day) } } }
Failures: { Type: AWS::SQS::Queue }`,
    },
  ],
  fail: [
    {
      name: 'nothing keeps them',
      template: invoked(),
      message: 'drops the events of events.amazonaws.com that it could not process',
      fixed: false,
    },
    {
      name: 'a destination of successes only',
      template: invoked(
        '',
        config("DestinationConfig: { OnSuccess: { Destination: 'arn:aws:sqs:eu-west-1:123456789012:done' } }"),
      ),
    },
    {
      name: 'a schedule, which needs no permission',
      template: `
Function: { Type: AWS::Lambda::Function }
Nightly: { Type: AWS::Scheduler::Schedule, Properties: { Target: { Arn: !GetAtt Function.Arn } } }`,
      message: 'drops the events of Nightly that it could not process',
    },
    {
      name: 'the destination of another function',
      template: `
Function: { Type: AWS::Lambda::Function }
Other: { Type: AWS::Lambda::Function, Properties: { DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' } } }
Config:
  Type: AWS::Lambda::EventInvokeConfig
  Properties:
    FunctionName: !Ref Other
    Qualifier: $LATEST
    DestinationConfig: { OnSuccess: { Destination: !GetAtt Function.Arn } }`,
      message: 'drops the events of Config that it could not process',
    },
  ],
  unknown: [
    { name: 'the destination', template: invoked('', config('DestinationConfig: !ImportValue destination')) },
    {
      name: 'who invokes it',
      template: `
Function: { Type: AWS::Lambda::Function }
Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Function, Principal: !ImportValue principal } }`,
    },
  ],
  notApplicable: [
    { name: 'nothing invokes it', template: 'Function: { Type: AWS::Lambda::Function }' },
    { name: 'an API, which waits for the answer', template: invoked().replace('events.', 'apigateway.') },
  ],
} satisfies CheckCases;
