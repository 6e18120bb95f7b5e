import {
  any,
  defineCheck,
  fail,
  isUndetermined,
  literal,
  notApplicable,
  pass,
  referrersOf,
  unknown,
  unreadable,
  withoutPrefix,
  type CheckContext,
  type Link,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  LogGroupNames?: string[];
  MinRetentionTime?: number;
}

/** What CloudWatch Logs accepts, days. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * A function whose log group is not in the template logs to one that Lambda makes, and that keeps everything for ever.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'cw-loggroup-retention-period-check',
    title: 'Logs are kept for a stated time',
    why: 'A log group without retention keeps everything for ever: the bill grows, and so does what can leak.',
    remedy: 'set RetentionInDays on an AWS::Logs::LogGroup, and name it in LoggingConfig.LogGroup of the function',
    category: 'cost',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::Logs::LogGroup', 'AWS::Lambda::Function'],
    relatedTypes: ['AWS::Logs::LogGroup'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cw-loggroup-retention-period-check.html',
    references: {
      guard: ['rules/aws/cloudwatch/cw_loggroup_retention_period_check.guard'],
      controlTower: ['CT.CLOUDWATCH.PR.2'],
      cdkNag: ['Serverless-CloudWatchLogGroupRetentionPeriod', 'NIST.800.53.R5-CloudWatchLogGroupRetentionPeriod'],
      checkov: ['CKV_AWS_66'],
      cfnNag: ['W86'],
      securityHub: ['CloudWatch.16'],
      fsbp: false,
    },
    liveActions: ['lambda:GetFunctionConfiguration', 'logs:DescribeLogGroups'],
    options: {
      LogGroupNames: {
        type: 'array',
        items: { type: 'string' },
        description: 'The log groups that are judged, by name; all, and functions without one, if absent',
      },
      MinRetentionTime: { type: 'integer', minimum: 1, description: 'Least retention, days' },
    },
  },

  evaluate(resource, context) {
    return resource.type === 'AWS::Lambda::Function'
      ? judgeFunction(resource, context)
      : judgeLogGroup(resource, context.options);
  },

  fix: (resource, { options }) =>
    // A function's own log group exists already where it was deployed: CloudFormation cannot just declare it.
    resource.type === 'AWS::Lambda::Function'
      ? undefined
      : [
          {
            path: ['Properties', 'RetentionInDays'],
            set: RETENTION.find((days) => days >= (options.MinRetentionTime ?? 30)) ?? RETENTION.at(-1),
          },
        ],
});

function judgeLogGroup(group: ResourceView, { LogGroupNames, MinRetentionTime }: Options): Verdict {
  if (literal(group.get('LogGroupClass')) === 'DELIVERY')
    return notApplicable('is of the class DELIVERY, which keeps logs for two days');
  if (LogGroupNames) {
    const name = group.get('LogGroupName');
    if (isUndetermined(name)) return unreadable(name);
    if (!LogGroupNames.includes(literal(name) ?? '')) return notApplicable('is not among LogGroupNames');
  }
  const retention = group.get('RetentionInDays');
  if (isUndetermined(retention)) return unreadable(retention);
  if (retention.state === 'absent') return fail('keeps logs for ever', retention);
  const days = Number(literal(retention));
  if (!RETENTION.includes(days))
    return fail(`RetentionInDays ${literal(retention)} is none that CloudWatch Logs accepts`, retention);
  if (days < (MinRetentionTime ?? 0))
    return fail(`keeps logs for ${days} days, less than ${MinRetentionTime}`, retention);
  return pass(retention);
}

function judgeFunction(lambda: ResourceView, context: CheckContext<Options>): Verdict {
  if (context.options.LogGroupNames) return notApplicable('the log groups to judge are given by LogGroupNames');
  const named = lambda.get('LoggingConfig', 'LogGroup');
  if (named.state === 'known' || named.state === 'partial') {
    return notApplicable('names a log group, which is judged where it is declared');
  }
  if (named.state === 'unknown') return unreadable(named);
  const groups = referrersOf(lambda, context, 'groups', () => groupsOfFunctions(context));
  const isDeclared = any(...groups.map(({ is }) => is));
  if (isDeclared === true) return notApplicable('its log group is declared, and judged there');
  if (isDeclared === 'unknown')
    return unknown('whether a log group of the template is its own is known only when deployed', named);
  return fail('logs to a group that keeps logs for ever, for want of one in the template', named);
}

/** The groups that Lambda would make, by the functions whose names theirs end in. */
function groupsOfFunctions(context: CheckContext<Options>): Link[] {
  return context.resources('AWS::Logs::LogGroup').map((group): Link => {
    const name = group.get('LogGroupName');
    if (name.state === 'absent') return { from: group, to: undefined };
    // Whatever it stands for, it is not known to be a function's.
    if (name.state === 'unknown') return { from: group, to: { kind: 'hole', reason: name.reason } };
    return { from: group, to: withoutPrefix(name.value, '/aws/lambda/') };
  });
}
