import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../account.ts';
import { AwsError, jsonService } from '../service.ts';

/** CloudWatch's part: metrics, dashboards and alarms. */
export const monitoring = jsonService('monitoring', {
  DescribeAlarms: ({ AlarmNames, MaxRecords = 50, NextToken }, { account, page }) => {
    const all = account
      .ofType('AWS::CloudWatch::Alarm')
      .filter(([name]) => !Array.isArray(AlarmNames) || AlarmNames.includes(name));
    const { items, next } = page(all, NextToken, Number(MaxRecords));
    return {
      MetricAlarms: items.map(([name, { properties }]) => alarm(account, name, properties)),
      CompositeAlarms: [],
      NextToken: next,
    };
  },
  GetMetricData: ({ MetricDataQueries, StartTime, EndTime, NextToken }, { account, page }) => {
    const queries = Array.isArray(MetricDataQueries) ? (MetricDataQueries as readonly MetricDataQuery[]) : [];
    const [start, end] = [Number(StartTime) * 1000, Number(EndTime) * 1000];
    if (queries.length === 0 || queries.length > 500)
      throw new AwsError(
        'InvalidParameterValue',
        'The collection MetricDataQueries must not have more than 500 members.',
      );
    if (!(start < end)) throw new AwsError('InvalidParameterCombination', 'StartTime must be before EndTime.');
    const { items, next } = page(queries, NextToken);
    return { MetricDataResults: items.map((query) => metricData(account, query, start, end)), NextToken: next };
  },
  PutDashboard: ({ DashboardName, DashboardBody }, { account }) => {
    const name = String(DashboardName);
    if (!/^[\w-]{1,255}$/.test(name))
      throw new AwsError('InvalidParameterInput', `The value ${name} for field DashboardName is invalid.`);
    account.dashboards.set(name, validBody(DashboardBody));
    return { DashboardValidationMessages: [] };
  },
  GetDashboard: ({ DashboardName }, { account }) => {
    const name = String(DashboardName);
    const body = account.dashboards.get(name);
    if (body === undefined) throw new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
    return { DashboardArn: arn(account.id, name), DashboardBody: body, DashboardName: name };
  },
  ListDashboards: ({ DashboardNamePrefix = '', NextToken }, { account, page }) => {
    const named = [...account.dashboards].filter(([name]) => name.startsWith(String(DashboardNamePrefix)));
    const { items, next } = page(named, NextToken, 1000);
    return {
      DashboardEntries: items.map(([name, body]) => ({
        DashboardName: name,
        DashboardArn: arn(account.id, name),
        Size: Buffer.byteLength(body),
      })),
      NextToken: next,
    };
  },
});

interface MetricDataQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

/** One point per period, counted from the start, that has samples. */
function metricData(account: Account, { Id, MetricStat }: MetricDataQuery, start: number, end: number): object {
  const { Metric, Period, Stat } = MetricStat;
  if (!(Period > 0) || Period % 60 !== 0)
    throw new AwsError('InvalidParameterValue', `The value ${Period} for parameter Period is not a multiple of 60.`);
  const wanted = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const periods = new Map<number, number[]>();
  for (const { namespace, name, dimensions, at, value } of account.metrics) {
    const time = at.getTime();
    if (namespace !== Metric.Namespace || name !== Metric.MetricName || time < start || time >= end) continue;
    if (!isDeepStrictEqual({ ...dimensions }, wanted)) continue;
    const from = start + Math.floor((time - start) / (Period * 1000)) * Period * 1000;
    periods.set(from, [...(periods.get(from) ?? []), value]);
  }
  const points = [...periods].sort(([a], [b]) => a - b);
  return {
    Id,
    Label: Metric.MetricName,
    StatusCode: 'Complete',
    Timestamps: points.map(([from]) => from / 1000),
    Values: points.map(([, samples]) => statistic(Stat, samples)),
  };
}

function statistic(name: string, samples: readonly number[]): number {
  const sum = samples.reduce((all, value) => all + value, 0);
  const percentile = /^p(\d{1,2}(?:\.\d+)?)$/.exec(name)?.[1];
  if (percentile !== undefined) {
    const sorted = [...samples].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((Number(percentile) / 100) * sorted.length) - 1)]!;
  }
  const statistics: Readonly<Record<string, number>> = {
    Sum: sum,
    SampleCount: samples.length,
    Average: sum / samples.length,
    Minimum: Math.min(...samples),
    Maximum: Math.max(...samples),
  };
  if (!Object.hasOwn(statistics, name)) throw new AwsError('InvalidParameterValue', `The value ${name} for Stat`);
  return statistics[name]!;
}

const arn = (account: string, name: string): string => `arn:aws:cloudwatch::${account}:dashboard/${name}`;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function validBody(body: unknown): string {
  const text = String(body);
  try {
    const { widgets } = JSON.parse(text) as { widgets?: unknown };
    if (Array.isArray(widgets) && widgets.length <= 500) return text;
  } catch {
    // refused below
  }
  throw new AwsError('InvalidParameterInput', 'The field DashboardBody must be a valid JSON object with widgets');
}

function alarm(account: Account, name: string, properties: Readonly<Record<string, unknown>>): object {
  return {
    ActionsEnabled: true,
    AlarmActions: [],
    InsufficientDataActions: [],
    OKActions: [],
    Dimensions: [],
    ...properties,
    AlarmName: name,
    AlarmArn: account.arn('cloudwatch', `alarm:${name}`),
    StateValue: 'OK',
  };
}
