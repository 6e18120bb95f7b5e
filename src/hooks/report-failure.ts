/** Answers in the place of a hook that died: out of memory, timeout, init error. */
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read.ts';
import { report } from './answer.ts';
import { LazyClients } from './clients.ts';
import { systemClock } from './clock.ts';
import { hookEvent } from './event.ts';
import { hookLog, errorFields } from './log.ts';
import { situation } from './rollback.ts';
import type { HookResult, Surroundings, TrafficHook } from './traffic-hook.ts';
import { afterGreen, observes } from './traffic-hook.ts';

export interface ReportFailureOptions extends Omit<Surroundings, 'store' | 'writeLine'> {
  /** Text of fitness.yaml, which says whether the gate only observes if the stack's parameter does not. */
  readonly config?: string;
}

/**
 * The handler of the function that is the failure destination of both traffic hooks. The record's `requestPayload`
 * is the event that the dead hook got. It reports `Failed`; `Succeeded` only during a rollback, which a dead hook must
 * not stop, or if the gate only observes. A fitness.yaml that cannot be read may be what the hook died of: then the gate
 * is taken to enforce.
 *
 * @example
 * import { reportFailure } from 'create-fitness-serverless/hooks';
 *
 * import config from '../../fitness.yaml';
 *
 * export const handler = reportFailure({ config });
 */
export function reportFailure(options: ReportFailureOptions = {}): TrafficHook {
  const clients = new LazyClients(options.clients);
  const clock = options.clock ?? systemClock;
  return async (event, context) => {
    const variables = options.environment ?? process.env;
    const log = hookLog('report-failure', variables, options.log);
    const record = failureRecord(event);
    log.error('a hook died without an answer', record);
    try {
      const ids = hookEvent(event);
      const remaining = () => context.getRemainingTimeInMillis();
      const milliseconds = Math.min(remaining() / 3, 30_000);
      // nothing else of the environment is needed: a broken one may be what the hook died of
      const stackId = variables['FITNESS_STACK_ID'] ?? '';
      const { rollback } = await situation(ids.DeploymentId, stackId, { clients, clock, log, milliseconds });
      const result = decide(ids.DeploymentId, rollback, observes(variables, readable(options.config)));
      log.info(`${result.status}: ${result.reason}`, { deploymentId: ids.DeploymentId });
      const handing = { event: ids, ids, variables, clients, clock, log, remaining, mayHaveShifted: true };
      const isRollback = rollback !== undefined;
      const answer = result.status === 'Succeeded' ? await afterGreen(result, { ...handing, isRollback }) : result;
      if (answer.next === undefined) await report(ids, answer.status, { clients, clock, log, remaining });
      return answer;
    } catch (error) {
      log.error('the dead hook could not be answered for', errorFields(error));
      throw error;
    }
  };
}

function readable(fitnessYaml: string | undefined): Config | undefined {
  if (fitnessYaml === undefined) return undefined;
  try {
    return readConfig(fitnessYaml);
  } catch {
    return undefined;
  }
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
