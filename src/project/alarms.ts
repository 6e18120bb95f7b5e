import { Component } from 'projen/lib/component.js';
import type { DeploymentPreference } from './deployment-preference.ts';
import { serviceFunctions, type ServiceFunction } from './functions.ts';
import { AT_ONCE, errorAlarms, type InvocationAlarm } from './invocation-alarms.ts';
import type { FitnessServerlessProject } from './project.ts';
import { shortForm } from './short-form.ts';

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

export { MOST_ALARMS } from './invocation-alarms.ts';

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
const COMMON = { comment: [], ...AT_ONCE } as const satisfies Partial<Alarm>;

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
  const [errors, ...newVersion] = errorAlarms({ id: fn.id, alias: 'live' }, deployment);
  const all: InvocationAlarm[] = [
    errors,
    ...newVersion,
    { ...errors, id: `${fn.id}Throttles`, description: `${fn.id} is throttled.`, metric: 'Throttles' },
    {
      ...errors,
      id: `${fn.id}Duration`,
      description: `One of 100 invocations of ${fn.id} takes longer than ${fn.slow / 1000} s.`,
      metric: 'Duration',
      statistic: 'p99',
      threshold: fn.slow,
    },
  ];
  return all.map((alarm) => ({
    ...alarm,
    dimensions: alarm.dimensions.map(([name, value]) => [name, shortForm(value)] as const),
    reference: `!Ref ${alarm.id}`,
    stopsDeployment: true,
  }));
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
