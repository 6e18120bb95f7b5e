/** Between which versions of which function a deployment shifts traffic. */
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { reading } from '../live/denied.ts';
import { readDocument } from '../template/read.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import type { LazyClients } from './clients.ts';
import type { Log } from './log.ts';
import { errorFields } from './log.ts';

export interface DeploymentTarget {
  readonly functionName: string;
  readonly alias: string;
  /** The version that had the traffic, and the one that gets it. */
  readonly currentVersion: string;
  readonly targetVersion: string;
  /** True once all of the traffic has shifted, where CodeDeploy says so. */
  readonly isShifted?: true;
}

/**
 * Asks CodeDeploy for the target of the deployment; if it does not say, the AppSpec that the deployment was made of does.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html#reference-appspec-file-structure-resources-lambda
 *
 * @param deployment what GetDeployment said, if it did
 */
export async function deploymentTarget(
  deploymentId: string,
  deployment: DeploymentInfo | undefined,
  { clients, log, signal }: { clients: LazyClients; log: Log; signal: AbortSignal },
): Promise<DeploymentTarget | undefined> {
  try {
    const target = await askedTarget(deploymentId, clients, signal);
    if (target) return target;
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn('CodeDeploy does not name the versions; the AppSpec may', errorFields(error));
  }
  return appSpecTarget(deployment);
}

async function askedTarget(
  deploymentId: string,
  clients: LazyClients,
  abortSignal: AbortSignal,
): Promise<DeploymentTarget | undefined> {
  const [client, { BatchGetDeploymentTargetsCommand, ListDeploymentTargetsCommand }] = await Promise.all([
    clients.codedeploy(),
    import('../live/clients/codedeploy.ts'),
  ]);
  const { targetIds } = await reading(
    'codedeploy:ListDeploymentTargets',
    client.send(new ListDeploymentTargetsCommand({ deploymentId }), { abortSignal }),
  );
  if (!targetIds?.length) return undefined;
  const { deploymentTargets } = await reading(
    'codedeploy:BatchGetDeploymentTargets',
    client.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: targetIds.slice(0, 1) }), {
      abortSignal,
    }),
  );
  const { lambdaFunctionInfo: info, lifecycleEvents = [] } = deploymentTargets?.[0]?.lambdaTarget ?? {};
  const target = targetOf(info?.functionName, info?.functionAlias, info?.currentVersion, info?.targetVersion);
  // https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-run-order-lambda
  const isShifted = lifecycleEvents.some(
    (event) => event.lifecycleEventName === 'AllowTraffic' && event.status === 'Succeeded',
  );
  return target && { ...target, ...(isShifted && { isShifted }) };
}

function appSpecTarget(deployment: DeploymentInfo | undefined): DeploymentTarget | undefined {
  const content = deployment?.revision?.appSpecContent?.content ?? deployment?.revision?.string?.content;
  if (content === undefined) return undefined;
  const resources = own(parsed(content), 'Resources');
  const [first]: unknown[] = Array.isArray(resources) ? (resources as unknown[]) : [];
  if (!isRecord(first)) return undefined;
  const properties = own(Object.values(first)[0], 'Properties');
  const property = (name: string) => own(properties, name);
  return targetOf(property('Name'), property('Alias'), property('CurrentVersion'), property('TargetVersion'));
}

function parsed(text: string): unknown {
  try {
    return readDocument(text, 'appspec.yml').data;
  } catch {
    return undefined;
  }
}

function targetOf(...parts: readonly unknown[]): DeploymentTarget | undefined {
  const isText = (part: unknown) => (typeof part === 'string' && part !== '') || typeof part === 'number';
  if (!parts.every(isText)) return undefined;
  const [functionName = '', alias = '', currentVersion = '', targetVersion = ''] = parts.map(String);
  return { functionName, alias, currentVersion, targetVersion };
}
