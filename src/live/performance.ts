/** How the functions of a stack perform, by CloudWatch, since the last release. */
import type { MeasurementName } from '../measurements/names.ts';
import type { Measurement } from '../template/model.ts';
import { unjudgedGear } from '../template/gear.ts';
import { member } from './answers.ts';
import type { Aws } from './aws.ts';
import { problemOf, type DeployedStack, type Measurer, type MeasurerOptions } from './measurer.ts';
import {
  greatest,
  metricData,
  total,
  weightedMean,
  type MetricQuery,
  type Series,
  type Window,
} from './metric-data.ts';
import type { DeployedResource } from './reader.ts';
import { performance as calls } from './calls.ts';

const FUNCTION = 'AWS::Lambda::Function';
const HOUR = 3_600_000;

/**
 * Duration, errors, throttles and concurrency of every function, all its versions together. One call serves 83 functions.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const performance: Measurer = {
  name: 'performance',
  measures: ['durationP50', 'durationP99', 'errorRate', 'throttleRate', 'concurrencyUse'],
  types: [FUNCTION],
  operations: calls,
  measure: async (stack, aws, options) => {
    const functions = productFunctions(stack);
    if (functions.length === 0) return {};
    const window = windowOf(options);
    const queries = functions.flatMap(({ physicalId }) => queriesOf({ FunctionName: physicalId }));
    const [series, account] = await Promise.all([metricData(aws, queries, window), accountLimit(functions, aws)]);
    const source = { ...options.performance, window, at: options.now.toISOString() };
    return Object.fromEntries(
      functions.flatMap((resource, index) => {
        const own = series.slice(index * METRICS.length, (index + 1) * METRICS.length);
        const limit = reservedOf(resource) ?? account;
        return Object.entries(measurementsOf(own, limit, source)).map(([name, measurement]) => [
          `${name}/${resource.logicalId}`,
          measurement,
        ]);
      }),
    );
  },
};

/** The functions that are there, without those of the hooks. */
export function productFunctions(stack: DeployedStack): readonly DeployedResource[] {
  const gear = unjudgedGear(stack.template);
  return stack.declared(FUNCTION).filter(({ logicalId }) => !gear.has(logicalId));
}

/** From the last release on, at most as long as is configured. */
export function windowOf({ now, since, performance: { windowHours } }: MeasurerOptions): Window {
  const longest = now.getTime() - windowHours * HOUR;
  return { from: new Date(Math.min(now.getTime(), Math.max(longest, since?.getTime() ?? longest))), to: now };
}

/** As they are asked for, and come back. */
const METRICS = [
  ['Invocations', 'Sum'],
  ['Errors', 'Sum'],
  ['Throttles', 'Sum'],
  ['Duration', 'p50'],
  ['Duration', 'p99'],
  ['ConcurrentExecutions', 'Maximum'],
] as const;

function queriesOf(dimensions: MetricQuery['dimensions']): MetricQuery[] {
  return METRICS.map(([metric, stat]) => ({ namespace: 'AWS/Lambda', metric, stat, dimensions }));
}

/** So many executions at the same time, or why it is not known. */
type Limit = number | { readonly problem: string } | undefined;

interface Source {
  readonly minSamples: number;
  readonly window: Window;
  readonly at: string;
}

function measurementsOf(series: readonly Series[], limit: Limit, source: Source) {
  const problem = series.find((each) => 'problem' in each);
  if (problem && 'problem' in problem) return Object.fromEntries(performance.measures.map((name) => [name, problem]));
  const [invocations = [], errors = [], throttles = [], p50 = [], p99 = [], concurrent = []] = series as Exclude<
    Series,
    { readonly problem: string }
  >[];
  const ran = total(invocations);
  const throttled = total(throttles);
  const of = (value: number | undefined, samples: number, metric: string): Measurement =>
    measurementOf(value, samples, metric, source);
  const measured: Partial<Record<MeasurementName, Measurement>> = {
    durationP50: of(weightedMean(p50, invocations), ran, 'p50 of Duration'),
    durationP99: of(weightedMean(p99, invocations), ran, 'p99 of Duration'),
    errorRate: of(percent(total(errors), ran), ran, 'Errors'),
    throttleRate: of(percent(throttled, ran + throttled), ran + throttled, 'Throttles'),
  };
  if (limit === undefined) return measured;
  if (typeof limit !== 'number') return { ...measured, concurrencyUse: limit };
  const most = greatest(concurrent);
  const use = most === undefined ? undefined : percent(most, limit);
  return { ...measured, concurrencyUse: of(use, ran, 'ConcurrentExecutions') };
}

function measurementOf(value: number | undefined, samples: number, metric: string, source: Source): Measurement {
  const { from, to } = source.window;
  const period = `${minute(from)} to ${minute(to)}`;
  if (samples < source.minSamples)
    return { absent: `it takes ${source.minSamples} invocations, and from ${period} there were ${samples}` };
  if (value === undefined) return { absent: `CloudWatch has no ${metric} from ${period}` };
  return { value, from: `CloudWatch, ${metric} from ${period}`, at: source.at };
}

/** `2026-11-23T10:00Z` */
function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`;
}

function percent(part: number, whole: number): number | undefined {
  return whole > 0 ? (100 * part) / whole : undefined;
}

/** Of the function alone; 0 switches it off, and says nothing of how much it needs. */
function reservedOf(resource: DeployedResource): number | undefined {
  const reserved = Number(resource.property('ReservedConcurrentExecutions') ?? NaN);
  return reserved > 0 ? reserved : undefined;
}

/** What the functions without a reservation share. Asked for only if there is one. */
async function accountLimit(functions: readonly DeployedResource[], aws: Aws): Promise<Limit> {
  if (functions.every((resource) => reservedOf(resource) !== undefined)) return undefined;
  try {
    return await aws.shared('lambda:GetAccountSettings', () => unreservedConcurrency(aws));
  } catch (error) {
    const problem = problemOf(error);
    return problem && 'problem' in problem ? problem : undefined;
  }
}

async function unreservedConcurrency(aws: Aws): Promise<number> {
  const { client, GetAccountSettingsCommand } = await aws.client('lambda-settings', async (settings) => {
    const { GetAccountSettingsCommand, LambdaClient } = await import('./clients/lambda-settings.ts');
    return { client: new LambdaClient(settings), GetAccountSettingsCommand };
  });
  const answer = await aws.ask('lambda:GetAccountSettings', (abortSignal) =>
    client.send(new GetAccountSettingsCommand({}), { abortSignal }),
  );
  const limit = answer?.AccountLimit?.UnreservedConcurrentExecutions;
  return member(limit, 'lambda:GetAccountSettings', 'the limit of concurrent executions');
}
