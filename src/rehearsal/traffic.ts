/** How a deployment shifts traffic, step by step. */
import { own } from '../template/resolve/values.ts';
import type { Account } from './aws/account.ts';

export interface Step {
  /** Percent of the traffic that the new version has from then on. */
  readonly percent: number;
  /** Minutes until the next step. */
  readonly minutes: number;
}

/** `CodeDeployDefault.LambdaCanary10Percent5Minutes`. https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const PREDEFINED = /Lambda(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/;

/** The steps of a configuration, predefined or a resource of the stack; all at once if it says nothing else. */
export function trafficSteps(account: Account, configuration: string): Step[] {
  const [, kind, percentage, minutes] = PREDEFINED.exec(configuration) ?? [];
  if (kind !== undefined) return steps(kind, Number(percentage), Number(minutes));
  const routing = own(
    account.find(configuration, 'AWS::CodeDeploy::DeploymentConfig')?.properties,
    'TrafficRoutingConfig',
  );
  for (const kind of ['Canary', 'Linear']) {
    const timeBased = own(routing, `TimeBased${kind}`);
    if (own(routing, 'Type') === `TimeBased${kind}`)
      return steps(kind, Number(own(timeBased, `${kind}Percentage`)), Number(own(timeBased, `${kind}Interval`)));
  }
  return [{ percent: 100, minutes: 0 }];
}

function steps(kind: string, percentage: number, minutes: number): Step[] {
  const done = { percent: 100, minutes: 0 };
  if (!(percentage > 0 && percentage < 100)) return [done];
  if (kind === 'Canary') return [{ percent: percentage, minutes }, done];
  const count = Math.ceil(100 / percentage) - 1;
  return [...Array.from({ length: count }, (_, index) => ({ percent: percentage * (index + 1), minutes })), done];
}
