/** Reads what is deployed and judges it with the engine that `score` uses. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Check } from '../checks/api.ts';
import type { Config } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import { builtInIds } from '../config/read.ts';
import { ownProblems } from '../config/own-checks.ts';
import { UserError } from '../errors.ts';
import { assessment } from '../fitness/assess.ts';
import { parseBaseline, serializeBaseline } from '../fitness/baseline.ts';
import { checksOf, withCustom } from '../fitness/enabled.ts';
import type { Report } from '../fitness/report.ts';
import { whatChanged } from '../history/changes.ts';
import { architectureOf } from '../live/architecture.ts';
import type { Measurer } from '../live/measurer.ts';
import type { LiveStack, ResourceReader } from '../live/reader.ts';
import { measurementsOfBuild } from '../measurements/build.ts';
import type { HookEnvironment } from './environment.ts';
import type { ReleaseRecord } from './store.ts';
import { measurementOf } from './store.ts';

/** What a stack is judged by, and read with. */
export interface Instruments {
  /** The checks that judge; those that fitness.yaml does not enable are left out. */
  readonly checks: readonly Check[];
  /** What reads the deployed resources; those of other types are judged by the template. */
  readonly readers?: readonly ResourceReader[];
  /** What measures the stack while it runs. */
  readonly measurers?: readonly Measurer[];
  /** What `measure` found in the sources when the service was built: its file, parsed. */
  readonly measurements?: unknown;
}

/** Them alone, of options that hold more. */
export function instrumentsOf({ checks, readers = [], measurers = [], measurements }: Instruments): Instruments {
  return { checks, readers, measurers, measurements };
}

export interface MeasureInput extends Instruments {
  /** The stack as far as it is known already. */
  readonly stack: LiveStack;
  readonly client: () => Promise<Pick<CloudFormationClient, 'send'>>;
  readonly config: Config;
  readonly environment: HookEnvironment;
  readonly baseline?: ReleaseRecord | undefined;
  readonly overrideReason?: string | undefined;
  readonly now: Date;
  /** Milliseconds for what is asked of the resources; what is not read by then is unknown. */
  readonly readingTime: number;
  readonly signal: AbortSignal;
}

/** They are kept for as long as the function stays warm. */
const CLIENTS = new Map<string, Promise<unknown>>();

/** The report of the stack as it is deployed, and the record to remember it by. */
export async function measure(input: MeasureInput): Promise<{ report: Report; record: ReleaseRecord }> {
  const { environment, overrideReason, now, checks } = input;
  const { overrideReason: given } = environment;
  const before = input.baseline && parseBaseline(input.baseline.baseline);
  const config = withOwn(input.config, checks);
  const { template, unread } = await architectureOf({
    ...input,
    cloudformation: input.client,
    readers: input.readers ?? [],
    measurers: input.measurers ?? [],
    checks: checksOf(forEnvironment(config, environment.environment).checks, checks).map(({ check }) => check.meta),
    config,
    baseline: before,
    measurements: measurementsOfBuild(input.measurements, environment.buildId),
    clients: CLIENTS,
  });
  const { report: assessed, baseline } = assessment({
    template,
    config,
    environment: environment.environment,
    checks,
    ...(before && { baseline: before }),
    now,
    phase: 'stack',
    ...(overrideReason && { overrideReason }),
    ...(environment.gateMode && { gateMode: environment.gateMode }),
  });
  const report = withGaps(assessed, unread, overrideReason);
  const record: ReleaseRecord = {
    version: 1,
    releaseId: environment.releaseId,
    measuredAt: now.toISOString(),
    verdict: report.gate.verdict,
    ...(overrideReason ? { overrideReason } : given && { spentOverride: given }),
    measurement: measurementOf(report),
    changes: whatChanged(before, baseline()),
    baseline: serializeBaseline(baseline()),
  };
  return { report, record };
}

/** What fitness.yaml names and is not here would judge nothing, and nobody would know. */
function withOwn(config: Config, checks: readonly Check[]): Config {
  const metas = checks.map(({ meta }) => meta);
  const problems = ownProblems(config, builtInIds(), metas).map(({ message }) => message);
  if (problems.length > 0) throw new UserError('invalid-config', `fitness.yaml: ${problems.join('; ')}`);
  return withCustom(config, checks);
}

/** A part of the stack that could not be read is not judged, so a green verdict would say too much. */
export function withGaps(report: Report, unread: readonly string[], overrideReason: string | undefined): Report {
  if (unread.length === 0) return report;
  const { gate } = report;
  const reasons = unread.map((message) => ({ rule: 'unreadable', message }));
  const verdict = gate.verdict === 'pass' && !overrideReason ? 'incomplete' : gate.verdict;
  return { ...report, gate: { ...gate, verdict, reasons: [...gate.reasons, ...reasons] } };
}
