/** Answers in the place of a hook that died: out of memory, timeout, init error. */
import { report } from './answer.ts';
import { LazyClients } from './clients.ts';
import { systemClock } from './clock.ts';
import { hookEvent } from './event.ts';
import { consoleLog, errorFields } from './log.ts';
import { situation } from './rollback.ts';
import type { HookResult, Surroundings, TrafficHook } from './traffic-hook.ts';
import { observes } from './traffic-hook.ts';

export type ReportFailureOptions = Omit<Surroundings, 'store' | 'writeLine'>;

/**
 * The handler of the function that is the failure destination of both traffic hooks. The record's `requestPayload`
 * is the event that the dead hook got. It reports `Failed`; `Succeeded` only during a rollback, which a dead hook must
 * not stop, or if the gate only observes. It reads no fitness.yaml, which may be what the hook died of.
 *
 * @example
 * import { reportFailure } from 'create-fitness-serverless/hooks';
 *
 * export const handler = reportFailure();
 */
export function reportFailure(options: ReportFailureOptions = {}): TrafficHook {
  const clients = new LazyClients(options.clients);
  const clock = options.clock ?? systemClock;
  return async (event, context) => {
    const variables = options.environment ?? process.env;
    const log =
      options.log ??
      consoleLog(
        { hook: 'report-failure', releaseId: variables['FITNESS_RELEASE_ID'] },
        variables['AWS_LAMBDA_LOG_FORMAT'],
      );
    const record = failureRecord(event);
    log.error('a hook died without an answer', record);
    try {
      const ids = hookEvent(event);
      const remaining = () => context.getRemainingTimeInMillis();
      const milliseconds = Math.min(remaining() / 3, 30_000);
      // nothing else of the environment is needed: a broken one may be what the hook died of
      const stackId = variables['FITNESS_STACK_ID'] ?? '';
      const { rollback } = await situation(ids.DeploymentId, stackId, { clients, clock, log, milliseconds });
      const result = decide(ids.DeploymentId, rollback, observes(variables));
      log.info(`${result.status}: ${result.reason}`, { deploymentId: ids.DeploymentId });
      await report(ids, result.status, { clients, clock, log, remaining });
      return result;
    } catch (error) {
      log.error('the dead hook could not be answered for', errorFields(error));
      throw error;
    }
  };
}

function decide(deploymentId: string, rollback: string | undefined, observe: boolean): HookResult {
  const dead = `the hook of deployment ${deploymentId} died`;
  if (rollback) return { status: 'Succeeded', reason: `${dead}, but ${rollback}` };
  if (observe) return { status: 'Succeeded', reason: `observing only; would have been stopped: ${dead}` };
  return { status: 'Failed', reason: dead };
}

/** What Lambda says about the death. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function failureRecord(event: unknown): object {
  if (typeof event !== 'object' || event === null) return {};
  const { requestContext, responseContext, responsePayload } = event as Record<string, unknown>;
  return { requestContext, responseContext, responsePayload };
}
