/** The stack came to a status: what that makes of the release that led to it. */
import { describeStack } from '../live/cloudformation.ts';
import type { LiveStack } from '../live/reader.ts';
import { errorFields } from './log.ts';
import { OUTCOMES } from './outcome.ts';
import type { RecorderResult, RecorderRun } from './record.ts';
import { measured, publish, remember, settled, writeBaseline } from './record.ts';
import type { ReleaseRecord } from './store.ts';
import { hasName, named } from './unnamed-release.ts';

/** A status that the stack came to. */
export interface Change {
  readonly stackId: string;
  readonly status: string;
  readonly at: Date;
}

export async function record(run: RecorderRun, change: Change): Promise<RecorderResult> {
  const outcome = OUTCOMES[change.status];
  if (!outcome) return { recorded: 'nothing', reason: `${change.status} settles nothing` };
  return outcome === 'kept' ? keep(run, change) : reject(run, change);
}

/** The stack kept the release: its candidate becomes the baseline, or what is deployed now, if nobody measured it. */
async function keep(run: RecorderRun, change: Change): Promise<RecorderResult> {
  const { store, signal } = run;
  const baseline = await settled(run);
  if (baseline?.outcome && Date.parse(baseline.outcome.at) >= change.at.getTime()) {
    if (await completed(run, baseline))
      return { recorded: 'promoted', reason: `release ${baseline.releaseId}, which the history lacked` };
    return { recorded: 'nothing', reason: `already recorded by ${baseline.outcome.at}` };
  }
  const stack = await described(run, change);
  const open = stack && (await openRoot(run, stack));
  if (open) return { recorded: 'nothing', reason: open };

  const candidate = await store.read('candidate', signal);
  const at = change.at.toISOString();
  const { releaseId } = named(run.environment, stack);
  if (candidate && belongs(candidate, change) && candidate.releaseId === releaseId) {
    const promoted: ReleaseRecord = {
      ...candidate,
      outcome: { result: 'promoted', stackStatus: change.status, at },
    };
    await writeBaseline(run, promoted);
    await store.write('candidate', promoted, signal);
    await remember(run, promoted);
    return { recorded: 'promoted', reason: `release ${candidate.releaseId}` };
  }
  if (!stack || OUTCOMES[stack.status ?? ''] !== 'kept')
    return { recorded: 'nothing', reason: `the stack is in ${stack?.status ?? 'an unknown status'}: not measured` };
  await measuredAsBaseline(run, stack, baseline, { status: change.status, at });
  return { recorded: 'measured', reason: 'no candidate of this release: measured what is deployed' };
}

/** The first try may have come no further than the baseline. Did the history lack it? */
async function completed(run: RecorderRun, baseline: ReleaseRecord): Promise<boolean> {
  const candidate = await run.store.read('candidate', run.signal);
  const isSame = candidate?.releaseId === baseline.releaseId && candidate.measuredAt === baseline.measuredAt;
  if (isSame && !candidate.outcome) await run.store.write('candidate', baseline, run.signal);
  return remember(run, baseline);
}

/** Nobody measured what the stack keeps: it is measured now, and becomes the baseline. */
export async function measuredAsBaseline(
  run: RecorderRun,
  stack: LiveStack,
  baseline: ReleaseRecord | undefined,
  { status, at }: { status: string; at: string },
): Promise<void> {
  const measurement = await measured(run, stack, baseline);
  const release: ReleaseRecord = {
    ...measurement.record,
    outcome: { result: 'measured', stackStatus: status, at },
  };
  await writeBaseline(run, release);
  await remember(run, release);
}

/** In these a root has decided to keep what its nested stacks did: what follows is cleanup. */
const ROOT_KEEPS = /^(?:CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_COMPLETE_CLEANUP_IN_PROGRESS|IMPORT_COMPLETE)$/;

/** The outcome of a nested stack is its root's: why that is not known yet, or undefined. */
async function openRoot({ clients, log, signal }: RecorderRun, stack: LiveStack): Promise<string | undefined> {
  const { rootId } = stack;
  if (!rootId || rootId === stack.stackId) return undefined;
  const later = 'the next pre-traffic hook or re-measurement will know how its root ended';
  try {
    const { status = '' } = await describeStack(await clients.cloudformation(), rootId, signal);
    return ROOT_KEEPS.test(status) ? undefined : `a nested stack whose root is in ${status}: ${later}`;
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn('the root of the nested stack could not be described', errorFields(error));
    return `a nested stack whose root is not known: ${later}`;
  }
}

/** Clocks of AWS that differ by more would break its signatures as well. */
const SKEW = 5_000;

/** Is the candidate of the operation that the event ends? Its clock may be ahead, and EventBridge's times are of whole seconds. */
function belongs(candidate: ReleaseRecord, change: Change): boolean {
  return !candidate.outcome && Date.parse(candidate.measuredAt) - SKEW <= change.at.getTime();
}

/** The stack went back: the baseline stays, and its `Fitness` is drawn on. */
async function reject(run: RecorderRun, change: Change): Promise<RecorderResult> {
  const baseline = await settled(run);
  const candidate = await run.store.read('candidate', run.signal);
  const { status: stackStatus, at } = change;
  if (candidate?.outcome?.result === 'rejected' && candidate.outcome.at === at.toISOString()) {
    // the first try may have got as far as the candidate
    const missing = await remember(run, candidate);
    const reason = `release ${candidate.releaseId}${missing ? ', which the history lacked' : ' is rejected already'}`;
    return { recorded: missing ? 'rejected' : 'nothing', reason };
  }
  if (!candidate || !belongs(candidate, change))
    return { recorded: 'nothing', reason: 'no candidate waits for this outcome' };
  if (stackStatus.includes('ROLLBACK') && (await isBackThere(run, candidate, change)))
    return { recorded: 'nothing', reason: `release ${candidate.releaseId} is what the stack went back to` };
  const outcome = { result: 'rejected' as const, stackStatus, at: at.toISOString() };
  await rejected(run, { ...candidate, outcome }, baseline);
  return { recorded: 'rejected', reason: `release ${candidate.releaseId}: ${stackStatus}` };
}

/**
 * Is it what the stack went back to? After a rollback the variables of this function are those of that release; where releases
 * have no names, the candidate is of another operation than the one that was undone.
 */
async function isBackThere(run: RecorderRun, { releaseId }: ReleaseRecord, change: Change): Promise<boolean> {
  if (run.environment.releaseId !== '' || hasName(releaseId)) return releaseId === run.environment.releaseId;
  const stack = await described(run, change);
  return stack?.operationAt === undefined || releaseId !== named(run.environment, stack).releaseId;
}

async function described({ clients, log, signal }: RecorderRun, { stackId }: Change): Promise<LiveStack | undefined> {
  return describeStack(await clients.cloudformation(), stackId, signal).catch((error: unknown) => {
    log.warn('the stack could not be described', errorFields(error));
    return undefined;
  });
}

/** Keeps that a release was rejected; the last point of `Fitness` is then what the stack went back to. */
export async function rejected(
  run: RecorderRun,
  release: ReleaseRecord,
  baseline: ReleaseRecord | undefined,
): Promise<void> {
  await run.store.write('candidate', release, run.signal);
  if (baseline) publish(run, baseline, new Date(release.outcome?.at ?? release.measuredAt));
  await remember(run, release);
}
