import type { DescribeAlarmsCommandOutput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Resolved } from '../../template/model.ts';
import { allPages, member } from '../answers.ts';
import { properties, Unreadable, type Aws } from '../aws.ts';
import type { DeployedResource, ResourceReader } from '../reader.ts';
import { cloudwatch as calls } from '../calls.ts';

const ALARMS = 'cloudwatch:DescribeAlarms';
const TYPE = 'AWS::CloudWatch::Alarm';

/** CloudWatch answers for this many names at once. */
const AT_ONCE = 100;

/** One call for a hundred alarms. */
export const cloudwatch: ResourceReader = {
  types: [TYPE],
  operations: calls,
  async read(alarm, aws) {
    const found = find(alarm, aws);
    const actions = (name: 'AlarmActions' | 'InsufficientDataActions' | 'OKActions') =>
      found.then((one): Resolved | undefined => (one[name]?.length ? one[name] : undefined));
    return {
      properties: await properties({
        AlarmActions: actions('AlarmActions'),
        InsufficientDataActions: actions('InsufficientDataActions'),
        OKActions: actions('OKActions'),
      }),
    };
  },
};

async function find(alarm: DeployedResource, aws: Aws): Promise<MetricAlarm> {
  const { physicalId } = alarm;
  const names = await aws.shared('names of alarms', () =>
    Promise.resolve([...new Set(alarm.declared(TYPE).map((each) => each.physicalId))].sort()),
  );
  const place = Math.max(names.indexOf(physicalId), 0);
  const from = place - (place % AT_ONCE);
  const among = names.length > 0 ? names.slice(from, from + AT_ONCE) : [physicalId];
  const alarms = await aws.shared(`${ALARMS} ${among[0]}`, () => describe(among, aws));
  const live = alarms.get(physicalId);
  if (!live) throw new Unreadable(`${ALARMS} knows no alarm ${physicalId}`);
  return live;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
async function describe(names: readonly string[], aws: Aws): Promise<ReadonlyMap<string, MetricAlarm>> {
  const all = await allPages<MetricAlarm>(ALARMS, async (NextToken) => {
    const answer = await aws.ask(ALARMS, async (abortSignal): Promise<DescribeAlarmsCommandOutput> => {
      const { client, DescribeAlarmsCommand } = await aws.client('cloudwatch-alarms', async (settings) => {
        const { CloudWatchClient, ...commands } = await import('../clients/cloudwatch-alarms.ts');
        return { client: new CloudWatchClient(settings), ...commands };
      });
      const input = {
        AlarmNames: [...names],
        AlarmTypes: ['MetricAlarm' as const],
        MaxRecords: AT_ONCE,
        ...(NextToken !== undefined && { NextToken }),
      };
      return client.send(new DescribeAlarmsCommand(input), { abortSignal });
    });
    return { items: member(answer?.MetricAlarms, ALARMS, 'alarms'), next: answer?.NextToken };
  });
  return new Map(all.map((alarm) => [alarm.AlarmName ?? '', alarm]));
}
