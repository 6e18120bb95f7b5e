/** How traffic shifts to a new version in each environment, as data of the template. */
import { DEPLOYMENT_TYPES, type Config, type Deployment } from '../config/config.ts';

/** A condition of the template that holds in these environments. */
export interface EnvironmentCondition {
  /** Name, e.g. `UsesAllAtOnce`. */
  readonly id: string;
  readonly environments: readonly string[];
}

/** An own way to shift traffic: an `AWS::CodeDeploy::DeploymentConfig`. */
export interface OwnDeployment {
  /** Logical id, named as SAM names its types, e.g. `Canary20Percent7Minutes`. */
  readonly id: string;
  readonly kind: 'Canary' | 'Linear';
  readonly percentage: number;
  readonly minutes: number;
  /** Name of the condition under which the resource exists; always if absent. */
  readonly condition?: string;
}

export interface GradualDeployment {
  /** `DeploymentPreference.Type`. */
  readonly type: unknown;
  readonly conditions: readonly EnvironmentCondition[];
  readonly own: readonly OwnDeployment[];
  /** Does any environment serve two versions for a while? */
  readonly shiftsTraffic: boolean;
  /** Minutes of the shortest step of any environment that takes steps; Infinity if none does. */
  readonly shortestStep: number;
}

/** @param called how what of ours has a name is called in the template */
export function gradualDeployment(
  config: Pick<Config, 'environments'>,
  called: (name: string) => string = (name) => name,
): GradualDeployment {
  const groups = groupByDeployment(config);
  // An own type stands behind a condition of its own wherever another environment can be the rest.
  const rest = groups.findLast(({ own }) => !own) ?? groups.at(-1);
  if (!rest) throw new Error('a service has at least one environment');
  const chosen = groups.filter((group) => group !== rest);
  const condition = ({ type }: Group): string => called(`Uses${type}`);
  const expression = ({ type, own }: Group): unknown => (own ? { Ref: called(type) } : type);
  return {
    // Nested: SAM passes it on and replaces the names of its types in it, which it does not do with a value that
    // `!FindInMap` finds only when the stack is deployed.
    type: chosen.reduceRight<unknown>(
      (otherwise, group) => ({ 'Fn::If': [condition(group), expression(group), otherwise] }),
      expression(rest),
    ),
    conditions: chosen.map((group) => ({ id: condition(group), environments: group.environments })),
    own: groups.flatMap((group) => {
      if (!group.own) return [];
      return [{ id: called(group.type), ...group.own, ...(group !== rest && { condition: condition(group) }) }];
    }),
    shiftsTraffic: groups.some(({ type }) => type !== 'AllAtOnce'),
    shortestStep: Math.min(...groups.map(({ type }) => stepMinutes(type))),
  };
}

interface Group {
  /** One of SAM's types, or the name of an own one after their manner. */
  readonly type: string;
  readonly own?: Pick<OwnDeployment, 'kind' | 'percentage' | 'minutes'>;
  readonly environments: readonly string[];
}

/** Environments by their way of deployment, in the order of the environments. */
function groupByDeployment(config: Pick<Config, 'environments'>): Group[] {
  const groups = new Map<string, Group>();
  for (const [environment, { deployment }] of Object.entries(config.environments)) {
    const parsed = parseDeployment(deployment);
    const { environments = [] } = groups.get(parsed.type) ?? {};
    groups.set(parsed.type, { ...parsed, environments: [...environments, environment] });
  }
  return [...groups.values()];
}

/** `Canary:20:7` is an own type `Canary20Percent7Minutes`; `Canary:10:5` is what SAM already has. */
function parseDeployment(deployment: Deployment): Omit<Group, 'environments'> {
  const [kind, percentage, minutes] = deployment.split(':');
  if (kind !== 'Canary' && kind !== 'Linear') return { type: deployment };
  const every = kind === 'Linear' ? 'Every' : '';
  const type = `${kind}${percentage}Percent${every}${minutes}Minute${minutes === '1' ? '' : 's'}`;
  if ((DEPLOYMENT_TYPES as readonly string[]).includes(type)) return { type };
  return { type, own: { kind, percentage: Number(percentage), minutes: Number(minutes) } };
}

/** Minutes of a step of the type; Infinity if it takes none. */
export function stepMinutes(type: string): number {
  return Number(/(\d+)Minutes?$/.exec(type)?.[1] ?? Infinity);
}
