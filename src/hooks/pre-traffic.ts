/** Before traffic shifts: is what was deployed good enough, and no worse than the last good release? */
import type { LiveStack } from '../live/reader.ts';
import { unreadStack } from '../live/reader.ts';
import { within } from './clock.ts';
import { errorFields } from './log.ts';
import type { Instruments } from './measure.ts';
import { instrumentsOf, measure } from './measure.ts';
import { metricLine } from './metrics.ts';
import { settledBy } from './missed.ts';
import { ifReadable } from './remembered.ts';
import { situation } from './rollback.ts';
import { sharedVerdict } from './shared-measurement.ts';
import type { ReleaseRecord } from './store.ts';
import type { HookResult, Run, Surroundings, TrafficHook } from './traffic-hook.ts';
import { trafficHook } from './traffic-hook.ts';
import { named } from './unnamed-release.ts';
import { countingOverride, logReport, verdict } from './verdict.ts';

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
  run.step('asking whether this is a rollback (codedeploy:GetDeployment, cloudformation:DescribeStacks)');
  const { rollback, stack } = await situation(run.ids.DeploymentId, run.environment.stackId, {
    ...run,
    milliseconds: Math.min(run.budget / 3, 15_000),
  });
  if (rollback) {
    run.foundRollback();
    return { status: 'Succeeded', reason: `not judged: ${rollback}` };
  }
  // Of two updates with one release id the time tells; a stack that could not be asked shares with nobody.
  const release = { ...run, environment: named(run.environment, stack) };
  return sharedVerdict(release, stack?.operationAt?.toISOString(), () =>
    measured(release, stack ?? unreadStack(release.environment.stackId), instruments),
  );
}

/** Measures the stack for all functions of the release. */
async function measured(run: Run, stack: LiveStack, instruments: Instruments): Promise<HookResult> {
  const { environment, clients, log } = run;
  run.step('reading the baseline (ssm:GetParameter)');
  const remembered = await recalled(run, stack);
  const { baseline, candidate } = remembered ?? {};
  const overrideReason = countingOverride(environment, remembered, log);
  if (overrideReason) run.acceptOverride(overrideReason);
  if (remembered && !baseline) log.info('no baseline yet: judged without the rules that compare with it');

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

/** What to compare with: the newest release that the stack kept, even if the recorder missed it. */
async function recalled(run: Run, stack: LiveStack): Promise<Remembered | undefined> {
  const records = await ifReadable((signal) => recordsOf(run, signal), { ...run, milliseconds: run.budget / 4 });
  if (!records) return undefined;
  const { candidate, recorded, unsettled } = records;
  const waiting = unsettled && isKept(unsettled) && isNewer(unsettled, recorded) ? unsettled : undefined;
  const missed = candidate && (await heal(run, stack, candidate, waiting));
  const baseline = [recorded, waiting, missed && isKept(missed) ? missed : undefined]
    .filter((record) => record !== undefined)
    .sort((a, b) => Date.parse(b.measuredAt) - Date.parse(a.measuredAt))[0];
  return { ...(baseline && { baseline }), ...(candidate && { candidate }) };
}

/** Another function's hook writes `unsettled`, then `candidate`: in this order nothing falls between. */
async function recordsOf({ store }: Run, signal: AbortSignal) {
  const candidate = await store.read('candidate', signal);
  const [recorded, unsettled] = await Promise.all([store.read('baseline', signal), store.read('unsettled', signal)]);
  return { candidate, recorded, unsettled };
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
    const missed = await within(
      run.budget / 4,
      'asking how an earlier release ended (cloudformation:DescribeStackEvents)',
      run.clock,
      (inTime) => settledBy(candidate, stack, { ...run, signal: inTime }),
      signal,
    );
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
