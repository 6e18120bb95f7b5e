import { isList, own } from '../../../template/resolve/values.ts';
import { AwsError, jsonService } from '../service.ts';

/** Step Functions' part: what may be asked about a state machine. */
export const states = jsonService('states', {
  DescribeStateMachine: ({ stateMachineArn, includedData }, { account }) => {
    const machine = account.find(stateMachineArn, 'AWS::StepFunctions::StateMachine');
    if (!machine)
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${String(stateMachineArn)}'`);
    const { properties } = machine;
    const logging = properties['LoggingConfiguration'];
    const destinations = own(logging, 'Destinations');
    return {
      stateMachineArn,
      name: String(stateMachineArn).split(':').at(-1),
      status: 'ACTIVE',
      definition: includedData === 'METADATA_ONLY' ? '' : (properties['DefinitionString'] ?? '{}'),
      roleArn: properties['RoleArn'],
      type: properties['StateMachineType'] ?? 'STANDARD',
      creationDate: 1_795_000_000,
      loggingConfiguration: {
        level: own(logging, 'Level') ?? 'OFF',
        includeExecutionData: String(own(logging, 'IncludeExecutionData')) === 'true',
        ...(isList(destinations) && {
          destinations: destinations.map((destination) => ({
            cloudWatchLogsLogGroup: { logGroupArn: own(own(destination, 'CloudWatchLogsLogGroup'), 'LogGroupArn') },
          })),
        }),
      },
      tracingConfiguration: { enabled: String(own(properties['TracingConfiguration'], 'Enabled')) === 'true' },
    };
  },
});
