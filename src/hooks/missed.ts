/** A release of which the recorder was not told how it ended: the stack's own events say it. */
import { outcomeSince } from '../live/cloudformation.ts';
import type { LiveStack } from '../live/reader.ts';
import { OUTCOMES } from './outcome.ts';
import type { ReleaseRecord } from './store.ts';
import type { Run } from './traffic-hook.ts';

/**
 * The record with its outcome; undefined if that is not known yet. Of a nested stack the outcome is its root's: what is
 * complete in it may still be undone.
 */
export async function settledBy(
  record: ReleaseRecord,
  stack: Pick<LiveStack, 'stackId' | 'rootId'>,
  { clients, signal }: Pick<Run, 'clients' | 'signal'>,
): Promise<ReleaseRecord | undefined> {
  const since = new Date(record.measuredAt);
  const outcome = await outcomeSince(await clients.cloudformation(), stack.rootId ?? stack.stackId, since, signal);
  const result = outcome && OUTCOMES[outcome.status];
  if (!outcome || !result) return undefined;
  return {
    ...record,
    outcome: {
      result: result === 'kept' ? 'promoted' : 'rejected',
      stackStatus: outcome.status,
      at: outcome.at.toISOString(),
    },
  };
}
