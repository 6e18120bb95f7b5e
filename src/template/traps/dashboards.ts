/** The dashboards of a template, read from the JSON in their bodies. */
import type { Location } from '../model.ts';
import { isRecord, own } from '../resolve/values.ts';
import type { TrapContext } from './context.ts';

export interface DashboardMetric {
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** Names of the dimensions. */
  readonly dimensions: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export interface DashboardWidget {
  readonly start: unknown;
  readonly period: unknown;
  readonly metrics: readonly DashboardMetric[];
}

export interface Dashboard {
  readonly logicalId: string;
  readonly start: unknown;
  readonly widgets: readonly DashboardWidget[];
  readonly location: Location | undefined;
}

/** Those whose body is readable JSON, whatever `Fn::Sub` puts into it. */
export function dashboards(context: TrapContext): Dashboard[] {
  return context.resources('AWS::CloudWatch::Dashboard').flatMap(({ logicalId, properties }) => {
    const body = bodyOf(properties.DashboardBody);
    const widgets = own(body, 'widgets');
    if (!Array.isArray(widgets)) return [];
    const location = context.at(logicalId, ['Properties', 'DashboardBody']);
    return [{ logicalId, start: own(body, 'start'), widgets: widgets.map(widget), location }];
  });
}

function bodyOf(value: unknown): unknown {
  const sub = own(value, 'Fn::Sub');
  const text: unknown = sub === undefined ? value : Array.isArray(sub) ? sub[0] : sub;
  if (typeof text !== 'string') return undefined;
  try {
    // A number stands for every variable, in a string and where a number is meant.
    return JSON.parse(sub === undefined ? text : text.replace(/\$\{[^}]*\}/g, '0'));
  } catch {
    return undefined;
  }
}

function widget(value: unknown): DashboardWidget {
  const properties = own(value, 'properties');
  const metrics = own(properties, 'metrics');
  return {
    start: own(properties, 'start'),
    period: own(properties, 'period'),
    metrics: Array.isArray(metrics) ? lines(metrics) : [],
  };
}

/** In a line of metrics `.` repeats what stands above it, and `...` all of it up to the end. */
function lines(metrics: readonly unknown[]): DashboardMetric[] {
  let above: string[] = [];
  return metrics.map((line) => {
    const cells = Array.isArray(line) ? (line as unknown[]) : [];
    const options = cells.find(isRecord) ?? {};
    const written = cells.filter((cell) => !isRecord(cell)).map(String);
    const [first] = written;
    const repeated =
      first === '...' ? [...above.slice(0, 1 - written.length || undefined), ...written.slice(1)] : written;
    const texts = repeated.map((text, index) => (text === '.' ? (above[index] ?? '.') : text));
    if (texts.length > 0) above = texts;
    return {
      namespace: texts[0],
      name: texts[1],
      dimensions: texts.slice(2).filter((_, index) => index % 2 === 0),
      options,
    };
  });
}
