/** After all traffic shifted: did the new version do as well as the old one? Then the candidate has proved itself. */
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { forEnvironment } from '../config/defaults.ts';
import { within } from './clock.ts';
import { deploymentTarget, type DeploymentTarget } from './deployment-target.ts';
import { errorFields } from './log.ts';
import { compareVersions, versionMetrics, type VersionVerdict } from './new-version.ts';
import { situation } from './rollback.ts';
import type { ReleaseRecord } from './store.ts';
import type { HookResult, Run, Surroundings, TrafficHook } from './traffic-hook.ts';
import { trafficHook } from './traffic-hook.ts';
import { named } from './unnamed-release.ts';

export interface PostTrafficOptions extends Surroundings {
  /** Text of fitness.yaml. */
  readonly config: string;
}

/**
 * The handler of the post-traffic hook: compares the new version of its function with the old one by what both did while
 * the traffic shifted, and confirms the candidate that the pre-traffic hook wrote. `Failed` only if the new version is
 * known to be worse: what could not be measured, or had too little traffic, stops no release, and is said.
 *
 * @example
 * import { postTrafficHook } from 'create-fitness-serverless/hooks';
 * import config from '../../fitness.yaml';
 *
 * export const handler = postTrafficHook({ config });
 */
export function postTrafficHook({ config, ...surroundings }: PostTrafficOptions): TrafficHook {
  return trafficHook('post-traffic', config, surroundings, judge);
}

async function judge(run: Run): Promise<HookResult> {
  run.step('asking whether this is a rollback (codedeploy:GetDeployment, cloudformation:DescribeStacks)');
  const { rollback, stack, deployment } = await situation(run.ids.DeploymentId, run.environment.stackId, {
    ...run,
    milliseconds: Math.min(run.budget / 3, 15_000),
  });
  if (rollback) return { status: 'Succeeded', reason: `not confirmed: ${rollback}` };

  run.step('comparing the versions (codedeploy:BatchGetDeploymentTargets, cloudwatch:GetMetricData)');
  const compared = await comparison(run, deployment);
  run.step('confirming the candidate (ssm:GetParameter, ssm:PutParameter)');
  const release = { ...run, environment: named(run.environment, stack) };
  const { reason, candidate } = await confirm(release, compared);
  return answer(run, compared, reason, candidate);
}

interface Compared extends VersionVerdict {
  /** Name of the function, if CodeDeploy named it. */
  readonly of?: string;
}

/** Longer a deployment of Lambda does not take whose start is not known. */
const LONGEST_SHIFT = 3_600_000;

/** Half of the time at most: the answer must not wait for CloudWatch. */
async function comparison(run: Run, deployment: DeploymentInfo | undefined): Promise<Compared> {
  const { clients, clock, config, environment, log } = run;
  let target: DeploymentTarget | undefined;
  try {
    return await within(
      Math.min(run.budget / 2, 30_000),
      'codedeploy:BatchGetDeploymentTargets and cloudwatch:GetMetricData',
      clock,
      async (signal): Promise<Compared> => {
        target = await deploymentTarget(run.ids.DeploymentId, deployment, { clients, log, signal });
        if (!target) return { verdict: 'unknown', message: 'codedeploy:BatchGetDeploymentTargets names no versions' };
        const now = clock.now();
        const from = deployment?.createTime ?? new Date(now.getTime() - LONGEST_SHIFT);
        const metrics = await versionMetrics(target, { from, to: now }, clients, signal);
        const { performance } = forEnvironment(config, environment.environment);
        return { of: target.functionName, ...compareVersions(metrics.old, metrics.now, performance) };
      },
      run.signal,
    );
  } catch (error) {
    if (run.signal.aborted) throw error;
    log.warn('the new version was not compared with the old one', errorFields(error));
    const message = error instanceof Error ? error.message : String(error);
    return { ...(target && { of: target.functionName }), verdict: 'unknown', message };
  }
}

/** What could not be written stops no release: the recorder decides by the stack's outcome. */
async function confirm(run: Run, compared: Compared): Promise<{ reason: string; candidate?: ReleaseRecord }> {
  const { environment, store, log, signal, clock } = run;
  try {
    const candidate = await store.read('candidate', signal);
    if (candidate?.releaseId !== environment.releaseId)
      return { reason: 'there is no candidate of this release to confirm' };
    const { of, verdict, message } = compared;
    const isGood = verdict !== 'fail';
    const confirmedAt = candidate.confirmedAt ?? clock.now().toISOString();
    const versions = of === undefined ? candidate.versions : { ...candidate.versions, [of]: { verdict, message } };
    if (!candidate.confirmedAt || of !== undefined)
      await store.write(
        'candidate',
        { ...candidate, ...(versions && { versions }), ...(isGood && { confirmedAt }) },
        signal,
      );
    return { reason: `candidate ${candidate.releaseId} ${isGood ? 'confirmed' : 'not confirmed'}`, candidate };
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn('the candidate was not confirmed', errorFields(error));
    return { reason: 'the candidate could not be confirmed' };
  }
}

/** A reason that let an earlier release through is no reason for this one: the candidate alone knows. */
function answer(run: Run, compared: Compared, confirmed: string, candidate: ReleaseRecord | undefined): HookResult {
  const { environment, config } = run;
  const said = `${compared.of ?? 'the new version'}: ${compared.verdict}: ${compared.message}`;
  if (compared.verdict !== 'fail') return { status: 'Succeeded', reason: `${confirmed}; ${said}` };
  const overrideReason = candidate?.overrideReason;
  if (overrideReason) return { status: 'Succeeded', reason: `let through (${overrideReason}); else stopped: ${said}` };
  const mode = environment.gateMode ?? forEnvironment(config, environment.environment).gate.mode;
  if (mode === 'observe') return { status: 'Succeeded', reason: `observing only; would have been stopped: ${said}` };
  return { status: 'Failed', reason: said };
}
