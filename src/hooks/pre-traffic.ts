/** Before traffic shifts: is what was deployed good enough, and no worse than the last good release? */
import { forEnvironment } from '../config/defaults.ts';
import type { LiveStack } from '../live/reader.ts';
import { unreadStack } from '../live/reader.ts';
import { within } from './clock.ts';
import { errorFields } from './log.ts';
import type { Instruments } from './measure.ts';
import { instrumentsOf, measure } from './measure.ts';
import { metricLine } from './metrics.ts';
import { settledBy } from './missed.ts';
import { situation } from './rollback.ts';
import { sharedVerdict } from './shared-measurement.ts';
import type { RecordName, ReleaseRecord } from './store.ts';
import type { HookResult, Run, Surroundings, TrafficHook } from './traffic-hook.ts';
import { trafficHook } from './traffic-hook.ts';
import { isSpent, logReport, verdict } from './verdict.ts';

export interface PreTrafficOptions extends Surroundings, Instruments {
  /** Text of fitness.yaml. */
  readonly config: string;
}

/**
 * The handler of the pre-traffic hook: measures the stack as it is deployed and reports `Succeeded` or `Failed`.
 *
 * @example
 * import { preTrafficHook } from 'create-fitness-serverless/hooks';
 * import config from '../../fitness.yaml';
 * import checks from '../checks/index.ts';
 *
 * export const handler = preTrafficHook({ config, checks, readers: [] });
 */
export function preTrafficHook({ config, ...options }: PreTrafficOptions): TrafficHook {
  return trafficHook('pre-traffic', config, options, (run) => judge(run, instrumentsOf(options)));
}

async function judge(run: Run, instruments: Instruments): Promise<HookResult> {
  const { environment } = run;
  run.step('asking whether this is a rollback (codedeploy:GetDeployment, cloudformation:DescribeStacks)');
  const { rollback, stack } = await situation(run.ids.DeploymentId, environment.stackId, {
    ...run,
    milliseconds: Math.min(run.budget / 3, 15_000),
  });
  if (rollback) return { status: 'Succeeded', reason: `not judged: ${rollback}` };
  // Of two updates with one release id the time tells; a stack that could not be asked shares with nobody.
  return sharedVerdict(run, stack?.operationAt?.toISOString(), () =>
    measured(run, stack ?? unreadStack(environment.stackId), instruments),
  );
}

/** Measures the stack for all functions of the release. */
async function measured(run: Run, stack: LiveStack, instruments: Instruments): Promise<HookResult> {
  const { environment, clients, log } = run;
  run.step('reading the baseline (ssm:GetParameter)');
  const { baseline, candidate } = await remembered(run, stack);
  const overrideReason = override(run, baseline);
  if (!baseline) log.info('no baseline yet: judged without the rules that compare with it');

  run.step('reading and judging the stack (cloudformation:GetTemplate, cloudformation:ListStackResources)');
  const { report, record } = await measure({
    ...run,
    stack,
    client: () => clients.cloudformation(),
    ...instruments,
    readingTime: run.budget / 2,
    baseline,
    overrideReason,
    now: run.clock.now(),
  });
  run.writeLine(metricLine('Candidate', record.measurement, run.config.service, environment, run.clock.now()));
  logReport(log, report);

  run.step('writing the candidate (ssm:PutParameter)');
  const confirmed = candidate?.releaseId === record.releaseId ? candidate.confirmedAt : undefined;
  await keep(run, 'candidate', { ...record, ...(confirmed && { confirmedAt: confirmed }) });
  return verdict(report, overrideReason);
}

/** The verdict does not wait for it, and does not depend on it: the hook of another function may have kept it as well. */
async function keep(run: Run, name: 'candidate' | 'unsettled', record: ReleaseRecord): Promise<void> {
  try {
    await within(
      run.budget / 4,
      `writing the ${name}`,
      run.clock,
      (signal) => run.store.write(name, record, signal),
      run.signal,
    );
  } catch (error) {
    if (run.signal.aborted) throw error;
    const lost =
      name === 'candidate'
        ? 'the candidate was not written: the recorder will measure the stack itself'
        : `release ${record.releaseId} was not kept for the recorder`;
    run.log.warn(lost, errorFields(error));
  }
}

interface Remembered {
  readonly baseline?: ReleaseRecord;
  readonly candidate?: ReleaseRecord;
}

/** What cannot be read is not nothing: it stops the release, unless fitness.yaml says that it need not. */
async function remembered(run: Run, stack: LiveStack): Promise<Remembered> {
  const { withoutBaseline } = forEnvironment(run.config, run.environment.environment).gate;
  if (withoutBaseline === 'fail') return recalled(run, stack);
  try {
    const signalled = (signal: AbortSignal) => recalled({ ...run, signal }, stack);
    return await within(run.budget / 4, 'reading the baseline', run.clock, signalled, run.signal);
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.error('the baseline cannot be read: judged without comparing (gate.withoutBaseline)', errorFields(error));
    return {};
  }
}

/** What to compare with: the newest release that the stack kept, even if the recorder missed it. */
async function recalled(run: Run, stack: LiveStack): Promise<Remembered> {
  const read = (name: RecordName) => run.store.read(name, run.signal);
  // Another function's hook writes `unsettled`, then `candidate`: in this order nothing falls between.
  const candidate = await read('candidate');
  const [recorded, unsettled] = await Promise.all([read('baseline'), read('unsettled')]);
  const waiting = unsettled && isKept(unsettled) && isNewer(unsettled, recorded) ? unsettled : undefined;
  const missed = candidate && (await heal(run, stack, candidate, waiting));
  const baseline = [recorded, waiting, missed && isKept(missed) ? missed : undefined]
    .filter((record) => record !== undefined)
    .sort((a, b) => Date.parse(b.measuredAt) - Date.parse(a.measuredAt))[0];
  return { ...(baseline && { baseline }), ...(candidate && { candidate }) };
}

function isKept({ outcome }: ReleaseRecord): boolean {
  return outcome?.result !== 'rejected';
}

function isNewer(record: ReleaseRecord, than: ReleaseRecord | undefined): boolean {
  return !than || Date.parse(record.measuredAt) > Date.parse(than.measuredAt);
}

/**
 * The candidate of an earlier release that the recorder neither promoted nor rejected: asks the stack's events what
 * became of it, and keeps it for the recorder.
 *
 * @param waiting what is kept for the recorder already: no release that was rolled back takes its place
 */
async function heal(
  run: Run,
  stack: LiveStack,
  candidate: ReleaseRecord,
  waiting: ReleaseRecord | undefined,
): Promise<ReleaseRecord | undefined> {
  const { environment, log, signal } = run;
  if (candidate.outcome || candidate.releaseId === environment.releaseId) return undefined;
  try {
    const missed = await settledBy(candidate, stack, run);
    const status = missed?.outcome?.stackStatus ?? 'its outcome is not known';
    log.warn(`the recorder missed release ${candidate.releaseId}: ${status}`);
    if (missed && (isKept(missed) || !waiting)) await keep(run, 'unsettled', missed);
    return missed;
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn(`release ${candidate.releaseId} stays unsettled`, errorFields(error));
    return undefined;
  }
}

/** An override that an earlier release was kept with lets nothing through any more. */
function override(run: Run, baseline: ReleaseRecord | undefined): string | undefined {
  const { overrideReason, releaseId } = run.environment;
  if (overrideReason === undefined || !isSpent(overrideReason, releaseId, baseline)) return overrideReason;
  run.refuseOverride();
  run.log.warn('the override is ignored: it was given for an earlier release', {
    overrideReason,
    release: baseline?.releaseId,
  });
  return undefined;
}
