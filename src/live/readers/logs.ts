import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { allPages, member } from '../answers.ts';
import { properties, Unreadable, type Aws } from '../aws.ts';
import type { DeployedResource, ResourceReader } from '../reader.ts';
import { logs as calls } from '../calls.ts';

const DESCRIBE = 'logs:DescribeLogGroups';
const TYPE = 'AWS::Logs::LogGroup';

/** Names that one call takes. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
const BATCH = 50;

/** One call for every 50 log groups of the template. */
export const logs: ResourceReader = {
  types: [TYPE],
  operations: calls,
  async read(resource, aws) {
    const group = groupOf(resource, aws);
    return {
      properties: await properties({
        RetentionInDays: group.then(({ retentionInDays }) => retentionInDays),
        KmsKeyId: group.then(({ kmsKeyId }) => kmsKeyId),
      }),
    };
  },
};

async function groupOf(resource: DeployedResource, aws: Aws): Promise<LogGroup> {
  const { physicalId } = resource;
  const batches = await aws.shared('batches of log groups', () => Promise.resolve(batchesOf(resource.declared(TYPE))));
  const { names, first } = batches.get(physicalId) ?? { names: [physicalId], first: physicalId };
  const groups = await aws.shared(`${DESCRIBE} ${first}`, () => described(names, aws));
  const group = groups.get(physicalId);
  if (!group) throw new Unreadable(`${DESCRIBE} knows no log group ${physicalId}`);
  return group;
}

interface Batch {
  readonly names: string[];
  readonly first: string;
}

/** By the name of each log group those that are asked for together. */
function batchesOf(groups: readonly DeployedResource[]): ReadonlyMap<string, Batch> {
  const batches = new Map<string, Batch>();
  for (let from = 0; from < groups.length; from += BATCH) {
    const names = groups.slice(from, from + BATCH).map(({ physicalId }) => physicalId);
    for (const name of names) batches.set(name, { names, first: names[0] ?? name });
  }
  return batches;
}

async function described(logGroupIdentifiers: string[], aws: Aws): Promise<Map<string, LogGroup>> {
  const { client, DescribeLogGroupsCommand } = await aws.client('logs', async (settings) => {
    const { CloudWatchLogsClient, DescribeLogGroupsCommand } = await import('../clients/logs.ts');
    return { client: new CloudWatchLogsClient(settings), DescribeLogGroupsCommand };
  });
  const groups = await allPages(DESCRIBE, async (nextToken) => {
    const answer = await aws.ask(DESCRIBE, (abortSignal) =>
      client.send(new DescribeLogGroupsCommand({ logGroupIdentifiers, nextToken }), { abortSignal }),
    );
    return { items: member(answer?.logGroups, DESCRIBE, 'log groups'), next: answer?.nextToken };
  });
  return new Map(groups.map((group) => [group.logGroupName ?? '', group]));
}
