/** Every day: what is deployed now is measured, so that the curve goes on between releases, and drift is found. */
import { describeStack } from '../live/cloudformation.ts';
import type { LiveStack } from '../live/reader.ts';
import { errorFields } from './log.ts';
import { settledBy } from './missed.ts';
import { OUTCOMES } from './outcome.ts';
import type { RecorderResult, RecorderRun } from './record.ts';
import { measured, publish, remember, settled, writeBaseline } from './record.ts';
import { measuredAsBaseline, rejected } from './stack-outcome.ts';

/** What no release did. */
const BY_NO_RELEASE = new Set(['drift', 'clock', 'tool']);

/**
 * Publishes `Fitness` of what is deployed, under the name of the baseline's release; the baseline itself stays as its
 * release was measured, since only what a release changed can roll one back. What was missed until now is made good.
 */
export async function reMeasure(run: RecorderRun): Promise<RecorderResult> {
  const { environment, clock, log, signal } = run;
  const stack = await describeStack(await run.clients.cloudformation(), environment.stackId, signal);
  const { status = '' } = stack;
  if (!status.endsWith('_COMPLETE') && status !== 'UPDATE_FAILED')
    return { recorded: 'nothing', reason: `the stack is in ${status}: its outcome will be recorded` };
  await settleMissed(run, stack);
  const baseline = await settled(run);
  if (!baseline) {
    if (OUTCOMES[status] !== 'kept')
      return { recorded: 'nothing', reason: `the stack is in ${status}, and was never measured` };
    await measuredAsBaseline(run, stack, undefined, { status, at: clock.now().toISOString() });
    return { recorded: 'measured', reason: 'there was no baseline yet: measured what is deployed' };
  }
  const { report, record } = await measured(run, stack, baseline);
  publish(run, { releaseId: baseline.releaseId, measurement: record.measurement }, clock.now());
  const notices = (report.gate.notices ?? []).filter(({ rule }) => BY_NO_RELEASE.has(rule));
  for (const { rule, message } of notices) log.warn(`${rule}: ${message}`, { release: baseline.releaseId });
  const [was, is] = [baseline.measurement.fitness.toFixed(1), record.measurement.fitness.toFixed(1)];
  const changed = notices.length > 0 ? `, ${notices.length} changed by no release` : '';
  return {
    recorded: 'remeasured',
    reason: `release ${baseline.releaseId}: fitness ${is}, ${was} when it was released${changed}`,
  };
}

/** A candidate of which no event told how it ended. */
async function settleMissed(run: RecorderRun, stack: LiveStack): Promise<void> {
  const candidate = await run.store.read('candidate', run.signal);
  if (!candidate || candidate.outcome) return;
  try {
    const missed = await settledBy(candidate, stack, run);
    if (!missed) return;
    run.log.warn(`the recorder missed release ${missed.releaseId}: ${missed.outcome?.stackStatus ?? ''}`);
    const baseline = await settled(run);
    if (missed.outcome?.result === 'rejected') return await rejected(run, missed, baseline);
    // a newer one may stand there: its release is what the stack has now
    if (!baseline || Date.parse(baseline.measuredAt) < Date.parse(missed.measuredAt)) await writeBaseline(run, missed);
    await run.store.write('candidate', missed, run.signal);
    await remember(run, missed);
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.warn(`release ${candidate.releaseId} stays unsettled`, errorFields(error));
  }
}
