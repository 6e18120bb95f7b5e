/** Told how every operation of the stack ended, keeps the baseline: the one writer of it and of `Fitness`. */
import type { Check } from '../checks/api.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/config.ts';
import { describeStack } from '../live/cloudformation.ts';
import type { LiveStack, Reader } from '../live/reader.ts';
import { LazyClients } from './clients.ts';
import { systemClock, within } from './clock.ts';
import type { HookEnvironment } from './environment.ts';
import { hookEnvironment } from './environment.ts';
import type { Log } from './log.ts';
import { consoleLog, errorFields } from './log.ts';
import { measure } from './measure.ts';
import { metricLine, writeStdout } from './metrics.ts';
import { OUTCOMES } from './outcome.ts';
import type { ReleaseRecord, Store } from './store.ts';
import { ParameterStore } from './store.ts';
import type { HookContext, Surroundings } from './traffic-hook.ts';

export interface RecorderOptions extends Surroundings {
  /** Text of fitness.yaml. */
  readonly config: string;
  /** The checks that measure a stack which no pre-traffic hook measured. */
  readonly checks: readonly Check[];
  readonly readers?: readonly Reader[];
}

export interface RecorderResult {
  readonly recorded: 'promoted' | 'measured' | 'rejected' | 'nothing';
  readonly reason: string;
}

export type Recorder = (event: unknown, context: HookContext) => Promise<RecorderResult>;

/**
 * The handler of the recorder: the target of an EventBridge rule on `CloudFormation Stack Status Change` of its stack.
 * Throws if it could not record, so that Lambda tries again; a second delivery changes nothing.
 *
 * @example
 * import { recorder } from 'create-fitness-serverless/hooks';
 * import config from '../../fitness.yaml';
 * import checks from '../checks/index.ts';
 *
 * export const handler = recorder({ config, checks, readers: [] });
 */
export function recorder({ config: fitnessYaml, ...options }: RecorderOptions): Recorder {
  const clients = new LazyClients(options.clients);
  const clock = options.clock ?? systemClock;
  return async (event, context) => {
    const variables = options.environment ?? process.env;
    const log =
      options.log ??
      consoleLog({ hook: 'recorder', releaseId: variables['FITNESS_RELEASE_ID'] }, variables['AWS_LAMBDA_LOG_FORMAT']);
    try {
      const change = stackStatusChange(event);
      const environment = hookEnvironment(variables);
      if (change.stackId !== environment.stackId)
        return nothing(log, `the event is of another stack: ${change.stackId}`);
      const outcome = OUTCOMES[change.status];
      if (!outcome) return nothing(log, `${change.status} settles nothing`);
      const { config } = loadConfig(fitnessYaml, 'fitness.yaml', true);
      const store =
        options.store ?? new ParameterStore(() => clients.ssm(), { ...environment, service: config.service });
      return await within(context.getRemainingTimeInMillis() - 1_000, 'recording', clock, async (signal) => {
        const run = { ...options, change, environment, config, store, clients, clock, log, signal };
        const promise = outcome === 'kept' ? keep(run) : reject(run);
        const result = await promise;
        log.info(`${result.recorded}: ${result.reason}`);
        return result;
      });
    } catch (error) {
      log.error('not recorded', errorFields(error));
      throw error;
    }
  };
}

interface Change {
  readonly stackId: string;
  readonly status: string;
  readonly at: Date;
}

interface Run extends Omit<RecorderOptions, 'config' | 'clients' | 'environment' | 'store' | 'log' | 'clock'> {
  readonly change: Change;
  readonly environment: HookEnvironment;
  readonly config: Config;
  readonly store: Store;
  readonly clients: LazyClients;
  readonly clock: NonNullable<Surroundings['clock']>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html */
function stackStatusChange(event: unknown): Change {
  const { detail, time } = (event ?? {}) as { detail?: Record<string, unknown>; time?: unknown };
  const stackId = detail?.['stack-id'];
  const status = (detail?.['status-details'] as Record<string, unknown> | undefined)?.['status'];
  const at = new Date(typeof time === 'string' ? time : NaN);
  if (typeof stackId !== 'string' || typeof status !== 'string' || Number.isNaN(at.getTime()))
    throw new Error(
      'not an event of a stack status change: time, detail.stack-id or detail.status-details.status is missing',
    );
  return { stackId, status, at };
}

function nothing(log: Log, reason: string): RecorderResult {
  log.info(`nothing to record: ${reason}`);
  return { recorded: 'nothing', reason };
}

/** The stack kept the release: its candidate becomes the baseline, or what is deployed now, if nobody measured it. */
async function keep(run: Run): Promise<RecorderResult> {
  const { store, signal, change, environment } = run;
  const baseline = await settled(run);
  if (baseline?.outcome && Date.parse(baseline.outcome.at) >= change.at.getTime())
    return { recorded: 'nothing', reason: `already recorded by ${baseline.outcome.at}` };
  const stack = await describeStack(await run.clients.cloudformation(), change.stackId, signal).catch(
    (error: unknown) => {
      run.log.warn('the stack could not be described', errorFields(error));
      return undefined;
    },
  );
  // The outcome of a nested stack is its root's: what is complete here may still be undone.
  if (stack?.rootId && stack.rootId !== change.stackId)
    return { recorded: 'nothing', reason: 'a nested stack: the next pre-traffic hook will know how its root ended' };

  const candidate = await store.read('candidate', signal);
  const outcome = { result: 'promoted' as const, stackStatus: change.status, at: change.at.toISOString() };
  if (candidate && belongs(candidate, run) && candidate.releaseId === environment.releaseId) {
    const promoted: ReleaseRecord = { ...candidate, outcome };
    await writeBaseline(run, promoted);
    await store.write('candidate', promoted, signal);
    return { recorded: 'promoted', reason: `release ${candidate.releaseId}` };
  }
  if (!stack || OUTCOMES[stack.status ?? ''] !== 'kept')
    return { recorded: 'nothing', reason: `the stack is in ${stack?.status ?? 'an unknown status'}: not measured` };
  await writeBaseline(run, { ...(await measured(run, stack, baseline)), outcome });
  return { recorded: 'measured', reason: 'no candidate of this release: measured what is deployed' };
}

/** Is the candidate of the operation that the event ends? EventBridge's times are of whole seconds. */
function belongs(candidate: ReleaseRecord, { change }: Run): boolean {
  const second = Math.floor(Date.parse(candidate.measuredAt) / 1000) * 1000;
  return !candidate.outcome && second <= change.at.getTime();
}

/** The baseline, after what an earlier event missed has been made good. */
async function settled(run: Run): Promise<ReleaseRecord | undefined> {
  const [baseline, unsettled] = await Promise.all([
    run.store.read('baseline', run.signal),
    run.store.read('unsettled', run.signal),
  ]);
  if (!unsettled || (baseline && Date.parse(baseline.measuredAt) >= Date.parse(unsettled.measuredAt))) return baseline;
  await writeBaseline(run, unsettled);
  run.log.info(`promoted: release ${unsettled.releaseId}, which had been missed`);
  return unsettled;
}

async function writeBaseline(run: Run, record: ReleaseRecord): Promise<void> {
  await run.store.write('baseline', record, run.signal);
  const at = new Date(record.outcome?.at ?? record.measuredAt);
  const names = { ...run.environment, releaseId: record.releaseId };
  (run.writeLine ?? writeStdout)(metricLine('', record.measurement, run.config.service, names, at));
}

async function measured(run: Run, stack: LiveStack, baseline: ReleaseRecord | undefined): Promise<ReleaseRecord> {
  const { record } = await measure({
    ...run,
    stack,
    client: () => run.clients.cloudformation(),
    readers: run.readers ?? [],
    baseline,
    now: run.clock.now(),
  });
  return record;
}

/** The stack went back: the baseline stays, and so does `Fitness`. */
async function reject(run: Run): Promise<RecorderResult> {
  await settled(run);
  const candidate = await run.store.read('candidate', run.signal);
  if (!candidate || !belongs(candidate, run))
    return { recorded: 'nothing', reason: 'no candidate waits for this outcome' };
  const { status: stackStatus, at } = run.change;
  // After a rollback the variables of this function are those of the release that the stack went back to.
  if (stackStatus.includes('ROLLBACK') && candidate.releaseId === run.environment.releaseId)
    return { recorded: 'nothing', reason: `release ${candidate.releaseId} is what the stack went back to` };
  await run.store.write(
    'candidate',
    { ...candidate, outcome: { result: 'rejected', stackStatus, at: at.toISOString() } },
    run.signal,
  );
  return { recorded: 'rejected', reason: `release ${candidate.releaseId}: ${stackStatus}` };
}
