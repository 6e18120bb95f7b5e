/** After all traffic shifted: the candidate has proved itself. */
import { errorFields } from './log.ts';
import { situation } from './rollback.ts';
import type { HookResult, Run, Surroundings, TrafficHook } from './traffic-hook.ts';
import { trafficHook } from './traffic-hook.ts';

export interface PostTrafficOptions extends Surroundings {
  /** Text of fitness.yaml. */
  readonly config: string;
}

/**
 * The handler of the post-traffic hook: confirms the candidate that the pre-traffic hook wrote. It judges nothing
 * itself, so a candidate that cannot be confirmed stops no release: the recorder decides by the stack's outcome.
 *
 * @example
 * import { postTrafficHook } from 'create-fitness-serverless/hooks';
 * import config from '../../fitness.yaml';
 *
 * export const handler = postTrafficHook({ config });
 */
export function postTrafficHook({ config, ...surroundings }: PostTrafficOptions): TrafficHook {
  return trafficHook('post-traffic', config, surroundings, confirm);
}

async function confirm(run: Run): Promise<HookResult> {
  const { environment, store, log, signal } = run;
  run.step('asking whether this is a rollback (codedeploy:GetDeployment, cloudformation:DescribeStacks)');
  const { rollback } = await situation(run.ids.DeploymentId, environment.stackId, {
    ...run,
    milliseconds: Math.min(run.budget / 3, 15_000),
  });
  if (rollback) return { status: 'Succeeded', reason: `not confirmed: ${rollback}` };

  run.step('confirming the candidate (ssm:GetParameter, ssm:PutParameter)');
  try {
    const candidate = await store.read('candidate', signal);
    if (candidate?.releaseId !== environment.releaseId)
      return { status: 'Succeeded', reason: 'there is no candidate of this release to confirm' };
    if (!candidate.confirmedAt)
      await store.write('candidate', { ...candidate, confirmedAt: run.clock.now().toISOString() }, signal);
    return { status: 'Succeeded', reason: `candidate ${candidate.releaseId} confirmed` };
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn('the candidate was not confirmed', errorFields(error));
    return { status: 'Succeeded', reason: 'the candidate could not be confirmed' };
  }
}
