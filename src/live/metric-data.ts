/** Metrics of CloudWatch, many at once. */
import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { allPages, member } from './answers.ts';
import type { Aws } from './aws.ts';

export interface MetricQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Maximum`, `p99` … */
  readonly stat: string;
}

export interface Window {
  readonly from: Date;
  readonly to: Date;
}

export interface Point {
  readonly at: number;
  readonly value: number;
}

/** The points of a metric, or why there are none although there might be. */
export type Series = readonly Point[] | { readonly problem: string };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_PER_CALL = 500;

const MINUTE = 60_000;

/**
 * The series of each query, in their order. The window is one period, so that a percentile is of all its samples; where
 * CloudWatch lays its own bounds of periods into it there are two points.
 *
 * @throws NotWanted, Unreadable as `aws.ask`
 */
export async function metricData(aws: Aws, queries: readonly MetricQuery[], window: Window): Promise<Series[]> {
  const from = Math.floor(window.from.getTime() / MINUTE) * MINUTE;
  const to = Math.max(from + MINUTE, Math.ceil(window.to.getTime() / MINUTE) * MINUTE);
  const batches: Promise<Series[]>[] = [];
  for (let first = 0; first < queries.length; first += QUERIES_PER_CALL)
    batches.push(batch(aws, queries.slice(first, first + QUERIES_PER_CALL), from, to));
  return (await Promise.all(batches)).flat();
}

const GET = 'cloudwatch:GetMetricData';

async function batch(aws: Aws, queries: readonly MetricQuery[], from: number, to: number): Promise<Series[]> {
  const { client, GetMetricDataCommand } = await aws.client('cloudwatch', async (settings) => {
    const { CloudWatchClient, GetMetricDataCommand } = await import('./clients/cloudwatch.ts');
    return { client: new CloudWatchClient(settings), GetMetricDataCommand };
  });
  const input = {
    StartTime: new Date(from),
    EndTime: new Date(to),
    ScanBy: 'TimestampAscending' as const,
    MetricDataQueries: queries.map((query, index) => dataQuery(query, index, (to - from) / 1000)),
  };
  const results = await allPages(GET, async (NextToken) => {
    const page = await aws.ask(GET, (abortSignal) =>
      client.send(new GetMetricDataCommand({ ...input, NextToken }), { abortSignal }),
    );
    return { items: member(page?.MetricDataResults, GET, 'results'), next: page?.NextToken };
  });
  const pages = new Map<string | undefined, MetricDataResult[]>();
  for (const result of results) pages.set(result.Id, [...(pages.get(result.Id) ?? []), result]);
  return queries.map((_, index) => seriesOf(pages.get(idOf(index)) ?? []));
}

function idOf(index: number): string {
  return `q${index}`;
}

function dataQuery({ namespace, metric, dimensions, stat }: MetricQuery, index: number, period: number) {
  return {
    Id: idOf(index),
    ReturnData: true,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: period,
      Stat: stat,
    },
  };
}

/** The last page says whether a series is whole. */
function seriesOf(pages: readonly MetricDataResult[]): Series {
  const status = pages.at(-1)?.StatusCode ?? 'Complete';
  if (status === 'Forbidden') return { problem: `denied: the role needs ${GET}` };
  if (status !== 'Complete') return { problem: `${GET} has not all of it: ${status}` };
  return pages.flatMap(({ Timestamps = [], Values = [] }) =>
    Timestamps.flatMap((at, position) => {
      const value = Values[position];
      return value === undefined || !Number.isFinite(value) ? [] : [{ at: at.getTime(), value }];
    }),
  );
}

export function total(points: readonly Point[]): number {
  return points.reduce((sum, { value }) => sum + value, 0);
}

export function greatest(points: readonly Point[]): number | undefined {
  return points.length === 0 ? undefined : Math.max(...points.map(({ value }) => value));
}

/** Of a statistic that cannot be added up, such as a percentile: the mean by the samples of each period. */
export function weightedMean(points: readonly Point[], samples: readonly Point[]): number | undefined {
  if (points.length <= 1) return points[0]?.value;
  const weights = points.map(({ at }) => samples.find((sample) => sample.at === at)?.value ?? 0);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return all > 0 ? points.reduce((sum, { value }, index) => sum + value * weights[index]!, 0) / all : undefined;
}
