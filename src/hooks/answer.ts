/** One accepted report to CodeDeploy, whatever breaks. */
import { explain } from '../live/denied.ts';
import type { LazyClients } from './clients.ts';
import type { Clock } from './clock.ts';
import { within } from './clock.ts';
import type { HookEvent } from './event.ts';
import type { Log } from './log.ts';
import { errorFields } from './log.ts';

/** CodeDeploy accepts no other status. */
export type Answer = 'Succeeded' | 'Failed';

const ACTION = 'codedeploy:PutLifecycleEventHookExecutionStatus';

/** Errors that no further try would change. */
const FINAL = new Set([
  'DeploymentDoesNotExistException',
  'DeploymentIdRequiredException',
  'InvalidDeploymentIdException',
  'InvalidLifecycleEventHookExecutionIdException',
  'InvalidLifecycleEventHookExecutionStatusException',
  'UnsupportedActionForDeploymentTypeException',
]);

/** Time kept for throwing, so that the failure destination is told before Lambda kills the function. */
const LAST_WORDS = 300;

/**
 * Reports until CodeDeploy accepts, or `remaining()` milliseconds are over; throws if it never did. An answer that got
 * lost is found by the next try: `LifecycleEventAlreadyCompleted`.
 */
export async function report(
  ids: HookEvent,
  answer: Answer,
  { clients, clock, log, remaining }: { clients: LazyClients; clock: Clock; log: Log; remaining: () => number },
): Promise<void> {
  let failure: unknown;
  for (let attempt = 0; ; attempt++) {
    const left = remaining() - LAST_WORDS;
    if (left <= 0) break;
    try {
      const { PutLifecycleEventHookExecutionStatusCommand } = await import('../live/clients/codedeploy.ts');
      const client = await clients.codedeploy();
      const command = new PutLifecycleEventHookExecutionStatusCommand({
        deploymentId: ids.DeploymentId,
        lifecycleEventHookExecutionId: ids.LifecycleEventHookExecutionId,
        status: answer,
      });
      await within(Math.min(left, Math.max(500, Math.min(left / 3, 10_000))), ACTION, clock, (signal) =>
        client.send(command, { abortSignal: signal }),
      );
      log.info(`reported ${answer}`, { attempt: attempt + 1 });
      return;
    } catch (error) {
      if (error instanceof Error && error.name === 'LifecycleEventAlreadyCompletedException') {
        log.info('an earlier report was already accepted', { attempt: attempt + 1 });
        return;
      }
      failure = error;
      log.warn(`the report was not accepted: ${explain(error, ACTION)}`, { attempt: attempt + 1 });
      if (error instanceof Error && FINAL.has(error.name)) break;
    }
    const pause = Math.min(200 * 2 ** attempt, 20_000);
    if (remaining() - LAST_WORDS <= pause) break;
    await clock.sleep(pause);
  }
  log.error(`could not report ${answer}`, failure === undefined ? {} : errorFields(failure));
  throw new Error(
    `could not report ${answer} to CodeDeploy: ${failure === undefined ? 'no time was left' : explain(failure, ACTION)}`,
    { cause: failure },
  );
}
