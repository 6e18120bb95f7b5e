/**
 * The release dashboard: how fitness went, release by release, next to what the product is there for. A pure function of
 * the configuration and the history; the recorder puts it whole, each time.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import type { BusinessMetric } from '../config/config.ts';
import type { HistoryEntry } from '../history/entry.ts';
import { labelOf, nameOf } from '../history/entry.ts';
import { inWords } from '../history/changes.ts';

/** Whose dashboard it is, and what it shows beside fitness. */
export interface DashboardConfig {
  readonly service: string;
  readonly environment: string;
  readonly stackName: string;
  readonly region: string;
  readonly account: string;
  /** Least fitness that the gate lets through. */
  readonly floor: number;
  /** The product's own: what fitness is for. */
  readonly metrics: readonly BusinessMetric[];
  /** Functions that take traffic by an alias. */
  readonly functions: readonly { readonly name: string; readonly alias: string }[];
}

export interface Widget {
  readonly type: 'metric' | 'text';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface DashboardBody {
  /** Of every graph. */
  readonly start: string;
  readonly periodOverride: 'inherit';
  readonly widgets: readonly Widget[];
}

type Unplaced = Pick<Widget, 'type' | 'properties'>;
type Line = readonly unknown[];

/** CloudWatch lays widgets out on 24 columns. */
const COLUMNS = 24;
const HEIGHT = 6;

/** CloudWatch keeps points of an hour for 455 days, those of five minutes for 63. */
const PERIOD = 3600;

/** Three months: a quarter of releases, at a width that still tells them apart. */
const START = '-P3M';

/** Releases that are marked: all that there are on the curve itself, and fewer elsewhere, so that a body stays small. */
const MARKED = { fitness: 100, elsewhere: 20 };

/** Releases in the table. */
const LISTED = 10;

/** Lines that are still told apart; a dashboard takes 2,500 metrics. */
const FUNCTIONS_PER_GRAPH = 25;
const MOST_FUNCTIONS = 200;

/** Names are global in an account, across Regions. */
export function releaseDashboardName({ stackName, region }: Pick<DashboardConfig, 'stackName' | 'region'>): string {
  return `${stackName}-${region}-releases`;
}

export function releaseDashboard(config: DashboardConfig, history: readonly HistoryEntry[]): DashboardBody {
  const marks = annotations(history, MARKED.elsewhere);
  const groups = chunks(config.functions.slice(0, MOST_FUNCTIONS), FUNCTIONS_PER_GRAPH);
  const rows: { height: number; widgets: readonly Unplaced[] }[] = [
    { height: 8, widgets: [fitnessOverTime(config, history)] },
    { height: HEIGHT, widgets: [byCategory(config, history), complexityAndCoverage(config)] },
    ...chunks(
      config.metrics.map((metric) => business(config, metric, marks)),
      2,
    ).map((widgets) => ({ height: HEIGHT, widgets })),
    ...groups.map((group) => ({
      height: HEIGHT,
      widgets: [latency(config, group, marks), errors(config, group, marks)],
    })),
    { height: HEIGHT, widgets: [releases(config, history)] },
  ];
  return { start: START, periodOverride: 'inherit', widgets: placed(rows) };
}

function placed(rows: readonly { readonly height: number; readonly widgets: readonly Unplaced[] }[]): Widget[] {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const width = COLUMNS / widgets.length;
    const top = y;
    y += height;
    return widgets.map((widget, index) => ({ ...widget, x: index * width, y: top, width, height }));
  });
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** What the product's own dashboard shows of it as well. */
export function fitnessWidgets(config: DashboardConfig, history: readonly HistoryEntry[]): readonly Unplaced[] {
  return [fitnessOverTime(config, history), byCategory(config, history)];
}

/** Begins the title of every widget of this stack's fitness: by it they are found again on a dashboard of others. */
export function markerOf({ stackName, region }: Pick<DashboardConfig, 'stackName' | 'region'>): string {
  return `Fitness of ${stackName} (${region})`;
}

function fitnessOverTime(config: DashboardConfig, history: readonly HistoryEntry[]): Unplaced {
  return graph(config, markerOf(config), drawnOn(config, [['Fitness', 'fitness']]), {
    yAxis: { left: { min: 0, max: 100 } },
    annotations: {
      horizontal: [{ label: 'floor', value: config.floor, color: COLOURS.floor }],
      vertical: annotations(history, MARKED.fitness),
    },
  });
}

function byCategory(config: DashboardConfig, history: readonly HistoryEntry[]): Unplaced {
  const categories = [...new Set(history.slice(-LISTED).flatMap((entry) => Object.keys(entry.categories)))];
  const named = categories.filter((name) => /^[a-z]{1,40}$/i.test(name)).slice(0, 20);
  const metrics = named.map((name): [string, string] => [
    `Fitness${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    name,
  ]);
  const shown = metrics.length > 0 ? metrics : [['FitnessRaw', 'before complexity'] as [string, string]];
  return graph(config, `${markerOf(config)} by category`, drawnOn(config, shown), {
    yAxis: { left: { min: 0, max: 100 } },
    annotations: { vertical: annotations(history, MARKED.elsewhere) },
  });
}

function complexityAndCoverage(config: DashboardConfig): Unplaced {
  const metrics = drawnOn(config, [
    ['Complexity', 'complexity (points)'],
    ['Coverage', 'coverage'],
  ]);
  return graph(config, 'Complexity and coverage', withOptions(metrics, 'coverage', { yAxis: 'right' }), {
    yAxis: { left: { min: 0 }, right: { min: 0, max: 1 } },
  });
}

/** The expressions are the lines that are seen: options of a line stand in its last member. */
function withOptions(lines: readonly Line[], label: string, options: object): Line[] {
  return lines.map((line) => {
    const last = line.at(-1) as { label?: string };
    return last.label === label ? [...line.slice(0, -1), { ...last, ...options }] : line;
  });
}

/** One point per release is no line: each is drawn on until the next. */
function drawnOn(config: DashboardConfig, metrics: readonly (readonly [metric: string, label: string])[]): Line[] {
  const { service, environment, stackName } = config;
  const dimensions = ['Service', service, 'Environment', environment, 'Stack', stackName];
  return metrics.flatMap(([metric, label], index): Line[] => [
    [{ expression: `FILL(m${index + 1}, REPEAT)`, label, id: `e${index + 1}` }],
    ['Fitness', metric, ...dimensions, { id: `m${index + 1}`, visible: false }],
  ]);
}

function graph({ region }: DashboardConfig, title: string, metrics: readonly Line[], more: object): Unplaced {
  const properties = { title, region, view: 'timeSeries', period: PERIOD, stat: 'Average', ...more, metrics };
  return { type: 'metric', properties };
}

const COLOURS = { kept: '#1f77b4', rejected: '#d62728', override: '#ff7f0e', floor: '#7f7f7f' };

/** Characters that CloudWatch shows of a label before lines of it cover each other. */
const LONGEST_LABEL = 80;

interface Annotation {
  readonly label: string;
  readonly value: string;
  readonly color: string;
}

/** One native vertical annotation per release, the newest ones where there are too many. */
export function annotations(history: readonly HistoryEntry[], most: number): Annotation[] {
  return history.slice(-most).map((entry) => ({
    label: cut(labelOf(entry), LONGEST_LABEL),
    value: entry.at,
    color:
      entry.outcome === 'rejected'
        ? COLOURS.rejected
        : entry.overrideReason === undefined
          ? COLOURS.kept
          : COLOURS.override,
  }));
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function business(config: DashboardConfig, metric: BusinessMetric, vertical: readonly Annotation[]): Unplaced {
  const dimensions = Object.entries(metric.dimensions).flatMap(([name, value]) => [name, substituted(value, config)]);
  const line: Line = [metric.namespace, metric.metric, ...dimensions, { label: metric.label }];
  return graph(config, metric.label, [line], { stat: metric.stat, annotations: { vertical } });
}

/** What tells stacks apart may be named, as in the template. */
export function substituted(
  text: string,
  {
    environment,
    stackName,
    region,
    account,
  }: Pick<DashboardConfig, 'environment' | 'stackName' | 'region' | 'account'>,
): string {
  const values: Readonly<Record<string, string>> = {
    Environment: environment,
    'AWS::StackName': stackName,
    'AWS::Region': region,
    'AWS::AccountId': account,
  };
  return text.replace(/\$\{(Environment|AWS::(?:StackName|Region|AccountId))\}/g, (all, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? all) : all,
  );
}

type Functions = DashboardConfig['functions'];

function ofAlias(functions: Functions, metrics: readonly (readonly [string, string, object])[]): Line[] {
  return functions.flatMap(({ name, alias }) =>
    metrics.map(([metric, label, options]): Line => {
      const dimensions = ['FunctionName', name, 'Resource', `${name}:${alias}`];
      return ['AWS/Lambda', metric, ...dimensions, { label: `${name} ${label}`, ...options }];
    }),
  );
}

function latency(config: DashboardConfig, functions: Functions, vertical: readonly Annotation[]): Unplaced {
  const lines = ofAlias(functions, [
    ['Duration', 'p50', { stat: 'p50' }],
    ['Duration', 'p99', { stat: 'p99' }],
  ]);
  return graph(config, 'Latency (ms)', lines, { annotations: { vertical } });
}

function errors(config: DashboardConfig, functions: Functions, vertical: readonly Annotation[]): Unplaced {
  const lines = ofAlias(functions, [
    ['Errors', 'errors', {}],
    ['Throttles', 'throttles', {}],
  ]);
  return graph(config, 'Errors and throttles', lines, { stat: 'Sum', annotations: { vertical } });
}

/** The last releases as a table, the newest first. */
function releases({ stackName }: DashboardConfig, history: readonly HistoryEntry[]): Unplaced {
  const rows = history
    .slice(-LISTED)
    .reverse()
    .map((entry) => {
      const outcome = entry.outcome === 'rejected' ? '**rolled back**' : 'released';
      const override = entry.overrideReason === undefined ? '' : ` (override: ${entry.overrideReason})`;
      const cells = [nameOf(entry), entry.at.slice(0, 16).replace('T', ' '), outcome, entry.fitness.toFixed(1)];
      return `| ${[...cells, cell(`${inWords(entry)}${override}`)].join(' | ')} |`;
    });
  const table = ['| release | at (UTC) | outcome | fitness | what changed |', '|---|---|---|---|---|', ...rows];
  const markdown = `## Releases of ${stackName}\n\n${rows.length > 0 ? table.join('\n') : 'None yet.'}`;
  return { type: 'text', properties: { markdown } };
}

/** Text that a person wrote must not end a cell of the table, nor become markup. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|`*_[\]<>#]/g, '\\$&');
}
