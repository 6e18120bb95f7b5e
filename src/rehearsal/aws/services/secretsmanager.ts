import { own } from '../../../template/resolve/values.ts';
import type { Account } from '../account.ts';
import { AwsError, jsonService } from '../service.ts';

const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';

/** Secrets Manager's part: what may be asked about secrets, but never what is in them. */
export const secretsmanager = jsonService('secretsmanager', {
  DescribeSecret: ({ SecretId }, { account }) => {
    const arn = String(SecretId);
    const secret = account.find(arn, 'AWS::SecretsManager::Secret');
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const key = secret.properties['KmsKeyId'];
    return {
      ARN: arn,
      Name:
        secret.properties['Name'] ??
        arn
          .split(':')
          .at(-1)
          ?.replace(/-[^-]+$/, ''),
      // of the key of the service nothing is said
      ...(key !== undefined && key !== 'alias/aws/secretsmanager' && { KmsKeyId: key }),
      CreatedDate: (secret.createdAt ?? account.now()).getTime() / 1000,
      ...(secret.rotatedAt && { LastRotatedDate: secret.rotatedAt.getTime() / 1000 }),
      ...rotation(arn, account),
    };
  },
});

function rotation(arn: string, account: Account): object {
  const [, schedule] = account.ofType(SCHEDULE).find(([, each]) => rotates(each.properties, arn, account)) ?? [];
  if (!schedule) return {};
  const { RotationRules: rules, RotationLambdaARN } = schedule.properties;
  const expression = own(rules, 'ScheduleExpression');
  const days = own(rules, 'AutomaticallyAfterDays') ?? daysOf(String(expression));
  return {
    RotationEnabled: true,
    RotationLambdaARN,
    RotationRules: {
      ...(days !== undefined && { AutomaticallyAfterDays: Number(days) }),
      ...(expression !== undefined && { ScheduleExpression: expression }),
      ...(own(rules, 'Duration') !== undefined && { Duration: own(rules, 'Duration') }),
    },
  };
}

/** By the secret, or by what attaches it to a database. */
function rotates(schedule: Readonly<Record<string, unknown>>, arn: string, account: Account): boolean {
  const id = schedule['SecretId'];
  const attachment = account.find(id, 'AWS::SecretsManager::SecretTargetAttachment');
  return id === arn || attachment?.properties['SecretId'] === arn;
}

/** Calculated from the expression. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html */
function daysOf(expression: string): number | undefined {
  const [, amount, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(expression) ?? [];
  if (amount === undefined) return undefined;
  return unit === 'day' ? Number(amount) : Math.max(1, Math.floor(Number(amount) / 24));
}
