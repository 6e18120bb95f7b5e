import {
  defineCheck,
  fail,
  field,
  isHole,
  isPartialString,
  isUndetermined,
  listOf,
  literal,
  pass,
  unreadable,
  withoutSuffix,
} from 'create-fitness-serverless/check';

interface Options {
  cloudWatchLogGroupArns?: string[];
  logLevel?: string;
}

/** Each logs what the one before it does, and more. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const LEVELS = ['FATAL', 'ERROR', 'ALL'];

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
export default defineCheck<Options>({
  meta: {
    id: 'step-functions-state-machine-logging-enabled',
    title: 'State machines log their executions',
    why: 'Without logs nobody can tell afterwards why an execution failed; an express workflow keeps no history at all.',
    remedy: 'set LoggingConfiguration (Logging in SAM) with a Level and Destinations',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::StepFunctions::StateMachine'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/step-functions-state-machine-logging-enabled.html',
    references: {
      controlTower: ['CT.STEPFUNCTIONS.PR.1'],
      cdkNag: ['AwsSolutions-SF1'],
      securityHub: ['StepFunctions.1'],
      fsbp: true,
    },
    liveActions: ['states:DescribeStateMachine'],
    options: {
      cloudWatchLogGroupArns: {
        type: 'array',
        items: { type: 'string' },
        description: 'ARNs of the log groups that the logs may go to',
      },
      logLevel: { type: 'string', enum: LEVELS, description: 'Least level' },
    },
  },

  evaluate(machine, { options: { logLevel, cloudWatchLogGroupArns } }) {
    const level = machine.get('LoggingConfiguration', 'Level');
    if (isUndetermined(level)) return unreadable(level);
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-stepfunctions-statemachine-loggingconfiguration.html
    const name = literal(level) ?? 'OFF';
    if (!LEVELS.includes(name)) return fail('does not log its executions', level);
    if (isLess(name, logLevel)) return fail(`logs at the level ${name}, less than ${logLevel}`, level);

    const destinations = machine.get('LoggingConfiguration', 'Destinations');
    if (isUndetermined(destinations)) return unreadable(destinations);
    const arns = listOf(destinations).map((item) => field(item, 'CloudWatchLogsLogGroup', 'LogGroupArn'));
    if (arns.every((arn) => arn === undefined || arn === '')) return fail('logs to no log group', destinations);
    if (arns.some((arn) => isHole(arn) && !arn.ref && arn.id === undefined)) return unreadable(destinations);
    if (!cloudWatchLogGroupArns) return pass(level);
    const texts = arns.map((arn) => literal(withoutSuffix(arn, ':*')) ?? literal(arn));
    const wanted = cloudWatchLogGroupArns.map((arn) => arn.replace(/:\*$/, ''));
    if (texts.some((text) => text !== undefined && wanted.includes(text))) return pass(destinations);
    if (arns.some((arn) => isHole(arn) || isPartialString(arn))) return unreadable(destinations);
    return fail('logs to none of cloudWatchLogGroupArns', destinations);
  },

  fix(machine, { options: { logLevel } }) {
    const isLow = isLess(literal(machine.get('LoggingConfiguration', 'Level')) ?? 'OFF', logLevel);
    // To which log group, a person has to say.
    const goesSomewhere = listOf(machine.get('LoggingConfiguration', 'Destinations')).length > 0;
    return isLow && goesSomewhere
      ? [{ path: ['Properties', 'LoggingConfiguration', 'Level'], set: logLevel ?? 'ERROR' }]
      : undefined;
  },
});

function isLess(level: string, least = LEVELS[0] as string): boolean {
  return LEVELS.indexOf(level) < LEVELS.indexOf(least);
}
