import { Component } from 'projen/lib/component.js';
import { DEPLOYMENT_TYPES, type Config, type Deployment } from '../config/config.ts';
import type { FitnessServerlessProject } from './project.ts';

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

/** How traffic shifts to a new version in each environment. */
export class DeploymentPreference extends Component {
  /** YAML of `DeploymentPreference.Type`. */
  readonly type: string;
  readonly conditions: readonly EnvironmentCondition[];
  readonly own: readonly OwnDeployment[];
  /** Does any environment serve two versions for a while? */
  readonly shiftsTraffic: boolean;
  /** Minutes of the shortest step of any environment that takes steps; Infinity if none does. */
  readonly shortestStep: number;

  constructor(project: FitnessServerlessProject) {
    super(project);
    const groups = groupByDeployment(project.config);
    // An own type stands behind a condition of its own wherever another environment can be the rest.
    const rest = groups.findLast(({ own }) => !own) ?? groups.at(-1);
    if (!rest) throw new Error('a service has at least one environment');
    const chosen = groups.filter((group) => group !== rest);
    this.conditions = chosen.map(({ name, environments }) => ({ id: conditionId(name), environments }));
    this.own = groups.flatMap(({ name, own }) => {
      if (!own) return [];
      return [{ id: name, ...own, ...(name !== rest.name && { condition: conditionId(name) }) }];
    });
    this.type = choice(
      chosen.map((group) => ({ condition: conditionId(group.name), then: typeExpression(group) })),
      typeExpression(rest),
    );
    this.shiftsTraffic = groups.some(({ name }) => name !== 'AllAtOnce');
    this.shortestStep = Math.min(...groups.map(({ name }) => stepMinutes(name)));
  }
}

interface Group {
  readonly name: string;
  readonly own?: Pick<OwnDeployment, 'kind' | 'percentage' | 'minutes'>;
  readonly environments: readonly string[];
}

/** Environments by their way of deployment, in the order of the environments. */
function groupByDeployment(config: Config): Group[] {
  const groups = new Map<string, Group>();
  for (const [environment, { deployment }] of Object.entries(config.environments)) {
    const parsed = parseDeployment(deployment);
    const { environments = [] } = groups.get(parsed.name) ?? {};
    groups.set(parsed.name, { ...parsed, environments: [...environments, environment] });
  }
  return [...groups.values()];
}

/** `Canary:20:7` is an own type `Canary20Percent7Minutes`; `Canary:10:5` is what SAM already has. */
function parseDeployment(deployment: Deployment): Omit<Group, 'environments'> {
  const [kind, percentage, minutes] = deployment.split(':');
  if (kind !== 'Canary' && kind !== 'Linear') return { name: deployment };
  const every = kind === 'Linear' ? 'Every' : '';
  const name = `${kind}${percentage}Percent${every}${minutes}Minute${minutes === '1' ? '' : 's'}`;
  if ((DEPLOYMENT_TYPES as readonly string[]).includes(name)) return { name };
  return { name, own: { kind, percentage: Number(percentage), minutes: Number(minutes) } };
}

function conditionId(name: string): string {
  return `Uses${name}`;
}

function typeExpression({ name, own }: Group): string {
  return own ? `!Ref ${name}` : name;
}

function stepMinutes(name: string): number {
  return Number(/(\d+)Minutes?$/.exec(name)?.[1] ?? Infinity);
}

/** Columns that `        Type: ` leaves of Prettier's 80. */
const WIDTH = 66;

/**
 * Nested `!If`. SAM passes it on and replaces the names of its types in it, which it does not do with a value that
 * `!FindInMap` finds only when the stack is deployed.
 */
function choice(cases: readonly { condition: string; then: string }[], otherwise: string): string {
  const [first, ...others] = cases;
  if (!first) return otherwise;
  const rest = choice(others, otherwise);
  const line = `!If [${first.condition}, ${first.then}, ${rest}]`;
  if (line.length <= WIDTH && others.length === 0) return line;
  return ['!If', `- ${first.condition}`, `- ${first.then}`, `- ${rest}`].join('\n').replaceAll('\n', '\n  ');
}
