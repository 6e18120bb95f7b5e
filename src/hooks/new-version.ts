/** Is the new version of a function as good as the old one, by what both did while the traffic shifted? */
import type { PerformanceConfig } from '../config/config.ts';
import { Aws } from '../live/aws.ts';
import { metricData, total, weightedMean, type MetricQuery, type Series, type Window } from '../live/metric-data.ts';
import type { LazyClients } from './clients.ts';
import type { DeploymentTarget } from './deployment-target.ts';

/** How a new version did, of the old one. Kept with the candidate. */
export interface VersionVerdict {
  /** `unknown`: it could not be measured. `not-applicable`: there is nothing to compare. */
  readonly verdict: 'pass' | 'fail' | 'unknown' | 'not-applicable';
  readonly message: string;
}

/** What a version did in a window. */
export interface VersionMetrics {
  readonly invocations: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

/** A difference that nobody feels. */
const IMPERCEPTIBLE_MS = 10;

/** A percentile is one of so many samples above it. */
const SAMPLES_OF_P99 = 10;

/** Standard errors by which two rates differ by more than chance. */
const BEYOND_CHANCE = 2;

/** Pure. With too few invocations of either there is nothing to compare: no release is stopped for want of traffic. */
export function compareVersions(
  old: VersionMetrics,
  now: VersionMetrics,
  { minSamples, tolerance }: Pick<PerformanceConfig, 'minSamples' | 'tolerance'>,
): VersionVerdict {
  const fewest = Math.min(old.invocations, now.invocations);
  if (fewest < minSamples) {
    const message = `it takes ${minSamples} invocations of both, and the old version had ${old.invocations}, the new one ${now.invocations}`;
    return { verdict: 'not-applicable', message };
  }
  const worse = [
    slower('p50', old.p50, now.p50, tolerance.duration),
    fewest >= minSamples * SAMPLES_OF_P99 ? slower('p99', old.p99, now.p99, tolerance.duration) : undefined,
    moreErrors(old, now, tolerance.errorRate),
  ].filter((message) => message !== undefined);
  if (worse.length > 0) return { verdict: 'fail', message: worse.join('; ') };
  const measured = `${now.invocations} invocations, ${percent(rate(now))} % errors, p50 ${milliseconds(now.p50)}`;
  return { verdict: 'pass', message: `as good as the old version: ${measured}` };
}

function slower(name: string, old: number | undefined, now: number | undefined, tolerance: number): string | undefined {
  if (old === undefined || now === undefined || now - old <= IMPERCEPTIBLE_MS) return undefined;
  if (now <= old * (1 + tolerance / 100)) return undefined;
  return `${name} of the duration rose from ${milliseconds(old)} to ${milliseconds(now)}, by more than ${tolerance} %`;
}

function moreErrors(old: VersionMetrics, now: VersionMetrics, tolerance: number): string | undefined {
  const difference = rate(now) - rate(old);
  if (100 * difference <= tolerance) return undefined;
  const pooled = (old.errors + now.errors) / (old.invocations + now.invocations);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / old.invocations + 1 / now.invocations));
  if (difference < BEYOND_CHANCE * deviation) return undefined;
  return `${percent(rate(now))} % of the invocations fail, up from ${percent(rate(old))} % by more than ${tolerance} points`;
}

function rate({ errors, invocations }: VersionMetrics): number {
  return Math.min(1, errors / invocations);
}

function percent(part: number): string {
  return String(Math.round(part * 1000) / 10);
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? 'not known' : `${Math.round(value)} ms`;
}

const METRICS = [
  ['Invocations', 'Sum'],
  ['Errors', 'Sum'],
  ['Duration', 'p50'],
  ['Duration', 'p99'],
] as const;

/**
 * What both versions did, in one call: while traffic shifts, CloudWatch keeps an alias's metrics by version.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 *
 * @throws Unreadable with the reason
 */
export async function versionMetrics(
  { functionName, alias, currentVersion, targetVersion }: DeploymentTarget,
  window: Window,
  clients: LazyClients,
  signal: AbortSignal,
): Promise<{ old: VersionMetrics; now: VersionMetrics }> {
  const Resource = `${functionName}:${alias}`;
  const queries = [currentVersion, targetVersion].flatMap((ExecutedVersion) =>
    METRICS.map(([metric, stat]): MetricQuery => {
      const dimensions = { FunctionName: functionName, Resource, ExecutedVersion };
      return { namespace: 'AWS/Lambda', metric, stat, dimensions };
    }),
  );
  const series = await metricData(awsOf(clients, signal), queries, window);
  return { old: metricsOf(series.slice(0, METRICS.length)), now: metricsOf(series.slice(METRICS.length)) };
}

function awsOf(clients: LazyClients, signal: AbortSignal): Aws {
  const metrics = Promise.all([clients.cloudwatch(), import('../live/clients/cloudwatch.ts')]).then(
    ([client, { GetMetricDataCommand }]) => ({ client, GetMetricDataCommand }),
  );
  const wanted = new Set(['cloudwatch:GetMetricData']);
  return new Aws({ wanted, settings: {}, signal, clients: new Map([['cloudwatch', metrics]]) });
}

function metricsOf(series: readonly Series[]): VersionMetrics {
  const [invocations = [], errors = [], p50 = [], p99 = []] = series.map((each) => {
    if ('problem' in each) throw new Error(each.problem);
    return each;
  });
  return {
    invocations: total(invocations),
    errors: total(errors),
    p50: weightedMean(p50, invocations),
    p99: weightedMean(p99, invocations),
  };
}
