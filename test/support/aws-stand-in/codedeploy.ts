import { AwsError, type Operation } from './service.ts';

export interface Deployment {
  readonly creator?: 'user' | 'autoscaling' | 'codeDeployRollback' | 'CloudFormation';
  readonly rollbackTriggeringDeploymentId?: string;
  /** Execution ids of the hooks that CodeDeploy waits for, with what was accepted. */
  readonly hooks: Map<string, 'Succeeded' | 'Failed' | undefined>;
}

export interface AcceptedReport {
  readonly deploymentId: string;
  readonly executionId: string;
  readonly status: 'Succeeded' | 'Failed';
}

/** CodeDeploy's part in a traffic hook, with the validation of the real one. */
export class CodeDeploy {
  readonly deployments = new Map<string, Deployment>();
  readonly accepted: AcceptedReport[] = [];

  readonly operations: Readonly<Record<string, Operation>> = {
    GetDeployment: ({ deploymentId }) => {
      const deployment = this.#find(deploymentId);
      const { creator = 'CloudFormation', rollbackTriggeringDeploymentId } = deployment;
      return {
        deploymentInfo: {
          deploymentId,
          creator,
          status: 'InProgress',
          computePlatform: 'Lambda',
          createTime: 1_795_000_000,
          ...(rollbackTriggeringDeploymentId && { rollbackInfo: { rollbackTriggeringDeploymentId } }),
        },
      };
    },
    PutLifecycleEventHookExecutionStatus: ({ deploymentId, lifecycleEventHookExecutionId: executionId, status }) => {
      const deployment = this.#find(deploymentId);
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
      this.accepted.push({ deploymentId: deploymentId as string, executionId, status });
      return { lifecycleEventHookExecutionId: executionId };
    },
  };

  #find(deploymentId: unknown): Deployment {
    if (deploymentId === undefined) throw new AwsError('DeploymentIdRequiredException', 'A deployment ID is required');
    if (typeof deploymentId !== 'string' || !/^d-[A-Z0-9]{9}$/.test(deploymentId))
      throw new AwsError('InvalidDeploymentIdException', `Invalid deployment ID: ${JSON.stringify(deploymentId)}`);
    const deployment = this.deployments.get(deploymentId);
    if (!deployment)
      throw new AwsError('DeploymentDoesNotExistException', `The deployment ${deploymentId} could not be found`);
    return deployment;
  }
}
