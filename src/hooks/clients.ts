import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT_SETTINGS } from '../live/client-settings.ts';

/** The AWS clients of a hook; one that is not given is made when it is first used. */
export interface HookClients {
  readonly codedeploy?: Pick<CodeDeployClient, 'send'>;
  readonly cloudformation?: Pick<CloudFormationClient, 'send'>;
  readonly ssm?: Pick<SSMClient, 'send'>;
  /** For dashboards. */
  readonly cloudwatch?: Pick<CloudWatchClient, 'send'>;
  /** For the hook that comes next. */
  readonly lambda?: Pick<LambdaClient, 'send'>;
}

/** The same clients as functions. A client's code is imported when it is first used, so that a start of the function pays for none. */
export class LazyClients {
  readonly #given: HookClients;
  readonly #made: { -readonly [name in keyof HookClients]?: Promise<NonNullable<HookClients[name]>> } = {};

  constructor(given: HookClients = {}) {
    this.#given = given;
  }

  codedeploy(): Promise<Pick<CodeDeployClient, 'send'>> {
    return (this.#made.codedeploy ??= this.#given.codedeploy
      ? Promise.resolve(this.#given.codedeploy)
      : import('../live/clients/codedeploy.ts').then(({ CodeDeployClient }) => new CodeDeployClient(CLIENT_SETTINGS)));
  }

  cloudformation(): Promise<Pick<CloudFormationClient, 'send'>> {
    return (this.#made.cloudformation ??= this.#given.cloudformation
      ? Promise.resolve(this.#given.cloudformation)
      : import('../live/clients/cloudformation.ts').then(
          ({ CloudFormationClient }) => new CloudFormationClient(CLIENT_SETTINGS),
        ));
  }

  ssm(): Promise<Pick<SSMClient, 'send'>> {
    return (this.#made.ssm ??= this.#given.ssm
      ? Promise.resolve(this.#given.ssm)
      : import('../live/clients/ssm.ts').then(({ SSMClient }) => new SSMClient(CLIENT_SETTINGS)));
  }

  cloudwatch(): Promise<Pick<CloudWatchClient, 'send'>> {
    return (this.#made.cloudwatch ??= this.#given.cloudwatch
      ? Promise.resolve(this.#given.cloudwatch)
      : import('../live/clients/cloudwatch-dashboards.ts').then(
          ({ CloudWatchClient }) => new CloudWatchClient(CLIENT_SETTINGS),
        ));
  }

  lambda(): Promise<Pick<LambdaClient, 'send'>> {
    return (this.#made.lambda ??= this.#given.lambda
      ? Promise.resolve(this.#given.lambda)
      : import('../live/clients/lambda-invoke.ts').then(({ LambdaClient }) => new LambdaClient(CLIENT_SETTINGS)));
  }
}
