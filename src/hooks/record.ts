/** What the recorder writes: the baseline, `Fitness` with it, and an entry of the history. Nobody else writes any of it. */
import type { Config } from '../config/config.ts';
import { parseBaseline } from '../fitness/baseline.ts';
import { resourceKeys } from '../history/changes.ts';
import type { NewEntry } from '../history/entry.ts';
import type { LiveStack } from '../live/reader.ts';
import type { LazyClients } from './clients.ts';
import type { Clock } from './clock.ts';
import type { HookEnvironment } from './environment.ts';
import type { Log } from './log.ts';
import type { Instruments } from './measure.ts';
import { measure } from './measure.ts';
import type { WriteLine } from './metrics.ts';
import { metricLine } from './metrics.ts';
import type { ReleaseRecord, Store } from './store.ts';
import { named } from './unnamed-release.ts';

/** What the recorder works with. */
export interface RecorderRun extends Instruments {
  readonly environment: HookEnvironment;
  /** Of the service; the environment's own is not applied yet. */
  readonly config: Config;
  readonly store: Store;
  readonly clients: LazyClients;
  readonly clock: Clock;
  readonly log: Log;
  readonly writeLine: WriteLine;
  readonly signal: AbortSignal;
}

export interface RecorderResult {
  readonly recorded: 'promoted' | 'measured' | 'rejected' | 'remeasured' | 'nothing';
  readonly reason: string;
}

/** Makes a release the baseline and publishes its `Fitness`. */
export async function writeBaseline(run: RecorderRun, record: ReleaseRecord): Promise<void> {
  await run.store.write('baseline', record, run.signal);
  publish(run, record, new Date(record.outcome?.at ?? record.measuredAt));
}

/** A point of `Fitness` under the name of the release that is deployed. */
export function publish(run: RecorderRun, record: Pick<ReleaseRecord, 'releaseId' | 'measurement'>, at: Date): void {
  const names = { ...run.environment, releaseId: record.releaseId };
  run.writeLine(metricLine('', record.measurement, run.config.service, names, at));
}

/** Versions that SSM keeps, and so entries of a history that is full. */
const FULL = 100;

/**
 * Adds a release whose outcome is known to the history, once.
 *
 * @returns whether it was missing
 */
export async function remember(run: RecorderRun, record: ReleaseRecord): Promise<boolean> {
  const entry = entryOf(record);
  if (!entry) return false;
  const { entries, unreadable } = await run.store.history.read(run.signal);
  if (unreadable.length > 0) run.log.warn('the history has what is no entry of this tool', { unreadable });
  const { releaseId, outcome, at } = entry;
  if (entries.some((known) => known.releaseId === releaseId && known.outcome === outcome && known.at === at))
    return false;
  const [oldest] = entries;
  if (entries.length + unreadable.length >= FULL && oldest && Date.parse(at) < Date.parse(oldest.at)) return false;
  const { number } = await run.store.history.append(entry, run.signal);
  run.log.info(`release ${releaseId} is v${number} of the history`, { outcome });
  return true;
}

/** Undefined as long as the outcome is not known. */
export function entryOf(record: ReleaseRecord): NewEntry | undefined {
  const { releaseId, outcome, measurement, changes, overrideReason } = record;
  if (!outcome) return undefined;
  const baseline = parseBaseline(record.baseline);
  return {
    releaseId,
    at: outcome.at,
    outcome: outcome.result,
    stackStatus: outcome.stackStatus,
    ...measurement,
    resources: resourceKeys(baseline).length,
    tool: baseline.tool,
    ...(overrideReason !== undefined && { overrideReason }),
    ...(changes ?? { changes: [], added: 0, removed: 0 }),
  };
}

/** The baseline, after what an earlier event missed has been made good. */
export async function settled(run: RecorderRun): Promise<ReleaseRecord | undefined> {
  const [baseline, unsettled] = await Promise.all([
    run.store.read('baseline', run.signal),
    run.store.read('unsettled', run.signal),
  ]);
  if (!unsettled) return baseline;
  const isNewer = !baseline || Date.parse(baseline.measuredAt) < Date.parse(unsettled.measuredAt);
  const isPromoted = unsettled.outcome?.result !== 'rejected' && isNewer;
  if (isPromoted) {
    await writeBaseline(run, unsettled);
    run.log.info(`promoted: release ${unsettled.releaseId}, which had been missed`);
  }
  await remember(run, unsettled);
  return isPromoted ? unsettled : baseline;
}

/** Milliseconds of the recorder's time for what is asked of the resources. */
const READING_TIME = 60_000;

/** What is deployed now, measured. */
export function measured(run: RecorderRun, stack: LiveStack, baseline: ReleaseRecord | undefined) {
  return measure({
    ...run,
    environment: named(run.environment, stack),
    stack,
    client: () => run.clients.cloudformation(),
    baseline,
    now: run.clock.now(),
    readingTime: READING_TIME,
  });
}
