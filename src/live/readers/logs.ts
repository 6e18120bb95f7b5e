import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { allPages, member } from '../answers.ts';
import { properties, Unreadable, type Aws } from '../aws.ts';
import type { DeployedResource, ResourceReader } from '../reader.ts';

const DESCRIBE = 'logs:DescribeLogGroups';
const TYPE = 'AWS::Logs::LogGroup';

/** Names that one call takes. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
const BATCH = 50;

/** One call for every 50 log groups of the template. */
export const logs: ResourceReader = {
  types: [TYPE],
  operations: [DESCRIBE],
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
  const names = resource.declared(TYPE).map((each) => each.physicalId);
  const at = names.indexOf(physicalId);
  const batch = at < 0 ? [physicalId] : names.slice(at - (at % BATCH), at - (at % BATCH) + BATCH);
  const groups = await aws.shared(`${DESCRIBE} ${batch.join()}`, () => described(batch, aws));
  const group = groups.get(physicalId);
  if (!group) throw new Unreadable(`${DESCRIBE} knows no log group ${physicalId}`);
  return group;
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
