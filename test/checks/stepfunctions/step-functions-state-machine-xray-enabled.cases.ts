import type { CheckCases } from '../../../src/checks/testing.ts';

export default {
  pass: [
    {
      template:
        'Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { TracingConfiguration: { Enabled: true } } }',
    },
    {
      name: 'in SAM',
      template:
        'Machine: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: orders.asl.json, Tracing: { Enabled: true } } }',
    },
  ],
  fail: [
    {
      template: `
Machine:
  Type: AWS::StepFunctions::StateMachine
  Properties:
    TracingConfiguration:
      Enabled: false`,
      message: 'is not traced',
      path: ['Properties', 'TracingConfiguration', 'Enabled'],
      fixed: `
Machine:
  Type: AWS::StepFunctions::StateMachine
  Properties:
    TracingConfiguration:
      Enabled: true`,
    },
    {
      name: 'as Step Functions makes it, in SAM',
      template: `
Machine:
  Type: AWS::Serverless::StateMachine
  Properties:
    DefinitionUri: orders.asl.json`,
      fixed: `
Machine:
  Type: AWS::Serverless::StateMachine
  Properties:
    DefinitionUri: orders.asl.json
    Tracing:
      Enabled: true`,
    },
  ],
  unknown: [
    {
      template:
        'Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { TracingConfiguration: !ImportValue tracing } }',
    },
  ],
} satisfies CheckCases;
