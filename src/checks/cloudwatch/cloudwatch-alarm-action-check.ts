import {
  any,
  defineCheck,
  fail,
  hasItems,
  isTrue,
  listOf,
  literal,
  pass,
  unreadable,
  type OptionSchema,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

/** As the Config rule has them: texts, and five actions at most. */
type Options = Readonly<Record<string, string | undefined>>;

/** What an alarm does in a state. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html */
const ACTIONS = [
  { property: 'AlarmActions', state: 'ALARM', option: 'alarmActionRequired', default: 'true' },
  {
    property: 'InsufficientDataActions',
    state: 'INSUFFICIENT_DATA',
    option: 'insufficientDataActionRequired',
    default: 'true',
  },
  { property: 'OKActions', state: 'OK', option: 'okActionRequired', default: 'false' },
] as const;

const NAMED = ['action1', 'action2', 'action3', 'action4', 'action5'];

const OPTIONS = Object.fromEntries<OptionSchema>([
  ...ACTIONS.map(({ option, state, default: standard }): [string, OptionSchema] => [
    option,
    {
      type: 'string',
      enum: ['true', 'false'],
      default: standard,
      description: `\`true\` demands an action for the state ${state}; any action will do where none is demanded`,
    },
  ]),
  ...NAMED.map((name): [string, OptionSchema] => [
    name,
    { type: 'string', description: 'ARN of an action that will do' },
  ]),
]);

export default defineCheck<Options>({
  meta: {
    id: 'cloudwatch-alarm-action-check',
    title: 'Alarms tell somebody',
    why: 'An alarm without an action changes its colour on a page that nobody looks at.',
    remedy: 'set AlarmActions and InsufficientDataActions to what shall be told, such as an SNS topic',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::CloudWatch::Alarm'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/cloudwatch-alarm-action-check.html',
    references: {
      guard: ['rules/aws/cloudwatch/cloudwatch_alarm_action_check.guard'],
      controlTower: ['CT.CLOUDWATCH.PR.1'],
      cdkNag: ['NIST.800.53.R5-CloudWatchAlarmAction'],
      securityHub: ['CloudWatch.15'],
      fsbp: false,
    },
    liveActions: ['cloudwatch:DescribeAlarms'],
    options: OPTIONS,
  },

  evaluate(alarm, { options }) {
    const demanded = ACTIONS.filter(({ option }) => isTrue(options[option]));
    const given = ACTIONS.map(({ property }) => ({ property, is: hasItems(alarm, property) }));
    const isGiven = (wanted: string) => given.find(({ property }) => property === wanted)?.is ?? false;
    const missing = demanded.find(({ property }) => isGiven(property) === false);
    if (missing) return fail(`does nothing in the state ${missing.state}`, alarm.get(missing.property));
    const hasAny = any(...given.map(({ is }) => is));
    if (hasAny === false) return fail('does nothing in any state', alarm.get('AlarmActions'));
    const open = demanded.find(({ property }) => isGiven(property) === 'unknown');
    if (open) return unreadable(alarm.get(open.property));
    const [first] = given.filter(({ is }) => is === hasAny).map(({ property }) => alarm.get(property));
    if (hasAny === 'unknown' && first) return unreadable(first);
    return judgeNamed(alarm, options) ?? pass(first);
  },
});

/** Undefined where no action in particular is wanted. */
function judgeNamed(alarm: ResourceView, options: Options): Verdict | undefined {
  const wanted = NAMED.flatMap((name) => options[name] ?? []);
  if (wanted.length === 0) return undefined;
  const lists = ACTIONS.map(({ property }) => alarm.get(property));
  const isWanted = lists.find((list) => listOf(list).some((action) => wanted.includes(literal(action) ?? '')));
  if (isWanted) return pass(isWanted);
  const isOpen = lists.find((list) => list.state === 'unknown' || list.state === 'partial');
  return isOpen ? unreadable(isOpen) : fail(`does none of ${wanted.join(', ')}`, lists[0]);
}
