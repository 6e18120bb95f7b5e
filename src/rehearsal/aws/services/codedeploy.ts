import type { Account, Deployment } from '../account.ts';
import { AwsError, jsonService } from '../service.ts';
import { GROUPS } from './codedeploy-groups.ts';

/** CodeDeploy's part in a traffic hook, with the validation of the real one, and its deployment groups. */
export const codedeploy = jsonService('codedeploy', {
  ...GROUPS,
  GetDeployment: ({ deploymentId }, { account }) => {
    const deployment = find(account, deploymentId);
    const { creator = 'CloudFormation', rollbackTriggeringDeploymentId, appSpec, createdAt } = deployment;
    return {
      deploymentInfo: {
        deploymentId,
        creator,
        status: 'InProgress',
        computePlatform: 'Lambda',
        createTime: createdAt ? createdAt.getTime() / 1000 : 1_795_000_000,
        ...(appSpec !== undefined && {
          revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec, sha256: '' } },
        }),
        ...(rollbackTriggeringDeploymentId && { rollbackInfo: { rollbackTriggeringDeploymentId } }),
      },
    };
  },
  ListDeploymentTargets: ({ deploymentId }, { account }) => {
    const { target } = find(account, deploymentId);
    return { targetIds: target ? [targetId(target)] : [] };
  },
  BatchGetDeploymentTargets: ({ deploymentId, targetIds }, { account }) => {
    const { target, shifted } = find(account, deploymentId);
    if (!Array.isArray(targetIds) || targetIds.length === 0)
      throw new AwsError('DeploymentTargetIdRequiredException', 'A deployment target ID is required');
    if (!target || targetIds.some((id) => id !== targetId(target)))
      throw new AwsError('DeploymentTargetDoesNotExistException', 'The deployment target could not be found');
    const { functionName, alias, currentVersion, targetVersion } = target;
    const weight = 100;
    const lambdaFunctionInfo = {
      functionName,
      functionAlias: alias,
      currentVersion,
      targetVersion,
      targetVersionWeight: weight,
    };
    return {
      deploymentTargets: [
        {
          deploymentTargetType: 'LambdaFunction',
          lambdaTarget: {
            deploymentId,
            targetId: targetId(target),
            status: 'InProgress',
            lambdaFunctionInfo,
            lifecycleEvents: lifecycleEvents(shifted === true),
          },
        },
      ],
    };
  },
  PutLifecycleEventHookExecutionStatus: (
    { deploymentId, lifecycleEventHookExecutionId: executionId, status },
    { account },
  ) => {
    const deployment = find(account, deploymentId);
    if (typeof executionId !== 'string' || !deployment.hooks.has(executionId)) {
      throw new AwsError(
        'InvalidLifecycleEventHookExecutionIdException',
        `Lifecycle event hook execution ID is invalid: ${String(executionId)}`,
      );
    }
    if (status !== 'Succeeded' && status !== 'Failed') {
      throw new AwsError(
        'InvalidLifecycleEventHookExecutionStatusException',
        `The status is neither Succeeded nor Failed: ${String(status)}`,
      );
    }
    if (deployment.hooks.get(executionId) !== undefined) {
      throw new AwsError(
        'LifecycleEventAlreadyCompletedException',
        'An attempt to return the status of an already completed lifecycle event occurred.',
      );
    }
    deployment.hooks.set(executionId, status);
    account.accepted.push({ deploymentId: deploymentId as string, executionId, status });
    return { lifecycleEventHookExecutionId: executionId };
  },
});

function lifecycleEvents(shifted: boolean): object[] {
  const statuses = shifted ? ['Succeeded', 'Succeeded', 'InProgress'] : ['InProgress', 'Pending', 'Pending'];
  const names = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];
  return names.map((lifecycleEventName, at) => ({ lifecycleEventName, status: statuses[at] }));
}

function targetId({ functionName, alias }: NonNullable<Deployment['target']>): string {
  return `${functionName}:${alias}`;
}

function find(account: Account, deploymentId: unknown): Deployment {
  if (deploymentId === undefined) throw new AwsError('DeploymentIdRequiredException', 'A deployment ID is required');
  if (typeof deploymentId !== 'string' || !/^d-[A-Z0-9]{9}$/.test(deploymentId))
    throw new AwsError('InvalidDeploymentIdException', `Invalid deployment ID: ${JSON.stringify(deploymentId)}`);
  const deployment = account.deployments.get(deploymentId);
  if (!deployment)
    throw new AwsError('DeploymentDoesNotExistException', `The deployment ${deploymentId} could not be found`);
  return deployment;
}
