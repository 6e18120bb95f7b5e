import { Component } from 'projen/lib/component.js';
import { gradualDeployment, type EnvironmentCondition, type OwnDeployment } from './gradual-deployment.ts';
import type { FitnessServerlessProject } from './project.ts';
import { shortForm } from './short-form.ts';

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
    const { type, conditions, own, shiftsTraffic, shortestStep } = gradualDeployment(project.config);
    this.type = choice(type);
    this.conditions = conditions;
    this.own = own;
    this.shiftsTraffic = shiftsTraffic;
    this.shortestStep = shortestStep;
  }
}

/** Columns that `        Type: ` leaves of Prettier's 80. */
const WIDTH = 66;

/** `Fn::If` on one line if it fits and has none in it, else one below the other. */
function choice(value: unknown): string {
  const parts = (value as { readonly 'Fn::If'?: readonly [string, unknown, unknown] })['Fn::If'];
  if (!parts) return shortForm(value);
  const [condition, then, otherwise] = parts;
  const rest = choice(otherwise);
  const line = `!If [${condition}, ${shortForm(then)}, ${rest}]`;
  if (line.length <= WIDTH && !rest.startsWith('!If')) return line;
  return ['!If', `- ${condition}`, `- ${shortForm(then)}`, `- ${rest}`].join('\n').replaceAll('\n', '\n  ');
}
