import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CreateStateMachineCommand, SFNClient, type CreateStateMachineCommandInput } from '@aws-sdk/client-sfn';
import { stepfunctions } from '../../../src/live/readers/stepfunctions.ts';
import { startMoto, type Moto } from '../moto.ts';
import { readOne } from './read-one.ts';

let moto: Moto;
let client: SFNClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new SFNClient(moto.settings);
});
afterAll(() => moto.stop());

const definition = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Pass', End: true } } });

async function create(name: string, input: Partial<CreateStateMachineCommandInput> = {}) {
  const roleArn = 'arn:aws:iam::123456789012:role/machine';
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name, definition, roleArn, ...input }));
  return { type: 'AWS::StepFunctions::StateMachine', physicalId: stateMachineArn! };
}

test('a state machine that is logged and traced', async () => {
  const logGroupArn = 'arn:aws:logs:eu-west-1:123456789012:log-group:machine:*';
  const machine = await create('logged', {
    tracingConfiguration: { enabled: true },
    loggingConfiguration: {
      level: 'ALL',
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
    },
  });
  expect((await readOne(stepfunctions, moto, machine)).properties).toEqual({
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: {
      Level: 'ALL',
      IncludeExecutionData: true,
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: logGroupArn } }],
    },
  });
});

test('one that is neither, and one that is not there', async () => {
  const machine = await create('silent');
  expect((await readOne(stepfunctions, moto, machine)).properties).toEqual({
    TracingConfiguration: undefined,
    LoggingConfiguration: undefined,
  });
  const gone = await readOne(stepfunctions, moto, { ...machine, physicalId: `${machine.physicalId}x` });
  const unknown = { kind: 'hole', reason: expect.stringContaining('StateMachineDoesNotExist') };
  expect(gone.properties).toEqual({ TracingConfiguration: unknown, LoggingConfiguration: unknown });
});
