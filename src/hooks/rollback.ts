/** Is the release that asks for a verdict on its way back? Then nothing is judged: a gate must not stop a rollback. */
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { describeStack } from '../live/cloudformation.ts';
import { reading } from '../live/denied.ts';
import type { LiveStack } from '../live/reader.ts';
import type { LazyClients } from './clients.ts';
import type { Clock } from './clock.ts';
import { within } from './clock.ts';
import type { Log } from './log.ts';
import { errorFields } from './log.ts';

export interface Situation {
  /** Why it is a rollback; undefined if it is none, or if neither service could be asked. */
  readonly rollback?: string;
  /** The stack as DescribeStacks has it, if it answered. */
  readonly stack?: LiveStack;
  /** The deployment as GetDeployment has it, if it answered. */
  readonly deployment?: DeploymentInfo;
}

/**
 * Asks CodeDeploy, whose own rollback may be a new deployment while the stack is still updating, and CloudFormation,
 * whose rollback runs the hooks again. One that does not answer in `milliseconds` is done without.
 */
export async function situation(
  deploymentId: string | undefined,
  stackId: string,
  {
    clients,
    clock,
    log,
    milliseconds,
    signal,
  }: { clients: LazyClients; clock: Clock; log: Log; milliseconds: number; signal?: AbortSignal },
): Promise<Situation> {
  const ask = <T>(what: string, work: (signal: AbortSignal) => Promise<T>) =>
    within(milliseconds, what, clock, work, signal).catch((error: unknown) => {
      log.warn(`${what} did not answer; going on without`, errorFields(error));
      return undefined;
    });
  const [deployment, stack] = await Promise.all([
    deploymentId === undefined
      ? undefined
      : ask('codedeploy:GetDeployment', (abortSignal) => deploymentOf(clients, deploymentId, abortSignal)),
    ask('cloudformation:DescribeStacks', async (abortSignal) =>
      describeStack(await clients.cloudformation(), stackId, abortSignal),
    ),
  ]);
  const byStack = stack?.status?.includes('ROLLBACK') ? `the stack is in ${stack.status}` : undefined;
  const rollback = rollbackOf(deployment) ?? byStack;
  return { ...(rollback && { rollback }), ...(stack && { stack }), ...(deployment && { deployment }) };
}

/** As GetDeployment has it. */
export async function deploymentOf(
  clients: LazyClients,
  deploymentId: string,
  abortSignal: AbortSignal,
): Promise<DeploymentInfo | undefined> {
  const [client, { GetDeploymentCommand }] = await Promise.all([
    clients.codedeploy(),
    import('../live/clients/codedeploy.ts'),
  ]);
  const { deploymentInfo } = await reading(
    'codedeploy:GetDeployment',
    client.send(new GetDeploymentCommand({ deploymentId }), { abortSignal }),
  );
  return deploymentInfo && { deploymentId, ...deploymentInfo };
}

function rollbackOf({ deploymentId, creator, rollbackInfo }: DeploymentInfo = {}): string | undefined {
  const triggered = rollbackInfo?.rollbackTriggeringDeploymentId;
  if (triggered) return `deployment ${deploymentId} rolls ${triggered} back`;
  return creator === 'codeDeployRollback' ? `deployment ${deploymentId} is a rollback` : undefined;
}
