import { defineCheck, isTrue, judge } from 'create-fitness-serverless/check';

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
export default defineCheck({
  meta: {
    id: 'step-functions-state-machine-xray-enabled',
    title: 'State machines are traced',
    why: 'A trace shows where the time of an execution goes, across every service that it calls.',
    remedy: 'set TracingConfiguration.Enabled (Tracing.Enabled in SAM) to true',
    category: 'operations',
    severity: 'low',
    weight: 2,
    resourceTypes: ['AWS::StepFunctions::StateMachine'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html',
    references: {
      controlTower: ['CT.STEPFUNCTIONS.PR.2'],
      cdkNag: ['AwsSolutions-SF2', 'Serverless-StepFunctionStateMachineXray'],
    },
    liveActions: ['states:DescribeStateMachine'],
  },

  evaluate: (machine) => judge(machine.get('TracingConfiguration', 'Enabled'), isTrue, 'is not traced'),

  fix: () => [{ path: ['Properties', 'TracingConfiguration', 'Enabled'], set: true }],
});
