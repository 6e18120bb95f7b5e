import { DEPLOYMENT_TYPES } from '../../src/config/config.ts';
import type { Deployment } from '../../src/config/config.ts';
import { Asking } from '../base.ts';

const OWN = 'own';

/** Asks how traffic shifts to a new version, in each environment that nobody has decided on. */
export class DeploymentGenerator extends Asking {
  async prompting(): Promise<void> {
    const { conversation } = this;
    const { answered, given } = conversation;
    const deployment: Record<string, Deployment> = { ...given.deployment };
    for (const environment of answered.environments ?? []) {
      deployment[environment] ??= await this.deploymentOf(environment);
    }
    answered.deployment = deployment;
  }

  private async deploymentOf(environment: string): Promise<Deployment> {
    const { conversation } = this;
    const usual = conversation.defaults(conversation.answered).deployment[environment];
    const { type } = await this.prompt<{ type: string }>({
      type: 'select',
      name: 'type',
      message: `Deployment in ${environment}`,
      default: usual,
      pageSize: 11,
      choices: [
        ...DEPLOYMENT_TYPES.map((value) => ({ name: value, value })),
        { name: 'an own linear or canary', value: OWN },
      ],
    });
    if (type !== OWN) return type as Deployment;
    const { own } = await this.prompt<{ own: string }>({
      type: 'input',
      name: 'own',
      message: 'Kind:percent:minutes',
      default: 'Canary:20:7',
      validate: (value: string) =>
        conversation.problem('deployment', {
          ...conversation.answered,
          deployment: { [environment]: value as Deployment },
        }) ?? true,
    });
    return own as Deployment;
  }
}
