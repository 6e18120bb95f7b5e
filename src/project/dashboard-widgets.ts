/** The widgets of the static dashboard, and its body as text for `Fn::Sub`. */
import type { BusinessMetric, Config } from '../config/config.ts';
import type { Measured } from './invocation-alarms.ts';

/** A CloudWatch widget's properties, by its API reference. */
export type Properties = Readonly<Record<string, unknown>>;

/** A line of a metric widget: namespace, metric, dimensions by name and value, options. */
export type Line = readonly unknown[];

/**
 * JSON in which `${…}` stands for resources and, as a number, for `Floor`.
 *
 * @param dense in as few lines as can be read
 */
export function dashboardBody(widgets: readonly (readonly Widget[])[], dense = false): string {
  const body = { widgets: layOut(widgets) };
  return (dense ? denseJson(body) : json(body)).replaceAll('"${Floor}"', '${Floor}');
}

export interface Widget {
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

/** In rows of so many. */
export function rows(widgets: readonly Widget[], perRow: number): Widget[][] {
  const count = Math.ceil(widgets.length / perRow);
  return Array.from({ length: count }, (_, row) => widgets.slice(row * perRow, (row + 1) * perRow));
}

export function metricWidget(title: string, metrics: readonly Line[], more: Properties = {}): Widget {
  return { type: 'metric', properties: { title, region: '${AWS::Region}', period: 60, stat: 'Sum', ...more, metrics } };
}

/**
 * One point per release, drawn on until the next one. CloudWatch keeps points of five minutes for 63 days, of an hour
 * for 455: hence the period.
 *
 * @param environment parameter that says which environment a stack is
 * @param floors least fitness: of the stack’s environment, or of each
 */
export function fitness(
  { service }: Pick<Config, 'service'>,
  environment = 'Environment',
  floors: readonly { readonly label: string; readonly value: unknown }[] = [{ label: 'floor', value: '${Floor}' }],
): Widget {
  const dimensions = ['Service', service, 'Environment', `\${${environment}}`, 'Stack', '${AWS::StackName}'];
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
      annotations: { horizontal: floors },
    },
  );
}

/** Most alarms that one widget takes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MOST_ALARMS = 100;

export function alarmStatus(ids: readonly string[]): Widget[] {
  const arns = ids.map((id) => `\${${id}.Arn}`);
  return Array.from({ length: Math.ceil(arns.length / MOST_ALARMS) }, (_, part) => ({
    type: 'alarm',
    properties: { title: 'Alarms', alarms: arns.slice(part * MOST_ALARMS, (part + 1) * MOST_ALARMS) },
  }));
}

function ofAlias({ id, alias }: Measured, metric: string, options: Properties): Line {
  return ['AWS/Lambda', metric, 'FunctionName', `\${${id}}`, 'Resource', `\${${id}}:${alias}`, options];
}

export function traffic(functions: readonly Measured[]): Widget {
  return metricWidget(
    'Traffic',
    functions.map((fn) => ofAlias(fn, 'Invocations', { label: fn.id })),
  );
}

export function errors(functions: readonly Measured[]): Widget {
  return metricWidget(
    'Errors and throttles',
    functions.flatMap((fn) => [
      ofAlias(fn, 'Errors', { label: `${fn.id} errors` }),
      ofAlias(fn, 'Throttles', { label: `${fn.id} throttles` }),
    ]),
  );
}

export function duration(functions: readonly Measured[]): Widget {
  return metricWidget(
    'Duration (ms)',
    functions.flatMap((fn) => [
      ofAlias(fn, 'Duration', { label: `${fn.id} p50`, stat: 'p50' }),
      ofAlias(fn, 'Duration', { label: `${fn.id} p99` }),
    ]),
    { stat: 'p99' },
  );
}

export function business(
  { namespace, metric, dimensions, stat, label }: BusinessMetric,
  environment = 'Environment',
): Widget {
  const flat = Object.entries(dimensions).flatMap(([name, value]) => [literal(name), substituted(value, environment)]);
  const line: Line = [literal(namespace), literal(metric), ...flat, { label: literal(label) }];
  return metricWidget(literal(label), [line], { period: 300, stat });
}

/** `Fn::Sub` takes `${` for a variable, `${!` for the text. */
function literal(text: string): string {
  return text.replaceAll('${', '${!');
}

/** In a dimension's value, what tells stacks apart may be named: metrics of two stacks must not mix. */
function substituted(text: string, environment: string): string {
  return literal(text)
    .replace(/\$\{!(Environment|AWS::(?:StackName|Region|AccountId))\}/g, '${$1}')
    .replaceAll('${Environment}', `\${${environment}}`);
}

/** JSON as a person would write it: each widget's place and each line of a graph on a line. */
function json(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const line = inline(value, WIDTH - indent.length);
  if (line !== undefined) return line;
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => inner + json(item, inner))
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${json(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${items.join(',\n')}\n${indent}${close}`;
}

/** What fits on a line stands together on one; only what does not is broken up. */
function denseJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const line = inline(value, WIDTH - indent.length);
  if (line !== undefined) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const items = Array.isArray(value)
    ? value.map((item) => inner + denseJson(item, inner))
    : together(value, inner).map((entries) => inner + entries);
  return `${open}\n${items.join(',\n')}\n${indent}${close}`;
}

/** The entries of an object in lines: those that fit one share it. */
function together(value: object, indent: string): string[] {
  const lines: string[] = [];
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    const head = `${JSON.stringify(key)}: `;
    const text = inline(item, WIDTH - indent.length - head.length);
    const entry = head + (text ?? denseJson(item, indent));
    const last = lines.at(-1);
    if (text === undefined) lines.push(entry);
    else if (last !== undefined && !last.includes('\n') && last.length + entry.length + 2 <= WIDTH - indent.length)
      lines[lines.length - 1] = `${last}, ${entry}`;
    else lines.push(entry);
  }
  return lines;
}

/** In a line of so many characters; undefined: it has more, of which no more are written than that takes to know. */
function inline(value: unknown, room: number): string | undefined {
  let line = '';
  if (typeof value !== 'object' || value === null) line = JSON.stringify(value);
  else {
    for (const [key, item] of Object.entries(value)) {
      const head = `${line === '' ? '' : ', '}${Array.isArray(value) ? '' : `${JSON.stringify(key)}: `}`;
      const text = inline(item, room - line.length - head.length);
      if (text === undefined) return undefined;
      line += head + text;
    }
    line = Array.isArray(value) ? `[${line}]` : line === '' ? '{}' : `{ ${line} }`;
  }
  return line.length <= room ? line : undefined;
}
