import type { HookEnvironment } from './environment.ts';
import type { Measurement } from './store.ts';

/** Namespace of every metric of this module; dimensions are Service, Environment, Stack. */
export const NAMESPACE = 'Fitness';

/** Writes one line to the function's log. */
export type WriteLine = (line: string) => void;

/**
 * Writes a line of EMF: `process.stdout.write`, because with JSON logging the runtime wraps what `console.log` is
 * given, and `_aws` is then not at the root and no metric is made.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const writeStdout: WriteLine = (line) => void process.stdout.write(`${line}\n`);

/**
 * The EMF line of a measurement. `Candidate` metrics are of a release that has yet to prove itself; the others are of
 * what is deployed. The sub-scores have a metric per category, e.g. `FitnessSecurity`.
 */
export function metricLine(
  prefix: 'Candidate' | '',
  measured: Measurement,
  service: string,
  { environment, stackName, releaseId }: Pick<HookEnvironment, 'environment' | 'stackName' | 'releaseId'>,
  now: Date,
): string {
  const values: Record<string, number> = {
    [`${prefix}Fitness`]: measured.fitness,
    [`${prefix}FitnessRaw`]: measured.raw,
    [`${prefix}Complexity`]: measured.complexity,
    [`${prefix}Coverage`]: measured.coverage,
  };
  for (const [category, fitness] of Object.entries(measured.categories))
    values[`${prefix}Fitness${category.charAt(0).toUpperCase()}${category.slice(1)}`] = fitness;
  return JSON.stringify({
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['Service', 'Environment', 'Stack']],
          Metrics: Object.keys(values).map((Name) => ({ Name })),
        },
      ],
    },
    Service: service,
    Environment: environment,
    Stack: stackName,
    ReleaseId: releaseId,
    ...values,
  });
}
