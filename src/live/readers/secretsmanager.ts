import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { Resolved } from '../../template/model.ts';
import { hole } from '../../template/resolve/values.ts';
import { member, setOf } from '../answers.ts';
import { NotWanted, properties, type Aws } from '../aws.ts';
import type { DeployedResource, FoundResource, Reading, ResourceReader } from '../reader.ts';
import { texts } from './policies.ts';
import { secretsmanager as calls } from '../calls.ts';

const DESCRIBE = 'secretsmanager:DescribeSecret';
const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';

/** One call per secret, whose answer its schedule shares. */
export const secretsmanager: ResourceReader = {
  types: ['AWS::SecretsManager::Secret', SCHEDULE],
  operations: calls,
  read: (resource, aws) => (resource.type === SCHEDULE ? readSchedule(resource, aws) : readSecret(resource, aws)),
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export function describeSecret(arn: string, aws: Aws): Promise<DescribeSecretCommandOutput> {
  return aws.shared(`${DESCRIBE} ${arn}`, async () => {
    const { client, DescribeSecretCommand } = await aws.client('secretsmanager', async (settings) => {
      const { SecretsManagerClient, DescribeSecretCommand } = await import('../clients/secretsmanager.ts');
      return { client: new SecretsManagerClient(settings), DescribeSecretCommand };
    });
    const answer = await aws.ask(DESCRIBE, (abortSignal) =>
      client.send(new DescribeSecretCommand({ SecretId: arn }), { abortSignal }),
    );
    member(answer?.ARN, DESCRIBE, 'the secret');
    return answer!;
  });
}

async function readSecret(secret: DeployedResource, aws: Aws): Promise<Reading> {
  const described = describeSecret(secret.physicalId, aws);
  const [read, found] = await Promise.all([
    properties({ KmsKeyId: described.then(({ KmsKeyId }) => KmsKeyId) }),
    scheduleBeside(secret, described, aws),
  ]);
  return { properties: read, found };
}

/** A schedule that the template does not have. If it cannot be read, one may be of this secret. */
async function scheduleBeside(
  secret: DeployedResource,
  described: Promise<DescribeSecretCommandOutput>,
  aws: Aws,
): Promise<FoundResource[]> {
  const { physicalId } = secret;
  const rotated = await aws.shared('secrets that the template rotates', () =>
    Promise.resolve(new Set(secret.declared(SCHEDULE).map(secretOf))),
  );
  if (rotated.has(physicalId)) return [];
  const found = (read: FoundResource['properties']): FoundResource[] => [
    { name: 'rotation', type: SCHEDULE, properties: read },
  ];
  try {
    const answer = await described;
    return answer.RotationEnabled ? found({ SecretId: physicalId, RotationRules: rulesOf(answer) }) : [];
  } catch (error) {
    if (error instanceof NotWanted) return [];
    return found({ SecretId: hole(error instanceof Error ? error.message : String(error)) });
  }
}

/**
 * The physical id of a schedule is the ARN of the secret, whether it names that or what attaches it to a database.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-rotationschedule.html
 */
function secretOf(schedule: DeployedResource): string {
  const [named] = texts(schedule.property('SecretId'));
  return /^arn:[^:]*:secretsmanager:/.test(schedule.physicalId) ? schedule.physicalId : (named ?? schedule.physicalId);
}

/** The rules stay when rotation is switched off; then the schedule is that of no secret. */
async function readSchedule(schedule: DeployedResource, aws: Aws): Promise<Reading> {
  const described = describeSecret(secretOf(schedule), aws);
  const read = await properties({
    RotationRules: described.then((secret) => (secret.RotationEnabled ? rulesOf(secret) : undefined)),
  });
  const isOff = await described.then(
    ({ RotationEnabled }) => !RotationEnabled,
    () => false,
  );
  return { properties: isOff ? { ...read, SecretId: undefined } : read };
}

/** AWS calculates the days of a schedule that is an expression, and gives both. */
function rulesOf({ RotationRules: rules }: DescribeSecretCommandOutput): Resolved | undefined {
  if (!rules) return undefined;
  const { ScheduleExpression, AutomaticallyAfterDays, Duration } = rules;
  return setOf({ ...(ScheduleExpression ? { ScheduleExpression } : { AutomaticallyAfterDays }), Duration });
}
