import { DEPLOYMENT_TYPES, type Deployment } from './config.ts';

/** An own way of shifting traffic, as `AWS::CodeDeploy::DeploymentConfig` wants it. */
export interface OwnDeployment {
  readonly kind: 'Canary' | 'Linear';
  readonly percentage: number;
  /** Minutes between two shifts. */
  readonly interval: number;
}

/**
 * CodeDeploy's limit between the first and the last shift: 48 hours.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
 */
const LONGEST = 48 * 60;

/** The parts of `Canary:20:7` or `Linear:5:2`; undefined for one of SAM's types. */
export function ownDeployment(deployment: Deployment): OwnDeployment | undefined {
  const [kind, percentage, interval] = deployment.split(':');
  if (kind !== 'Canary' && kind !== 'Linear') return undefined;
  return { kind, percentage: Number(percentage), interval: Number(interval) };
}

/** What is wrong with a deployment preference; undefined if nothing is. */
export function deploymentProblem(text: unknown): string | undefined {
  if (typeof text !== 'string' || !text) return `must be a deployment type, e.g. ${DEPLOYMENT_TYPES[1]}`;
  if ((DEPLOYMENT_TYPES as readonly string[]).includes(text)) return undefined;
  const [, kind, percentage, interval] = /^(Canary|Linear):(\d{1,6}):(\d{1,6})$/.exec(text) ?? [];
  if (!kind) {
    return `"${text}" is neither one of ${DEPLOYMENT_TYPES.join(', ')} nor written Canary:<percent>:<minutes> or Linear:<percent>:<minutes>`;
  }
  if (Number(percentage) < 1 || Number(percentage) > 99) return `${text}: the percentage must be from 1 to 99`;
  if (Number(interval) < 1) return `${text}: the time between two shifts must be at least 1 minute`;
  const minutes = minutesToShift({
    kind: kind as 'Canary',
    percentage: Number(percentage),
    interval: Number(interval),
  });
  if (minutes > LONGEST) {
    return `${text} takes ${minutes} minutes from the first shift to the last; CodeDeploy allows ${LONGEST} (48 hours)`;
  }
  return undefined;
}

/** Minutes from the first shift of traffic to the last. */
function minutesToShift({ kind, percentage, interval }: OwnDeployment): number {
  return kind === 'Canary' ? interval : (Math.ceil(100 / percentage) - 1) * interval;
}

/** What a deployment preference does, for the comment beside it. */
export function describeDeployment(deployment: Deployment): string {
  if (deployment === 'AllAtOnce') return 'all of the traffic at once';
  const { kind, percentage, interval } = ownDeployment(deployment) ?? predefined(deployment);
  const minutes = interval === 1 ? 'minute' : `${interval} minutes`;
  return kind === 'Canary'
    ? `${percentage} % of the traffic for ${interval === 1 ? '1 minute' : minutes}, then all of it`
    : `${percentage} % more of the traffic every ${minutes}`;
}

function predefined(deployment: Deployment): OwnDeployment {
  const [, kind, percentage, interval] = /^(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/.exec(deployment) ?? [];
  return { kind: kind as OwnDeployment['kind'], percentage: Number(percentage), interval: Number(interval) };
}
