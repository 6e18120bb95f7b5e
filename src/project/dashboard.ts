import { Component } from 'projen/lib/component.js';
import type { BusinessMetric, Config, Trigger } from '../config/config.ts';
import type { Alarms } from './alarms.ts';
import { serviceFunctions, type ServiceFunction } from './functions.ts';
import type { FitnessServerlessProject } from './project.ts';

export interface DashboardOptions {
  readonly alarms: Alarms;
}

/** A CloudWatch widget's properties, by its API reference. */
type Properties = Readonly<Record<string, unknown>>;

/** A line of a metric widget: namespace, metric, dimensions by name and value, options. */
type Line = readonly unknown[];

/** The static dashboard: fitness over time, traffic, errors, duration, what waits, business metrics. */
export class Dashboard extends Component {
  /** Text for `Fn::Sub`: JSON in which `${…}` stands for resources and, as a number, for `Floor`. */
  readonly body: string;

  constructor(project: FitnessServerlessProject, options: DashboardOptions) {
    super(project);
    const { config } = project;
    const functions = serviceFunctions(config);
    const of = (trigger: Trigger): readonly ServiceFunction[] => functions.filter((fn) => fn.trigger === trigger);
    const [alarms, ...moreAlarms] = alarmStatus(options.alarms);
    const widgets = layOut([
      [fitness(config), ...(alarms ? [alarms] : [])],
      [traffic(functions), errors(functions), duration(functions)],
      ...rows(
        [
          ...moreAlarms,
          ...(of('http').length > 0 ? [api()] : []),
          ...of('queue').map(queue),
          ...(of('stream').length > 0 ? [iteratorAge(of('stream'))] : []),
          ...(functions.some(({ deadLetters }) => deadLetters) ? [deadLetters(functions)] : []),
          ...config.dashboard.metrics.map(business),
        ],
        3,
      ),
    ]);
    this.body = json({ widgets }).replaceAll('"${Floor}"', '${Floor}');
  }
}

interface Widget {
  readonly type: 'metric' | 'alarm';
  readonly properties: Properties;
}

/** Columns of the text, where a value would fit on one line. */
const WIDTH = 200;

/** CloudWatch lays widgets out on 24 columns. */
const COLUMNS = 24;
const HEIGHT = 6;

function layOut(widgets: readonly (readonly Widget[])[]): unknown[] {
  return widgets.flatMap((row, index) =>
    row.map((widget, column) => {
      const width = COLUMNS / Math.max(row.length, 2);
      const { type, properties } = widget;
      return { type, x: column * width, y: index * HEIGHT, width, height: HEIGHT, properties };
    }),
  );
}

function rows(widgets: readonly Widget[], perRow: number): Widget[][] {
  const count = Math.ceil(widgets.length / perRow);
  return Array.from({ length: count }, (_, row) => widgets.slice(row * perRow, (row + 1) * perRow));
}

function metricWidget(title: string, metrics: readonly Line[], more: Properties = {}): Widget {
  return { type: 'metric', properties: { title, region: '${AWS::Region}', period: 60, stat: 'Sum', ...more, metrics } };
}

/**
 * One point per release, drawn on until the next one. CloudWatch keeps points of five minutes for 63 days, of an hour
 * for 455: hence the period.
 */
function fitness(config: Config): Widget {
  const dimensions = ['Service', config.service, 'Environment', '${Environment}', 'Stack', '${AWS::StackName}'];
  return metricWidget(
    'Fitness',
    [
      [{ expression: 'FILL(m1, REPEAT)', label: 'fitness', id: 'e1' }],
      ['Fitness', 'Fitness', ...dimensions, { id: 'm1', visible: false }],
    ],
    {
      period: 3600,
      stat: 'Average',
      start: '-P3M',
      yAxis: { left: { min: 0, max: 100 } },
      annotations: { horizontal: [{ label: 'floor', value: '${Floor}' }] },
    },
  );
}

/** Most alarms that one widget takes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MOST_ALARMS = 100;

function alarmStatus(alarms: Alarms): Widget[] {
  const arns = alarms.all().map(({ id }) => `\${${id}.Arn}`);
  return Array.from({ length: Math.ceil(arns.length / MOST_ALARMS) }, (_, part) => ({
    type: 'alarm',
    properties: { title: 'Alarms', alarms: arns.slice(part * MOST_ALARMS, (part + 1) * MOST_ALARMS) },
  }));
}

function ofAlias({ id }: ServiceFunction, metric: string, options: Properties): Line {
  return ['AWS/Lambda', metric, 'FunctionName', `\${${id}}`, 'Resource', `\${${id}}:live`, options];
}

function traffic(functions: readonly ServiceFunction[]): Widget {
  return metricWidget(
    'Traffic',
    functions.map((fn) => ofAlias(fn, 'Invocations', { label: fn.id })),
  );
}

function errors(functions: readonly ServiceFunction[]): Widget {
  return metricWidget(
    'Errors and throttles',
    functions.flatMap((fn) => [
      ofAlias(fn, 'Errors', { label: `${fn.id} errors` }),
      ofAlias(fn, 'Throttles', { label: `${fn.id} throttles` }),
    ]),
  );
}

function duration(functions: readonly ServiceFunction[]): Widget {
  return metricWidget(
    'Duration (ms)',
    functions.flatMap((fn) => [
      ofAlias(fn, 'Duration', { label: `${fn.id} p50`, stat: 'p50' }),
      ofAlias(fn, 'Duration', { label: `${fn.id} p99` }),
    ]),
    { stat: 'p99' },
  );
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

function business({ namespace, metric, dimensions, stat, label }: BusinessMetric): Widget {
  const flat = Object.entries(dimensions).flatMap(([name, value]) => [literal(name), substituted(value)]);
  const line: Line = [literal(namespace), literal(metric), ...flat, { label: literal(label) }];
  return metricWidget(literal(label), [line], { period: 300, stat });
}

/** `Fn::Sub` takes `${` for a variable, `${!` for the text. */
function literal(text: string): string {
  return text.replaceAll('${', '${!');
}

/** In a dimension's value, what tells stacks apart may be named: metrics of two stacks must not mix. */
function substituted(text: string): string {
  return literal(text).replace(/\$\{!(Environment|AWS::(?:StackName|Region|AccountId))\}/g, '${$1}');
}

/** JSON as a person would write it: each widget's place and each line of a graph on a line. */
function json(value: unknown, indent = ''): string {
  const line = inline(value);
  if (typeof value !== 'object' || value === null || line.length <= WIDTH - indent.length) return line;
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => inner + json(item, inner))
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${json(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${items.join(',\n')}\n${indent}${close}`;
}

function inline(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
}
