import {
  defineCheck,
  fail,
  isUndetermined,
  literal,
  pass,
  referrersOf,
  unknown,
  unreadable,
  type CheckContext,
  type Link,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  maximumAllowedRotationFrequencyInHours?: number;
  maximumAllowedRotationFrequency?: number;
}

const HOURS_PER_DAY = 24;

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html */
export default defineCheck<Options>({
  meta: {
    id: 'secretsmanager-rotation-enabled-check',
    title: 'Secrets are rotated',
    why: 'A secret that never changes stays good for whoever has once seen it.',
    remedy: 'add an AWS::SecretsManager::RotationSchedule for it',
    category: 'security',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::SecretsManager::Secret'],
    relatedTypes: ['AWS::SecretsManager::RotationSchedule', 'AWS::SecretsManager::SecretTargetAttachment'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/secretsmanager-rotation-enabled-check.html',
    references: {
      guard: ['rules/aws/secrets_manager/secretsmanager_rotation_enabled_check.guard'],
      cdkNag: ['AwsSolutions-SMG4', 'NIST.800.53.R5-SecretsManagerRotationEnabled'],
      securityHub: ['SecretsManager.1'],
      fsbp: true,
    },
    liveActions: ['secretsmanager:DescribeSecret'],
    options: {
      maximumAllowedRotationFrequencyInHours: {
        type: 'integer',
        minimum: 1,
        description: 'Greatest time between rotations, hours',
      },
      maximumAllowedRotationFrequency: {
        type: 'integer',
        minimum: 1,
        description: 'Greatest time between rotations, days',
      },
    },
  },

  evaluate(secret, context) {
    const schedules = [secret, ...attachmentsOf(secret, context)].flatMap((each) => schedulesOf(each, context));
    const schedule = schedules.find(({ is }) => is === true)?.resource;
    if (schedule) return judgeInterval(schedule, context.options);
    const [maybe] = schedules;
    if (maybe) return unknown(`whether ${maybe.resource.logicalId} rotates it is known only when deployed`);
    return fail('has no RotationSchedule');
  },
});

function schedulesOf(target: ResourceView, context: CheckContext<Options>) {
  return referrersOf(target, context, 'schedules', () =>
    context
      .resources('AWS::SecretsManager::RotationSchedule')
      .map((schedule): Link => ({ from: schedule, to: schedule.get('SecretId') })),
  );
}

/** The Ref of an attachment is the secret that it attaches to a database. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secrettargetattachment.html */
function attachmentsOf(secret: ResourceView, context: CheckContext<Options>): ResourceView[] {
  const attachments = referrersOf(secret, context, 'attachments', () =>
    context
      .resources('AWS::SecretsManager::SecretTargetAttachment')
      .map((attachment): Link => ({ from: attachment, to: attachment.get('SecretId') })),
  );
  return attachments.filter(({ is }) => is === true).map(({ resource }) => resource);
}

function judgeInterval(schedule: ResourceView, options: Options): Verdict {
  const { maximumAllowedRotationFrequencyInHours: hours, maximumAllowedRotationFrequency: days } = options;
  const greatest = Math.min(hours ?? Infinity, (days ?? Infinity) * HOURS_PER_DAY);
  if (greatest === Infinity) return pass(schedule.get('SecretId'), schedule);
  const after = schedule.get('RotationRules', 'AutomaticallyAfterDays');
  const expression = schedule.get('RotationRules', 'ScheduleExpression');
  const written = [after, expression].find(({ state }) => state !== 'absent');
  if (!written) return fail(`${schedule.logicalId} has no RotationRules`, schedule.get('RotationRules'), schedule);
  if (isUndetermined(written)) return unreadable(written, schedule);
  const interval = written === after ? Number(literal(after)) * HOURS_PER_DAY : hoursOf(literal(expression) ?? '');
  if (interval === undefined || Number.isNaN(interval))
    return unknown('how often its schedule rotates it cannot be told', written, schedule);
  return interval <= greatest
    ? pass(written, schedule)
    : fail(`is rotated every ${interval} hours, and at most ${greatest} are allowed`, written, schedule);
}

/** `rate(4 hours)`, `rate(10 days)`. https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html */
function hoursOf(expression: string): number | undefined {
  const [, amount, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(expression.trim()) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === 'day' ? HOURS_PER_DAY : 1);
}
