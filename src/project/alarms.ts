import { Component } from 'projen/lib/component.js';
import type { DeploymentPreference } from './deployment-preference.ts';
import { serviceFunctions, type ServiceFunction } from './functions.ts';
import type { FitnessServerlessProject } from './project.ts';

/** An alarm of the template. Strings are YAML where they say so. */
export interface Alarm {
  /** Logical id. */
  readonly id: string;
  /** YAML of `AlarmName`; CloudFormation makes one if absent. */
  readonly name?: string;
  /** YAML by which `DeploymentPreference.Alarms` names it. */
  readonly reference: string;
  /** Why it is as it is, in lines. */
  readonly comment: readonly string[];
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  /** Name and YAML of the value. */
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  readonly statistic: 'Sum' | 'Maximum' | 'p99';
  /** Seconds. */
  readonly period: number;
  readonly periods: number;
  readonly comparison: 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold';
  readonly threshold: number;
  /**
   * Does it stop and roll back a deployment? Only what the version that takes the traffic causes does: a backlog
   * outlives the version that filled it, and its alarm would block the release that repairs it.
   */
  readonly stopsDeployment: boolean;
}

export interface AlarmsOptions {
  readonly deployment: DeploymentPreference;
}

/** Most alarms that CodeDeploy takes for one deployment group. */
export const MOST_ALARMS = 10;

/** The alarms of every function. */
export class Alarms extends Component {
  readonly #functions: ReadonlyMap<string, readonly Alarm[]>;

  constructor(project: FitnessServerlessProject, options: AlarmsOptions) {
    super(project);
    const functions = serviceFunctions(project.config);
    this.#functions = new Map(functions.map((fn) => [fn.id, alarmsOf(fn, options.deployment)]));
  }

  /** The alarms of a function, by its logical id; at most 10. */
  of(functionId: string): readonly Alarm[] {
    return this.#functions.get(functionId) ?? [];
  }

  /** Each once: functions of one API share its alarm. */
  all(): readonly Alarm[] {
    return [...new Map([...this.#functions.values()].flat().map((alarm) => [alarm.id, alarm])).values()];
  }
}

/** What most alarms have in common. */
const COMMON = {
  comment: [],
  statistic: 'Sum',
  period: 60,
  comparison: 'GreaterThanThreshold',
  threshold: 0,
} as const satisfies Partial<Alarm>;

function alarmsOf(fn: ServiceFunction, deployment: DeploymentPreference): Alarm[] {
  return [
    ...invocationAlarms(fn, deployment),
    ...(fn.trigger === 'http' ? [serverErrors()] : []),
    ...(fn.trigger === 'stream' ? [iteratorAge(fn)] : []),
    ...(fn.deadLetters ? [deadLetters(fn.deadLetters)] : []),
  ];
}

/** What the alias does while, and after, traffic moves to a new version. */
function invocationAlarms(fn: ServiceFunction, deployment: DeploymentPreference): Alarm[] {
  const alias: Alarm['dimensions'] = [
    ['FunctionName', `!Ref ${fn.id}`],
    ['Resource', `!Sub \${${fn.id}}:live`],
  ];
  const base = {
    ...COMMON,
    namespace: 'AWS/Lambda',
    dimensions: alias,
    // The verdict has to come before the next step of the deployment.
    periods: deployment.shortestStep < 5 ? 1 : 2,
    stopsDeployment: true,
  };
  const alarms: (Omit<Alarm, 'reference'> | false)[] = [
    { ...base, id: `${fn.id}Errors`, description: `${fn.id} fails.`, metric: 'Errors' },
    deployment.shiftsTraffic && {
      ...base,
      id: `${fn.id}NewVersionErrors`,
      comment: [
        'The new version alone, and at once: one failure of what is being released is enough.',
        'Lambda reports by ExecutedVersion while the alias serves two versions, and only then.',
      ],
      description: `The version of ${fn.id} that is being released fails.`,
      metric: 'Errors',
      dimensions: [...alias, ['ExecutedVersion', `!GetAtt ${fn.id}.Version.Version`]],
      periods: 1,
    },
    { ...base, id: `${fn.id}Throttles`, description: `${fn.id} is throttled.`, metric: 'Throttles' },
    {
      ...base,
      id: `${fn.id}Duration`,
      description: `One of 100 invocations of ${fn.id} takes longer than ${fn.slow / 1000} s.`,
      metric: 'Duration',
      statistic: 'p99',
      threshold: fn.slow,
    },
  ];
  return alarms.filter((alarm) => alarm !== false).map((alarm) => ({ ...alarm, reference: `!Ref ${alarm.id}` }));
}

function serverErrors(): Alarm {
  const name = '!Sub ${AWS::StackName}-HttpApiServerErrors';
  return {
    ...COMMON,
    id: 'HttpApiServerErrors',
    name,
    reference: name,
    comment: [
      'Deployments name it by its name. A reference would close a circle: the alarm needs the API,',
      'the API the alias, the alias its deployment group, and that the alarm.',
    ],
    description: 'The API answers with 5xx.',
    namespace: 'AWS/ApiGateway',
    metric: '5xx',
    dimensions: [['ApiId', '!Ref HttpApi']],
    periods: 1,
    stopsDeployment: true,
  };
}

function iteratorAge(fn: ServiceFunction): Alarm {
  return {
    ...COMMON,
    id: `${fn.id}IteratorAge`,
    reference: `!Ref ${fn.id}IteratorAge`,
    comment: ['Stops no deployment: the age outlives the version that fell behind.'],
    description: `${fn.id} is more than five minutes behind its stream.`,
    namespace: 'AWS/Lambda',
    metric: 'IteratorAge',
    dimensions: [['FunctionName', `!Ref ${fn.id}`]],
    statistic: 'Maximum',
    periods: 5,
    threshold: 300_000,
    stopsDeployment: false,
  };
}

function deadLetters(queue: string): Alarm {
  return {
    ...COMMON,
    id: `${queue}Depth`,
    reference: `!Ref ${queue}Depth`,
    comment: [
      'Stops no deployment: it stays in ALARM until somebody has emptied the queue, and would block the',
      'release that repairs what filled it.',
    ],
    description: `${queue} holds what could not be handled.`,
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimensions: [['QueueName', `!GetAtt ${queue}.QueueName`]],
    statistic: 'Maximum',
    periods: 1,
    stopsDeployment: false,
  };
}
