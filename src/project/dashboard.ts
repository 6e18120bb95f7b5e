import { Component } from 'projen/lib/component.js';
import type { Trigger } from '../config/config.ts';
import type { Alarms } from './alarms.ts';
import {
  alarmStatus,
  business,
  dashboardBody,
  duration,
  errors,
  fitness,
  metricWidget,
  rows,
  traffic,
  type Line,
  type Properties,
  type Widget,
} from './dashboard-widgets.ts';
import { serviceFunctions, type ServiceFunction } from './functions.ts';
import type { FitnessServerlessProject } from './project.ts';

export interface DashboardOptions {
  readonly alarms: Alarms;
}

/** The static dashboard: fitness over time, traffic, errors, duration, what waits, business metrics. */
export class Dashboard extends Component {
  /** Text for `Fn::Sub`: JSON in which `${…}` stands for resources and, as a number, for `Floor`. */
  readonly body: string;

  constructor(project: FitnessServerlessProject, options: DashboardOptions) {
    super(project);
    const { config } = project;
    const functions = serviceFunctions(config);
    const of = (trigger: Trigger): readonly ServiceFunction[] => functions.filter((fn) => fn.trigger === trigger);
    const measured = functions.map(({ id }) => ({ id, alias: 'live' }));
    const [alarms, ...moreAlarms] = alarmStatus(options.alarms.all().map(({ id }) => id));
    this.body = dashboardBody([
      [fitness(config), ...(alarms ? [alarms] : [])],
      [traffic(measured), errors(measured), duration(measured)],
      ...rows(
        [
          ...moreAlarms,
          ...(of('http').length > 0 ? [api()] : []),
          ...of('queue').map(queue),
          ...(of('stream').length > 0 ? [iteratorAge(of('stream'))] : []),
          ...(functions.some(({ deadLetters }) => deadLetters) ? [deadLetters(functions)] : []),
          ...config.dashboard.metrics.map((metric) => business(metric)),
        ],
        3,
      ),
    ]);
  }
}

function api(): Widget {
  const line = (metric: string, options: Properties): Line => [
    'AWS/ApiGateway',
    metric,
    'ApiId',
    '${HttpApi}',
    options,
  ];
  return metricWidget('API', [
    line('Count', { label: 'requests' }),
    line('4xx', { label: '4xx' }),
    line('5xx', { label: '5xx' }),
    line('Latency', { label: 'latency p99', stat: 'p99', yAxis: 'right' }),
  ]);
}

function queue({ origin = '' }: ServiceFunction): Widget {
  const line = (metric: string, options: Properties): Line => [
    'AWS/SQS',
    metric,
    'QueueName',
    `\${${origin}.QueueName}`,
    options,
  ];
  return metricWidget(
    origin,
    [
      line('ApproximateNumberOfMessagesVisible', { label: 'waiting' }),
      line('ApproximateAgeOfOldestMessage', { label: 'age of the oldest (s)', yAxis: 'right' }),
    ],
    { stat: 'Maximum' },
  );
}

function iteratorAge(functions: readonly ServiceFunction[]): Widget {
  const lines = functions.map(({ id }): Line => [
    'AWS/Lambda',
    'IteratorAge',
    'FunctionName',
    `\${${id}}`,
    { label: id },
  ]);
  return metricWidget('Behind the stream (ms)', lines, { stat: 'Maximum' });
}

function deadLetters(functions: readonly ServiceFunction[]): Widget {
  const queues = functions.flatMap(({ deadLetters: id }) => id ?? []);
  return metricWidget(
    'Not handled',
    queues.map((id) => [
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      'QueueName',
      `\${${id}.QueueName}`,
      { label: id },
    ]),
    { stat: 'Maximum' },
  );
}
