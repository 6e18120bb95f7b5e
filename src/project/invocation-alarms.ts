/** The alarms on what an alias does while, and after, traffic moves to a new version, as data of the template. */
import type { GradualDeployment } from './gradual-deployment.ts';

/** Most alarms that CodeDeploy takes for one deployment group. */
export const MOST_ALARMS = 10;

/** An alarm on invocations of a function through its alias. */
export interface InvocationAlarm {
  /** Logical id. */
  readonly id: string;
  /** Why it is as it is, in lines. */
  readonly comment: readonly string[];
  readonly description: string;
  readonly namespace: 'AWS/Lambda';
  readonly metric: string;
  /** Name and value. */
  readonly dimensions: readonly (readonly [name: string, value: unknown])[];
  readonly statistic: 'Sum' | 'p99';
  /** Seconds. */
  readonly period: number;
  readonly periods: number;
  readonly comparison: 'GreaterThanThreshold';
  readonly threshold: number;
}

/** One of them within a minute is one too many. */
export const AT_ONCE = {
  statistic: 'Sum',
  period: 60,
  comparison: 'GreaterThanThreshold',
  threshold: 0,
} as const satisfies Partial<InvocationAlarm>;

/** A function as its metrics name it. */
export interface Measured {
  /** Logical id. */
  readonly id: string;
  /** Text for `Fn::Sub`: name of the alias. */
  readonly alias: string;
}

/** Errors of the alias, and of the new version alone where traffic shifts by and by. */
export function errorAlarms(
  { id, alias }: Measured,
  { shiftsTraffic, shortestStep }: Pick<GradualDeployment, 'shiftsTraffic' | 'shortestStep'>,
): [InvocationAlarm, ...InvocationAlarm[]] {
  const errors: InvocationAlarm = {
    ...AT_ONCE,
    id: `${id}Errors`,
    comment: [],
    description: `${id} fails.`,
    namespace: 'AWS/Lambda',
    metric: 'Errors',
    dimensions: [
      ['FunctionName', { Ref: id }],
      ['Resource', { 'Fn::Sub': `\${${id}}:${alias}` }],
    ],
    // The verdict has to come before the next step of the deployment.
    periods: shortestStep < 5 ? 1 : 2,
  };
  if (!shiftsTraffic) return [errors];
  const newVersion: InvocationAlarm = {
    ...errors,
    id: `${id}NewVersionErrors`,
    comment: [
      'The new version alone, and at once: one failure of what is being released is enough.',
      'Lambda reports by ExecutedVersion while the alias serves two versions, and only then.',
    ],
    description: `The version of ${id} that is being released fails.`,
    dimensions: [...errors.dimensions, ['ExecutedVersion', { 'Fn::GetAtt': [id, 'Version.Version'] }]],
    periods: 1,
  };
  return [errors, newVersion];
}
