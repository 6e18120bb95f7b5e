/** Told how every operation of the stack ended, keeps the baseline: the one writer of it and of `Fitness`. */
import { readConfig } from '../config/read.ts';
import { instrumentsOf, type Instruments } from './measure.ts';
import { LazyClients } from './clients.ts';
import { systemClock, within } from './clock.ts';
import { draw } from './draw.ts';
import { hookEnvironment } from './environment.ts';
import { hookLog, errorFields } from './log.ts';
import { writeStdout } from './metrics.ts';
import { reMeasure } from './re-measure.ts';
import type { RecorderResult, RecorderRun } from './record.ts';
import { sweepLocks } from './shared-measurement.ts';
import type { Change } from './stack-outcome.ts';
import { record } from './stack-outcome.ts';
import { ParameterStore } from './store.ts';
import type { HookContext, Surroundings } from './traffic-hook.ts';

export type { RecorderResult } from './record.ts';

/** The instruments measure a stack which no pre-traffic hook measured. */
export interface RecorderOptions extends Surroundings, Instruments {
  /** Text of fitness.yaml. */
  readonly config: string;
}

export type Recorder = (event: unknown, context: HookContext) => Promise<RecorderResult>;

/**
 * The handler of the recorder: the target of an EventBridge rule on `CloudFormation Stack Status Change` of its stack, and
 * of a schedule, by which what is deployed is measured between releases. Throws if it could not record, so that Lambda
 * tries again; a second delivery changes nothing.
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
    const log = hookLog('recorder', variables, options.log);
    try {
      const change = isSchedule(event) ? undefined : stackStatusChange(event);
      const environment = hookEnvironment(variables);
      if (change && change.stackId !== environment.stackId) {
        log.info(`nothing to record: the event is of another stack: ${change.stackId}`);
        return { recorded: 'nothing', reason: `the event is of another stack: ${change.stackId}` };
      }
      const config = readConfig(fitnessYaml);
      const store =
        options.store ?? new ParameterStore(() => clients.ssm(), { ...environment, service: config.service });
      return await within(context.getRemainingTimeInMillis() - 1_000, 'recording', clock, async (signal) => {
        const { writeLine = writeStdout } = options;
        const run = { ...instrumentsOf(options), environment, config, store, clients, clock, log, writeLine, signal };
        return recorded(run, change, context);
      });
    } catch (error) {
      log.error('not recorded', errorFields(error));
      throw error;
    }
  };
}

async function recorded(run: RecorderRun, change: Change | undefined, context: HookContext): Promise<RecorderResult> {
  let result: RecorderResult | undefined;
  try {
    result = await (change ? record(run, change) : reMeasure(run));
    run.log.info(`${result.recorded}: ${result.reason}`);
    return result;
  } finally {
    // what failed may have come as far as the baseline
    if (result?.recorded !== 'nothing' && !run.signal.aborted) await afterwards(run, context);
  }
}

/** What no release depends on: it takes half of the time that is left at most, and fails nothing. */
async function afterwards(run: RecorderRun, context: HookContext): Promise<void> {
  const attempt = (what: string, work: (run: RecorderRun) => Promise<unknown>) =>
    within(
      (context.getRemainingTimeInMillis() - 1_000) / 2,
      what,
      run.clock,
      (signal) => work({ ...run, signal }),
      run.signal,
    ).catch((error: unknown) => run.log.warn(`${what} failed`, errorFields(error)));
  await Promise.all([attempt('drawing the dashboards', draw), attempt('removing old locks', sweepLocks)]);
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function isSchedule(event: unknown): boolean {
  const { source, 'detail-type': type } = (event ?? {}) as Record<string, unknown>;
  return source === 'aws.events' && type === 'Scheduled Event';
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
