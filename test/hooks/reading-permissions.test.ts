/** What the generated policy lets a hook read is what it asks for, in both directions: over a stack with something of every kind. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { measure } from '../../src/hooks/measure.ts';
import { hookEnvironment } from '../../src/hooks/environment.ts';
import { STACK_ACTIONS } from '../../src/live/cloudformation.ts';
import { equipmentFor } from '../../src/live/equipment.ts';
import { instrumentsFor } from '../../src/live/instruments.ts';
import { OPERATIONS } from '../../src/live/operations.ts';
import { unreadStack } from '../../src/live/reader.ts';
import { enabledChecks } from '../../src/project/enabled-checks.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { deployed, made, useStandIn } from './rich-stack.ts';

let aws: AwsStandIn;
let client: CloudFormationClient;
const before = { ...process.env };

beforeAll(async () => {
  aws = await AwsStandIn.start();
  client = useStandIn(aws);
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

/** The service of a call is the one that signs it; that of a permission is IAM's. */
const IAM_NAMES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

test('a default service, with more than it has', async () => {
  const stackId = await deployed(aws, client);
  const [bucket = ''] = [...aws.account.resources].find(([, { type }]) => type === 'AWS::S3::Bucket') ?? [];
  aws.account.config = {
    rules: { encrypted: { identifier: 'S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED' } },
    resources: { 'AWS::S3::Bucket': [{ id: bucket, name: bucket }] },
    results: [],
  };
  aws.calls.length = 0;
  const { grants } = equipmentFor(enabledChecks(made.config), made.config.live);
  await measure({
    stack: unreadStack(stackId),
    client: () => Promise.resolve(client),
    ...instrumentsFor(enabledChecks(made.config), made.config.live),
    checks: catalogue,
    config: made.config,
    environment: hookEnvironment({
      FITNESS_STACK_ID: stackId,
      FITNESS_ENVIRONMENT: 'prod',
      FITNESS_RELEASE_ID: 'release001',
    }),
    now: new Date(),
    readingTime: 60_000,
    signal: new AbortController().signal,
  });
  expect([...aws.unplayed]).toEqual([]);
  const operations = new Set(
    aws.calls.map((call) => {
      const [name = '', operation = ''] = call.split(':');
      return `${IAM_NAMES[name] ?? name}:${operation}`;
    }),
  );
  const needed = [...operations].flatMap((call) => OPERATIONS[call as keyof typeof OPERATIONS] ?? [call]);
  const allowed = [...STACK_ACTIONS, ...grants.flatMap(({ actions }) => actions)];
  expect([...new Set(needed)].sort()).toEqual([...new Set(allowed)].sort());
});
