import { afterEach, beforeEach, expect, test } from '@jest/globals';
import loggingEnabled from '../../../src/checks/stepfunctions/step-functions-state-machine-logging-enabled.ts';
import xrayEnabled from '../../../src/checks/stepfunctions/step-functions-state-machine-xray-enabled.ts';
import { stepfunctions } from '../../../src/live/readers/stepfunctions.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, propertiesOf, read, resource, verdicts } from './deployed-stack.ts';
import { sameVerdicts } from './same-verdicts.ts';

await sameVerdicts([stepfunctions]);

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

const machine = (properties = '') => `
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/machine
      DefinitionString: '{}'${properties}
`;
const LOGGED = `
      TracingConfiguration: { Enabled: true }
      LoggingConfiguration:
        Level: ERROR
        IncludeExecutionData: true
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:m:*' } }]`;

test.each<[string, string, object]>([
  [
    'everything',
    LOGGED,
    {
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: {
        Level: 'ERROR',
        IncludeExecutionData: true,
        Destinations: [
          { CloudWatchLogsLogGroup: { LogGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:m:*' } },
        ],
      },
    },
  ],
  ['nothing', '', { TracingConfiguration: undefined, LoggingConfiguration: undefined }],
  [
    'what is switched off in writing',
    `
      TracingConfiguration: { Enabled: false }
      LoggingConfiguration: { Level: 'OFF' }`,
    { TracingConfiguration: { Enabled: false }, LoggingConfiguration: { Level: 'OFF' } },
  ],
])('%s is read as it is written, in one call', async (_, written, expected) => {
  await deploy(aws.account, machine(written));
  const stack = await read(aws, [stepfunctions]);
  expect(propertiesOf(stack, 'Machine')).toEqual(expected);
  expect(stack.calls).toEqual(['states:DescribeStateMachine']);
});

test('what somebody switched off is off', async () => {
  await deploy(aws.account, machine(LOGGED));
  delete resource(aws.account, 'Machine').properties['LoggingConfiguration'];
  const stack = await read(aws, [stepfunctions]);
  expect(verdicts(stack.written, loggingEnabled)).toEqual({ Machine: 'pass' });
  expect(verdicts(stack.live, loggingEnabled)).toEqual({ Machine: 'fail' });
  expect(verdicts(stack.live, xrayEnabled)).toEqual({ Machine: 'pass' });
});

test.each([
  ['denied', { kind: 'error', code: 'AccessDeniedException' }, /^denied: the role needs states:DescribeStateMachine$/],
  ['gone', { kind: 'error', code: 'StateMachineDoesNotExist' }, /StateMachineDoesNotExist/],
  ['empty', { kind: 'empty' }, /answered without the state machine/],
  ['garbage', { kind: 'garbage' }, /states:DescribeStateMachine failed/],
] as const)('%s is unknown', async (_, fault, reason) => {
  await deploy(aws.account, machine(LOGGED));
  aws.break('DescribeStateMachine', fault);
  const stack = await read(aws, [stepfunctions]);
  const unknown = { kind: 'hole', reason: expect.stringMatching(reason) };
  expect(propertiesOf(stack, 'Machine')).toEqual({ LoggingConfiguration: unknown, TracingConfiguration: unknown });
  expect(verdicts(stack.live, loggingEnabled)).toEqual({ Machine: 'unknown' });
});
