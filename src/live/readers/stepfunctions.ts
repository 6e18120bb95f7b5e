import type { DescribeStateMachineCommandOutput, LoggingConfiguration } from '@aws-sdk/client-sfn';
import type { Resolved } from '../../template/model.ts';
import { member, setOf, unlessDefault } from '../answers.ts';
import { properties, type Aws } from '../aws.ts';
import type { DeployedResource, ResourceReader } from '../reader.ts';
import { stepfunctions as calls } from '../calls.ts';

const DESCRIBE = 'states:DescribeStateMachine';

/** One call per state machine. */
export const stepfunctions: ResourceReader = {
  types: ['AWS::StepFunctions::StateMachine'],
  operations: calls,
  async read(machine, aws) {
    const described = describe(machine, aws);
    return {
      properties: await properties({
        LoggingConfiguration: described.then((answer) => logging(answer, machine)),
        TracingConfiguration: described.then((answer) => tracing(answer, machine)),
      }),
    };
  },
};

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
async function describe({ physicalId: stateMachineArn }: DeployedResource, aws: Aws): Promise<Described> {
  const answer = await aws.ask(DESCRIBE, async (abortSignal): Promise<DescribeStateMachineCommandOutput> => {
    const { client, DescribeStateMachineCommand } = await aws.client('stepfunctions', async (settings) => {
      const { SFNClient, ...commands } = await import('../clients/stepfunctions.ts');
      return { client: new SFNClient(settings), ...commands };
    });
    // The definition, which nobody judges, may be encrypted with a key that the role may not use.
    return client.send(new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' }), {
      abortSignal,
    });
  });
  member(answer?.stateMachineArn, DESCRIBE, 'the state machine');
  return answer ?? {};
}

type Described = Pick<DescribeStateMachineCommandOutput, 'loggingConfiguration' | 'tracingConfiguration'>;

/** A state machine that logs nothing has the level OFF and no destination. */
function logging({ loggingConfiguration }: Described, machine: DeployedResource): Resolved | undefined {
  const { level, includeExecutionData, destinations = [] }: LoggingConfiguration = loggingConfiguration ?? {};
  if (destinations.length === 0 && (level ?? 'OFF') === 'OFF' && !machine.property('LoggingConfiguration'))
    return undefined;
  return setOf({
    Level: level,
    IncludeExecutionData: unlessDefault(
      includeExecutionData ?? false,
      false,
      machine.property('LoggingConfiguration', 'IncludeExecutionData'),
    ),
    Destinations:
      destinations.length === 0
        ? undefined
        : destinations.map(({ cloudWatchLogsLogGroup: group }) =>
            setOf({ CloudWatchLogsLogGroup: group && setOf({ LogGroupArn: group.logGroupArn }) }),
          ),
  });
}

function tracing({ tracingConfiguration: live }: Described, machine: DeployedResource): Resolved | undefined {
  const enabled = live?.enabled ?? false;
  return enabled || machine.property('TracingConfiguration') ? { Enabled: enabled } : undefined;
}
